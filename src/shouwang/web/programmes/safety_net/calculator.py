"""What somebody would get, with the arithmetic written out: dibao, medical aid, benefits side by side."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.errors import Problem
from shouwang.base.money import minor_units
from shouwang.base.words import _
from shouwang.stages.programmes.safety_net import facts, paying
from shouwang.stages.programmes.safety_net.facts import ListNotHeld
from shouwang.stages.programmes.safety_net.terms import Terms, terms_on
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.safety_net import shown
from shouwang.web.reading import whole
from shouwang.web.statuses import OK, UNPROCESSABLE

MOST_MEMBERS = 30  # of a household: what the register's contract takes
MOST_FEN = 10**12  # of any amount: more is a slip of the finger
LONGEST = 20  # characters of a number


@page(*shown.READERS)
@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """Compute what is asked for, each step shown; nothing is kept."""
    asked, problems = request.GET, list[Problem]()
    terms = terms_on(place.policy(), request.day)
    start = _from_household(request, terms, problems)
    typed = {**asked.dict(), **start}
    told = {
        "typed": typed,
        "household": whole(asked.get("household")),
        "dibao": _dibao(typed, terms, problems) if typed.get("members") else None,
        "aid": _aid(typed, terms, problems) if typed.get("cost") else None,
        "beside": _beside(typed, terms, problems),
        "terms": terms,
        "supplements": terms.assistance.supplements.values(),
        "groups": terms.assistance.medical_aid.values(),
        "benefits": terms.assistance.benefits.values(),
        "exclusions": terms.assistance.exclusions,
        "problems": problems,
    }
    status = UNPROCESSABLE if problems else OK
    return render(request, "safety_net/calculator.html", told, status=status)


def _from_household(request: HttpRequest, terms: Terms, problems: list[Problem]) -> dict[str, str]:
    """Fill in what the register holds of a household within the scope."""
    if not request.GET.get("household"):
        return {}
    number = whole(request.GET.get("household"))
    found = index.household(number=number, on=request.day, scope=request.scope)
    trail.saw(request, "household", f"household:{number}")
    content = place.content()
    try:
        people = facts.household_of(
            held(request.home, content), content, banner=found.banner, household=number,
            terms=terms,
        )  # fmt: skip
    except (ListNotHeld, RegisterEmpty) as missing:
        problems.append(Problem("household", str(missing)))
        return {}
    there = [each for each in people if each.present]
    if not there:
        problems.append(Problem("household", _("nobody lives in it any more")))
        return {}
    home, paid = there[0], paying.top_up_of(there, there[0], terms)
    kinds = paying.kinds_of(there, terms)
    return {
        "income": "" if home.income is None else f"{home.income / 100:.2f}",
        "members": str(paid.members),
        "covered": str(paid.covered),
        **{f"kind_{name}": str(count) for name, count in kinds.items()},
    }


def _dibao(
    typed: Mapping[str, str], terms: Terms, problems: list[Problem]
) -> dict[str, Any] | None:
    before = len(problems)
    income = _fen(typed, "income", problems, is_signed=True)
    members = _count(typed, "members", problems, least=1)
    covered = _count(typed, "covered", problems, least=0) if typed.get("covered") else members
    kinds = {
        name: _count(typed, f"kind_{name}", problems, least=0) if typed.get(f"kind_{name}") else 0
        for name in terms.assistance.supplements
    }
    if covered > members:
        problems.append(Problem("covered", _("more are covered than live there")))
    problems.extend(
        Problem(f"kind_{name}", _("more of a kind than are covered"))
        for name, count in kinds.items()
        if count > covered
    )
    if len(problems) > before:
        return None
    is_single = typed.get("single") == "1"
    found = paying.top_up(
        terms, income=0 if is_single else income, members=1 if is_single else members,
        covered=1 if is_single else covered,
        kinds={name: min(count, 1) for name, count in kinds.items()} if is_single else kinds,
        is_single=is_single,
    )  # fmt: skip
    rules = terms.assistance
    return {
        "found": found,
        "per_head": income // members,
        "counted": max(found.income, 0),
        "wanted": found.line * found.members,
        "rows": [
            {
                "label": rules.supplements[name].label,
                "share": rules.number(rules.supplements[name].share, terms.on),
                "people": 1 if is_single else kinds[name],
                "amount": amount,
            }
            for name, amount in found.supplements.items()
        ],
        "exit": paying.exit_of(income, members, terms) if not found.gap else None,
    }


def _aid(typed: Mapping[str, str], terms: Terms, problems: list[Problem]) -> dict[str, Any] | None:
    before = len(problems)
    cost = _fen(typed, "cost", problems)
    used = _fen(typed, "before", problems) if typed.get("before") else 0
    group = terms.assistance.medical_aid.get(typed.get("group", ""))
    if group is None:
        problems.append(Problem("group", _("choose for whom")))
    if len(problems) > before or group is None:
        return None
    rules, on = terms.assistance, terms.on
    return {
        "found": paying.medical_aid_of(group, rules, cost=cost, before=used, on=on),
        "group": group,
        "deductible": rules.number(group.deductible, on) * 100,
        "ratio": rules.number(group.ratio, on),
        "cap": rules.number(group.cap, on) * 100,
        "before": used,
    }


def _beside(
    typed: Mapping[str, str], terms: Terms, problems: list[Problem]
) -> dict[str, Any] | None:
    rules = terms.assistance
    before = len(problems)
    claimed = {
        name: _fen(typed, f"benefit_{name}", problems)
        for name in rules.benefits
        if typed.get(f"benefit_{name}")
    }
    if len(problems) > before or not claimed:
        return None
    found = paying.stacked(claimed, rules)
    named = {each.name: each for each in rules.exclusions}
    return {
        "total": found.total,
        "rows": [
            {
                "label": rules.benefits[name].label,
                "amount": amount,
                "rule": named[found.refused[name]] if name in found.refused else None,
            }
            for name, amount in claimed.items()
        ],
    }


def _fen(
    typed: Mapping[str, str], key: str, problems: list[Problem], *, is_signed: bool = False
) -> int:
    text = typed.get(key, "").strip().replace(",", "")
    try:
        found = minor_units(text) if 0 < len(text) <= LONGEST else None
    except ValueError:
        found = None
    if found is None:
        problems.append(Problem(key, _("write an amount in yuan, as 5914 or 5914.50")))
        return 0
    if abs(found) > MOST_FEN:
        problems.append(Problem(key, _("this amount is too large")))
    if found < 0 and not is_signed:
        problems.append(Problem(key, _("an amount cannot be below 0")))
    return found


def _count(typed: Mapping[str, str], key: str, problems: list[Problem], *, least: int) -> int:
    text = typed.get(key, "").strip()
    number = whole(text)
    if not text.isascii() or not text.isdigit() or not least <= number <= MOST_MEMBERS:
        problems.append(
            Problem(
                key,
                _("write a whole number from {least} to {most}").format(
                    least=least, most=MOST_MEMBERS
                ),
            )
        )
        return max(least, 1)
    return number
