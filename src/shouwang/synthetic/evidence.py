"""What a delivered row must say to show a hardship, by kind; no policy rule is asked."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array
from shouwang.synthetic.hardship import EARNERS_GO_BY
from shouwang.synthetic.livelihood import SOURCES
from shouwang.synthetic.months import history_starts, told


class Seen:
    """The delivered tables of a banner, asked by the numbers of households and people."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables = tables

    def has(self, feed: str) -> bool:
        """Whether a feed is among the tables."""
        return feed in self._tables

    def column(self, feed: str, name: str) -> Array:
        """Return a column; numbers and days that are not known become zero."""
        values = self._tables[feed].column(name).combine_chunks()
        if pa.types.is_dictionary(values.type):
            values = values.cast(pa.string())
        if pa.types.is_date(values.type):
            values = values.cast(pa.int32())
        if pa.types.is_decimal(values.type):
            values = values.cast(pa.float64())
        if pa.types.is_string(values.type):
            return np.asarray(values.fill_null("").to_numpy(zero_copy_only=False))
        if pa.types.is_boolean(values.type):
            return np.asarray(
                values.fill_null(fill_value=False).to_numpy(zero_copy_only=False), dtype=bool
            )
        return np.asarray(values.fill_null(0).to_numpy(zero_copy_only=False))

    def word(self, feed: str, name: str, *words: str) -> Array:
        """Return which rows bear one of the words."""
        values = self._tables[feed].column(name)
        found = pc.is_in(values.cast(pa.string()), value_set=pa.array(words, pa.string()))
        return np.asarray(found.to_numpy())

    def home_of(self, people: Array) -> Array:
        """Return the household of each person."""
        numbers = self.column("person", "person")
        order = np.argsort(numbers)
        place = order[np.searchsorted(numbers[order], people)]
        homes: Array = self.column("person", "household")[place]
        return homes

    def any(self, feed: str, key: str, rows: Array, numbers: Array) -> Array:
        """Return for which numbers any of the chosen rows stands in the feed."""
        return np.isin(numbers, self.column(feed, key)[rows])


Test = Callable[[Seen, Array, Array, Array], Array]


