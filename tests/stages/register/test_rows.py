"""Rows of feeds within a scope: a page, one row, sums; what lies abroad is not there."""

from dataclasses import replace
from datetime import date

import pytest

from shouwang.base.access import EVERYWHERE, NotFound, Scope
from shouwang.base.tables import Column, ColumnType
from shouwang.stages.register.facts import facts_of
from shouwang.stages.register.held import held
from shouwang.stages.register.queries.rows import Wanted, row, rows, sums
from tests.office import world
from tests.web import registers

pytestmark = pytest.mark.django_db
HERE_STATION, THERE_STATION, NOWHERE_STATION = "S-1", "S-2", "S-3"


@pytest.fixture
def made(tmp_path, db):
    home = registers.make(tmp_path / "home")
    registers.send(home, "station", [
        _station(HERE_STATION, world.HOME, 100), _station(THERE_STATION, world.ABROAD, 200),
        _station(NOWHERE_STATION, world.HOME, 300, village=None),
    ])  # fmt: skip
    registers.send(home, "insurance_claim", [
        _claim("C-1", registers.HERE), _claim("C-2", registers.THERE),
    ])  # fmt: skip
    registers.send(home, "public_post", [
        _post("A-1", registers.FIRST), _post("A-2", registers.FIRST + 2),
    ])  # fmt: skip
    return home


def _station(name, side, capacity, *, village=True):
    return {"station": name, "county": world.place(side)["banner"], "kind": "village",
            "village": world.villages()[side] if village else None, "station_name": f"站{name}",
            "capacity": capacity, "period": date(2020, 6, 1)}  # fmt: skip


def _claim(number, household):
    return {"case_number": number, "household": household, "kind": "illness", "state": "paid",
            "reported_date": date(2020, 6, 1), "payout": 100_00, "period": date(2020, 6, 1)}  # fmt: skip


def _post(number, person):
    return {"agreement": number, "person": person, "kind": "road", "funded_by": "fiscal",
            "started_date": date(2020, 1, 1), "period": date(2020, 6, 1)}  # fmt: skip


def keys(home, feed, scope, **wanted):
    found = rows(home=home, content=world.content(), feed=feed, wanted=Wanted(**wanted),
                 on=world.DAY, scope=scope)  # fmt: skip
    return [each.key[0] for each in found]


def scope_of(role, side=world.HOME):
    return world.actor(role, side).scope


@pytest.mark.parametrize(
    ("feed", "here", "there"),
    [("station", [HERE_STATION], [THERE_STATION]), ("insurance_claim", ["C-1"], ["C-2"]),
     ("public_post", ["A-1"], ["A-2"])],
)  # fmt: skip
@pytest.mark.parametrize("role", ["village", "township"])
def test_a_village_sees_the_rows_of_its_own_place(made, feed, here, there, role):
    assert keys(made, feed, scope_of(role)) == here
    assert keys(made, feed, scope_of(role, world.ABROAD)) == there


@pytest.mark.parametrize("role", ["clerk", "league"])
def test_an_office_sees_also_what_is_known_by_its_banner_only(made, role):
    assert keys(made, "station", scope_of(role)) == [HERE_STATION, NOWHERE_STATION]
    assert keys(made, "station", scope_of(role, world.ABROAD)) == [THERE_STATION]
    assert keys(made, "public_post", scope_of(role)) == ["A-1"]


def test_the_region_sees_all(made):
    assert keys(made, "station", EVERYWHERE) == [HERE_STATION, THERE_STATION, NOWHERE_STATION]


def test_what_is_shared_is_read_by_the_villages_of_its_banner(made):
    registers.send(made, "vacancy", [
        {"vacancy": name, "county": world.place(side)["banner"], "employer": "厂", "wanted": 1, "source": "nearby",
         "published_date": date(2020, 6, 1), "period": date(2020, 6, 1)}
        for name, side in (("V-1", world.HOME), ("V-2", world.ABROAD))
    ])  # fmt: skip

    assert keys(made, "vacancy", scope_of("village")) == []
    assert keys(made, "vacancy", scope_of("village"), is_shared=True) == ["V-1"]


