"""Records of police, markets, treasury and pension office: healthy unless something befell."""

import numpy as np
import pyarrow as pa
import pytest

from shouwang.synthetic.aid import assist
from shouwang.synthetic.arrow import Keys, lake_table
from shouwang.synthetic.cells import Coded, Known
from shouwang.synthetic.cover import disability_rows
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.identity import person_ids
from shouwang.synthetic.means import in_need
from shouwang.synthetic.months import told
from shouwang.synthetic.records import RECORDS, record_rows
from shouwang.synthetic.school import school_rows
from shouwang.synthetic.work import employ
from shouwang.synthetic.world import make_world

BANNERS = ("150421", "150422", "150525", "150724")
DEAR = 100_000 * 100  # fen
MONTHS = {"half_a_year": 183, "quarter": 92, "arrears": 60}


class Banner:
    """A banner with its rows, asked by plain columns."""

    def __init__(self, plan):
        self.world = make_world(plan, seed=5)
        self.aid = assist(self.world)
        self.jobs = employ(self.world)
        self.school = school_rows(self.world)
        self.disability = disability_rows(self.world, self.aid)
        self.rows = {
            rows.feed: rows
            for rows in record_rows(
                self.world, self.aid, self.jobs, school=self.school, disability=self.disability
            )
        }

    def word(self, feed, name):
        cells = self.rows[feed].columns[name]
        assert isinstance(cells, Coded)
        return np.array([*cells.words, ""])[cells.places]

    def plain(self, feed, name):
        cells = self.rows[feed].columns[name]
        return cells.values if isinstance(cells, Known) else cells

    def known(self, feed, name):
        return self.rows[feed].columns[name].known

    def home(self, feed):
        return self.world.people.household[self.rows[feed].places("person")]

    def fault(self, feed, kind):
        return self.rows[feed].masks[f"fault:{kind}"]

    @property
    def poor(self):
        return self.world.standing.was_poor | (self.world.standing.watch >= 0)


@pytest.fixture(scope="module")
def banners(content):
    plans = plan_region(content, scale=0.06, seed=5, claims=None).banners
    return [Banner(plan) for plan in plans if plan.code in BANNERS]


@pytest.fixture(params=RECORDS)
def feed(request):
    return request.param


def test_rows_fit_their_contract_and_stand_once(content, banners, feed):
    keys_seen = set()
    for each in banners:
        world, rows = each.world, each.rows[feed]
        keys = Keys(world.homes.number, world.people.number, person_ids(world))
        table = lake_table(rows, content.contracts[feed], keys)
        places = rows.places("person")
        assert np.all(places[1:] >= places[:-1])
        key = list(content.contracts[feed].key)
        found = set(zip(*(table.column(name).to_pylist() for name in key), strict=True))
        assert len(found) == rows.count
        assert not keys_seen & found
        keys_seen |= found
        for column in content.contracts[feed].columns:
            assert column.name in rows.columns
            assert not column.required or table.column(column.name).null_count == 0
        assert np.all(rows.day <= told("day"))
    assert keys_seen


def test_nobody_stands_in_a_file_before_the_register_knows_them(banners, feed):
    for each in banners:
        people = each.world.people
        late = people.enters == people.enters.max()
        assert late.any()
        june = told("day") - 29
        named = each.rows[feed].places("person")[each.rows[feed].day < june]
        assert not np.any(late[named])


def test_events_tell_how_each_member_left(banners):
    for each in banners:
        people = each.world.people
        gone = np.flatnonzero(people.left < NEVER)
        told_days = {
            (int(person), int(day))
            for person, day in zip(
                each.plain("vital_event", "person"),
                each.plain("vital_event", "happened_date"),
                strict=True,
            )
        }
        assert {(int(one), int(people.left[one])) for one in gone} <= told_days


def test_the_dead_of_the_register_are_lost_earners_or_faults(banners):
    wanted = found = 0
    for each in banners:
        world = each.world
        losses = np.isin(
            each.word("vital_event", "kind"), ["death", "registration_loss", "missing"]
        )
        person = each.plain("vital_event", "person")
        on_register = losses & world.people.present[person]
        unseen = world.person_mask("lost_earner", shown=False)
        odd = each.fault("vital_event", "dead_on_register")
        assert np.array_equal(on_register & ~unseen[person], odd)
        wanted += int(odd.sum())
        found += int((on_register & unseen[person]).sum())
    assert wanted > 0
    assert found > 0