def _income(path: str) -> Test:
    def shown(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
        del person, onset
        gross = sum(seen.column("household", name) for name in SOURCES[:-1])
        net = (gross - seen.column("household", "business_cost")) / 100
        a_head = net / seen.column("household", "members")
        most = assumptions("livelihood").span(path)[1]
        return seen.any("household", "household", a_head <= most + 1, household)

    return shown


def _heavy(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household
    order = np.argsort(person)
    numbers, first = person[order], onset[order]
    claimant = seen.column("medical_claim", "person")
    place = np.minimum(np.searchsorted(numbers, claimant), len(numbers) - 1)
    own = numbers[place] == claimant
    stays = own & seen.word("medical_claim", "kind", "inpatient")
    stays &= seen.column("medical_claim", "settled_date") >= first[place]
    treated = own & seen.word("medical_claim", "kind", "special_outpatient")
    paid = seen.column("medical_claim", "self_paid") / 100
    stayed, treatment = (
        np.bincount(place[rows], weights=paid[rows], minlength=len(numbers))
        for rows in (stays, treated)
    )
    rules = assumptions("claims")
    lasting = rules.number("heavy.lasting.visits") * rules.span("heavy.lasting.paid")[0]
    shown = np.zeros(len(numbers), dtype=bool)
    shown[order] = (stayed >= rules.span("heavy.poor")[0] - 1) | (treatment >= lasting - 1)
    return shown


def person_word(feed: str, name: str, *words: str) -> Test:
    """Return a test: a row of the person bears one of the words."""

    def shown(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
        del household, onset
        return seen.any(feed, "person", seen.word(feed, name, *words), person)

    return shown


def home_word(feed: str, name: str, *words: str) -> Test:
    """Return a test: a row of the household bears one of the words."""

    def shown(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
        del person, onset
        return seen.any(feed, "household", seen.word(feed, name, *words), household)

    return shown


def unsafe(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    """Return which households live in a house of a dangerous grade."""
    del person, onset
    rows = seen.word("housing_grade", "grade", "C", "D") & seen.column("housing_grade", "lived_in")
    rows &= ~seen.word("housing_grade", "renovation", "done")
    return seen.any("housing_grade", "household", rows, household)


def _water(name: str, path: str, *, most: bool = False) -> Test:
    def shown(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
        del person, onset
        values = seen.column("water_point", name)
        low, high = assumptions("dwelling").span(path)
        rows = (values <= high) & (values > 0) if most else values >= np.floor(low)
        return seen.any("water_point", "household", rows, household)

    return shown


def _dear(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    least = assumptions("school").span("dear")[0] * 100
    rows = seen.column("school_roll", "cost_after_aid") >= least
    return seen.any("school_roll", "person", rows, person)


def _no_serious(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    rows = ~seen.column("insurance_enrolment", "serious_cover")
    return seen.any("insurance_enrolment", "person", rows, person)


def _lost_job(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    latest = seen.column("employment", "month") == history_starts()[-1]
    rows = latest & ~seen.column("employment", "working")
    return seen.any("employment", "person", rows, person)


def _low_wage(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    wage = seen.column("employment", "wage")
    most = assumptions("work").span("low_wage")[1] * 100
    return seen.any("employment", "person", (wage > 0) & (wage <= most), person)


def _dropped(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    """All a household's people earned each month since it began, beside each month before."""
    del person
    order = np.argsort(household)
    numbers, since = household[order], onset[order]
    place = _places(numbers, seen.home_of(seen.column("employment", "person")))
    wage = seen.column("employment", "wage")
    late = seen.column("employment", "month") > since[place]
    months = np.array([np.count_nonzero(history_starts() > day) for day in since])
    sums = [
        np.bincount(place[rows], weights=wage[rows], minlength=len(numbers))
        for rows in ((place >= 0) & late, (place >= 0) & ~late)
    ]
    after = sums[0] / np.maximum(months, 1)
    before = sums[1] / np.maximum(len(history_starts()) - months, 1)
    shown = np.zeros(len(numbers), dtype=bool)
    shown[order] = (after > 0) & (after < before / 2)
    return shown


def _places(numbers: Array, wanted: Array) -> Array:
    """Return the place of each wanted number among the sorted ones, -1 where it is not there."""
    place = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    return np.where(numbers[place] == wanted, place, -1)


def _herd(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    least = assumptions("disaster").span("herd.share")[0]
    rows = seen.column("disaster", "livestock_share") >= least
    return seen.any("disaster", "household", rows, household)


def _heavy_loss(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    rules = assumptions("disaster")
    rows = seen.column("disaster", "loss") >= rules.number("loss_least") * 100
    rows &= seen.column("disaster", "livestock_lost") <= rules.span("herd.small.lost")[1]
    return seen.any("disaster", "household", rows, household)


def _uncovered_disabled(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del household, onset
    helped = seen.column("disability", "living_subsidy")
    helped |= seen.column("disability", "care_subsidy")
    without = seen.any("disability", "person", ~helped, person)
    return without & ~seen.any("social_assistance", "person", running(seen), person)


def running(seen: Seen) -> Array:
    """Return which rows of social assistance have not ended."""
    ended = seen.column("social_assistance", "end_date")
    running: Array = (ended == 0) | (ended > told("day"))
    return running


def _uncovered_home(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person, onset
    covered = seen.column("social_assistance", "person")[running(seen)]
    member = np.isin(seen.column("person", "person"), covered)
    return ~seen.any("person", "household", member, household)


def _unhelped(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person
    helped = _helped(seen, household, onset, seen.column("measure", "household") > 0)
    everybody = np.ones(len(seen.column("watch", "household")), dtype=bool)
    return seen.any("watch", "household", everybody, household) & ~helped


def _weak(seen: Seen, household: Array, person: Array, onset: Array) -> Array:
    del person
    words = assumptions("aid").section("measures.developmental")
    strong = seen.word("measure", "kind", *words)
    anything = np.ones(len(strong), dtype=bool)
    helped = _helped(seen, household, onset, anything)
    return helped & ~_helped(seen, household, onset, strong)


def _helped(seen: Seen, household: Array, onset: Array, rows: Array) -> Array:
    """Return which households have got one of the measures since they were put on the list."""
    order = np.argsort(household)
    given = seen.column("measure", "household")
    place = np.minimum(np.searchsorted(household[order], given), len(household) - 1)
    since = seen.column("measure", "started_date") >= onset[order][place]
    matches = rows & since & (household[order][place] == given)
    return np.isin(household, given[matches])


TESTS: Mapping[str, Test] = {
    "income_low": _income("income.low"),
    "income_drop": _dropped,
    "heavy_medical": _heavy,
    "dear_schooling": _dear,
    "dropout": person_word("school_roll", "state", "dropout"),
    "uninsured": person_word("insurance_enrolment", "basic", "none"),
    "no_serious_cover": _no_serious,
    "unsafe_house": unsafe,
    "unsafe_water": home_word("water_point", "quality", "fail"),
    "short_water": _water("litres_per_day", "hardship.short.plenty", most=True),
    "far_water": _water("fetch_minutes", "hardship.far.minutes"),
    "dry_water": _water("dry_days", "hardship.dry.dry_days"),
    "water_cut": _water("cut_days", "hardship.cut"),
    "lost_job": _lost_job,
    "low_wage": _low_wage,
    "disaster_loss": _heavy_loss,
    "livestock_loss": _herd,
    "lost_earner": person_word("person", "left_reason", *EARNERS_GO_BY),
    "uncovered_disabled": _uncovered_disabled,
    "uncovered_no_labour": _uncovered_home,
    "unhelped": _unhelped,
    "weak_help": _weak,
    "relapse": unsafe,
}
