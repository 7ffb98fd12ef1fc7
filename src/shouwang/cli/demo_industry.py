"""The project bank in a demo: declarations in every state, what has entered it in the data.

Everything goes through the operations that the pages use. Needs Django set up.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor
from shouwang.rules.procedures import Step
from shouwang.stages.cases.workflow import DONE, REFUSED, RETURNED, acting_role
from shouwang.stages.programmes.industry import bank
from shouwang.stages.programmes.industry.operations import notices, proposals
from shouwang.stages.programmes.industry.operations.publishing import publish_bank
from shouwang.stages.programmes.industry.queries import bank as known

BEGUN = 75  # days ago the first project was declared
APART = 3  # days between one declaration and the next
TAKERS = ("village", "township", "clerk", "approver")
BEFORE_THE_END = 3  # days before the day of the demo on which nothing is done any more


def _projects() -> tuple[tuple[str, ...], ...]:
    """Name, category, product, tie, yuan, households, and how far it gets."""
    return (
        (_("Breeding sheep for households"), "breed", "mutton", "custody", "180000", "15", "fund"),
        (_("Beef barn of the cooperative"), "industry", "beef", "share", "650000", "32", "approve"),
        (_("Courtyard vegetables"), "courtyard", "vegetable", "own", "48000", "12", "department"),
        (_("Road to the pasture"), "infrastructure", "", "", "420000", "60", "township"),
        (_("Potato seed store"), "industry", "potato", "order", "300000", "20", "apply"),
        (_("Hen house"), "industry", "poultry", "wage", "220000", "10", "returned"),
        (_("Fodder land"), "industry", "forage", "land", "160000", "18", "refused"),
        (_("Wool sorting"), "industry", "other", "wage", "90000", "8", "draft"),
    )


def live_industry(life: Life) -> None:
    """Declare projects and take each as far as it gets; then write the bank into the lake."""
    village = actor(life, "village")
    place = life.policy.content.ancestors(min(village.scope.places))
    names = {"village": "village", "township": "township", "clerk": "clerk",
             "approver": "approver"}  # fmt: skip
    people = {
        role: who
        for role, name in names.items()
        if (who := actor(life, name)).scope.covers(place)
    }  # fmt: skip
    for number, told in enumerate(_projects()):
        _project(life, people, number, told)
    life.act("bank", publish_bank, home=life.home, content=life.policy.content,
             at=life.moment(life.day), by=replace(actor(life, "region")), on=life.day)  # fmt: skip


def _project(
    life: Life, people: dict[str, Actor], number: int, told: tuple[str, ...]
) -> None:  # fmt: skip
    name, category, line, link, yuan, homes, goal = told
    day = life.day - timedelta(days=BEGUN - APART * number)
    content, village = life.policy.content, people["village"]
    year = life.day.year
    found = life.act(
        "project", proposals.declare_project, content=content, village=min(village.scope.places),
        told={
            "name": name, "project_year": str(year), "category": category, "line": line,
            "nature": "new", "site": content.regions[min(village.scope.places)].name,
            "responsible_unit": _("office of the township"), "task": name, "budget": yuan,
            "funding": _("special money for poverty alleviation"),
            "planned_start": f"{year}-08-01", "planned_end": f"{year}-11-30",
            "timetable": _("from August to November"),
            "beneficiaries": _("{count} households of the village").format(count=homes),
            "households_planned": homes, "link": link, "asset_kind": "operating",
            "target": _("each household earns 2000 yuan more"),
            "mechanism": _("work, orders and dividends by contract"),
        },
        at=life.moment(day), by=village, on=day,
    )  # fmt: skip
    if found is None or goal == "draft":
        return
    last = {"returned": "township", "refused": "township"}.get(goal, goal)
    outcomes = {"returned": RETURNED, "refused": REFUSED}
    stands = known.standing(proposal_id=found.pk, content=content, on=day, scope=EVERYWHERE)
    for step in stands.version.steps:
        outcome = outcomes.get(goal, DONE) if step.name == last else DONE
        day = _step(life, people, found, step, day, outcome)
        if step.name == last or day > life.day - timedelta(days=BEFORE_THE_END):
            return


def _step(
    life: Life, people: dict[str, Actor], found: Any, step: Step, day: Any, outcome: str
) -> Any:
    """Take a step as soon as what forbids it is over, post its notice; return the day after it."""
    content = life.policy.content
    by = next(
        people[role] for role in TAKERS
        if role in people and acting_role(step, bank.roles_for(people[role].roles))
    )  # fmt: skip
    told: dict[str, Any] = {"content": content, "proposal_id": found.pk, "step": step.name}
    life.act(
        "bank step", proposals.take_step, **told, version=_version(found, life), outcome=outcome,
        papers=step.papers, note=_("say who benefits") if outcome != DONE else "",
        at=life.moment(day), by=by, on=day,
    )  # fmt: skip
    if outcome != DONE or step.notice is None:
        return day + timedelta(days=1)
    life.act("bank notice", notices.post_notice, **told, version=_version(found, life),
             at=life.moment(day), by=by, on=day)  # fmt: skip
    days = step.notice.at_least.days_on(day, life.policy) or 0
    return day + timedelta(days=days)


def _version(found: Any, life: Life) -> int:
    return known.proposal(proposal_id=found.pk, on=life.day, scope=EVERYWHERE).version
