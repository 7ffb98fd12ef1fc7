"""The households and people of a place as rows of a form, read from the latest register."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.register import held
from shouwang.stages.reports.filling.rows import rows_of
from shouwang.stages.reports.filling.targets import Kind, Target

# A form is for people to read; whole banners are exported.
MOST_ROWS = 20_000
ALL, WATCHED = "all", "watched"
AT_ONCE = 5000  # households whose people are read together

Row = Mapping[str, Any]


def people_rows(
    home: Home,
    content: Content,
    *,
    place: str,
    wanted: Collection[Target],
    who: str,
    watched: Collection[int],
) -> list[Row]:
    """Return a row a household, or a person if a person's column is wanted, by village and number.

    Args:
        wanted: The columns that are wanted; the keys of a row are their words, and ``village``.
        who: ``all``, ``watched``, or a status of the register.
        watched: The numbers of the watched households.

    Raises:
        RegisterEmpty: if there is no register yet.
        InputProblems: if there are more than a form takes.
    """
    families, persons = content.subjects["household"], content.subjects["person"]
    there = held.held(home, content)
    partition = _partition(content, place)
    villages = rows_of(content, place, "village")
    columns = {target.name for target in wanted if target.kind is Kind.HOUSEHOLD}
    table = held.rows_with(
        there.files(families.table, partition),
        {families.region: villages},
        columns=sorted({*columns, families.key, families.region, "status", "left_date"}),
        most=MOST_ROWS + 1 if who == ALL else 0,
    )
    rows = [] if table is None else table.to_pylist()
    households = [
        row for row in rows if row["left_date"] is None and _counts(row, who, watched, families.key)
    ]
    _fail_if_many(len(households))
    households.sort(key=lambda row: (row[families.region], row[families.key]))
    named: list[Row] = [
        {
            "village": row[families.region],
            "number": row[families.key],
            **{f"{Kind.HOUSEHOLD}:{name}": row.get(name) for name in columns},
        }
        for row in households
    ]
    asked = {target.name for target in wanted if target.kind is Kind.PERSON}
    if not asked:
        return named
    source = there.files(persons.table, partition)
    return list(_with_people(source, named, persons.key, persons.parent_column, asked))


def _with_people(
    source: Any, households: Sequence[Row], key: str, parent: str, asked: Collection[str]
) -> Iterator[Row]:
    """Yield each household's people, each with what is wanted of the household."""
    seen = 0
    for start in range(0, len(households), AT_ONCE):
        part = households[start : start + AT_ONCE]
        table = held.rows_with(
            source,
            {parent: [row["number"] for row in part]},
            columns=sorted({*asked, key, parent, "left_date"}),
        )
        people: dict[int, list[Row]] = {}
        for row in table.to_pylist() if table is not None else []:
            if row["left_date"] is None:
                people.setdefault(row[parent], []).append(row)
        for household in part:
            for person in sorted(people.get(household["number"], []), key=lambda row: row[key]):
                seen += 1
                _fail_if_many(seen)
                yield {
                    **household,
                    **{f"{Kind.PERSON}:{name}": person.get(name) for name in asked},
                }


def _counts(row: Row, who: str, watched: Collection[int], key: str) -> bool:
    if who == ALL:
        return True
    return row[key] in watched if who == WATCHED else row["status"] == who


def _fail_if_many(count: int) -> None:
    if count > MOST_ROWS:
        raise InputProblems(
            [
                Problem(
                    _("place"), _("more than {most} rows for one sheet").format(most=MOST_ROWS),
                    _("fill the form in for each township"),
                )
            ]
        )  # fmt: skip


def _partition(content: Content, place: str) -> list[str]:
    above = content.ancestors(place)
    return [above[level] for level in content.partition if level in above]
