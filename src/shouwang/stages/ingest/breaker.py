"""The circuit breaker: what of a delivery goes beyond its contract stops it before it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Replaces, Schema
from shouwang.base.words import _
from shouwang.stages.ingest.differences import Difference

PERCENT = 100


class Measure(StrEnum):
    """What is measured of a delivery."""

    REJECTS = "rejects"
    DUPLICATES = "duplicates"
    DRIFT = "drift"
    STRANGERS = "strangers"
    TOO_FEW = "too_few"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a delivery is measured by.

    Attributes:
        doubled: Rows that stand twice in the file, or are held by another sender.
        strangers: Rows of persons who go by another name in the register.
        absent: Column that the file does not have → in how many rows a held value would change.
    """

    read: int
    rejected: int
    doubled: int
    strangers: int
    difference: Difference
    absent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a delivery does not pass.

    Attributes:
        value: What was measured: a share, or a number of rows.
        limit: What the contract lets pass.
        may_be_accepted: Whether whoever publishes it may let it pass with a reason.
    """

    measure: Measure
    value: float
    limit: float
    message: str
    mend: str
    may_be_accepted: bool = True


class NeedsAReason(InputProblems):
    """The delivery goes beyond its contract; whoever publishes it has to say why it is right."""

    def __init__(self, stops: list[Stop]) -> None:
        self.stops = tuple(stops)
        super().__init__(Problem(stop.measure.value, stop.message, stop.mend) for stop in stops)


def stops_of(counts: Counts, contract: Schema) -> list[Stop]:
    """Return all that stops a delivery, none if it is within its contract."""
    return [
        stop
        for find in (_rejects, _duplicates, _drift, _strangers, _too_few, _absent)
        for stop in find(counts, contract)
    ]


def fail_if_unexplained(stops: list[Stop], because: str) -> None:
    """Refuse a delivery that goes beyond its contract unless somebody says why it is right.

    Raises:
        NeedsAReason: with everything a reason is wanted for.
    """
    wanted = [stop for stop in stops if stop.may_be_accepted]
    if wanted and not because.strip():
        raise NeedsAReason(wanted)


def percent(share: float) -> str:
    """Return a share as it is read.

    >>> percent(0.5), percent(0.12345)
    ('50.00 %', '12.35 %')
    """
    return f"{share * PERCENT:.2f} %"


def _rejects(counts: Counts, contract: Schema) -> Iterator[Stop]:
    share = counts.rejected / counts.read if counts.read else 0.0
    if share > contract.reject_limit:
        yield Stop(
            Measure.REJECTS,
            share,
            contract.reject_limit,
            _(
                "{rejected} of {read} rows were rejected ({share}); the contract lets {limit} pass"
            ).format(
                rejected=counts.rejected,
                read=counts.read,
                share=percent(share),
                limit=f"{contract.reject_limit * PERCENT:g} %",
            ),
            _("mend the rows and send the file again"),
            may_be_accepted=False,
        )


def _duplicates(counts: Counts, contract: Schema) -> Iterator[Stop]:
    share = counts.doubled / counts.read if counts.read else 0.0
    if share > contract.duplicate_limit:
        yield Stop(
            Measure.DUPLICATES,
            share,
            contract.duplicate_limit,
            _(
                "{doubled} of {read} rows stand twice, in the file or with another sender "
                "({share}); the contract lets {limit} pass"
            ).format(
                doubled=counts.doubled,
                read=counts.read,
                share=percent(share),
                limit=percent(contract.duplicate_limit),
            ),
            _("leave each row once, with its own sender, or say with --accept why it is right"),
        )


def _drift(counts: Counts, contract: Schema) -> Iterator[Stop]:
    found = counts.difference
    if contract.drift_limit is None or found.drift is None or found.drift <= contract.drift_limit:
        return
    yield Stop(
        Measure.DRIFT,
        found.drift,
        contract.drift_limit,
        _(
            "{now} rows where there were {before} ({appeared} appear, {vanished} vanish): a drift "
            "of {share}; the contract lets {limit} pass"
        ).format(
            now=found.now,
            before=found.before,
            appeared=found.appeared,
            vanished=found.vanished,
            share=percent(found.drift),
            limit=percent(contract.drift_limit),
        ),
        _("look whether the file is whole, or say with --accept why it is right"),
    )


def _strangers(counts: Counts, _contract: Schema) -> Iterator[Stop]:
    if counts.strangers:
        yield Stop(
            Measure.STRANGERS,
            counts.strangers,
            0,
            _("{count} persons go by another name in the register").format(count=counts.strangers),
            _("compare the rows with the ID cards, or say with --accept why they are right"),
        )


def _too_few(counts: Counts, contract: Schema) -> Iterator[Stop]:
    """A part that is replaced whole must be whole; corrections may be few."""
    expected = contract.expected_rows
    if not isinstance(expected, int) or contract.replaces is Replaces.NOTHING:
        return
    if counts.difference.now < expected:
        yield Stop(
            Measure.TOO_FEW,
            counts.difference.now,
            expected,
            _("{now} rows; the contract expects {expected} at least").format(
                now=counts.difference.now, expected=expected
            ),
            _("look whether the file is whole, or say with --accept why it is right"),
        )


def _absent(counts: Counts, contract: Schema) -> Iterator[Stop]:
    """A column that is left out says nothing, so nothing that is held goes for it unasked."""
    # What is read from the ID number is said without a column of its own.
    said = {column.name: column for column in contract.columns if not column.from_id}
    gone = {name: rows for name, rows in counts.absent.items() if rows and name in said}
    if not gone:
        return
    words = ", ".join(f"{said[name].label} ({rows})" for name, rows in sorted(gone.items()))
    yield Stop(
        Measure.ABSENT,
        max(gone.values()),
        0,
        _("the file lacks columns of which values are held that would go: {columns}").format(
            columns=words
        ),
        _("send the rows with these columns, or say with --accept why the values are to go"),
    )
