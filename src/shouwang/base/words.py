"""Messages in the reader's language: English msgids in code, Chinese by the shipped catalogue."""

import gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"
DEFAULT_LANGUAGE = "zh_Hans"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("shouwang", LOCALE, languages=[language], fallback=True)


# What the process answers in, and what one request of it (a thread, a task) does.
_process = [DEFAULT_LANGUAGE]
_request: ContextVar[str] = ContextVar("language", default="")


def use_language(language: str) -> None:
    """Answer in this language from now on: ``zh_Hans`` (default) or ``en``."""
    _process[0] = language


def use_language_here(language: str) -> None:
    """Answer in this language in this thread or task alone; ``""`` for the process's own."""
    _request.set(language)


def language_in_use() -> str:
    """Return the language that answers are given in, so that a process we start gives the same."""
    return _request.get() or _process[0]


def _(message: str) -> str:
    """Return the message in the reader's language; format it after, never before."""
    return _catalogue(language_in_use()).gettext(message)
