"""What a line of the reconciliation says, as a sentence with its numbers."""

from collections.abc import Callable, Mapping
from typing import Any

from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.stages.programmes.safety_net.enums import Reason


def told(reason: str, people: int, evidence: Mapping[str, Any]) -> str:
    """Return why a line is there; money is told in yuan."""
    sentence = _SENTENCES.get(reason, _plain)
    return sentence(people, evidence)


def yuan(evidence: Mapping[str, Any], key: str) -> str:
    """Return an amount of the evidence in yuan; a sign where it is not known."""
    value = evidence.get(key)
    return major_units(abs(int(value))) if isinstance(value, int) else "?"


def _below_line(people: int, evidence: Mapping[str, Any]) -> str:
    del people
    return _(
        "{income} yuan a head a year, {gap} below the line of {line}; cover would be {monthly} yuan a month"
    ).format(
        income=yuan(evidence, "income"), gap=yuan(evidence, "gap"), line=yuan(evidence, "line"),
        monthly=yuan(evidence, "monthly"),
    )  # fmt: skip


def _no_labour(people: int, evidence: Mapping[str, Any]) -> str:
    del people
    if "gap" not in evidence:
        return _("nobody in the household can work, and its income has not been reported")
    return _(
        "nobody in the household can work; {income} yuan a head a year, the line is {line}"
    ).format(income=yuan(evidence, "income"), line=yuan(evidence, "line"))


def _assets(people: int, evidence: Mapping[str, Any]) -> str:
    del people
    return _(
        "{income} yuan a head is below the line of {line}, but {assets} cars, companies or treasury wages were found; look first"
    ).format(
        income=yuan(evidence, "income"), line=yuan(evidence, "line"),
        assets=evidence.get("assets", 0),
    )  # fmt: skip


def _single_disabled(people: int, evidence: Mapping[str, Any]) -> str:
    del people
    return _("severely disabled, may be covered alone with {monthly} yuan a month").format(
        monthly=yuan(evidence, "monthly")
    )


def _single_ill(people: int, evidence: Mapping[str, Any]) -> str:
    del people
    return _(
        "seriously ill within twelve months, {income} yuan a head; may be covered alone with {monthly} yuan a month"
    ).format(income=yuan(evidence, "income"), monthly=yuan(evidence, "monthly"))


def _unchecked(people: int, evidence: Mapping[str, Any]) -> str:
    return _(
        "{people} people covered with {monthly} yuan a month; nobody has checked whether the household is to be watched"
    ).format(people=people, monthly=yuan(evidence, "monthly"))


def _still_paid(people: int, evidence: Mapping[str, Any]) -> str:
    del people
    return _("still paid {monthly} yuan a month").format(monthly=yuan(evidence, "monthly"))


def _in_household(people: int, evidence: Mapping[str, Any]) -> str:
    del evidence
    return _("{people} people in the household").format(people=people)


def _plain(people: int, evidence: Mapping[str, Any]) -> str:
    del evidence
    return _("{people} people").format(people=people)


_SENTENCES: Mapping[str, Callable[[int, Mapping[str, Any]], str]] = {
    Reason.BELOW_LINE: _below_line,
    Reason.NO_LABOUR: _no_labour,
    Reason.HAS_ASSETS: _assets,
    Reason.SINGLE_DISABLED: _single_disabled,
    Reason.SINGLE_ILL: _single_ill,
    Reason.UNCHECKED: _unchecked,
    Reason.DIED: _still_paid,
    Reason.MOVED: _still_paid,
    Reason.ELSEWHERE: _still_paid,
    Reason.NOT_HELD: _still_paid,
    Reason.CALLED_COVERED: _in_household,
    Reason.CALLED_GENERAL: _in_household,
    Reason.OTHER_KIND: _in_household,
    Reason.LABOUR_DIFFERS: _in_household,
}
