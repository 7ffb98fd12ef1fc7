"""The pages of notices: drawn up, hung, checked, objected to, answered; each within its area."""

import io
import uuid
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwang.base.codes import check_character
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.models import Lead, Notice, Objection, SelfReport, StepTaken
from shouwang.stages.cases.operations import objections, self_reports
from shouwang.stages.cases.queries import self_reports as known
from shouwang.stages.cases.receipts import village_token
from tests.office import world
from tests.office.world import ABROAD, AT, DAY, HOME
from tests.web.pictures import photo

pytestmark = pytest.mark.django_db
FIRST = "15990119800101001"
ID = FIRST + check_character(FIRST)


def ready_case(number, side=HOME, *, head="张三贵"):
    world.indexed(number, side, head=head)
    case = world.case(number, side)
    StepTaken.objects.create(
        case=case, step="review", taken_by="village-0", taken_role="village", taken_date=DAY,
        taken_at=AT,
    )  # fmt: skip
    return case


def hung(client, case):
    """Draw a notice up and hang it, by the pages."""
    client.post("/notices/draft/", {"case": [case.pk], "step": "review"})
    notice = Notice.objects.latest("pk")
    client.post(
        f"/notices/{notice.pk}/post/",
        {"version": 1, "posted_date": "2020-06-30", "photo": photo("wall.jpg")},
    )
    notice.refresh_from_db()
    return notice


def objected(home, notice, by, **fields):
    return objections.take_objection(
        home=home, content=world.content(), token=notice.token, text="他家有车", entry=0,
        form=uuid.uuid4(), at=AT, by=by, on=DAY, **fields,
    )  # fmt: skip


def reported(home, by, side=HOME):
    token = village_token(world.villages()[side], read_keys(home.keys).hash)
    return self_reports.send_report(
        home=home, content=world.content(), token=token, name="张三", contact="13912345678",
        trouble="illness", text="住院", agreed=True, form=uuid.uuid4(), at=AT, by=by, on=DAY,
    )  # fmt: skip


class TestNotices:
    def test_from_the_list_to_the_wall(self, sign_in):
        case = ready_case(1)
        client = sign_in("village")
        assert "<b>1</b> 户等着写公示" in client.get("/notices/").content.decode()
        notice = hung(client, case)
        assert notice.state == "posted"
        for page in ("", "print/", "qr.svg"):
            answer = client.get(f"/notices/{notice.pk}/{page}")
            assert answer.status_code == 200
            assert "张三贵" not in answer.content.decode()

    def test_a_paper_that_goes_with_it_is_looked_through(self, sign_in):
        client = sign_in("village")
        notice = hung(client, ready_case(1))

        def attached(words):
            paper = io.BytesIO()
            document = docx.Document()
            document.add_paragraph(words)
            document.save(paper)
            sent = SimpleUploadedFile("名单.docx", paper.getvalue())
            return client.post(f"/notices/{notice.pk}/attach/", {"paper": sent})

        answer = attached(f"张三贵 {ID}")
        assert answer.status_code == 422
        said = answer.content.decode()
        assert "名单.docx" in said
        assert ID not in said
        assert client.post(f"/notices/{notice.pk}/attach/").status_code == 422
        assert attached("张*贵").status_code == 302
        assert "名单.docx" in client.get(f"/notices/{notice.pk}/").content.decode()
        other = sign_in("village", ABROAD)
        assert other.post(f"/notices/{notice.pk}/attach/").status_code == 404

    def test_without_a_photo_it_does_not_hang(self, sign_in):
        case = ready_case(1)
        client = sign_in("village")
        client.post("/notices/draft/", {"case": [case.pk], "step": "review"})
        notice = Notice.objects.get()
        answer = client.post(
            f"/notices/{notice.pk}/post/", {"version": 1, "posted_date": "2020-06-30"}
        )
        assert answer.status_code == 422
        notice.refresh_from_db()
        assert notice.state == "draft"

    def test_taken_down_early_wants_a_reason(self, sign_in):
        client = sign_in("village")
        notice = hung(client, ready_case(1))
        down = f"/notices/{notice.pk}/take-down/"
        assert client.post(down, {"version": notice.version}).status_code == 422
        assert client.post(down, {"version": 1, "reason": "被雨淋了"}).status_code == 409
        answer = client.post(down, {"version": notice.version, "reason": "被雨淋了"})
        assert answer.status_code == 302
        assert "被雨淋了" in client.get(f"/notices/{notice.pk}/").content.decode()

    @pytest.mark.parametrize("sent", [{}, {"case": ["x"]}, {"case": ["999999999"]}])
    def test_nothing_is_drawn_up_for_nothing(self, sign_in, sent):
        answer = sign_in("village").post("/notices/draft/", {"step": "review", **sent})
        assert answer.status_code in {404, 422}

    def test_abroad_it_is_not_there(self, sign_in):
        notice = hung(sign_in("village"), ready_case(1))
        client = sign_in("township", ABROAD)
        for page in ("", "print/", "qr.svg"):
            assert client.get(f"/notices/{notice.pk}/{page}").status_code == 404
        for act in ("post", "take-down"):
            sent = {"version": notice.version, "reason": "x", "posted_date": "2020-06-30"}
            assert client.post(f"/notices/{notice.pk}/{act}/", sent).status_code == 404
        assert "公示结果" not in client.get("/notices/").content.decode()

    @pytest.mark.parametrize("role", ["helper", "sender", "auditor"])
    def test_others_have_no_such_page(self, sign_in, role):
        assert sign_in(role).get("/notices/").status_code == 403

    @pytest.mark.parametrize("query", ["state=down", "state=posted", "state=moon", "after=x"])
    def test_any_filter_can_be_asked(self, sign_in, query):
        assert sign_in("region").get(f"/notices/?{query}").status_code == 200


