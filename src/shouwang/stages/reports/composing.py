"""Puts a document together from its form and what was gathered: sections, charts, tables, notes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.rules.areas import Areas
from shouwang.rules.documents import (
    ChartForm,
    ColumnForm,
    DocumentForm,
    Documents,
    Section,
    TableForm,
)
from shouwang.rules.indicators import Indicator
from shouwang.stages.reports.blocks import (
    Block,
    Book,
    Break,
    Column,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Run,
    Sheet,
    Table,
    plain,
)
from shouwang.stages.reports.charts import bars
from shouwang.stages.reports.telling import (
    Key,
    Teller,
    Told,
    day_text,
    is_money,
    is_share,
    number_text,
    scaled,
)

Row = Mapping[str, Any]
NUMBERS = ("whole", "yuan", "share")
NARROW = 14  # characters of the column with the names of places
MIDDLE = 20  # characters of a column with a figure
WIDE = 40  # characters of a column with a sentence
# Characters of the columns of the notes: number, figure, place, as written, day, definition.
NOTE_WIDTHS = (5, 18, 11, 21, 13, 30)  # characters


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a section that is repeated: its words, its lists, its area."""

    words: Mapping[str, str]
    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    area: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a document is made of.

    Attributes:
        places: Kind of rows (`banners`, `leagues`, `below`) → codes.
        lights: Place → area → how it stands.
        lists: What a table lists → its rows.
        turns: What sections are repeated for → its turns.
        sheets: Of a workbook: name → rows of its list.
        foot: What it rests on: snapshot, figure set, anchor.
    """

    documents: Documents
    indicators: Mapping[str, Indicator]
    areas: Areas
    place: str
    words: Mapping[str, str]
    names: Callable[[str], str]
    day: date
    as_of: date
    now: Mapping[Key, Told] = field(default_factory=dict)
    before: Mapping[Key, Told] = field(default_factory=dict)
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lights: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    turns: Mapping[str, Sequence[Turn]] = field(default_factory=dict)
    sheets: Sequence[tuple[str, Sequence[Row]]] = ()
    foot: str = ""


def paper_of(form: DocumentForm, found: Gathered) -> tuple[Paper, dict[str, str]]:
    """Return a document as blocks, and what could not be told in it with the reason."""
    composer = _Composer(form, found)
    blocks = [block for section in form.sections for block in composer.section(section, 1)]
    texts = {
        key: composer.teller.text(getattr(form, key), found.words)
        for key in ("title", "number", "addressee", "ending", "signer")
    }
    if texts["ending"]:
        blocks.append(plain(texts["ending"]))
    words = found.documents.words
    paper = Paper(
        title=texts["title"],
        day=found.day,
        blocks=tuple(blocks),
        number=texts["number"],
        addressee=texts["addressee"],
        attachments=form.attachments,
        attachment_word=words["attachment"],
        signer=texts["signer"],
        day_text=day_text(found.day, words["date"]),
        notes=tuple(composer.notes()),
        foot=found.foot,
    )
    return paper, composer.teller.missing


def book_of(form: DocumentForm, found: Gathered) -> Book:
    """Return a ledger as a workbook: one sheet a place."""
    composer = _Composer(form, found)
    table = form.sections[0].tables[0]
    title = composer.teller.text(form.title, found.words)
    words = found.documents.words
    sheets = []
    for name, rows in found.sheets:
        made = composer.listed(table, rows)
        lines = (
            words["filled_unit"].format(unit=found.words.get("signer", "")),
            words["filled_by"],
            words["filled_on"].format(day=day_text(found.day, words["date"])),
        )
        sheets.append(Sheet(name, made, words["named_title"].format(title=title, name=name), lines))
    return Book(title, found.day, tuple(sheets), found.foot)


class _Composer:
    def __init__(self, form: DocumentForm, found: Gathered) -> None:
        self.form, self.found = form, found
        self.teller = Teller(
            found.documents, found.indicators, found.now, found.before, found.place,
            found.places.get("banners") or found.places.get("below", ()), found.names,
        )  # fmt: skip

    def section(self, section: Section, level: int, turn: Turn | None = None) -> list[Block]:
        """Return a section; one that has nothing to say is left out with its heading."""
        if section.each and turn is None:
            return [
                block
                for each in self._turns(section.each)
                for block in self.section(section, level, each)
            ]
        turn = turn or Turn({})
        words = {**self.found.words, **turn.words}
        blocks = self._own(section, words, turn)
        for below in section.sections:
            blocks += self.section(below, level + 1, None if below.each else turn)
        heading = self.teller.text(section.heading, words)
        if not blocks:
            return []
        return [Heading(heading, level), *blocks] if heading else blocks

    def notes(self) -> list[Block]:
        """Return where the numbers are from, and what could not be told."""
        words, notes = self.found.documents.words, self.teller.notes
        if not notes and not self.teller.missing:
            return [plain(self.found.foot, "note")] if self.found.foot else []
        blocks: list[Block] = [
            Break(), Paragraph((Run(words["notes_title"]),), "centred"),
            plain(words["notes_opening"], "note"), plain(self.found.foot, "note"),
        ]  # fmt: skip
        if notes:
            blocks.append(self._notes_table())
        if self.teller.missing:
            columns = (Column(words["figure"], width=MIDDLE), Column(words["why"], width=WIDE))
            rows = tuple((label, why) for label, why in sorted(self.teller.missing.items()))
            blocks.append(Table(columns, rows, words["unknown_title"]))
        return blocks

    def listed(self, table: TableForm, rows: Sequence[Row]) -> Table:
        """Return a list as a table."""
        keys = [column.key for column in table.columns]
        shown = [row for row in rows if not table.only or row.get(table.only)]
        if table.most:
            shown = shown[: table.most]
        columns = tuple(
            Column(
                each.label, each.group, "right" if each.form in NUMBERS else "left", each.width,
                each.form, each.is_total, tuple(keys.index(key) for key in each.share),
            )
            for each in table.columns
        )  # fmt: skip
        cells = tuple(
            tuple(_cell(column, row, number) for column in table.columns)
            for number, row in enumerate(shown, start=1)
        )
        has_total = any(column.is_total for column in columns)
        total = self.found.documents.words["total"] if has_total else ""
        return Table(columns, cells, self._text(table.caption), table.unit, total)

    def _own(self, section: Section, words: Mapping[str, str], turn: Turn) -> list[Block]:
        runs = [
            run
            for sentence in section.sentences
            for run in self.teller.runs(sentence, words, turn.area)
        ]
        blocks: list[Block] = [Paragraph(tuple(runs))] if runs else []
        if section.chart is not None and (drawn := self._chart(section.chart, turn.area)):
            blocks.append(drawn)
        for table in section.tables:
            blocks += self._table(table, turn)
        return blocks

    def _turns(self, each: str) -> Sequence[Turn]:
        if each != "areas":
            return self.found.turns.get(each, ())
        offices = self.found.areas.offices
        return [
            Turn({"area": area.label, "office": offices[area.office].label}, area=area.name)
            for area in self.found.areas.areas.values()
        ]

    def _chart(self, chart: ChartForm, area: str) -> Picture | None:
        indicator = self.found.indicators[chart.indicator]
        own = (chart.area or area) if indicator.is_by_area else ""
        ranked = self.teller.ranked(indicator, own)[: chart.most or None]
        if not ranked:
            return None
        names = [self.found.names(place) for place, _value in ranked]
        values = [scaled(indicator, value) for _place, value in ranked]
        unit = self.teller.unit(indicator)
        texts = [number_text(indicator, value) for _place, value in ranked]
        words = self.found.documents.words
        label = f"{indicator.label}({unit})" if unit else indicator.label
        table = Table(
            (Column(words["place"], width=MIDDLE), Column(label, align="right", width=MIDDLE)),
            tuple(zip(names, texts, strict=True)),
        )
        option = bars(names, values, is_share=is_share(indicator), title=label)
        return Picture(self._text(chart.caption), option, table)

    def _table(self, table: TableForm, turn: Turn) -> list[Block]:
        if table.of == "figures":
            made = self._figures(table, turn.area)
        elif table.of == "lights":
            made = self._lights(table)
        else:
            rows = turn.lists.get(table.of, self.found.lists.get(table.of, ()))
            made = self.listed(table, rows)
        if not made.rows:
            return [plain(self._text(table.empty))] if table.empty else []
        return [made]

    def _figures(self, table: TableForm, area: str) -> Table:
        words = self.found.documents.words
        indicators = [self.found.indicators[each.indicator] for each in table.columns]
        head = words["of_area"] if table.rows == "areas" else words["place"]
        columns = (
            Column(head, width=NARROW),
            *(
                self._figure_column(form, indicator)
                for form, indicator in zip(table.columns, indicators, strict=True)
            ),
        )
        rows = []
        for name, place, own in self._lines(table, area):
            cells: list[Any] = [name]
            for form, indicator in zip(table.columns, indicators, strict=True):
                told = (form.area or own) if indicator.is_by_area else ""
                value = self.teller.value(indicator.name, told, place)
                cells.append(None if value is None else scaled(indicator, value))
            if any(cell is not None for cell in cells[1:]):
                rows.append(tuple(cells))
        total = words["total"] if any(each.is_total for each in table.columns) else ""
        return Table(columns, tuple(rows), self._text(table.caption), table.unit, total)

    def _figure_column(self, form: ColumnForm, indicator: Indicator) -> Column:
        unit = self.teller.unit(indicator)
        label = form.label or (f"{indicator.label}({unit})" if unit else indicator.label)
        shape = "share" if is_share(indicator) else "yuan" if is_money(indicator) else "whole"
        return Column(label, form.group, "right", form.width, shape, form.is_total)

    def _lines(self, table: TableForm, area: str) -> list[tuple[str, str, str]]:
        """Return name, place and area of each row of a table of figures."""
        if table.rows == "areas":
            return [
                (each.label, self.found.place, each.name)
                for each in self.found.areas.areas.values()
            ]
        places = (
            [self.found.place] if table.rows == "self" else self.found.places.get(table.rows, ())
        )
        return [(self.found.names(place), place, area) for place in places]

    def _lights(self, table: TableForm) -> Table:
        words, areas = self.found.documents.words, self.found.areas.areas.values()
        columns = (
            Column(words["place"], width=NARROW),
            *(Column(area.label, align="centre", width=NARROW // 2) for area in areas),
        )
        rows = [
            (self.found.names(place),
             *(words[f"light_{self.found.lights[place].get(area.name, 'blind')}"]
               for area in areas))
            for place in self.found.places.get(table.rows, (self.found.place,))
            if place in self.found.lights
        ]  # fmt: skip
        return Table(columns, tuple(rows), self._text(table.caption), table.unit)

    def _notes_table(self) -> Table:
        words = self.found.documents.words
        heads = ("#", *(words[key] for key in ("figure", "place", "value", "as_of", "definition")))
        columns = tuple(
            Column(head, width=width) for head, width in zip(heads, NOTE_WIDTHS, strict=True)
        )
        rows = []
        for number, note in enumerate(self.teller.notes, start=1):
            indicator = self.found.indicators[note.indicator]
            area = self.found.areas.areas.get(note.area)
            label = f"{indicator.label}({area.label})" if area else indicator.label
            rows.append(
                (number, label, self.found.names(note.place) if note.place else words["shown_of"],
                 note.text, self.found.as_of.isoformat(), indicator.definition)
            )  # fmt: skip
        return Table(columns, tuple(rows))

    def _text(self, text: str) -> str:
        return self.teller.text(text, self.found.words)


def _cell(column: ColumnForm, row: Row, number: int) -> Any:
    if column.key == "order":
        return number
    if column.share:
        above, below = (row.get(key) for key in column.share)
        return above / below if above is not None and below else None
    value = row.get(column.key)
    return value.isoformat() if isinstance(value, date) else value
