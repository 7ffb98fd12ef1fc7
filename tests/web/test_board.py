"""The board: banners and areas, filters, order, comparing, the panel of a cell, where it leads."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwang.lake.runs import RECORD
from shouwang.stages.org.models import AuditEntry
from tests.office import figures, world

pytestmark = pytest.mark.django_db
HERE, THERE = 150421000001, 150999000001
WEEK = timedelta(days=7)
# What a page asks the database at most: who asks (session, account, office), messages, sets, figures
# twice, cards twice, signs, leads.
QUERIES, QUERIES_OF_CELL = 20, 16


def banner(side=world.HOME):
    return world.place(side)["banner"]


def of_listed(code, area, **lights):
    names = {"known": "area_evaluable_share", "acted": "area_answered_share",
             "achieved": "area_clear_share"}  # fmt: skip
    return {f"{code}__{area}__{names[light]}": value for light, value in lights.items()}


@pytest.fixture
def region(sign_in):
    return sign_in("region")


def page(client, path="/board/", **more):
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def rows(text):
    return re.findall(r'<tr data-banner="(\d+)">', text)


def squares(text, banner=""):
    return re.findall(rf'data-cell="({banner}\d*\.[a-z_]+)"', text)


def test_without_figures_it_says_what_is_missing(region):
    assert "还没有筛查过" in page(region)
    assert region.get("/").status_code == 200


def test_a_run_without_figures_wants_them_kept(region, at_home, settings, tmp_path):
    home = world.make_home(tmp_path / "home")
    settings.HOME = home.root
    figures.run(home, banner())
    assert "还没有算过指标" in page(region)


@pytest.mark.parametrize("role", ["region", "league"])
def test_supervision_begins_with_the_board(sign_in, role):
    client = sign_in(role)
    assert client.get("/").status_code == 200
    figures.keep()
    assert client.get("/").headers["Location"] == "/board/"
    assert client.get("/today/").status_code == 200


def test_the_listed_banners_by_area(region):
    figures.keep()
    text = page(region)
    assert len(rows(text)) == 57
    assert len(squares(text)) == 57 * 8
    assert len(re.findall('class="league"', text)) == 11
    others = page(region, "/board/?tab=others")
    assert len(rows(others)) == 46
    assert not set(rows(text)) & set(rows(others))


def test_it_begins_with_what_it_wants(region):
    text = page(region) if figures.keep() else ""
    bad = len(re.findall('<td class="c bad">', text))
    blind = len(re.findall('<td class="c blind">', text))
    told = re.search(r"有 <b>(\d+)</b> 格是问题、<b>(\d+)</b> 格看不清", text)
    assert (int(told[1]), int(told[2])) == (bad, blind)
    assert bad


def test_lights_are_shapes_and_words_with_numbers(region):
    code = rows(page(region) if figures.keep() else "")[0]
    figures.FigureSet.objects.all().delete()
    figures.keep(**of_listed(code, "monitoring", known=0.97, acted=0.5, achieved=None))
    text = page(region)
    link = re.search(rf'data-cell="{code}.monitoring"[^>]*aria-label="([^"]*)"', text)[1]
    assert re.search(r"底数清 ● 达标 97.0% = [\d,]+ ÷ [\d,]+ \(96.0–98.0%\)", link)
    assert "措施实 ■ 问题 50.0%" in link
    assert "效果好 ? 看不清 — not delivered: 医保结算" in link


def test_small_numbers_are_not_worst_by_chance(region):
    code = "150124"
    figures.keep(**of_listed(code, "monitoring", known=1, acted=0.79, achieved=1))
    figures.Figure.objects.filter(
        place=code, area="monitoring", indicator="area_answered_share"
    ).update(low=0.4, high=0.95)
    assert f'data-cell="{code}.monitoring"' in page(region)
    link = re.search(rf'data-cell="{code}.monitoring"[^>]*aria-label="([^"]*)"', page(region))[1]
    assert "措施实 ▲ 关注 79.0%" in link


def test_a_league_is_filtered(region):
    figures.keep()
    league = world.content().ancestors("150124")["league"]
    assert rows(page(region, f"/board/?league={league}")) == ["150124", "150125"]


def test_a_list_is_filtered(region):
    figures.keep()
    by_state, by_region = (page(region, f"/board/?kind={kind}") for kind in ("国贫", "区贫"))
    assert (len(rows(by_state)), len(rows(by_region))) == (31, 26)


def test_deep_poverty_is_a_choice_of_banners(region):
    figures.keep()
    assert len(rows(page(region, "/board/?group=deep_poverty"))) == 8


def test_a_group_of_households_has_figures_of_its_own(region):
    made = figures.keep()
    assert len(rows(page(region, "/board/?group=living_alone"))) == 57
    text = page(region, "/board/?group=living_alone")
    assert len(re.findall('<td class="c blind">', text)) == 57 * 8
    figures.Figure.objects.filter(figure_set=made, place="150124").update(group="living_alone")
    text = page(region, "/board/?group=living_alone")
    assert len(re.findall('<td class="c blind">', text)) == 56 * 8


def test_a_column_sorts_what_wants_work_first(region):
    figures.keep(**of_listed("152531", "industry", known=0.99, acted=0.1, achieved=0.1))
    text = page(region, "/board/?sort=industry")
    assert rows(text)[0] == "152531"
    assert 'aria-sort="descending"' in text
    assert 'class="league"' not in text
    assert rows(page(region, "/board/?sort=industry&down=1"))[-1] == "152531"
    assert rows(page(region, "/board/?sort=nothing")) == rows(page(region))


def test_the_most_bad_cells_first(region):
    everywhere = {}
    for area in figures.practice_areas():
        everywhere |= of_listed("152531", area, known=0.99, acted=0.1, achieved=0.1)
    figures.keep(**everywhere)
    assert rows(page(region, "/board/?sort=bad"))[0] == "152531"


def test_it_is_compared_with_the_week_before_and_any_other(region):
    code = "150124"
    older = figures.keep(
        world.DAY - 3 * WEEK, **of_listed(code, "industry", known=1, acted=1, achieved=0.3)
    )
    before = figures.keep(
        world.DAY - WEEK, **of_listed(code, "industry", known=1, acted=1, achieved=1)
    )
    figures.keep(world.DAY - timedelta(days=1))
    figures.keep(**of_listed(code, "industry", known=1, acted=0.5, achieved=1))
    text = page(region)
    assert f"与 {before.on} 比较" in text
    cell = re.search(rf'data-cell="{code}.industry".*?</td>', text)[0]
    assert 'class="turn worse">↓' in cell
    assert "变差 (●●●)" in cell
    other = page(region, f"/board/?with={older.pk}")
    assert 'class="turn mixed">↕' in re.search(rf'data-cell="{code}.industry".*?</td>', other)[0]
    earlier = page(region, f"/board/?set={older.pk}")
    assert f"截至 {older.on}" in earlier
    assert 'class="turn' not in earlier


def test_an_unfinished_set_is_not_shown(region):
    figures.keep(world.DAY - WEEK)
    figures.FigureSet.objects.create(
        on=world.DAY, run="x", snapshot=1, release="0", made_at=world.AT, made_by="system"
    )
    assert f"截至 {world.DAY - WEEK}" in page(region)


@pytest.mark.parametrize(
    "query",
    ["set=999", "set=x", "set=" + "9" * 30, "with=999", "league=999999", "league=150421",
     "league=<script>"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(region, query):
    figures.keep()
    assert region.get(f"/board/?{query}").status_code == 404


@pytest.mark.parametrize("name", ["sort", "kind", "group", "paint", "tab"])
@pytest.mark.parametrize("word", ["<script>alert(1)</script>", "x" * 5000, "i.nothing"])
def test_words_nobody_knows_change_nothing(region, name, word):
    figures.keep(areas=["monitoring"])
    text = page(region, f"/board/?{name}={word}")
    assert "<script>alert" not in text


def test_a_board_asks_few_questions(region):
    figures.keep(world.DAY - WEEK)
    figures.keep()
    page(region)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(region)
    assert len(asked) <= QUERIES, [each["sql"][:100] for each in asked]


# ---- who sees what


def test_a_banner_sees_its_own_row_only(sign_in):
    figures.keep()
    text = page(sign_in("clerk"))
    others = page(sign_in("clerk"), "/board/?tab=others")
    assert rows(text) + rows(others) == [banner()]
    foreign = world.content().regions[banner(world.ABROAD)].name
    assert foreign not in text + others


def test_a_league_sees_its_banners(sign_in):
    figures.keep()
    league = world.place()["league"]
    client = sign_in("league")
    shown = rows(page(client)) + rows(page(client, "/board/?tab=others"))
    assert shown
    assert {world.content().ancestors(code)["league"] for code in shown} == {league}
    foreign = world.place(world.ABROAD)["league"]
    assert client.get(f"/board/?league={foreign}").status_code == 404


@pytest.mark.parametrize("path", ["/board/", "/board/indicators/", "/board/screen/",
                                  "/board/shapes/banners/"])  # fmt: skip
@pytest.mark.parametrize("role", ["village", "team", "helper", "township", "sender", "admin"])
def test_it_is_for_supervision(sign_in, role, path):
    assert sign_in(role).get(path).status_code == 403


@pytest.mark.parametrize("side", [world.HOME, world.ABROAD])
def test_a_foreign_cell_is_not_found(sign_in, side):
    figures.keep()
    status = 200 if side == world.HOME else 404
    client = sign_in("clerk")
    assert client.get(f"/board/cell/{banner(side)}/monitoring/").status_code == status


# ---- the panel


@pytest.mark.parametrize(
    "path",
    ["/board/cell/150124/nothing/", "/board/cell/999999/monitoring/",
     "/board/cell/150000/monitoring/", "/board/cell/x/monitoring/"],
)  # fmt: skip
def test_a_cell_that_is_not_there(region, path):
    figures.keep()
    assert region.get(path).status_code == 404


def test_a_cell_says_how_and_of_what(region):
    code = "150124"
    figures.keep(world.DAY - WEEK)
    figures.keep(**of_listed(code, "monitoring", known=0.97, acted=0.5, achieved=0.999))
    path = f"/board/cell/{code}/monitoring/"
    text = page(region, path, headers={"HX-Request": "true"})
    assert "<html" not in text
    assert "清水河县 · 不稳定脱贫户和边缘户动态监测和帮扶" in text
    for part in (
        "97.0%",
        "50.0%",
        "99.9%",
        "≥ 95.0%",
        "可评估比例",
        "疑点数",
        f"place={code}&amp;area=monitoring",
    ):
        assert part in text
    assert "<html" in page(region, path)


def test_a_cell_asks_few_questions(region):
    figures.keep(world.DAY - WEEK)
    figures.keep()
    page(region, "/board/cell/150124/monitoring/")
    with CaptureQueriesContext(connection) as asked:
        page(region, "/board/cell/150124/monitoring/", headers={"HX-Request": "true"})
    assert len(asked) <= QUERIES_OF_CELL, [each["sql"][:100] for each in asked]


@pytest.fixture
def home_with_run(settings, tmp_path):
    home = world.make_home(tmp_path / "home")
    settings.HOME = home.root
    figures.run(home, banner(), [HERE + number for number in range(60)])
    return home


def test_a_cell_tells_what_is_late_and_the_checks(region, home_with_run):
    figures.keep()
    text = page(region, f"/board/cell/{banner()}/monitoring/")
    label = world.content().contracts["medical_claim"].label
    assert label in text
    assert "影响 1 条规则，最多 4 个对象不能评" in text
    assert f"/board/findings/{banner()}/?area=monitoring&amp;check={figures.CHECK}" in text


@pytest.mark.parametrize("role", ["region", "league", "clerk", "auditor"])
def test_every_link_of_a_cell_opens(sign_in, home_with_run, role):
    figures.keep(areas=[figures.AREA])
    client = sign_in(role)
    text = page(client, f"/board/cell/{banner()}/monitoring/").split('id="panel"')[1]
    links = {link.replace("&amp;", "&") for link in re.findall(r'<a [^>]*href="(/[^"]+)"', text)}
    assert any(link.startswith("/issues/") for link in links)
    found = {link: client.get(link).status_code for link in links}
    assert set(found.values()) == {200}, found


def test_a_run_that_is_gone_leaves_the_figures(region, home_with_run):
    figures.keep(run="gone")
    assert "筛查结果已不在" in page(region, f"/board/cell/{banner()}/monitoring/")


# ---- down to the household


def test_findings_lead_to_households(region, home_with_run):
    figures.keep()
    world.indexed(HERE, head="斯琴")
    text = page(region, f"/board/findings/{banner()}/?area=monitoring")
    assert "人均纯收入4200元" in text
    assert f'<a href="/households/{HERE}/">斯琴</a>' in text
    assert "发现 <b>60</b> 条" in text
    seen = AuditEntry.objects.filter(what="findings").get()
    assert seen.kind == "sight"


def test_findings_come_by_pages(region, home_with_run):
    figures.keep()
    first = page(region, f"/board/findings/{banner()}/?check={figures.CHECK}")
    following = re.search(r'rel="next" href="\?([^"]*)"', first)[1].replace("&amp;", "&")
    second = page(region, f"/board/findings/{banner()}/?{following}")
    numbers = [set(re.findall(r">(\d{12})<", text)) for text in (first, second)]
    assert [len(each) for each in numbers] == [50, 10]
    assert not numbers[0] & numbers[1]
    assert 'rel="next"' not in second


@pytest.mark.parametrize("after", ["x", "W10=", "bnVsbA==", "eyJhIjoxfQ==", "x" * 5000])
def test_a_page_nobody_was_given(region, home_with_run, after):
    figures.keep()
    assert region.get(f"/board/findings/{banner()}/?after={after}").status_code == 404


def test_findings_are_not_for_the_auditor_nor_for_others(sign_in, home_with_run):
    figures.keep()
    path = f"/board/findings/{banner()}/"
    assert sign_in("auditor").get(path).status_code == 403
    assert sign_in("clerk", world.ABROAD).get(path).status_code == 404
    assert sign_in("clerk").get(path).status_code == 200
    panel = page(sign_in("auditor"), f"/board/cell/{banner()}/monitoring/")
    assert "/board/findings/" not in panel
    assert "/leads/" not in panel


def test_without_a_run_there_are_no_findings(region):
    figures.keep()
    assert region.get(f"/board/findings/{banner()}/").status_code == 404


def test_a_run_without_the_tables_finds_nothing(region, home_with_run):
    figures.keep(run="bare")
    folder = home_with_run.lake / "runs" / "bare"
    folder.mkdir()
    record = (home_with_run.lake / "runs" / figures.RUN / RECORD).read_text(encoding="utf-8")
    (folder / RECORD).write_text(record, encoding="utf-8")
    number = figures.FigureSet.objects.get().pk
    assert "没有发现" in page(region, f"/board/findings/{banner()}/?set={number}")


# ---- leads and data as the board opens them


def test_leads_of_an_area(region):
    world.lead(HERE)
    path = f"/leads/?place={banner()}"
    assert "没有要核实的线索" not in page(region, f"{path}&area=monitoring")
    assert "没有要核实的线索" in page(region, f"{path}&area=relocation")
    assert "没有要核实的线索" not in page(region, f"{path}&area=nothing")


def test_data_of_a_banner_and_an_area(sign_in):
    client = sign_in("clerk")
    assert "看全部" in page(client, f"/data/?place={banner()}&area=relocation")
    assert client.get(f"/data/?place={banner(world.ABROAD)}").status_code == 404
    assert client.get("/data/?place=x").status_code == 404
