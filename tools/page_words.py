"""The words of the pages: what templates and the labels of enums say in Chinese, for the English."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ENUM_BASES = {"TextChoices", "IntegerChoices"}
# The functions that Django's own reading of a template turns its tags into.
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def page_words(source: Path) -> dict[str, list[str]]:
    """Return every Chinese msgid of templates and enum labels, and the files that say it."""
    if not settings.configured:
        settings.configure()
    found: dict[str, list[str]] = {}
    for path in sorted(source.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            for message in template_words(path.read_text(encoding="utf-8")):
                found.setdefault(message, []).append(path.relative_to(source).as_posix())
    for path in sorted(source.rglob("enums.py")):
        for label in enum_labels(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(label, []).append(path.relative_to(source).as_posix())
    return {message: sorted(set(files)) for message, files in found.items()}


def template_words(text: str) -> Iterator[str]:
    """Yield the msgids of a template.

    >>> list(template_words('{% translate "Home" %}{% blocktranslate %}{{ n }} of us{% endblocktranslate %}'))
    ['Home', '%(n)s of us']
    """
    code = io.BytesIO(templatize(text).encode("utf-8"))
    for _line, message, _comments, _context in extract("python", code, KEYWORDS):
        yield from [message] if isinstance(message, str) else message


def enum_labels(tree: ast.Module) -> Iterator[str]:
    """Yield the labels of the enums of a module."""
    for enum in ast.walk(tree):
        if not isinstance(enum, ast.ClassDef):
            continue
        bases = {getattr(base, "attr", getattr(base, "id", "")) for base in enum.bases}
        for statement in enum.body if bases & ENUM_BASES else ():
            value = statement.value if isinstance(statement, ast.Assign) else None
            if isinstance(value, ast.Tuple) and isinstance(value.elts[-1], ast.Constant):
                yield str(value.elts[-1].value)
