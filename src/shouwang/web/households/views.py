"""The pages of a household: all that is known, why it is so, the paper card, an ID number shown."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.duck import read_source
from shouwang.lake.runs import RunMissing
from shouwang.stages.cases.deciding import DECIDING
from shouwang.stages.cases.queries import cases, leads, measures, pairings, visits
from shouwang.stages.ingest.known_people import id_numbers_of
from shouwang.stages.org.queries import accounts
from shouwang.stages.register.facts import Facts
from shouwang.stages.register.held import Held, at_snapshot, held
from shouwang.stages.register.queries import changes, corrections, index
from shouwang.stages.screening.delivered import Delivered, read_delivered
from shouwang.stages.screening.explain import explain
from shouwang.stages.screening.tables import DELIVERED, Tables
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.households.corrected import lines
from shouwang.web.households.dossier import Dossier, Event, dossier_of
from shouwang.web.households.formula_words import word_formulas
from shouwang.web.navigation import EVERY, VISITORS

SHORTEST = 4  # characters of a purpose
SHOWN_EVENTS = 12  # of the time line; the rest is one click away
UNMASKERS = frozenset({"village", "team", "township", "clerk", "approver"})
OFFICE = frozenset({"township", "clerk"})
# Who sees the poster of a village with its code.
POSTERS = frozenset({"village", "team", "township", "clerk", "approver", "league", "region"})


class Purpose(forms.Form):
    """Why an ID number is to be seen."""

    purpose = forms.CharField(min_length=SHORTEST, max_length=100, strip=True)


@page(*EVERY)
@require_GET
def household(request: HttpRequest, number: int) -> HttpResponse:
    """Show one household."""
    dossier, shown = _opened(request, number)
    trail.saw(request, "household", f"household:{number}")
    asking: dict[str, Any] = {"on": request.day, "scope": request.scope}
    shown |= {
        "reasons": dossier.reasons(),
        "lights": dossier.lights(),
        "account": dossier.account(),
        "members": dossier.members(),
        "helpers": dossier.helpers(),
        "pairing": pairings.pairing_of(household=number, **asking),
        "leads": leads.leads_of(household=number, **asking),
        "cases": cases.cases_of(household=number, **asking),
        "visits": visits.visits_of(household=number, **asking),
        "measures": measures.measures_of(household=number, **asking),
        "corrections": lines(
            corrections.corrections_of(household=number, **asking), place.content()
        ),
        "changes": changes.changes_of(household=number, **asking),
        "may_unmask": request.actor.has_role(*UNMASKERS),
        "run": place.latest_run(),
    }
    shown["owners"] = accounts.labels_of(
        usernames={each.owner for each in shown["measures"]}, **asking
    )
    shown["open_lead"] = next((each for each in shown["leads"] if each.state == "open"), None)
    shown |= _addresses(request, number)
    events = _all_events(dossier, shown)
    shown |= {"events": events[:SHOWN_EVENTS], "earlier": events[SHOWN_EVENTS:]}
    shown["received"] = [
        each for each in events if each.money and each.day.year == request.day.year
    ]
    return render(request, "households/page.html", shown)


@page(*EVERY)
@require_GET
def card(request: HttpRequest, number: int) -> HttpResponse:
    """Show the paper card of a household, one page to be printed."""
    dossier, shown = _opened(request, number)
    trail.saw(request, "household_card", f"household:{number}")
    asking: dict[str, Any] = {"on": request.day, "scope": request.scope}
    contract = place.content().contracts["household"]
    shown |= {
        "members": [each for each in dossier.members() if each["row"]["left_date"] is None],
        "helpers": dossier.helpers(),
        "pairing": pairings.pairing_of(household=number, **asking),
        "report_qr": reverse("notices:poster_qr", args=[shown["household"].village])
        if request.actor.has_role(*POSTERS)
        else "",
        "lights": dossier.lights(),
        "account": dossier.account(),
        "measures": measures.measures_of(household=number, **asking),
        "received": dossier.received(request.day.year),
        "contact": contract.contact,
    }
    return render(request, "households/card.html", shown)


@page(*EVERY)
@require_GET
def why(request: HttpRequest, number: int, check: str) -> HttpResponse:
    """Show how a check came out for a household, as a tree."""
    dossier, _shown = _opened(request, number)
    run = place.latest_run()
    policy = place.policy()
    if run is None:
        raise RunMissing(_("there is no run yet; run: shouwang screen"))
    if check not in policy.checks:
        raise NotFound(_("there is no such check"))
    tables = _tables(request.home.lake, int(run.record["snapshot"]),
                     policy.content.coverage_level)  # fmt: skip
    day = date.fromisoformat(run.record["as_of"])
    told = explain(policy, tables, household=str(number), check=check, on=day)
    trail.saw(request, "explain", f"household:{number}", check=check)
    document = told.as_json()
    for subject in document["subjects"]:
        _name_people(subject["tree"], dossier.facts)
        word_formulas(subject["tree"], policy)
    shown = {"told": document, "number": number}
    template = "households/_why.html" if request.htmx else "households/why.html"
    return render(request, template, shown)


@page(*UNMASKERS)
@require_POST
def show_id(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Show one ID number, once, to somebody who says why."""
    dossier, shown = _opened(request, number)
    if person not in {each["person"] for each in dossier.facts.people}:
        raise NotFound(_("there is no such person in this household"))
    form = Purpose(request.POST)
    if not form.is_valid():
        raise InputProblems(
            [Problem(_("purpose"), _("say in 4 to 100 characters what the number is needed for"))]
        )
    found = id_numbers_of(request.home, [person]).get(person)
    if found is None:
        raise NotFound(_("the ID number of this person is not known"))
    trail.took(
        request, "show_id", f"household:{number}", purpose=form.cleaned_data["purpose"],
        person=person,
    )  # fmt: skip
    shown |= {"id_number": found, "who": dossier.facts.name_of(person)}
    template = "households/_id.html" if request.htmx else "households/id.html"
    return render(request, template, shown)


