"""From a file to staged rows and a review; it writes nowhere but in the folder it is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.lake.deliveries import Sent
from shouwang.lake.ground import Ground, Plan
from shouwang.lake.landing import Landed, Placement, homes_of
from shouwang.lake.rewrite import Progress
from shouwang.lake.snapshots import Snapshot, Sources
from shouwang.lake.sources import Source
from shouwang.lake.workspace import Workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest import staging
from shouwang.stages.ingest.beside import Beside
from shouwang.stages.ingest.check import ROW, Checker, Resolve, Task, unknown_person
from shouwang.stages.ingest.contract import Match, absent, match_book
from shouwang.stages.ingest.duplicates import repeats_in
from shouwang.stages.ingest.findings import tell_findings, with_layout
from shouwang.stages.ingest.id_numbers import IdRule
from shouwang.stages.ingest.ledger import Ledger
from shouwang.stages.ingest.linking.limits import shipped_limits
from shouwang.stages.ingest.mappings import Answers
from shouwang.stages.ingest.offers import Office, offer_people, read_links
from shouwang.stages.ingest.placing import counties_of
from shouwang.stages.ingest.problems import (
    KEPT,
    FileFaulty,
    Note,
    RowProblem,
    Rule,
    Severity,
    file_fault,
)
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.sheets import Torn
from shouwang.stages.ingest.unlinked import Unlinked
from shouwang.stages.ingest.values import Meaning
from shouwang.stages.ingest.weighing import doubles, tell_held, tell_repeats, weigh

SHOWN = 20  # problems that are told along with a fault of the file


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file and what is known of it before it is opened.

    Attributes:
        whole: The sender of the same department that speaks for the whole region.
        place: The code of the place it comes from; ``""`` if it covers the whole region.
        period: The first day of the period it belongs to; ``None`` for events.
        covers: The places for which the sender says it is complete, rows or none.
        meaning: What its values mean in the region.
        is_demo: Whether invented people are welcome.
        given: What a person says now of its headings and words.
        answers: That, and what persons have said of the sender's files before.
        is_check: Whether it is only looked at.
        links: Whom rows are about whose ID number does not say it, as a person writes it.
    """

    path: Path
    contract: Schema
    content: Content
    sender: str
    whole: str
    place: str
    period: date | None
    meaning: Meaning
    is_demo: bool
    covers: tuple[str, ...] = ()
    given: Answers = field(default_factory=Answers)
    answers: Answers = field(default_factory=Answers)
    is_check: bool = False
    links: tuple[str, ...] = ()


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
    base: Snapshot | None,
    resolve: Resolve,
    folder: Path,
    progress: Progress,
) -> Taken:
    """Read, check and stage a file.

    Args:
        base: The latest snapshot.
        resolve: Gives the persons' numbers of ID numbers, 0 for the unknown.
        folder: Where the staged rows go; it must not exist yet.

    Raises:
        FileFaulty: if the file as a whole cannot be taken.
    """
    book = read_book(arrival.path)
    match = match_book(book, arrival.contract, answers=arrival.answers.headings)
    ledger = _ledger(arrival, match)
    plan = ground.plans[arrival.contract.name]
    unlinked = Unlinked(shipped_limits().offered_rows, read_links(arrival.links, match))
    checker = Checker(_task(arrival, match, plan, resolve, unlinked))
    for note in book.notes:
        checker.tally.add(note)
    rows = staging.write_blocks(_blocks(checker, ledger, progress), work.new_folder("checked"))
    if not checker.count.read:
        raise FileFaulty([file_fault(Rule.EMPTY, _("there are no rows under the headings"))])
    progress(_("comparing"), 0)
    staging.look_at(work, rows)
    sources = Sources(ground.lake, base)
    repeats = repeats_in(work, rows.columns.names, arrival.contract.key)
    tell_repeats(checker, repeats, arrival.contract.key[0])
    _compare(arrival, work, ground=ground, sources=sources, checker=checker)
    rejected = checker.count.rejected + staging.count_rejected(work)
    if checker.count.strangers + staging.count_strangers(work) == checker.count.read:
        raise FileFaulty(_no_row_of_region(arrival, checker))
    offer = offer_people(
        match, unlinked, office=_office(arrival, sources, checker.person_column), progress=progress
    )
    landed = staging.stage(work, shape=plan.shape, placement=plan.placement, folder=folder)
    beside = _beside(arrival, ground, landed, base)
    weighed = weigh(work, beside, _sent(arrival), most=KEPT)
    listed = tell_held(checker, work, beside, weighed.held)
    review = replace(
        with_layout(_review(arrival, match, checker, rejected), ledger, arrival.answers),
        duplicates=doubles(match, repeats, weighed.held, listed),
        difference=weighed.difference.as_json(),
        same_as=weighed.difference.held_by if weighed.difference.changes_nothing else None,
        links=offer.links,
        links_note=offer.note,
        compared_with=base.id if base and is_comparable(arrival, plan.placement, sources) else None,
    )
    return Taken(landed, review)


