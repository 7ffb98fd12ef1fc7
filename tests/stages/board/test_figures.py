"""Figures from a lake: against the run's own numbers, against plain SQL, level against level."""

from collections import defaultdict
from datetime import date

import duckdb
import pyarrow.parquet as pq
import pytest

from shouwang.base.access import EVERYWHERE, SYSTEM, NotAllowed, NotFound, Scope
from shouwang.base.errors import InputProblems
from shouwang.lake.duck import read_parquet
from shouwang.rules.practice import load_practice
from shouwang.rules.sources import Checked, Decided, Records
from shouwang.stages.board.models import Figure, FigureSet
from shouwang.stages.board.operations.figures import keep_figures
from shouwang.stages.board.queries.figures import figure_sets, figures, trend
from shouwang.stages.board.queries.live import measure
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.screening.home_run import home_tables
from tests.office import world

DAY = date(2020, 6, 30)


@pytest.fixture(scope="module")
def rules(lake_home):
    return load_practice(lake_home.home.content_dir)


@pytest.fixture(scope="module")
def kept_once(lake_home, rules, django_db_setup, django_db_blocker):
    """The figures of the day, kept once for all tests of the module: they only read them."""
    with django_db_blocker.unblock():
        made = keep(lake_home, rules)
        yield made
        # Nothing of it is left for the tests of other modules.
        FigureSet.objects.all().delete()
        AuditEntry.objects.all().delete()


@pytest.fixture
def kept(kept_once, db):
    return kept_once


def keep(lake_home, rules, **fields):
    policy, practice = rules
    act = {"at": world.AT, "by": SYSTEM, "on": DAY, **fields}
    return keep_figures(
        home=lake_home.home, policy=policy, practice=practice, run=lake_home.run, **act
    )


def told(figure_set, **wanted):
    return figures(figure_set=figure_set, on=DAY, scope=EVERYWHERE, **wanted)


def live(lake_home, rules, names, level, places=None, group="", scope=EVERYWHERE):
    policy, practice = rules
    return measure(
        home=lake_home.home, policy=policy, practice=practice, run=lake_home.run, names=names,
        level=level, places=places, group=group, on=DAY, scope=scope,
    )  # fmt: skip


def summed(rows):
    found = defaultdict(float)
    for each in rows:
        found[each.indicator, each.area] += each.value or 0
    return dict(found)


def test_all_indicators_are_there_and_say_why_they_have_no_value(kept, rules):
    policy, practice = rules
    region = told(kept, level="region")
    assert {each.indicator for each in region} == set(practice.indicators)
    assert all(each.why for each in told(kept) if each.value is None)
    by_area = {each.area for each in region if each.indicator == "area_clear_share"}
    assert by_area == set(practice.areas.areas)
    assert len(told(kept, level="banner", indicators=["poor_people"])) == len(
        policy.content.regions_of("banner")
    )


def test_counts_of_the_region_are_those_of_its_leagues_and_of_its_banners(kept, rules):
    _policy, practice = rules
    added = [
        name
        for name, each in practice.indicators.items()
        if (isinstance(each.source, Records) and each.source.measure in {"count", "total"})
        or (isinstance(each.source, Checked) and not each.source.measure.endswith("share"))
        or (isinstance(each.source, Decided) and each.source.kind in {"leads", "cases", "visits"}
            and not each.source.measure.endswith("share"))
    ]  # fmt: skip
    assert len(added) > 80
    region, leagues, banners = (
        summed(told(kept, level=level, indicators=added))
        for level in ("region", "league", "banner")
    )
    assert region == pytest.approx(leagues)
    assert region == pytest.approx(banners)
    assert any(region.values())


