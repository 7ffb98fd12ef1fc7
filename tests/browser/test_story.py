"""The long story: from a finding to the end of the risk, by clicking, with the wrong turns refused."""

import shutil
from datetime import date, timedelta

import pytest
import yaml
from playwright.sync_api import expect

from shouwang.base.access import SYSTEM
from shouwang.lake.home import SETTINGS
from shouwang.stages.cases import rulebook
from shouwang.stages.cases.guards import conditions
from shouwang.stages.cases.judging import judged_in_lake
from shouwang.stages.cases.models import (
    Attachment,
    Case,
    Lead,
    Measure,
    Notice,
    Objection,
    StepTaken,
    Visit,
)
from shouwang.stages.cases.operations import leads, office_feeds
from shouwang.stages.register.operations.index import refresh_index
from shouwang.web import place
from tests.browser.conftest import NARROW, WIDE, Journey
from tests.browser.test_roles import picture
from tests.office import lake, world

pytestmark = pytest.mark.slow
BEGIN = date(2020, 1, 2)
HALF_A_YEAR_LATER = date(2020, 7, 1)
ONE = timedelta(days=1)
# The lake's day is the end of June: what its departments said stands for these days.
JUDGED = date(2020, 7, 10)
PROCEDURES = ("identification.yaml", "risk_ended.yaml")
# What the risks of the leads in question are answered by.
RISKS = ("industry_failure", "disaster", "accident")


@pytest.fixture
def at_home(settings, own_lake_home, tmp_path, transactional_db):
    """A home with a lake, where the procedures are in force from the beginning of the year.

    So half a year fits between the first day of the story and what the lake says of June.
    """
    home = own_lake_home.home
    content = tmp_path / "neimenggu"
    shutil.copytree(home.content_dir, content)
    for name in PROCEDURES:
        file = content / "procedures" / name
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("from: 2020-03-20", "from: 2020-01-01"), encoding="utf-8")
    settings.HOME = home.root
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settle(home.root, BEGIN, content=str(content))
    lake.keep_deliveries(home)
    act = {"at": world.AT, "by": SYSTEM, "on": BEGIN}
    refresh_index(home=home, content=place.content(), **act)
    leads.raise_leads(home=home, policy=place.policy(), run=own_lake_home.run, **act)
    return home


def settle(root, day, **more):
    """Let it be another day at home."""
    file = root / SETTINGS
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump({**held, "today": day, **more}), encoding="utf-8")


def chosen(home):
    """Return the lead of a household whose trouble passes: by July nothing forbids its end."""
    policy = place.policy()
    version = rulebook.rulebook_of(policy).procedures["risk_ended"].versions[0]
    asked = conditions(version, "approve", policy, "household")
    for lead in Lead.objects.filter(state="open", risk__in=RISKS).order_by("household"):
        found = judged_in_lake(home, policy, household=lead.household, checks=asked, on=JUDGED)
        standing = {name for name, each in found.items() if each.outcome != "clear"}
        if standing <= {"guard:too_soon"}:
            return lead
    return pytest.fail("no household of this lake would get over its trouble")


class Unhurried(Journey):
    """A person who waits until a page has all its pieces.

    The pages' requests share one connection to the database in memory; a piece that is still
    being made while a form is sent would be made inside the transaction of that form.
    """

    def rest(self):
        self.page.wait_for_load_state("networkidle")

    def open(self, path):
        self.rest()
        super().open(path)
        self.rest()

    def press(self, name):
        self.rest()
        super().press(name)

    def follow(self, name):
        self.rest()
        super().follow(name)

    def sees(self, *texts):
        super().sees(*texts)
        self.rest()


@pytest.fixture
def journey(journey):
    return Unhurried(journey.page, journey.server, "story")


