"""Other ways to the same: by keys alone, in large type, with a bad line, two at once, gone away."""

import re

import pytest
from playwright.sync_api import expect

from shouwang.stages.cases.models import Lead, Visit
from shouwang.stages.org.models import Account, AuditEntry, Job
from tests.browser.conftest import NARROW, Journey
from tests.office import world
from tests.web import registers

HOUSEHOLD = 159_901_000_001
MOST_KEYS = 80  # from the top of a page to anything on it
IDLE = "31:00"  # more than the content allows
LARGE_TYPE = "20px"  # tokens.css; without the option it is 16
SHOWN = """() => {
  const style = getComputedStyle(document.activeElement);
  const keys = document.activeElement.closest('.keys label');
  const seen = keys ? getComputedStyle(keys) : style;
  return seen.outlineStyle !== 'none' && parseFloat(seen.outlineWidth) >= 2;
}"""


@pytest.fixture
def lead(db):
    world.indexed(HOUSEHOLD, head="张桂兰")
    return world.lead(HOUSEHOLD)


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page):
        self.page = page

    def to(self, selector):
        """Go on until this is in focus; the focus is seen on the way."""
        for _key in range(MOST_KEYS):
            if self.page.evaluate("(s) => document.activeElement.matches(s)", selector):
                assert self.page.evaluate(SHOWN), f"the focus on {selector} is not seen"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{selector} is not reached by keys")

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.insert_text(text)


def test_a_lead_is_dismissed_by_keys_alone(journey, lead):
    world.account("township")
    page, keys = journey.page, Keys(journey.page)
    journey.open("/accounts/sign-in/")
    keys.to("[name=username]")
    keys.type("township-0")
    keys.to("[name=password]")
    keys.type(world.PASSWORD)
    keys.press("Enter")
    page.wait_for_url(f"{journey.server.url}/")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.to("nav a[href='/leads/']")
    keys.press("Enter")
    page.wait_for_url("**/leads/")
    if not page.locator("a.lead").count():
        keys.to("main table a")
        keys.press("Enter")
        page.wait_for_url("**/leads/?**")
    keys.to("a.lead")
    keys.press("Enter")
    page.wait_for_url(f"**/leads/{lead.pk}/")
    keys.to("details summary")
    keys.press("Enter")
    keys.to("#reason")
    keys.press("ArrowDown")
    keys.to("#note")
    keys.type("已由民政核过，另案办理")
    keys.to("#snooze")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    page.wait_for_timeout(100)
    journey.picture("filled")
    keys.to("form[action$='/dismiss/'] button")
    keys.press("Enter")
    page.wait_for_url("**/leads/")
    lead.refresh_from_db()
    assert (lead.state, lead.changed_by) == ("dismissed", "township-0")
    assert lead.snoozed_until == world.DAY.replace(month=9, day=28)
    assert lead.note == "已由民政核过，另案办理"


def test_the_focus_stays_when_a_piece_of_the_page_is_put_anew(journey):
    journey.sign_in("region")
    job = Job.objects.create(
        task="screen", label="按最新数据筛查", asked_at=world.AT, asked_on=world.DAY,
        asked_by="region-0", state="running", attempt=1, done=1, total=4,
    )  # fmt: skip
    journey.open(f"/jobs/{job.pk}/")
    keys = Keys(journey.page)
    keys.to("main form button")
    Job.objects.update(done=3)
    expect(journey.page.locator("progress")).to_have_attribute("value", "75")
    assert journey.page.evaluate("document.activeElement.textContent") == "停止"
    keys.press("Enter")
    expect(journey.page.get_by_text("已要求停止")).to_be_visible()
    job.refresh_from_db()
    assert job.cancel_asked


def test_large_type_fits(register_home, journey):
    lead = world.lead(registers.HERE)
    account = journey.sign_in("township")
    journey.open("/accounts/me/")
    journey.choose("用大字")
    journey.press("保存")
    expect(journey.page.locator("html.large")).to_have_css("font-size", LARGE_TYPE)
    assert Account.objects.get(pk=account.pk).large_type
    for path in (
        "/",
        "/leads/",
        f"/leads/{lead.pk}/",
        f"/households/{registers.HERE}/",
        "/visits/",
    ):
        journey.open(path)
        journey.look()


