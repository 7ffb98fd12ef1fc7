"""What a change of a household makes of its leads, cases, measures and helpers: they follow people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from shouwang.base.access import EVERYWHERE, Actor, NotFound
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.enums import CaseState, LeadState, MeasureState, Verdict
from shouwang.stages.cases.models import Case, Lead, LeadFinding, Measure, Pairing
from shouwang.stages.cases.operations import numbering
from shouwang.stages.cases.queries.exits import EXIT
from shouwang.stages.org.operations import audit, messages
from shouwang.stages.org.queries import accounts
from shouwang.stages.org.scoping import change as change_record, found_within, place_fields
from shouwang.stages.register.queries import changes, index

LIVE_LEADS = (LeadState.WAITING, LeadState.OPEN)
# Decided cases stay with the household as long as it is watched.
LIVE_CASES = (CaseState.OPEN, CaseState.IDENTIFIED)
UNDELIVERED = (MeasureState.PLANNED, MeasureState.UNDER_WAY)
LIVE_MEASURES = (*UNDELIVERED, MeasureState.DELIVERED)
# Reasons of the list of those to be brought out of poverty, as the procedure words them.
MERGED, DIED = "merged", "died"
TOLD = ("village", "team", "township", "clerk")  # who hears of what comes to them
Place = Mapping[str, str]


@dataclass
class Followed:
    """How much followed: records moved, ended, and those that somebody must look at."""

    moved: int = 0
    ended: int = 0
    flagged: int = 0
    opened: int = 0


@dataclass
class _Following:
    """A change of a household, and who writes down what follows from it."""

    change: Any
    at: datetime
    by: Actor
    on: date
    content: Content | None
    done: Followed = field(default_factory=Followed)

    @property
    def people(self) -> set[int]:
        return {int(each) for each in self.change.people}

    def update(self, records: "QuerySet[Any]", **fields: Any) -> int:
        """Write fields of records; whoever has one of them open is told."""
        return records.update(
            version=F("version") + 1, changed_by=self.by.label or self.by.name,
            changed_at=self.at, **fields,
        )  # fmt: skip

    def leads(self, household: int) -> "QuerySet[Lead]":
        return Lead.objects.filter(household=household, state__in=LIVE_LEADS)

    def cases(self, household: int) -> "QuerySet[Case]":
        return Case.objects.filter(household=household, state__in=LIVE_CASES)

    def measures(self, household: int) -> "QuerySet[Measure]":
        return Measure.objects.filter(household=household, state__in=LIVE_MEASURES)

    def flag(self, *households: int) -> None:
        """Somebody must look whether the cases still fit the people."""
        for household in households:
            self.done.flagged += self.update(self.cases(household), review_reason=self.change.kind)

    def place_of_other(self) -> Place:
        """Return where the other household lives: where the change says, or the index, or here."""
        if self.change.new_village:
            return self.place_in(self.change.new_village)
        known = index.households(numbers=[self.change.other], on=self.on, scope=EVERYWHERE)
        found = known.get(self.change.other)
        return found.place if found is not None else self.change.place

    def place_in(self, village: str) -> Place:
        """Return the places of a village, from the content or from a household that lives there."""
        if self.content is not None:
            return place_fields(self.content, village)
        there = index.households_of(village=village, on=self.on, scope=EVERYWHERE)
        if not there:
            raise NotFound(_("there is no village {code}").format(code=village))
        return there[0].place

    def end_case(self, case: Case, reason: str, left: str = "") -> None:
        change_record(
            case, case.version, at=self.at, by=self.by, state=CaseState.WITHDRAWN,
            closed_date=self.on, closed_reason=reason, next_steps=[], due_date=None, due_clock="",
            left_reason=left if case.procedure == EXIT else "",
        )  # fmt: skip
        self.done.ended += 1

    def end_lead(self, lead: Lead, reason: str) -> None:
        change_record(
            lead, lead.version, at=self.at, by=self.by, state=LeadState.CLOSED,
            verdict=Verdict.KNOWN, reason=reason, closed_date=self.on,
        )  # fmt: skip
        self.done.ended += 1

    def tell(self, place: Place, text: str) -> None:
        found = accounts.accounts_in(
            codes={place["village"], place["township"], place["banner"]}, roles=TOLD, on=self.on,
            scope=self.by.scope,
        )  # fmt: skip
        if found:
            messages.send(
                accounts=found, kind="followed", text=text, link="/cases/?review=1", at=self.at,
                by=self.by, on=self.on,
            )  # fmt: skip


@transaction.atomic
def follow_change(
    *, change_id: int, content: Content | None = None, at: datetime, by: Actor, on: date
) -> Followed:
    """Let the open records of a household follow the people of a change.

    Args:
        content: By which the places of a new village are known; without it they are those of the
            households that live there.

    Raises:
        NotFound: if the change is not in the actor's area.
    """
    found = changes.change(number=change_id, on=on, scope=by.scope)
    following = _Following(found, at, by, on, content)
    _ACTS.get(found.kind, _look)(following)
    done = following.done
    audit.record(
        what="follow_change", subject=f"household:{found.household}", at=at, by=by, on=on,
        detail={"change": found.pk, "moved": done.moved, "ended": done.ended},
    )  # fmt: skip
    return done


@transaction.atomic
def mark_reviewed(*, case_id: int, version: int, at: datetime, by: Actor, on: date) -> Case:
    """Note that somebody has looked at a case after a change of its household.

    Raises:
        NotFound: if the case is not in the actor's area.
        Stale: if somebody has changed it.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    change_record(case, version, at=at, by=by, review_reason="")
    audit.record(what="mark_reviewed", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case


# ------------------------------------------------------------------------------- kinds


def _look(following: _Following) -> None:
    """A birth, or somebody who married in: nothing moves, but the cases may fit no more."""
    following.flag(following.change.household)


def _move(following: _Following) -> None:
    """The household lives elsewhere: what is open goes to the offices there."""
    household, place = following.change.household, following.place_in(following.change.new_village)
    for records in (
        following.leads(household), following.cases(household), following.measures(household)
    ):  # fmt: skip
        following.done.moved += following.update(records, **place)
    Pairing.objects.filter(household=household, end_date=None).update(**place)
    following.flag(household)
    if following.done.moved:
        following.tell(
            place,
            _("a household has moved to you and brings {count} open records").format(
                count=following.done.moved
            ),
        )


def _merge(following: _Following) -> None:
    """The household is absorbed: what it has goes to the other, or ends in what that one has."""
    gone, other = following.change.household, following.change.other
    place = following.place_of_other()
    _merge_leads(following, gone, other, place)
    for case in following.cases(gone):
        same = following.cases(other).filter(procedure=case.procedure).first()
        if same is None:
            following.done.moved += following.update(
                Case.objects.filter(pk=case.pk), household=other, **place
            )
            continue
        following.update(Measure.objects.filter(case=case), case=same)
        following.end_case(case, _("merged into {number}").format(number=same.number), MERGED)
    following.done.moved += following.update(following.measures(gone), household=other, **place)
    _merge_helpers(following, gone, other, place)
    following.flag(other)


def _merge_leads(following: _Following, gone: int, other: int, place: Place) -> None:
    lead, kept = following.leads(gone).first(), following.leads(other).first()
    if lead is None:
        return
    if kept is None:
        own = Lead.objects.filter(pk=lead.pk)
        following.done.moved += following.update(own, household=other, **place)
        return
    known = set(kept.findings.values_list("check_name", "key"))
    fresh = [each.pk for each in lead.findings.all() if (each.check_name, each.key) not in known]
    LeadFinding.objects.filter(pk__in=fresh).update(lead=kept)
    change_record(
        kept, kept.version, at=following.at, by=following.by,
        severity=max(kept.severity, lead.severity), rank=max(kept.rank, lead.rank),
        finding_count=kept.findings.count(),
    )  # fmt: skip
    following.end_lead(lead, _("goes on as lead {number}").format(number=kept.pk))


def _merge_helpers(following: _Following, gone: int, other: int, place: Place) -> None:
    pairings = Pairing.objects.filter(household=gone, end_date=None)
    if Pairing.objects.filter(household=other, end_date=None).exists():
        pairings.update(end_date=following.on)
    else:
        pairings.update(household=other, **place)


def _split(following: _Following) -> None:
    """Some people are a household of their own now: what is for them goes with them."""
    old, new = following.change.household, following.change.other
    if new is None:
        _look(following)
        return
    place = following.place_of_other()
    own = following.measures(old).filter(person__in=following.people)
    following.done.moved += following.update(own, household=new, case=None, **place)
    _split_lead(following, old, new, place)
    for case in following.cases(old).filter(procedure=EXIT, state=CaseState.OPEN):
        _split_plans(following, case, new, place)
    following.flag(old)
    if following.done.moved or following.done.opened:
        following.tell(place, _("a household was split; what is for its people goes with them"))


def _split_lead(following: _Following, old: int, new: int, place: Place) -> None:
    lead = following.leads(old).first()
    if lead is None or following.leads(new).exists():
        return
    keys = {str(each) for each in following.people}
    theirs = [each for each in lead.findings.all() if each.key in keys]
    if not theirs:
        return
    if len(theirs) == lead.findings.count():
        own = Lead.objects.filter(pk=lead.pk)
        following.done.moved += following.update(own, household=new, **place)
        return
    worst = theirs[0]
    made = Lead.objects.create(
        household=new, state=lead.state, source=lead.source, answer_by=lead.answer_by,
        severity=worst.severity, rank=lead.rank, risk=worst.risk, words=worst.words,
        finding_count=len(theirs), raised_run=lead.raised_run, raised_date=lead.raised_date,
        sent_date=lead.sent_date, due_date=lead.due_date, changed_at=following.at,
        changed_by=following.by.label or following.by.name, **place,
    )  # fmt: skip
    LeadFinding.objects.filter(pk__in=[each.pk for each in theirs]).update(lead=made)
    rest = lead.findings.first()
    assert rest is not None  # noqa: S101 - not all were theirs
    change_record(
        lead, lead.version, at=following.at, by=following.by, finding_count=lead.findings.count(),
        severity=rest.severity, risk=rest.risk, words=rest.words,
    )  # fmt: skip
    following.done.opened += 1


def _split_plans(following: _Following, case: Case, new: int, place: Place) -> None:
    """The way out of poverty of those who left begins anew, with what was agreed for them."""
    keys = {str(each) for each in following.people}
    theirs = {key: plan for key, plan in case.member_plans.items() if key in keys}
    rest = {key: plan for key, plan in case.member_plans.items() if key not in keys}
    first = case.steps.order_by("taken_at", "id").values_list("step", flat=True).first()
    Case.objects.create(
        number=numbering.take_number(letter=case.number[:1], by=following.by, on=following.on),
        household=new, procedure=case.procedure, rules_from=case.rules_from, source=case.source,
        risks=case.risks, opened_by=following.by.name, opened_date=following.on,
        member_plans=theirs, next_steps=[first] if first else case.next_steps,
        review_reason=following.change.kind, changed_at=following.at,
        changed_by=following.by.label or following.by.name, **place,
    )  # fmt: skip
    following.update(Case.objects.filter(pk=case.pk), member_plans=rest)
    following.done.opened += 1


def _married_out(following: _Following) -> None:
    """Somebody lives in another household now: measures for them go there, if it is known."""
    if following.change.other is not None:
        own = following.measures(following.change.household).filter(person__in=following.people)
        following.done.moved += following.update(
            own, household=following.change.other, case=None, **following.place_of_other()
        )
    following.flag(following.change.household)


def _death(following: _Following) -> None:
    """Who died needs no help any more; with the last member everything ends."""
    household, people = following.change.household, following.people
    held = index.households(numbers=[household], on=following.on, scope=EVERYWHERE)
    is_last = household in held and held[household].members <= len(people)
    paid = following.measures(household).exclude(amount=None)
    if is_last:
        _end_all(following, household)
    else:
        _cancel(following, following.measures(household).filter(person__in=people))
        following.flag(household)
        paid = paid.filter(person__in=people)
    if paid.filter(state=MeasureState.DELIVERED).exists():
        note = _("somebody has died: check whether money is still paid")
        following.done.flagged += following.update(
            paid.filter(state=MeasureState.DELIVERED), note=note
        )
        following.tell(following.change.place, note)


def _end_all(following: _Following, household: int) -> None:
    reason = _("the only member of the household has died")
    for lead in following.leads(household):
        following.end_lead(lead, reason)
    for case in following.cases(household):
        following.end_case(case, reason, DIED)
    _cancel(following, following.measures(household))
    Pairing.objects.filter(household=household, end_date=None).update(end_date=following.on)


def _cancel(following: _Following, measures: "QuerySet[Measure]") -> None:
    following.done.ended += following.update(
        measures.filter(state__in=UNDELIVERED),
        state=MeasureState.CANCELLED, ended_date=following.on,
        note=_("whom it was for has died"),
    )  # fmt: skip


_ACTS: Mapping[str, Callable[[_Following], None]] = {
    "move": _move,
    "merge": _merge,
    "split": _split,
    "death": _death,
    "married_out": _married_out,
}
