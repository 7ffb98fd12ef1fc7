"""Pages of leads: work lists by scope, one lead, dismissing, opening by hand, precision."""

from datetime import timedelta

import pytest

from shouwang.base.words import use_language_here
from shouwang.stages.cases.models import Lead, LeadFinding
from shouwang.stages.cases.ranking import Tally
from shouwang.stages.org.models import AuditEntry
from shouwang.web.leads import rules
from shouwang.web.templatetags.leads import precise
from tests.office import world

pytestmark = pytest.mark.django_db
HERE, THERE = 150105000058, 150922000059


@pytest.fixture(autouse=True)
def fresh_figures():
    rules.counted_lately.cache_clear()


@pytest.fixture
def two():
    world.indexed(HERE, head="<script>alert(1)</script>")
    world.indexed(THERE, world.ABROAD, head="李四")
    return world.lead(HERE), world.lead(THERE, world.ABROAD)


@pytest.mark.parametrize("role", ["village", "team", "township", "clerk", "approver"])
def test_a_list_shows_the_own_area_only(sign_in, two, role):
    page = sign_in(role).get("/leads/").content.decode()
    assert "人均纯收入4200元" in page
    assert "李四" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", ["league", "region"])
def test_a_wide_area_sees_places_first(sign_in, two, role):
    client = sign_in(role)
    page = client.get("/leads/").content.decode()
    assert "人均纯收入" not in page
    banner = world.place()["banner"]
    assert "人均纯收入4200元" in client.get(f"/leads/?place={banner}").content.decode()


@pytest.mark.parametrize("role", ["admin", "auditor", "sender"])
def test_who_has_no_business_there_is_refused(sign_in, two, role):
    assert sign_in(role).get("/leads/").status_code == 403


def test_a_foreign_place_is_not_found(sign_in, two):
    foreign = world.place(world.ABROAD)["banner"]
    assert sign_in("clerk").get(f"/leads/?place={foreign}").status_code == 404
    assert sign_in("clerk").get("/leads/?place=nowhere").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["tab=waiting", "tab=ended", "tab=x", "severity=3", "severity=x", "risk=illness", "overdue=1",
     "check=income_below_monitoring_line", "source=self", "after=3000-1", "after=x"],
)  # fmt: skip
def test_a_list_can_be_narrowed(sign_in, two, query):
    assert sign_in("township").get(f"/leads/?{query}").status_code == 200


def test_pages_follow_each_other(sign_in):
    for number in range(1, 56):
        made = world.lead(number)
        Lead.objects.filter(pk=made.pk).update(rank=3000 - number % 5)
    client = sign_in("township")
    first = client.get("/leads/")
    assert len(first.context["rows"]) == 50
    second = client.get(f"/leads/?{first.context['next']}")
    seen = [row["lead"].pk for row in (*first.context["rows"], *second.context["rows"])]
    wanted = list(Lead.objects.order_by("-rank", "id").values_list("pk", flat=True))
    assert seen == wanted


def test_a_list_asks_few_questions(sign_in, django_assert_max_num_queries):
    for number in range(1, 40):
        world.indexed(number)
        world.lead(number)
    client = sign_in("township")
    with django_assert_max_num_queries(20):
        client.get("/leads/")


def test_a_lead_says_why(sign_in, two):
    page = sign_in("village").get(f"/leads/{two[0].pk}/").content.decode()
    assert "2020-07-15" in page
    assert f"/visits/new/?lead={two[0].pk}" in page
    assert "/dismiss/" not in page
    assert AuditEntry.objects.filter(what="lead", subject=f"lead:{two[0].pk}").exists()


def test_a_foreign_lead_is_not_found(sign_in, two):
    assert sign_in("village").get(f"/leads/{two[1].pk}/").status_code == 404
    assert sign_in("township").post(f"/leads/{two[1].pk}/dismiss/", FORM).status_code == 404
    assert Lead.objects.get(pk=two[1].pk).state == "open"


FORM = {"version": "1", "reason": "helped", "note": "", "snooze": "month"}


