"""Solar stations in the June of a demo: looked at by their days, tickets at every step, reviews.

Everything goes through the operations that the pages use, by people of the right role. Needs
Django set up.
"""

from datetime import timedelta
from typing import Any

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, at_place
from shouwang.cli.demo_papers import photo
from shouwang.rules.solar import SolarRules, load_solar_rules
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations import files
from shouwang.stages.programmes.solar.operations import evaluating, reviews, tickets
from shouwang.stages.programmes.solar.queries import standings, tickets as known
from shouwang.stages.register.queries import index

RAISED_AGO = 12  # days: some tickets are late by the day of the demo
FAR = ("raised", "assigned", "repaired", "closed", "returned", "assigned")
MOST_TICKETS = 60  # that somebody has been busy with
REVIEWS = 8  # stations whose list has been drawn up
FAMILIES = 12  # households of a list
MET_AGO = 5  # days
SENT_BACK = 2  # of so many stations, the one whose list goes back


def live_solar(life: Life) -> None:
    """Look at all stations, work on tickets, review some lists of beneficiaries."""
    rules = load_solar_rules(life.policy.content)
    life.act("stations looked at", evaluating.evaluate_stations, home=life.home,
             content=life.policy.content, rules=rules, at=life.moment(life.day), by=SYSTEM,
             on=life.day)  # fmt: skip
    begun = life.day - timedelta(days=RAISED_AGO)
    life.act("solar tickets", tickets.raise_tickets, rules=rules, at=life.moment(begun),
             by=SYSTEM, on=begun)  # fmt: skip
    found = known.tickets(place={}, limit=MOST_TICKETS, on=life.day, scope=EVERYWHERE)
    for number, each in enumerate(found):
        _work(life, rules, each, FAR[number % len(FAR)])
    _review(life)


def _work(life: Life, rules: SolarRules, ticket: Any, goal: str) -> None:
    """Take a ticket as far as it goes in the demo."""
    banner = ticket.banner
    clerk, approver = (at_place(life, "banner", banner, role) for role in ("clerk", "approver"))
    day = life.day - timedelta(days=RAISED_AGO - 2)
    given: dict[str, Any] = {"rules": rules, "ticket_id": ticket.pk}
    if goal == "raised":
        return
    step = life.act("ticket step", tickets.assign_ticket, version=1, keeper=_("keeper of the station"),
                    at=life.moment(day), by=approver, on=day, **given)  # fmt: skip
    if step is None or goal == "assigned":
        return
    day += timedelta(days=3)
    files.keep_file(
        home=life.home, data=photo(), name="repair.jpg", owner=f"solar_ticket:{ticket.pk}",
        kind=FileKind.EVIDENCE, household=None, place=ticket.place, at=life.moment(day), by=clerk,
        on=day,
    )  # fmt: skip
    step = life.act("ticket step", tickets.repair_ticket, version=step.version,
                    words=_("a fuse was replaced, the panels were washed"), at=life.moment(day),
                    by=clerk, on=day, **given)  # fmt: skip
    if step is None or goal == "repaired":
        return
    day += timedelta(days=2)
    is_mended = goal == "closed"
    life.act("ticket step", tickets.verify_ticket, version=step.version, is_mended=is_mended,
             words="" if is_mended else _("it still yields less than its neighbours"),
             at=life.moment(day), by=approver, on=day, **given)  # fmt: skip


def _review(life: Life) -> None:
    stations = standings.standings(place={}, limit=MOST_TICKETS, on=life.day, scope=EVERYWHERE)
    own = [each for each in stations if each.village][:REVIEWS]
    for number, station in enumerate(own):
        _listed(life, number, station)


def _listed(life: Life, number: int, station: Any) -> None:
    village = at_place(life, "village", station.village, "village")
    homes = index.households_of(village=station.village, on=life.day, scope=village.scope)
    day = life.day - timedelta(days=RAISED_AGO)
    review = life.act("solar review", reviews.list_beneficiaries, station=station.station,
                      households=[each.household for each in homes[:FAMILIES]],
                      at=life.moment(day), by=village, on=day)  # fmt: skip
    if review is None or number % 4 == 0:
        return
    day = life.day - timedelta(days=MET_AGO)
    given: dict[str, Any] = {"review_id": review.pk}
    review = life.act("review step", reviews.hold_meeting, version=review.version,
                      meeting_date=day, present=40 + number, in_favour=38, at=life.moment(day),
                      by=village, on=day, **given)  # fmt: skip
    if review is None or number % 4 == 1:
        return
    township = at_place(life, "township", station.township, "township")
    review = life.act("review step", reviews.check_review, version=review.version,
                      is_right=number != SENT_BACK, reason=_("one household has moved away"),
                      at=life.moment(life.day), by=township, on=life.day, **given)  # fmt: skip
    if review is None or review.state != "checked" or number % 4 == SENT_BACK:
        return
    approver = at_place(life, "banner", station.banner, "approver")
    life.act("review step", reviews.approve_review, version=review.version, is_right=True,
             reason="", at=life.moment(life.day), by=approver, on=life.day, **given)  # fmt: skip
