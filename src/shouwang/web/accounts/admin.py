"""Accounts as the administrator sees them: listed, added, changed, given a new password, closed."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NOWHERE, Scope, Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.rules.offices import load_offices
from shouwang.stages.cases.operations import handover
from shouwang.stages.cases.queries import handover as open_work
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import accounts
from shouwang.stages.org.operations.accounts import Wanted
from shouwang.stages.org.queries import accounts as known, factors
from shouwang.stages.org.standing import places_of
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.reading import whole

ADMIN = "admin"
LIMIT = 50  # rows of a page
MOST_PLACES = 20  # offered while somebody types
DONE = 200  # RFC 9110
WRONG = 422  # RFC 9110: understood, and not right
STALE = 409  # RFC 9110: changed meanwhile
CODES = re.compile(r"[0-9A-Za-z]+")


@page(ADMIN)
def accounts_page(request: HttpRequest) -> HttpResponse:
    """List accounts."""
    text, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    rows = known.accounts_listed(
        content=place.content(), text=text, role=role if role in Role.values else "",
        after=request.GET.get("after", ""), limit=LIMIT + 1, on=request.day, scope=_reach(request),
    )  # fmt: skip
    return render(
        request,
        "accounts/list.html",
        {
            "rows": [(each, places_of(each), _labels(each.roles)) for each in rows[:LIMIT]],
            "next": rows[LIMIT - 1].username if len(rows) > LIMIT else "",
            "q": text, "role": role, "roles": Role.choices,
        },
    )  # fmt: skip


@page(ADMIN)
def new(request: HttpRequest) -> HttpResponse:
    """Add an account; its first password is shown once."""
    if request.method != "POST":
        return _form(request, typed={})
    try:
        made, password = accounts.add_account(
            content=place.content(), username=request.POST.get("username", "").strip(),
            wanted=_wanted(request), at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        return _form(request, typed=_typed(request), problems=error.problems, status=WRONG)
    return render(request, "accounts/first_password.html", {"account": made, "password": password})


@page(ADMIN)
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account and change its office, roles and places."""
    found = known.account_within(
        number=number, content=place.content(), on=request.day, scope=_reach(request)
    )
    if request.method != "POST":
        return _form(request, account=found, typed=_stored(found))
    try:
        accounts.change_account(
            content=place.content(), number=number, version=whole(request.POST.get("version")),
            wanted=_wanted(request), at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        return _form(
            request, account=found, typed=_typed(request), problems=error.problems, status=WRONG
        )
    except Stale as error:
        found.refresh_from_db()
        return _form(request, account=found, typed=_typed(request), stale=str(error), status=STALE)
    messages.success(request, _("the account is changed"))
    return redirect("accounts:account", number=number)


@page(ADMIN)
@require_POST
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Draw a new password and show it once."""
    password = accounts.reset_password(
        content=place.content(), number=number, version=whole(request.POST.get("version")),
        at=request.moment, by=request.actor, on=request.day,
    )  # fmt: skip
    found = known.account_within(
        number=number, content=place.content(), on=request.day, scope=_reach(request)
    )
    return render(request, "accounts/first_password.html", {"account": found, "password": password})


@page(ADMIN)
@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Take the second factor off an account."""
    accounts.forget_second_factor(
        content=place.content(), number=number, version=whole(request.POST.get("version")),
        at=request.moment, by=request.actor, on=request.day,
    )  # fmt: skip
    messages.success(request, _("the second factor is taken off; it is set up anew at sign-in"))
    return redirect("accounts:account", number=number)


@page(ADMIN)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close an account; what is open goes to another in the same act, and is counted before."""
    content, day, reach = place.content(), request.day, _reach(request)
    found = known.account_within(number=number, content=content, on=day, scope=reach)
    said: dict[str, Any] = {
        "account": found,
        "places": places_of(found),
        "work": open_work.open_work(account=number, on=day, scope=NOWHERE),
        "takers": known.successors(account=found, content=content, on=day, scope=reach),
        "problems": (),
    }
    if request.method != "POST":
        return render(request, "accounts/close.html", said)
    try:
        work = handover.leave(
            content=content, leaving=number, version=whole(request.POST.get("version")),
            taking=whole(request.POST.get("taking")) or None, at=request.moment,
            by=request.actor, on=day,
        )  # fmt: skip
    except InputProblems as error:
        said["problems"] = error.problems
        return render(request, "accounts/close.html", said, status=WRONG)
    messages.success(
        request, _("the account is closed; {count} pieces of work are handed over").format(
            count=work.total)
    )  # fmt: skip
    return redirect("accounts:account", number=number)


@page(ADMIN)
@require_GET
def regions(request: HttpRequest) -> HttpResponse:
    """Offer the regions whose name or code begins as typed, for a list to choose from."""
    text = (request.GET.get("region") or request.GET.get("places") or "").split()
    wanted, reach, content = text[-1] if text else "", _reach(request), place.content()
    found = []
    for region in content.regions.values():
        is_it = region.code.startswith(wanted) or region.name.startswith(wanted)
        if wanted and is_it and reach.covers(content.ancestors(region.code)):
            found.append(region.code)
            if len(found) == MOST_PLACES:
                break
    return render(request, "accounts/regions.html", {"codes": found})


def _reach(request: HttpRequest) -> Scope:
    return accounts.reach(content=place.content(), by=request.actor, on=request.day)


def _wanted(request: HttpRequest) -> Wanted:
    sent = request.POST
    return Wanted(
        label=sent.get("label", "").strip(),
        office=sent.get("office", "").strip(),
        region=sent.get("region", "").strip(),
        department=sent.get("department", "").strip(),
        roles=tuple(dict.fromkeys(sent.getlist("roles"))),
        places=tuple(dict.fromkeys(CODES.findall(sent.get("places", "")))),
        phone=sent.get("phone", "").strip(),
    )


def _typed(request: HttpRequest) -> dict[str, Any]:
    keys = ("username", "label", "office", "region", "department", "places", "phone")
    typed: dict[str, Any] = {key: request.POST.get(key, "") for key in keys}
    return {**typed, "roles": request.POST.getlist("roles")}


def _stored(found: Any) -> dict[str, Any]:
    return {
        "username": found.username, "label": found.label, "office": found.office.name,
        "region": found.office.region, "department": found.office.department,
        "places": " ".join(found.places), "phone": found.phone, "roles": found.roles,
    }  # fmt: skip


def _form(
    request: HttpRequest,
    *,
    typed: Mapping[str, Any],
    account: Any = None,
    problems: Any = (),
    stale: str = "",
    status: int = DONE,
) -> HttpResponse:
    said: dict[str, Any] = {
        "account": account, "typed": typed, "problems": problems, "stale": stale,
        "offices": known.offices_listed(
            content=place.content(), on=request.day, scope=_reach(request)
        ),
        "roles": [
            (word, label, load_offices(place.content()).roles.get(word))
            for word, label in Role.choices
        ],
        "exclusions": load_offices(place.content()).exclusions,
        "departments": sorted({(each.department, each.department_label) for each in _contracts()}),
    }  # fmt: skip
    if account is not None:
        said["factor"] = factors.factor_of(account=account.pk, on=request.day, scope=NOWHERE)
        said["places"] = places_of(account)
        said["faults"] = known.faults_of_account(
            account=account, content=place.content(), on=request.day, scope=NOWHERE
        )
    return render(request, "accounts/account.html", said, status=status)


def _contracts() -> Any:
    return place.content().contracts.values()


def _labels(roles: list[str]) -> list[str]:
    return [str(Role(each).label) for each in roles if each in Role.values]