def test_dear_private_cars_companies_and_pay_in_need_are_faults(banners):
    signs = []
    for each in banners:
        needy = in_need(each.world, each.aid)
        car = (each.word("vehicle", "kind") == "car") & (each.word("vehicle", "usage") == "private")
        car &= each.plain("vehicle", "price") >= DEAR
        firm = np.isin(each.word("business_registration", "kind"), ["company", "sole"])
        firm &= each.word("business_registration", "state") == "open"
        paid = each.word("public_payroll", "kind") != "contract"
        paid &= ~each.known("public_payroll", "ended_date")
        for feed, shown in (
            ("vehicle", car),
            ("business_registration", firm),
            ("public_payroll", paid),
        ):
            odd = each.fault(feed, "not_in_need")
            assert np.array_equal(shown & needy[each.home(feed)], odd)
            signs.append(int(odd.sum()))
        # Those not in need have them too, and those in need have what only looks dear.
        assert np.any(car & ~needy[each.home("vehicle")])
        assert np.any(firm & ~needy[each.home("business_registration")])
        assert np.any(each.rows["vehicle"].masks["like:not_in_need"])
    assert sum(signs) > len(signs)


def test_the_poor_are_insured_for_their_old_age_unless_something_befell(banners):
    missing = blank = 0
    for each in banners:
        world = each.world
        people = world.people
        rows = each.rows["pension"].places("person")
        drawing = rows[each.word("pension", "state") == "drawing"]
        insured, draws = np.zeros((2, people.count), dtype=bool)
        insured[rows], draws[drawing] = True, True
        poor = people.present & each.poor[people.household]
        hit = world.person_mask("pension_missing", shown=True)
        old = people.birth < told("day") - 60 * 365.25 - 1
        assert np.array_equal(poor & old & ~draws, poor & old & hit)
        pupils = np.zeros(people.count, dtype=bool)
        pupils[each.school.places("person")] = True
        grown = (people.birth < told("day") - 16 * 365.25 - 1) & ~old & ~pupils & poor
        lacking = each.rows["pension"].lacking["pension_blank"]
        without = people.household[grown & ~insured & ~hit]
        assert set(without) <= set(lacking)
        missing, blank = missing + int((old & hit).sum()), blank + len(without)
    assert missing > 0
    assert blank > 0


def test_pensions_are_told_of_those_who_draw_them(banners):
    for each in banners:
        draws = each.word("pension", "state") == "drawing"
        assert np.array_equal(each.known("pension", "monthly_amount"), draws)
        begun = each.plain("pension", "drawing_from")[draws]
        birth = each.world.people.birth[each.plain("pension", "person")][draws]
        assert np.all(begun - birth >= 55 * 365)
        assert begun.max() <= told("day")


def test_accidents_hurt_badly_lately_whom_they_are_to(banners):
    shown = 0
    for each in banners:
        hit = each.world.person_mask("accident_hurt", shown=True)
        person = each.plain("accident", "person")
        bad = np.isin(each.word("accident", "outcome"), ["serious", "disabled"])
        lately = each.plain("accident", "happened_date") > told("day") - MONTHS["quarter"]
        able = each.world.traits.can_work[person]
        crime = each.word("accident", "kind") == "crime"
        assert np.all(hit[person] | ~(bad & lately & (able | ~crime)))
        assert np.all(bad[hit[person]])
        assert hit.sum() == hit[person].sum()
        shown += int(hit.sum())
        assert np.any(~bad & lately)
    assert shown > 0


def test_vocational_pupils_of_the_poor_are_helped_each_term(banners):
    misplaced = 0
    for each in banners:
        world = each.world
        stage = each.school.columns["stage"]
        vocational = np.array(stage.words)[stage.places] == "vocational"
        pupils = each.school.places("person")[vocational]
        pupils = pupils[each.poor[world.people.household[pupils]]]
        term = each.plain("scheme_student", "term_start")
        person = each.plain("scheme_student", "person")
        helped = np.unique(person[term > told("day") - 365])
        hit = world.person_mask("school_aid_missing", shown=True)[pupils]
        assert np.array_equal(np.isin(pupils, helped), ~hit)
        odd = each.fault("scheme_student", "school_aid_misplaced")
        on_roll = np.isin(np.array(stage.words)[stage.places], ["vocational", "higher"])
        right = each.school.places("person")[on_roll]
        assert np.array_equal(~np.isin(person, right), odd)
        misplaced += int(odd.sum())
    assert misplaced > 0


