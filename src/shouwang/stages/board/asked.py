"""Indicators over records compiled like checks: every condition a name, each table scanned once."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from shouwang.base.words import _
from shouwang.rules.build import PREVIOUS, column, table
from shouwang.rules.compile import compile_policy
from shouwang.rules.groups import Group
from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Check, Policy, Total, Variable
from shouwang.rules.sources import Records
from shouwang.rules.steps import CompiledPolicy, CompiledSubject, Outcome, Step
from shouwang.rules.units import NONE
from shouwang.rules.vocabulary import Vocabulary

# Signs that no name of a content has, so that what is made here meets no name of a pack.
WHERE, VALUE, PLACE, MEMBER = "where:", "value:", "place:", "member:"
# What a row of counts carries beside the counts.
SPOT, MASK, ROWS = "spot", "mask", "rows"
SUMS = "DECIMAL(38, 4)"  # exact in any order, wide enough for the fen of a region


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator over the records of a subject, as compiled.

    Attributes:
        number: By which its counts are named.
        feeds: The feeds it rests on, with the periods that must be there.
    """

    indicator: Indicator
    number: int
    condition: exp.Expr | None
    value: exp.Expr | None
    feeds: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """What is counted in one pass over a subject.

    Attributes:
        spot: The condition-free name of the region a row lies in; ``None`` if it is not told.
        level: The level of that region; ``""`` if it is not told.
        masks: The conditions of the groups, in their order; empty where rows are of no household.
    """

    subject: CompiledSubject
    items: tuple[Item, ...]
    spot: exp.Expr | None
    level: str
    masks: tuple[exp.Expr, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is counted in one run.

    Attributes:
        groups: The names of the groups of households, in the order of the bits of a mask.
        untold: Indicator → why it is not told on this day at all.
    """

    compiled: CompiledPolicy
    subjects: Mapping[str, AskedSubject]
    groups: tuple[str, ...]
    untold: Mapping[str, str]


def ask(
    policy: Policy,
    indicators: Iterable[Indicator],
    groups: Iterable[Group],
    *,
    on: datetime.date,
    households: bool = False,
) -> Asked:
    """Compile indicators over records as of a day.

    Args:
        groups: Those that are told by a condition; groups of places need no compiling.
        households: Whether the households themselves are wanted, even if no indicator is of them.
    """
    wanted = [each for each in indicators if isinstance(each.source, Records)]
    named = [group for group in groups if group.condition is not None]
    policy = replace(policy, digest="", variables={**policy.variables, **_members(policy, named)})
    vocabulary = Vocabulary(policy, on)
    subjects = dict.fromkeys(_records(each).of for each in wanted)
    if households:
        subjects.setdefault(next(iter(policy.content.subjects)))
    checks = [check for each in wanted for check in _checks(each)]
    checks += [check for name in subjects for check in _whereabouts(vocabulary, name, named)]
    compiled = compile_policy(
        replace(policy, checks={check.name: check for check in checks}), on=on
    )
    untold = {
        each.name: _("a parameter of it has no value on {day}").format(day=on)
        for each in wanted
        if {WHERE + each.name, VALUE + each.name} & set(compiled.not_in_force)
    }
    told = [each for each in wanted if each.name not in untold]
    return Asked(
        compiled=replace(compiled, steps=_lean(compiled.steps)),
        subjects={
            name: _subject(compiled.subjects[name], vocabulary, told, named)
            for name in subjects
            if name in compiled.subjects
        },
        groups=tuple(group.name for group in named),
        untold=untold,
    )


def _records(indicator: Indicator) -> Records:
    assert isinstance(indicator.source, Records)  # noqa: S101 - chosen so
    return indicator.source


# ------------------------------------------------------------- what is compiled


def _members(policy: Policy, groups: Iterable[Group]) -> dict[str, Variable]:
    """A group as a variable of the household: persons and feeds take it over from there."""
    household = next(iter(policy.content.subjects))
    return {
        MEMBER + group.name: Variable(
            name=MEMBER + group.name,
            label=group.label,
            of=household,
            unit=NONE,
            formula=group.condition,
            pack="",
            where=group.where,
            source="" if group.of == household else group.of,
            total=None if group.of == household else Total.ANY,
        )
        for group in groups
    }


def _checks(indicator: Indicator) -> Iterable[Check]:
    """The condition and the value of an indicator, as if each were a check."""
    records = _records(indicator)
    for sign, tree in ((WHERE, records.condition), (VALUE, records.value)):
        if tree is not None:
            yield _check(sign + indicator.name, records.of, tree, indicator.where)


def _check(name: str, of: str, tree: exp.Expr, where: str) -> Check:
    return Check(
        name=name, label=name, of=of, area="", fails_when=tree, text="", message="", severity="",
        risk="", answer_by="", answer_days=0, basis="", pack="", where=where,
    )  # fmt: skip


def _whereabouts(vocabulary: Vocabulary, subject: str, groups: Iterable[Group]) -> Iterable[Check]:
    """The region of a subject's rows and the groups of their household, as if they were checks."""
    found = vocabulary.subject(subject)
    assert found is not None  # noqa: S101 - linted
    # Something must be asked of each subject, or it has no step.
    region = next((each.region for each in vocabulary.lineage(found) if each.region), found.key)
    yield _check(PLACE + subject, subject, exp.column(region), "")
    if vocabulary.household_column(found):
        for group in groups:
            tree = exp.column(MEMBER + group.name)
            yield _check(f"{MEMBER}{group.name}:{subject}", subject, tree, group.where)


def _lean(steps: Iterable[Step]) -> tuple[Step, ...]:
    """A subject's last step is read once here: by its counts, which want few of its columns."""
    listed = list(steps)
    readers = [name for step in listed for name in step.reads]
    return tuple(
        replace(step, is_stored=step.is_stored and readers.count(step.name) > 1) for step in listed
    )


def _subject(
    compiled: CompiledSubject,
    vocabulary: Vocabulary,
    indicators: Iterable[Indicator],
    groups: Iterable[Group],
) -> AskedSubject:
    outcomes = {outcome.check.name: outcome for outcome in compiled.outcomes}
    own = [each for each in indicators if _records(each).of == compiled.name]
    level = level_of(vocabulary, compiled.name)
    masks = [outcomes.get(f"{MEMBER}{group.name}:{compiled.name}") for group in groups]
    return AskedSubject(
        subject=compiled,
        items=tuple(_item(each, number, outcomes) for number, each in enumerate(own)),
        spot=outcomes[PLACE + compiled.name].condition if level else None,
        level=level,
        masks=tuple(each.condition for each in masks if each is not None),
    )


def _item(indicator: Indicator, number: int, outcomes: Mapping[str, Outcome]) -> Item:
    where, value = outcomes.get(WHERE + indicator.name), outcomes.get(VALUE + indicator.name)
    parts = [each for each in (where, value) if each is not None]
    return Item(
        indicator=indicator,
        number=number,
        condition=where.condition if where else None,
        value=value.condition if value else None,
        feeds=frozenset(feed for each in parts for feed in each.feeds),
    )


def level_of(vocabulary: Vocabulary, name: str) -> str:
    """Return the level of the region that a subject's rows are known to lie in, or ``""``."""
    subject = vocabulary.subject(name)
    for each in vocabulary.lineage(subject) if subject is not None else ():
        contract = vocabulary.content.contracts.get(each.table)
        if each.region and contract is not None:
            return contract.column(each.region).level
    return ""


# ------------------------------------------------------------------- the counts


def counts_query(asked: AskedSubject, *, place: str, by_spot: bool) -> exp.Select:
    """Return one pass over a subject: its counts by place, by region if wanted, and by group.

    Args:
        place: The column of the lowest partition.
    """
    keys: dict[str, exp.Expr] = {place: column(place, PREVIOUS)}
    if by_spot:
        keys[SPOT] = asked.spot.copy() if asked.spot is not None else exp.null()
    keys[MASK] = mask_of(asked)
    query = exp.select(
        *(exp.alias_(tree, name, quoted=True) for name, tree in keys.items()),
        exp.alias_(_number_of_rows(), ROWS, quoted=True),
        *(each for item in asked.items for each in _counts(item)),
    ).from_(table(asked.subject.step, PREVIOUS))
    return query.group_by(*(exp.Literal.number(n + 1) for n in range(len(keys))))


def households_query(asked: AskedSubject, partition: tuple[str, ...]) -> exp.Select:
    """Return the households with the region they lie in and the groups they belong to."""
    spot = asked.spot.copy() if asked.spot is not None else exp.null()
    return exp.select(
        exp.alias_(column(asked.subject.key, PREVIOUS), "household", quoted=True),
        *(column(level, PREVIOUS) for level in partition),
        exp.alias_(spot, SPOT, quoted=True),
        exp.alias_(mask_of(asked), MASK, quoted=True),
    ).from_(table(asked.subject.step, PREVIOUS))


def mask_of(asked: AskedSubject) -> exp.Expr:
    """Return the groups of a row's household as one number, a bit each; not known is not in it."""
    mask: exp.Expr = exp.Literal.number(0)
    for bit, condition in enumerate(asked.masks):
        value = exp.Case(
            ifs=[exp.If(this=exp.paren(condition.copy()), true=exp.Literal.number(2**bit))],
            default=exp.Literal.number(0),
        )
        mask = exp.Add(this=mask, expression=value)
    return exp.cast(mask, "INTEGER")


def _counts(item: Item) -> Iterable[exp.Expr]:
    """Three numbers: the result, of how many it is known, how many records count."""
    records = _records(item.indicator)
    value = exp.paren(item.value.copy()) if item.value is not None else None
    counted = _only(_number_of_rows(), item.condition)
    result, known = counted, counted.copy()
    if value is not None and records.measure == "share":
        result = _only(_number_of_rows(), item.condition, value)
        known = _only(exp.Count(this=value.copy(), big_int=True), item.condition)
    elif value is not None:
        number = exp.TryCast(this=value, to=exp.DataType.build(SUMS))
        result = _only(exp.Sum(this=number), item.condition)
        known = _only(exp.Count(this=value.copy(), big_int=True), item.condition)
    for sign, tree in (("a", result), ("b", known), ("c", counted.copy())):
        yield exp.alias_(tree, f"{sign}{item.number}", quoted=True)


def _number_of_rows() -> exp.Expr:
    return exp.Count(this=exp.Star(), big_int=True)


def _only(aggregate: exp.Expr, *conditions: exp.Expr | None) -> exp.Expr:
    """An aggregate over what meets the conditions; a filter takes the unknown for not true."""
    given = [exp.paren(each.copy()) for each in conditions if each is not None]
    if not given:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=exp.and_(*given)))
