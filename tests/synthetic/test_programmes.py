"""Loans, posts, workshops, vacancies, training, relocation, claims, herds, health events."""

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.insurance import load_products
from shouwang.synthetic.aid import assist
from shouwang.synthetic.arrow import Keys, lake_table
from shouwang.synthetic.cells import Coded, Known
from shouwang.synthetic.claims import claim_rows
from shouwang.synthetic.digits import serials
from shouwang.synthetic.disaster import disaster_rows
from shouwang.synthetic.faults import plant
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.help import measure_rows
from shouwang.synthetic.identity import person_ids
from shouwang.synthetic.insurance import product_lines
from shouwang.synthetic.livelihood import earn
from shouwang.synthetic.loans import months_later
from shouwang.synthetic.months import DAYS_PER_YEAR, told
from shouwang.synthetic.programmes import PROGRAMMES, programme_rows
from shouwang.synthetic.register import keep_register
from shouwang.synthetic.work import employ, in_public_post
from shouwang.synthetic.world import make_world

SEED = 5
YEAR = 366  # of days to 2020-06-30
KEYS = {
    "microloan": ("loan",),
    "compensation_fund": ("fund",),
    "public_post": ("agreement",),
    "workshop": ("workshop",),
    "vacancy": ("vacancy",),
    "training": ("training",),
    "training_base": ("base",),
    "job_seeker": ("seeker",),
    "relocation": ("household",),
    "relocation_site": ("site",),
    "insurance_claim": ("case_number",),
    "insurance_cover": ("policy",),
    "livestock": ("household", "kind"),
    "public_health_event": ("health_event", "household"),
}


class Drawn:
    """A banner and the rows of these feeds before any fault is planted."""

    def __init__(self, plan):
        self.world = world = make_world(plan, SEED)
        self.aid = aid = assist(world)
        self.jobs = jobs = employ(world)
        self.living = earn(world, aid, jobs)
        register = keep_register(world, aid, jobs, self.living)
        self.medical, disasters = (
            claim_rows(world, aid, self.living),
            disaster_rows(world, self.living),
        )
        feeds = programme_rows(register, aid, jobs, medical=self.medical, disasters=disasters)
        self.rows = {rows.feed: rows for rows in feeds}
        nobody = np.zeros(world.homes.count, dtype=bool)
        self.rows["measure"] = measure_rows(world, jobs, aid, nobody)
        self.keys = Keys(world.homes.number, world.people.number, person_ids(world))

    def column(self, feed, name):
        """Return values and whether they are known; words for codes."""
        cells = self.rows[feed].columns[name]
        if isinstance(cells, Coded):
            return np.array([*cells.words, ""])[cells.places]
        if isinstance(cells, Known):
            return cells.values
        return np.asarray(cells)

    def known(self, feed, name):
        return self.rows[feed].columns[name].known

    def healthy(self, feed):
        masks = self.rows[feed].masks
        return ~np.any(
            [np.zeros(self.rows[feed].count, dtype=bool)]
            + [mask for name, mask in masks.items() if name.startswith("fault:")],
            axis=0,
        )

    def fault(self, feed, kind):
        return self.rows[feed].masks[f"fault:{kind}"]


@pytest.fixture(scope="module")
def region(content):
    frame = plan_region(content, scale=0.01, seed=SEED, claims=None)
    by_poor = sorted(frame.banners, key=lambda plan: -plan.quotas["exited"])
    return [Drawn(plan) for plan in by_poor[:24]]


def test_the_feeds_are_those_named_and_deliver_what_the_contracts_say(content, region):
    made = Counter()
    for drawn in region:
        assert tuple(drawn.rows) == (*PROGRAMMES, "measure")
        for feed in PROGRAMMES:
            table = lake_table(drawn.rows[feed], content.contracts[feed], drawn.keys)
            assert table.num_rows == drawn.rows[feed].count
            made[feed] += table.num_rows
    assert min(made[feed] for feed in PROGRAMMES) > 0


@pytest.mark.parametrize("feed", PROGRAMMES)
def test_no_key_stands_twice_in_the_region(content, region, feed):
    tables = [lake_table(d.rows[feed], content.contracts[feed], d.keys) for d in region]
    columns = [
        pa.concat_tables(t.select([name]) for t in tables).column(0).to_pylist()
        for name in KEYS[feed]
    ]
    counted = Counter(zip(*columns, strict=True))
    assert max(counted.values()) == 1
    assert KEYS[feed] == tuple(content.contracts[feed].key)


