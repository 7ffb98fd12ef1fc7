"""Map, dictionary and big screen of the board; how figures are written."""

import gzip
import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from shouwang.web import place
from shouwang.web.board import maps, told
from tests.office import figures, world

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def region(sign_in):
    return sign_in("region")


def page(client, path, **more):
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def data_of(text):
    return json.loads(re.search(r'<script id="map-data"[^>]*>(.*?)</script>', text)[1])


# ---- the map


@pytest.mark.parametrize(("kind", "count"), [("banners", 103), ("leagues", 12)])
def test_shapes_are_kept_by_the_browser(region, kind, count):
    answer = region.get(f"/board/shapes/{kind}/")
    found = json.loads(answer.content)
    names = [each["properties"]["name"] for each in found["features"]]
    codes = [name for name in names if name != maps.CORNER]
    assert len(codes) == count
    assert set(codes) <= set(world.content().regions)
    assert "private" in answer.headers["Cache-Control"]
    assert "no-store" not in answer.headers["Cache-Control"]
    again = region.get(f"/board/shapes/{kind}/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_leagues_lie_exactly_on_banners(region):
    corners = [
        [
            each["geometry"]["coordinates"]
            for each in json.loads(region.get(f"/board/shapes/{kind}/").content)["features"]
            if each["properties"]["name"] == maps.CORNER
        ]
        for kind in maps.KINDS
    ]
    assert corners[0] == corners[1]
    assert len(corners[0]) == 2


def test_shapes_come_packed_if_they_may(region):
    answer = region.get("/board/shapes/banners/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = region.get("/board/shapes/banners/")
    assert gzip.decompress(answer.content) == plain.content
    assert answer.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("kind", ["villages", "content", "x"])
def test_there_is_no_other_map(region, kind):
    assert region.get(f"/board/shapes/{kind}/").status_code == 404


def test_the_map_is_the_table(region):
    figures.keep()
    text = page(region, "/board/?paint=industry&league=150400")
    data = data_of(text)
    assert [each["code"] for each in data["places"]] == re.findall(r'data-banner="(\d+)"', text)
    for each in data["places"]:
        cell = re.search(rf'<td class="c (\w+)"><a [^>]*data-cell="{each["code"]}.industry"', text)
        assert cell[1] == each["state"]
    assert data["area"] == "industry"
    assert len(data["names"]) == 103


def test_any_indicator_is_painted_in_shades(region):
    figures.keep(**{"150124____poor_people": None})
    data = data_of(page(region, "/board/?paint=i.poor_people"))
    states = {each["code"]: each["state"] for each in data["places"]}
    assert states["150124"] == "blind"
    assert set(states.values()) - {"blind"} <= {f"shade-{number}" for number in range(5)}


def test_equal_values_have_one_shade():
    poor = place.practice().indicators["poor_people"]
    rows = [
        SimpleNamespace(place=code, value=3.0, above=None, below=None, low=None, high=None, why="")
        for code in ("150124", "150125")
    ]
    painted = maps.by_indicator(rows, poor)
    assert {each["state"] for each in painted["places"]} == {"shade-0"}
    assert [each["text"] for each in painted["legend"]] == ["3 人"]
    assert maps.by_indicator([], poor) == {"places": [], "legend": []}


# ---- the dictionary


def test_the_dictionary_has_every_indicator(region):
    figures.keep()
    text = page(region, "/board/indicators/")
    names = set(re.findall(r'href="/board/indicators/([a-z_0-9]+)/"', text))
    assert names == set(place.practice().indicators)


def test_it_can_be_read_without_figures(region):
    assert "未脱贫人口" in page(region, "/board/indicators/")
    assert "没有本地的数" in page(region, "/board/indicators/poor_people/")


def test_the_national_list(region):
    figures.keep()
    text = page(region, "/board/indicators/?list=dispatch")
    wanted = {
        each.name for each in place.practice().indicators.values() if "dispatch" in each.lists
    }
    assert set(re.findall(r'href="/board/indicators/([a-z_0-9]+)/"', text)) == wanted
    assert len(wanted) > 30
    assert "没有数据" in text


def test_it_is_searched(region):
    text = page(region, "/board/indicators/?q=未脱贫人口")
    assert "poor_people" in text
    assert "loans_overdue" not in text
    assert "没有这样的指标" in page(region, "/board/indicators/?q=<script>")
    assert "没有这样的指标" in page(region, "/board/indicators/?office=nobody")


def test_an_indicator_has_its_definition_places_and_days(region):
    figures.keep(world.DAY - WEEK)
    figures.keep(**{"150000____poor_people": 3412.0})
    text = page(region, "/board/indicators/poor_people/")
    for part in ("3,412 人", "脱贫属性为未脱贫和返贫的在册人口", "规划财务处", "status in", "2020-10-31",
                 "清水河县", "赤峰市"):  # fmt: skip
        assert part in text
    assert len(data_of(text)["places"]) == 103


def test_an_indicator_by_area(region):
    figures.keep()
    text = page(region, "/board/indicators/area_clear_share/?area=industry")
    assert '<option value="industry" selected>' in text
    assert '<option value="assurance" selected>' in page(
        region, "/board/indicators/area_clear_share/?area=<script>"
    )


def test_the_worst_first(region):
    figures.keep(**{"150124____poor_people": 9999.0, "150125____poor_helped_share": 0.01})
    by_count = page(region, "/board/indicators/poor_people/?sort=value")
    by_share = page(region, "/board/indicators/poor_helped_share/?sort=value")
    places = r'<tr><th scope="row">([^<]+)</th>'
    assert re.findall(places, by_count.split("各旗县")[1])[0] == "清水河县"
    assert re.findall(places, by_share.split("各旗县")[1])[0] == "武川县"


def test_what_nobody_says_is_told_why(region):
    figures.keep()
    name = next(
        each.name
        for each in place.practice().indicators.values()
        if type(each.source).__name__ == "Nobody"
    )
    assert "还没有数据说得出" in page(region, f"/board/indicators/{name}/")


@pytest.mark.parametrize("name", ["nothing", "x" * 300])
def test_there_is_no_such_indicator(region, name):
    assert region.get(f"/board/indicators/{name}/").status_code == 404


def test_a_banner_reads_its_own_figures(sign_in):
    figures.keep()
    client = sign_in("clerk")
    own, foreign = (world.content().regions[world.place(side)["banner"]].name for side in (0, 1))
    text = page(client, "/board/indicators/poor_people/")
    assert own in text
    assert len(data_of(text)["places"]) == 1
    assert foreign not in text.replace(json.dumps(foreign), "").split('id="map-data"')[0]


# ---- the big screen


def test_the_screen_turns_and_names_nobody(region):
    figures.keep(world.DAY - WEEK)
    figures.keep()
    world.indexed(150421000001, head="斯琴高娃")
    world.lead(150421000001)
    seen, part = set(), 0
    for _turn in range(10):
        text = page(region, f"/board/screen/?part={part}", headers={"HX-Request": "true"})
        assert "斯琴高娃" not in text
        assert "<html" not in text
        assert re.search(r'hx-trigger="every \d+s"', text)
        seen.add(part)
        part = int(re.search(r"\?part=(\d+)", text)[1])
    assert seen == set(range(10))
    assert part == 0


@pytest.mark.parametrize("part", ["x", "-1", "9" * 30, "11"])
def test_a_part_there_is_not_is_another(region, part):
    figures.keep()
    assert 'id="screen"' in page(region, f"/board/screen/?part={part}")


def test_the_screen_is_not_locked_for_being_idle(region):
    figures.keep()
    assert "data-idle-seconds" not in page(region, "/board/screen/")
    assert "data-idle-seconds" in page(region, "/board/")


def test_there_is_no_screen_without_figures(region):
    assert "还没有筛查过" in page(region, "/board/screen/")


# ---- how figures are written


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("poor_people", 3412.0, "3,412 人"), ("poor_people", None, "—"), ("poor_helped_share", 0.987, "98.7%"),
     ("area_hits", 12.0, "12"), ("area_hits", 12.5, "12.5"), ("funds_issued", 350_000_000.0, "35,000 万元"),
     ("funds_issued", 350.0, "350 元")],
)  # fmt: skip
def test_values_with_their_unit(name, value, text):
    assert told.written(place.practice().indicators[name], value) == text


def number(value, **more):
    fields = {"above": None, "below": None, "low": None, "high": None, "why": ""}
    return SimpleNamespace(value=value, **{**fields, **more})


def test_changes_and_whether_they_are_good():
    poor, helped = (
        place.practice().indicators[name] for name in ("poor_people", "poor_helped_share")
    )
    assert told.change(poor, number(10.0), number(12.0)) == "−2 人"
    assert told.direction(poor, number(10.0), number(12.0)) == "better"
    assert told.change(helped, number(0.9), number(0.95)) == "-5.0%"
    assert told.direction(helped, number(0.9), number(0.95)) == "worse"
    assert told.change(poor, number(10.0), number(10.0)) == ""
    assert told.change(poor, None, number(10.0)) == ""
    assert told.change(poor, number(None), number(10.0)) == ""


def test_nothing_out_of_nothing_is_no_fraction():
    assert told.parts(number(None, above=0, below=0)) == ""
    assert told.parts(number(0.5, above=1, below=2)) == "1 ÷ 2"
    assert told.interval(number(0.5, low=0.1, high=0.9)) == "10.0–90.0%"