class TestCheck:
    def test_tells_what_leaks_and_does_not_say_it(self, sign_in):
        answer = sign_in("township").post("/notices/check/", {"text": f"张三 {ID}"})
        page = answer.content.decode()
        assert "有 1 处不能公开" in page

    def test_a_file(self, sign_in):
        sent = SimpleUploadedFile("a.csv", f"张三,{ID}".encode())
        page = sign_in("township").post("/notices/check/", {"file": sent}).content.decode()
        assert "有 1 处不能公开" in page
        assert ID not in page

    def test_nothing_leaks(self, sign_in):
        page = sign_in("village").post("/notices/check/", {"text": "公示2户"}).content.decode()
        assert "没有查出来" in page

    def test_what_is_no_file_is_told(self, sign_in):
        sent = SimpleUploadedFile("a.exe", b"MZ\x90")
        page = sign_in("village").post("/notices/check/", {"file": sent}).content.decode()
        assert "有 1 处不能公开" in page

    def test_a_script_is_text(self, sign_in):
        answer = sign_in("village").post("/notices/check/", {"text": "<script>alert(1)</script>"})
        assert "<script>alert" not in answer.content.decode()


class TestObjections:
    def test_are_decided_by_the_township(self, sign_in, at_home):
        notice = hung(sign_in("village"), ready_case(1))
        made = objected(at_home, notice, world.actor("village"), contact="13912345678")
        client = sign_in("township")
        assert "<b>1</b> 条异议没有办结" in client.get("/notices/objections/").content.decode()
        page = client.get(f"/notices/objections/{made.pk}/").content.decode()
        assert "他家有车" in page
        assert "13912345678" in page
        answer = client.post(
            f"/notices/objections/{made.pk}/",
            {"version": 1, "verdict": "rejected", "finding": "车已报废"},
        )
        assert answer.status_code == 302
        assert Objection.objects.get().state == "rejected"

    @pytest.mark.parametrize(
        ("sent", "status"),
        [({"verdict": "moon"}, 422), ({"finding": ""}, 422), ({"finding": ID}, 422),
         ({"version": 7}, 409),
         ({"verdict": "upheld", "remedy": "moon"}, 422)],
    )  # fmt: skip
    def test_what_cannot_be_is_told(self, sign_in, at_home, sent, status):
        notice = hung(sign_in("village"), ready_case(1))
        made = objected(at_home, notice, world.actor("village"))
        answer = sign_in("township").post(
            f"/notices/objections/{made.pk}/",
            {"version": 1, "verdict": "rejected", "finding": "没有车", **sent},
        )
        assert answer.status_code == status
        assert Objection.objects.get().state == "open"

    def test_abroad_and_in_the_village_they_are_not_there(self, sign_in, at_home):
        notice = hung(sign_in("village"), ready_case(1))
        made = objected(at_home, notice, world.actor("village"))
        assert sign_in("township", ABROAD).get(f"/notices/objections/{made.pk}/").status_code == 404
        assert sign_in("village").get(f"/notices/objections/{made.pk}/").status_code == 403


