"""How settlements are told: reasons, sums written out step by step, clocks of a claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.calc.insurance import WHOLE, Line, OtherMoney, Part, PayoutOutcome, TierMethod, Worked
from shouwang.rules.calendar import YearNotKnown
from shouwang.rules.duration import Duration
from shouwang.stages.programmes.insurance.enums import DifferenceReason, DifferenceState
from shouwang.stages.programmes.insurance.facts import Fact
from shouwang.web import place

READERS = ("region", "league", "approver", "clerk", "township")
PROCEDURE = "insurance_claim"
TAGS = {
    DifferenceState.OPEN: "bad",
    DifferenceState.ACCEPTED: "good",
    DifferenceState.CORRECTED: "good",
    DifferenceState.OURS_WRONG: "watch",
    DifferenceState.SETTLED: "good",
}
WHY_TAGS = {
    DifferenceReason.AGREES: "good",
    DifferenceReason.PENDING: "watch",
    DifferenceReason.UNKNOWN: "blind",
}


def outcome_words() -> dict[PayoutOutcome, str]:
    """Return what decided a sum, in words."""
    return {
        PayoutOutcome.PAID: _("by the tiers"),
        PayoutOutcome.NOT_COVERED: _("the product does not cover this cause"),
        PayoutOutcome.MADE_GOOD: _("others have made it good already"),
        PayoutOutcome.BELOW_LINE: _("not above the line"),
        PayoutOutcome.CAP_CLAIM: _("held by the cap of a claim"),
        PayoutOutcome.CAP_YEAR: _("held by the cap of the year"),
        PayoutOutcome.CEILING: _("no more than is left of the loss"),
    }


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a sum: what is done, how it is reckoned, what comes out. [fen]

    Attributes:
        is_sum: Whether it is the last.
    """  # noqa: D415

    what: str
    how: str
    amount: int
    is_sum: bool = False


def money(fen: int) -> str:
    """Return fen as yuan with thousands apart."""
    return f"{fen / 100:,.2f}".removesuffix(".00")


def rate(parts: int) -> str:
    """Return a rate as per cent, without idle zeros."""
    return f"{major_units(parts * 100, per_unit=WHOLE)}%"


def steps(line: Line, worked: Worked) -> list[Step]:
    """Return a claim's sum, step by step, as a person reckons it."""
    return [
        *_counted(line, worked),
        *_tiers(line, worked),
        *_bounds(line, worked),
        Step(_("payout"), outcome_words()[worked.outcome], worked.payout, is_sum=True),
    ]


def _counted(line: Line, worked: Worked) -> Iterator[Step]:
    claim = worked.claim
    if line.others is OtherMoney.BEFORE:
        yield Step(
            _("the loss that counts"),
            _("loss {loss} − paid by others {other}").format(
                loss=money(claim.loss), other=money(claim.other_paid)
            ),
            worked.counted,
        )
    else:
        yield Step(_("the loss that counts"), _("the loss"), worked.counted)
    if line.by_year and claim.loss_before:
        yield Step(
            _("of the year"),
            _("earlier losses {before} + {now}").format(
                before=money(claim.loss_before), now=money(worked.counted)
            ),
            worked.total,
        )
    yield Step(
        _("above the line"),
        _("{total} − line {line}, not below 0").format(
            total=money(worked.total), line=money(line.deductible)
        ),
        worked.above,
    )


def _tiers(line: Line, worked: Worked) -> Iterator[Step]:
    for part in worked.parts:
        yield Step(
            _("tier {bounds}").format(bounds=bounds(part)),
            f"{money(part.amount)} × {rate(part.tier.rate)}",
            (part.parts + WHOLE // 2) // WHOLE,
        )
    if line.method is TierMethod.FIXED:
        yield Step(_("fixed amount"), _("the same for every claim"), line.fixed)
    if line.by_year and worked.before:
        yield Step(
            _("less what the earlier losses gave"), "−", (worked.before + WHOLE // 2) // WHOLE
        )
    if line.share != WHOLE:
        yield Step(_("the payer's share"), f"× {rate(line.share)}", worked.tiered)
    elif len(worked.parts) > 1 or worked.before:
        yield Step(_("tiers together"), "", worked.tiered)


def _bounds(line: Line, worked: Worked) -> Iterator[Step]:
    if line.others is OtherMoney.AFTER and worked.claim.other_paid:
        yield Step(
            _("less what others paid"), f"− {money(worked.claim.other_paid)}", worked.after_others
        )
    if line.cap_claim is not None:
        yield Step(_("cap of a claim"), _("at most"), line.cap_claim)
    if line.cap_year is not None and worked.year_left is not None:
        yield Step(
            _("left of the year's cap"),
            _("{cap} − paid before {paid}").format(
                cap=money(line.cap_year), paid=money(worked.claim.paid_before)
            ),
            worked.year_left,
        )
    yield Step(
        _("left of the loss"),
        _("{loss} − paid by others {other}: nobody is paid twice").format(
            loss=money(worked.claim.loss), other=money(worked.claim.other_paid)
        ),
        worked.ceiling,
    )


def bounds(part: Part) -> str:
    """Return from where to where a tier goes."""
    return span(part.tier.start, part.tier.end)


def span(start: int, end: int | None) -> str:
    """Return a span of amounts in words."""
    if end is None:
        return _("from {start}").format(start=money(start))
    return _("{start} to {end}").format(start=money(start), end=money(end))


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock of a claim: its term, from when, until when, and whether it is kept."""

    label: str
    term: str
    start: date
    due: date | None
    done: date | None
    tag: str


def clocks(fact: Fact, village: str, on: date) -> list[ClockRow]:
    """Return the clocks of the procedure as the claim's days read them."""
    practice, policy = place.practice(), place.policy()
    procedure = practice.procedures.get(PROCEDURE)
    places = tuple(policy.content.ancestors(village).values())
    version = procedure.on(fact.reported_date, places) if procedure else None
    if version is None:
        return []
    columns = {step.name: step.column for step in version.steps}
    found = []
    for clock in version.clocks:
        start = getattr(fact, columns.get(clock.start) or "reported_date", None)
        done = getattr(fact, columns.get(clock.end) or "", None)
        if start is None:
            continue
        try:
            due = clock.within.after(
                start, policy=policy, calendar=practice.calendar, places=places
            )
        except YearNotKnown:
            due = None
        found.append(
            ClockRow(
                clock.label, _term(clock.within, start), start, due, done, _tag(fact, due, done, on)
            )
        )
    return found


def _term(within: Duration, start: date) -> str:
    count = within.days_on(start, place.policy())
    if count is None:
        return ""
    told = _("{count} working days") if within.in_workdays else _("{count} days")
    return told.format(count=count)


def _tag(fact: Fact, due: date | None, done: date | None, on: date) -> str:
    if due is None:
        return "blind"
    if (done or on) > due and (done is not None or fact.state != "refused"):
        return "bad"
    return "good" if done is not None or fact.state == "refused" else "watch"


def claim_cells(fact: Fact) -> dict[str, Any]:
    """Return the words of a claim's codes."""
    content = place.content()
    contract = content.contracts["insurance_claim"]

    def word(column: str, value: str) -> str:
        return contract.column(column).codes.get(value, (value,))[0]

    return {"kind": word("kind", fact.kind), "state": word("state", fact.state)}


def kind_words() -> dict[str, str]:
    """Return what causes are called."""
    codes = place.content().contracts["insurance_claim"].column("kind").codes
    return {word: labels[0] for word, labels in codes.items()}
