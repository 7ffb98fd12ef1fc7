"""The pages of cases: who sees and does what; a refusal changes nothing and keeps what was typed."""

from datetime import date, timedelta

import pytest

from shouwang.stages.cases.models import Attachment, Case, StepTaken
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.web.pictures import photo

pytestmark = pytest.mark.django_db

HOUSEHOLD = 150100000001
PAPERS = ["防止返贫动态监测核查表", "信息采集表"]
VERIFIED = {"version": 1, "outcome": "done", "people": 2, "papers": PAPERS}


@pytest.fixture
def case():
    world.indexed(HOUSEHOLD)
    return world.case(HOUSEHOLD)


@pytest.fixture
def exit_case():
    world.indexed(HOUSEHOLD, status="registered")
    return world.case(
        HOUSEHOLD, procedure="exit_from_poverty", rules_from=date(2020, 1, 1), kind="",
        next_steps=["member_plan"],
    )  # fmt: skip


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("role", ["village", "team", "township", "clerk", "approver", "league"])
def test_the_list_shows_the_cases_of_the_area(sign_in, case, role):
    world.indexed(7, world.ABROAD, head="李四")
    world.case(7, world.ABROAD)
    page = text(sign_in(role).get("/cases/"))
    assert case.number in page
    assert "张三" in page
    assert "李四" not in page
    assert "T7-" not in page
    assert AuditEntry.objects.filter(kind="sight", what="case_list").exists()


@pytest.mark.parametrize("role", ["auditor", "admin", "sender"])
def test_it_is_not_for_everybody(sign_in, case, role):
    client = sign_in(role)
    assert client.get("/cases/").status_code == 403
    assert client.get(f"/cases/{case.pk}/").status_code == 403
    assert client.post(f"/cases/{case.pk}/steps/verify/", VERIFIED).status_code == 403
    assert StepTaken.objects.count() == 0


def test_the_list_begins_with_what_will_be_late(sign_in, case):
    Case.objects.filter(pk=case.pk).update(due_date=date(2020, 7, 2))
    page = text(sign_in("township").get("/cases/"))
    assert "<b>1</b> 件将在周五前超期，涉及 <b>1</b> 个苏木乡镇" in page
    Case.objects.filter(pk=case.pk).update(due_date=date(2020, 7, 6))
    assert "没有要超期的个案" in text(sign_in("township").get("/cases/"))


def test_pages_follow_each_other_without_gap(sign_in):
    for number in range(1, 121):
        world.indexed(number)
        made = world.case(number)
        if number % 3:
            Case.objects.filter(pk=made.pk).update(due_date=world.DAY + timedelta(days=number % 5))
    client = sign_in("village")
    seen, address = [], "/cases/"
    while address:
        answer = client.get(address)
        rows = answer.context["rows"]
        seen += [row["case"].pk for row in rows]
        address = f"/cases/{answer.context['next']}" if answer.context["next"] else ""
    assert sorted(seen) == sorted(Case.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "query",
    [
        "?procedure=nonsense&state=x&place=y&after=z&text=<script>",
        "?after=2020-13-40_9",
        "?after=_99999999999999999999999",
        "?text=99999999999999999999999999",
        "?place=150000000000&late=1&review=1",
    ],
)
def test_a_strange_question_is_no_fault(sign_in, case, query):
    answer = sign_in("clerk").get(f"/cases/{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in text(answer)


def test_a_case_shows_its_steps_and_for_whom_they_wait(sign_in, case):
    page = text(sign_in("village").get(f"/cases/{case.pk}/"))
    assert "等您办理" in page
    assert "入户核实：提交" in page
    page = text(sign_in("approver").get(f"/cases/{case.pk}/"))
    assert "入户核实：提交" not in page
    assert "嘎查村干部" in page


def test_a_script_in_a_name_is_text(sign_in):
    world.indexed(HOUSEHOLD, head="<script>alert(1)</script>")
    case = world.case(HOUSEHOLD)
    client = sign_in("village")
    for address in ("/cases/", f"/cases/{case.pk}/", f"/cases/open/?household={HOUSEHOLD}"):
        assert "<script>alert" not in text(client.get(address))


@pytest.mark.parametrize("address", ["", "guards/approve/", "members/"])
def test_a_case_of_elsewhere_is_not_there(sign_in, exit_case, address):
    assert sign_in("township").get(f"/cases/{exit_case.pk}/{address}").status_code == 200
    answer = sign_in("township", world.ABROAD).get(f"/cases/{exit_case.pk}/{address}")
    assert answer.status_code == 404
    assert "张三" not in text(answer)


ACTS = ["steps/verify/", "pause/", "resume/", "withdraw/", "leave/", "end/", "reviewed/",
        "rechecked/", "members/"]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_acts_on_a_case_of_elsewhere_are_not_there(sign_in, case, act):
    client = sign_in("village", world.ABROAD)
    answer = client.post(f"/cases/{case.pk}/{act}", {**VERIFIED, "reason": "away"})
    assert answer.status_code == 404
    case.refresh_from_db()
    assert (case.version, case.state) == (1, "open")


@pytest.mark.parametrize("act", [act for act in ACTS if act != "members/"])
def test_acts_are_no_links(sign_in, case, act):
    assert sign_in("village").get(f"/cases/{case.pk}/{act}").status_code == 405


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("steps/verify/", {**VERIFIED, "version": ""}, 422),
        ("steps/verify/", {**VERIFIED, "version": "9" * 30}, 422),
        ("steps/verify/", {**VERIFIED, "version": 7}, 409),
        ("steps/verify/", {**VERIFIED, "people": 1}, 400),
        ("steps/verify/", {**VERIFIED, "people": "many"}, 422),
        ("steps/verify/", {**VERIFIED, "papers": []}, 400),
        ("steps/verify/", {**VERIFIED, "outcome": "returned", "note": "x"}, 400),
        ("steps/verify/", {**VERIFIED, "outcome": "refused"}, 400),
        ("steps/verify/", {**VERIFIED, "note": "x" * 5000}, 422),
        ("steps/verify/", {**VERIFIED, "note": "a\0b"}, 400),
        ("steps/consent/", VERIFIED, 400),
        ("steps/nonsense/", VERIFIED, 400),
        ("pause/", {"version": 1, "reason": "lazy"}, 400),
        ("pause/", {"version": 1}, 422),
        ("pause/", {"version": 7, "reason": "away"}, 409),
        ("resume/", {"version": 1}, 400),
        ("withdraw/", {"version": 1, "reason": " "}, 422),
        ("withdraw/", {"version": 2, "reason": "误开"}, 409),
        ("reviewed/", {"version": 3}, 409),
        ("end/", {}, 400),
    ],
)
def test_a_refusal_changes_nothing_and_is_audited(sign_in, case, act, fields, status):
    answer = sign_in("village").post(f"/cases/{case.pk}/{act}", fields)
    assert answer.status_code == status
    assert "没有办成" in text(answer)
    case.refresh_from_db()
    assert (case.version, case.state, StepTaken.objects.count()) == (1, "open", 0)
    assert AuditEntry.objects.filter(kind="refused").count() == 1


