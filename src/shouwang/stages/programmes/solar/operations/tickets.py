"""What is done with tickets: raised, given to a keeper, repaired, verified by somebody else."""

from datetime import date, datetime, timedelta

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.solar import SolarRules
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within, within
from shouwang.stages.programmes.solar.enums import FaultKind, TicketSource, TicketState
from shouwang.stages.programmes.solar.models import (
    Anomaly,
    Evaluation,
    Standing,
    Ticket,
    TicketStep,
)

RAISERS = (Role.REGION, Role.LEAGUE, Role.APPROVER, Role.CLERK, Role.TOWNSHIP)
ASSIGNERS = (Role.APPROVER, Role.CLERK, Role.TOWNSHIP)
REPAIRERS = (Role.CLERK, Role.TOWNSHIP, Role.VILLAGE, Role.TEAM)
VERIFIERS = (Role.APPROVER, Role.CLERK, Role.TOWNSHIP)
LETTER = "G"  # the series that tickets are numbered in
LONGEST_NAME = 60  # characters, as the column is wide
LONGEST_WORDS = 300  # characters, as the column is wide
FEN = 100
# Faults that a repair ends; an inverter that is too small or panels that age are no ticket.
MENDED = ("data_gap", "stuck_meter", "outage", "soiling", "low_output")


class NotYetThere(ShouwangError):
    """What is asked of a ticket is not what it is waiting for."""


@transaction.atomic
def raise_ticket(
    *, rules: SolarRules, station: str, kind: str, words: str, at: datetime, by: Actor, on: date
) -> Ticket:
    """Raise a ticket by hand.

    Raises:
        NotFound: if the station is not in the actor's area.
        InputProblems: with all that is wrong.
    """
    _require(by, RAISERS)
    standing = found_within(Standing.objects.all(), by.scope, station=station)
    problems = _faulty_words(words, "words", is_wanted=True)
    if kind not in FaultKind.values:
        problems.append(Problem("kind", _("choose one")))
    if kind != FaultKind.OTHER and _open(station, kind):
        problems.append(
            Problem("kind", _("this station has an open ticket of this kind already"),
                    _("add to that one"))
        )  # fmt: skip
    if problems:
        raise InputProblems(problems)
    ticket = _made(rules, standing, kind, TicketSource.HAND, words=words.strip(), first=on,
                   last=None, lost=0.0, by=by, on=on)  # fmt: skip
    _note(ticket, words, by=by, on=on)
    audit.record(what="raise_ticket", subject=f"solar_ticket:{ticket.pk}", at=at, by=by, on=on,
                 detail={"kind": kind})  # fmt: skip
    return ticket


@transaction.atomic
def raise_tickets(*, rules: SolarRules, at: datetime, by: Actor, on: date) -> int:
    """Raise a ticket for each recent fault that has none open; return how many.

    What an open ticket of the same fault has cost meanwhile is brought up to date.
    """
    if not by.is_program:
        _require(by, RAISERS)
    evaluation = Evaluation.objects.first()
    if evaluation is None or evaluation.last_day is None:
        return 0
    since = evaluation.last_day - timedelta(days=rules.days("recent_days", on))
    recent = within(Anomaly.objects.all(), by.scope).filter(kind__in=MENDED, last_day__gt=since)
    least = rules.days("least_days", on)
    found: dict[tuple[str, str], list[Anomaly]] = {}
    for each in recent.order_by("station", "kind", "first_day"):
        found.setdefault((each.station, each.kind), []).append(each)
    stations = {each.station: each for each in within(Standing.objects.all(), by.scope)}
    tickets = within(Ticket.objects.all(), by.scope)
    running = {(each.station, each.kind): each for each in tickets.exclude(state="closed")}
    ended = {
        (each.station, each.kind): each.last_day or each.closed_date
        for each in tickets.filter(state="closed").order_by("closed_date")
    }
    count = 0
    for key, parts in found.items():
        lost, last = sum(each.lost for each in parts), parts[-1].last_day
        known, before = running.get(key), ended.get(key)
        if known is not None:
            Ticket.objects.filter(pk=known.pk).update(lost=lost, last_day=last)
        elif (
            key[0] in stations
            and sum(each.days for each in parts) >= least
            and not (before and last <= before)
        ):
            ticket = _made(rules, stations[key[0]], key[1], TicketSource.FOUND, words="",
                           first=parts[0].first_day, last=last, lost=lost, by=by, on=on)  # fmt: skip
            _note(ticket, "", by=by, on=on)
            count += 1
    audit.record(what="raise_tickets", subject="solar_tickets", at=at, by=by, on=on,
                 detail={"raised": count})  # fmt: skip
    return count


