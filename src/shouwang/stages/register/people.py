"""Finds the household of a person, by the whole ID number or by a masked one in a small place."""

from collections.abc import Sequence
from dataclasses import replace

from shouwang.base.access import Scope
from shouwang.base.codes import mask_id
from shouwang.lake.folder import Home
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.ingest.known_people import id_numbers_of, person_of
from shouwang.stages.register.held import Held, rows_with


def households_of_id(
    found: Held, *, home: Home, content: Content, id_number: str, scope: Scope
) -> list[int]:
    """Return the households in which the person with an ID number stands.

    Args:
        scope: Only the files of its places are opened.
    """
    person = person_of(home, id_number)
    if person is None:
        return []
    subject = content.subjects["person"]
    source = found.files(subject.table)
    if source is not None and scope.regions:
        source = replace(source, files=_near(source, content, scope))
    if source is None or not source.files:
        return []
    rows = rows_with(source, {subject.key: [person]}, columns=[subject.parent_column])
    return rows.column(0).to_pylist() if rows is not None else []


def households_of_mask(
    found: Held,
    *,
    home: Home,
    content: Content,
    mask: str,
    households: Sequence[int],
    place: Sequence[str],
) -> list[int]:
    """Return those of some households in which somebody's ID number looks like this, masked.

    Args:
        place: Their places at the partition levels.
    """
    subject = content.subjects["person"]
    columns = [subject.key, subject.parent_column]
    source = found.files(subject.table, place)
    rows = rows_with(source, {subject.parent_column: households}, columns=columns)
    if rows is None:
        return []
    living = dict(zip(rows.column(0).to_pylist(), rows.column(1).to_pylist(), strict=True))
    numbers = id_numbers_of(home, living)
    wanted = _ends(mask)
    alike = {living[who] for who, number in numbers.items() if _ends(mask_id(number)) == wanted}
    return sorted(alike)


def _ends(mask: str) -> tuple[str, str]:
    """What of a masked number can be seen; how many stars somebody typed does not matter."""
    first, _stars, rest = mask.partition("*")
    return first, rest.lstrip("*")


def _near(source: Source, content: Content, scope: Scope) -> tuple:  # type: ignore[type-arg]
    level = content.partition[-1]
    banners = {content.ancestors(code).get(level) for code in scope.places}
    is_near = level in {each for code in scope.places for each in content.ancestors(code)}
    return tuple(
        file
        for file in source.files
        if not is_near or file.partition is None or file.partition[-1] in banners
    )