@pytest.mark.parametrize("feed", PROGRAMMES)
def test_declared_faults_fit_their_rows(content, region, feed):
    for drawn in region:
        rows, faults = plant(drawn.rows[feed], drawn.world)
        table = lake_table(rows, content.contracts[feed], drawn.keys)
        assert table.num_rows == drawn.rows[feed].count
        own = faults.row[faults.row >= 0]
        assert len(np.unique(own)) == len(own)


def test_drawing_again_says_the_same(region):
    again = Drawn(region[0].world.plan)
    for feed in PROGRAMMES:
        one, other = region[0].rows[feed], again.rows[feed]
        assert np.array_equal(one.day, other.day), feed


def test_healthy_loans_keep_the_six_rules(region):
    more = 0
    for drawn in region:
        ok = drawn.healthy("microloan")
        state = drawn.column("microloan", "state")
        running = ok & (state == "issued")
        assert drawn.column("microloan", "amount")[ok].max(initial=0) <= 50000 * 100
        term = drawn.column("microloan", "term_months")
        assert term[ok].max(initial=0) <= 36
        base = np.where(term <= 12, 4.35, 4.75)
        assert np.all(drawn.column("microloan", "rate")[ok] <= base[ok])
        assert not drawn.column("microloan", "secured")[running].any()
        assert np.all(drawn.column("microloan", "subsidised_share")[running] == 100)
        assert set(drawn.column("microloan", "used_by")[running]) <= {"household", "other", ""}
        misuse = {"housing", "wedding", "consumption", "relending"}
        assert not misuse & set(drawn.column("microloan", "purpose")[running])
        person = drawn.rows["microloan"].places("person")
        issued = drawn.column("microloan", "issued_date")
        age = (issued - drawn.world.people.birth[person]) / DAYS_PER_YEAR
        settled = ok & drawn.known("microloan", "issued_date") & (state != "written_off")
        assert np.all((age >= 18)[settled])
        assert np.all((age < 66)[running])
        more += settled.sum() - running.sum()
    assert more > 0


def test_healthy_loans_past_their_date_are_extended_and_hardly_overdue(region):
    today, seen = told("day"), 0
    for drawn in region:
        running = drawn.healthy("microloan") & (drawn.column("microloan", "state") == "issued")
        due, extended = (
            drawn.column("microloan", "due_date"),
            drawn.column("microloan", "extended_until"),
        )
        is_extended = drawn.known("microloan", "extended_until")
        past = running & (due <= today)
        seen += int(past.sum())
        assert np.all(is_extended[past])
        overdue = drawn.column("microloan", "overdue_days")
        assert overdue[running].max(initial=0) <= 30
        late_2020 = running & (due >= today - 181)
        assert np.all(overdue[late_2020] == 0)
        must = np.where(is_extended, extended, due)
        soon = running & (must - today >= 0) & (must - today <= 30)
        assert np.all(drawn.column("microloan", "repayment_source")[soon])
        assert np.all(drawn.known("microloan", "repayment_source")[soon])
        pending = drawn.column("microloan", "state") == "applied"
        assert np.all(today - drawn.column("microloan", "applied_date")[pending] <= 30)
        assert drawn.column("microloan", "applied_date").max(initial=0) <= today
        closed = np.isin(drawn.column("microloan", "state"), ("repaid", "written_off"))
        assert drawn.column("microloan", "balance")[closed].sum() == 0
    assert seen > 10


def test_a_household_has_one_running_loan_but_for_the_faults(region):
    made = Counter()
    for drawn in region:
        people = drawn.world.people
        person = drawn.rows["microloan"].places("person")
        running = drawn.column("microloan", "state") == "issued"
        twice = drawn.fault("microloan", "several_loans")
        first = np.bincount(people.household[person[running & ~twice]], minlength=people.count)
        assert first.max(initial=0) <= 1
        assert np.all(first[people.household[person[twice]]] == 1)
        gone = drawn.fault("microloan", "loan_of_the_departed")
        assert not people.present[person[gone]].any()
        assert np.all(people.present[person[~gone]])
        old = drawn.fault("microloan", "borrower_age_wrong")
        issued = drawn.column("microloan", "issued_date")[old]
        assert np.all((issued - people.birth[person[old]]) / DAYS_PER_YEAR >= 66)
        made.update(twice=int(twice.sum()), gone=int(gone.sum()), old=int(old.sum()))
    assert min(made.values()) > 0


