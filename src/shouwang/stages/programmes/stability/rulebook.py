"""By what the four are measured: the parameters of the pack `stability`."""

from datetime import date
from decimal import Decimal

from shouwang.rules.content import Content
from shouwang.stages.cases.rulebook import rulebook

LEADER_MONTHS, GAP_DAYS = "leader_months", "leader_gap_days"
HELPER_MONTHS = "helper_gap_months"
COMPARE_MONTHS = "compare_months"
INSPECTION_MONTHS, KEY_MONTHS = "inspection_months", "key_inspection_months"


def number(content: Content, name: str, on: date) -> int:
    """Return a parameter in force on a day; 0 if none is."""
    value = rulebook(content).policy.value(name, on)
    return int(value) if isinstance(value, Decimal) else 0
