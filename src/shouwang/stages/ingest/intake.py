"""From a file to staged rows and a review; it writes nowhere but in the folder it is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.lake.ground import Ground, Plan
from shouwang.lake.landing import Landed, homes_of
from shouwang.lake.rewrite import Progress
from shouwang.lake.sources import Source
from shouwang.lake.workspace import Workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest import staging
from shouwang.stages.ingest.check import ROW, Checker, Resolve, Task, unknown_person
from shouwang.stages.ingest.contract import Match, absent, match_book
from shouwang.stages.ingest.id_numbers import IdRule
from shouwang.stages.ingest.placing import counties_of
from shouwang.stages.ingest.problems import (
    FileFaulty,
    Note,
    RowProblem,
    Rule,
    Severity,
    file_fault,
)
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.sheets import Request, Torn
from shouwang.stages.ingest.values import Meaning

SHOWN = 20  # problems that are told along with a fault of the file


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file and what is known of it before it is opened.

    Attributes:
        place: The code of the place it comes from; ``""`` if it covers the whole region.
        period: The first day of the period it belongs to; ``None`` for events.
        meaning: What its values mean in the region.
        is_demo: Whether invented people are welcome.
    """

    path: Path
    contract: Schema
    content: Content
    sender: str
    place: str
    period: date | None
    meaning: Meaning
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows that wait in files, and what is to be said of the others."""

    landed: Landed
    review: Review


def take_in(
    arrival: Arrival,
    work: Workspace,
    *,
    ground: Ground,
    sources: Mapping[str, Source],
    resolve: Resolve,
    folder: Path,
    progress: Progress,
) -> Taken:
    """Read, check and stage a file.

    Args:
        sources: The register, as the latest snapshot has it.
        resolve: Gives the persons' numbers of ID numbers, 0 for the unknown.
        folder: Where the staged rows go; it must not exist yet.

    Raises:
        FileFaulty: if the file as a whole cannot be taken.
    """
    match = match_book(read_book(arrival.path), arrival.contract)
    plan = ground.plans[arrival.contract.name]
    checker = Checker(_task(arrival, match, plan, resolve))
    rows = staging.write_blocks(_blocks(checker, match, progress), work.new_folder("checked"))
    if not checker.count.read:
        raise FileFaulty([file_fault(Rule.EMPTY, _("there are no rows under the headings"))])
    progress(_("comparing"), 0)
    staging.look_at(work, rows)
    _compare(arrival, work, ground=ground, sources=sources, checker=checker)
    rejected = checker.count.rejected + staging.count_rejected(work)
    if checker.count.strangers + staging.count_strangers(work) == checker.count.read:
        raise FileFaulty(_no_row_of_region(arrival, checker))
    landed = staging.stage(work, shape=plan.shape, placement=plan.placement, folder=folder)
    return Taken(landed, _review(arrival, match, checker, rejected))


def _task(arrival: Arrival, match: Match, plan: Plan, resolve: Resolve) -> Task:
    content = arrival.content
    late = {*plan.shape.places, *staging.AT_PUBLISH, ROW}
    return Task(
        schema=arrival.contract,
        match=match,
        columns=pa.schema([each for each in plan.shape.columns if each.name not in late]),
        meaning=arrival.meaning,
        id_rule=IdRule(
            rule=content.id_rule.rule,
            counties=counties_of(content),
            invented=content.id_rule.invented,
            is_demo=arrival.is_demo,
        ),
        resolve=resolve,
        period=arrival.period,
        place_column=plan.placement.column,
    )


def _blocks(checker: Checker, match: Match, progress: Progress) -> Iterator[pa.Table]:
    torn: list[Torn] = []
    request = Request(match.header + 1, tuple(match.positions.values()), torn)
    for block in match.sheet.read(request):
        yield checker.check(block, torn)
        share = checker.count.read / match.sheet.rows if match.sheet.rows else 0
        progress(_("reading"), min(share, 1))
    checker.take_torn(torn)


def _compare(
    arrival: Arrival,
    work: Workspace,
    *,
    ground: Ground,
    sources: Mapping[str, Source],
    checker: Checker,
) -> None:
    """Compare the rows with each other, with the register, and with the place that was named."""
    contract, content = arrival.contract, arrival.content
    placement = ground.plans[contract.name].placement
    repeats = staging.rejected_repeats(work, contract.key)
    for row, first in repeats.rows:
        checker.tell(_repeated(row, first), row, contract.key[0])
    checker.tally.count(Severity.ERROR, repeats.count - len(repeats.rows))
    homes = homes_of(
        work,
        placement,
        places=content.partition,
        sources=sources,
        regions=ground.regions,
    )
    staging.find_homes(work, homes, placement.column)
    strangers = [
        (staging.rejected_homeless(work, placement.column), _homeless(arrival, placement.column))
    ]
    if arrival.place:
        here = {content.coverage_level: arrival.place}
        elsewhere = staging.rejected_elsewhere(work, placement.column, here)
        strangers.append((elsewhere, _elsewhere(arrival.place)))
    for rejected, note in strangers:
        for (row,) in rejected.rows:
            checker.tell(note, row, placement.column)
        checker.tally.count(Severity.ERROR, rejected.count - len(rejected.rows))


def _repeated(row: int, first: int) -> Note:
    if row == first:
        message = _("its key stands in another row too")
    else:
        message = _("row {first} has the same key").format(first=first)
    return Note(Rule.DUPLICATE_KEY, message, _("leave the row that is right"))


def _homeless(arrival: Arrival, column: str) -> Note:
    if arrival.contract.column(column).personal is not None:
        return unknown_person()
    return Note(
        Rule.UNKNOWN_HOUSEHOLD,
        _("the register does not know it"),
        _("correct it, or publish the register's delivery first"),
    )


def _elsewhere(place: str) -> Note:
    return Note(
        Rule.OTHER_PLACE,
        _("it does not belong to {place}").format(place=place),
        _("leave the row to those who are in charge of it"),
    )


def _no_row_of_region(arrival: Arrival, checker: Checker) -> list[RowProblem]:
    where = arrival.place or arrival.content.label
    fault = file_fault(
        Rule.NO_ROW_OF_REGION,
        _("no row of the file belongs to {place}").format(place=where),
        _("look whether it is the right file, and whether the register has been published"),
    )
    return [fault, *checker.tally.in_order()[:SHOWN]]


def _review(arrival: Arrival, match: Match, checker: Checker, rejected: int) -> Review:
    tally, count = checker.tally, checker.count
    return Review(
        delivery=None,
        feed=arrival.contract.name,
        sender=arrival.sender,
        read=count.read,
        accepted=count.read - rejected,
        rejected=rejected,
        warnings=tally.warnings,
        problems=tally.in_order(),
        left_out=tally.left_out,
        header_map=match.header_map,
        ignored_rows=match.ignored_rows,
        ignored_sheets=match.ignored_sheets,
        ignored_columns=match.ignored_columns,
        absent_columns=tuple(column.label for column in absent(match, arrival.contract)),
        blanks={name: times for name, times in count.blanks.items() if times},
    )