def test_months_later_keeps_to_the_month():
    days = np.array(["2020-01-31", "2019-12-15"], dtype="datetime64[D]").astype(np.int64)
    later = months_later(days, np.array([1, -14])).astype("datetime64[D]")
    assert [str(day) for day in later] == ["2020-02-29", "2018-10-15"]


def test_posts_and_months_of_work_agree_in_both_directions(region):
    missing = empty = 0
    for drawn in region:
        rows, jobs = drawn.rows["public_post"], drawn.jobs
        person = rows.places("person")
        running = ~drawn.known("public_post", "ended_date")
        vain = drawn.fault("public_post", "post_empty")
        held = set(person[running & ~vain])
        worked = set(jobs.person[in_public_post(jobs)])
        lacking = set(rows.lacking["post_empty"])
        homes = drawn.world.people.household
        assert held <= worked
        assert {homes[each] for each in worked - held} == lacking
        assert not set(person[vain]) & worked
        missing, empty = missing + len(lacking), empty + int(vain.sum())
        started = drawn.column("public_post", "started_date")
        ended = drawn.column("public_post", "ended_date")
        assert np.all(started[~running] < ended[~running])
        assert np.all(drawn.column("public_post", "until_date")[running] >= told("day"))
    assert missing + empty > 0


def test_one_agreement_a_person_and_one_holder_a_household_but_for_the_faults(region):
    made = Counter()
    for drawn in region:
        people, rows = drawn.world.people, drawn.rows["public_post"]
        person = rows.places("person")
        running = ~drawn.known("public_post", "ended_date")
        several = drawn.fault("public_post", "several_posts")
        crowded = drawn.fault("public_post", "too_many_public_posts")
        age = people.age[person]
        over = drawn.fault("public_post", "post_age_wrong")
        assert np.all(age[over] >= 70)
        assert np.all(age[running & ~over] < 70)
        assert np.bincount(person[running & ~several]).max(initial=0) <= 1
        one = running & ~several & ~crowded
        assert np.bincount(people.household[person[one]]).max(initial=0) <= 1
        assert np.isin(person[several], person[one]).all()
        for name, mask in (("several", several), ("crowded", crowded), ("over", over)):
            made[name] += int(mask.sum())
    assert made["several"] + made["crowded"] + made["over"] > 2


def test_posts_paid_from_solar_income_are_held_by_the_poor(region):
    for drawn in region:
        world = drawn.world
        home = world.people.household[drawn.rows["public_post"].places("person")]
        listed = world.standing.was_poor | world.standing.is_watched | drawn.aid.covers(world)
        solar = drawn.column("public_post", "funded_by") == "solar"
        assert np.all(listed[home[solar]])
        owed, wage = drawn.column("public_post", "owed"), drawn.column("public_post", "wage")
        assert np.all(owed < wage)
        other = drawn.column("public_post", "kind") == "other"
        assert np.all(drawn.column("public_post", "remark")[other] != "")


def test_a_post_as_a_measure_has_a_holder_but_for_the_faults(region):
    vain = 0
    for drawn in region:
        holders = drawn.world.people.household[drawn.jobs.person[in_public_post(drawn.jobs)]]
        posts = drawn.column("measure", "kind") == "public_post"
        posts &= ~drawn.known("measure", "ended_date")
        empty = drawn.fault("measure", "post_measure_empty")
        household = drawn.rows["measure"].places("household")
        assert np.isin(household[posts & ~empty], holders).all()
        assert not np.isin(household[empty], holders).any()
        assert np.all(posts[empty])
        vain += int(empty.sum())
    assert vain > 0


def test_healthy_workshops_and_vacancies_keep_the_standards(region):
    today = told("day")
    for drawn in region:
        state = drawn.column("workshop", "state")
        staff, poor = drawn.column("workshop", "staff"), drawn.column("workshop", "poor_staff")
        runs = state == "running"
        assert np.all((poor >= 10)[runs] | (poor >= staff / 5)[runs])
        assert np.all(drawn.column("workshop", "contract_months")[runs] >= 6)
        assert np.all(drawn.column("workshop", "owed")[state != "closed"] == 0)
        since = drawn.column("workshop", "state_since")[state == "stopped"]
        assert np.all(since > today - 91)
        until, wanted = drawn.column("vacancy", "valid_until"), drawn.column("vacancy", "wanted")
        soon = (until >= today) & (until <= today + 30)
        assert np.all(drawn.column("vacancy", "filled")[soon] >= wanted[soon] / 2)
        assert drawn.column("vacancy", "published_date").max(initial=0) < today


