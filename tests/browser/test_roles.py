"""A journey of every role: signed in, told what waits, and the main work of the role done once."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from shouwang.base.access import SYSTEM
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.models import (
    Case,
    Lead,
    Notice,
    NoticeEntry,
    Pairing,
    SelfReport,
    StepTaken,
    Visit,
)
from shouwang.stages.cases.operations import self_reports
from shouwang.stages.cases.receipts import village_token
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.org.models import Account, AuditEntry, Job, Office
from shouwang.stages.org.operations import audit
from shouwang.web.jobs.running import run_job
from tests.browser.conftest import NARROW
from tests.office import world
from tests.web import registers
from tests.web.pictures import photo

HOUSEHOLD, OTHER, FOREIGN = 159_901_000_001, 159_901_000_002, 159_901_000_009
# A review that was held then, and its notice that hung for its days.
LONG_AGO, HUNG_FROM, HUNG_UNTIL, OFF_THE_WALL = (
    "2020-06-19",
    "2020-06-20",
    "2020-06-27",
    "2020-06-28",
)


def picture():
    """Return a photo as the browser is given one."""
    made = photo("door.jpg")
    return {"name": made.name, "mimeType": "image/jpeg", "buffer": made.read()}


def taken(case, *steps):
    """Note that steps of a case were taken long ago by somebody who plays no part here."""
    for step in steps:
        StepTaken.objects.create(
            case=case, step=step, taken_by=f"somebody-{step}", taken_role="village", people=2,
            taken_date=LONG_AGO, taken_at=world.AT,
        )  # fmt: skip


def hung_long_ago(case):
    """Note that the review of a case hung on the wall for its days."""
    notice = Notice.objects.create(
        token=f"token-of-{case.pk}", level="village", procedure=case.procedure, step="review",
        title="公示", text="公示", state="taken_down", made_by="x", made_date=world.DAY,
        posted_date=HUNG_FROM, until_date=HUNG_UNTIL, taken_down_date=OFF_THE_WALL, **case.place,
    )  # fmt: skip
    NoticeEntry.objects.create(notice=notice, case=case)


@pytest.fixture
def families(db):
    world.indexed(HOUSEHOLD, head="张桂兰")
    world.indexed(OTHER, head="王建国")
    world.indexed(FOREIGN, world.ABROAD, head="李外乡")


def test_the_village_goes_to_a_door_with_a_phone(journey, families):
    lead = world.lead(HOUSEHOLD)
    page = journey.page
    page.set_viewport_size(NARROW)
    journey.sign_in("village")
    journey.sees("还有 1 户要去", "开始走访")
    journey.look(wide=False)
    journey.follow("开始走访")
    journey.sees("已走 0 / 1 户", "张桂兰")
    journey.look(wide=False)
    page.locator("a.door").click()
    journey.sees("张桂兰 户", lead.words)
    keys = page.locator(".keys label, button.big")
    assert min(each["height"] for each in map(_box, keys.all()) if each) >= 52
    page.get_by_label("算下来，一口人一年能落多少钱？").fill("4200")
    page.set_input_files("#photo", picture())
    page.locator(".keys.three label").nth(1).click()
    journey.look(wide=False)
    journey.press("属实，提交")
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    journey.sees("走访记录", "属实", "4200")
    journey.look(wide=False)
    visit = Visit.objects.get()
    lead.refresh_from_db()
    assert (visit.verdict, visit.people, visit.visited_by) == ("confirmed", 2, "village-0")
    assert (lead.state, lead.verdict) == ("closed", "confirmed")
    assert Case.objects.get().lead_id == lead.pk
    journey.follow("下一户")
    journey.sees("没有待核实的线索")


def _box(locator):
    return locator.bounding_box()


def test_the_team_finds_that_a_lead_is_not_so(journey, families):
    lead = world.lead(OTHER)
    journey.page.set_viewport_size(NARROW)
    journey.sign_in("team")
    journey.sees("还有 1 户要去")
    journey.follow("开始走访")
    journey.page.locator("a.door").click()
    journey.page.get_by_label("算下来，一口人一年能落多少钱？").fill("9000")
    journey.page.locator(".keys.three label").nth(1).click()
    journey.press("不属实")
    page_of_visit = re.compile(r"/visits/\d+/$")
    journey.page.wait_for_url(page_of_visit)
    journey.sees("王建国", "不属实")
    lead.refresh_from_db()
    assert (lead.state, lead.verdict) == ("closed", "not_so")
    assert not Case.objects.exists()


@pytest.mark.parametrize("complaints", [["status of 404"]])
def test_what_is_not_one_s_own_is_not_there(journey, families):
    lead = world.lead(FOREIGN, world.ABROAD)
    journey.sign_in("village")
    for path in (f"/households/{FOREIGN}/", f"/leads/{lead.pk}/", f"/visits/new/?lead={lead.pk}"):
        answer = journey.page.goto(journey.server.url + path)
        assert answer.status == 404
        journey.sees("没有办成")
        journey.misses("李外乡", lead.words)
    journey.look()


def reported(home):
    token = village_token(world.villages()[0], read_keys(home.keys).hash)
    return self_reports.send_report(
        home=home, content=world.content(), token=token, name="张桂兰", contact="东头第三家",
        trouble="illness", text="老人住院，钱不够", agreed=True, form=uuid.uuid4(), at=world.AT,
        by=SYSTEM, on=world.DAY,
    )  # fmt: skip


def test_the_township_takes_up_a_report_and_reviews_a_case(journey, families, at_home):
    reported(at_home)
    case = world.case(OTHER, next_steps=["township"])
    taken(case, "verify", "consent", "compare", "review")
    hung_long_ago(case)
    page = journey.page
    journey.sign_in("township")
    journey.sees("1待受理的自主申报")
    journey.look()
    journey.follow("待受理的自主申报")
    journey.sees("1 件等着受理")
    journey.look()
    page.locator("main table a").first.click()
    journey.sees("张桂兰", "东头第三家", "老人住院，钱不够")
    journey.look()
    journey.press("受理，转成线索")
    journey.sees("已受理")
    report = SelfReport.objects.get()
    assert (report.state, report.household) == ("accepted", HOUSEHOLD)
    assert Lead.objects.get(household=HOUSEHOLD).source == "self"
    journey.open("/cases/")
    journey.sees(case.number)
    journey.look()
    page.locator("main table").get_by_role("link", name=case.number).first.click()
    journey.sees("等您办理", "乡级审核")
    journey.look()
    journey.press("乡级审核：提交")
    journey.sees("等旗县审批人办理：县级审批")
    step = StepTaken.objects.get(case=case, step="township")
    assert (step.taken_by, step.outcome) == ("township-0", "done")


def test_the_approver_shows_the_second_factor_and_approves(journey, families):
    case = world.case(HOUSEHOLD, next_steps=["approve"])
    taken(case, "verify", "consent", "compare", "review", "township")
    hung_long_ago(case)
    journey.sign_in("approver")
    journey.look()
    journey.open("/cases/")
    journey.page.locator("main table").get_by_role("link", name=case.number).first.click()
    journey.sees("等您办理", "县级审批", "核实的人不得审批")
    journey.look()
    journey.press("县级审批：提交")
    journey.sees("已纳入")
    case.refresh_from_db()
    assert (case.state, case.decided_date) == ("identified", world.DAY)
    assert StepTaken.objects.get(step="approve").taken_by == "approver-0"


@pytest.mark.parametrize("complaints", [["status of 422"]])
def test_who_verified_does_not_approve(journey, families):
    """Whatever became of the account since: who saw the household does not decide on it."""
    case = world.case(HOUSEHOLD, next_steps=["approve"])
    taken(case, "consent", "compare", "review", "township")
    hung_long_ago(case)
    StepTaken.objects.create(
        case=case, step="verify", taken_by="approver-0", taken_role="village", people=2,
        taken_date=world.DAY, taken_at=world.AT,
    )  # fmt: skip
    journey.sign_in("approver")
    journey.open(f"/cases/{case.pk}/")
    journey.sees("1 条现在不允许办理")
    journey.press("县级审批：提交")
    journey.sees("没有办成，什么都没有改动")
    journey.look()
    case.refresh_from_db()
    assert case.state == "open"
    assert not StepTaken.objects.filter(step="approve").exists()
    assert AuditEntry.objects.filter(kind="refused", who__contains="approver-0").exists()


def test_the_league_goes_down_to_the_leads_of_a_township(journey, families):
    world.lead(HOUSEHOLD)
    world.lead(FOREIGN, world.ABROAD)
    content, place = world.content(), world.place()
    journey.sign_in("league")
    journey.sees("周五前到期的线索")
    journey.open("/leads/")
    journey.sees("各旗县", content.regions[place["banner"]].name)
    journey.misses(content.regions[world.place(world.ABROAD)["banner"]].name)
    journey.look()
    for level in ("banner", "township"):
        journey.follow(content.regions[place[level]].name)
        journey.look(narrow=False)
    journey.sees("张桂兰", "人均纯收入4200元")
    journey.misses("李外乡")
    journey.look(wide=False)


def test_the_region_reads_the_precision_and_exports_for_a_purpose(journey, families):
    world.lead(HOUSEHOLD)
    world.lead(FOREIGN, world.ABROAD)
    account = world.account("region")
    app = world.app(account)
    page = journey.page
    journey.sign_in("region")
    journey.look()
    journey.open("/leads/")
    for side in (world.HOME, world.ABROAD):
        journey.sees(world.content().regions[world.place(side)["league"]].name)
    journey.follow("规则属实率")
    journey.sees("还没有核实结论")
    journey.look(narrow=False)
    journey.open("/leads/")
    journey.follow("导出")
    journey.show_second_factor(app)
    journey.sees("只导出办事用得着的")
    journey.look()
    form = page.locator("main form").first
    with page.expect_download() as coming:
        form.get_by_label("用途").fill("六月调度会用")
        form.get_by_role("button", name="导出").click()
    text = coming.value.path().read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 3  # the head and two leads
    kept = AuditEntry.objects.get(kind="export")
    assert (kept.purpose, kept.who) == ("六月调度会用", "region-0")


def test_the_auditor_reads_the_log_and_verifies_it(journey, families, at_home):
    lead = world.lead(HOUSEHOLD)
    journey.sign_in("village")
    journey.open(f"/leads/{lead.pk}/")
    audit.seal_entries(at=world.AT, by=SYSTEM, on=world.DAY)
    journey.sign_in("auditor")
    journey.follow("看日志")
    journey.sees("已封存")
    journey.page.get_by_label("谁（用户名）").fill("village-0")
    journey.press("查找")
    journey.page.wait_for_url("**who=village-0**")
    journey.sees(f"lead:{lead.pk}")
    journey.look()
    journey.press("验证日志是否完整")
    journey.sees("日志完整")
    journey.look()


def test_the_administrator_makes_an_account_and_closes_another_with_all_its_work(journey, families):
    leaving, taking = world.account("helper"), world.account("helper", username="helper-next")
    Pairing.objects.create(
        household=HOUSEHOLD, account=leaving, start_date="2020-01-01", **world.place()
    )
    page = journey.page
    journey.sign_in("admin")
    journey.follow("管理账号")
    journey.sees("helper-next")
    journey.look()
    journey.follow("加账号")
    page.get_by_label("用户名").fill("new-team")
    page.get_by_label("姓名", exact=True).fill("新来的队员")
    page.get_by_label(re.compile("^单位 *$")).fill("office village")
    page.locator("[name=region]").fill(world.villages()[0])
    journey.choose("驻村工作队")
    journey.look()
    journey.press("加上")
    journey.sees("new-team")
    journey.look(narrow=False)
    assert Account.objects.get(username="new-team").roles == ["team"]
    journey.open(f"/accounts/{leaving.pk}/")
    journey.follow("交接并停用")
    journey.sees("结对户 1 户")
    journey.look()
    page.select_option("#id_taking", str(taking.pk))
    journey.press("交接并停用")
    expect(page.locator("[role=status], main").first).to_be_visible()
    journey.open(f"/accounts/{leaving.pk}/")
    journey.sees("已停用")
    leaving.refresh_from_db()
    assert leaving.closed_date == world.DAY
    assert Pairing.objects.filter(account=taking, household=HOUSEHOLD).exists()


class TestRegister:
    """With a register: the household page, and a delivery from the department to the lake."""

    HEAD = "户编号,供水方式,水质结论,取水往返时间,检测日期\n"
    WRONG = f"{HEAD}{registers.HERE},自来水,合格,0,2020-06-10\n{registers.BESIDE},天上水,合格,5,2020-06-10\n"
    GOOD = WRONG.replace("天上水", "水井")

    def send(self, journey, text):
        journey.open("/data/")
        journey.follow("报送数据")
        journey.page.select_option("#feed", label="饮水安全")
        sheet = {"name": "六月饮水.csv", "mimeType": "text/csv", "buffer": text.encode()}
        journey.page.set_input_files("#file", sheet)
        journey.look()
        journey.press("交上去")
        journey.page.wait_for_url(re.compile("/jobs/"))
        run_job.call(str(Job.objects.latest("asked_at").pk))
        journey.page.reload()
        journey.follow("看结果")

    def test_the_helper_goes_to_the_own_household_and_sees_no_other(self, register_home, journey):
        own, other = registers.HERE, registers.BESIDE
        Pairing.objects.create(
            household=own, account=world.account("helper"), start_date="2020-01-01",
            **world.place(),
        )  # fmt: skip
        world.lead(own)
        world.lead(other)
        journey.page.set_viewport_size(NARROW)
        journey.sign_in("helper")
        journey.sees("还有 1 户要去")
        journey.follow("开始走访")
        journey.sees("张桂兰")
        journey.misses("王五")
        journey.open(f"/households/{own}/")
        journey.sees("张桂兰 户")
        journey.look()
        journey.page.locator("main").get_by_role("link", name="记录入户").first.click()
        journey.page.locator(".keys.three label").first.click()
        journey.press("已在帮扶")
        journey.page.wait_for_url(re.compile(r"/visits/\d+/$"))
        assert Visit.objects.get().visited_by == "helper-0"
        assert set(Lead.objects.values_list("household", "state")) == {
            (own, "closed"), (other, "open"),
        }  # fmt: skip

    def test_the_sender_sends_and_the_clerk_publishes_and_compares(self, register_home, journey):
        world.account("sender")
        Office.objects.filter(accounts__username="sender-0").update(department="water")
        case = world.case(registers.BESIDE, next_steps=["compare"])
        taken(case, "verify", "consent")
        journey.sign_in("sender")
        journey.sees("部门数据")
        self.send(journey, self.WRONG)
        journey.sees("天上水", "有 1 行没有收下")
        journey.look()
        self.send(journey, self.GOOD)
        journey.sees("没有要改的")
        assert list(Delivery.objects.filter(feed="water_point").values_list("rejected", flat=True)
                    .order_by("id")) == [1, 0]  # fmt: skip
        journey.sign_in("clerk")
        journey.follow("到数据页")
        journey.sees("等着您看过再发布")
        journey.look(narrow=False)
        good = Delivery.objects.filter(feed="water_point").latest("id")
        journey.open(f"/data/{good.pk}/")
        journey.look()
        journey.page.get_by_label(re.compile("^超出约定的")).fill("六月只有这一个村报")
        journey.press("发布")
        journey.page.wait_for_url(re.compile("/jobs/"))
        run_job.call(str(Job.objects.latest("asked_at").pk))
        job = Job.objects.latest("asked_at")
        assert job.state == "done", job.fault
        good.refresh_from_db()
        assert (good.state, good.published_by) == ("published", "clerk-0")
        journey.open(f"/cases/{case.pk}/")
        journey.sees("等您办理", "信息比对")
        journey.look()
        journey.press("信息比对：提交")
        journey.sees("等嘎查村干部办理")
        assert StepTaken.objects.get(step="compare").taken_by == "clerk-0"
