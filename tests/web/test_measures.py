"""The pages of measures: who sees what, what is refused, nothing typed is lost."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwang.stages.cases.models import Measure
from tests.office import world
from tests.office.world import ABROAD, HOME
from tests.web.pictures import photo

pytestmark = pytest.mark.django_db
GOOD = {"risk": "unstable_job", "kind": "employment", "title": "护林员岗位", "owner": "李支书",
        "due_date": "2020-07-05", "amount": "1200.50", "labour": "yes"}  # fmt: skip


@pytest.fixture
def households(db):
    world.indexed(1)
    world.indexed(2, ABROAD, head="李四")


@pytest.mark.usefixtures("households")
class TestList:
    def test_begins_with_what_is_late(self, sign_in):
        measure = world.measure(1)
        Measure.objects.update(due_date=datetime.date(2020, 6, 1))
        page = sign_in("township").get("/measures/").content.decode()
        assert "<b>1</b> 项措施过了期限没有落实" in page
        assert measure.title in page

    def test_shows_one_s_own_area(self, sign_in):
        world.measure(1)
        abroad = world.measure(2, ABROAD)
        Measure.objects.filter(pk=abroad.pk).update(title="养羊")
        page = sign_in("village").get("/measures/").content.decode()
        assert "护林员" in page
        assert "养羊" not in page

    @pytest.mark.parametrize(
        "query", ["late=1", "mismatch=1&state=", "kind=employment", "state=ended", "place=moon",
                  "after=2020-07-10_3", "after=x", "state=%27"]
    )  # fmt: skip
    def test_any_filter_can_be_asked(self, sign_in, query):
        world.measure(1)
        assert sign_in("league").get(f"/measures/?{query}").status_code == 200

    def test_one_abroad_is_not_there(self, sign_in):
        measure = world.measure(2, ABROAD)
        assert sign_in("village").get(f"/measures/{measure.pk}/").status_code == 404

    def test_strangers_sign_in(self, client):
        assert client.get("/measures/").status_code == 302


@pytest.mark.usefixtures("households")
class TestPlan:
    def test_keeps_it(self, sign_in):
        client = sign_in("village")
        assert client.get("/measures/plan/1/").status_code == 200
        answer = client.post("/measures/plan/1/", GOOD)
        made = Measure.objects.get()
        assert answer.headers["Location"] == f"/measures/{made.pk}/"
        assert made.amount == 120050
        assert client.get(f"/measures/{made.pk}/").status_code == 200

    def test_an_account_of_the_place_is_responsible_and_shown_by_its_label(self, sign_in):
        for role in ("village", "township"):
            world.account(role)
        world.account("village", ABROAD)
        type(world.account("village")).objects.filter(username="village-0").update(label="其木格")
        client = sign_in("village")
        form = client.get("/measures/plan/1/").content.decode()
        assert '<option value="village-0"' in form
        assert "village-1" not in form
        client.post("/measures/plan/1/", {**GOOD, "owner": "", "owner_account": "village-0"})
        made = Measure.objects.get()
        assert made.owner == "village-0"
        for page in (f"/measures/{made.pk}/", "/measures/"):
            assert "其木格" in client.get(page).content.decode()

    def test_nobody_responsible_is_told(self, sign_in):
        answer = sign_in("village").post("/measures/plan/1/", {**GOOD, "owner": ""})
        assert answer.status_code == 422
        assert Measure.objects.count() == 0

    def test_a_kind_that_does_not_fit_asks_why_and_keeps_what_was_typed(self, sign_in):
        answer = sign_in("village").post("/measures/plan/1/", {**GOOD, "kind": "housing"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "为什么用这一类" in page
        assert "护林员岗位" in page
        assert Measure.objects.count() == 0

    @pytest.mark.parametrize(
        "wrong", [{"due_date": ""}, {"due_date": "2020-02-30"}, {"amount": "many"},
                  {"amount": "1.234"}, {"amount": "-5"}, {"amount": "NaN"}, {"title": "x" * 500},
                  {"kind": "<script>"}, {"risk": ""}]
    )  # fmt: skip
    def test_what_cannot_be_is_told(self, sign_in, wrong):
        answer = sign_in("village").post("/measures/plan/1/", {**GOOD, **wrong})
        assert answer.status_code == 422
        assert "<script>" not in answer.content.decode()
        assert Measure.objects.count() == 0

    def test_a_script_in_a_title_is_text(self, sign_in):
        client = sign_in("village")
        client.post("/measures/plan/1/", {**GOOD, "title": "<script>alert(1)</script>"})
        page = client.get("/measures/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page

    def test_abroad_it_is_not_there(self, sign_in):
        assert sign_in("village").post("/measures/plan/2/", GOOD).status_code == 404
        assert Measure.objects.count() == 0

    @pytest.mark.parametrize("role", ["league", "region", "auditor", "sender"])
    def test_others_plan_none(self, sign_in, role):
        assert sign_in(role).post("/measures/plan/1/", GOOD).status_code == 403


@pytest.mark.usefixtures("households")
class TestWay:
    def test_delivered_with_a_photo(self, sign_in):
        measure = world.measure(1)
        sent = {"version": 1, "delivered_date": "2020-06-30"}
        client = sign_in("village")
        answer = client.post(f"/measures/{measure.pk}/deliver/", sent)
        assert answer.status_code == 422
        answer = client.post(
            f"/measures/{measure.pk}/deliver/", {**sent, "evidence": photo("a.jpg")}
        )
        assert answer.status_code == 302
        measure.refresh_from_db()
        assert measure.state == "delivered"
        client.post(f"/measures/{measure.pk}/end/", {"version": 2})
        measure.refresh_from_db()
        assert measure.state == "ended"

    def test_a_program_is_no_evidence(self, sign_in):
        measure = world.measure(1)
        bad = SimpleUploadedFile("a.jpg", b"MZ\x90\x00")
        answer = sign_in("village").post(
            f"/measures/{measure.pk}/deliver/",
            {"version": 1, "delivered_date": "2020-06-30", "evidence": bad},
        )
        assert answer.status_code == 422
        measure.refresh_from_db()
        assert measure.state == "planned"

    def test_two_people_at_once(self, sign_in):
        measure = world.measure(1)
        client = sign_in("village")
        client.post(f"/measures/{measure.pk}/start/", {"version": 1})
        answer = client.post(
            f"/measures/{measure.pk}/cancel/", {"version": 1, "reason": "外出务工去了"}
        )
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "village-0" in page
        assert "外出务工去了" in page

    def test_what_is_over_stays(self, sign_in):
        measure = world.measure(1, state="cancelled")
        answer = sign_in("village").post(f"/measures/{measure.pk}/start/", {"version": 1})
        assert answer.status_code == 400

    def test_changed(self, sign_in):
        measure = world.measure(1)
        answer = sign_in("township").post(
            f"/measures/{measure.pk}/change/",
            {
                "version": 1,
                "title": "保洁员",
                "owner": "张",
                "due_date": "2020-08-01",
                "amount": "1,000",
            },
        )
        assert answer.status_code == 302
        measure.refresh_from_db()
        assert (measure.title, measure.amount) == ("保洁员", 100000)

    @pytest.mark.parametrize("act", ["start", "change", "deliver", "end", "cancel"])
    def test_nothing_is_done_by_looking(self, sign_in, act):
        measure = world.measure(1)
        assert sign_in("village").get(f"/measures/{measure.pk}/{act}/").status_code == 405

    @pytest.mark.parametrize("act", ["start", "change", "deliver", "end", "cancel"])
    def test_abroad_nothing_is_done(self, sign_in, act):
        measure = world.measure(1, HOME)
        sent = {"version": 1, "reason": "x", "delivered_date": "2020-06-30", "title": "x",
                "owner": "x", "due_date": "2020-08-01"}  # fmt: skip
        answer = sign_in("village", ABROAD).post(f"/measures/{measure.pk}/{act}/", sent)
        assert answer.status_code == 404
        measure.refresh_from_db()
        assert measure.version == 1
