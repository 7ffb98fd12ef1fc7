"""What is agreed for each member of a household on its way out of poverty, read from a form."""

from collections.abc import Collection, Mapping
from datetime import date

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _

# The keys of a member's plan and the longest text of each, in characters.
LONGEST = {"cause": 60, "measure": 120, "who": 60, "due": 10}


def read_plans(
    plans: Mapping[int, Mapping[str, str]], members: Collection[int]
) -> dict[str, dict[str, str]]:
    """Return the plans by the number of the person, as they are kept.

    Raises:
        InputProblems: with everything that cannot be kept.
    """
    if not members:
        raise InputProblems([Problem("members", _("the register does not know the members"))])
    problems: list[Problem] = []
    kept: dict[str, dict[str, str]] = {}
    for person, plan in plans.items():
        if person not in members:
            problems.append(Problem("member", _("somebody is no member of this household")))
            continue
        texts = {key: str(plan.get(key) or "").strip() for key in LONGEST}
        problems += [
            Problem(f"{key}-{person}", _("at most {count} characters").format(count=LONGEST[key]))
            for key, text in texts.items()
            if len(text) > LONGEST[key] or "\0" in text
        ]
        if texts["due"] and not _is_day(texts["due"]):
            problems.append(Problem(f"due-{person}", _("a day like 2020-06-30 is wanted")))
        if any(texts.values()):
            kept[str(person)] = texts
    if problems:
        raise InputProblems(problems)
    return kept


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
