"""Templates say what they say through the catalogue, and keep the strict content policy."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.modules import SOURCE
from tests.architecture.test_language import CHINESE

TEMPLATES = SOURCE / "shouwang" / "web" / "templates"
# What is said when something broke must not need the catalogue, which may be what broke.
BOTH_LANGUAGES = {"faulty.html"}
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*trans(?:late)?\s.*?%}", re.DOTALL)
COMMENT = re.compile(r"{#|{%\s*comment")
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style block": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[a-z:-]*)\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE
    ),
    "something from elsewhere": re.compile(r"(src|href|action)=[\"']?(https?:)?//", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}


def untranslated(text: str) -> Iterator[str]:
    """Yield the Chinese of a template that no catalogue can say in English."""
    without_blocks = BLOCK.sub("", text)
    for tag in TAG.findall(without_blocks):
        is_said = TRANSLATED.match(tag) or COMMENT.match(tag) or "_(" in tag
        if CHINESE.search(tag) and not is_said:
            yield tag
    bare = TAG.sub("", without_blocks)
    yield from (line.strip() for line in bare.splitlines() if CHINESE.search(line))


def templates():
    return sorted(TEMPLATES.rglob("*.html"))


def name_of(path):
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_every_word_can_be_said_in_english(path):
    if path.name in BOTH_LANGUAGES:
        return
    # The two languages are named in themselves.
    text = path.read_text(encoding="utf-8").replace("> 中文<", "><").replace(">中文<", "><")
    assert list(untranslated(text)) == []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_nothing_breaks_the_content_policy(path):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert [fault for fault, mark in FORBIDDEN.items() if mark.search(text)] == []


@pytest.mark.parametrize(
    "text", ["<p>首页</p>", '<a title="首页">', "{{ x|default:'无' }}", "{% if x == '首页' %}"]
)
def test_a_bare_word_is_caught(text):
    assert list(untranslated(text))


@pytest.mark.parametrize(
    "text",
    [
        '{% translate "首页" %}',
        "{% blocktranslate %}{{ n }} 户{% endblocktranslate %}",
        "{# 说明 #}",
        '{{ _("首页") }}',
    ],
)
def test_what_is_translated_passes(text):
    assert not list(untranslated(text))


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        '<a onclick="x()">',
        '<b hx-on:click="x()">',
        "<script>x()</script>",
        '<script src="https://cdn/x.js"></script>',
        "{{ name|safe }}",
    ],
)
def test_a_breach_of_the_policy_is_caught(text):
    assert [fault for fault, mark in FORBIDDEN.items() if mark.search(text)]


def test_data_for_a_chart_is_no_script():
    text = '<script type="application/json" id="x">{}</script>'
    assert not [fault for fault, mark in FORBIDDEN.items() if mark.search(text)]


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_what_scrolls_can_be_reached_with_the_keyboard(path):
    boxes = re.findall(r'<div class="wide tall"[^>]*>', path.read_text(encoding="utf-8"))
    assert all('tabindex="0"' in box for box in boxes)
