"""Ledger adoption: a plan is sent, corrected, bound, adopted; reported on, signed off by another."""

import pytest
from playwright.sync_api import expect

from shouwang.stages.ledger.models import PlanDocument
from tests.office import plans as office, world

PLAN = {"name": "2020年工作要点.txt", "mimeType": "text/plain"}
PROOF = {"name": "监测推送.jpg", "mimeType": "image/jpeg"}


@pytest.fixture
def people(db):
    """People in three of the region's offices."""
    return [office.account(name) for name in ("general", "assessment", "information")]


def sign_in(journey, office_name):
    """Sign in as somebody of one of the region's offices."""
    journey.page.context.clear_cookies()
    journey.open("/accounts/sign-in/")
    journey.page.fill("[name=username]", f"of-{office_name}")
    journey.page.fill("[name=password]", world.PASSWORD)
    journey.page.locator("main button").first.click()
    journey.page.wait_for_url(f"{journey.server.url}/**")
    expect(journey.page.locator(".me")).to_contain_text(f"of-{office_name}")


def bind(journey, title, wanted, *, reasons=()):
    """Open the form of a task, bind its quantities, and save."""
    page = journey.page
    page.locator(".card h3").filter(has_text=title).get_by_role("link", name="核对").click()
    for place, (name, goal) in enumerate(wanted):
        page.locator("[name=indicator]").nth(place).select_option(name)
        page.locator("[name=goal]").nth(place).fill(goal)
    for place, reason in reasons:
        page.locator("[name=unbound_reason]").nth(place).fill(reason)
    return page


def adopt(journey):
    """Send the plan, put it in order, adopt it."""
    page = journey.page
    sign_in(journey, "general")
    journey.open("/tasks/plans/")
    page.set_input_files("[name=plan]", {**PLAN, "buffer": office.TEXT})
    journey.press("上传计划")
    journey.sees("读出 11 项任务", "还有 7 处要您定")
    journey.look()
    journey.press("采用计划")
    journey.sees("有 7 处要改，什么都没有保存")

    bind(journey, "确保完成脱贫摘帽任务", [("poor_people", "0")])
    page.locator("[name=due_date]").fill("2020-10-31")
    journey.look()
    journey.press("保存")
    journey.sees("还有 6 处要您定")
    bind(journey, "挂牌督战", [("listed_banners", "")], reasons=[(1, "说的是方面")])
    journey.press("保存")
    bind(journey, "防止返贫监测机制", [("watched_unstable_people", ""),
                                ("watched_marginal_people", "")])  # fmt: skip
    journey.press("保存")
    bind(journey, "规范光伏扶贫", [])
    page.locator("[name=unit]").first.fill("开发指导处")
    page.locator("[name=office]").first.select_option("development")
    journey.press("保存")
    journey.sees("还有 1 处要您定")
    page.get_by_label("其余 1 句都不是任务，因为").fill("总体思路")
    journey.press("都不是任务")
    page.locator("#all-due").fill("2020-12-31")
    journey.press("定期限")
    journey.sees("11 项任务都核对好了")
    journey.press("采用计划")
    journey.sees("原文不再改")
    assert PlanDocument.objects.get().state == "adopted"


def report(journey):
    """Say how a task stands, with evidence, and apply for its end."""
    page = journey.page
    sign_in(journey, "information")
    journey.open("/tasks/?office=information&part=owner")
    journey.sees("建立健全防止返贫监测机制")
    journey.look()
    journey.follow("建立健全防止返贫监测机制")
    page.fill("[name=text]", "监测预警按月推送")
    page.fill("[name=percent]", "100")
    page.locator("[name=target]").select_option(label="1.3万")
    page.fill("[name=value]", "13100")
    page.set_input_files("[name=evidence]", {**PROOF, "buffer": office.photo()})
    journey.press("保存进度")
    journey.sees("监测推送.jpg", "13,100")
    journey.press("申请销号")
    journey.sees("已经申请销号，等着核准", "综合处")


# The plan is not in order when it is adopted for the first time.
@pytest.mark.parametrize("complaints", [["status of 422"]])
def test_a_plan_becomes_tasks_that_are_signed_off(journey, people):
    adopt(journey)
    report(journey)
    where = journey.page.url
    page = journey.page
    sign_in(journey, "assessment")
    page.goto(where)
    journey.look()
    journey.press("准予销号")
    journey.sees("已销号，锁定")
    expect(page.get_by_role("button", name="保存进度")).to_have_count(0)
    journey.look()
