"""An issue from the day it is found to its closing by another hand, each at their own desk."""

import pytest
from PIL import Image

from shouwang.stages.board.models import Issue
from tests.office import world

WORDS = "两个浩特饮水水量不足"


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "well.jpg"
    Image.new("RGB", (40, 30), "green").save(path, "JPEG")
    return path


def test_an_issue_is_assigned_mended_and_verified_by_another(journey, photo, transactional_db):
    page = journey.page
    world.indexed(1, head="张桂兰")
    journey.sign_in("region")
    journey.open("/issues/")
    journey.sees("没有未销号的问题")
    journey.follow("登记问题")
    page.locator("#banner").select_option(world.place()["banner"])
    page.locator("#area").select_option("assurance")
    page.locator("#source").select_option("patrol")
    page.locator("#kind").select_option("policy")
    page.fill("#words", WORDS)
    page.fill("#households", "1")
    journey.look()
    journey.press("登记")
    journey.sees("等着交办", "张桂兰", "线索")
    page.fill("#unit", "水务局")
    page.fill("#owner", "王局长")
    journey.press("交办")
    journey.sees("正在整改")
    journey.follow("交办函")
    journey.sees("问题整改交办函", WORDS, "水务局")
    journey.look()
    issue = Issue.objects.get()

    journey.sign_in("clerk")
    journey.open(f"/issues/{issue.pk}/")
    page.fill("#plan", "七月底以前打井两眼")
    journey.press("保存措施")
    page.fill("#result", "打井两眼，水质合格")
    page.set_input_files("#evidence", photo)
    journey.look()
    journey.press("申请销号")
    journey.sees("别人复核")
    journey.misses("属实，销号")

    journey.sign_in("league")
    journey.open("/issues/")
    journey.sees("1 个申请销号")
    journey.follow(issue.number)
    journey.sees("well.jpg", "打井两眼，水质合格")
    journey.look()
    journey.press("属实，销号")
    journey.sees("已经销号", "复核人")
    issue.refresh_from_db()
    assert (issue.rectified_by, issue.verified_by, issue.state) == ("clerk-0", "league-0", "closed")
    journey.open("/issues/?state=closed")
    journey.look()
    journey.open("/issues/paper/?state=")
    journey.look()
