"""A tour: drawn at the desk, gone to on a phone with large keys, told at the desk again."""

from shouwang.stages.board.models import Issue, Tour
from tests.browser.conftest import NARROW
from tests.office import world

FINGER = 52  # px of a key, at least


def test_a_tour_on_a_phone(journey, transactional_db):
    page = journey.page
    for number in range(1, 9):
        world.indexed(number, head=f"户主{number}", status="exited" if number % 2 else "general")
    journey.sign_in("region")
    journey.open("/tours/")
    journey.follow("安排督查")
    page.locator("[name=kind][value=exit_check]").check()
    page.fill("#title", "六月退出抽查")
    page.locator(f"[name=banners][value='{world.place()['banner']}']").check()
    page.fill("#end_date", "2020-07-05")
    page.fill("#team", "赵处长\n钱主任")
    journey.look()
    journey.press("抽样")
    journey.sees("怎样抽的", "种子", "户没走完")
    tour = Tour.objects.get()
    journey.look()

    page.set_viewport_size(NARROW)
    journey.open(f"/tours/{tour.pk}/route/")
    journey.look(wide=False)
    page.locator("main ol a").first.click()
    journey.sees("户要去")
    journey.look(wide=False)
    for number in range(tour.stops.count()):
        page.locator(".door", has_text="待入户").first.click()
        keys = page.locator(".keys label")
        assert all(each.bounding_box()["height"] >= FINGER for each in keys.all())
        for key in page.locator(".keys label:first-child").all():
            key.click()
        if number == 0:
            page.locator(".keys label", has_text="不够或不放心").click()
            journey.look(wide=False)
        journey.press("记下这一户")
    journey.sees("走完了")

    journey.open(f"/tours/{tour.pk}/")
    journey.sees("都去过了", "95% 区间")
    journey.press("把查出的问题一次转入台账")
    journey.sees(Issue.objects.get().number, "饮水不够或水质不放心")
    page.fill("#report", "饮水问题要在七月底以前改好。")
    journey.press("结束督查")
    journey.sees("结束，入户 8 户")
    journey.look()
