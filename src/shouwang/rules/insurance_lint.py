"""What must hold for the lines of an insurance product: tiers in order, without overlap or gap."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shouwang.base.errors import Problem
from shouwang.base.money import major_units
from shouwang.base.payouts import Line, Tier, TierMethod
from shouwang.base.words import _
from shouwang.rules.source import Entry


def faulty_versions(
    versions: Sequence[tuple[datetime.date, datetime.date | None, str]],
) -> Iterator[Problem]:
    """Yield what is wrong with the days of versions: out of order, or two in force at once."""
    for (start, end, where), (following, _end, at) in pairwise(versions):
        if following <= start:
            yield Problem(at, _("versions stand in the order of their days"))
        elif end is None or end > following:
            yield Problem(
                at,
                _("two versions are in force on {day}").format(day=following),
                _("the version at {where} ends with to: {day}").format(where=where, day=following),
            )
    for start, end, where in versions:
        if end is not None and end <= start:
            yield Problem(where, _("the version ends on {day}, before it begins").format(day=end))


def faulty_line(line: Line, entry: Entry) -> Iterator[Problem]:
    """Yield what is wrong with caps, share and the fixed amount of a line."""
    if line.share == 0:
        yield Problem(entry.at("share"), _("a share of 0 never pays anything"))
    for key, cap in (("cap_claim", line.cap_claim), ("cap_year", line.cap_year)):
        if cap == 0:
            yield Problem(entry.at(key), _("{key} of 0 never pays anything").format(key=key))
    if line.cap_claim and line.cap_year and line.cap_year < line.cap_claim:
        yield Problem(
            entry.at("cap_year"),
            _("the cap of a year, {year}, lies below the cap of a claim, {claim}").format(
                year=major_units(line.cap_year), claim=major_units(line.cap_claim)
            ),
        )
    yield from _faulty_method(line, entry)


def _faulty_method(line: Line, entry: Entry) -> Iterator[Problem]:
    if line.method is TierMethod.FIXED:
        if not line.fixed:
            yield Problem(entry.at("method"), _("{key} is missing").format(key="fixed"))
        if line.tiers:
            yield Problem(entry.at("tiers"), _("a fixed amount has no tiers"))
        caps = [cap for cap in (line.cap_claim, line.cap_year) if cap]
        if caps and min(caps) < line.fixed:
            yield Problem(entry.at("fixed"), _("the cap lies below the fixed amount"))
    elif line.fixed:
        yield Problem(entry.at("fixed"), _("only the method fixed has a fixed amount"))
    elif not line.tiers and "tiers" in entry:
        yield Problem(entry.at("tiers"), _("there is no tier"))


def faulty_bounds(tiers: Sequence[Tier], places: Sequence[str], entry: Entry) -> Iterator[Problem]:
    """Yield tiers that overlap, leave a gap, stand out of order or end before they begin."""
    for tier, where in zip(tiers, places, strict=True):
        if tier.end is not None and tier.end <= tier.start:
            yield Problem(
                where,
                _("the tier ends at {end}, before it begins at {start}").format(
                    end=major_units(tier.end), start=major_units(tier.start)
                ),
            )
    if not tiers:
        return
    order = sorted(zip(tiers, places, strict=True), key=lambda pair: pair[0].start)
    if [tier for tier, _where in order] != list(tiers):
        yield Problem(entry.at("tiers"), _("tiers stand in the order of their amounts"))
    yield from _overlaps(order)
    yield from _gaps(order)


def _overlaps(order: Sequence[tuple[Tier, str]]) -> Iterator[Problem]:
    for place, (tier, where) in enumerate(order):
        for other, at in order[place + 1 :]:
            if tier.end is not None and other.start >= tier.end:
                continue
            yield Problem(
                at,
                _("the tier from {start} overlaps the tier from {other} at {where}").format(
                    start=major_units(other.start), other=major_units(tier.start), where=where
                ),
                _("let each tier begin where the one before ends"),
            )


def _gaps(order: Sequence[tuple[Tier, str]]) -> Iterator[Problem]:
    first, last = order[0], order[-1]
    if first[0].start:
        yield Problem(
            first[1],
            _("nothing is said of amounts from 0 to {start}").format(
                start=major_units(first[0].start)
            ),
            _("the first tier begins at 0; tiers count from the line"),
        )
    reached = 0
    for tier, where in order:
        if reached and tier.start > reached:
            yield Problem(
                where,
                _("nothing is said of amounts from {end} to {start}").format(
                    end=major_units(reached), start=major_units(tier.start)
                ),
            )
        reached = max(reached, tier.end or 0)
    if all(tier.end is not None for tier, _where in order):
        yield Problem(
            last[1],
            _("nothing is said of amounts from {end} on").format(end=major_units(reached)),
            _("leave the last tier without to, and give a cap"),
        )
