"""Target curves: the latest edition, or what the content says."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shouwang.base.access import Scope
from shouwang.rules.content import Content
from shouwang.rules.funds import load_fund_rules
from shouwang.stages.programmes.funds.models import TargetCurve


@dataclass(frozen=True, slots=True)
class Curve:
    """A target curve in force.

    Attributes:
        edition: 0 for the one of the content.
        is_verified: Whether its source has been checked, or an office has set it.
    """

    kind: str
    label: str
    year: int
    edition: int
    shares: tuple[Decimal, ...]
    owner: str
    basis: str
    is_verified: bool

    def share(self, month: int) -> Decimal:
        """Return the share that is to be spent by the end of a month; 0 before the first."""
        return self.shares[month - 1] if month else Decimal(0)


def curve(*, content: Content, kind: str, year: int, on: date, scope: Scope) -> Curve:
    """Return the curve of a kind and a year; that of all money where the kind has none."""
    del on, scope  # targets are the same for everybody
    targets = load_fund_rules(content).targets
    target = targets.get(kind) or targets["all"]
    latest = TargetCurve.objects.filter(kind=target.kind, year=year).order_by("-edition").first()
    if latest is None:
        return Curve(target.kind, target.label, year, 0, target.shares, target.owner,
                     target.basis, target.is_verified)  # fmt: skip
    shares = tuple(Decimal(each) for each in latest.shares)
    return Curve(target.kind, target.label, year, latest.edition, shares, latest.owner,
                 latest.basis, is_verified=True)  # fmt: skip


def editions(*, kind: str, year: int, on: date, scope: Scope) -> list[TargetCurve]:
    """Return every edition of a curve, the latest first."""
    del on, scope
    return list(TargetCurve.objects.filter(kind=kind, year=year).order_by("-edition"))
