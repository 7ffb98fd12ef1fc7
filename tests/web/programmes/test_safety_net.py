"""The pages of the double inclusion: lines, answers, the workbook, the arithmetic; and their story."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.safety_net.models import ListLine
from tests.office import world
from tests.office.sides_safety_net import plant_safety_net

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"safety_net:{name}", args=args)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def line():
    world.indexed(7001, head="<b>包</b>")
    return plant_safety_net("本地", world.place(), 7001)["net_line"]


class TestLines:
    @pytest.mark.parametrize(
        "role", ["region", "league", "approver", "clerk", "township", "village"]
    )
    def test_whoever_has_it_in_scope_sees_it(self, sign_in, line, role):
        answer = sign_in(role).get(url("lines"))
        assert answer.status_code == 200
        assert "&lt;b&gt;包" in text(answer)
        assert url("line", line.pk) in text(answer)

    def test_a_foreign_line_is_not_there(self, sign_in, line):
        client = sign_in("clerk", world.ABROAD)
        assert url("line", line.pk) not in text(client.get(url("lines")))
        assert client.get(url("line", line.pk)).status_code == 404
        assert client.post(url("answer", line.pk), {"version": 1}).status_code == 404

    @pytest.mark.parametrize(
        "query",
        ["direction=<script>", "reason=x", "state=nothing", "after=-1", "after=" + "9" * 40,
         "place=nowhere"],
    )  # fmt: skip
    def test_words_that_are_none_narrow_to_nothing(self, sign_in, line, query):
        assert sign_in("clerk").get(f"{url('lines')}?{query}").status_code == 200

    def test_a_place_far_away_is_not_found(self, sign_in, line):
        foreign = world.place(world.ABROAD)["banner"]
        assert sign_in("clerk").get(f"{url('lines')}?place={foreign}").status_code == 404

    def test_both_sides_are_told_to_the_banner_not_to_the_village(self, sign_in, line):
        assert "建档立卡和监测人口" in text(sign_in("clerk").get(url("lines")))
        assert "低保特困名册 3" not in text(sign_in("village").get(url("lines")))


class TestAnswer:
    def test_the_story_of_a_line(self, sign_in, line):
        """The township looks, answers; the banner gives the list to civil affairs."""
        client = sign_in("township")
        page = text(client.get(url("line", line.pk)))
        assert "4000" in page
        assert "1914" in page
        sent = {"version": line.version, "answer": "applied", "note": "六月十八日已递申请"}
        answer = client.post(url("answer", line.pk), sent, follow=True)
        assert "已申请或已纳入" in text(answer)
        line.refresh_from_db()
        assert (line.state, line.answer, line.version) == ("answered", "applied", 2)
        client = sign_in("clerk")
        assert url("line", line.pk) not in text(client.get(url("lines")))
        book = client.post(f"{url('book')}?state=answered", {"purpose": "交民政局核对"})
        assert book.status_code == 200
        sheet = load_workbook(io.BytesIO(book.content)).active
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert "六月十八日已递申请" in cells
        (took,) = AuditEntry.objects.filter(what="net_book")
        assert took.purpose == "交民政局核对"

    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, sign_in, line):
        answer = sign_in("clerk").post(
            url("answer", line.pk), {"version": 1, "answer": "nothing", "note": "电话13812345678"}
        )
        assert answer.status_code == 422
        assert "有 2 处要改" in text(answer)
        line.refresh_from_db()
        assert line.state == "open"

    def test_somebody_was_quicker(self, sign_in, line):
        ListLine.objects.filter(pk=line.pk).update(version=5, changed_by="李四")
        answer = sign_in("clerk").post(
            url("answer", line.pk), {"version": 1, "answer": "applied", "note": "我写的"}
        )
        assert answer.status_code == 409
        assert "李四" in text(answer)
        assert "我写的" in text(answer)

    def test_a_village_may_look_and_not_answer(self, sign_in, line):
        client = sign_in("village")
        assert 'name="answer"' not in text(client.get(url("line", line.pk)))
        assert client.post(url("answer", line.pk), {"version": 1}).status_code == 403

    @pytest.mark.parametrize("purpose", ["", "x" * 201])
    def test_a_list_wants_a_purpose(self, sign_in, line, purpose):
        answer = sign_in("clerk").post(url("book"), {"purpose": purpose})
        assert answer.status_code == 422
        assert not AuditEntry.objects.filter(what="net_book").exists()

    @pytest.mark.parametrize("banner", ["", "nowhere", "<script>"])
    def test_a_banner_that_is_none_is_not_found(self, sign_in, banner):
        assert sign_in("clerk").post(url("reconcile"), {"banner": banner}).status_code == 404

    def test_without_a_register_the_page_says_so(self, sign_in):
        banner = world.place()["banner"]
        answer = sign_in("clerk").post(url("reconcile"), {"banner": banner}, follow=True)
        assert answer.status_code == 200
        assert ListLine.objects.count() == 0


class TestExits:
    def test_who_is_exiting_with_months_and_money(self, sign_in, line):
        page = text(sign_in("clerk").get(url("exits")))
        assert "2,400" in page
        assert "原额渐退" in page
        assert "2,400" not in text(sign_in("clerk", world.ABROAD).get(url("exits")))


class TestCalculator:
    def test_the_arithmetic_is_written_out(self, sign_in):
        page = text(
            sign_in("village").get(
                url("calculator"), {"income": "12000", "members": "3", "kind_minor": "1"}
            )
        )
        # 5,914 × 3 − 12,000 = 5,742; a twelfth is 478.50, up to 479; a tenth of the line 49.28, up to 50.
        for told in ("17,742", "5,742", "479", "50", "529"):
            assert told in page

    def test_medical_aid_and_benefits_side_by_side(self, sign_in):
        page = text(
            sign_in("clerk").get(
                url("calculator"),
                {"cost": "13000", "group": "watched", "benefit_destitute": "810",
                 "benefit_dibao": "300"},
            )
        )  # fmt: skip
        assert "救助 6,000 元" in page
        assert "一共每月 810 元" in page
        assert "特困供养不再享受低保" in page

    @pytest.mark.parametrize(
        ("asked", "faults"),
        [
            ({"members": "0", "income": "x"}, 2),
            ({"members": "3", "income": "1.234"}, 1),
            ({"members": "2", "income": "1", "covered": "3"}, 1),
            ({"members": "2", "income": "1", "covered": "1", "kind_minor": "2"}, 1),
            ({"members": "9" * 30, "income": "9" * 30}, 2),
            ({"cost": "-1", "group": "nobody"}, 2),
            ({"cost": "1", "group": "dibao", "before": "<script>"}, 1),
            ({"benefit_dibao": "-5"}, 1),
            ({"benefit_dibao": "a b", "benefit_destitute": "NaN"}, 2),
        ],
    )
    def test_what_is_no_number_is_told_all_at_once(self, sign_in, asked, faults):
        answer = sign_in("clerk").get(url("calculator"), asked)
        assert answer.status_code == 422
        assert f"有 {faults} 处要改" in text(answer)

    def test_a_foreign_household_is_not_found(self, sign_in, line):
        client = sign_in("clerk", world.ABROAD)
        assert client.get(url("calculator"), {"household": "7001"}).status_code == 404

    def test_a_household_without_a_register_is_told(self, sign_in, line):
        answer = sign_in("clerk").get(url("calculator"), {"household": "7001"})
        assert answer.status_code == 422
