"""Messages in the reader's language: English msgids in code, Chinese by the shipped catalogue."""

import gettext
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"
DEFAULT_LANGUAGE = "zh_Hans"


def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("shouwang", LOCALE, languages=[language], fallback=True)


_current = _catalogue(DEFAULT_LANGUAGE)
_language = DEFAULT_LANGUAGE


def use_language(language: str) -> None:
    """Answer in this language from now on: ``zh_Hans`` (default) or ``en``."""
    global _current, _language
    _current, _language = _catalogue(language), language


def language_in_use() -> str:
    """Return the language that answers are given in, so that a process we start gives the same."""
    return _language


def _(message: str) -> str:
    """Return the message in the reader's language; format it after, never before."""
    return _current.gettext(message)