def test_shares_of_the_region_are_of_all_its_banners(kept):
    for group in ("", "living_alone"):
        rows = defaultdict(lambda: [0, 0])
        for each in told(kept, level="banner", group=group):
            if each.low is not None:
                rows[each.indicator, each.area][0] += each.above
                rows[each.indicator, each.area][1] += each.below
        region = {
            (each.indicator, each.area): [each.above, each.below]
            for each in told(kept, level="region", group=group)
            if each.low is not None
        }
        assert region == dict(rows)
        assert region


def test_checks_are_told_as_the_run_tells_them(kept, rules, lake_home):
    _policy, practice = rules
    counts = pq.read_table(lake_home.run.file("coverage"), partitioning=None).to_pylist()
    for area in practice.areas.areas.values():
        rows = [each for each in counts if each["check"] in area.checks]
        hit, clear, unknown = (
            sum(each[name] for each in rows) for name in ("hit", "clear", "not_evaluable")
        )
        [share] = told(kept, level="region", areas=[area.name], indicators=["area_clear_share"])
        assert (share.above, share.below) == (clear, hit + clear)
        [known] = told(kept, level="region", areas=[area.name], indicators=["area_evaluable_share"])
        assert (known.above, known.below) == (hit + clear, hit + clear + unknown)
        [hits] = told(kept, level="region", areas=[area.name], indicators=["area_hits"])
        assert hits.value == hit
    single = {each["name"]: each["hit"] for each in lake_home.run.record["checks"]}
    [uninsured] = told(kept, level="region", indicators=["uninsured"])
    assert uninsured.value == single["not_in_basic_insurance"]


def test_an_indicator_is_what_plain_sql_counts(kept, rules, lake_home):
    tables = home_tables(lake_home.home, rules[0].content)
    person, household = (read_parquet(tables.sources[name]) for name in ("person", "household"))
    with duckdb.connect(":memory:") as engine:
        rows = engine.execute(
            f"select p.banner, count(*) from {person} p join {household} h "
            "on p.household = h.household and h.left_date is null "
            "where p.left_date is null and h.status in ('registered', 'exited', 'relapsed') "
            "group by 1"
        ).fetchall()
    found = {
        each.place: each.value
        for each in told(kept, level="banner", indicators=["registered_people"])
        if each.value
    }
    assert found == {place: float(count) for place, count in rows}
    assert found


def test_villages_add_up_to_their_banner(lake_home, rules, kept):
    _policy, practice = rules
    names = [
        name
        for name, each in practice.indicators.items()
        if isinstance(each.source, Records | Checked)
        and (isinstance(each.source, Records) or each.source.measure != "evaluable_share")
    ]
    village = lake_home.villages[0]
    content = rules[0].content
    banner = content.ancestors(village)["banner"]
    villages = [
        each.code for each in content.regions_of("village")
        if content.ancestors(each.code)["banner"] == banner
    ]  # fmt: skip
    fine = live(lake_home, rules, names, "village", villages)
    coarse = {
        (each.indicator, each.area): each
        for each in told(kept, level="banner", places=[banner], indicators=names)
    }
    compared = 0
    sums = defaultdict(list)
    for each in fine:
        sums[each.indicator, each.area].append(each)
    for key, rows in sums.items():
        if any("only" in each.why for each in rows):  # told by banner only
            continue
        whole = coarse[key]
        if whole.low is not None:
            assert sum(each.above or 0 for each in rows) == whole.above, key
            assert sum(each.below or 0 for each in rows) == whole.below, key
        elif whole.value is not None and practice.indicators[key[0]].source.measure != "mean":
            assert sum(each.value or 0 for each in rows) == pytest.approx(whole.value), key
        compared += 1
    assert compared > 60