def test_the_trained_who_want_work_have_had_some(region):
    idle = 0
    for drawn in region:
        jobs = drawn.jobs
        worked = set(jobs.person[jobs.works[:, -4:-1].any(axis=1)])
        person = drawn.rows["training"].places("person")
        early = drawn.column("training", "ended_date") <= told("day") - 92
        wants = drawn.column("training", "wants_work")
        assert set(person[early & wants]) <= worked
        idle += int((early & ~wants).sum())
    assert idle > 0


def test_every_relocated_household_has_a_row_but_for_the_faults(region):
    today = told("day")
    for drawn in region:
        rows, world = drawn.rows["relocation"], drawn.world
        household = rows.places("household")
        beside = drawn.fault("relocation", "relocation_differs")
        relocated = set(np.flatnonzero(world.standing.relocated))
        lacking = set(rows.lacking["relocation_differs"])
        assert set(household[~beside]) == relocated - lacking
        assert lacking <= relocated
        assert not set(household[beside]) & relocated
        people, area = drawn.column("relocation", "people"), drawn.column("relocation", "area")
        assert np.all(people == world.people.members(world.homes.count)[household])
        assert np.all(area <= 25 * people)
        there = drawn.column("relocation", "occupied")
        handed = drawn.column("relocation", "handed_over_date")
        assert np.all(there[today - handed > 90])
        titled = drawn.column("relocation", "certificate")
        assert np.all(titled[today - handed > 180])
        moved = drawn.column("relocation", "moved_in_date")
        old = drawn.column("relocation", "old_site")
        assert not np.any(there & (old == "standing") & (moved <= today - YEAR))
        pulled = drawn.column("relocation", "old_demolished_date")
        assert not np.any((old == "demolished") & (pulled <= today - YEAR))
        assert pulled[drawn.known("relocation", "old_demolished_date")].max(initial=0) < today
        assert drawn.column("relocation", "debt").max(initial=0) <= 10000 * 100
        assert set(drawn.column("relocation", "follow_up")[there]) <= {
            "industry",
            "employment",
            "public_post",
            "cover",
        }


def test_a_site_tells_what_its_households_do(region):
    for drawn in region:
        moved, sites = drawn.rows["relocation"], drawn.rows["relocation_site"]
        where, lives = drawn.column("relocation", "site"), drawn.column("relocation", "occupied")
        for number, site in enumerate(drawn.column("relocation_site", "site")):
            there = where == site
            assert sites.places("households")[number] == there.sum() > 0
            assert sites.places("flats_occupied")[number] == (there & lives).sum()
            assert sites.places("people")[number] == moved.places("people")[there].sum()
        assert np.all(sites.places("flats_occupied") <= sites.places("flats"))
        assert np.all(sites.places("old_down") <= sites.places("old_due"))