def test_policies_are_cut_and_money_is_overdue_only_where_it_befell(banners):
    cut_homes = late_homes = 0
    for each in banners:
        world = each.world
        due = each.plain("policy_payment", "due_date")
        state = each.word("policy_payment", "state")
        reason = each.word("policy_payment", "reason")
        poor = each.poor[each.home("policy_payment")]
        cut = np.isin(state, ["stopped", "lowered"]) & np.isin(reason, ["exited", "no_money"])
        cut &= (due > told("day") - MONTHS["half_a_year"]) & poor
        late = np.isin(state, ["pending", "returned"]) & poor
        late &= told("day") - due > MONTHS["arrears"]
        homes = np.unique(each.home("policy_payment")[cut])
        assert set(homes) == set(world.hardships.homes("policy_cut", shown=True))
        cut_homes += len(homes)
        homes = np.unique(each.home("policy_payment")[late])
        assert set(homes) == set(world.hardships.homes("policy_unpaid", shown=True))
        late_homes += len(homes)
        near = np.isin(state, ["pending", "returned"]) & poor & ~late
        assert np.any(near)
    assert cut_homes > 0
    assert late_homes > 0


def test_monthly_money_ends_without_a_word_only_where_it_is_a_fault(banners):
    dropped = 0
    for each in banners:
        rows, people = each.rows["policy_payment"], each.world.people
        due, person = (
            each.plain("policy_payment", "due_date"),
            each.plain("policy_payment", "person"),
        )
        monthly = np.isin(each.word("policy_payment", "kind"), ["living_subsidy", "care_subsidy"])
        half, year = (np.datetime64(text).astype(int) for text in ("2019-12-30", "2019-06-30"))
        before = set(person[monthly & (due > year) & (due <= half)])
        lately = set(person[monthly & (due > half)])
        lost = {one for one in before - lately if people.left[one] == NEVER}
        homes = np.unique(people.household[sorted(lost)]) if lost else np.array([], dtype=int)
        assert np.array_equal(homes, rows.lacking["policy_dropped"])
        dropped += len(homes)
    assert dropped > 0


def test_money_closes(banners):
    for each in banners:
        owed, paid = (each.plain("policy_payment", name) for name in ("due_amount", "paid"))
        state = each.word("policy_payment", "state")
        assert np.array_equal(paid == owed, state == "paid")
        lowered = state == "lowered"
        assert np.all((paid[lowered] > 0) & (paid[lowered] < owed[lowered]))
        assert np.all(paid[np.isin(state, ["pending", "returned", "stopped"])] == 0)
        told_day = each.known("policy_payment", "paid_date")
        assert np.array_equal(told_day, paid > 0)
        late = each.plain("policy_payment", "paid_date") >= each.plain("policy_payment", "due_date")
        assert np.all(late[told_day])


def test_subsidies_are_paid_to_those_whose_card_says_so(banners):
    for each in banners:
        for kind in ("living_subsidy", "care_subsidy"):
            paid = each.word("policy_payment", "kind") == kind
            gets = each.disability.places("person")[each.disability.places(kind)]
            assert set(each.plain("policy_payment", "person")[paid]) <= set(gets)
            lasting = each.world.people.enters[gets] == 0
            assert set(gets[lasting]) <= set(each.plain("policy_payment", "person")[paid])


def test_money_follows_only_those_departed_whom_a_fault_names(banners):
    wrong = right = 0
    for each in banners:
        people = each.world.people
        person = each.plain("policy_payment", "person")
        ends = people.left_reason[person]
        after = (people.left[person] < NEVER) & (
            each.plain("policy_payment", "due_date") > people.left[person]
        )
        long_ago = people.left[person] <= told("day") - MONTHS["quarter"]
        lately = each.plain("policy_payment", "due_date") > told("day") - MONTHS["quarter"]
        paid = each.word("policy_payment", "state") == "paid"
        stays = np.isin(ends, [1, 3, 4])  # married, serving, in prison
        odd = each.fault("policy_payment", "paid_to_the_departed")
        assert np.array_equal(after & long_ago & lately & paid & ~stays, odd)
        wrong += int(odd.sum())
        right += int((after & ~odd).sum())
    assert wrong > 0
    assert right > 0


def test_the_same_seed_draws_the_same(content, banners):
    plans = plan_region(content, scale=0.06, seed=5, claims=None).banners
    again = Banner(next(plan for plan in plans if plan.code == banners[0].world.plan.code))
    for feed in RECORDS:
        for name, cells in banners[0].rows[feed].columns.items():
            other = again.rows[feed].columns[name]
            if isinstance(cells, pa.Array):
                assert cells.equals(other)
            elif isinstance(cells, Coded):
                assert np.array_equal(cells.places, other.places)
            elif isinstance(cells, Known):
                assert np.array_equal(cells.values, other.values)
            else:
                assert np.array_equal(cells, other)
