"""Visits: what was asked and seen at a door, and everything that follows from it, at once."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, NotAllowed, NotFound, Stale
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.questions import Bank
from shouwang.stages.cases import questions, visit_rules
from shouwang.stages.cases.enums import LeadSource, LeadState, Verdict
from shouwang.stages.cases.known import Known, read_known
from shouwang.stages.cases.models import Case, Lead, LeadFinding, Pairing, Visit
from shouwang.stages.cases.operations import campaigns, files, leads, procedures
from shouwang.stages.cases.queries import cases
from shouwang.stages.cases.questions import Answered
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register.operations import corrections
from shouwang.stages.register.queries import index

# Who goes to doors, as the feed `visit` words them; of several roles the first.
IDENTIFICATION = "identification"
# States in which a lead can still be answered at the door.
ANSWERABLE = (LeadState.OPEN, LeadState.WAITING)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A visit as it was told, read and checked."""

    home: Home
    content: Content
    bank: Bank
    household: int
    place: Mapping[str, str]
    known: Known
    answered: list[Answered]
    told: visit_rules.Told
    form: UUID
    at: datetime
    by: Actor
    on: date


def record_visit(
    *,
    home: Home,
    content: Content,
    household: int,
    purpose: str,
    answers: Mapping[str, str],
    verdict: str,
    form: UUID,
    lead_id: int | None = None,
    lead_version: int | None = None,
    case_id: int | None = None,
    campaign_id: int | None = None,
    people: int = 1,
    companions: str = "",
    note: str = "",
    position: visit_rules.Position | None = None,
    at: datetime,
    by: Actor,
    on: date,
) -> Visit:
    """Keep a visit with all that follows from it, or nothing; the same form twice is one visit.

    Answers that differ from what is held become corrections, troubles a lead (if they are not what
    the lead is about), a confirmed lead a case; the lead is closed, or gets another day if nobody
    was found. What the lake holds is read before the transaction.

    Args:
        answers: Field → what was chosen or typed, by the names of `questions.Asked`.
        form: The identifier the form was opened with; files kept with ``form:<it>`` become the
            visit's.
        people: How many were there.

    Raises:
        NotAllowed: if it is not for whoever asks to go to doors.
        NotFound: if household, lead, case or campaign is not theirs.
        Stale: if somebody has answered the lead meanwhile; it says who and what.
        InputProblems: with everything that is wrong in the form.
    """
    visitor = visit_rules.visitor_of(by)
    before = Visit.objects.filter(form=form).first()
    if before is not None:
        return _same(before, household, by)
    family = index.household(number=household, on=on, scope=by.scope)
    _fail_if_not_theirs(household, by)
    bank = questions.bank_of(content)
    known = read_known(
        home=home, content=content, bank=bank, household=household, place=family.place, on=on
    )
    people_asked = known.people | _people_of(lead_id, by)
    answered = questions.read_answers(bank, answers, people=people_asked, content=content)
    told = visit_rules.Told(
        purpose=purpose, verdict=verdict, visitor=visitor, people=people, companions=companions.strip(),
        note=note.strip(), position=position, has_lead=lead_id is not None,
    )  # fmt: skip
    visit_rules.fail_if_wrong(told, answered, list(questions.facts(answered, known)))
    taken = _Taken(
        home, content, bank, household, family.place, known, answered, told, form, at, by, on
    )
    try:
        with transaction.atomic():
            return _keep(taken, lead_id, lead_version, case_id, campaign_id)
    except (IntegrityError, ShouwangError):
        # The same form may have come twice at the same time: the other was quicker.
        before = Visit.objects.filter(form=form).first()
        if before is None:
            raise
        return _same(before, household, by)


def _same(before: Visit, household: int, by: Actor) -> Visit:
    if before.household != household or before.visited_by != by.name:
        raise NotAllowed(_("this form has been sent by somebody else"))
    return before


def _fail_if_not_theirs(household: int, by: Actor) -> None:
    """Whoever is only responsible for households goes to their doors alone."""
    if by.roles & visit_rules.VISITORS.keys() - {Role.HELPER}:
        return
    is_theirs = Pairing.objects.filter(
        household=household, account=by.account, end_date=None
    ).exists()
    if not is_theirs:
        raise NotFound(_("there is no such record in your area"))


def _people_of(lead_id: int | None, by: Actor) -> set[int]:
    """Return the persons that a lead's findings are about."""
    if lead_id is None:
        return set()
    lead = found_within(Lead.objects.all(), by.scope, pk=lead_id)
    keys = LeadFinding.objects.filter(lead=lead).exclude(subject="household")
    return {int(key) for key in keys.values_list("key", flat=True) if key.isdigit()}