class TestReports:
    def test_accepted_it_is_a_lead(self, sign_in, at_home):
        world.indexed(1, head="张三")
        made = reported(at_home, world.actor("village"))
        client = sign_in("township")
        assert "<b>1</b> 件等着受理" in client.get("/notices/reports/").content.decode()
        page = client.get(f"/notices/reports/{made.pk}/").content.decode()
        assert "受理，转成线索" in page
        answer = client.post(
            f"/notices/reports/{made.pk}/", {"version": 1, "act": "accept", "household": 1}
        )
        assert answer.status_code == 302
        assert Lead.objects.get().source == "self"

    @pytest.mark.parametrize(
        ("sent", "status"),
        [({"act": "accept", "household": 2}, 404), ({"act": "accept", "household": "x"}, 404),
         ({"act": "decline", "reason": ""}, 422), ({"act": "decline", "reason": ID}, 422),
         ({"act": "decline", "reason": "不住这里", "version": 9}, 409)],
    )  # fmt: skip
    def test_what_cannot_be_is_told(self, sign_in, at_home, sent, status):
        world.indexed(2, ABROAD)
        made = reported(at_home, world.actor("village"))
        answer = sign_in("township").post(f"/notices/reports/{made.pk}/", {"version": 1, **sent})
        assert answer.status_code == status
        assert SelfReport.objects.get().state == "received"
        assert Lead.objects.count() == 0

    def test_pages_follow_each_other_those_without_a_term_last(self, sign_in, at_home):
        made = [reported(at_home, world.actor("village")) for _each in range(5)]
        for each, day in zip(made, (3, None, 1, None, 2), strict=True):
            due = date(2020, 7, day) if day else None
            SelfReport.objects.filter(pk=each.pk).update(due_date=due)
        wanted = [made[place].pk for place in (2, 4, 0, 1, 3)]
        scope = world.actor("township").scope
        for limit in (1, 2, 3, 9):
            seen, after = [], None
            while True:
                rows = known.page(after=after, limit=limit, on=DAY, scope=scope)
                seen += [each.pk for each in rows[:limit]]
                if len(rows) <= limit:
                    break
                after = rows[limit - 1].due_date, rows[limit - 1].pk
            assert seen == wanted
        client = sign_in("township")
        for after in (f"_{made[1].pk}", f"2020-07-01_{made[2].pk}", "_", "x_1", f"x_{'9' * 40}"):
            assert client.get(f"/notices/reports/?after={after}").status_code == 200

    def test_abroad_it_is_not_there(self, sign_in, at_home):
        made = reported(at_home, world.actor("village"))
        assert sign_in("township", ABROAD).get(f"/notices/reports/{made.pk}/").status_code == 404


class TestPosters:
    def test_a_village_has_one(self, sign_in):
        village = world.villages()[HOME]
        client = sign_in("township")
        assert village in client.get("/notices/posters/").content.decode()
        assert "农户自主申报表" in client.get(f"/notices/posters/{village}/").content.decode()
        answer = client.get(f"/notices/posters/{village}/qr.svg")
        assert answer.headers["Content-Type"] == "image/svg+xml"

    @pytest.mark.parametrize("code", ["moon", "150000", "%3Cscript%3E"])
    def test_no_other_place_has(self, sign_in, code):
        assert sign_in("township").get(f"/notices/posters/{code}/").status_code == 404

    def test_nor_one_abroad(self, sign_in):
        client = sign_in("township", ABROAD)
        village = world.villages()[HOME]
        assert client.get(f"/notices/posters/{village}/").status_code == 404
        assert client.get(f"/notices/posters/{village}/qr.svg").status_code == 404
        township = world.content().ancestors(village)["township"]
        assert client.get(f"/notices/posters/?place={township}").status_code == 404
