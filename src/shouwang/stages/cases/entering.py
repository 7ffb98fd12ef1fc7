"""Which households come under a procedure, as what, and with which risks."""

from collections.abc import Collection

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.procedures import Version
from shouwang.stages.cases.rulebook import Rulebook
from shouwang.stages.cases.workflow import MoveNotAllowed

WATCH, WAY = "watch", "ended_way"  # the feed and the column whose words ways of ending are


def fitting_kinds(version: Version, status: str) -> tuple[str, ...]:
    """Return the kinds that fit a household's status, the one to be proposed first."""
    return tuple(kind.name for kind in version.kinds if status in kind.statuses)


def read_risks(risks: Collection[str], book: Rulebook) -> list[str]:
    """Return risks that are words of the feed of watched households, of checks or procedures.

    Raises:
        InputProblems: with those that nobody knows.
    """
    contract = book.policy.content.contracts.get(WATCH)
    columns = contract.columns if contract is not None else ()
    known = {code for each in columns if each.name == "risk" for code in each.codes or ()}
    known |= {check.risk for check in book.policy.checks.values() if check.risk}
    for version in (v for each in book.of_cases for v in each.versions):
        if version.green_channel is not None:
            known |= {*version.green_channel.risks}
    problems = [
        Problem("risks", _("there is no risk {name}").format(name=risk))
        for risk in risks
        if risk not in known
    ]
    if problems:
        raise InputProblems(problems)
    return list(dict.fromkeys(risks))


def kind_of(version: Version, status: str, kind: str) -> str:
    """Return the kind of a household of a status: the one given, or the first that fits.

    Raises:
        MoveNotAllowed: if the one given does not fit.
    """
    fitting = fitting_kinds(version, status)
    if not version.kinds:
        return ""
    if kind and kind not in fitting:
        raise MoveNotAllowed(_("a household of this status is not of this kind"))
    return kind or (fitting[0] if fitting else "")


def fail_if_not_green(version: Version, risks: Collection[str]) -> None:
    """Refuse a green channel that is not for the risks."""
    green = version.green_channel
    if green is None or not {*green.risks} & {*risks}:
        raise MoveNotAllowed(_("the green channel is not for these risks"))


def way_of_ending(way: str, book: Rulebook) -> str:
    """Return a word for how a risk ended, if it is one.

    Raises:
        MoveNotAllowed: if it is none.
    """
    contract = book.policy.content.contracts.get(WATCH)
    columns = contract.columns if contract is not None else ()
    known = next((each.codes for each in columns if each.name == WAY), None) or {}
    if way not in known:
        raise MoveNotAllowed(_("say how the risk ended: by help or of itself"))
    return way
