"""The two catalogues: what the code says in English, in Chinese; what the pages say, in English.

`update` collects every msgid, keeps the translations there are (and takes those of other catalogues
named on the command line), and compiles. `check` says what is missing.
"""

import argparse
import gettext
import io
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.page_words import page_words

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "shouwang"
LINE_LENGTH = 100
HEADER = """\
# {title}; `make messages` keeps this file.
msgid ""
msgstr ""
"Project-Id-Version: shouwang\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
NAMED = re.compile(r"%\((\w+)\)s")
# A catalogue made twice from the same messages is the same file, whatever the day.
UNDATED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shipped:
    """A catalogue that is shipped.

    Attributes:
        collect: Returns the msgids there are, each with the files that say it.
    """

    language: str
    path: Path
    title: str
    collect: Callable[[Path], dict[str, list[str]]]


def messages_of(source: Path) -> dict[str, list[str]]:
    """Return every msgid of the code, and the modules that say it."""
    found: dict[str, list[str]] = {}
    for path in sorted(source.rglob("*.py")):
        where = path.relative_to(source).as_posix()
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("python", file, {"_": None}):
                modules = found.setdefault(str(message), [])
                if where not in modules:
                    modules.append(where)
    return found


def translations_of(path: Path) -> dict[str, str]:
    """Return the translations of a catalogue; empty ones are left out."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def catalogue_of(
    messages: Mapping[str, list[str]], translations: Mapping[str, str], language: str
) -> Catalog:
    """Return the catalogue of these messages, in the order of the msgids."""
    catalogue = Catalog(
        locale=language,
        project="shouwang",
        version="",
        charset="utf-8",
        creation_date=UNDATED,
        revision_date=UNDATED,
        fuzzy=False,
    )
    for message in sorted(messages):
        locations = [(module, 0) for module in messages[message]]
        catalogue.add(message, translations.get(message, ""), locations=locations)
    return catalogue


def po_text(catalogue: Catalog, title: str) -> str:
    """Return the catalogue as text, without lines that change from day to day."""
    text = io.BytesIO()
    write_po(text, catalogue, width=LINE_LENGTH, omit_header=True, include_lineno=False)
    header = HEADER.format(title=title, language=catalogue.locale_identifier)
    return header + text.getvalue().decode("utf-8").lstrip("\n")


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as gettext reads it."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def placeholders(text: str) -> set[str]:
    """Return the names in braces, and those that a template fills in.

    >>> sorted(placeholders("{count} rows of {feed} {{not this}}, %(day)s"))
    ['count', 'day', 'feed']
    """
    return set(NAMED.findall(text)) | {
        name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name
    }


def faults(
    messages: Iterable[str], translations: Mapping[str, str], compiled: Mapping[str, str]
) -> Iterator[str]:
    """Say what is wrong with the translations of these messages."""
    wanted = sorted(messages)
    for message in wanted:
        translation = translations.get(message, "")
        if not translation:
            yield f"no translation: {message!r}"
        elif placeholders(message) != placeholders(translation):
            yield f"other placeholders: {message!r} is translated {translation!r}"
        elif compiled.get(message) != translation:
            yield f"not compiled: {message!r} (run `make messages`)"
    for message in sorted(set(translations) - set(wanted)):
        yield f"no module says this any more: {message!r} (run `make messages`)"


def compiled_messages(path: Path) -> dict[str, str]:
    """Return what gettext finds in a compiled catalogue."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    return {
        message: catalogue.gettext(message) for message in translations_of(path.with_suffix(".po"))
    }


CATALOGUES = (
    Shipped(
        "zh_Hans",
        SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "shouwang.po",
        "Chinese messages of Shouwang",
        messages_of,
    ),
    Shipped(
        "en",
        SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po",
        "English words of the pages of Shouwang",
        page_words,
    ),
)


def check() -> list[str]:
    """Say what is wrong with the shipped catalogues."""
    return [
        fault
        for each in CATALOGUES
        for fault in faults(
            each.collect(SOURCE),
            translations_of(each.path),
            compiled_messages(each.path.with_suffix(".mo")),
        )
    ]


def update(others: Iterable[Path] = ()) -> None:
    """Write the catalogues anew, with the translations they had and those of the others."""
    taken: dict[str, str] = {}
    for other in others:
        taken |= translations_of(other)
    for each in CATALOGUES:
        translations = translations_of(each.path) | taken
        catalogue = catalogue_of(each.collect(SOURCE), translations, each.language)
        each.path.parent.mkdir(parents=True, exist_ok=True)
        each.path.write_text(po_text(catalogue, each.title), encoding="utf-8")
        each.path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))


def main() -> int:
    """Update or check; the exit code says whether something is missing."""
    parser = argparse.ArgumentParser(description="The message catalogues of Shouwang.")
    parser.add_argument("act", choices=["update", "check"])
    parser.add_argument("others", nargs="*", type=Path, help="catalogues to take translations from")
    arguments = parser.parse_args()
    if arguments.act == "update":
        update(arguments.others)
    found = check()
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
