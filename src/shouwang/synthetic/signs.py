"""What a delivered row must say to show the hardships of the programmes and the safety net."""

from collections.abc import Mapping

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array
from shouwang.synthetic.evidence import (
    TESTS as FIRST,
    Seen,
    Test,
    home_word,
    person_word,
    running,
    unsafe,
)
from shouwang.synthetic.livelihood import SOURCES
from shouwang.synthetic.months import DAYS_PER_YEAR, told

OFTEN = 3  # helpers in a year
LONG_PENDING = 60  # days: what waits longer is not on its way


def _home_row(feed: str) -> Test:
    def shown(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
        del person, onset
        return np.isin(household, seen.column(feed, "household"))

    return shown


def _dying(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    homes, place = np.unique(seen.column("livestock", "household"), return_inverse=True)
    died, stock, sold = (
        np.bincount(place, weights=seen.column("livestock", name), minlength=len(homes))
        for name in ("died", "stock", "sold")
    )
    least = assumptions("herds").span("dying.share")[0]
    hit = homes[died >= least * np.maximum(died + stock + sold, 1)]
    return np.isin(household, hit)


def _fallen(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    """The last survey found more than the register has now."""
    del person, onset
    gross = sum(seen.column("household", name) for name in SOURCES[:-1])
    net = gross - seen.column("household", "business_cost")
    now = net / np.maximum(seen.column("household", "members"), 1)
    homes = seen.column("household", "household")
    order = np.argsort(homes)
    visited = seen.column("visit", "household")
    place = order[np.minimum(np.searchsorted(homes[order], visited), len(order) - 1)]
    surveys = seen.word("visit", "purpose", "survey") & (homes[place] == visited)
    more = surveys & (seen.column("visit", "income_per_person") > now[place])
    return seen.any("visit", "household", more, household)


def _unvisited(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person
    lately = seen.column("visit", "visited_date") > onset.max(initial=0)
    return ~seen.any("visit", "household", lately, household)


def _ill_uncovered(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    ill = seen.any(
        "medical_claim", "person", seen.column("medical_claim", "serious_illness"), person
    )
    return ill & ~seen.any("social_assistance", "person", running(seen), person)


def _stopped(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    going = running(seen)
    home = seen.home_of(seen.column("social_assistance", "person"))
    return np.isin(household, home[~going]) & ~np.isin(household, home[going])


def _unsubsidised(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    return seen.any("disability", "person", ~seen.column("disability", "care_subsidy"), person)


def _without_pension(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    return ~seen.any("pension", "person", seen.word("pension", "state", "drawing"), person)


def _without_school_aid(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    pupil = seen.any(
        "school_roll", "person", seen.word("school_roll", "stage", "vocational"), person
    )
    lately = seen.column("scheme_student", "term_start") > told("day") - DAYS_PER_YEAR
    return pupil & ~seen.any("scheme_student", "person", lately, person)


def _payment(seen: Seen, household: Array, rows: Array) -> Array:
    home = seen.home_of(seen.column("policy_payment", "person")[rows])
    return np.isin(household, home)


def _cut(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    rows = seen.word("policy_payment", "state", "stopped", "lowered")
    rows &= seen.word("policy_payment", "reason", "exited", "no_money")
    return _payment(seen, household, rows)


def _unpaid(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    rows = seen.word("policy_payment", "state", "pending", "returned")
    rows &= seen.column("policy_payment", "due_date") < told("day") - LONG_PENDING
    return _payment(seen, household, rows)


def _helpless(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    ended = seen.column("helper", "ended_date")
    return ~seen.any("helper", "household", (ended == 0) | (ended > told("day")), household)


def _changing(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    lately = seen.column("helper", "started_date") > told("day") - DAYS_PER_YEAR
    homes, times = np.unique(seen.column("helper", "household")[lately], return_counts=True)
    return np.isin(household, homes[times >= OFTEN])


def _unclaimed(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    """Somebody in the household has borne a heavy cost, and no claim has been reported."""
    del person, onset
    paid = seen.column("medical_claim", "self_paid")
    people, place = np.unique(seen.column("medical_claim", "person"), return_inverse=True)
    total = np.bincount(place, weights=paid, minlength=len(people)) / 100
    heavy = people[total >= assumptions("claims").span("heavy.poor")[0] - 1]
    burdened = np.isin(household, seen.home_of(heavy))
    return burdened & ~np.isin(household, seen.column("insurance_claim", "household"))


def _loss(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    """The register says that somebody is gone, or the police do."""
    shown = FIRST["lost_earner"](seen, household, person, onset)
    if not seen.has("vital_event"):
        return shown
    recorded = person_word("vital_event", "kind", "death", "registration_loss", "missing")
    return shown | recorded(seen, household, person, onset)


TESTS: Mapping[str, Test] = {
    **FIRST,
    "lost_earner": _loss,
    "health_event": _home_row("public_health_event"),
    "accident_hurt": person_word("accident", "outcome", "serious", "disabled"),
    "herd_dying": _dying,
    "income_fallen": _fallen,
    "unvisited": _unvisited,
    "early_exit": unsafe,
    "uncovered_ill": _ill_uncovered,
    "cover_stopped": _stopped,
    "subsidy_missing": _unsubsidised,
    "pension_missing": _without_pension,
    "school_aid_missing": _without_school_aid,
    "policy_cut": _cut,
    "policy_unpaid": _unpaid,
    "helper_missing": _helpless,
    "helper_changed_often": _changing,
    "project_failed": home_word("project_benefit", "state", "failed"),
    "unclaimed": _unclaimed,
}