def test_what_was_typed_is_kept(sign_in, case):
    answer = sign_in("village").post(
        f"/cases/{case.pk}/steps/verify/",
        {**VERIFIED, "people": 1, "note": "问了 <b>三</b> 次", "present": "甲、乙"},
    )
    page = text(answer)
    assert "问了 &lt;b&gt;三&lt;/b&gt; 次" in page
    assert "甲、乙" in page


def test_who_comes_second_is_told_who_was_first(sign_in, case):
    sign_in("township").post(f"/cases/{case.pk}/steps/verify/", VERIFIED)
    answer = sign_in("village").post(f"/cases/{case.pk}/steps/verify/", VERIFIED)
    assert answer.status_code == 409
    assert "township-0" in text(answer)
    assert StepTaken.objects.count() == 1


def test_a_step_is_taken(sign_in, case):
    answer = sign_in("village").post(f"/cases/{case.pk}/steps/verify/", VERIFIED, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.next_steps == ["consent"]
    assert StepTaken.objects.get().facts["papers"] == PAPERS


def test_what_the_household_signs_is_sent_with_the_form_and_kept(sign_in, case):
    client = sign_in("village")
    client.post(f"/cases/{case.pk}/steps/verify/", VERIFIED)
    address = f"/cases/{case.pk}/steps/consent/"
    sent = {"version": 2, "outcome": "done", "signed": "fingerprint",
            "papers": ["监测对象申请及承诺授权查询书"]}  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "签了字的原件" in text(answer)
    # The photo is kept though something else must be mended, and is not wanted again.
    answer = client.post(address, {**sent, "signed": "", "signature": photo("a.jpg")})
    assert answer.status_code == 400
    assert "已经传上来的" in text(answer)
    assert client.post(address, sent).status_code == 302
    page = text(client.get(f"/cases/{case.pk}/"))
    assert "签字原件" in page
    kept = Attachment.objects.get()
    assert (kept.kind, kept.owner) == ("signature", f"case:{case.pk}")
    assert client.get(f"/visits/files/{kept.pk}/").status_code == 200
    # Neither another step nor a stranger adds a signature.
    answer = client.post(f"/cases/{case.pk}/steps/review/", {**sent, "signature": photo("b.jpg")})
    assert answer.status_code in {400, 409}
    assert Attachment.objects.count() == 1


def test_the_wrong_role_is_told_so(sign_in, case):
    answer = sign_in("clerk").post(f"/cases/{case.pk}/steps/verify/", VERIFIED)
    assert answer.status_code == 403
    assert StepTaken.objects.count() == 0


def test_clocks_are_paused_and_run_again(sign_in, case):
    client = sign_in("village")
    client.post(f"/cases/{case.pk}/pause/", {"version": 1, "reason": "away", "note": "去了呼市"})
    page = text(client.get(f"/cases/{case.pk}/"))
    assert "起暂停" in page
    assert "入户核实：提交" not in page
    client.post(f"/cases/{case.pk}/resume/", {"version": 2})
    case.refresh_from_db()
    assert case.pauses.get().end_date == world.DAY


@pytest.mark.parametrize(
    ("status", "wanted", "expected"),
    [
        ("general", {"procedure": "identification", "risks": ["illness"]}, 302),
        ("general", {"procedure": "exit_from_poverty"}, 400),
        ("registered", {"procedure": "exit_from_poverty"}, 302),
        ("general", {"procedure": "identification", "risks": ["witchcraft"]}, 422),
        ("general", {"procedure": "identification", "is_green_channel": "1"}, 400),
        ("general", {"procedure": "nonsense"}, 400),
        ("general", {}, 422),
    ],
)
def test_a_case_is_opened_of_a_household(sign_in, status, wanted, expected):
    world.indexed(HOUSEHOLD, status=status)
    client = sign_in("township")
    assert client.get(f"/cases/open/?household={HOUSEHOLD}").status_code == 200
    answer = client.post("/cases/open/", {"household": HOUSEHOLD, **wanted})
    assert answer.status_code == expected
    assert Case.objects.count() == (1 if expected == 302 else 0)


def test_no_case_is_opened_elsewhere(sign_in):
    world.indexed(HOUSEHOLD)
    client = sign_in("township", world.ABROAD)
    wanted = {"household": HOUSEHOLD, "procedure": "identification"}
    assert client.get(f"/cases/open/?household={HOUSEHOLD}").status_code == 404
    assert client.get("/cases/open/?household=x").status_code == 404
    assert client.post("/cases/open/", wanted).status_code == 404
    assert Case.objects.count() == 0


def test_the_end_of_risk_is_one_button(sign_in, case):
    Case.objects.filter(pk=case.pk).update(state="identified", decided_date=world.DAY)
    client = sign_in("township")
    assert "开始风险消除" in text(client.get(f"/cases/{case.pk}/"))
    answer = client.post(f"/cases/{case.pk}/end/")
    made = Case.objects.get(procedure="risk_ended")
    assert answer.headers["Location"] == f"/cases/{made.pk}/"
    assert made.follows_id == case.pk
    assert "开始风险消除" not in text(client.get(f"/cases/{case.pk}/"))


def test_what_forbids_is_shown_before_anybody_tries(sign_in, exit_case):
    page = text(sign_in("approver").get(f"/cases/{exit_case.pk}/guards/approve/"))
    for word in ("不脱之一", "不脱之七", "看不清"):
        assert word in page
    assert sign_in("approver").get(f"/cases/{exit_case.pk}/guards/x/").status_code == 404


def test_forecast_counts_the_area_only(sign_in, case):
    world.indexed(7, world.ABROAD)
    abroad = world.case(7, world.ABROAD)
    Case.objects.filter(pk__in=[case.pk, abroad.pk]).update(due_date=date(2020, 7, 1))
    answer = sign_in("clerk").get("/cases/forecast/")
    assert answer.context["forecast"].count == 1
    assert sign_in("region").get("/cases/forecast/").context["forecast"].count == 2
    assert sign_in("region").get("/cases/forecast/?until=x").status_code == 200


def test_the_countdown_runs_to_nobody(sign_in, exit_case):
    for number in (2, 3, 4):
        world.indexed(number, status="registered")
    world.indexed(5, status="exited")
    world.indexed(6, world.ABROAD, status="registered")
    world.case(2, procedure="exit_from_poverty", state="exited")
    world.case(3, procedure="exit_from_poverty", state="withdrawn", left_reason="died")
    world.case(5, procedure="exit_from_poverty", state="exited")
    total = sign_in("clerk").get("/cases/countdown/").context["total"]
    assert (total.listed, total.exited, total.gone, total.remaining) == (5, 2, 1, 2)
    assert (total.under_way, total.not_begun) == (1, 1)
    assert sign_in("region").get("/cases/countdown/").context["total"].remaining == 3


def test_members_the_register_does_not_know_have_no_plan(sign_in, exit_case):
    client = sign_in("village")
    page = text(client.get(f"/cases/{exit_case.pk}/members/"))
    assert "查不到这户的成员" in page
    answer = client.post(f"/cases/{exit_case.pk}/members/", {"version": 1, "cause-7": "因病"})
    assert answer.status_code == 422
    exit_case.refresh_from_db()
    assert exit_case.member_plans == {}


def test_other_procedures_have_no_plans(sign_in, case):
    assert sign_in("village").get(f"/cases/{case.pk}/members/").status_code == 404