def test_a_township_dismisses(sign_in, two):
    answer = sign_in("township").post(f"/leads/{two[0].pk}/dismiss/", FORM)
    assert answer.status_code == 302
    lead = Lead.objects.get(pk=two[0].pk)
    assert (lead.state, lead.reason) == ("dismissed", "helped")
    assert lead.snoozed_until == world.DAY + timedelta(days=30)


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "because"}, {"snooze": "forever"}, {"reason": "other", "note": " "},
     {"reason": "other", "note": "x" * 301}, {"reason": "other", "note": "电话13812345678"},
     ],
)  # fmt: skip
def test_a_faulty_dismissal_keeps_what_was_typed(sign_in, two, wrong):
    answer = sign_in("township").post(f"/leads/{two[0].pk}/dismiss/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert "没有办成" in answer.content.decode()
    assert Lead.objects.get(pk=two[0].pk).state == "open"


def test_who_comes_second_is_told_who_was_first(sign_in, two):
    client = sign_in("township")
    client.post(f"/leads/{two[0].pk}/dismiss/", FORM)
    late = {**FORM, "reason": "other", "note": "台账已核"}
    answer = client.post(f"/leads/{two[0].pk}/dismiss/", late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "township-0" in page
    assert "已排除" in page
    assert Lead.objects.get(pk=two[0].pk).reason == "helped"


@pytest.mark.parametrize("role", ["village", "team", "approver", "region"])
def test_only_township_and_clerk_dismiss(sign_in, two, role):
    assert sign_in(role).post(f"/leads/{two[0].pk}/dismiss/", FORM).status_code == 403
    assert Lead.objects.get(pk=two[0].pk).state == "open"


NEW = {"household": str(HERE), "source": "self", "risk": "illness", "severity": "2",
       "words": "住院自付多"}  # fmt: skip


def test_a_village_takes_down_what_was_said(sign_in):
    world.indexed(HERE)
    answer = sign_in("village").post("/leads/new/", NEW)
    lead = Lead.objects.get()
    assert answer.headers["Location"] == f"/leads/{lead.pk}/"
    assert (lead.state, lead.source, lead.due_date) == (
        "open", "self", world.DAY + timedelta(days=7),
    )  # fmt: skip


def test_what_is_said_of_an_asked_household_goes_to_its_lead(sign_in, two):
    sign_in("village").post("/leads/new/", NEW)
    assert Lead.objects.filter(household=HERE).count() == 1
    assert LeadFinding.objects.filter(lead=two[0], check_name="").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"household": "x"}, {"source": "system"}, {"source": "<script>"}, {"risk": "boredom"},
     {"severity": "9"}, {"words": ""}, {"words": "x" * 301}, {"words": "号码13812345678"},
     ],
)  # fmt: skip
def test_a_faulty_report_is_refused(sign_in, wrong):
    world.indexed(HERE)
    answer = sign_in("village").post("/leads/new/", {**NEW, **wrong})
    assert answer.status_code == 422
    assert not Lead.objects.exists()


def test_a_foreign_household_gets_no_lead(sign_in):
    world.indexed(THERE, world.ABROAD)
    answer = sign_in("village").post("/leads/new/", {**NEW, "household": str(THERE)})
    assert answer.status_code == 404
    assert not Lead.objects.exists()


def test_precision_counts_the_own_area(sign_in, two):
    Lead.objects.update(state="closed", verdict="confirmed", closed_date=world.DAY)
    page = sign_in("clerk").get("/leads/precision/?check=income_below_monitoring_line&by=feed")
    assert page.status_code == 200
    assert page.context["told"] == 1
    assert page.context["missed"].by_checks == 1
    assert sign_in("clerk").get("/leads/precision/?check=nothing").status_code == 404
    assert sign_in("village").get("/leads/precision/").status_code == 403


@pytest.mark.parametrize(
    ("language", "told", "nothing"),
    [
        ("zh_Hans", "近期属实率 75%（30%–95%）", "还没有核实结论"),
        ("en", "recent precision 75% (30%–95%)", "no verdicts yet"),
    ],
)
def test_how_right_a_check_has_been_is_said_in_the_language_of_the_reader(language, told, nothing):
    use_language_here(language)
    try:
        assert precise(Tally(right=3, wrong=1)) == told
        assert precise(Tally(not_found=5)) == nothing
    finally:
        use_language_here("")
