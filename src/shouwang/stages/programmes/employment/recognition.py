"""Whether a workshop is still what it was recognised for: each condition with what it found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shouwang.base.money import major_units
from shouwang.rules.pack import Policy


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop as the labour office reports it; money in fen."""

    workshop: str
    village: str | None
    workshop_name: str | None
    kind: str | None
    recognised_date: date
    state: str
    staff: int | None
    poor_staff: int | None
    contract_months: Decimal | None
    owed: int | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of recognition.

    Attributes:
        name: `running`, `workers`, `contract` or `wages`.
        holds: ``None`` if what it rests on is not known.
        told, line: What was found, and what is asked for.
    """

    name: str
    holds: bool | None
    told: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """All conditions of a workshop."""

    workshop: Workshop
    conditions: tuple[Condition, ...]

    @property
    def holds(self) -> bool | None:
        """Whether all hold; ``None`` if none fails but one is not known."""
        told = [each.holds for each in self.conditions]
        if False in told:
            return False
        return None if None in told else True


def recognise(policy: Policy, workshop: Workshop, *, on: date) -> Recognition:
    """Test a workshop against the parameters of the day."""

    def line(name: str) -> Decimal:
        value = policy.parameters[name].on(on)
        return Decimal(str(value.value)) if value is not None else Decimal(0)

    owed = workshop.owed
    return Recognition(
        workshop,
        (
            Condition("running", workshop.state == "running", workshop.state),
            _workers(workshop, line("workshop_workers"), line("workshop_share")),
            _contract(workshop, line("workshop_contract")),
            Condition("wages", None if owed is None else owed == 0,
                      "" if owed is None else major_units(owed)),
        ),
    )  # fmt: skip


def _workers(workshop: Workshop, least: Decimal, share: Decimal) -> Condition:
    """So many poor workers, or such a share of the staff; one of them is enough."""
    poor, staff = workshop.poor_staff, workshop.staff
    line = f"{least:f} / {share:.0%}"
    if poor is None:
        return Condition("workers", None, "", line)
    if poor >= least:
        return Condition("workers", holds=True, told=f"{poor}", line=line)
    if staff is None:
        return Condition("workers", None, f"{poor}", line)
    return Condition("workers", poor >= share * staff, f"{poor} / {staff}", line)


def _contract(workshop: Workshop, least: Decimal) -> Condition:
    months = workshop.contract_months
    if months is None:
        return Condition("contract", None, "", f"{least:f}")
    return Condition("contract", months >= least, f"{months.normalize():f}", f"{least:f}")
