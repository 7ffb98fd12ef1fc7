"""Whole journeys of cases: opened, moved by the right people, refused to the wrong ones."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import docx
import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.load import read_policy
from shouwang.stages.cases.guards import StepForbidden
from shouwang.stages.cases.models import (
    Attachment,
    Case,
    Measure,
    Notice,
    NoticeEntry,
    Objection,
    StepTaken,
)
from shouwang.stages.cases.operations import procedures, signatures
from shouwang.stages.cases.queries import cases
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.web.pictures import photo

pytestmark = pytest.mark.django_db

ONE = timedelta(days=1)
PAPERS = {
    "verify": ["防止返贫动态监测核查表", "信息采集表"],
    "consent": ["监测对象申请及承诺授权查询书"],
    "review": ["民主评议会议记录", "公示"],
}
SIGNED = ("consent", "agree")
HOUSEHOLD = 150100000001


@pytest.fixture(scope="session")
def policy():
    problems = []
    found = read_policy(world.content().root, problems, examples=False)
    assert problems == []
    return found


@pytest.fixture(scope="session")
def office_home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("cases") / "home")


class Office:
    """Does things to cases as a role on a day."""

    def __init__(self, home, policy):
        self.home, self.policy, self.day = home, policy, world.DAY
        self.papers = 0

    @property
    def now(self):
        return datetime.combine(self.day, datetime.min.time(), UTC)

    def act(self, role, side=world.HOME):
        return {"at": self.now, "by": world.actor(role, side), "on": self.day}

    def open(self, role="township", household=HOUSEHOLD, procedure="identification", **fields):
        given = {"source": "system", "content": world.content(), "risks": ["illness"], **fields}
        return procedures.open_case(
            household=household, procedure=procedure, **given, **self.act(role)
        )

    def sign(self, case, step, role, **fields):
        """Attach the paper with the signature; every time another one."""
        self.papers += 1
        given = {
            "data": photo("signed.jpg", (self.papers, 0, 0)).read(), "name": "signed.jpg",
            **self.act(role), **fields,
        }  # fmt: skip
        return signatures.attach_signature(
            home=self.home, content=world.content(), case_id=case.pk, step=step, **given
        )

    def take(
        self, case, step, role, outcome="done", *, side=world.HOME, version=None, signed=True,
        **fields,
    ):  # fmt: skip
        given = {"people": 2, "note": "", **fields}
        facts = {"papers": PAPERS.get(step, []), **given.pop("facts", {})}
        if step == "consent":
            facts.setdefault("signed", "signature")
        if step in SIGNED and outcome == "done" and signed:
            self.sign(case, step, role)
        held = Case.objects.get(pk=case.pk)
        return procedures.take_step(
            home=self.home, policy=self.policy, case_id=case.pk, step=step, outcome=outcome,
            version=version or held.version, facts=facts,
            **{**self.act(role, side), **given},
        )  # fmt: skip

    def post(self, case, step, *, days=5):
        notice = Notice.objects.create(
            token=f"{case.pk}-{step}-{self.day}", level="village", procedure=case.procedure,
            step=step, title="公示", text="公示", state="posted", made_by="village-0",
            made_date=self.day, posted_date=self.day, until_date=self.day + days * ONE,
            **world.place(),
        )  # fmt: skip
        NoticeEntry.objects.create(notice=notice, case=case)
        self.day += days * ONE
        return notice

    def identify(self, case):
        self.take(case, "verify", "village")
        self.take(case, "consent", "village")
        self.take(case, "compare", "clerk")
        self.take(case, "review", "village")
        self.post(case, "review")
        self.take(case, "township", "township")
        return self.take(case, "approve", "approver")


@pytest.fixture
def office(office_home, policy, db):
    world.indexed(HOUSEHOLD)
    return Office(office_home, policy)


def test_seven_steps_by_the_right_people_identify_a_household(office):
    case = office.open()
    assert case.number == "S2020-000001"
    assert (case.state, case.next_steps, case.kind) == ("open", ["verify"], "marginal")
    assert (case.due_date, case.due_clock) == (date(2020, 7, 3), "verify")
    found = office.identify(case)
    assert (found.state, found.decided_date) == ("identified", office.day)
    assert found.next_steps == ["announce", "help"]
    assert found.due_clock == "help"
    assert cases.is_watched(household=HOUSEHOLD, on=office.day, scope=world.actor("clerk").scope)
    office.take(case, "announce", "township")
    found = office.take(case, "help", "village")
    assert (found.next_steps, found.closed_date, found.due_date) == ([], office.day, None)
    assert [each.step for each in case.steps.all()] == [
        "verify", "consent", "compare", "review", "township", "approve", "announce", "help",
    ]  # fmt: skip
    assert AuditEntry.objects.filter(what="take_step", subject=f"case:{case.pk}").count() == 8


@pytest.mark.parametrize("role", ["clerk", "approver", "league", "auditor", "admin", "sender"])
def test_the_wrong_people_are_refused(office, role):
    case = office.open()
    with pytest.raises((NotAllowed, NotFound)):
        office.take(case, "verify", role)
    assert StepTaken.objects.count() == 0


def test_a_case_of_elsewhere_is_not_there(office):
    case = office.open()
    with pytest.raises(NotFound):
        office.take(case, "verify", "village", side=world.ABROAD)
    with pytest.raises(NotFound):
        office.open("village", household=7)


def test_who_reads_an_old_version_is_told(office):
    case = office.open()
    office.take(case, "verify", "village")
    with pytest.raises(Stale):
        office.take(case, "consent", "village", version=1)


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("consent", {}),
        ("approve", {}),
        ("nonsense", {}),
        ("verify", {"people": 1}),
        ("verify", {"facts": {"papers": []}}),
        ("verify", {"outcome": "returned", "note": "so"}),
        ("verify", {"outcome": "refused"}),
        ("verify", {"outcome": "perhaps", "note": "so"}),
    ],
)
def test_an_illegal_move_changes_nothing(office, step, fields):
    case = office.open()
    with pytest.raises(MoveNotAllowed):
        office.take(case, step, "village" if step != "approve" else "approver", **fields)
    held = Case.objects.get(pk=case.pk)
    assert (held.version, held.state, StepTaken.objects.count()) == (1, "open", 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"facts": {"wish": "x"}},
        {"facts": {"present": "x" * 301}},
        {"facts": {"present": "a\0b"}},
        {"facts": {"papers": "all"}},
        {"note": "x" * 2001},
        {"people": 0},
        {"people": 1000},
    ],
)
def test_what_cannot_be_kept_is_refused(office, fields):
    case = office.open()
    with pytest.raises(InputProblems):
        office.take(case, "verify", "village", **fields)
    assert StepTaken.objects.count() == 0


def test_consent_wants_a_signature(office):
    case = office.open()
    office.take(case, "verify", "village")
    with pytest.raises(MoveNotAllowed):
        office.take(case, "consent", "village", facts={"signed": "perhaps"})


def test_what_the_household_signs_must_be_attached(office):
    case = office.open()
    office.take(case, "verify", "village")
    with pytest.raises(StepForbidden) as raised:
        office.take(case, "consent", "village", signed=False)
    assert "signed paper" in raised.value.problems[0].message
    assert StepTaken.objects.filter(step="consent").count() == 0
    found = office.take(case, "consent", "village")
    assert found.steps.get(step="consent").facts["signed_papers"] == [Attachment.objects.get().pk]


def test_a_signature_counts_once(office):
    case = office.open()
    for step, role in (("verify", "village"), ("consent", "village"), ("compare", "clerk"),
                       ("review", "village")):  # fmt: skip
        office.take(case, step, role)
    office.post(case, "review")
    office.take(case, "township", "township", "returned", note="收入没有问清")
    office.take(case, "verify", "village")
    with pytest.raises(StepForbidden):  # the paper of before the return is used up
        office.take(case, "consent", "village", signed=False)
    assert office.take(case, "consent", "village").next_steps == ["compare", "review"]


def test_a_signature_is_a_photo_or_a_scan_for_a_step_that_wants_one(office):
    case = office.open()
    with pytest.raises(MoveNotAllowed):  # it does not wait for it yet
        office.sign(case, "consent", "village")
    office.take(case, "verify", "village")
    for role, side, refusal in (
        ("clerk", world.HOME, NotAllowed),
        ("village", world.ABROAD, NotFound),
    ):
        with pytest.raises(refusal):
            office.sign(case, "consent", role, by=world.actor(role, side))
    paper = io.BytesIO()
    docx.Document().save(paper)
    with pytest.raises(InputProblems, match="signed paper"):
        office.sign(case, "consent", "village", data=paper.getvalue(), name="承诺书.docx")
    assert not Attachment.objects.exists()


def test_the_notice_must_have_run_its_days(office):
    case = office.open()
    for step, role in (("verify", "village"), ("consent", "village"), ("compare", "clerk"),
                       ("review", "village")):  # fmt: skip
        office.take(case, step, role)
    with pytest.raises(StepForbidden) as raised:
        office.take(case, "township", "township")
    assert len(raised.value.problems) == 1
    office.post(case, "review", days=5)
    office.day -= ONE
    with pytest.raises(StepForbidden):
        office.take(case, "township", "township")
    office.day += ONE
    assert office.take(case, "township", "township").next_steps == ["approve"]


def test_a_notice_taken_down_early_does_not_count(office):
    case = office.open()
    for step, role in (("verify", "village"), ("consent", "village"), ("compare", "clerk"),
                       ("review", "village")):  # fmt: skip
        office.take(case, step, role)
    notice = office.post(case, "review", days=5)
    Notice.objects.filter(pk=notice.pk).update(state="taken_down")
    with pytest.raises(StepForbidden):
        office.take(case, "township", "township")


def test_an_open_objection_forbids_and_all_that_forbids_is_told(office):
    case = office.open()
    for step, role in (("verify", "village"), ("consent", "village"), ("compare", "clerk"),
                       ("review", "village")):  # fmt: skip
        office.take(case, step, role)
    notice = office.post(case, "review", days=1)
    Objection.objects.create(
        notice=notice, case=case, receipt="R1", text="no", received_at=office.now,
        received_date=office.day, **world.place(),
    )  # fmt: skip
    with pytest.raises(StepForbidden) as raised:
        office.take(case, "township", "township")
    assert len(raised.value.problems) == 2


def test_who_verified_may_not_approve(office):
    case = office.open()
    office.take(case, "verify", "township")
    office.take(case, "consent", "village")
    office.take(case, "compare", "clerk")
    office.take(case, "review", "village")
    office.post(case, "review")
    office.take(case, "township", "township")
    # The person has moved to the banner since.
    mover = replace(world.actor("approver"), name="township-0")
    for outcome in ("done", "refused", "returned"):
        with pytest.raises(StepForbidden):
            office.take(case, "approve", "approver", outcome, note="so", by=mover)


def test_a_return_voids_what_came_after_and_keeps_it_readable(office):
    case = office.open()
    office.take(case, "verify", "village")
    office.take(case, "consent", "village")
    office.take(case, "compare", "clerk")
    office.take(case, "review", "village")
    office.post(case, "review")
    found = office.take(case, "township", "township", "returned", note="收入没有问清")
    assert found.next_steps == ["verify"]
    assert (found.due_clock, found.due_date) == ("verify", office.day + 3 * ONE)
    voided = case.steps.filter(is_void=True)
    assert sorted(each.step for each in voided) == ["compare", "consent", "review", "verify"]
    assert case.steps.get(outcome="returned").note == "收入没有问清"
    # The old notice told of a review that is no more.
    for step, role in (("verify", "village"), ("consent", "village"), ("compare", "clerk")):
        office.take(case, step, role)
    office.day += ONE
    office.take(case, "review", "village")
    with pytest.raises(StepForbidden):
        office.take(case, "township", "township")


def test_a_refusal_ends_it(office):
    case = office.open()
    found = office.take(case, "verify", "village", "refused", note="收入稳定")
    assert (found.state, found.next_steps, found.due_date) == ("rejected", [], None)
    assert found.closed_reason == "收入稳定"
    with pytest.raises(MoveNotAllowed):
        office.take(case, "verify", "village")
    assert office.open().number == "S2020-000002"


def test_one_open_case_a_household(office):
    office.open()
    with pytest.raises(MoveNotAllowed):
        office.open()
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "day", "kind", "expected"),
    [
        ("general", date(2020, 6, 30), "", "marginal"),
        ("exited", date(2020, 6, 30), "", "unstable"),
        ("relapsed", date(2020, 6, 30), "", "unstable"),
        ("general", date(2021, 6, 30), "shock", "shock"),
        ("exited", date(2021, 6, 30), "", "unstable"),
        ("general", date(2021, 5, 13), "shock", None),
        ("general", date(2020, 6, 30), "unstable", None),
        ("exited", date(2020, 6, 30), "marginal", None),
        ("registered", date(2020, 6, 30), "", None),
        ("general", date(2020, 3, 19), "", None),
    ],
)
def test_the_kind_follows_status_and_date(office, status, day, kind, expected):
    world.indexed(2, status=status)
    office.day = day
    if expected is None:
        with pytest.raises(MoveNotAllowed):
            office.open(household=2, kind=kind)
        return
    assert office.open(household=2, kind=kind).kind == expected


def test_a_case_is_pinned_to_the_version_of_its_day(office):
    office.day = date(2021, 5, 13)
    assert office.open().rules_from == date(2020, 3, 20)
    world.indexed(2)
    office.day = date(2021, 5, 14)
    assert office.open(household=2).rules_from == date(2021, 5, 14)


def test_a_pause_over_the_holiday_moves_the_end(office):
    office.day = date(2020, 9, 28)
    case = office.open()
    assert case.due_date == date(2020, 10, 1)
    office.day = date(2020, 9, 30)
    paused = procedures.pause_case(
        content=world.content(), case_id=case.pk, version=1, reason="away", **office.act("village")
    )
    # While it lasts the end is where it would be if it lasted as long as it may.
    assert paused.due_date == date(2020, 10, 31)
    with pytest.raises(MoveNotAllowed):
        office.take(case, "verify", "village")
    office.day = date(2020, 10, 8)
    resumed = procedures.resume_case(
        content=world.content(), case_id=case.pk, version=2, **office.act("village")
    )
    assert resumed.due_date == date(2020, 10, 9)


def test_a_reason_is_used_up_once(office):
    case = office.open()
    keep = {"content": world.content(), "case_id": case.pk}
    procedures.pause_case(**keep, version=1, reason="away", **office.act("village"))
    office.day += 30 * ONE
    procedures.resume_case(**keep, version=2, **office.act("village"))
    with pytest.raises(MoveNotAllowed):
        procedures.pause_case(**keep, version=3, reason="away", **office.act("village"))
    with pytest.raises(MoveNotAllowed):
        procedures.pause_case(**keep, version=3, reason="lazy", **office.act("village"))
    with pytest.raises(NotAllowed):
        procedures.pause_case(**keep, version=3, reason="hospital", **office.act("approver"))
    with pytest.raises(MoveNotAllowed):
        procedures.resume_case(**keep, version=3, **office.act("village"))
    assert procedures.pause_case(
        **keep, version=3, reason="hospital", **office.act("township")
    ).version == 4  # fmt: skip


def test_in_the_green_channel_help_comes_first(office):
    with pytest.raises(MoveNotAllowed):
        office.open(is_green_channel=True, risks=["illness"])
    case = office.open(is_green_channel=True, risks=["disaster"])
    assert case.next_steps == ["verify", "help"]
    found = office.take(case, "help", "village")
    assert found.next_steps == ["verify"]
    office.take(case, "verify", "village")
    held = Case.objects.get(pk=case.pk)
    assert held.next_steps == ["consent"]
    office.day = world.DAY + 31 * ONE
    from shouwang.stages.cases.queries.standing import standing
    from shouwang.stages.cases.rulebook import rulebook

    stands = standing(case=held, book=rulebook(world.content()), on=office.day,
                      scope=world.actor("clerk").scope)  # fmt: skip
    made_good = next(each for each in stands.clocks(office.day) if each.name == "made_good")
    assert made_good.is_overdue(office.day)


def test_a_case_is_withdrawn_with_a_reason(office):
    case = office.open()
    keep = {"content": world.content(), "case_id": case.pk, "version": 1}
    with pytest.raises(InputProblems):
        procedures.withdraw_case(**keep, reason=" ", **office.act("village"))
    with pytest.raises(NotAllowed):
        procedures.withdraw_case(**keep, reason="误开", **office.act("league"))
    found = procedures.withdraw_case(**keep, reason="误开", **office.act("village"))
    assert (found.state, found.next_steps, found.due_date) == ("withdrawn", [], None)
    with pytest.raises(MoveNotAllowed):
        office.take(case, "verify", "village")


@pytest.mark.parametrize(
    "fields",
    [{"risks": ["witchcraft"]}, {"source": "rumour"}],
)
def test_words_nobody_knows_are_refused(office, fields):
    with pytest.raises(InputProblems):
        office.open(**fields)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("procedure", ["nonsense", "project_approval", "risk_ended"])
def test_there_is_not_a_case_for_everything(office, procedure):
    with pytest.raises(MoveNotAllowed):
        office.open(procedure=procedure)


@pytest.mark.parametrize("role", ["approver", "league", "region", "auditor", "admin", "sender"])
def test_not_everybody_opens_a_case(office, role):
    with pytest.raises((NotAllowed, NotFound)):
        office.open(role)
    assert Case.objects.count() == 0


def test_without_the_lake_the_end_of_risk_is_refused_with_every_reason(office):
    office.identify(office.open())
    office.day += 200 * ONE
    case = office.open(procedure="risk_ended")
    assert case.follows is not None
    assert case.number.startswith("X2021")
    office.take(case, "verify", "village", facts={"papers": ["风险消除核实表"]})
    office.take(case, "review", "village", facts={"papers": []})
    office.post(case, "review")
    office.take(case, "township", "township")
    with pytest.raises(StepForbidden) as raised:
        office.take(case, "approve", "approver", facts={"way": "helped"})
    assert len(raised.value.problems) >= 10
    assert Case.objects.get(pk=case.pk).state == "open"
    assert Measure.objects.count() == 0
