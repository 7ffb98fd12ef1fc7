"""Documents in the pages: by role, within the scope, made by a job, the same bytes each time, audited."""

import io
import uuid
from datetime import date

import docx
import pytest

from shouwang.base.access import NotAllowed, NotFound
from shouwang.base.errors import InputProblems
from shouwang.stages.board.models import Figure, FigureSet, Issue
from shouwang.stages.cases.models import Notice
from shouwang.stages.org.models import AuditEntry, Job
from shouwang.stages.reports.models import Document, StoryConsent
from shouwang.stages.reports.operations import consents, documents as operations
from shouwang.web import place
from shouwang.web.jobs.running import Cancelled, Running
from shouwang.web.reports import making
from tests.office import world

pytestmark = pytest.mark.django_db
ACT = {"at": world.AT, "on": world.DAY}


def banner(side=world.HOME):
    return world.region_of("clerk", side)


@pytest.fixture
def figures():
    """Figures of two days of the home banner, in two sets."""
    sets = []
    for day, poor in ((date(2020, 6, 23), 9.0), (world.DAY, 4.0)):
        made = FigureSet.objects.create(
            on=day, run="run-1", snapshot=7, release="r", audit_position=3, made_at=world.AT,
            made_by="system", is_finished=True,
        )  # fmt: skip
        for side in (world.HOME, world.ABROAD):
            Figure.objects.create(
                figure_set=made, indicator="poor_people", level="banner", place=banner(side),
                value=poor + 100 * side,
            )  # fmt: skip
        Figure.objects.create(
            figure_set=made,
            indicator="registered_people",
            level="banner",
            place=banner(),
            value=50.0,
        )
        Figure.objects.create(
            figure_set=made, indicator="exited_people", level="banner", place=banner(), value=46.0
        )
        sets.append(made)
    return sets


def issue(side=world.HOME, **fields):
    found = world.place(side)
    return Issue.objects.create(
        number=f"W2020-{Issue.objects.count():05d}", area="industry", kind="work",
        source="audit", words="分红没有兑现<script>", unit="旗县扶贫办", office="development",
        found_date=date(2020, 5, 1), due_date=date(2020, 6, 20), league=found["league"],
        banner=found["banner"], state="assigned", made_by="region-0", **fields,
    )  # fmt: skip


def ask(by, kind, **wanted):
    return operations.ask_for_document(
        content=place.content(), documents=place.practice().documents, kind=kind, by=by,
        **{**ACT, **wanted},
    )  # fmt: skip


def made(by, document, at_home):
    making.make(Running(uuid.uuid4(), 1, by, at_home), {"document": document.pk})
    return Document.objects.get(pk=document.pk)


def words_of(data):
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_the_catalogue_is_by_role(sign_in):
    page = sign_in("village").get("/reports/").content.decode()
    assert "帮扶明白卡" in page
    assert "挂牌督战周报" not in page
    page = sign_in("region").get("/reports/").content.decode()
    assert "挂牌督战周报" in page
    assert "防返贫监测台账" not in page


def test_ask_make_look_and_take(sign_in, at_home, figures):
    issue()
    client = sign_in("clerk")
    answer = client.post("/reports/new/special_report/", {"place": banner()})
    assert answer.status_code == 302
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    document = made(world.actor("clerk"), Document.objects.get(), at_home)
    assert (document.state, document.snapshot) == ("made", 7)
    page = client.get(f"/reports/{document.pk}/").content.decode()
    assert "未脱贫人口4人" in page.replace("<sup>[3]</sup>", "")
    assert "较2020年6月23日减少5人" in page
    assert "<script>" not in page.split("分红没有兑现")[1][:20]
    first = client.get(f"/reports/{document.pk}/file/")
    assert first.content == client.get(f"/reports/{document.pk}/file/").content
    text = words_of(first.content)
    assert "分红没有兑现<script>" in text
    assert "指标批次" in text  # what it rests on
    assert document.missing  # what nobody counted is told, not written
    taken = AuditEntry.objects.filter(what="document_file")
    assert taken.count() == 2
    assert taken[0].detail["digest"] == document.digest


def test_the_same_set_gives_the_same_bytes(at_home, figures):
    by = world.actor("clerk")
    first, second = (
        made(by, ask(by, "special_report", place=banner()), at_home) for _each in range(2)
    )
    assert first.digest == second.digest
    assert first.paper_digest == second.paper_digest
    earlier = ask(by, "special_report", place=banner(), figure_set_id=figures[0].pk)
    assert made(by, earlier, at_home).digest != first.digest


def test_a_making_that_is_begun_again_changes_nothing(at_home, figures):
    by = world.actor("clerk")
    document = made(by, ask(by, "special_report", place=banner()), at_home)
    assert made(by, document, at_home).made_at == document.made_at
    assert AuditEntry.objects.filter(what="keep_document").count() == 1


