"""Read from the lake for campaigns: whom a feed lists or lacks, and what the feeds say of counts."""

from collections.abc import Collection, Iterable, Mapping

from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.folder import Home
from shouwang.lake.sources import Source
from shouwang.rules.campaigns import Who
from shouwang.rules.content import Content
from shouwang.rules.questions import Question
from shouwang.stages.register import held


def listed(
    home: Home, content: Content, feed: str, place: Mapping[str, str], *, until: str = ""
) -> set[int]:
    """Return the households of a place that a feed has a row of.

    Args:
        place: Level → code; the part of the lake that is read.
        until: A column that must be blank in that row.
    """
    try:
        there = held.held(home, content)
    except held.RegisterEmpty:
        return set()
    key = content.subjects["household"].key
    source = there.files(feed, _partition(content, place))
    contract = content.contracts[feed]
    if source is None or key not in {column.name for column in contract.columns}:
        return set()
    where = f" WHERE {quoted(until)} IS NULL" if until else ""
    query = f"SELECT DISTINCT {quoted(key)} FROM {read_parquet(source)}{where}"  # noqa: S608 - quoted
    return {int(row[0]) for row in held.engine().execute(query).fetchall()}


def chosen_by_feeds(
    home: Home, content: Content, who: Who, place: Mapping[str, str]
) -> tuple[set[int], set[int] | None]:
    """Return whom a feed lists, and who is in every feed that must lack one; ``None`` if none must."""
    inside: set[int] = set()
    if who.listed_in:
        inside = listed(home, content, who.listed_in, place, until=who.until)
    complete: set[int] | None = None
    for feed in who.lacks:
        there = listed(home, content, feed, place)
        complete = there if complete is None else complete & there
    return inside, complete


def held_counts(
    home: Home,
    content: Content,
    asked: Iterable[Question],
    households: Collection[int],
    place: Mapping[str, str],
) -> dict[str, dict[str, int]]:
    """Return what the feeds say of some households: question → answer → how many.

    Only questions with an answer that stands for a value of a household's column are counted;
    a value that no answer stands for is counted under ``other``, none at all under ``unknown``.
    """
    try:
        there = held.held(home, content)
    except held.RegisterEmpty:
        return {}
    found: dict[str, dict[str, int]] = {}
    for question in asked:
        if question.of != "household" or not any(each.value for each in question.answers):
            continue
        answers = {each.value: each.code for each in question.answers if each.value}
        source = there.files(question.feed, _partition(content, place))
        values = _values(source, content.subjects["household"].key, question.column, households)
        counts: dict[str, int] = {}
        for household in households:
            value = values.get(household)
            code = "unknown" if value is None else answers.get(_word(value), "other")
            counts[code] = counts.get(code, 0) + 1
        found[question.name] = counts
    return found


def _values(
    source: "Source | None", key: str, column: str, households: Collection[int]
) -> dict[int, object]:
    found: dict[int, object] = {}
    numbers = sorted(households)
    for start in range(0, len(numbers), ROWS_AT_ONCE):
        part = numbers[start : start + ROWS_AT_ONCE]
        table = held.rows_with(source, {key: part}, columns=(key, column))
        for row in table.to_pylist() if table is not None else ():
            if row[column] is not None:
                found[int(row[key])] = row[column]
    return found


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _partition(content: Content, place: Mapping[str, str]) -> list[str]:
    return [place.get(level, "") for level in content.partition]
