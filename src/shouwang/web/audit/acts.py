"""How the acts of the audit log are called in the reader's language."""

from functools import cache
from importlib.resources import files

import yaml
from django.utils.translation import get_language, gettext

FILE = "acts.yaml"


def name_of(act: str) -> str:
    """Return how an act is called; in English as its function is, in plain words."""
    called = _names().get(act, "")
    if called and (get_language() or "").startswith("zh"):
        return called
    translated = gettext(called) if called else ""
    return translated if translated and translated != called else act.replace("_", " ")


@cache
def _names() -> dict[str, str]:
    text = files("shouwang.web.audit").joinpath(FILE).read_text(encoding="utf-8")
    return {str(act): str(name) for act, name in yaml.safe_load(text).items()}
