"""What is wrong with programmes beside the rest of the content: names that nothing bears."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from shouwang.base.errors import Problem
from shouwang.base.tables import Column, ColumnType, Personal, Schema
from shouwang.base.words import _
from shouwang.rules.areas import Areas
from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Policy
from shouwang.rules.programmes import Aim, Balance, Programme, RecordList, Related
from shouwang.rules.source import shown

# What stands in no list, whoever reads it.
SECRET = frozenset({Personal.ID, Personal.PHONE, Personal.ACCOUNT})
CHOSEN = frozenset({ColumnType.CODE, ColumnType.BOOLEAN})
ADDED = frozenset({ColumnType.MONEY, ColumnType.DECIMAL, ColumnType.INTEGER})


def lint_programmes(
    programmes: Mapping[str, Programme],
    policy: Policy,
    areas: Areas,
    indicators: Mapping[str, Indicator],
    roles: Collection[str],
) -> Iterator[Problem]:
    """Yield every fault of the programmes."""
    packs = {check.pack for check in policy.checks.values()}
    for programme in programmes.values():
        yield from _missing(programme.at("area"), [programme.area], areas.areas)
        yield from _missing(programme.at("office"), [programme.office], areas.offices)
        yield from _missing(programme.at("packs"), programme.packs, packs)
        yield from _missing(programme.at("indicators"), programme.indicators, indicators)
        for balance in programme.balances:
            yield from _balance(balance, indicators)
        for aim in programme.aims:
            yield from _aim(aim, policy, indicators)
        for records in programme.records.values():
            yield from _records(records, policy)
            if records.opens is not None:
                yield from _missing(records.opens.where, records.opens.roles, roles)
        for page in programme.pages:
            yield from _missing(page.where, page.roles, roles)


def _missing(where: str, names: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    for name in names:
        if name and name not in known:
            yield Problem(where, _("there is no {name}").format(name=shown(name)))


def _balance(balance: Balance, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    names = (*balance.left, *balance.right)
    yield from _missing(balance.where, names, indicators)
    units = {str(indicators[name].unit) for name in names if name in indicators}
    if len(units) > 1:
        yield Problem(
            balance.where,
            _("a balance adds up one unit, not {units}").format(units=", ".join(sorted(units))),
        )


def _aim(aim: Aim, policy: Policy, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    yield from _missing(aim.where, [aim.indicator], indicators)
    yield from _missing(aim.where, [aim.at_least, aim.at_most], policy.parameters)


def _records(records: RecordList, policy: Policy) -> Iterator[Problem]:
    contract = policy.content.contracts.get(records.feed)
    if contract is None:
        yield from _missing(records.where, [records.feed], policy.content.contracts)
        return
    known = {each.name: each for each in contract.columns}
    yield from _columns(records.where, (*records.title, *records.columns), known)
    for names, wanted in ((records.filters, CHOSEN), (records.search, {ColumnType.TEXT}),
                          (records.sums, ADDED)):  # fmt: skip
        yield from _columns(records.where, names, known)
        for name in names:
            if name in known and known[name].type not in wanted:
                message = _("{name} is a {type} and cannot serve for this")
                yield Problem(records.where, message.format(name=name, type=known[name].type.value))
    for each in records.related:
        yield from _related(each, known, policy.content.contracts)


def _columns(where: str, names: Iterable[str], known: Mapping[str, Column]) -> Iterator[Problem]:
    names = list(names)
    yield from _missing(where, names, known)
    for name in names:
        if name in known and known[name].personal in SECRET and not known[name].is_reference:
            message = _("{name} is personal and stands in no list").format(name=name)
            yield Problem(where, message)


def _related(
    related: Related, own: Mapping[str, Column], contracts: Mapping[str, Schema]
) -> Iterator[Problem]:
    contract = contracts.get(related.feed)
    if contract is None:
        yield from _missing(related.where, [related.feed], contracts)
        return
    theirs = {each.name: each for each in contract.columns}
    yield from _columns(related.where, (*related.columns, related.latest), theirs)
    yield from _missing(related.where, related.on, theirs)
    yield from _missing(related.where, related.on.values(), own)
