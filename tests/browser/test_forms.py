"""A form from above: brought, its headings said once, filled in by one click, the gaps shown."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from shouwang.base.access import EVERYWHERE
from shouwang.stages.org.models import Job
from shouwang.stages.reports.models import FilledForm
from shouwang.stages.reports.queries import forms as known
from shouwang.web.jobs.running import run_job
from tests.office import world
from tests.stages.reports import forms as books


@pytest.fixture
def lake(settings, lake_home):
    settings.HOME = lake_home.home.root
    return lake_home


def test_a_form_from_above_is_filled_in(journey, lake, tmp_path):
    page = journey.page
    form = tmp_path / "各旗县月报.xlsx"
    form.write_bytes(books.form())
    journey.sign_in("region")
    journey.open("/forms/")
    journey.sees("一点就填好")
    page.set_input_files("[name=form]", form)
    page.fill("[name=asked_by]", "国务院扶贫办")
    journey.press("收下")
    journey.sees("请认一次表头", "未脱贫/未脱贫户数", "认出来了", "要您认")
    journey.look()

    for empty in page.locator("tbody select").all():
        if not empty.input_value():
            empty.select_option("nobody")
    page.locator("select[name^=who-]").select_option("all")
    journey.press("就这样认")
    journey.sees("可以一键填", "谁也不知道")
    journey.look()

    banner = world.content().ancestors(lake.villages[0])["banner"]
    page.locator("#place").select_option(banner)
    page.fill("#purpose", "月度调度")
    # People are named in it: the second factor is asked for first.
    journey.press("一键填好")
    page.wait_for_url("**/accounts/**")


def test_what_could_not_be_filled_in_is_told(journey, lake, tmp_path):
    page = journey.page
    form = tmp_path / "情况.xlsx"
    book = load_workbook(BytesIO(books.form()))
    del book["花名册"]
    book.save(form)
    journey.sign_in("region")
    journey.open("/forms/")
    page.set_input_files("[name=form]", form)
    journey.press("收下")
    expect(page.locator("tbody select").first).to_be_visible()  # the next line does not wait
    for empty in page.locator("tbody select").all():
        if not empty.input_value():
            empty.select_option("nobody")
    journey.press("就这样认")
    banner = world.content().ancestors(lake.villages[0])["banner"]
    page.locator("#place").select_option(banner)
    journey.press("一键填好")
    run_job.call(str(Job.objects.latest("asked_at").pk))
    page.get_by_role("link", name="看结果").click()
    journey.sees("没有填上", "群众舞蹈队/数量")
    journey.look()
    with page.expect_download() as download:
        journey.follow("下载")
    assert download.value.suggested_filename.endswith(".xlsx")
    made = FilledForm.objects.get()
    kept = load_workbook(
        BytesIO(known.workbook_of(home=lake.home, found=made, on=world.DAY, scope=EVERYWHERE))
    )
    assert kept["基本情况"]["C4"].value is not None
    journey.open("/forms/")
    expect(page.get_by_role("link", name=re.compile("情况")).first).to_be_visible()
    journey.look()


def test_the_burden_is_seen_on_a_phone(journey, lake):
    from shouwang.stages.board.models import Asked

    Asked.objects.create(
        subject="form:1", name="月报", fields=300, minutes=600, asked_date=world.DAY,
        asked_by="region-0", **world.place(),
    )  # fmt: skip
    journey.sign_in("region")
    journey.open("/forms/burden/?level=village")
    journey.sees("过重", "600")
    journey.look()
