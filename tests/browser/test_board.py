"""The board: filtered, sorted, walked by keys, chosen on the map, followed down to a household; the wall."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.office import figures, world
from tests.web import registers

BEFORE = timedelta(days=7)
LARGE = "152923"  # the banner of the largest area: nobody misses it on a map
POINT = """([code]) => {
  const chart = echarts.getInstanceByDom(document.querySelector("[data-map] .drawing"));
  const shape = echarts.getMap("banners").geoJSON.features.find((each) => each.properties.name === code);
  const box = chart.getDom().getBoundingClientRect();
  const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, shape.properties.cp);
  return [box.left + x, box.top + y];
}"""


def drawn(page):
    expect(page.locator("[data-map]")).to_have_attribute("data-ready", "drawing")


def test_the_board_is_read_down_to_a_household(journey, register_home):
    page = journey.page
    journey.sign_in("region")
    banner = world.place()["banner"]
    figures.run(register_home, banner, [registers.HERE])
    figures.keep(world.DAY - BEFORE, seed=5)
    figures.keep()

    journey.open("/")
    expect(page).to_have_url(re.compile("/board/$"))
    journey.sees("格是问题", "比上次变差", "剩余未脱贫人口", "变了什么")
    expect(page.locator("tr[data-banner]")).to_have_count(57)
    drawn(page)
    journey.look()

    # Filters and order change the table in place; the address tells them.
    page.select_option("#league", "150400")
    expect(page.locator("tr[data-banner]")).to_have_count(10)
    expect(page).to_have_url(re.compile("league=150400"))
    page.locator("thead a", has_text="产业").click()
    expect(page.locator("thead th[aria-sort=descending]")).to_contain_text("产业")
    expect(page).to_have_url(re.compile("sort=industry"))
    drawn(page)

    # By keys: into the grid, down and right, and the panel opens.
    page.locator("a[data-cell][tabindex='0']").focus()
    first = page.evaluate("document.activeElement.dataset.cell")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.dataset.cell")
    assert first.split(".")[0] != second.split(".")[0]
    assert first.split(".")[1] != second.split(".")[1]
    expect(page.locator(".tip")).to_contain_text("底数清")
    page.keyboard.press("Enter")
    expect(page.locator("#panel [data-selected]")).to_have_attribute("data-selected", second)
    expect(page.locator(f"a[data-cell='{second}']")).to_have_attribute("aria-current", "true")
    journey.look(wide=False)

    # On the map: the banner that is touched is the banner of the table.
    page.locator(".tabs a", has_text="其他旗县").click()
    page.wait_for_url(re.compile("tab=others"))
    page.select_option("#league", "")
    expect(page.locator("tr[data-banner]")).to_have_count(46)
    page.select_option("#paint", figures.AREA)
    expect(page).to_have_url(re.compile(f"paint={figures.AREA}"))
    drawn(page)
    page.locator("[data-map]").scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(POINT, [LARGE]))
    expect(page.locator("#panel [data-selected]")).to_have_attribute(
        "data-selected", f"{LARGE}.{figures.AREA}"
    )
    expect(page.locator("tr.chosen")).to_have_attribute("data-banner", LARGE)

    page.locator(f"a[data-cell='{banner}.{figures.AREA}']").click()
    expect(page.locator("tr.chosen")).to_have_attribute("data-banner", banner)
    page.locator("#panel").get_by_role("link", name="人均纯收入低于监测线").click()
    journey.sees("人均纯收入4200元")
    journey.look()
    journey.follow("张桂兰")
    expect(page.locator("main h1")).to_contain_text("张桂兰")


def test_the_dictionary_leads_to_an_indicator(journey):
    journey.sign_in("region")
    figures.keep(areas=[figures.AREA])
    journey.open("/board/")
    journey.follow("指标字典")
    journey.sees("未脱贫人口")
    journey.look()
    journey.follow("未脱贫人口")
    drawn(journey.page)
    journey.sees("脱贫属性为未脱贫和返贫的在册人口", "各旗县")
    journey.look()


def test_the_wall_turns_by_itself(journey):
    page = journey.page
    journey.sign_in("region")
    figures.keep()
    page.clock.install()
    journey.open("/board/screen/")
    journey.sees("格问题", "第 1 / 10 屏")
    assert not page.locator("header.top").is_visible()
    page.clock.fast_forward(31_000)
    journey.sees("第 2 / 10 屏", "先办这些")
    page.clock.fast_forward(31_000)
    journey.sees("第 3 / 10 屏")
    journey.look()