def _keep(
    taken: _Taken,
    lead_id: int | None,
    lead_version: int | None,
    case_id: int | None,
    campaign_id: int | None,
) -> Visit:
    told, household, by, on, at = taken.told, taken.household, taken.by, taken.on, taken.at
    lead = _lead(taken, lead_id, lead_version) if lead_id is not None else None
    case = None
    if case_id is not None:
        case = found_within(Case.objects.all(), by.scope, pk=case_id, household=household)
    door = None
    if campaign_id is not None:
        door = campaigns.door_to_visit(campaign_id=campaign_id, household=household, by=by, on=on)
    position = told.position
    visit = Visit.objects.create(
        household=household,
        lead=lead,
        case=case,
        campaign_id=campaign_id,
        form=taken.form,
        purpose=told.purpose,
        visitor=told.visitor,
        visited_by=by.name,
        companions=told.companions,
        people=told.people,
        visited_date=on,
        visited_at=at,
        verdict=told.verdict,
        answers=questions.kept(taken.answered),
        note=told.note,
        trouble=bool(questions.troubles(taken.answered)) if taken.answered else None,
        income_per_head=questions.figure(taken.answered, "income_per_head"),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        accuracy_m=position.accuracy_m if position else None,
        changed_by=by.label or by.name,
        changed_at=at,
        **taken.place,
    )
    files.hand_over_files(owner=f"form:{taken.form}", to=f"visit:{visit.pk}", at=at, by=by, on=on)
    _keep_corrections(taken, visit)
    if door is not None and told.verdict != Verdict.NOT_FOUND:
        campaigns.mark_visited(door=door, by=by, on=on)
    if lead is not None:
        _answer(taken, lead, visit)
    _open_what_was_found(taken, lead)
    audit.record(
        what="record_visit", subject=f"visit:{visit.pk}", at=at,
        detail={"lead": lead_id, "campaign": campaign_id, "verdict": told.verdict}, by=by, on=on,
    )  # fmt: skip
    return visit


def _lead(taken: _Taken, lead_id: int, version: int | None) -> Lead:
    lead = found_within(Lead.objects.all(), taken.by.scope, pk=lead_id, household=taken.household)
    if lead.state not in ANSWERABLE:
        raise Stale(
            _("{who} has answered this lead on {day}: {verdict}; nothing you wrote is lost").format(
                who=lead.changed_by or _("somebody"),
                day=lead.closed_date or taken.on,
                verdict=lead.get_verdict_display() or lead.get_state_display(),
            )
        )
    if version is not None and version != lead.version:
        raise Stale(
            _("{who} has changed this lead meanwhile; nothing you wrote is lost").format(
                who=lead.changed_by or _("somebody")
            )
        )
    return lead


def _keep_corrections(taken: _Taken, visit: Visit) -> None:
    for fact in questions.facts(taken.answered, taken.known):
        corrections.keep_correction(
            household=visit.household,
            person=fact.person,
            feed=fact.feed,
            key=fact.key,
            column=fact.column,
            value=fact.value,
            was=fact.was,
            source=f"visit:{visit.pk}",
            content=taken.content,
            at=taken.at,
            by=taken.by,
            on=taken.on,
        )


def _answer(taken: _Taken, lead: Lead, visit: Visit) -> None:
    """Close the lead, or give it another day; a confirmed one becomes a case."""
    verdict, at, by, on = taken.told.verdict, taken.at, taken.by, taken.on
    if verdict == Verdict.NOT_FOUND:
        tries = Visit.objects.filter(lead=lead, verdict=Verdict.NOT_FOUND).count()
        if tries < taken.bank.tries:
            again = on + timedelta(days=taken.bank.again_days)
            change(lead, lead.version, at=at, by=by, due_date=again)
            return
    leads.close_lead(
        lead_id=lead.pk, version=lead.version, verdict=verdict, reason="", at=at, by=by, on=on
    )
    if verdict == Verdict.CONFIRMED and not _is_in_hand(visit.household, by, on):
        _open_case(taken, lead)


def _open_case(taken: _Taken, lead: Lead) -> None:
    """Open the case that a confirmed lead asks for, whoever found it; some households cannot have one."""
    by = replace(taken.by, is_program=True)
    with suppress(MoveNotAllowed), transaction.atomic():
        risks = {lead.risk, *(each.risk for each in questions.troubles(taken.answered))}
        procedures.open_case(
            household=taken.household,
            procedure=IDENTIFICATION,
            source=lead.source,
            content=taken.content,
            lead_id=lead.pk,
            risks=tuple(sorted(risks - {""})),
            at=taken.at,
            by=by,
            on=taken.on,
        )


def _is_in_hand(household: int, by: Actor, on: date) -> bool:
    """Tell whether the household is watched already, or on its way to be."""
    if cases.is_watched(household=household, on=on, scope=by.scope):
        return True
    return Case.objects.filter(household=household, procedure=IDENTIFICATION, state="open").exists()


def _open_what_was_found(taken: _Taken, lead: Lead | None) -> None:
    """Open a lead for a trouble that is not what was asked about."""
    if lead is not None and taken.told.verdict in {
        Verdict.CONFIRMED,
        Verdict.KNOWN,
        Verdict.NOT_FOUND,
    }:
        return
    found = [
        each
        for each in questions.troubles(taken.answered)
        if lead is None or each.risk not in {"", lead.risk}
    ]
    if not found:
        return
    words = "\uff1b".join(
        f"{each.asked.question.label.replace('{name}', '')}{answer.label}"
        for each in found
        if (answer := each.asked.question.answer(str(each.kept)))
    )
    leads.open_lead(
        household=taken.household,
        source=LeadSource.CADRE,
        risk=found[0].risk,
        words=words[: visit_rules.LONGEST_WORDS],
        severity=taken.bank.trouble_weight,
        at=taken.at,
        by=taken.by,
        on=taken.on,
    )
