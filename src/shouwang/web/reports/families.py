"""The papers of one household: its dossier and its card, from what its page shows."""

from collections.abc import Mapping
from typing import Any

from shouwang.base.access import Actor
from shouwang.stages.cases.queries import cases, leads, measures, visits
from shouwang.stages.register.held import at_snapshot
from shouwang.stages.register.queries import index
from shouwang.stages.reports.composing import Gathered
from shouwang.stages.reports.gathering.asked import Asked, gathered, words_of
from shouwang.web import place
from shouwang.web.households.dossier import Dossier, dossier_of

CENTS = 100  # fen of a yuan
BLANK = "\u3000" * 6  # characters to write a number by hand
LIGHTS = {"good": "light_good", "watch": "light_watch", "bad": "light_bad", "none": "light_none"}


def of_household(asked: Asked, by: Actor) -> Gathered:
    """Return what the papers of a household are made of."""
    number = int(asked.parameters["household"])
    held = index.household(number=number, on=asked.on, scope=asked.scope)
    content = asked.policy.content
    state = index.index_state(on=asked.on, scope=asked.scope)
    found = at_snapshot(asked.home.lake, content, state.snapshot)
    at = tuple(held.place[level] for level in content.partition)
    dossier = dossier_of(asked.home, asked.policy, found, household=number, at=at, reader=by)
    return gathered(asked, _words(asked, held, dossier), lists=_lists(asked, number, dossier))


def _words(asked: Asked, held: Any, dossier: Dossier) -> dict[str, str]:
    account = dossier.account()
    contact = asked.policy.content.contracts["household"].contact
    return words_of(asked) | {
        "name": held.head_name,
        "household": str(held.household),
        "village": place.region_label(held.village),
        "status": _word(asked, "household", "status", held.status),
        "per_head": _yuan_text(account.per_head),
        "line": _yuan_text(account.line),
        "note": account.note,
        "contact": contact.office,
        "telephone": contact.telephone or BLANK,
    }


def _lists(asked: Asked, number: int, dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    asking: dict[str, Any] = {"on": asked.on, "scope": asked.scope}
    words = asked.practice.documents.words
    procedures = asked.practice.procedures
    events = dossier.events()
    return {
        "members": [_member(asked, each) for each in dossier.members()
                    if each["row"]["left_date"] is None],
        "lights_of": [
            {"label": each.light.label, "state": words[LIGHTS.get(each.state, "light_blind")],
             "why": words["comma"].join(each.whys) or words["comma"].join(
                 said for _who, said in each.said[:2])}
            for each in dossier.lights()
        ],
        "income": [
            {"label": each.label, "amount": _yuan(each.amount),
             "share": "" if each.is_cost else each.width}
            for each in dossier.account().kinds if each.amount
        ],
        "reasons": [
            {"label": each.finding.check.label, "who": each.who,
             "severity": each.finding.check.severity, "basis": each.finding.check.basis}
            for each in dossier.reasons()
        ],
        "measures": [
            {"title": each.title, "state": str(each.get_state_display()),
             "amount": _yuan(each.amount), "due": each.due_date, "owner": each.owner}
            for each in measures.measures_of(household=number, **asking)
        ],
        "received": [
            {"day": each.day, "who": each.who, "sentence": each.sentence,
             "amount": _yuan(each.money)}
            for each in events if each.money and each.day.year == asked.on.year
        ],
        "leads": [
            {"number": each.pk, "words": each.words, "state": str(each.get_state_display()),
             "raised": each.raised_date, "due": each.due_date}
            for each in leads.leads_of(household=number, **asking)
        ],
        "visits": [
            {"day": each.visited_date, "purpose": str(each.get_purpose_display()),
             "verdict": str(each.get_verdict_display()) if each.verdict else "",
             "by": each.visitor or each.visited_by}
            for each in visits.visits_of(household=number, **asking)
        ],
        "cases": [
            {"number": each.number,
             "procedure": procedures[each.procedure].label
             if each.procedure in procedures else each.procedure,
             "state": str(each.get_state_display()), "opened": each.opened_date,
             "decided": each.decided_date}
            for each in cases.cases_of(household=number, **asking)
        ],
        "helpers": [
            {"name": each["helper_name"], "unit": each.get("helper_unit") or "",
             "phone": each["helper_phone"] or ""}
            for each in dossier.helpers()
        ],
        "events": [
            {"day": each.day, "who": each.who, "sentence": each.sentence} for each in events
        ],
    }  # fmt: skip


def _member(asked: Asked, each: Mapping[str, Any]) -> dict[str, Any]:
    row = each["row"]
    return {
        "name": row["name"],
        "relation": _word(asked, "person", "relation", row["relation"]),
        "age": each["age"],
        "health": _word(asked, "person", "health", row["health"]),
        "school": _word(asked, "person", "school_status", row["school_status"]),
        "labour": "",
        "id": each["mask"],
    }


def _word(asked: Asked, feed: str, column: str, word: Any) -> str:
    codes = asked.policy.content.contracts[feed].column(column).codes
    return codes[word][0] if word in codes else str(word or "")


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / CENTS


def _yuan_text(fen: int | None) -> str:
    return "" if fen is None else f"{fen / CENTS:.0f}"