class Story:
    """One household, its case, and those who act on it, each at a browser in turn."""

    def __init__(self, journey, home, lead):
        self.journey, self.page, self.home, self.lead = journey, journey.page, home, lead

    def day(self, day):
        settle(self.home.root, day)

    def on_case(self, role, case, *, look=True):
        """Sign somebody in and let them open the case from their list."""
        self.journey.sign_in(role)
        self.journey.open(f"/cases/?text={case.number}")
        self.journey.follow(case.number)
        if look:
            self.journey.look(narrow=role == "village")

    def step(self, name, *ticks):
        """Send the form of a step with these labels ticked."""
        self.journey.rest()
        form = self.page.locator(f"form[action$='/steps/{name}/']")
        for text in ticks:
            form.locator("label", has_text=text).first.click()
        with self.page.expect_navigation():
            form.locator("button").last.click()

    def took(self, case, step, who):
        """Wait until the page says so, and look into the database."""
        expect(self.page.locator(".said")).to_be_visible()
        self.journey.rest()
        found = StepTaken.objects.filter(case=case, step=step, is_void=False).latest("pk")
        assert (found.taken_by, found.outcome) == (f"{who}-0", "done")

    def hang(self, case):
        """Draw the notice of a case's review up, look at it on paper, hang it, prove it."""
        self.journey.open("/notices/")
        self.journey.sees("户等着写公示")
        self.journey.press("写成一张公示")
        self.journey.sees("打印、盖章、张贴")
        self.journey.misses(self.head)
        self.journey.look()
        self.journey.follow("打印")
        self.page.emulate_media(media="print")
        self.journey.picture("paper")
        assert not self.page.locator("header.top").is_visible()
        self.page.emulate_media(media="screen")
        self.page.go_back()
        self.page.set_input_files("#photo", picture())
        self.journey.press("确认张贴")
        self.journey.sees("期满以前不要撤")
        notice = Notice.objects.latest("pk")
        assert (notice.state, notice.entries.get().case_id) == ("posted", case.pk)
        assert Attachment.objects.filter(owner=f"notice:{notice.pk}").exists()
        return notice

    def take_down(self, notice):
        self.journey.sign_in("village")
        self.journey.open(f"/notices/{notice.pk}/")
        self.journey.press("已经撤下")
        self.journey.sees("已经撤下。")
        notice.refresh_from_db()
        assert notice.state == "taken_down"


@pytest.mark.parametrize("complaints", [["status of 4(03|22|09)"]])
def test_from_a_finding_to_the_end_of_the_risk(journey, at_home, monkeypatch):
    lead = chosen(at_home)
    other = Lead.objects.exclude(league=lead.league).first()
    monkeypatch.setattr(world, "villages", lambda: (lead.village, other.village))
    story = Story(journey, at_home, lead)
    case = at_the_door(story)
    notice = identified_but_for_an_objection(story, case)
    approved(story, case, notice)
    helped(story, case)
    ended(story, case)


def at_the_door(story):
    """The finding is a lead; the village goes there with a phone and finds it true."""
    journey, page = story.journey, story.page
    page.set_viewport_size(NARROW)
    journey.sign_in("village")
    journey.follow("开始走访")
    page.locator(f"a.door[href$='lead={story.lead.pk}']").click()
    journey.sees(story.lead.words, "已知：")
    story.head = page.locator("h1").inner_text().replace(" 户", "")
    journey.look(wide=False)
    page.set_input_files("#photo", picture())
    page.locator(".keys.three label").nth(1).click()
    page.locator("details.more summary").click()
    page.fill("#note", "和户主、邻居都问过，是这样")
    journey.press("属实，提交")
    journey.sees("走访记录")
    page.set_viewport_size(WIDE)
    visit = Visit.objects.get()
    assert (visit.verdict, visit.lead_id) == ("confirmed", story.lead.pk)
    return Case.objects.get(household=story.lead.household)


def identified_but_for_an_objection(story, case):
    """Verified, consented, compared, reviewed, hung on the wall; a stranger objects by phone."""
    journey = story.journey
    story.on_case("village", case)
    if story.page.locator("form[action$='/steps/verify/']").count():
        story.step("verify", "防止返贫动态监测核查表", "信息采集表")
        story.took(case, "verify", "village")
    story.page.set_input_files("#signature-consent", picture())
    story.step("consent", "按手印", "监测对象申请及承诺授权查询书")
    story.took(case, "consent", "village")
    story.on_case("clerk", case)
    story.step("compare")
    story.took(case, "compare", "clerk")
    story.on_case("village", case, look=False)
    story.step("review", "民主评议会议记录", "公示")
    story.took(case, "review", "village")
    notice = story.hang(case)
    story.day(BEGIN + 2 * ONE)
    stranger_objects(story, notice)
    # While something is objected to, it may have to hang for longer.
    notice.refresh_from_db()
    story.day(notice.until_date + ONE)
    story.take_down(notice)
    story.on_case("township", case)
    journey.sees("公示期内有异议没有办结的不得审核")
    story.step("township")
    journey.sees("没有办成，什么都没有改动")
    journey.look()
    assert not StepTaken.objects.filter(case=case, step="township").exists()
    return notice


def stranger_objects(story, notice):
    """Somebody without an account opens the address of the code on the wall."""
    journey, page = story.journey, story.page
    page.context.clear_cookies()
    page.set_viewport_size(NARROW)
    journey.open(f"/public/objection/{notice.token}/")
    journey.misses(story.head)
    journey.look(wide=False)
    page.locator(".keys label").first.click()
    page.locator("#text").fill("他家去年买了新车")
    journey.press("交上去")
    journey.sees("正在核查。核查清楚以前，这一户的程序停着。")
    journey.look(wide=False)
    page.set_viewport_size(WIDE)
    objection = Objection.objects.get()
    journey.sees(objection.receipt)
    assert (objection.state, objection.notice_id) == ("open", notice.pk)


