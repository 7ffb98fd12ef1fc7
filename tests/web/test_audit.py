"""The audit log as the auditor reads it."""

from datetime import timedelta

import pytest

from shouwang.base.access import Actor
from shouwang.stages.cases.models import Notice, NoticeEntry, Objection
from shouwang.stages.org.models import AuditEntry, DayAnchor
from shouwang.stages.org.operations.audit import record, seal_entries
from shouwang.web.audit import views
from tests.office import world

pytestmark = pytest.mark.django_db


def note(what="household", subject="household:17", *, who="village-0", kind="sight", **fields):
    record(
        what=what, subject=subject, kind=kind, at=world.AT, by=Actor(who), on=world.DAY, **fields
    )


def seal():
    seal_entries(at=world.AT, by=world.SYSTEM, on=world.DAY)


def texts(answer):
    return answer.content.decode()


def rows(answer):
    return [each.subject for each in answer.context["rows"]]


class TestTheLog:
    def test_tells_who_looked_at_a_household(self, sign_in):
        note()
        note(subject="household:18")
        note("show_id", "household:17", kind="export", purpose="核对<b>身份</b>")
        answer = sign_in("auditor").get("/audit/?household=17")
        assert rows(answer) == ["household:17", "household:17"]
        assert "核对&lt;b&gt;身份" in texts(answer)

    def test_tells_who_looked_at_a_household_by_its_records(self, sign_in):
        world.indexed(17)
        world.indexed(18, world.ABROAD)
        case, other = world.case(17), world.case(18, world.ABROAD)
        notice = Notice.objects.create(
            token="t", level="village", procedure=case.procedure, step="review", title="公示",
            text="公示", state="posted", made_by="village-0", made_date=world.DAY, **world.place(),
        )  # fmt: skip
        NoticeEntry.objects.create(notice=notice, case=case)
        objection = Objection.objects.create(
            notice=notice, case=None, receipt="R1", text="no", received_at=world.AT,
            received_date=world.DAY, **world.place(),
        )  # fmt: skip
        own = {
            "household:17", f"lead:{world.lead(17).pk}", f"visit:{world.visit(17).pk}",
            f"case:{case.pk}", f"measure:{world.measure(17).pk}", f"notice:{notice.pk}",
            f"objection:{objection.pk}",
        }  # fmt: skip
        foreign = {f"lead:{world.lead(18, world.ABROAD).pk}", f"case:{other.pk}", "household:18"}
        for subject in own | foreign:
            note(subject=subject)
        client = sign_in("auditor")
        assert set(rows(client.get("/audit/?household=17"))) == own
        assert set(rows(client.get("/audit/?household=18"))) == foreign
        assert rows(client.get("/audit/?household=99")) == []
        assert rows(client.get("/audit/?household=<script>")) == []

    def test_tells_of_the_lists_a_household_may_have_stood_in(self, sign_in):
        world.indexed(17)
        world.indexed(18, world.ABROAD)
        own, abroad = world.place(), world.place(world.ABROAD)
        for number, detail in enumerate(
            (
                {"reach": [own["banner"]]},
                {"reach": ["*"]},
                {"reach": ["*"], "place": own["township"]},
                {"reach": [abroad["banner"]]},
                {"reach": ["*"], "place": abroad["township"]},
            )
        ):
            note("export", f"export:{number}", kind="export", purpose="核对", detail=detail)
        client = sign_in("auditor")
        here = ["export:2", "export:1", "export:0"]
        assert rows(client.get("/audit/?household=17&kind=export")) == here
        there = ["export:4", "export:3", "export:1"]
        assert rows(client.get("/audit/?household=18")) == there
        assert rows(client.get("/audit/?household=99")) == []

    @pytest.mark.parametrize(
        ("query", "count"),
        [("who=li", 1), ("kind=export", 1), ("kind=nonsense", 3), ("subject=lead:1", 1),
         ("day=2020-06-30", 3), ("day=2020-06-29", 0), ("day=x", 3),
         ("day=2020-06-01&until=2020-07-01", 3), ("who=li&kind=export", 0)],
    )  # fmt: skip
    def test_is_filtered(self, sign_in, query, count):
        note("x", "lead:1", who="li")
        note(kind="export")
        note()
        assert len(rows(sign_in("auditor").get(f"/audit/?{query}"))) == count

    def test_goes_back_page_by_page(self, sign_in):
        for number in range(55):
            note(subject=f"lead:{number}")
        client = sign_in("auditor")
        first = client.get("/audit/")
        assert rows(first)[0] == "lead:54"
        second = client.get(f"/audit/?{first.context['next']}")
        assert rows(second) == [f"lead:{number}" for number in range(4, -1, -1)]
        for before in ("0", "-1", "x", "9" * 40):
            assert client.get(f"/audit/?before={before}").status_code == 200

    @pytest.mark.parametrize("role", sorted(set(world.LEVELS) - {"auditor"}))
    def test_is_for_nobody_else(self, sign_in, role):
        note()
        client = sign_in(role)
        for path in ("", "anchor/"):
            assert client.get(f"/audit/{path}").status_code == 403
        assert client.post("/audit/verify/").status_code == 403
        assert AuditEntry.objects.filter(kind="refused", who=f"{role}-0").count() == 3

    def test_says_acts_in_words(self, sign_in):
        note("close_lead", "lead:1", kind="write")
        assert "办结线索" in texts(sign_in("auditor").get("/audit/"))


class TestTheChain:
    def test_is_proved_on_the_page(self, sign_in):
        note()
        seal()
        client = sign_in("auditor")
        page = texts(client.post("/audit/verify/"))
        assert "日志完整" in page
        assert DayAnchor.objects.get().hash in page
        assert AuditEntry.objects.filter(what="verify_chain").exists()

    def test_names_the_first_break(self, sign_in):
        for _each in range(3):
            note()
        seal()
        AuditEntry.objects.filter(position=2).update(who="王")
        page = texts(sign_in("auditor").post("/audit/verify/"))
        assert "日志被动过" in page
        assert "audit:2" in page

    def test_misses_what_was_never_sealed(self, sign_in):
        note()
        AuditEntry.objects.update(at=world.AT - timedelta(days=2))
        assert "日志被动过" in texts(sign_in("auditor").post("/audit/verify/"))

    def test_too_long_a_one_is_left_to_the_command(self, sign_in, monkeypatch):
        note()
        seal()
        monkeypatch.setattr(views, "MOST_AT_ONCE", 0)
        assert "shouwang audit verify" in texts(sign_in("auditor").post("/audit/verify/"))

    def test_the_anchor_is_printed_large(self, sign_in):
        note()
        seal()
        client = sign_in("auditor")
        assert DayAnchor.objects.get().hash in texts(client.get("/audit/anchor/"))
        assert "还没有封存过" in texts(client.get("/audit/anchor/?day=2020-06-01"))
