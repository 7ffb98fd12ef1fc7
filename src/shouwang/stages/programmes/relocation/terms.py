"""By what sites and moved households are judged on a day; money in fen."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shouwang.base.dates import months_before
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.pack import Policy


class TermMissing(ShouwangError):
    """A parameter that this needs has no value that day."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds on a day: each named as the parameter it comes from.

    Attributes:
        demolition_before: Who moved in by this day has pulled the old house down.
        certificate_before: What was handed over before this day has its title.
        monitoring_line: [fen/person/year]. site_school_km, site_clinic_km: [km]
    """

    on: date
    demolition_before: date
    certificate_before: date
    monitoring_line: Decimal
    area_a_person: Decimal
    site_cover_share: Decimal
    site_posts_share: Decimal
    site_school_km: Decimal
    site_clinic_km: Decimal
    site_activities: Decimal
    site_households_a_head: Decimal
    site_old_share: Decimal
    site_accepted_share: Decimal
    site_occupied_share: Decimal
    zero_work_share: Decimal
    three_tests_share: Decimal


PARAMETERS = (
    "monitoring_line", "area_a_person", "site_cover_share", "site_posts_share", "site_school_km",
    "site_clinic_km", "site_activities", "site_households_a_head", "site_old_share",
    "site_accepted_share", "site_occupied_share", "zero_work_share", "three_tests_share",
)  # fmt: skip


def terms_on(policy: Policy, on: date) -> Terms:
    """Return what holds on a day.

    Raises:
        TermMissing: if the content says nothing for that day.
    """
    return Terms(
        on=on,
        demolition_before=months_before(on, int(_number(policy, "demolition_months", on))),
        certificate_before=on - timedelta(days=int(_number(policy, "certificate_days", on))),
        **{name: _number(policy, name, on) for name in PARAMETERS},
    )


def _number(policy: Policy, name: str, on: date) -> Decimal:
    value = policy.value(name, on) if name in policy.parameters else None
    if not isinstance(value, Decimal):
        raise TermMissing(_("{name} has no value on {day}").format(name=name, day=on))
    return value
