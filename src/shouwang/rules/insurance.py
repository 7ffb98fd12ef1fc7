"""Insurance products as content: groups of households, and by date lines, tiers, rates and caps."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.payouts import MOST, WHOLE, Line, OtherMoney, Tier, TierMethod
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.insurance_lint import faulty_bounds, faulty_line, faulty_versions
from shouwang.rules.source import Entry, Fields, read_entry, shown

FOLDER = "insurance"
# Where the words stand that causes and standings are taken from.
CAUSES = ("insurance_claim", "kind")
STATUSES = ("household", "status")


@dataclass(frozen=True, slots=True)
class Group:
    """Households that a product tells apart.

    Attributes:
        statuses: Words of the household's status.
        income_below: The parameter below which the income a head has to be; empty for any.
    """

    name: str
    label: str
    statuses: tuple[str, ...] = ()
    income_below: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a product: for whom, for what, and how it pays."""

    groups: tuple[str, ...]
    causes: tuple[str, ...]
    line: Line
    where: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a product pays from a day on."""

    start: datetime.date
    end: datetime.date | None
    rules: tuple[Rule, ...]
    basis: str
    is_verified: bool
    note: str
    where: str

    def rule(self, group: str, cause: str) -> int:
        """Return the place of the rule for a group and a cause; -1 if there is none."""
        for place, each in enumerate(self.rules):
            if group in each.groups and cause in each.causes:
                return place
        return -1


@dataclass(frozen=True, slots=True)
class Product:
    """An insurance against falling into poverty.

    Attributes:
        regions: The codes of the places that have it; the whole region if the root is among
            them, none for a product of elsewhere that is kept to compare.
        premium: A person and a year.
    """

    name: str
    label: str
    groups: Mapping[str, Group]
    causes: Mapping[str, str]
    versions: tuple[Version, ...]
    regions: tuple[str, ...] = ()
    premium: Dated = NEVER
    note: str = ""
    where: str = ""

    def on(self, day: datetime.date) -> Version | None:
        """Return the version in force that day, ``None`` if there is none."""
        return next(
            (
                each
                for each in self.versions
                if each.start <= day and (each.end is None or day < each.end)
            ),
            None,
        )


def load_products(content: Content) -> dict[str, Product]:
    """Return the products of a content by name.

    Raises:
        InputProblems: with every fault of every product.
    """
    problems: list[Problem] = []
    found = read_products(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_products(content: Content, problems: list[Problem]) -> dict[str, Product]:
    """Return the products of a content by name; their faults are added to ``problems``."""
    found: dict[str, Product] = {}
    for path in sorted((content.root / FOLDER).glob("*.yaml")):
        product = read_product(
            path, where=f"{FOLDER}/{path.name}", content=content, problems=problems
        )
        if product is None:
            continue
        if product.name in found:
            problems.append(
                Problem(product.where, _("{key} is given twice").format(key=product.name))
            )
        found[product.name] = product
    return found


def read_product(
    path: Path, *, where: str, content: Content, problems: list[Problem]
) -> Product | None:
    """Return the product of a file, or what can be read of it."""
    entry = read_entry(path, where=where, problems=problems)
    if entry is None:
        return None
    fields = Fields(entry, problems)
    causes = _codes(content, CAUSES)
    groups = {
        each.name: each
        for each in (
            _group(one, content, problems) for one in fields.entries("groups", required=True)
        )
    }
    versions = tuple(
        each
        for each in (
            _version(one, groups, causes, problems)
            for one in fields.entries("versions", required=True)
        )
        if each is not None
    )
    product = Product(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        groups=groups,
        causes=causes,
        versions=versions,
        regions=_regions(fields, content),
        premium=read_dated(fields, "premium"),
        note=fields.text("note"),
        where=entry.at(),
    )
    fields.close()
    problems.extend(faulty_versions([(each.start, each.end, each.where) for each in versions]))
    return product


def _codes(content: Content, place: tuple[str, str]) -> Mapping[str, str]:
    feed, column = place
    if feed not in content.contracts:
        return {}
    codes = content.contracts[feed].column(column).codes
    return {word: labels[0] for word, labels in codes.items()}


def _regions(fields: Fields, content: Content) -> tuple[str, ...]:
    codes = fields.texts("regions")
    for code in codes:
        if code not in content.regions:
            fields.fault("regions", _("there is no place {code}").format(code=shown(code)))
    return codes


def _group(entry: Entry, content: Content, problems: list[Problem]) -> Group:
    fields = Fields(entry, problems)
    known = _codes(content, STATUSES)
    group = Group(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        statuses=fields.texts("statuses"),
        income_below=fields.text("income_below"),
    )
    fields.close()
    _fail_if_strange(fields, "statuses", group.statuses, known)
    return group


def _fail_if_strange(
    fields: Fields, key: str, words: Sequence[str], known: Mapping[str, object]
) -> None:
    for word in words:
        if known and word not in known:
            fields.fault(
                key,
                _("{value} is no {key}").format(value=shown(word), key=key),
                _("one of: {words}").format(words=", ".join(known)),
            )


def _version(
    entry: Entry, groups: Mapping[str, Group], causes: Mapping[str, str], problems: list[Problem]
) -> Version | None:
    fields = Fields(entry, problems)
    start = fields.day("from")
    end = fields.day("to") if "to" in entry else None
    rules = [
        each
        for each in (
            _rule(one, groups, causes, problems) for one in fields.entries("lines", required=True)
        )
        if each is not None
    ]
    basis = fields.text("basis")
    if not basis:
        fields.fault("basis", _("a value cites no basis"), _("basis: document, number, article"))
    version = Version(
        start=start or datetime.date.min,
        end=end,
        rules=tuple(rules),
        basis=basis,
        is_verified=read_status(fields),
        note=fields.text("note"),
        where=entry.at(),
    )
    fields.close()
    _fail_if_ruled_twice(version, problems)
    return version if start is not None else None


def _fail_if_ruled_twice(version: Version, problems: list[Problem]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for rule in version.rules:
        for group in rule.groups:
            for cause in rule.causes:
                before = seen.setdefault((group, cause), rule.where)
                if before != rule.where:
                    message = _("two lines pay {group} for {cause}").format(
                        group=group, cause=cause
                    )
                    mend = _("see {where}").format(where=before)
                    problems.append(Problem(rule.where, message, mend))


def _rule(
    entry: Entry, groups: Mapping[str, Group], causes: Mapping[str, str], problems: list[Problem]
) -> Rule | None:
    fields = Fields(entry, problems)
    named, of = fields.texts("groups", required=True), fields.texts("causes", required=True)
    _fail_if_strange(fields, "groups", named, groups)
    _fail_if_strange(fields, "causes", of, causes)
    method = TierMethod(
        fields.word("method", [each.value for each in TierMethod], TierMethod.MARGINAL.value)
    )
    needs_tiers = method is not TierMethod.FIXED
    tiers = [_tier(one, problems) for one in fields.entries("tiers", required=needs_tiers)]
    line = Line(
        deductible=_fen(fields, "deductible") or 0,
        tiers=tuple(tier for tier, _where, _ok in tiers),
        method=method,
        share=_parts(fields, "share", WHOLE),
        fixed=_fen(fields, "fixed") or 0,
        cap_claim=_fen(fields, "cap_claim"),
        cap_year=_fen(fields, "cap_year"),
        others=OtherMoney(
            fields.word("other_paid", [each.value for each in OtherMoney], OtherMoney.BEFORE.value)
        ),
        step=_fen(fields, "round_down_to") or 1,
        by_year=fields.flag("by_year"),
    )
    fields.close()
    problems.extend(faulty_line(line, entry))
    if all(has_bounds for _each, _where, has_bounds in tiers):
        problems.extend(faulty_bounds(line.tiers, [where for _each, where, _ok in tiers], entry))
    return Rule(named, of, line, entry.at())


def _tier(entry: Entry, problems: list[Problem]) -> tuple[Tier, str, bool]:
    """Return a tier, where it stands, and whether its bounds could be read."""
    fields, before = Fields(entry, problems), len(problems)
    start, end = _fen(fields, "from"), _fen(fields, "to")
    if start is None:
        fields.any("from", required=True)
    has_bounds = len(problems) == before
    tier = Tier(start or 0, end, _parts(fields, "rate", None))
    fields.close()
    return tier, entry.at(), has_bounds


def _fen(fields: Fields, key: str) -> int | None:
    """Return an amount in yuan as whole fen."""
    value = fields.number(key)
    if value is None:
        return None
    amount = value * Decimal(100)
    if amount != int(amount):
        fields.fault(key, _("{key} is finer than a fen").format(key=key))
    elif amount < 0:
        fields.fault(key, _("{key} is below zero: {value}").format(key=key, value=value))
    elif amount > MOST:
        fields.fault(key, _("{key} is too large: {value}").format(key=key, value=value))
    else:
        return int(amount)
    return 0


def _parts(fields: Fields, key: str, default: int | None) -> int:
    """Return a rate from 0 to 1 in parts of `WHOLE`."""
    value = fields.any(key, required=default is None)
    if value is None:
        return default or 0
    rate = fields.number(key)
    if rate is None:
        return 0
    if not 0 <= rate <= 1:
        fields.fault(key, _("{key} is no share from 0 to 1: {value}").format(key=key, value=rate))
    elif rate * WHOLE != int(rate * WHOLE):
        fields.fault(key, _("{key} is finer than a hundredth of a per cent").format(key=key))
    else:
        return int(rate * WHOLE)
    return 0