def _name_people(node: dict[str, Any], facts: Facts) -> None:
    """Put names in the place of the numbers of persons."""
    if node["kind"] == "subject" and str(node["label"]).isdigit():
        node["label"] = facts.name_of(int(node["label"])) or node["label"]
    for part in node.get("parts", ()):
        _name_people(part, facts)


def facts_for(request: HttpRequest, number: int) -> Facts:
    """Return what the register says of a household that the reader may see.

    Raises:
        NotFound: if it is not in the reader's scope.
    """
    return _opened(request, number)[0].facts


def opened(request: HttpRequest, number: int) -> tuple[Any, Held, tuple[str, ...]]:
    """Return a household of the index, the snapshot, and the household's places in the lake.

    Raises:
        NotFound: if it is not in the reader's scope.
    """
    indexed = index.household(number=number, on=request.day, scope=request.scope)
    content = place.content()
    state = index.index_state(on=request.day, scope=request.scope)
    found = held(request.home, content)
    if found.snapshot.id != state.snapshot:
        found = at_snapshot(request.home.lake, content, state.snapshot)
    return indexed, found, tuple(indexed.place[level] for level in content.partition)


def _opened(request: HttpRequest, number: int) -> tuple[Dossier, dict[str, Any]]:
    indexed, found, at = opened(request, number)
    dossier = dossier_of(
        request.home, place.policy(), found, household=number, at=at, reader=request.actor
    )
    shown = {"household": indexed, "facts": dossier.facts, "snapshot": found.snapshot.id}
    return dossier, shown


def _addresses(request: HttpRequest, number: int) -> dict[str, str]:
    """Where the main buttons lead, as far as they are for the reader."""
    may_change = request.actor.has_role(*OFFICE)
    may_keep = request.actor.has_role(*VISITORS, *OFFICE)
    may_pair = request.actor.has_role(*DECIDING)
    return {
        "change_url": reverse("households:change", args=[number]) if may_change else "",
        "correct_url": reverse("corrections:new", args=[number]) if may_keep else "",
        "visit_url": f"{reverse('visits:new')}?household={number}" if may_keep else "",
        "open_url": f"{reverse('cases:open')}?household={number}" if may_keep else "",
        "pair_url": reverse("households:assign_pairing", args=[number]) if may_pair else "",
    }


def _all_events(dossier: Dossier, shown: Mapping[str, Any]) -> list[Event]:
    """The time line of the feeds, and what was decided here."""
    events = dossier.events()
    for each in shown["visits"]:
        label = gettext(each.get_purpose_display())
        verdict = gettext(each.get_verdict_display()) if each.verdict else ""
        said = f"{label} · {verdict}" if verdict else label
        events.append(Event(each.visited_date, said, each.visited_by))
    for each in shown["changes"]:
        said = gettext(each.get_kind_display())
        events.append(Event(each.happened_date, said, each.recorded_by))
    return sorted(events, key=lambda each: each.day, reverse=True)


@lru_cache(maxsize=2)
def _tables(root: Path, number: int, level: str) -> Tables:
    """The tables of a run's snapshot, each looked up when it is asked for."""
    found = at_snapshot(root, place.content(), number)
    source = found.sources.get(DELIVERED)
    delivered = read_delivered(read_source(source), level) if source else Delivered()
    names = {name: str(version) for name, version in found.snapshot.tables.items()}
    return Tables(found.sources, delivered, f"snapshot {number}", names)