def test_english_fits(register_home, journey):
    lead = world.lead(registers.HERE)
    journey.sign_in("township")
    journey.page.get_by_role("button", name="English").click()
    expect(journey.page.locator("html[lang=en]")).to_have_count(1)
    for path in ("/", f"/leads/{lead.pk}/", f"/households/{registers.HERE}/"):
        journey.open(path)
        journey.look()


def at_the_door(journey, lead, note):
    journey.open(f"/visits/new/?lead={lead.pk}")
    page = journey.page
    page.get_by_label("算下来，一口人一年能落多少钱？").fill("4200")
    page.locator(".keys.three label").nth(1).click()
    page.locator("details.more summary").click()
    page.fill("#note", note)


def test_two_clicks_send_once(journey, lead):
    page, sent = journey.page, []
    journey.sign_in("village")
    at_the_door(journey, lead, "点了两下")
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    page.get_by_role("button", name="属实，提交").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    assert len(sent) == 1
    assert Visit.objects.count() == 1


def test_without_a_line_nothing_typed_is_lost(journey, lead):
    page = journey.page
    page.set_viewport_size(NARROW)
    journey.sign_in("village")
    at_the_door(journey, lead, "没有网时写的")
    page.context.set_offline(True)
    try:
        journey.press("属实，提交")
        journey.sees("现在没有网")
        expect(page.locator("#note")).to_have_value("没有网时写的")
        journey.picture("offline")
    finally:
        page.context.set_offline(False)
    assert not Visit.objects.exists()
    page.reload()
    expect(page.locator("#note")).to_have_value("没有网时写的")
    journey.press("属实，提交")
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    assert Visit.objects.get().note == "没有网时写的"


@pytest.mark.parametrize("complaints", [["status of 409"]])
def test_who_comes_second_sees_both(journey, lead, browser, browser_context_args):
    journey.sign_in("village")
    at_the_door(journey, lead, "我后到，写的这些")
    context = browser.new_context(**browser_context_args)
    try:
        other = Journey(context.new_page(), journey.server, "other")
        other.sign_in("team")
        at_the_door(other, lead, "队员先到")
        other.press("已在帮扶")
        other.page.wait_for_url(re.compile(r"/visits/\d+/$"))
    finally:
        context.close()
    journey.press("不属实")
    journey.sees("这件事刚才有人办了", "team-0", "队员先到")
    expect(journey.page.locator("#note")).to_have_value("我后到，写的这些")
    journey.look()
    assert Visit.objects.count() == 1
    journey.press("作为补充走访保存")
    journey.page.wait_for_url(re.compile(r"/visits/\d+/$"))
    assert Visit.objects.count() == 2
    assert Lead.objects.get().verdict == "known"


@pytest.mark.parametrize("complaints", [["status of 422"]])
def test_a_screen_left_alone_locks_and_gives_back_what_was_typed(journey, lead):
    page = journey.page
    journey.sign_in("township")
    page.clock.install()
    journey.open(f"/leads/{lead.pk}/")
    page.locator("details summary").click()
    page.fill("#note", "写到一半的说明")
    page.clock.fast_forward(IDLE)
    box = page.locator("dialog.lock")
    expect(box).to_be_visible()
    expect(page.locator("main")).to_have_css("visibility", "hidden")
    journey.picture("locked")
    page.fill("#lock-password", "guess")
    box.get_by_role("button", name="解锁").click()
    expect(box.get_by_role("alert")).to_be_visible()
    page.fill("#lock-password", world.PASSWORD)
    box.get_by_role("button", name="解锁").click()
    expect(box).to_be_hidden()
    expect(page.locator("#note")).to_have_value("写到一半的说明")
    assert AuditEntry.objects.filter(what="lock").exists()
    page.select_option("#reason", index=1)
    page.select_option("#snooze", index=1)
    journey.press("排除")
    page.wait_for_url("**/leads/")
    lead.refresh_from_db()
    assert (lead.state, lead.note) == ("dismissed", "写到一半的说明")
