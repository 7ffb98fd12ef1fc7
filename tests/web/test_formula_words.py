"""Formulas and units are shown in words, in the reader's language."""

import pytest
from django.utils import translation

from shouwang.rules.functions import FUNCTIONS
from shouwang.web import place
from shouwang.web.households.formula_words import formula_words, unit_words, word_formulas

pytestmark = pytest.mark.django_db
RAW = ("_", ">=", "<=", " and ", " or ", "'")


@pytest.fixture
def policy(at_home):
    with translation.override("zh-hans"):
        yield place.policy()


def test_names_become_labels_and_signs_become_signs(policy):
    said = formula_words("herd_before > 0 and herd_died >= 0.5 * herd_before", policy)
    before, died = (policy.variables[name].label for name in ("herd_before", "herd_died"))
    assert said == f"{before} > 0 且 {died} ≥ 0.5 × {before}"


def test_a_code_of_a_column_becomes_its_word(policy):
    column = policy.content.contracts["household"].column("status")
    assert column.codes["general"][0] in formula_words("status in ('general')", policy)


def test_no_formula_of_the_shipped_policy_is_left_raw(policy):
    texts = [(each.text, ()) for each in policy.checks.values()]
    texts += [(each.text, (each.source,)) for each in policy.variables.values() if each.text]
    for text, feeds in texts:
        said = formula_words(text, policy, feeds)
        assert not [each for each in RAW if each in said], (text, said)


def test_every_function_has_a_word(policy):
    for name in FUNCTIONS:
        assert name not in formula_words(f"{name}(as_of, as_of)", policy)


@pytest.mark.parametrize(
    ("unit", "said"), [("CNY/person/year", "元/人/年"), ("1", "1"), ("x", "x")]
)
def test_units(policy, unit, said):
    assert unit_words(unit) == said


def test_in_english_they_stay_as_they_are(policy):
    with translation.override("en"):
        assert unit_words("CNY/year") == "CNY/year"
        assert " and " in formula_words("herd_before > 0 and herd_died > 0", policy)


def test_every_part_of_an_explanation_is_worded(policy):
    part = {"name": "x", "unit": "head", "formula": "herd_died > 0"}
    node = {"name": "y", "parts": [part]}
    word_formulas(node, policy)
    assert (part["unit"], ">" in part["formula"]) == ("头只", True)
    assert "herd_died" not in part["formula"]
