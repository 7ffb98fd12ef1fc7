"""The pages of the ledger: sent, put in order, adopted, reported on, signed off; and what is refused."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwang.stages.board.models import Figure, FigureSet
from shouwang.stages.ledger.models import PlanDocument, ProgressNote, Target, Task, TaskPlace
from tests.office import plans as office, world

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def be(client):
    """Sign in as somebody of an office."""

    def being(name="general"):
        client.force_login(office.account(name), backend="shouwang.web.accounts.backend.Accounts")
        return client

    return being


def text(answer):
    return answer.content.decode()


def file(data, name):
    return SimpleUploadedFile(name, data)


def post_note(client, task, **fields):
    given = {"version": task.version, "text": "做了", "percent": "50", **fields}
    return client.post(f"/tasks/{task.pk}/note/", given)


class TestPlans:
    def test_a_plan_is_sent_and_becomes_a_draft_beside_its_text(self, be):
        client = be()
        answer = client.post("/tasks/plans/upload/", {"plan": file(office.TEXT, "2020.txt")})
        plan = PlanDocument.objects.get()
        assert answer.headers["Location"] == f"/tasks/plans/{plan.pk}/"
        page = text(client.get(answer.headers["Location"]))
        assert "还有 <b>7</b> 处要您定" in page
        for task in plan.tasks.all():
            assert f'href="#line-{task.line}"' in page
            assert f'id="line-{task.line}"' in page

    @pytest.mark.parametrize(
        ("data", "name"),
        [(b"", "a.txt"), ("没有任务。".encode(), "a.txt"), (b"x", "a.exe"), (b"PK", "a.docx")],
    )
    def test_what_is_no_plan_is_refused_with_a_sentence(self, be, data, name):
        answer = be().post("/tasks/plans/upload/", {"plan": file(data, name)})
        assert answer.status_code == 422
        assert 'role="alert"' in text(answer)
        assert not PlanDocument.objects.exists()

    def test_no_file_is_refused(self, be):
        assert be().post("/tasks/plans/upload/").status_code == 422

    def test_a_plan_with_a_script_in_it_is_shown_as_text(self, be):
        data = f"一、做事\n（一）{NASTY}完成工作。（综合处牵头）\n".encode()
        client = be()
        where = client.post("/tasks/plans/upload/", {"plan": file(data, f"{NASTY}.txt")})
        page = text(client.get(where.headers["Location"]))
        assert NASTY not in page
        assert "&lt;script&gt;" in page

    def test_a_draft_is_put_in_order_and_adopted(self, be):
        client, plan = be(), office.draft()
        url = f"/tasks/plans/{plan.pk}/"
        refused = client.post(f"{url}adopt/", {"version": 1})
        assert refused.status_code == 422
        assert "1.6万”" in text(refused)
        clause = plan.clauses.get(line=1)
        assert client.post(
            f"/tasks/clauses/{clause.pk}/", {"plan": plan.pk, "state": "no_task"}
        ).status_code == 422  # fmt: skip
        client.post(
            f"/tasks/clauses/{clause.pk}/",
            {"plan": plan.pk, "state": "no_task", "reason": "引言"},
        )
        assert client.post(f"{url}dates/", {"due_date": "x"}).status_code == 422
        client.post(f"{url}dates/", {"due_date": "2020-12-31"})
        office.settle(plan)
        client.post(f"{url}describe/", {"version": 1, "title": "要点", "year": "2020"})
        assert client.post(f"{url}adopt/", {"version": 1}).status_code == 409
        assert client.post(f"{url}adopt/", {"version": 2}).status_code == 302
        plan.refresh_from_db()
        assert (plan.state, plan.title) == ("adopted", "要点")
        assert client.post(f"{url}rest/", {"reason": "x"}).status_code == 400
        assert "原文不再改" in text(client.get(url))

    def test_a_task_is_corrected_and_bound(self, be):
        client, plan = be(), office.draft()
        task = plan.tasks.get(row=1)
        url = f"/tasks/{task.pk}/correct/"
        page = text(client.get(url))
        assert "像是" in page
        assert 'value="poor_people"' in page
        form = {
            "version": 1, "title": "摘帽", "due_date": "2020-10-31",
            "unit": ["综合处", "发改委", ""], "part": ["owner", "partner", "owner"],
            "office": ["general", "-", ""], "raw": ["1.6万", ""], "value": ["16000", ""],
            "value_to": ["", ""], "comparator": ["=", "="], "unit_word": ["人", ""],
            "what": ["", ""], "goal": ["0", ""], "indicator": ["poor_people", ""],
            "unbound_reason": ["", ""], "places": ["150421"],
        }  # fmt: skip
        assert client.post(url, form).status_code == 302
        task.refresh_from_db()
        assert (task.title, task.version) == ("摘帽", 2)
        assert [(each.unit, each.is_outside) for each in task.offices.all()] == [
            ("综合处", False), ("发改委", True),
        ]  # fmt: skip
        target = task.targets.get()
        assert (target.indicator, target.goal) == ("poor_people", 0)
        stale = client.post(url, {**form, "title": "别的"})
        assert stale.status_code == 409
        assert "别的" in text(stale)

    def test_all_that_was_typed_wrong_is_told_and_kept(self, be):
        client, plan = be(), office.draft()
        task = plan.tasks.get(row=1)
        answer = client.post(
            f"/tasks/{task.pk}/correct/",
            {"version": 1, "title": NASTY, "due_date": "2020-02-31", "raw": ["很多"],
             "value": ["abc"]},
        )  # fmt: skip
        assert answer.status_code == 422
        page = text(answer)
        assert NASTY not in page
        assert "&lt;script&gt;" in page
        assert "abc" in page
        task.refresh_from_db()
        assert (task.version, task.title) == (1, "确保完成脱贫摘帽任务")

    def test_a_task_is_dropped_and_a_draft_given_up(self, be):
        client, plan = be(), office.draft()
        task = plan.tasks.get(row=2)
        client.post(f"/tasks/{task.pk}/drop/", {"version": 1})
        assert plan.tasks.count() == 10
        client.post(f"/tasks/plans/{plan.pk}/discard/", {"version": 1})
        assert client.get(f"/tasks/plans/{plan.pk}/").status_code == 404
        assert client.get(f"/tasks/{plan.tasks.first().pk}/").status_code == 404


def kept_figures(**values):
    for day, factor in ((world.date(2020, 6, 23), 2), (world.DAY, 1)):
        made = FigureSet.objects.create(
            on=day, run="r", snapshot=1, release="x", made_at=world.AT, made_by="system",
            is_finished=True,
        )  # fmt: skip
        for name, value in values.items():
            Figure.objects.create(
                figure_set=made, indicator=name, level="region", place="150000",
                value=value * factor,
            )  # fmt: skip


class TestLedger:
    def test_without_a_plan_the_ledger_says_so(self, be):
        assert "还没有采用的工作计划" in text(be().get("/tasks/"))

    def test_targets_stand_beside_the_data(self, be):
        plan = office.adopted()
        Target.objects.filter(raw="1.6万").update(goal=0)
        kept_figures(poor_people=4000)
        task = office.task(plan, "(一)")
        target = task.targets.get()
        post_note(be("planning_finance"), task, target=target.pk, value="9,800")
        page = text(be().get("/tasks/"))
        for words in ("4,000", "目标 0", "差 +4,000", "较上期 −4,000", "处室报 9,800", "与数据不一致",
                      "57", "看不到"):  # fmt: skip
            assert words in page, words
        page = text(be().get(f"/tasks/{task.pk}/"))
        assert "<polyline" in page
        assert "已走完 75%" in page
        assert "2020-06-23 8,000 → 2020-06-30 4,000" in " ".join(page.split())

    def test_the_list_is_filtered_by_office_part_and_state(self, be):
        office.adopted()
        client = be()

        def rows(query):
            return text(client.get(f"/tasks/?{query}")).count('<th scope="row">')

        assert rows("") == 11
        assert rows("office=social&part=owner") == 3
        assert rows("office=social&part=partner") == 5
        assert rows("state=signed_off") == 0
        assert rows("state=nothing&office=nowhere&plan=999999999999999999999") == 0

    def test_coverage_and_the_difference_of_two_plans(self, be):
        before = office.adopted(office.TEXT.replace("1.6万".encode(), "2.6万".encode()), year=2019)
        Target.objects.filter(raw="2.6万").update(indicator="poor_people")
        plan = office.adopted()
        client = be()
        page = text(client.get(f"/tasks/plans/{plan.pk}/coverage/"))
        assert "<b>11</b> 项任务没有佐证" in page
        page = text(client.get(f"/tasks/plans/{plan.pk}/compare/"))
        assert "新增 <b>0</b> 项，去掉 <b>0</b> 项，改了 <b>1</b> 项" in page
        assert "<del>2.6万</del>" in page
        assert client.get(f"/tasks/plans/{plan.pk}/compare/?with={before.pk}").status_code == 200


class TestProgress:
    def test_a_task_goes_the_whole_way(self, be):
        plan = office.adopted()
        task = office.task(plan, "(六)")
        url = f"/tasks/{task.pk}/"
        owner, judge = "information", "assessment"
        assert be(owner).post(f"{url}apply/", {"version": 1}).status_code == 422
        assert post_note(
            be(owner), task, evidence=file(office.photo(), "证据.jpg")
        ).status_code == 302  # fmt: skip
        page = text(be(owner).get(url))
        assert "证据.jpg" in page
        assert be(owner).post(f"{url}apply/", {"version": 1}).status_code == 409
        assert be(owner).post(f"{url}apply/", {"version": 2}).status_code == 302
        assert be(owner).post(f"{url}sign-off/", {"version": 3}).status_code == 403
        assert "准予销号" not in text(be(owner).get(url))
        assert "准予销号" in text(be(judge).get(url))
        assert be(judge).post(f"{url}send-back/", {"version": 3}).status_code == 422
        assert be(judge).post(f"{url}sign-off/", {"version": 3}).status_code == 302
        task.refresh_from_db()
        assert task.state == "signed_off"
        assert post_note(be(owner), task).status_code == 403
        assert be(judge).post(f"{url}reopen/", {"version": 4}).status_code == 422
        assert be(judge).post(
            f"{url}reopen/", {"version": 4, "reason": "又有了"}
        ).status_code == 302  # fmt: skip

    def test_bad_notes_are_refused_whole(self, be):
        plan = office.adopted()
        task = office.task(plan, "(六)")
        client = be("information")
        for fields in (
            {"text": ""}, {"percent": "101"}, {"percent": "1.5"}, {"value": "many"},
            {"value": "5"}, {"target": "999999"}, {"text": "长" * 1001},
            {"evidence": file(b"MZ", "a.exe")},
        ):  # fmt: skip
            answer = post_note(client, task, **fields)
            assert answer.status_code == 422, fields
        page = text(post_note(client, task, text=NASTY, percent="200"))
        assert NASTY not in page
        assert not ProgressNote.objects.exists()
        assert post_note(be("social"), task).status_code == 403

    def test_who_signs_off_gives_it_to_others(self, be):
        plan = office.adopted()
        task = office.task(plan, "(六)")
        form = {"version": 1, "owners": "综合处、发改委", "partners": "", "due_date": "2020-09-30"}
        url = f"/tasks/{task.pk}/reassign/"
        assert be("information").post(url, form).status_code == 403
        assert be().post(url, {**form, "owners": ""}).status_code == 422
        assert be().post(url, {**form, "due_date": "soon"}).status_code == 422
        assert be().post(url, form).status_code == 302
        page = text(be().get(f"/tasks/{task.pk}/"))
        assert "原牵头 规划财务处、信息监测中心" in page


class TestSheet:
    def test_it_goes_out_and_comes_back(self, be):
        plan = office.adopted()
        client = be()
        answer = client.get(f"/tasks/plans/{plan.pk}/sheet/")
        assert "spreadsheetml" in answer.headers["Content-Type"]
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        book.active["F5"] = "2020-10-31"
        out = io.BytesIO()
        book.save(out)
        url = f"/tasks/plans/{plan.pk}/take-in/"
        sent = client.post(url, {"sheet": file(out.getvalue(), "t.xlsx")})
        assert sent.status_code == 302
        assert plan.tasks.get(row=1).due_date.isoformat() == "2020-10-31"
        again = client.post(url, {"sheet": file(out.getvalue(), "t.xlsx")})
        assert again.status_code == 302  # the same change, made already, is none
        book.active["F5"] = "2020-11-30"
        out = io.BytesIO()
        book.save(out)
        stale = client.post(url, {"sheet": file(out.getvalue(), "t.xlsx")})
        assert stale.status_code == 422
        assert 'role="alert"' in text(stale)
        assert client.post(url).status_code == 422
        assert client.post(url, {"sheet": file(b"x", "t.xlsx")}).status_code == 422


class TestWho:
    @pytest.mark.parametrize("role", ["village", "team", "helper", "township", "sender"])
    def test_it_is_not_for_everybody(self, sign_in, role):
        office.adopted()
        client = sign_in(role)
        assert client.get("/tasks/").status_code == 403
        assert client.get("/tasks/plans/").status_code == 403

    def test_a_league_sees_what_names_its_places_and_changes_nothing(self, sign_in):
        plan = office.adopted()
        mine, other = office.task(plan, "(三)"), office.task(plan, "(四)")
        TaskPlace.objects.create(task=mine, league=world.place()["league"])
        client = sign_in("league")
        page = text(client.get("/tasks/"))
        assert mine.title in page
        assert other.title not in page
        assert client.get(f"/tasks/{mine.pk}/").status_code == 200
        assert client.get(f"/tasks/{other.pk}/").status_code == 404
        assert client.post(f"/tasks/{mine.pk}/note/", {"version": 1}).status_code == 403
        page = text(client.get(f"/tasks/plans/{plan.pk}/"))
        assert other.title not in page
        assert Task.objects.filter(version__gt=1).count() == 0
        assert sign_in("league", world.ABROAD).get(f"/tasks/{mine.pk}/").status_code == 404
