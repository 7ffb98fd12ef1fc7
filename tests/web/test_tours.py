"""The pages of tours: drawn, gone to on a phone, faults made issues, ended; and what is refused."""

import datetime

import pytest

from shouwang.stages.board.models import Figure, FigureSet, Issue, Tour
from tests.office import world
from tests.office.world import ABROAD, AT, DAY
from tests.stages.board.test_tours import plan, rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def households(db):
    for number in range(1, 13):
        world.indexed(number, head="<b>", status="exited" if number % 2 else "general")
    world.indexed(50, ABROAD, status="exited")


def form(**fields):
    return {"kind": "exit_check", "title": "六月退出抽查", "banners": [world.place()["banner"]],
            "team": "赵处长\n钱主任", "start_date": DAY.isoformat(), "closer": "1",
            "end_date": (DAY + datetime.timedelta(days=3)).isoformat(), "seed": "0630", **fields}  # fmt: skip


def test_a_tour_from_the_draw_to_the_end(sign_in):
    client = sign_in("region")
    client.post("/tours/new/", form())
    tour = Tour.objects.get()
    page = client.get(f"/tours/{tour.pk}/").content.decode()
    assert "0630" in page
    assert "户没走完" in page
    assert "六月退出抽查" in client.get(f"/tours/{tour.pk}/route/").content.decode()
    village = world.place()["village"]
    doors = client.get(f"/tours/{tour.pk}/village/{village}/").content.decode()
    assert "&lt;b&gt;" in doors
    for stop in tour.stops.all():
        sheet = client.get(f"/tours/stop/{stop.pk}/").content.decode()
        assert "不问收入数字" in sheet
        asked = rules().asked("exit_check", stop.status)
        answers = {f"a_{item.name}": "bad" if item.name == "water" else "good" for item in asked}
        empty = client.post(f"/tours/stop/{stop.pk}/", {"version": 1})
        assert empty.status_code == 422
        done = client.post(f"/tours/stop/{stop.pk}/", {"version": 1, **answers})
        assert done.status_code == 302
        assert client.post(f"/tours/stop/{stop.pk}/", {"version": 1, **answers}).status_code == 409
    page = client.get(f"/tours/{tour.pk}/").content.decode()
    assert "都去过了" in page
    assert "不过关" in page
    client.post(f"/tours/{tour.pk}/issues/")
    assert Issue.objects.count() == 1
    assert Issue.objects.get().number in client.get(f"/tours/{tour.pk}/").content.decode()
    assert client.post(f"/tours/{tour.pk}/end/", {"version": 1, "report": ""}).status_code == 422
    tour.refresh_from_db()
    client.post(f"/tours/{tour.pk}/end/", {"version": tour.version, "report": "饮水要抓紧改"})
    assert "饮水要抓紧改" in client.get(f"/tours/{tour.pk}/").content.decode()
    late = client.post(f"/tours/stop/{tour.stops.first().pk}/", {"version": 2, "act": "absent"})
    assert late.status_code == 400


@pytest.mark.parametrize(
    "fields",
    [{"title": ""}, {"kind": "<script>"}, {"banners": []}, {"team": " "}, {"end_date": "x"},
     {"kind": "office", "area": ""}, {"seed": "x" * 41}],
)  # fmt: skip
def test_a_faulty_form_draws_nothing(sign_in, fields):
    answer = sign_in("region").post("/tours/new/", form(**fields))
    assert answer.status_code == 422
    assert "什么都没有保存" in answer.content.decode()
    assert not Tour.objects.exists()


def test_places_abroad_are_not_there(sign_in):
    tour = plan(banners=[world.place(ABROAD)["banner"]])
    client = sign_in("league")
    stop = tour.stops.first()
    for path in (f"/tours/{tour.pk}/", f"/tours/{tour.pk}/route/", f"/tours/stop/{stop.pk}/",
                 f"/tours/{tour.pk}/village/{world.place(ABROAD)['village']}/"):  # fmt: skip
        assert client.get(path).status_code == 404
    answer = client.post("/tours/new/", form(banners=[world.place(ABROAD)["banner"]]))
    assert answer.status_code == 404
    assert tour.number not in client.get("/tours/").content.decode()


def test_an_office_has_its_work_list(sign_in):
    client = sign_in("region")
    client.post("/tours/new/", form(kind="office", area="assurance"))
    tour = Tour.objects.get()
    page = client.get(f"/tours/{tour.pk}/").content.decode()
    assert "没有销号的问题" in page
    assert "到了问什么" in page


def test_blind_banners_are_told_and_drawn_more(sign_in):
    made = FigureSet.objects.create(on=DAY, run="r", snapshot=1, release="0" * 64, made_at=AT,
                                    made_by="system", is_finished=True)  # fmt: skip
    banner = world.place()["banner"]
    Figure.objects.create(figure_set=made, indicator="area_evaluable_share", area="assurance",
                          level="banner", place=banner, value=0.1, above=1, below=10)  # fmt: skip
    client = sign_in("region")
    assert "个方面看不清" in client.get("/tours/new/").content.decode()
    client.post("/tours/new/", form())
    (stratum,) = Tour.objects.get().design["strata"]
    assert stratum["weight"] > 1
    client.post("/tours/new/", form(kind="office", area="assurance"))
    office = Tour.objects.get(kind="office")
    assert "看不清" in client.get(f"/tours/{office.pk}/").content.decode()


def test_a_banner_looks_on(sign_in):
    tour = plan()
    client = sign_in("clerk")
    assert client.get(f"/tours/{tour.pk}/").status_code == 200
    assert client.get("/tours/new/").status_code == 403
    assert client.get(f"/tours/stop/{tour.stops.first().pk}/").status_code == 403
