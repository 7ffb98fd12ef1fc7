"""A long work in the page: a bar with a number that moves by itself, and can be left or stopped."""

import re

from playwright.sync_api import expect

from shouwang.stages.org.models import Job
from tests.office import world


def asked(**fields):
    return Job.objects.create(
        task="screen", label="按最新数据筛查", asked_at=world.AT, asked_on=world.DAY,
        asked_by="region-0", **fields,
    )  # fmt: skip


def test_the_bar_moves_until_the_end(journey):
    journey.sign_in("region")
    job = asked(state="running", attempt=1, done=1, total=4)
    journey.open(f"/jobs/{job.pk}/")
    bar = journey.page.locator("progress")
    expect(bar).to_have_attribute("value", "25")
    journey.look()
    Job.objects.update(done=3)
    expect(bar).to_have_attribute("value", "75")
    Job.objects.update(state="done", answer={"said": "发现 12 条", "link": "/jobs/"})
    expect(journey.page.get_by_text("发现 12 条")).to_be_visible()
    expect(bar).to_have_count(0)
    asking = []
    journey.page.on("request", lambda request: asking.append(request.url))
    journey.page.wait_for_timeout(1500)
    assert not asking  # nobody asks any more
    journey.look(wide=False)
    journey.page.get_by_role("link", name="看结果").click()
    expect(journey.page).to_have_url(re.compile("/jobs/$"))
    journey.look()


def test_it_can_be_left_and_stopped(journey):
    journey.sign_in("region")
    job = asked(state="running", attempt=1)
    journey.open(f"/jobs/{job.pk}/")
    journey.page.get_by_role("link", name="全部后台任务").click()
    journey.page.get_by_role("link", name=job.label).click()
    journey.page.get_by_role("button", name="停止").click()
    expect(journey.page.get_by_text("已要求停止")).to_be_visible()
    job.refresh_from_db()
    assert job.cancel_asked