def test_a_place_out_of_scope_is_refused(sign_in, figures):
    for given in (banner(world.ABROAD), "150000", "999999", "", "a\0b", "<script>"):
        answer = sign_in("clerk").post("/reports/new/special_report/", {"place": given})
        assert answer.status_code == (400 if "\0" in given else 404), given
    assert not Document.objects.exists()
    assert not Job.objects.exists()


def test_a_kind_for_other_roles_is_refused(sign_in, figures):
    assert sign_in("clerk").get("/reports/new/weekly_bulletin/").status_code == 403
    assert sign_in("clerk").get("/reports/new/no_such/").status_code == 404
    with pytest.raises(NotAllowed):
        ask(world.actor("clerk"), "weekly_bulletin", place="150000")
    assert not Document.objects.exists()


def test_without_figures_there_is_nothing_to_write(sign_in):
    answer = sign_in("clerk").post("/reports/new/special_report/", {"place": banner()})
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_an_unknown_set_is_not_found(figures):
    with pytest.raises(NotFound):
        ask(world.actor("clerk"), "special_report", place=banner(), figure_set_id=10**9)


@pytest.mark.parametrize("purpose", ["", "x", "a\0bcd", "长" * 201])
def test_names_want_a_purpose(sign_in, purpose):
    world.indexed(1)
    form = {"household": "1", "purpose": purpose}
    answer = sign_in("clerk").post("/reports/new/household_card/", form)
    assert answer.status_code == (400 if "\0" in purpose else 422)
    if answer.status_code == 422:
        assert 'value="1"' in answer.content.decode()  # what was typed is kept
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("household", "status"), [("2", 404), ("x", 422), ("9" * 30, 422), ("", 422)]
)
def test_a_foreign_household_is_not_found(sign_in, household, status):
    world.indexed(2, world.ABROAD)
    form = {"household": household, "purpose": "入户核对"}
    answer = sign_in("clerk").post("/reports/new/household_card/", form)
    assert answer.status_code == status
    assert not Document.objects.exists()


def test_a_document_is_seen_only_in_its_area(sign_in, at_home, figures):
    by = world.actor("clerk")
    document = made(by, ask(by, "special_report", place=banner()), at_home)
    assert sign_in("clerk", world.ABROAD).get(f"/reports/{document.pk}/").status_code == 404
    assert sign_in("clerk", world.ABROAD).get(f"/reports/{document.pk}/file/").status_code == 404
    assert sign_in("village").get(f"/reports/{document.pk}/").status_code == 404
    assert document.label not in sign_in("clerk", world.ABROAD).get("/reports/").content.decode()
    assert document.label in sign_in("league").get("/reports/").content.decode()


def test_the_figures_of_others_are_not_in_it(at_home, figures):
    by = world.actor("league")
    document = made(by, ask(by, "weekly_bulletin", place=world.region_of("league")), at_home)
    text = words_of(making.written(_composed(document, by, at_home)))
    assert place.region_label(banner(world.ABROAD)).split(" › ")[-1] not in text
    assert "104" not in text


def _composed(document, by, home):
    return making.composed(making.asked_of(document, home=home, by=by), by)[0]


def test_an_issue_ledger_has_a_sheet_a_banner(at_home):
    issue()
    issue(world.ABROAD)
    by = world.actor("region")
    book = _composed(made(by, ask(by, "issue_ledger", place="150000"), at_home), by, at_home)
    assert len(book.sheets) == 2
    assert book.sheets[0].table.total
    mine = world.actor("clerk")
    own = _composed(made(mine, ask(mine, "issue_ledger", place=banner()), at_home), mine, at_home)
    assert len(own.sheets) == 1


def test_a_reminder_says_only_what_stands_in_the_ledger(at_home, figures):
    by = world.actor("region")
    document = made(by, ask(by, "reminder_letter", place=banner()), at_home)
    assert "没有超过整改期限的问题" in words_of(making.written(_composed(document, by, at_home)))
    issue()
    document = made(by, ask(by, "reminder_letter", place=banner()), at_home)
    text = words_of(making.written(_composed(document, by, at_home)))
    assert "现予督办" in text
    assert "没有超过整改期限的问题" not in text


def test_the_opinion_is_printed_from_procedures_and_parameters(at_home):
    by = world.actor("region")
    document = made(by, ask(by, "working_opinion", place="150000"), at_home)
    text = words_of(making.written(_composed(document, by, at_home)))
    for each in ("监测对象识别", "入户核实", "国家扶贫标准", "待核实", "公示不少于5天"):
        assert each in text


