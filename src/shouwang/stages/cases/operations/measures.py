"""What is done with measures: planned, begun, delivered with evidence, ended, cancelled."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.measures import Measures, load_measures
from shouwang.stages.cases.enums import MeasureState
from shouwang.stages.cases.models import Attachment, Case, Measure
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.cases.queries import measures as known
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register.queries import index

PLANNERS = (Role.VILLAGE, Role.TEAM, Role.HELPER, Role.TOWNSHIP, Role.CLERK)
LETTER = "M"  # with which the numbers of measures begin

# The columns' widths, and an amount that is surely a slip of the pen: a hundred million yuan.
LONGEST = {"title": 200, "owner": 120, "note": 300, "reason": 200, "mismatch_reason": 200}
GREATEST_AMOUNT = 10**10
LONGEST_KEY = 300  # the width of the column
FARTHEST_YEARS = 10  # a later day is a slip of the pen
OPEN = (MeasureState.PLANNED, MeasureState.UNDER_WAY)


class MeasureIsPast(ShouwangError):
    """The measure has been delivered, ended or cancelled already; this cannot be done to it now."""


class KindDoesNotFit(InputProblems):
    """The kind is not among those that answer the risk; it says which are."""


@transaction.atomic
def plan_measure(
    *,
    content: Content,
    household: int,
    kind: str,
    risk: str,
    title: str,
    owner: str,
    due_date: date,
    amount: int | None,
    case_id: int | None = None,
    person: int | None = None,
    has_labour: bool | None = None,
    mismatch_reason: str = "",
    note: str = "",
    record: tuple[str, str] = ("", ""),
    at: datetime,
    by: Actor,
    on: date,
) -> Measure:
    """Plan a measure for a household, or for one of its people.

    Args:
        amount: In fen; ``None`` if it costs no money.
        has_labour: Whether somebody there can work; ``None`` if that is not known.
        mismatch_reason: Why this kind, if it is not among those that answer the risk.
        record: Feed and key of the record of a programme by which it is carried out.

    Raises:
        NotFound: if the household or the case is outside the scope.
        KindDoesNotFit: if the kind does not answer the risk and no reason is given.
        InputProblems: with all that is wrong with what was typed.
    """
    _fail_unless_planner(by)
    held = index.household(number=household, on=on, scope=by.scope)
    case = (
        found_within(Case.objects.all(), by.scope, pk=case_id, household=household)
        if case_id is not None
        else None
    )
    rules = load_measures(content)
    said = {"title": title, "owner": owner, "note": note, "mismatch_reason": mismatch_reason}
    problems = [*_faulty_words(rules, kind, risk), *_faulty_texts(said)]
    problems += _faulty_terms(due_date, amount, on)
    problems += _faulty_record(content, record)
    if problems:
        raise InputProblems(problems)
    is_mismatch = kind not in rules.fitting(risk, has_labour=has_labour)
    if is_mismatch and not mismatch_reason.strip():
        raise KindDoesNotFit([_mismatch(rules, kind, risk, has_labour=has_labour)])
    measure = Measure.objects.create(
        number=take_number(letter=LETTER, by=by, on=on),
        household=household,
        person=person,
        case=case,
        kind=kind,
        risk=risk,
        is_mismatch=is_mismatch,
        mismatch_reason=mismatch_reason.strip() if is_mismatch else "",
        title=title.strip(),
        owner=owner.strip(),
        started_date=on,
        due_date=due_date,
        amount=amount,
        note=note.strip(),
        record_feed=record[0],
        record_key=record[1],
        made_by=by.name,
        **held.place,
    )
    _told("plan_measure", measure, at, by, on, kind=kind, risk=risk, mismatch=is_mismatch)
    return measure


@transaction.atomic
def start_measure(*, measure_id: int, version: int, at: datetime, by: Actor, on: date) -> Measure:
    """Say that a measure is under way."""
    measure = _open(measure_id, by, on, only=(MeasureState.PLANNED,))
    change(measure, version, at=at, by=by, state=MeasureState.UNDER_WAY)
    _told("start_measure", measure, at, by, on)
    return measure


@transaction.atomic
def change_measure(
    *,
    measure_id: int,
    version: int,
    title: str,
    owner: str,
    due_date: date,
    amount: int | None,
    note: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Measure:
    """Change what was planned, until it has been delivered."""
    measure = _open(measure_id, by, on)
    problems = _faulty_texts({"title": title, "owner": owner, "note": note})
    problems += _faulty_terms(due_date, amount, measure.started_date)
    if problems:
        raise InputProblems(problems)
    was = {"due_date": str(measure.due_date), "amount": measure.amount}
    change(
        measure, version, at=at, by=by, title=title.strip(), owner=owner.strip(),
        due_date=due_date, amount=amount, note=note.strip(),
    )  # fmt: skip
    _told("change_measure", measure, at, by, on, was=was)
    return measure


@transaction.atomic
def deliver_measure(
    *,
    measure_id: int,
    version: int,
    delivered_date: date,
    amount: int | None = None,
    at: datetime,
    by: Actor,
    on: date,
) -> Measure:
    """Say that a measure has reached the household; something attached must prove it.

    Args:
        amount: What it came to, in fen, if that is other than planned.

    Raises:
        InputProblems: if nothing proves it, or the day cannot be.
    """
    measure = _open(measure_id, by, on)
    problems = []
    if not Attachment.objects.filter(owner=f"measure:{measure.pk}").exists():
        problems.append(
            Problem(
                _("evidence"), _("nothing is attached that proves it"),
                _("add a photo, a receipt or a signed paper"),
            )
        )  # fmt: skip
    if not measure.started_date <= delivered_date <= on:
        problems.append(
            Problem(
                _("delivered on"),
                _("the day lies between {start} and {end}").format(
                    start=measure.started_date, end=on
                ),
            )
        )
    problems += _faulty_terms(measure.due_date, amount, measure.started_date)
    if problems:
        raise InputProblems(problems)
    fields: dict[str, Any] = {"state": MeasureState.DELIVERED, "delivered_date": delivered_date}
    if amount is not None:
        fields["amount"] = amount
    change(measure, version, at=at, by=by, **fields)
    _told("deliver_measure", measure, at, by, on)
    return measure


@transaction.atomic
def end_measure(
    *, measure_id: int, version: int, note: str = "", at: datetime, by: Actor, on: date
) -> Measure:
    """Say that a delivered measure has come to its end.

    Raises:
        MeasureIsPast: if it has not been delivered: then it is cancelled, with a reason.
    """
    measure = _open(measure_id, by, on, only=(MeasureState.DELIVERED,))
    problems = _faulty_texts({"note": note})
    if problems:
        raise InputProblems(problems)
    change(
        measure, version, at=at, by=by, state=MeasureState.ENDED, ended_date=on,
        note=note.strip() or measure.note,
    )  # fmt: skip
    _told("end_measure", measure, at, by, on)
    return measure


@transaction.atomic
def cancel_measure(
    *, measure_id: int, version: int, reason: str, at: datetime, by: Actor, on: date
) -> Measure:
    """Give a measure up before it was delivered; the reason is kept."""
    measure = _open(measure_id, by, on)
    problems = _faulty_texts({"reason": reason})
    if problems:
        raise InputProblems(problems)
    change(
        measure, version, at=at, by=by, state=MeasureState.CANCELLED, ended_date=on,
        reason=reason.strip(),
    )  # fmt: skip
    _told("cancel_measure", measure, at, by, on)
    return measure


def _open(measure_id: int, by: Actor, on: date, only: tuple[MeasureState, ...] = OPEN) -> Measure:
    _fail_unless_planner(by)
    measure = known.measure(measure_id=measure_id, on=on, scope=by.scope)
    if measure.state not in only:
        raise MeasureIsPast(
            _("{number} is “{state}”: this cannot be done to it").format(
                number=measure.number, state=measure.get_state_display()
            )
        )
    return measure


def _fail_unless_planner(by: Actor) -> None:
    if not by.is_program and not by.has_role(*PLANNERS):
        raise NotAllowed(_("measures are planned by the village, the team and the township"))


def _faulty_words(rules: Measures, kind: str, risk: str) -> list[Problem]:
    problems = []
    if kind not in rules.kinds:
        problems.append(Problem(_("kind"), _("choose a kind of measure")))
    if risk not in rules.answers:
        problems.append(Problem(_("risk"), _("choose the risk that it answers")))
    return problems


def _faulty_texts(texts: dict[str, str]) -> list[Problem]:
    """Return what is wrong with texts; a title, an owner and a reason are always wanted."""
    labels = {
        "title": _("what is done"), "owner": _("who is responsible"), "note": _("note"),
        "reason": _("reason"), "mismatch_reason": _("reason for this kind"),
    }  # fmt: skip
    problems = []
    for name, text in texts.items():
        if "\x00" in text:
            problems.append(Problem(labels[name], _("it holds a character that is no text")))
        elif len(text.strip()) > LONGEST[name]:
            message = _("it is longer than {count} characters").format(count=LONGEST[name])
            problems.append(Problem(labels[name], message))
        elif not text.strip() and name in {"title", "owner", "reason"}:
            problems.append(Problem(labels[name], _("it is missing")))
    return problems


def _faulty_record(content: Content, record: tuple[str, str]) -> list[Problem]:
    feed, key = record
    if (not feed and not key) or (feed in content.contracts and key and len(key) <= LONGEST_KEY):
        return []
    return [Problem(_("record of a programme"), _("there is no such record"),
                    _("choose one of the list, or none"))]  # fmt: skip


def _faulty_terms(due_date: date, amount: int | None, start: date) -> list[Problem]:
    problems = []
    if due_date < start:
        problems.append(Problem(_("due on"), _("the day lies before {start}").format(start=start)))
    elif due_date.year > start.year + FARTHEST_YEARS:
        problems.append(Problem(_("due on"), _("the day lies too far ahead")))
    if amount is not None and not 0 <= amount <= GREATEST_AMOUNT:
        problems.append(Problem(_("amount"), _("the amount cannot be")))
    return problems


def _mismatch(rules: Measures, kind: str, risk: str, *, has_labour: bool | None) -> Problem:
    fitting = rules.fitting(risk, has_labour=has_labour)
    return Problem(
        _("kind"),
        _("{kind} does not answer the risk “{risk}”").format(
            kind=rules.kind_label(kind), risk=rules.risk_label(risk)
        ),
        _("fitting are: {kinds}; or say why this one").format(
            kinds=_(", ").join(rules.kind_label(each) for each in fitting)
        ),
    )


def _told(what: str, measure: Measure, at: datetime, by: Actor, on: date, **detail: Any) -> None:
    audit.record(
        what=what, subject=f"measure:{measure.pk}", at=at,
        detail={"household": measure.household, **detail}, by=by, on=on,
    )  # fmt: skip
