"""Kept words and addresses are those that Django would say anew."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from shouwang.web.templatetags import quick


def rendered(text, **said):
    return Template(text).render(Context(said))


@pytest.mark.parametrize("number", [0, 7, 150621000001, 2**62])
def test_an_address_with_a_number(number):
    wanted = reverse("households:page", args=[number])
    assert rendered("{% url 'households:page' it %}", it=number) == wanted


def test_an_address_with_two_numbers():
    text = "{% url 'households:show_id' a b %}"
    for a, b in ((12, 3), (3, 12)):
        assert rendered(text, a=a, b=b) == reverse("households:show_id", args=[a, b])


def test_an_address_with_words():
    wanted = reverse("households:why", args=[7, "income_below_line"])
    assert rendered("{% url 'households:why' a b %}", a=7, b="income_below_line") == wanted


def test_an_address_with_nothing_or_names():
    assert rendered("{% url 'home' %}") == "/"
    wanted = reverse("households:page", args=[7])
    assert rendered("{% url 'households:page' number=it %}", it=7) == wanted
    assert rendered("{% url 'households:page' it as there %}[{{ there }}]", it=7) == f"[{wanted}]"


@pytest.mark.parametrize("number", [-1, "x/y", None, True])
def test_what_leads_nowhere_is_told(number):
    with pytest.raises(NoReverseMatch):
        rendered("{% url 'households:page' it %}", it=number)
    with pytest.raises(NoReverseMatch):
        rendered("{% url 'households:nowhere' 7 %}")


def test_words_are_kept_for_each_language():
    template = Template("{% translate '旗县' %}")
    said = []
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with translation.override(language):
            said.append(template.render(Context()))
    assert said[0] == said[2] == "旗县"
    assert said[1] == said[3] != "旗县"


def test_other_words_are_djangos():
    assert rendered("{% translate it %}", it="<旗县>") == "&lt;旗县&gt;"
    assert rendered("{% translate '100%' %}") == "100%"
    assert rendered("{% translate '旗县' as word %}[{{ word }}]") == "[旗县]"
    assert rendered("{% trans '旗县' noop %}") == "旗县"
    (node,) = Template("{% translate '旗县'|upper %}").nodelist
    assert not isinstance(node, quick.Words)
