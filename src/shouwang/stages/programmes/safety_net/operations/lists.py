"""Hold a banner's lists against each other, and answer the lines that come out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import LEVELS, change, fail_outside, found_within
from shouwang.stages.programmes.safety_net import facts, paying
from shouwang.stages.programmes.safety_net.enums import AnswerKind, LineState
from shouwang.stages.programmes.safety_net.models import GradualExit, ListLine, Reconciliation
from shouwang.stages.programmes.safety_net.reconciling import Found, Line, reconcile
from shouwang.stages.programmes.safety_net.terms import Terms, terms_on
from shouwang.stages.register.held import held

RECONCILERS = (Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
ANSWERERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER)
LONGEST_NOTE = 300  # characters: what the column holds
AT_ONCE = 500  # rows written in one statement
WITH_REASON = frozenset({AnswerKind.NOT_ENTITLED, AnswerKind.DATA_WRONG})


class LineGone(ShouwangError):
    """The lists do not differ there any more."""


def reconcile_banner(
    *, home: Home, policy: Policy, banner: str, at: datetime, by: Actor, on: date
) -> Reconciliation:
    """Hold the two lists of a banner against each other and keep what comes out.

    A line that was answered stays so unless what it rests on has changed.

    Raises:
        NotFound: if there is no such banner in the scope.
        ListNotHeld: if one of the lists has not been delivered.
        TermMissing: if the content does not say the line of that day.
    """
    if not by.is_program and not by.has_role(*RECONCILERS):
        raise NotAllowed(_("the lists are held against each other by the banner and above"))
    content = policy.content
    fail_outside(banner, content, by.scope)
    if content.regions[banner].level != "banner":
        raise InputProblems([Problem("banner", _("choose a banner"))])
    # All of the lake's work comes before the transaction.
    terms, lake = terms_on(policy, on), held(home, content)
    people = facts.people_of(lake, content, banner=banner, terms=terms)
    strangers = facts.strangers_of(lake, content, banner=banner, terms=terms)
    applied = ListLine.objects.filter(banner=banner, answer=AnswerKind.APPLIED)
    waiting = applied.values_list("household", flat=True)
    found = reconcile(people, strangers, banner=banner, terms=terms, waiting=set(waiting))
    return _keep(
        found, terms, banner=banner, content=content, snapshot=lake.snapshot.id, at=at, by=by, on=on
    )


@transaction.atomic
def _keep(
    found: Found,
    terms: Terms,
    *,
    banner: str,
    content: Content,
    snapshot: int,
    at: datetime,
    by: Actor,
    on: date,
) -> Reconciliation:
    places = _Places(content, banner)
    _keep_lines(found.lines, places, on)
    GradualExit.objects.filter(banner=banner).delete()
    GradualExit.objects.bulk_create(_exits(found, terms, places), batch_size=AT_ONCE)
    made, _new = Reconciliation.objects.update_or_create(
        banner=banner,
        day=on,
        defaults={
            "league": places.banner["league"],
            "snapshot": snapshot,
            "listed": {reason.value: count for reason, count in found.listed.items()},
            "registered": {reason.value: count for reason, count in found.registered.items()},
            "lines": len(found.lines),
            "made_by": by.label or by.name,
        },
    )
    audit.record(
        what="reconcile_banner", subject=f"banner:{banner}", at=at, by=by, on=on,
        detail={"lines": len(found.lines), "snapshot": snapshot},
    )  # fmt: skip
    return made


class _Places:
    """The places of a banner's villages, each looked up once."""

    def __init__(self, content: Content, banner: str) -> None:
        self.content = content
        above = content.ancestors(banner)
        self.banner = {level: above.get(level, "") for level in LEVELS}
        self.known: dict[str, Mapping[str, str]] = {}

    def of(self, village: str) -> Mapping[str, str]:
        """Return the place of a village of the banner; the banner's own for any other."""
        if village not in self.known:
            above = self.content.ancestors(village) if village in self.content.regions else {}
            is_own = above.get("banner") == self.banner["banner"]
            self.known[village] = (
                {level: above.get(level, "") for level in LEVELS} if is_own else self.banner
            )
        return self.known[village]