def approved(story, case, notice):
    """The objection is looked into; who verified cannot approve, another person does."""
    journey, page = story.journey, story.page
    journey.open("/notices/objections/")
    page.locator("main table a").first.click()
    journey.sees("他家去年买了新车", notice.title)
    journey.look()
    journey.choose("不成立，程序照常走")
    page.locator("#finding").fill("查过车管登记，车是邻居的")
    journey.press("办结")
    journey.sees("办结。")
    assert Objection.objects.get().state == "rejected"
    story.on_case("township", case, look=False)
    story.step("township")
    story.took(case, "township", "township")
    story.on_case("village", case)
    journey.sees("等旗县审批人办理")
    assert not page.locator("form[action$='/steps/approve/']").count()
    case.refresh_from_db()
    answer = page.request.post(
        f"{journey.server.url}/cases/{case.pk}/steps/approve/",
        form={"version": str(case.version), "outcome": "done",
              "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value()},
        headers={"Referer": page.url},
    )  # fmt: skip
    assert answer.status in {403, 409, 422}
    assert not StepTaken.objects.filter(case=case, step="approve").exists()
    case.refresh_from_db()
    assert case.state == "open"
    story.on_case("approver", case)
    story.step("approve")
    story.took(case, "approve", "approver")
    case.refresh_from_db()
    assert (case.state, case.decided_date) == ("identified", notice.until_date + ONE)
    story.on_case("township", case, look=False)
    story.step("announce")
    story.took(case, "announce", "township")


def helped(story, case):
    """A measure that answers the risk is planned, delivered with evidence, and told of the case."""
    journey, page = story.journey, story.page
    journey.sign_in("village")
    journey.open(f"/households/{case.household}/")
    journey.sees("已纳入")
    journey.look()
    journey.open(f"/measures/plan/{case.household}/")
    page.locator(f"[name=risk][value={story.lead.risk}]").check()
    page.locator("[name=labour][value=yes]").check()
    page.select_option("#kind", "industry")
    page.fill("#title", "购买基础母羊十只")
    page.fill("#owner", "嘎查村委会")
    page.fill("#due_date", "2020-01-15")
    page.fill("#amount", "8000")
    journey.look()
    journey.press("保存措施")
    journey.sees("购买基础母羊十只", "落实要有佐证")
    journey.look()
    page.set_input_files("#evidence", picture())
    journey.press("确认落实")
    journey.sees("已经落实到户")
    measure = Measure.objects.get(case=case)
    assert (measure.state, measure.amount) == ("delivered", 800_000)
    assert Attachment.objects.filter(owner=f"measure:{measure.pk}").exists()
    story.on_case("village", case, look=False)
    story.step("help")
    story.took(case, "help", "village")


def ended(story, case):
    """Half a year later the same way back: too soon it is refused, then it ends."""
    journey, page, home = story.journey, story.page, story.home
    act = {"at": world.AT, "by": SYSTEM, "on": HALF_A_YEAR_LATER}
    story.day(HALF_A_YEAR_LATER)
    office_feeds.publish_decisions(home=home, content=place.content(), **act)
    story.on_case("village", case)
    journey.press("开始风险消除")
    journey.sees("风险消除核实表")
    ending = Case.objects.get(procedure="risk_ended", household=case.household)
    story.step("verify", "风险消除核实表")
    story.took(ending, "verify", "village")
    story.step("review")
    story.took(ending, "review", "village")
    notice = story.hang(ending)
    early = notice.until_date + ONE
    story.day(early)
    story.take_down(notice)
    story.on_case("township", ending)
    story.step("township")
    story.took(ending, "township", "township")
    assert early < case.decided_date.replace(month=7), "half a year is not over yet"
    story.on_case("approver", ending)
    journey.sees("纳入监测不满半年")
    story.step("approve", "帮扶消除")
    journey.sees("没有办成，什么都没有改动")
    journey.look()
    ending.refresh_from_db()
    assert ending.state == "open"
    story.day(case.decided_date.replace(month=7) + ONE)
    story.on_case("approver", ending)
    story.step("approve", "帮扶消除")
    story.took(ending, "approve", "approver")
    ending.refresh_from_db()
    case.refresh_from_db()
    assert (ending.state, case.state, case.ended_way) == ("ended", "ended", "helped")
    story.on_case("clerk", ending, look=False)
    story.step("mark")
    story.took(ending, "mark", "clerk")
    journey.open(f"/households/{case.household}/")
    journey.look()
    journey.open(f"/households/{case.household}/card/")
    page.emulate_media(media="print")
    journey.picture("card")
    assert not page.locator("header.top").is_visible()
    page.emulate_media(media="screen")