@transaction.atomic
def assign_ticket(
    *, rules: SolarRules, ticket_id: int, version: int, keeper: str, words: str = "",
    at: datetime, by: Actor, on: date,
) -> Ticket:  # fmt: skip
    """Give a ticket to whoever mends it."""
    _require(by, ASSIGNERS)
    ticket = _waiting(ticket_id, version, by, TicketState.RAISED, TicketState.RETURNED)
    problems = _faulty_words(words, "words")
    if not keeper.strip() or len(keeper.strip()) > LONGEST_NAME or _unprintable(keeper):
        problems.append(Problem("keeper", _("say who mends it, in at most {count} characters")
                                .format(count=LONGEST_NAME)))  # fmt: skip
    if problems:
        raise InputProblems(problems)
    due = on + timedelta(days=rules.days("repair_days", on))
    return _step(ticket, version, TicketState.ASSIGNED, words, "assign_ticket", at=at, by=by,
                 on=on, keeper=keeper.strip(), assigned_date=on, due_date=due)  # fmt: skip


@transaction.atomic
def repair_ticket(
    *, rules: SolarRules, ticket_id: int, version: int, words: str, at: datetime, by: Actor,
    on: date,
) -> Ticket:  # fmt: skip
    """Report that it is repaired, and what was done: the evidence that somebody else looks at."""
    _require(by, REPAIRERS)
    ticket = _waiting(ticket_id, version, by, TicketState.ASSIGNED, TicketState.RETURNED)
    problems = _faulty_words(words, "words", is_wanted=True)
    if problems:
        raise InputProblems(problems)
    due = on + timedelta(days=rules.days("verify_days", on))
    return _step(ticket, version, TicketState.REPAIRED, words, "repair_ticket", at=at, by=by,
                 on=on, repaired_date=on, repaired_by=by.name, due_date=due)  # fmt: skip


@transaction.atomic
def verify_ticket(
    *, rules: SolarRules, ticket_id: int, version: int, is_mended: bool, words: str,
    at: datetime, by: Actor, on: date,
) -> Ticket:  # fmt: skip
    """Say whether it is mended: closed, or sent back with a reason.

    Raises:
        NotAllowed: if the actor is who repaired it.
    """
    _require(by, VERIFIERS)
    ticket = _waiting(ticket_id, version, by, TicketState.REPAIRED)
    if ticket.repaired_by == by.name:
        raise NotAllowed(_("whoever repaired it does not verify it"))
    problems = _faulty_words(words, "words", is_wanted=not is_mended)
    if problems:
        raise InputProblems(problems)
    if is_mended:
        return _step(ticket, version, TicketState.CLOSED, words, "close_ticket", at=at, by=by,
                     on=on, closed_date=on, closed_by=by.name)  # fmt: skip
    due = on + timedelta(days=rules.days("repair_days", on))
    return _step(ticket, version, TicketState.RETURNED, words, "return_ticket", at=at, by=by,
                 on=on, returned_times=ticket.returned_times + 1, due_date=due)  # fmt: skip


# ------------------------------------------------------------------------ parts


def _made(
    rules: SolarRules, standing: Standing, kind: str, source: str, *, words: str, first: date,
    last: date | None, lost: float, by: Actor, on: date,
) -> Ticket:  # fmt: skip
    return Ticket.objects.create(
        number=take_number(letter=LETTER, by=by, on=on), station=standing.station,
        station_name=standing.name, kind=kind, source=source, words=words, first_day=first,
        last_day=last, lost=lost, price=round(rules.number("price", on) * FEN),
        due_date=on + timedelta(days=rules.days("answer_days", on)), raised_date=on,
        made_by=by.name, **standing.place,
    )  # fmt: skip


def _step(
    ticket: Ticket, version: int, state: str, words: str, what: str, *, at: datetime, by: Actor,
    on: date, **fields: object,
) -> Ticket:  # fmt: skip
    change(ticket, version, at=at, by=by, state=state, **fields)
    _note(ticket, words, by=by, on=on)
    audit.record(what=what, subject=f"solar_ticket:{ticket.pk}", at=at, by=by, on=on)
    return ticket


def _note(ticket: Ticket, words: str, *, by: Actor, on: date) -> None:
    TicketStep.objects.create(
        ticket=ticket, state=ticket.state, words=words.strip(), by=by.label or by.name, on=on
    )


def _waiting(ticket_id: int, version: int, by: Actor, *states: str) -> Ticket:
    ticket = found_within(Ticket.objects.all(), by.scope, pk=ticket_id)
    if ticket.state not in states and ticket.version == version:
        raise NotYetThere(_("this ticket is not waiting for that"))
    return ticket


def _open(station: str, kind: str) -> bool:
    return Ticket.objects.filter(station=station, kind=kind).exclude(state="closed").exists()


def _faulty_words(words: str, where: str, *, is_wanted: bool = False) -> list[Problem]:
    problems = []
    if is_wanted and not words.strip():
        problems.append(Problem(where, _("say it in a sentence")))
    if len(words.strip()) > LONGEST_WORDS:
        problems.append(Problem(where, _("at most {count} characters").format(count=LONGEST_WORDS)))
    if _unprintable(words):
        problems.append(Problem(where, _("there are characters that nobody can read")))
    return problems


def _unprintable(words: str) -> bool:
    return any(not (each.isprintable() or each in "\r\n\t") for each in words)


def _require(by: Actor, roles: tuple[Role, ...]) -> None:
    if not by.has_role(*roles):
        raise NotAllowed(_("this is not for your role"))
