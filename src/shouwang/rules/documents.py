"""Forms of documents: `documents/*.yaml`, their sections, sentences with places for figures, tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sqlglot import exp

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.expression import ExpressionUnreadable, parse_expression
from shouwang.rules.source import Entry, Fields, read_entry

FOLDER = "documents"
KEPT = 4  # contents a process remembers
COMMON = "common.yaml"
# How the records of a document are gathered; each has code of its own.
COMPOSERS = ("figures", "letter", "opinion", "cases", "notice", "household", "book")
PERSONAL = ("none", "masked", "full")
FORMATS = ("docx", "xlsx")
# What a section is repeated for.
EACH = ("", "areas", "procedures", "stories")
ROWS = ("self", "banners", "leagues", "below", "areas")
# What a table can list → the keys of its rows.
LISTS: Mapping[str, tuple[str, ...]] = {
    "figures": (),
    "lights": (),
    "issues": ("order", "number", "banner", "township", "area", "kind", "source", "severity",
               "words", "unit", "owner", "office", "plan", "state", "found", "assigned", "due",
               "applied", "result", "closed", "returned", "recurred", "days_over"),
    "tasks": ("order", "number", "item", "title", "office", "partners", "due", "state", "progress",
              "target", "signed", "days_over", "evidence"),
    "watched": ("order", "number", "banner", "township", "village", "household", "head", "members",
                "status", "kind", "risk", "second_risk", "identified", "ended", "ended_way",
                "measures", "state"),
    "steps": ("order", "label", "by", "notice", "papers", "signs"),
    "clocks": ("order", "label", "within", "at_most", "basis", "status"),
    "guards": ("order", "step", "label", "basis", "status"),
    "parameters": ("order", "label", "value", "unit", "start", "basis", "status"),
    "shown": ("order", "name", "kind", "place"),
    "members": ("order", "name", "relation", "age", "health", "school", "labour", "id"),
    "measures": ("order", "title", "state", "amount", "due", "owner"),
    "received": ("day", "who", "sentence", "amount"),
    "income": ("label", "amount", "share"),
    "lights_of": ("label", "state", "why"),
    "reasons": ("label", "who", "severity", "basis"),
    "leads": ("number", "words", "state", "raised", "due"),
    "visits": ("day", "purpose", "verdict", "by"),
    "cases": ("number", "procedure", "state", "opened", "decided"),
    "events": ("day", "who", "sentence"),
    "helpers": ("name", "unit", "phone"),
}  # fmt: skip
WHERE = ("", "open", "overdue", "pending")
FORMS = ("text", "whole", "yuan", "day", "share")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with places in braces, and when it is said."""

    text: str
    when: exp.Expr | None = None
    when_text: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """A column of a table: what stands in it, and under which heading.

    Attributes:
        indicator: Of a table of figures.
        group: The heading above several columns.
        width: In characters.
        is_total: Whether the row below adds it up.
        share: Of a computed column: the keys of above and below, kept as a formula.
    """

    key: str
    label: str
    indicator: str = ""
    area: str = ""
    group: str = ""
    form: str = "text"
    width: int = 10
    is_total: bool = False
    share: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table: of what, whose rows, which columns."""

    of: str
    rows: str = "self"
    only: str = ""
    caption: str = ""
    unit: str = ""
    most: int = 0
    sort: str = ""
    empty: str = ""
    columns: tuple[ColumnForm, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class ChartForm:
    """A bar chart of an indicator over places."""

    indicator: str
    rows: str
    caption: str
    area: str = ""
    most: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under a heading; below it, further ones."""

    heading: str = ""
    each: str = ""
    sentences: tuple[Sentence, ...] = ()
    chart: ChartForm | None = None
    tables: tuple[TableForm, ...] = ()
    sections: tuple["Section", ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A document that can be asked for.

    Attributes:
        levels: Of which places there is one; `household` of one household, `notice` of a notice.
        roles: Who may ask for it and read it.
        personal: Whether names stand in it, masked or in full.
        attachments: What is said to be attached.
        split: Of a workbook: the level there is a sheet for.
    """

    name: str
    label: str
    composer: str
    levels: tuple[str, ...]
    roles: tuple[str, ...]
    personal: str
    format: str
    title: str
    number: str = ""
    addressee: str = ""
    ending: str = ""
    signer: str = ""
    note: str = ""
    basis: str = ""
    is_verified: bool = True
    attachments: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    split: str = ""
    sections: tuple[Section, ...] = ()
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Documents:
    """What `documents/` holds.

    Attributes:
        units: Unit → how it is written behind a number.
        words: The joining words: more, fewer, the same, and the headings of the notes.
        offices: Kind of a region → how its office signs.
    """

    forms: Mapping[str, DocumentForm] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    named: int = 1


@lru_cache(maxsize=KEPT)
def _kept(root: Path, digest: str) -> Documents:
    del digest
    problems: list[Problem] = []
    found = read_documents(root, problems)
    if problems:
        raise InputProblems(problems)
    return found


def load_documents(content: Content) -> Documents:
    """Return the documents of a content; they are read once.

    Raises:
        InputProblems: with all faults of the files.
    """
    return _kept(content.root, content.digest)


def read_documents(root: Path, problems: list[Problem]) -> Documents:
    """Return the documents of a content, none if there is no folder; faults go to ``problems``."""
    folder = root / FOLDER
    if not (folder / COMMON).exists():
        return Documents()
    forms: dict[str, DocumentForm] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == COMMON:
            continue
        entry = read_entry(path, where=f"{FOLDER}/{path.name}", problems=problems)
        if entry is not None:
            form = _form(entry, problems)
            if form.name != path.stem:
                problems.append(
                    Problem(form.at("name"), _("the file is called {name}").format(name=path.stem))
                )
            forms[form.name] = form
    common = read_entry(folder / COMMON, where=f"{FOLDER}/{COMMON}", problems=problems)
    if common is None:
        return Documents(forms)
    fields = Fields(common, problems)
    named = fields.whole("named", 1)
    fields.text("basis", required=True)
    units, words, offices = (_words(fields, key) for key in ("units", "words", "offices"))
    fields.close()
    return Documents(forms, units, words, offices, named)


def _words(fields: Fields, key: str) -> dict[str, str]:
    section = fields.section(key, required=True)
    if section is None:
        return {}
    each = Fields(section, fields.problems)
    return {name: each.text(name) for name in section}


def _form(entry: Entry, problems: list[Problem]) -> DocumentForm:
    fields = Fields(entry, problems)
    form = DocumentForm(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        composer=fields.word("composer", COMPOSERS),
        levels=fields.texts("levels", required=True),
        roles=fields.texts("roles", required=True),
        personal=fields.word("personal", PERSONAL),
        format=fields.word("format", FORMATS),
        title=fields.text("title", required=True),
        number=fields.text("number"),
        addressee=fields.text("addressee"),
        ending=fields.text("ending"),
        signer=fields.text("signer"),
        note=fields.text("note"),
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        attachments=fields.texts("attachments"),
        procedures=fields.texts("procedures"),
        parameters=fields.texts("parameters"),
        split=fields.text("split"),
        sections=tuple(_section(each, problems) for each in fields.entries("sections")),
        where=entry.at(),
        places=entry.places,
    )
    fields.close()
    return form


def _section(entry: Entry, problems: list[Problem]) -> Section:
    fields = Fields(entry, problems)
    chart = fields.section("chart")
    section = Section(
        heading=fields.text("heading"),
        each=fields.word("each", EACH) if "each" in entry else "",
        sentences=tuple(_sentence(each, problems) for each in fields.entries("sentences")),
        chart=_chart(chart, problems) if chart is not None else None,
        tables=tuple(_table(each, problems) for each in fields.entries("tables")),
        sections=tuple(_section(each, problems) for each in fields.entries("sections")),
        where=entry.at(),
    )
    fields.close()
    return section


def _sentence(entry: Entry, problems: list[Problem]) -> Sentence:
    fields = Fields(entry, problems)
    text, when = fields.text("text", required=True), fields.text("when")
    tree = None
    if when:
        try:
            tree = parse_expression(when)
        except ExpressionUnreadable as error:
            fields.fault("when", str(error))
    fields.close()
    return Sentence(text, tree, when, entry.at("text"))


def _chart(entry: Entry, problems: list[Problem]) -> ChartForm:
    fields = Fields(entry, problems)
    chart = ChartForm(
        indicator=fields.text("indicator", required=True),
        rows=fields.word("rows", ROWS),
        caption=fields.text("caption", required=True),
        area=fields.text("area"),
        most=fields.whole("most"),
        where=entry.at(),
    )
    fields.close()
    return chart


def _table(entry: Entry, problems: list[Problem]) -> TableForm:
    fields = Fields(entry, problems)
    of = fields.word("of", tuple(LISTS))
    table = TableForm(
        of=of,
        rows=fields.word("rows", ROWS, "self"),
        only=fields.word("only", WHERE) if "only" in entry else "",
        caption=fields.text("caption"),
        unit=fields.text("unit"),
        most=fields.whole("most"),
        sort=fields.text("sort"),
        empty=fields.text("empty"),
        columns=tuple(_column(each, of, problems) for each in fields.entries("columns")),
        where=entry.at(),
    )
    fields.close()
    return table


def _column(entry: Entry, of: str, problems: list[Problem]) -> ColumnForm:
    fields = Fields(entry, problems)
    indicator = fields.text("indicator")
    column = ColumnForm(
        key=fields.text("key", indicator or "share", required=False),
        label=fields.text("label"),
        indicator=indicator,
        area=fields.text("area"),
        group=fields.text("group"),
        form=fields.word("form", FORMS, "text"),
        width=fields.whole("width", 10),
        is_total=fields.flag("total"),
        share=fields.texts("share"),
        where=entry.at(),
    )
    known = LISTS.get(of, ())
    if known and not column.share and column.key not in known:
        message = _("a list of {of} has no {key}").format(of=of, key=column.key)
        fields.fault("key", message, _("one of: {words}").format(words=", ".join(known)))
    fields.close()
    return column