def _keep_lines(lines: Iterable[Line], places: _Places, on: date) -> None:
    banner = places.banner["banner"]
    old = {
        (each.direction, each.household, each.person): each
        for each in ListLine.objects.filter(banner=banner)
    }
    new, changed = [], []
    for line in lines:
        # Who is registered elsewhere is no household of this banner's.
        is_own = places.of(line.village) is not places.banner
        key = (line.direction.value, line.household if is_own else 0, line.person)
        before = old.pop(key, None)
        if before is None:
            new.append(_new(line, key, places.of(line.village), on))
        else:
            _seen_again(before, line, on)
            changed.append(before)
    for gone in old.values():
        if gone.state != LineState.ENDED:
            gone.state = LineState.ENDED
            gone.version += 1
            changed.append(gone)
    ListLine.objects.bulk_create(new, batch_size=AT_ONCE)
    fields = ["reason", "people", "evidence", "fingerprint", "state", "seen_date", "version"]
    ListLine.objects.bulk_update(changed, fields, batch_size=AT_ONCE)


def _new(line: Line, key: tuple[str, int, int], place: Mapping[str, str], on: date) -> ListLine:
    return ListLine(
        direction=key[0], household=key[1], person=key[2], reason=line.reason,
        people=line.people, evidence=dict(line.evidence), fingerprint=line.fingerprint,
        found_date=on, seen_date=on, **place,
    )  # fmt: skip


def _seen_again(before: ListLine, line: Line, on: date) -> None:
    state = (
        LineState.ANSWERED
        if before.answer and before.answered_print == line.fingerprint
        else LineState.OPEN
    )
    if state != before.state or before.fingerprint != line.fingerprint:
        before.version += 1
    before.reason, before.people = line.reason, line.people
    before.evidence, before.fingerprint = dict(line.evidence), line.fingerprint
    before.state, before.seen_date = state, on


def _exits(found: Found, terms: Terms, places: _Places) -> Iterable[GradualExit]:
    for each in found.exits:
        if each.ended is None:
            continue
        rule = paying.exit_of(each.income, each.members, terms)
        per_head = None if each.income is None else each.income // each.members
        yield GradualExit(
            household=each.household, person=each.person, ended_date=each.ended,
            amount=each.ended_amount, income=per_head,
            is_below_line=per_head is not None and per_head < terms.line,
            rule=rule.name if rule else "",
            paid=list(paying.paid_in_exit(rule, each.ended_amount, terms)),
            **places.of(each.village),
        )  # fmt: skip


@transaction.atomic
def answer_line(
    *, line_id: int, version: int, answer: str, note: str, at: datetime, by: Actor, on: date
) -> ListLine:
    """Say what is done about a line: applied for, not entitled and why, or the data are wrong.

    Raises:
        NotFound: if there is none in the scope.
        NotAllowed: if it is not for this role.
        LineGone: if the lists do not differ there any more.
        InputProblems: with everything that is wrong with the answer.
        Stale: if it has been answered or computed anew since.
    """
    if not by.has_role(*ANSWERERS):
        raise NotAllowed(_("the lines are answered by the township and the banner"))
    line = found_within(ListLine.objects.all(), by.scope, pk=line_id)
    if line.state == LineState.ENDED:
        raise LineGone(_("the lists do not differ there any more; nothing is left to answer"))
    note = note.strip()
    problems = list(_faults(answer, note))
    if problems:
        raise InputProblems(problems)
    change(
        line, version, at=at, by=by, state=LineState.ANSWERED, answer=answer, note=note,
        answered_by=by.label or by.name, answered_date=on, answered_print=line.fingerprint,
    )  # fmt: skip
    audit.record(
        what="answer_line", subject=f"net_line:{line.pk}", at=at, by=by, on=on,
        detail={"answer": answer},
    )  # fmt: skip
    return line


def _faults(answer: str, note: str) -> Iterable[Problem]:
    if answer not in AnswerKind.values:
        yield Problem("answer", _("choose an answer"))
    if answer in WITH_REASON and not note:
        yield Problem("note", _("say why"))
    if len(note) > LONGEST_NOTE:
        yield Problem("note", _("at most {count} characters").format(count=LONGEST_NOTE))
    if "\0" in note:
        yield Problem("note", _("a sign in it cannot be kept"))
    for leak in leaks_in(note):
        yield Problem("note", leak.message, leak.mend)