def _beside(arrival: Arrival, ground: Ground, landed: Landed, base: Snapshot | None) -> Beside:
    return Beside(
        ground=ground,
        contract=arrival.contract,
        landed=landed,
        sender=arrival.sender,
        whole=arrival.whole,
        base=base,
    )


def _sent(arrival: Arrival) -> Sent:
    """The delivery as the lake would note it; it has no number yet."""
    return Sent(
        id=0,
        feed=arrival.contract.name,
        sender=arrival.sender,
        period=arrival.period,
        covers=arrival.covers,
    )


def _task(arrival: Arrival, match: Match, plan: Plan, resolve: Resolve, unlinked: Unlinked) -> Task:
    content = arrival.content
    late = {*plan.shape.places, *staging.AT_PUBLISH, ROW}
    return Task(
        schema=match.schema,
        match=match,
        columns=pa.schema([each for each in plan.shape.columns if each.name not in late]),
        meaning=arrival.meaning,
        id_rule=IdRule(
            rule=content.id_rule.rule,
            counties=counties_of(content),
            invented=content.id_rule.invented,
            is_demo=arrival.is_demo,
            block=content.id_rule.counties,
        ),
        resolve=resolve,
        period=arrival.period,
        place_column=plan.placement.column,
        unlinked=unlinked,
    )


def _office(arrival: Arrival, sources: Mapping[str, Source], column: str) -> Office:
    return Office(
        content=arrival.content,
        meaning=arrival.meaning,
        sources=sources,
        place=arrival.place,
        column=column,
    )


def _ledger(arrival: Arrival, match: Match) -> Ledger:
    subjects = arrival.content.subjects.values()
    own = {each.name for each in subjects if each.table == arrival.contract.name}
    contracts = arrival.content.contracts
    return Ledger(
        match,
        members=[contracts[each.table] for each in subjects if each.parent in own],
        contracts=contracts.values(),
        answers=arrival.answers.values,
    )


def _blocks(checker: Checker, ledger: Ledger, progress: Progress) -> Iterator[pa.Table]:
    torn: list[Torn] = []
    rows = sum(table.sheet.rows or 0 for table in ledger.match.tables)
    for block in ledger.blocks(torn):
        yield checker.check(block, torn)
        progress(_("reading"), min(checker.count.read / rows, 1) if rows else 0)
    checker.take_torn(torn)
    tell_findings(checker, ledger)


def _compare(
    arrival: Arrival,
    work: Workspace,
    *,
    ground: Ground,
    sources: Mapping[str, Source],
    checker: Checker,
) -> None:
    """Compare the rows with the register, and with the place that was named."""
    contract, content = arrival.contract, arrival.content
    placement = ground.plans[contract.name].placement
    homes = homes_of(
        work,
        placement,
        places=content.partition,
        sources=sources,
        regions=ground.regions,
    )
    staging.find_homes(work, homes, placement.column)
    strangers = []
    if is_comparable(arrival, placement, sources):
        homeless = staging.rejected_homeless(work, placement.column)
        strangers.append((homeless, _homeless(arrival, placement.column)))
    if arrival.place:
        here = {content.coverage_level: arrival.place}
        elsewhere = staging.rejected_elsewhere(work, placement.column, here)
        strangers.append((elsewhere, _elsewhere(arrival.place)))
    for rejected, note in strangers:
        for (row,) in rejected.rows:
            checker.tell(note, row, placement.column)
        checker.tally.count(Severity.ERROR, rejected.count - len(rejected.rows))


def is_comparable(arrival: Arrival, placement: Placement, sources: Mapping[str, Source]) -> bool:
    """Tell whether there is a register to compare with; a mere look is possible without it."""
    tables = [hop.table for hop in placement.hops]
    return not arrival.is_check or all(
        table in sources and sources[table].files for table in tables
    )


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
        ignored_sheets=match.ignored_sheets,
        ignored_columns=match.ignored_columns,
        absent_columns=tuple(column.label for column in absent(match, arrival.contract)),
        blanks={name: times for name, times in count.blanks.items() if times},
        questions=checker.doubts.questions,
        normalised=count.normalised,
    )
