"""What is done with corrections: kept, withdrawn, and told to the lake so that rules read them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from filelock import FileLock

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.ingest.placing import country_in
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register import publishing
from shouwang.stages.register.enums import CorrectionState
from shouwang.stages.register.facts import shown
from shouwang.stages.register.held import Held, held
from shouwang.stages.register.lifecycle import Fate, fate
from shouwang.stages.register.models import Correction, HouseholdChange
from shouwang.stages.register.queries import index
from shouwang.stages.register.values import ValueFaulty, stored_text, value_of

KEEPERS = (Role.VILLAGE, Role.TEAM, Role.HELPER, Role.TOWNSHIP, Role.CLERK)
LOCK = ".corrections.lock"
LONGEST = 200  # characters of a value in the database


@transaction.atomic
def keep_correction(
    *, household: int, person: int | None, feed: str, key: str, column: str, value: str,
    was: str, source: str, content: Content | None = None, at: datetime, by: Actor, on: date,
) -> int:  # fmt: skip
    """Keep that a value was found to be another, and return the number of the correction.

    A correction of the same value that stands gives way; the same correction again is the same.

    Args:
        key: The key of the row: the household's or the person's number, or the row's own.
        value: What was found, in the form of the lake: a word, whole fen, a date in ISO.
        was: What is held, as it is shown or in the form of the lake.
        source: What it rests on: ``visit:17``.
        content: By whose contracts the value is checked.

    Raises:
        NotAllowed: if it is not for whoever does it.
        NotFound: if the household is not in their area.
        InputProblems: with everything that contradicts the contract.
    """
    if not by.is_program and not by.has_role(*KEEPERS):
        raise NotAllowed(_("corrections are made by those who go to the door"))
    home = index.household(number=household, on=on, scope=by.scope)
    problems = list(_faults(content, feed=feed, column=column, value=value, was=was))
    if problems:
        raise InputProblems(problems)
    standing = Correction.objects.filter(
        feed=feed, key=key, column=column, state=CorrectionState.STANDING
    ).first()
    if standing is not None:
        if standing.value == value:
            return int(standing.pk)
        change(standing, standing.version, at=at, by=by,
               state=CorrectionState.WITHDRAWN, ended_date=on)  # fmt: skip
    made = Correction.objects.create(
        household=household, person=person, feed=feed, key=key, column=column,
        was=was[:LONGEST], value=value, source=source, found_by=by.label or by.name,
        found_date=on, snapshot=standing.snapshot if standing else None, **home.place,
    )  # fmt: skip
    audit.record(
        what="keep_correction", subject=f"correction:{made.pk}", at=at,
        detail={"feed": feed, "column": column, "household": household}, by=by, on=on,
    )  # fmt: skip
    return int(made.pk)


@transaction.atomic
def withdraw_correction(
    *, number: int, version: int, at: datetime, by: Actor, on: date
) -> Correction:
    """Take a standing correction back; the next publish gives the lake its own value again.

    Raises:
        NotFound: if there is none of that number in the scope.
        InputProblems: if it does not stand any more.
        Stale: if somebody has changed it.
    """
    if not by.has_role(*KEEPERS):
        raise NotAllowed(_("corrections are made by those who go to the door"))
    found = found_within(Correction.objects.all(), by.scope, pk=number)
    if found.state != CorrectionState.STANDING:
        raise InputProblems([Problem(f"{number}", _("this correction does not stand any more"))])
    change(found, version, at=at, by=by, state=CorrectionState.WITHDRAWN, ended_date=on)
    audit.record(what="withdraw_correction", subject=f"correction:{number}", at=at, by=by, on=on)
    return found


def publish_corrections(*, home: Home, at: datetime, by: Actor, on: date) -> int:
    """Write standing corrections and changes of households into the lake's register.

    Values that a sender has taken over, or overtaken with a third one, end the correction. Only
    tables of the register are written; what other departments hold is theirs to mend, and is on
    the list that is taken to them.

    Returns:
        The number of the last snapshot that was made, 0 if there was nothing to write.
    """
    content = country_in(home.content_dir).content
    number = 0
    with FileLock(home.lake / LOCK):
        number = _publish_changes(home, content, at=at, by=by, on=on)
        for feed in publishing.register_feeds(content):
            number = _publish_feed(home, content, feed, at=at, by=by, on=on) or number
    return number


@dataclass(slots=True)
class _Work:
    """What is to be written of one feed, and which corrections end."""

    rows: dict[Any, dict[str, Any]] = field(default_factory=dict)
    ended: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    applied: list[Correction] = field(default_factory=list)


def _publish_feed(
    home: Home, content: Content, feed: str, *, at: datetime, by: Actor, on: date
) -> int:
    found = held(home, content)
    key = content.contracts[feed].key[0]
    mine = Correction.objects.filter(feed=feed)
    standing = list(mine.filter(state=CorrectionState.STANDING))
    undone = list(
        mine.filter(state=CorrectionState.WITHDRAWN).exclude(snapshot=None).order_by("-id")
    )
    wanted = [each.key for each in (*standing, *undone)]
    rows = publishing.held_by_key(found, feed, key, wanted)
    work = _Work()
    for each in undone:
        _undo(each, rows, standing, found, work, content)
    for each in standing:
        _weigh(each, rows, found, work, content)
    snapshot = publishing.write(home, feed, list(work.rows.values()), at=at, by=by, on=on)
    with transaction.atomic():
        if snapshot:
            keys = [str(number) for number in work.rows]
            mine.filter(key__in=keys, state=CorrectionState.STANDING).update(snapshot=snapshot)
        mine.filter(pk__in=[each.pk for each in undone]).update(snapshot=None)
        for state, numbers in work.ended.items():
            mine.filter(pk__in=numbers).update(state=state, ended_date=on)
        if snapshot or work.ended:
            counts = {state: len(numbers) for state, numbers in work.ended.items()}
            audit.record(
                what="publish_corrections", subject=f"snapshot:{snapshot or found.snapshot.id}",
                at=at, detail={"feed": feed, "applied": len(work.applied), **counts}, by=by, on=on,
            )  # fmt: skip
    return snapshot


def _weigh(
    each: Correction, rows: Mapping[str, dict[str, Any]], found: Held, work: _Work, content: Content
) -> None:
    """Say what becomes of a standing correction."""
    row = rows.get(each.key)
    if row is None:
        return
    column = content.contracts[each.feed].column(each.column)
    value = row[each.column]
    also = [stored_text(value)] if each.was == shown(value, column, content) else []
    decided = fate(
        found=each.value,
        held=stored_text(value),
        was=frozenset({each.was, *also}),
        is_ours=publishing.is_ours(found, row, each.snapshot),
    )  # fmt: skip
    if decided is Fate.APPLY:
        try:
            row[each.column] = value_of(each.value, column, content)
        except ValueFaulty:
            return  # the contract has changed since: it stays on the list
        work.rows[each.key] = row
        work.applied.append(each)
    elif decided is not Fate.KEEP:
        work.ended[CorrectionState(decided.value)].append(int(each.pk))


def _undo(
    each: Correction, rows: Mapping[str, dict[str, Any]], standing: Iterable[Correction],
    found: Held, work: _Work, content: Content,
) -> None:  # fmt: skip
    """Give a value back that a withdrawn correction had changed, unless another one stands."""
    row = rows.get(each.key)
    replaced = any(other.key == each.key and other.column == each.column for other in standing)
    if row is None or replaced or not publishing.is_ours(found, row, each.snapshot):
        return
    row[each.column] = publishing.value_before(found, each, content)
    work.rows[each.key] = row


def _faults(
    content: Content | None, *, feed: str, column: str, value: str, was: str
) -> Iterable[Problem]:
    where = f"{feed}.{column}"
    if not value.strip() or len(value) > LONGEST:
        yield Problem(where, _("a value has 1 to {count} characters, all of which can be seen").format(
            count=LONGEST))  # fmt: skip
        return
    if value == was:
        yield Problem(where, _("this is what is held already"))
    if content is None:
        return
    contract = content.contracts.get(feed)
    columns = {each.name: each for each in contract.columns} if contract else {}
    found = columns.get(column)
    if found is None:
        yield Problem(where, _("there is no such column"))
        return
    try:
        value_of(value, found, content)
    except ValueFaulty as fault:
        yield Problem(found.label, str(fault))


def _publish_changes(home: Home, content: Content, *, at: datetime, by: Actor, on: date) -> int:
    waiting = list(HouseholdChange.objects.filter(is_published=False).order_by("id"))
    if not waiting:
        return 0
    number = 0
    rows = publishing.changed_rows(held(home, content), content, waiting)
    for feed, changed in rows.items():
        number = publishing.write(home, feed, changed, at=at, by=by, on=on) or number
    with transaction.atomic():
        HouseholdChange.objects.filter(pk__in=[each.pk for each in waiting]).update(
            is_published=True
        )
        audit.record(
            what="publish_changes", subject=f"snapshot:{number}", at=at,
            detail={"changes": len(waiting)}, by=by, on=on,
        )  # fmt: skip
    return number
