"""How loans are told: buckets of days, the six points of the scheme, words of codes."""

from dataclasses import dataclass
from typing import Any

from shouwang.base.words import _
from shouwang.stages.programmes.microcredit.facts import Loan
from shouwang.stages.programmes.microcredit.queries.loans import Bucket, Listed, LoanPage
from shouwang.web import place

READERS = ("region", "league", "approver", "clerk", "township", "village", "team")
OFFICES = ("region", "league", "approver", "clerk", "township")
FEED = "microloan"


def words(loan: Loan) -> dict[str, str]:
    """Return the words of a loan's codes."""
    contract = place.content().contracts[FEED]
    found = {}
    for name in ("state", "purpose", "used_by"):
        value = getattr(loan, name)
        codes = contract.column(name).codes
        found[name] = codes.get(value, (value or "",))[0]
    return found


def buckets(rows: list[Bucket], chosen: int) -> list[dict[str, Any]]:
    """Return buckets with their words, the chosen one marked."""
    return [
        {
            "bucket": each,
            "words": _("{start} to {end} days").format(start=each.start, end=each.end)
            if each.end is not None
            else _("{start} days and more").format(start=each.start),
            "is_chosen": each.start == chosen,
        }
        for each in rows
    ]


def line(each: Listed) -> dict[str, Any]:
    """Return a loan of a list; a reminder counts for the day it was due then."""
    is_done = each.reminder is not None and each.reminder.due_date == each.loan.due
    return {"loan": each.loan, "reminder": each.reminder, "is_done": is_done}


@dataclass(frozen=True, slots=True)
class Point:
    """One of the six points of the scheme: what it allows, what the loan has."""

    label: str
    allowed: str
    has: str
    tag: str


def points(page: LoanPage) -> list[Point]:
    """Return the points of the scheme as the loan keeps them; what is not told is blind."""
    loan, scheme = page.loan, page.scheme
    return [
        _point(_("amount"), loan.amount, scheme.limit, money=True),
        _point(_("months"), loan.term_months, scheme.months),
        _point(_("yearly rate, per cent"), loan.rate, scheme.base_rate),
        _secured(loan),
        _point(_("interest subsidised, per cent"), loan.subsidised_share, scheme.subsidy_share,
               at_least=True),
    ]  # fmt: skip


def _point(
    label: str, value: Any, line_of: Any, *, money: bool = False, at_least: bool = False
) -> Point:
    def told(number: Any) -> str:
        if number is None:
            return "—"
        return f"{number / 100:,.0f}" if money else f"{number:g}" if number % 1 else f"{number:.0f}"

    if value is None or line_of is None:
        return Point(label, told(line_of), told(value), "blind")
    is_kept = value >= line_of if at_least else value <= line_of
    sign = "≥" if at_least else "≤"
    return Point(label, f"{sign} {told(line_of)}", told(value), "good" if is_kept else "bad")


def _secured(loan: Loan) -> Point:
    label, allowed = _("security"), _("none")
    if loan.secured is None:
        return Point(label, allowed, "—", "blind")
    return Point(label, allowed, *((_("yes"), "bad") if loan.secured else (_("no"), "good")))
