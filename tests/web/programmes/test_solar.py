"""The pages of solar stations: who lost most, tickets through other hands, lists through gates."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shouwang.stages.org.models import Job
from shouwang.stages.programmes.solar.models import Evaluation, Review, Ticket
from tests.office import world
from tests.office.sides_solar import plant_solar

pytestmark = pytest.mark.django_db
HOUSEHOLD = 150421100201000001


def url(name, *args):
    return reverse(f"solar:{name}", args=args)


def text(answer):
    return answer.content.decode()


def photo():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG")
    return SimpleUploadedFile("repair.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def own():
    world.indexed(HOUSEHOLD)
    Evaluation.objects.create(
        on=world.DAY, snapshot=1, stations=1, left_out=2, last_day=world.DAY, made_at=world.AT
    )
    return plant_solar(world.HOME, "本地", world.place(), HOUSEHOLD)


@pytest.fixture
def foreign():
    return plant_solar(world.ABROAD, "外地", world.place(world.ABROAD), HOUSEHOLD + 1)


class TestStations:
    def test_the_ranking_says_what_was_lost(self, sign_in, own, foreign):
        page = text(sign_in("clerk").get(url("stations")))
        assert "本地电站" in page
        assert "外地" not in page
        assert "2 座没有装机" in page

    def test_narrowed_by_kind_and_bad_queries_are_harmless(self, sign_in, own):
        client = sign_in("clerk")
        assert "本地电站" in text(client.get(url("stations"), {"kind": "outage"}))
        assert "没有电站" in text(client.get(url("stations"), {"kind": "soiling"}))
        for query in (
            {"kind": "<script>"},
            {"after": "nan~1"},
            {"after": "x~y"},
            {"after": "1~-9"},
        ):
            assert client.get(url("stations"), query).status_code == 200
        assert client.get(url("stations"), {"place": "990000"}).status_code == 404

    def test_a_station_without_days_shows_what_is_kept(self, sign_in, own):
        page = text(sign_in("clerk").get(url("station", own["solar_station"].station)))
        assert "停机" in page
        assert "报一个故障" in page

    def test_a_foreign_or_unknown_station_is_not_there(self, sign_in, foreign):
        client = sign_in("clerk")
        for name in (foreign["solar_station"].station, "nobody", "a/b"):
            assert client.get(url("station", name)).status_code == 404

    def test_looking_again_is_background_work_of_the_region(self, sign_in):
        assert sign_in("region").post(url("evaluate")).status_code == 302
        assert Job.objects.get().task == "evaluate_stations"
        assert sign_in("clerk").post(url("evaluate")).status_code == 403

    def test_a_workbook_is_of_a_banner(self, sign_in):
        answer = sign_in("region").get(url("book"), {"place": "150000"})
        assert answer.status_code == 404


class TestTickets:
    def test_raised_by_hand_or_refused_with_what_was_typed(self, sign_in, own):
        client = sign_in("clerk")
        there = own["solar_station"].station
        wrong = client.post(url("raise_one", there), {"kind": "outage", "words": "<script>x"})
        assert wrong.status_code == 422
        assert "&lt;script&gt;x" in text(wrong)
        done = client.post(url("raise_one", there), {"kind": "soiling", "words": "板上一层土"})
        made = Ticket.objects.get(kind="soiling")
        assert done.headers["Location"] == url("ticket", made.pk)

    def test_the_whole_way_over_the_pages(self, sign_in, own):
        there = own["solar_ticket"].pk
        client = sign_in("approver")
        client.post(url("assign", there), {"version": 1, "keeper": "王管护"})
        assert Ticket.objects.get().state == "assigned"
        client = sign_in("clerk")
        bare = client.post(url("repair", there), {"version": 2, "words": "换了保险"})
        assert bare.status_code == 422
        assert "换了保险" in text(bare)
        assert Ticket.objects.get().state == "assigned"
        client.post(url("repair", there), {"version": 2, "words": "换了保险", "evidence": photo()})
        assert Ticket.objects.get().state == "repaired"
        assert "由别人核实" in text(client.get(url("ticket", there)))
        assert client.post(url("verify", there), {"version": 3, "answer": "yes"}).status_code == 403
        client = sign_in("approver")
        assert client.post(url("verify", there), {"version": 3, "answer": "no"}).status_code == 422
        assert client.post(url("verify", there), {"version": 2, "answer": "yes"}).status_code == 409
        client.post(url("verify", there), {"version": 3, "answer": "yes"})
        assert Ticket.objects.get().state == "closed"
        assert "已经办结" in text(client.get(url("ticket", there)))

    def test_what_is_foreign_is_not_there(self, sign_in, own, foreign):
        client, there = sign_in("clerk"), foreign["solar_ticket"].pk
        assert "外地" not in text(client.get(url("tickets")))
        assert client.get(url("ticket", there)).status_code == 404
        assert client.post(url("assign", there), {"version": 1, "keeper": "王"}).status_code == 404
        assert Ticket.objects.get(pk=there).state == "raised"

    def test_lists_answer_to_any_query(self, sign_in, own):
        client = sign_in("clerk")
        for query in ({"state": "closed"}, {"state": "x"}, {"after": "2020-06-30~1"}, {"after": "x"},
                      {"kind": "<b>"}):  # fmt: skip
            assert client.get(url("tickets"), query).status_code == 200


class TestReviews:
    def test_the_gates(self, sign_in, own):
        review = own["solar_review"].pk
        page = text(sign_in("village").get(url("review", review)))
        assert "张三" in page
        client = sign_in("village")
        wrong = client.post(url("meeting", review), {"version": 1, "meeting_date": "x"})
        assert wrong.status_code == 422
        client.post(url("meeting", review), {"version": 1, "meeting_date": "2020-06-30",
                                             "present": 30, "in_favour": 20})  # fmt: skip
        client = sign_in("township")
        assert client.post(url("check_review", review), {"version": 2}).status_code == 422
        client.post(url("check_review", review), {"version": 2, "answer": "yes"})
        client = sign_in("approver")
        client.post(url("approve_review", review), {"version": 3, "answer": "yes"})
        assert Review.objects.get().state == "approved"
        assert "已经审定" in text(client.get(url("review", review)))

    def test_numbers_that_are_none_are_named_and_kept(self, sign_in, own):
        Review.objects.all().delete()
        answer = sign_in("village").post(
            url("begin_review", own["solar_station"].station), {"households": "12x、17、<b>"}
        )
        assert answer.status_code == 422
        assert "12x" in text(answer)
        assert "<b>、" not in text(answer)
        assert not Review.objects.exists()

    def test_what_is_foreign_is_not_there(self, sign_in, own, foreign):
        client = sign_in("township")
        assert client.get(url("review", foreign["solar_review"].pk)).status_code == 404
        assert "外地" not in text(client.get(url("reviews")))