def test_a_notice_is_printed_as_it_was_masked(at_home):
    found = world.place()
    notice = Notice.objects.create(
        token="t" * 20, level="village", procedure="identification", step="review",
        title="关于拟纳入监测对象的公示", text="经民主评议，拟纳入。",
        shown=[{"name": "张*三", "kind": "边缘易致贫户", "place": "某嘎查"}], state="posted",
        made_by="village-0", made_date=world.DAY, posted_date=world.DAY,
        until_date=date(2020, 7, 5), **found,
    )  # fmt: skip
    by = world.actor("village")
    document = made(by, ask(by, "public_notice", parameters={"notice": notice.pk}), at_home)
    text = words_of(making.written(_composed(document, by, at_home)))
    assert "张*三" in text
    assert "2020年7月5日" in text
    with pytest.raises(NotFound):
        ask(world.actor("village", world.ABROAD), "public_notice", parameters={"notice": notice.pk})


def test_a_notice_that_tells_too_much_is_not_made(at_home):
    notice = Notice.objects.create(
        token="t" * 20, level="village", procedure="identification", step="review", title="公示",
        text="户主证件号码 15992119800101001X", shown=[], state="posted", made_by="village-0",
        made_date=world.DAY, **world.place(),
    )  # fmt: skip
    by = world.actor("village")
    document = ask(by, "public_notice", parameters={"notice": notice.pk})
    with pytest.raises(InputProblems):
        made(by, document, at_home)
    document.refresh_from_db()
    assert document.state == "failed"
    assert "15992119800101001X" not in document.fault
    assert not document.digest


@pytest.fixture
def ended():
    world.indexed(1, head="欧阳小红")
    return world.case(
        1, state="ended", closed_date=date(2020, 6, 20), decided_date=date(2020, 4, 1)
    )


def collection(by, at_home):
    document = made(by, ask(by, "typical_cases", place=banner()), at_home)
    return words_of(making.written(_composed(document, by, at_home)))


def test_only_who_agrees_is_told_of_and_never_by_name(at_home, ended):
    by = world.actor("clerk")
    assert "因病" not in collection(by, at_home)
    consents.record_consent(
        case_id=ended.pk,
        paper="旗档案室 2020-17",
        story="医保报销后又落实了护林员岗位。",
        by=by,
        **ACT,
    )
    text = collection(by, at_home)
    assert "欧阳" in text
    assert "小红" not in text
    assert "护林员岗位" in text
    village = place.content().regions[world.villages()[0]].name
    assert village not in text
    consents.withdraw_consent(case_id=ended.pk, by=by, **ACT)
    assert "护林员岗位" not in collection(by, at_home)


@pytest.mark.parametrize(
    "form",
    [
        {"paper": ""},
        {"paper": "档案", "story": "欧阳小红家"},
        {"paper": "档案", "story": "电话13812345678"},
        {"paper": "档案", "story": "长" * 601},
        {"paper": "a\0b"},
    ],
)
def test_a_consent_that_names_somebody_is_refused(sign_in, ended, form):
    answer = sign_in("clerk").post(f"/reports/stories/{ended.pk}/", form)
    assert answer.status_code == (400 if "\0" in form["paper"] else 422)
    assert not StoryConsent.objects.exists()


def test_consents_are_recorded_in_the_page(sign_in, ended):
    client = sign_in("clerk")
    assert ended.number in client.get("/reports/stories/").content.decode()
    client.post(f"/reports/stories/{ended.pk}/", {"paper": "档案室"})
    assert "档案室" in client.get("/reports/stories/").content.decode()
    client.post(f"/reports/stories/{ended.pk}/", {"withdraw": "1"})
    assert StoryConsent.objects.get().withdrawn_date == world.DAY
    abroad = sign_in("clerk", world.ABROAD)
    assert abroad.post(f"/reports/stories/{ended.pk}/", {"paper": "档案室"}).status_code == 404
    assert sign_in("region").get("/reports/stories/").status_code == 403


def test_a_broken_making_is_told(sign_in, at_home, figures):
    by = world.actor("clerk")
    document = ask(by, "special_report", place=banner())
    operations.fail_document(document_id=document.pk, fault="坏了<b>", by=by, **ACT)
    page = sign_in("clerk").get(f"/reports/{document.pk}/").content.decode()
    assert "坏了&lt;b&gt;" in page
    assert sign_in("clerk").get(f"/reports/{document.pk}/file/").status_code == 404


def test_a_making_that_is_stopped_keeps_nothing(sign_in, at_home, figures):
    by = world.actor("clerk")
    document = ask(by, "special_report", place=banner())
    job = Running(uuid.uuid4(), 1, by, at_home)
    job.stop(Cancelled("stopped"))
    with pytest.raises(Cancelled):
        making.make(job, {"document": document.pk})
    document.refresh_from_db()
    assert (document.state, document.digest) == ("failed", "")
    assert made(by, document, at_home).state == "made"  # asked for again it is made
