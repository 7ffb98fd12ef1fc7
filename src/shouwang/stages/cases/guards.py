"""What forbids a step: each guard with its outcome and why, all of them and not only the first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.pack import Check, Policy
from shouwang.rules.procedures import OPENED, Guard, Notice, Step, Version
from shouwang.stages.cases.clocks import Terms, due_after
from shouwang.stages.cases.workflow import HOUSEHOLD, Taken, latest
from shouwang.stages.screening.judged import HIT, NOT_EVALUABLE, Judged

CLEAR, FORBIDS, UNKNOWN = "clear", "forbids", "unknown"
# The names of conditions that are no checks of a pack, among those that are.
OWN = "guard:"


class StepForbidden(InputProblems):
    """Guards forbid the step; all of them are told, each with the values it rests on."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a guard says of a step.

    Attributes:
        why: The reason in words, if it forbids.
        values: What its condition names, with the values: (label, value).
    """

    name: str
    label: str
    outcome: str
    why: str = ""
    values: tuple[tuple[str, str], ...] = ()
    basis: str = ""
    is_verified: bool = True

    @property
    def forbids(self) -> bool:
        """Whether the step may not be taken: the unknown forbids as well as the true."""
        return self.outcome != CLEAR


@dataclass(frozen=True, slots=True)
class Posted:
    """A public notice of a step: from when until when it hangs."""

    step: str
    posted: date | None
    until: date | None


def guards_of(version: Version, step: str) -> tuple[Guard, ...]:
    """Return the guards of a step."""
    return tuple(guard for guard in version.guards if guard.step == step)


def conditions(version: Version, step: str, policy: Policy, of: str) -> dict[str, Check]:
    """Return what must be asked of the lake before a step, as checks by guard and check."""
    found: dict[str, Check] = {}
    for guard in guards_of(version, step):
        if guard.holds is not None:
            found[f"{OWN}{guard.name}"] = Check(
                name=f"{OWN}{guard.name}", label=guard.label, of=of, area="",
                fails_when=guard.holds, text=guard.text, message="", severity="", risk="",
                answer_by="", answer_days=0, basis=guard.basis, pack="", where=guard.where,
            )  # fmt: skip
        for name in guard.checks:
            if name in policy.checks:
                found[name] = policy.checks[name]
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What guards are asked with.

    Attributes:
        by: The account that wants to take the step; ``""`` if that does not matter yet.
        judged: How the conditions came out, by the keys of `conditions`.
        records: Word → why the database forbids it; the words that do not forbid are absent.
    """

    taken: Sequence[Taken]
    opened: date
    on: date
    terms: Terms
    by: str = ""
    judged: Mapping[str, Judged] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


def rule(version: Version, step: str, asked: Asked) -> tuple[Ruling, ...]:
    """Return what every guard of a step says."""
    return tuple(_rule(guard, asked) for guard in guards_of(version, step))


def _rule(guard: Guard, asked: Asked) -> Ruling:
    values: tuple[tuple[str, str], ...] = ()
    if guard.other_than:
        outcome, why = _same_person(guard, asked.taken, asked.by)
    elif guard.apart is not None:
        outcome, why = _too_near(guard, asked)
    elif guard.record:
        why = asked.records.get(guard.record, "")
        outcome = FORBIDS if why else CLEAR
    else:
        outcome, why, values = _condition(guard, asked.judged, asked.checks)
    return Ruling(guard.name, guard.label, outcome, why, values, guard.basis, guard.is_verified)


def _same_person(guard: Guard, taken: Sequence[Taken], by: str) -> tuple[str, str]:
    for name in guard.other_than:
        step = latest(taken, name)
        if by and step is not None and step.by == by:
            return FORBIDS, _("you took an earlier step of this case yourself")
    return CLEAR, ""


def _too_near(guard: Guard, asked: Asked) -> tuple[str, str]:
    since = latest(asked.taken, guard.since)
    start = asked.opened if guard.since == OPENED else since.day if since else None
    assert guard.apart is not None  # noqa: S101 - asked before
    if start is None:
        return UNKNOWN, _("the step it counts from has not been taken")
    day = due_after(start, guard.apart, (), asked.terms)
    if day is None:
        return UNKNOWN, _("no term is in force on {day}").format(day=start)
    if asked.on < day:
        return FORBIDS, _("not before {day}").format(day=day)
    return CLEAR, ""


def _condition(
    guard: Guard, judged: Mapping[str, Judged], checks: Mapping[str, Check]
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    asked = [f"{OWN}{guard.name}"] if guard.holds is not None else list(guard.checks)
    found = {name: judged.get(name, Judged(NOT_EVALUABLE)) for name in asked}
    values = dict.fromkeys(pair for each in found.values() for pair in each.values)
    hits = [name for name, each in found.items() if each.outcome == HIT]
    unknown = [name for name, each in found.items() if each.outcome == NOT_EVALUABLE]
    bad = hits or unknown
    if not bad:
        return CLEAR, "", tuple(values)
    labels = _(", ").join(
        checks[name].label for name in bad if name in checks and not name.startswith(OWN)
    )
    shown = dict.fromkeys(pair for name in bad for pair in found[name].values)
    told = _(", ").join(f"{label} {value}" for label, value in shown)
    words = _("; ").join(part for part in (labels, told) if part)
    if hits:
        return FORBIDS, words, tuple(values)
    return UNKNOWN, _("cannot be told: {values}").format(values=words or "?"), tuple(values)


def notice_rulings(
    version: Version, step: Step, posted: Collection[Posted], asked: Asked
) -> tuple[Ruling, ...]:
    """Return what the notices of the steps before say: each must have run its days."""
    found = []
    for name in step.after:
        before = version.step(name)
        done = latest(asked.taken, name)
        if before.notice is not None and done is not None:
            found.append(_notice_ruling(before, before.notice, done, posted, asked))
    return tuple(found)


def _notice_ruling(
    step: Step, notice: Notice, done: Taken, posted: Iterable[Posted], asked: Asked
) -> Ruling:
    name = f"notice:{step.name}"
    days: list[date | None] = []
    for each in posted:
        # A notice from before a return told of something that is no more.
        if each.step == step.name and each.posted is not None and each.posted >= done.day:
            least = due_after(each.posted, notice.at_least, (), asked.terms)
            days.append(max(least, each.until or least) if least is not None else None)
    if not days:
        return Ruling(name, step.label, FORBIDS, _("no public notice has been posted for it"))
    known = [day for day in days if day is not None]
    if not known:
        return Ruling(name, step.label, UNKNOWN, _("no term of the notice is in force"))
    day = min(known)
    if asked.on < day:
        return Ruling(name, step.label, FORBIDS, _("the notice hangs until {day}").format(day=day))
    return Ruling(name, step.label, CLEAR)


def signature_rulings(step: Step, papers: int) -> tuple[Ruling, ...]:
    """Return what a step says that the household signs: the paper must be attached.

    Args:
        papers: How many signed papers count for it.
    """
    if HOUSEHOLD not in step.signs:
        return ()
    name = f"signature:{step.name}"
    if papers:
        return (Ruling(name, step.label, CLEAR),)
    why = _("the signed paper is not attached: take a photo of it or scan it")
    return (Ruling(name, step.label, FORBIDS, why),)


def fail_if_forbidden(rulings: Iterable[Ruling]) -> None:
    """Tell everything that forbids a step at once.

    Raises:
        StepForbidden: if anything does.
    """
    problems = [
        Problem(ruling.label, ruling.why or _("forbidden"), ruling.basis)
        for ruling in rulings
        if ruling.forbids
    ]
    if problems:
        raise StepForbidden(problems)
