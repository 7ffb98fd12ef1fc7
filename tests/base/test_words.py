"""Messages speak Chinese by the shipped catalogue, English on request."""

import subprocess
import sys

import pytest

from shouwang.base import words


@pytest.fixture(autouse=True)
def chinese(english):
    words.use_language(words.DEFAULT_LANGUAGE)


def test_chinese_is_what_is_spoken_first():
    assert words._("{count} problem(s).").format(count=3) == "共有3个问题。"


def test_english_is_the_message_itself():
    words.use_language("en")
    assert words._("{count} problem(s).") == "{count} problem(s)."


def test_what_has_no_translation_stays_english():
    assert words._("no module says this") == "no module says this"


def test_an_unknown_language_falls_back_to_english():
    words.use_language("fr")
    assert words._("{count} problem(s).") == "{count} problem(s)."


def test_chinese_is_the_default_of_a_new_process():
    code = "from shouwang.base.words import _; print(_('{count} problem(s).'))"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert said.stdout.strip() == "共有{count}个问题。"
