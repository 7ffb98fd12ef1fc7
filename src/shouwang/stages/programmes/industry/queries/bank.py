"""What can be asked of the project bank: a project with where it stands, lists, rows for the lake."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from shouwang.base.access import Scope
from shouwang.rules.content import Content
from shouwang.rules.procedures import Step, Version
from shouwang.stages.cases import guards
from shouwang.stages.cases.enums import ObjectionState
from shouwang.stages.cases.guards import Posted, Ruling
from shouwang.stages.cases.rulebook import nearest_first, rulebook
from shouwang.stages.cases.workflow import Taken
from shouwang.stages.org.scoping import found_within, place_filter, within
from shouwang.stages.programmes.industry import bank, rulebook as own_rules
from shouwang.stages.programmes.industry.enums import BankState
from shouwang.stages.programmes.industry.models import (
    BankNotice,
    BankObjection,
    Edition,
    Proposal,
    ProposalStep,
)

LIMIT = 50  # rows of a page
OBJECTION = "objection_open"  # the word of a guard
# Whose rows are written into the lake: what has once entered the bank, dropped again or not.
ENTERED = (BankState.LISTED, BankState.PLANNED, BankState.BUILDING,
           BankState.RUNNING, BankState.DROPPED)  # fmt: skip
FEED_STATES = {
    BankState.LISTED: "listed",
    BankState.PLANNED: "planned",
    BankState.BUILDING: "building",
    BankState.RUNNING: "running",
    BankState.DROPPED: "ended",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A project of the bank with its version of the procedure and all that was done."""

    proposal: Proposal
    version: Version
    steps: tuple[ProposalStep, ...]
    notices: tuple[BankNotice, ...]
    objections: tuple[BankObjection, ...]

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The steps as the procedure reads them."""
        return tuple(
            Taken(each.step, each.outcome, each.taken_by, each.taken_role, each.taken_date,
                  each.is_void)
            for each in self.steps
        )  # fmt: skip

    @property
    def posted(self) -> list[Posted]:
        """The notices that stand."""
        return [
            Posted(each.step, each.posted_date, each.until_date)
            for each in self.notices if not each.is_void
        ]  # fmt: skip

    @property
    def open_objections(self) -> int:
        """How many objections nobody has answered."""
        return sum(each.state == ObjectionState.OPEN for each in self.objections)


def proposal(*, proposal_id: int, on: date, scope: Scope) -> Proposal:
    """Return a project of the bank.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Proposal.objects.all(), scope, pk=proposal_id)


def standing(*, proposal_id: int, content: Content, on: date, scope: Scope) -> Standing:
    """Return a project of the bank with where it stands.

    Raises:
        NotFound: if there is none in the scope.
    """
    found = proposal(proposal_id=proposal_id, on=on, scope=scope)
    version = own_rules.version_from(content, found.rules_from, nearest_first(found.place, content))
    return Standing(
        found, version, tuple(found.steps.all()), tuple(found.notices.all()),
        tuple(found.objections.all()),
    )  # fmt: skip


def rulings_of(
    *, stands: Standing, step: Step, by: str, content: Content, on: date, scope: Scope
) -> tuple[Ruling, ...]:
    """Return what every guard says of a step, were somebody to take it now."""
    del scope  # of the standing
    book = rulebook(content)
    version = stands.version
    conditions = guards.conditions(version, step.name, book.policy, "project")
    why = str(stands.open_objections) if stands.open_objections else ""
    asked = guards.Asked(
        taken=stands.taken,
        opened=stands.proposal.declared_date,
        on=on,
        terms=book.terms(nearest_first(stands.proposal.place, content)),
        by=by,
        judged=bank.judged_of(bank.fields_of(stands.proposal), conditions),
        checks=conditions,
        records={OBJECTION: why} if why else {},
    )
    return (
        *guards.notice_rulings(version, step, stands.posted, asked),
        *guards.rule(version, step.name, asked),
    )


def editions_of(*, proposal_id: int, on: date, scope: Scope) -> list[Edition]:
    """Return what a project was declared as before, the oldest first."""
    del on
    found = within(Proposal.objects.all(), scope).filter(pk=proposal_id)
    return list(Edition.objects.filter(proposal__in=found))


def proposals(
    *,
    content: Content,
    state: str = "",
    place: str = "",
    year: int = 0,
    before: int | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Proposal]:
    """Return a page of projects of the bank, the newest first; one more, if there are more.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = within(Proposal.objects.all(), scope)
    if place:
        found = found.filter(**place_filter(place, content, scope))
    if state:
        found = found.filter(state=state)
    if year:
        found = found.filter(project_year=year)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[: limit + 1])


def counts(*, on: date, scope: Scope) -> dict[str, int]:
    """Return state → how many projects of the bank."""
    del on
    rows = within(Proposal.objects.order_by(), scope).values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def feed_rows(*, on: date, scope: Scope) -> list[Mapping[str, Any]]:
    """Return the rows of the feed of projects for all that has entered the bank, by number."""
    del on
    found = within(Proposal.objects.all(), scope).filter(
        state__in=ENTERED, entered_date__isnull=False
    )
    return [_feed_row(each) for each in
            found.prefetch_related("notices").order_by("number")]  # fmt: skip


def _feed_row(found: Proposal) -> Mapping[str, Any]:
    hung = [each for each in found.notices.all() if not each.is_void]
    days = [(each.until_date - each.posted_date).days for each in hung]
    row = {name: None if value == "" else value for name, value in bank.fields_of(found).items()}
    return {
        **row,
        "state": FEED_STATES[BankState(found.state)],
        "notice_days": min(days, default=None),
        "notice_levels": len({each.level for each in hung}),
        "asset_confirmed": True if found.is_confirmed else None,
    }


def objection(*, objection_id: int, on: date, scope: Scope) -> BankObjection:
    """Return an objection to a project of the scope.

    Raises:
        NotFound: if there is none.
    """
    del on
    found = BankObjection.objects.select_related("proposal")
    return found_within(found, scope, path="proposal__", pk=objection_id)