def test_the_sites_are_as_many_as_published_for_their_people(region):
    """1,213 sites for 124,900 people (nmgttcy.com, 2020-01-09): 103 people a site."""
    people = sum(drawn.rows["relocation_site"].places("people").sum() for drawn in region)
    for drawn in region:
        one = drawn.rows["relocation_site"]
        wanted = max(round(one.places("people").sum() / (124_900 / 1_213)), 1)
        assert abs(one.count - wanted) <= max(1, wanted // 10)
    assert people > 0


def test_whoever_bears_more_than_the_line_has_a_claim_unless_unclaimed(region):
    claimed = unclaimed = 0
    for drawn in region:
        world = drawn.world
        people = world.people
        person = drawn.medical.places("person")
        lately = drawn.medical.places("settled_date") > told("day") - YEAR
        lately &= people.present[person]
        cost = np.bincount(
            people.household[person[lately]],
            weights=drawn.medical.places("self_paid")[lately],
            minlength=world.homes.count,
        )
        over = world.standing.was_poor & (cost >= 5000 * 100) & world.homes.living
        forgotten = world.home_mask("unclaimed", shown=True)
        homes = drawn.rows["insurance_claim"].places("household")
        assert np.isin(np.flatnonzero(over & ~forgotten), homes).all()
        illness = drawn.column("insurance_claim", "kind") == "illness"
        assert not np.isin(np.flatnonzero(forgotten), homes[illness]).any()
        claimed += int((over & ~forgotten).sum())
        unclaimed += int((over & forgotten).sum())
    assert claimed > 0
    assert unclaimed > 0


def test_claims_keep_their_clocks_and_pay_no_more_than_was_lost(region):
    today = told("day")
    for drawn in region:
        state = drawn.column("insurance_claim", "state")
        reported, surveyed, approved, paid = (
            drawn.column("insurance_claim", f"{name}_date")
            for name in ("reported", "surveyed", "approved", "paid")
        )
        is_paid, decided = state == "paid", np.isin(state, ("paid", "approved"))
        assert np.all((reported <= surveyed) & (surveyed < approved))
        assert np.all((paid - approved)[is_paid] <= 14)
        assert np.all((today - approved)[state == "approved"] <= 14)
        assert np.all((today - surveyed)[state == "reported"] <= 30)
        assert np.all(drawn.column("insurance_claim", "noticed_days")[decided] >= 3)
        money = [drawn.column("insurance_claim", name) for name in ("payout", "other_paid", "loss")]
        assert np.all(money[0] + money[1] <= money[2])
        assert np.all(money[0][decided] > 0)
        assert np.all(money[0][~decided] == 0)


def test_herds_die_where_it_is_shown_and_shrink_by_sale_elsewhere(region):
    shrunk = 0
    for drawn in region:
        world = drawn.world
        household = drawn.rows["livestock"].places("household")
        stock, sold, died = (
            np.bincount(household, drawn.column("livestock", name), world.homes.count)
            for name in ("stock", "sold", "died")
        )
        before = stock + sold + died
        dying = world.home_mask("herd_dying", shown=True)
        dying |= world.home_mask("livestock_loss", shown=True)
        assert np.all(before[dying] > 0)
        assert np.array_equal((before > 0) & (died >= 0.2 * before), dying)
        assert drawn.column("livestock", "stock").min() >= 0
        settled = world.traits.herds & world.homes.living & (world.homes.enters == 0)
        assert np.all(before[settled] > 0)
        shrunk += int((sold > before / 2).sum())
    assert shrunk > 0


def test_health_events_of_late_are_those_shown(region):
    for drawn in region:
        household = drawn.rows["public_health_event"].places("household")
        lately = drawn.column("public_health_event", "happened_date") > told("day") - 92
        shown = drawn.world.hardships.homes("health_event", shown=True)
        assert np.isin(shown, household).all()
        assert np.isin(household[lately], shown).all()


def test_serials_are_told_apart_by_banner_and_letter():
    assert serials("150121", "L", 1).to_pylist() != serials("150121", "G", 1).to_pylist()
    assert serials("150121", "L", 0).to_pylist() == []


def test_the_books_of_insurance_and_loans_close(region):
    for drawn in region:
        state = drawn.column("insurance_claim", "state")
        parts = [
            drawn.column("insurance_claim", name) for name in ("other_paid", "payout", "borne")
        ]
        is_paid = state == "paid"
        assert np.all(sum(parts)[is_paid] == drawn.column("insurance_claim", "loss")[is_paid])
        premium, paid, left = (
            drawn.column("insurance_cover", name) for name in ("premium", "payouts", "balance_left")
        )
        assert np.all(premium == paid + left)
        assert np.all(premium <= drawn.column("insurance_cover", "people") * 50 * 100)
        issued = np.isin(drawn.column("microloan", "state"), ("issued", "repaid", "written_off"))
        back, owed, lost = (
            drawn.column("microloan", name)
            for name in ("repaid_amount", "balance", "written_off_amount")
        )
        assert np.all((back + owed + lost == drawn.column("microloan", "amount"))[issued])
        held, covered = (
            drawn.column("compensation_fund", name) for name in ("fund_amount", "balance_covered")
        )
        assert np.all(covered <= held * 10)


def test_the_insurers_pay_by_the_shipped_product():
    lines = product_lines()
    product = load_products(load_content(SHIPPED / "neimenggu"))["neimenggu"]
    version = product.on(date(2020, 6, 30))
    for place, (group, cause) in enumerate(
        [("exited", "illness"), ("other", "illness"), ("exited", "accident")]
    ):
        assert version.rules[version.rule(group, cause)].line == lines[place]