def test_somebody_responsible_sees_what_is_of_their_households_only(made):
    scope = Scope(households=frozenset({registers.HERE}))

    assert keys(made, "insurance_claim", scope) == ["C-1"]
    assert keys(made, "public_post", scope) == ["A-1"]
    assert keys(made, "station", scope) == []


def test_a_place_narrows_and_a_foreign_one_is_not_there(made):
    league = world.place(world.ABROAD)["league"]

    assert keys(made, "station", EVERYWHERE, place=league) == [THERE_STATION]
    with pytest.raises(NotFound):
        keys(made, "station", scope_of("clerk"), place=league)
    with pytest.raises(NotFound):
        keys(made, "station", EVERYWHERE, place="999999")


def test_rows_are_narrowed_searched_and_paged_by_their_key(made):
    assert keys(made, "station", EVERYWHERE, equal={"capacity": 200}) == [THERE_STATION]
    assert keys(made, "station", EVERYWHERE, text="站S-3", search=("station_name",)) == [
        NOWHERE_STATION
    ]
    assert keys(made, "station", EVERYWHERE, text="'; --", search=("station_name",)) == []
    assert keys(made, "station", EVERYWHERE, limit=1) == [HERE_STATION]
    assert keys(made, "station", EVERYWHERE, after=(HERE_STATION,)) == [
        THERE_STATION, NOWHERE_STATION
    ]  # fmt: skip


def test_one_row_knows_its_place_and_whose_it_is(made):
    found = row(home=made, content=world.content(), feed="public_post", key=("A-1",),
                on=world.DAY, scope=scope_of("village"))  # fmt: skip
    assert found.household == registers.HERE
    station = row(home=made, content=world.content(), feed="station", key=(HERE_STATION,),
                  on=world.DAY, scope=scope_of("village"))  # fmt: skip
    assert station.place["village"] == world.villages()[world.HOME]


@pytest.mark.parametrize("key", [(THERE_STATION,), ("none",), (HERE_STATION, "more")])
def test_a_foreign_row_is_not_there(made, key):
    with pytest.raises(NotFound):
        row(home=made, content=world.content(), feed="station", key=key, on=world.DAY,
            scope=scope_of("village"))  # fmt: skip


def test_sums_are_over_what_may_be_seen(made):
    def summed(scope):
        return sums(home=made, content=world.content(), feed="station", wanted=Wanted(),
                    columns=["capacity"], on=world.DAY, scope=scope)  # fmt: skip

    count, of = summed(scope_of("clerk"))
    assert (count, int(of["capacity"])) == (2, 400)
    assert summed(scope_of("village"))[0] == 1


def test_a_feed_that_nobody_has_delivered_is_empty(made):
    assert keys(made, "project", EVERYWHERE) == []
    assert sums(home=made, content=world.content(), feed="project", wanted=Wanted(),
                columns=["budget"], on=world.DAY, scope=EVERYWHERE) == (0, {"budget": None})  # fmt: skip


def _wider(feed):
    """The content whose contract has got two columns since the rows came."""
    content = world.content()
    contract = content.contracts[feed]
    more = (Column("later", ColumnType.MONEY, "later"), Column("since", ColumnType.DATE, "since"))
    wider = replace(contract, columns=(*contract.columns, *more))
    return replace(content, contracts={**content.contracts, feed: wider})


def test_a_column_that_came_after_the_rows_is_unknown(made):
    asked = {"home": made, "content": _wider("station"), "feed": "station", "on": world.DAY,
             "scope": EVERYWHERE}  # fmt: skip

    found = rows(wanted=Wanted(latest="since"), **asked)
    assert [(each.values["later"], each.values["since"]) for each in found] == [(None, None)] * 3
    assert rows(wanted=Wanted(equal={"later": 1}), **asked) == []
    assert sums(wanted=Wanted(), columns=["later", "capacity"], **asked)[1] == {
        "later": None, "capacity": 600,
    }  # fmt: skip


def test_so_it_is_among_the_facts_of_a_household(made):
    content = _wider("insurance_claim")
    here = world.place(world.HOME)
    told = facts_of(held(made, content), content, household=registers.HERE,
                    place=tuple(here[level] for level in content.partition))  # fmt: skip

    claims = told.rows["insurance_claim"]
    assert [(each["case_number"], each["later"]) for each in claims] == [("C-1", None)]