def test_groups_are_parts_of_all(lake_home, rules, kept):
    whole = {each.place: each for each in told(kept, level="banner", indicators=["area_clear_share"],
                                               areas=["assurance"])}  # fmt: skip
    for group in ("serious_illness", "severe_disability", "frail_old", "living_alone"):
        part = told(kept, level="banner", indicators=["area_clear_share"], areas=["assurance"],
                    group=group)  # fmt: skip
        assert part
        assert all((each.below or 0) <= (whole[each.place].below or 0) for each in part)
    [alone] = told(kept, level="region", indicators=["poor_households"], group="living_alone")
    [every] = told(kept, level="region", indicators=["poor_households"])
    assert 0 <= alone.value <= every.value
    deep = told(kept, level="banner", indicators=["poor_people"], group="deep_poverty")
    assert {each.place for each in deep} == {"150922", "150923", "150924", "152202", "152221",
                                             "152222", "152223", "152224"}  # fmt: skip


def test_the_same_day_run_and_decisions_are_the_same_set(kept, lake_home, rules):
    count = Figure.objects.count()
    assert keep(lake_home, rules).pk == kept.pk
    assert Figure.objects.count() == count


def test_what_was_cut_short_is_not_shown_and_is_made_anew_to_the_last_digit(kept, lake_home, rules):
    # But for the words, which are in the language of whoever keeps them.
    fields = ("indicator", "area", "group", "place", "value", "above", "below", "low", "high")
    before = sorted(map(str, Figure.objects.values_list(*fields)))
    FigureSet.objects.filter(pk=kept.pk).update(is_finished=False)
    assert figure_sets(on=DAY, scope=EVERYWHERE) == []
    assert told(kept) == []
    again = keep(lake_home, rules)
    assert [each.pk for each in FigureSet.objects.all()] == [again.pk]
    assert sorted(map(str, Figure.objects.values_list(*fields))) == before


def test_a_league_sees_its_own_places_only(kept, lake_home, rules):
    content = rules[0].content
    place = content.ancestors(lake_home.villages[0])
    inside = {code for region in content.regions.values()
              for code in [region.code] if content.ancestors(code).get("league") == place["league"]
              and region.level in {"league", "banner"}}  # fmt: skip
    scope = Scope(frozenset(inside), "league", frozenset({place["league"]}))
    rows = figures(figure_set=kept, on=DAY, scope=scope)
    assert {each.place for each in rows} == inside
    assert trend(indicator="poor_people", place="150000", on=DAY, scope=scope) == []
    with pytest.raises(NotFound):
        live(lake_home, rules, ["poor_people"], "region", ["150000"], scope=scope)
    found = live(lake_home, rules, ["poor_people"], "league", scope=scope)
    assert [each.place for each in found] == [place["league"]]


def test_a_trend_goes_by_days_and_ends_with_the_day_asked_for(kept):
    for day in (date(2020, 6, 23), date(2020, 7, 7)):
        earlier = FigureSet.objects.create(
            on=day, run="r", snapshot=1, release="", made_at=world.AT, made_by="x", is_finished=True
        )
        Figure.objects.create(
            figure_set=earlier, indicator="poor_people", level="region", place="150000", value=1
        )
    rows = trend(indicator="poor_people", place="150000", on=DAY, scope=EVERYWHERE)
    assert [day for day, _figure in rows] == [date(2020, 6, 23), DAY]


def test_who_keeps_no_figures(lake_home, rules, db):
    before = FigureSet.objects.count()
    with pytest.raises(NotAllowed):
        keep(lake_home, rules, by=world.actor("village"), on=date(2020, 6, 29))
    assert FigureSet.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [{"names": ["no_such"]}, {"level": "galaxy"}, {"group": "no_such"}],
)
def test_what_is_not_there_is_named(lake_home, rules, db, wrong):
    asked = {"names": ["poor_people"], "level": "banner", "group": "", **wrong}
    with pytest.raises(InputProblems):
        live(lake_home, rules, **asked)


def test_what_is_told_by_banner_is_not_told_of_a_village(lake_home, rules, db):
    [found] = live(lake_home, rules, ["funds_issued"], "village", lake_home.villages[:1])
    assert found.value is None
    assert "banner" in found.why
