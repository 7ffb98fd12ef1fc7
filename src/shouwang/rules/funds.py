"""How money is steered: the target curve, the factors of a sharing, the appraisal: `funds.yaml`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.source import Entry, Fields, given_twice, read_entry, shown

FILE = "funds.yaml"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Target:
    """What share of a kind of money is to be spent by the end of each month.

    Attributes:
        owner: The office that may say otherwise.
    """

    kind: str
    label: str
    owner: str
    shares: tuple[Decimal, ...]
    basis: str
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Factor:
    """A figure by which money is shared out.

    Attributes:
        is_inverse: Whether less of it calls for more.
    """

    name: str
    label: str
    indicator: str
    weight: Decimal
    is_inverse: bool = False
    basis: str = ""
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the appraisal: no points at ``none``, all of them at ``full``, a line between."""

    name: str
    group: str
    label: str
    indicator: str
    points: Decimal
    none: Decimal
    full: Decimal
    basis: str = ""
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from a share of the points on."""

    label: str
    least: Decimal
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class FundRules:
    """What `funds.yaml` holds; groups are name → label."""

    targets: Mapping[str, Target] = field(default_factory=dict)
    factors: Mapping[str, Factor] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    grades: tuple[Grade, ...] = ()


def load_fund_rules(content: Content) -> FundRules:
    """Return the rules of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_fund_rules(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_fund_rules(content: Content, problems: list[Problem]) -> FundRules:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return FundRules()
    fields = Fields(entry, problems)
    targets = [_target(each, problems) for each in fields.entries("targets", required=True)]
    factors = [_factor(each, problems) for each in fields.entries("factors", required=True)]
    groups = {}
    for each in fields.entries("groups", required=True):
        part = Fields(each, problems)
        groups[part.text("name", required=True)] = part.text("label", required=True)
        part.close()
    items = [_item(each, problems) for each in fields.entries("items", required=True)]
    grades = tuple(_grade(each, problems) for each in fields.entries("grades", required=True))
    fields.close()
    for names in ([(each.kind, each.where) for each in targets],
                  [(each.name, each.where) for each in factors],
                  [(each.name, each.where) for each in items]):  # fmt: skip
        problems.extend(given_twice(names))
    rules = FundRules(
        {each.kind: each for each in targets},
        {each.name: each for each in factors},
        groups,
        {each.name: each for each in items},
        tuple(sorted(grades, key=lambda each: -each.least)),
    )
    problems.extend(_contradictions(rules, content))
    return rules


def lint_fund_rules(
    rules: FundRules, indicators: Collection[str], offices: Collection[str]
) -> Iterator[Problem]:
    """Yield what names an indicator or an office that is not there."""
    named: list[Factor | Item] = [*rules.factors.values(), *rules.items.values()]
    for each in named:
        if each.indicator not in indicators:
            yield Problem(each.where, _("there is no {name}").format(name=shown(each.indicator)))
    for target in rules.targets.values():
        if target.owner not in offices:
            yield Problem(target.where, _("there is no {name}").format(name=shown(target.owner)))


def unverified_fund_rules(rules: FundRules) -> Iterator[tuple[str, Target | Factor | Item]]:
    """Yield the parts whose source nobody has checked, by their names."""
    for target in rules.targets.values():
        if not target.is_verified:
            yield f"target {target.kind}", target
    parts: list[Factor | Item] = [*rules.factors.values(), *rules.items.values()]
    for each in parts:
        if not each.is_verified:
            yield each.name, each


def _target(entry: Entry, problems: list[Problem]) -> Target:
    fields = Fields(entry, problems)
    given = fields.any("shares", required=True)
    shares = given if isinstance(given, list) else []
    if not _is_curve(shares):
        fields.fault("shares", _("twelve shares from 0 to 1 are wanted, none less than the last"))
        shares = [0] * MONTHS
    found = Target(
        kind=fields.text("kind", required=True),
        label=fields.text("label", required=True),
        owner=fields.text("owner", required=True),
        shares=tuple(Decimal(each) for each in shares),
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    return found


def _is_curve(shares: list[object]) -> bool:
    if len(shares) != MONTHS:
        return False
    last = Decimal(0)
    for each in shares:
        if isinstance(each, bool) or not isinstance(each, int | Decimal):
            return False
        if not last <= each <= 1:
            return False
        last = Decimal(each)
    return True


def _factor(entry: Entry, problems: list[Problem]) -> Factor:
    fields = Fields(entry, problems)
    found = Factor(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        indicator=fields.text("indicator", required=True),
        weight=fields.number("weight") or Decimal(0),
        is_inverse=fields.flag("inverse"),
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    if found.weight < 0:
        problems.append(Problem(found.where, _("a weight is not negative")))
    return found


def _item(entry: Entry, problems: list[Problem]) -> Item:
    fields = Fields(entry, problems)
    numbers = {key: fields.number(key) for key in ("points", "none", "full")}
    for key, value in numbers.items():
        if value is None:
            fields.fault(key, _("{key} is missing").format(key=key))
    found = Item(
        name=fields.text("name", required=True),
        group=fields.text("group", required=True),
        label=fields.text("label", required=True),
        indicator=fields.text("indicator", required=True),
        points=numbers["points"] or Decimal(0),
        none=numbers["none"] or Decimal(0),
        full=numbers["full"] or Decimal(0),
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    if found.none == found.full:
        problems.append(Problem(found.where, _("none and full are the same")))
    return found


def _grade(entry: Entry, problems: list[Problem]) -> Grade:
    fields = Fields(entry, problems)
    found = Grade(
        label=fields.text("label", required=True),
        least=fields.number("least") or Decimal(0),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.text("basis", required=True)
    fields.close()
    return found


def _contradictions(rules: FundRules, content: Content) -> Iterator[Problem]:
    for item in rules.items.values():
        if item.group not in rules.groups:
            yield Problem(item.where, _("there is no {name}").format(name=shown(item.group)))
    weights = sum(each.weight for each in rules.factors.values())
    if rules.factors and weights != 1:
        yield Problem(FILE, _("the weights add up to {sum}, not to 1").format(sum=weights))
    contract = content.contracts.get("fund_line")
    kinds = set(contract.column("kind").codes) if contract is not None else set()
    for target in rules.targets.values():
        if target.kind not in {"all", *kinds}:
            yield Problem(target.where, _("there is no {name}").format(name=shown(target.kind)))
