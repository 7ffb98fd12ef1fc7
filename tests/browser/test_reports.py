"""A paper is asked for in the page, made in the background, seen as it will be printed, and taken."""

import io
from datetime import date

import docx
from playwright.sync_api import expect

from shouwang.stages.board.models import Figure, FigureSet
from shouwang.stages.org.models import AuditEntry, Job
from shouwang.stages.reports.models import Document
from shouwang.web import place
from shouwang.web.jobs.running import run_job
from tests.office import world


def kept_figures():
    """Keep figures of two days for the region and its banners, as the nightly work does."""
    banners = [each.code for each in place.content().regions_of("banner")]
    for day, less in ((date(2020, 6, 23), 0), (world.DAY, 3)):
        made = FigureSet.objects.create(
            on=day, run="run-1", snapshot=7, release="r", made_at=world.AT, made_by="system",
            is_finished=True,
        )  # fmt: skip
        wanted = [("region", "150000"), *(("banner", code) for code in banners)]
        Figure.objects.bulk_create(
            Figure(figure_set=made, indicator=name, level=level, place=code, value=value)
            for number, (level, code) in enumerate(wanted)
            for name, value in (
                ("registered_people", 900.0), ("poor_people", 40.0 + number - less),
                ("poor_households", 20.0),
            )
        )  # fmt: skip


def test_a_bulletin_from_asking_to_the_file(journey):
    account = journey.sign_in("region")
    kept_figures()
    journey.open("/reports/")
    journey.look()
    journey.page.locator(".kind").filter(has_text="挂牌督战周报").click()
    journey.look()
    journey.press("生成")
    journey.sees("排队")
    run_job.call(str(Job.objects.get().pk))
    journey.page.reload()
    journey.page.get_by_role("link", name="看结果").click()
    journey.sees("内蒙古自治区挂牌督战工作周报", "未脱贫人口37人", "减少3人", "数据说明")
    expect(journey.page.locator("[data-chart]").first).to_have_attribute("data-ready", "drawing")
    journey.look()
    with journey.page.expect_download() as taking:
        journey.page.get_by_role("link", name="下载 Word").click()
    data = taking.value.path().read_bytes()
    paper = docx.Document(io.BytesIO(data))
    assert "内蒙古自治区挂牌督战工作周报" in [each.text for each in paper.paragraphs]
    assert paper.inline_shapes
    found = Document.objects.get()
    taken = AuditEntry.objects.get(what="document_file")
    assert (taken.who, taken.subject) == (account.username, f"document:{found.pk}")
    journey.open("/reports/")
    journey.sees(found.label)
