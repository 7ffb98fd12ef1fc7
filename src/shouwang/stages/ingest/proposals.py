"""What a column may be by its values, where its heading says nothing: asked, never taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shouwang.base.codes import IdNumber, IdNumberFaulty
from shouwang.base.spelling import clean, heading
from shouwang.base.tables import Column, ColumnType, Personal, Schema
from shouwang.stages.ingest.headings import Claims, Found, is_nobodys
from shouwang.stages.ingest.layout import Band, whole
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.review import Candidate, Question
from shouwang.stages.ingest.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Proposal:
    """A heading whose values are those of a column of the contract."""

    heading: str
    column: str

    def question(self, schema: Schema) -> Question:
        """Return what a person is asked."""
        candidate = Candidate(self.column, schema.column(self.column).label)
        return Question(self.heading, "", 0, (candidate,))


def proposals(sheet: Sheet, band: Band, claims: Claims, found: Found) -> list[Proposal]:
    """Return the columns that values tell, of those that no heading names."""
    known = {*found.positions, *found.doubled, *(each.column for each in found.nearly)}
    free = [column for column in claims.schema.columns if column.name not in known]
    return list(_proposals(sheet, band, claims, found, free))


def _proposals(
    sheet: Sheet, band: Band, claims: Claims, found: Found, free: Sequence[Column]
) -> Iterator[Proposal]:
    labels = {column.name: _labels(column) for column in free if column.type is ColumnType.CODE}
    used = {
        *found.positions.values(),
        *(place for places in found.doubled.values() for place in places),
        *(each.position for each in found.nearly),
    }
    for position, path in enumerate(band.paths):
        if position in used or not path or is_nobodys(path) or claims.answer(path) is not None:
            continue
        values = _values(sheet, band, position)
        name = _id_column(values, free) or _code_column(values, labels)
        if name is not None:
            yield Proposal(whole(path), name)


def _values(sheet: Sheet, band: Band, position: int) -> list[str]:
    rows = sheet.top[band.last + 1 :]
    texts = [clean(row[position]) for row in rows if position < len(row)]
    return [text for text in texts if text]


def _id_column(values: Sequence[str], free: Sequence[Column]) -> str | None:
    named = [column.name for column in free if column.personal is Personal.ID]
    return named[0] if len(named) == 1 and _tell([_is_id(each) for each in values]) else None


def _code_column(values: Sequence[str], labels: Mapping[str, frozenset[str]]) -> str | None:
    _fewest, distinct, _share = LAYOUT.telling
    forms = [heading(each) for each in values]
    if len(set(forms)) < distinct:
        return None
    fitting = [name for name, known in labels.items() if _tell([form in known for form in forms])]
    return fitting[0] if len(fitting) == 1 else None


def _tell(fits: Sequence[bool]) -> bool:
    fewest, _distinct, share = LAYOUT.telling
    return len(fits) >= fewest and sum(fits) >= share * len(fits)


def _labels(column: Column) -> frozenset[str]:
    return frozenset(heading(each) for labels in column.codes.values() for each in labels)


def _is_id(text: str) -> bool:
    try:
        IdNumber.parse(text)
    except IdNumberFaulty:
        return False
    return True
