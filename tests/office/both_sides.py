"""The same records at home and abroad, those abroad with marks that no page of ours may show."""

import uuid
from datetime import date
from types import SimpleNamespace

import duckdb

from shouwang.lake.duck import read_parquet
from shouwang.lake.snapshots import Lake
from shouwang.stages.board.models import Asked, Figure, FigureSet
from shouwang.stages.cases.models import (
    Attachment,
    Campaign,
    CampaignHousehold,
    CampaignVillage,
    Notice,
    NoticeEntry,
    Objection,
    Pairing,
    SelfReport,
    StepTaken,
)
from shouwang.stages.ingest.models import Delivery, Rejection
from shouwang.stages.ingest.problems import Rule
from shouwang.stages.ledger.models import Clause, PlanDocument, Target, Task, TaskOffice, TaskPlace
from shouwang.stages.org.models import Job, Message
from shouwang.stages.register.models import Correction
from shouwang.stages.reports.models import BlankForm, Document, FilledForm
from tests.office import world
from tests.office.sides_employment import plant_employment
from tests.office.sides_funds import plant_funds
from tests.office.sides_industry import plant_industry
from tests.office.sides_insurance import plant_insurance
from tests.office.sides_relocation import plant_relocation
from tests.office.sides_safety_net import plant_safety_net
from tests.office.sides_solar import plant_solar
from tests.office.sides_stability import plant_stability
from tests.office.sides_village_teams import plant_village_teams
from tests.office.supervision_sides import plant_supervision

# What a record abroad says wherever it has words; nothing of the kind stands at home.
MARK = "界外标记"
SIDES = ("本地", MARK)


def settled(made):
    """Return a village in each of two leagues with the number of a household in it, from a lake."""
    home = made.home
    lake = Lake(home.lake, ("league", "banner"))
    source = lake.source("household", lake.latest())
    rows = duckdb.sql(
        f"select village, min(household) from {read_parquet(source)} "
        "where left_date is null group by village order by village"
    ).fetchall()
    first = rows[0]
    second = next(row for row in rows if row[0][:4] != first[0][:4])
    return (first, second)


def plant_figures(side):
    """Keep figures of the day for the banner of a side; those abroad say so."""
    made, _new = FigureSet.objects.get_or_create(
        on=world.DAY, run="run-of-sides", snapshot=1, release="0" * 64, made_at=world.AT,
        made_by="system", is_finished=True,
    )  # fmt: skip
    for indicator, area in (("area_clear_share", "monitoring"), ("poor_people", "")):
        Figure.objects.create(
            figure_set=made, indicator=indicator, area=area, level="banner",
            place=world.place(side)["banner"], value=None, why=f"{SIDES[side]}缺数",
        )  # fmt: skip


def plant(side, household):
    """Write a record of every kind on a side and return them by their kind."""
    mark, place = SIDES[side], world.place(side)
    accounts = {role: world.account(role, side) for role in world.LEVELS}
    world.Office.objects.filter(region=world.region_of("sender", side)).update(
        department="education"
    )
    family = world.indexed(household, side, head=f"{mark}户主")
    lead = world.lead(household, side)
    type(lead).objects.filter(pk=lead.pk).update(words=f"{mark}线索")
    case = world.case(household, side)
    StepTaken.objects.create(
        case=case, step="verify", taken_by=f"village-{side}", taken_role="village", people=2,
        taken_date=world.DAY, taken_at=world.AT, note=f"{mark}步骤",
    )  # fmt: skip
    visit = world.visit(household, side)
    type(visit).objects.filter(pk=visit.pk).update(note=f"{mark}走访", lead=lead)
    measure = world.measure(household, side)
    type(measure).objects.filter(pk=measure.pk).update(
        title=f"{mark}措施", note=f"{mark}备注", case=case, owner=f"village-{side}"
    )
    notice = Notice.objects.create(
        token=f"token-{side}-{uuid.uuid4().hex}"[:43], level="village", procedure="identification",
        step="review", title=f"{mark}公示", text=f"{mark}公示正文", state="posted",
        made_by=f"village-{side}", made_date=world.DAY, posted_date=world.DAY,
        until_date=date(2020, 7, 10), **place,
    )  # fmt: skip
    NoticeEntry.objects.create(notice=notice, case=case)
    objection = Objection.objects.create(
        notice=notice, case=case, receipt=f"YY{side}1234567", text=f"{mark}异议",
        received_at=world.AT, received_date=world.DAY, **place,
    )  # fmt: skip
    report = SelfReport.objects.create(
        receipt=f"SB{side}1234567", name=b"x", trouble="illness", text=f"{mark}申报",
        received_at=world.AT, received_date=world.DAY, due_date=date(2020, 7, 5), **place,
    )  # fmt: skip
    campaign = Campaign.objects.create(
        name=f"{mark}排查", region=place["banner"], level="banner", who="watched",
        questions=[], start_date=world.DAY, until_date=date(2020, 7, 31), state="running",
        made_by=f"clerk-{side}", made_date=world.DAY,
    )  # fmt: skip
    part = CampaignVillage.objects.create(campaign=campaign, households=1, **place)
    CampaignHousehold.objects.create(campaign=campaign, household=household, **place)
    correction = Correction.objects.create(
        household=household, feed="household", key=str(household), column="wage_income",
        was="1", value="2", source=f"visit:{visit.pk}", found_by=f"{mark}更正人",
        found_date=world.DAY, **place,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        feed="school_roll", sender=f"education:{place['banner']}", covers=[place["banner"]],
        period=date(2020, 6, 1), file_name=f"{mark}.xlsx", file_digest="0" * 64,
        contract_digest="0" * 64, state="pending", read=2, accepted=1, rejected=1, warnings=0,
        difference={"basis": "nothing"}, received_by=f"sender-{side}", received_date=world.DAY,
    )  # fmt: skip
    Rejection.objects.create(
        delivery=delivery, row=2, column="household", value="x", rule=next(iter(Rule)).value,
        severity="error", message=f"{mark}问题",
    )  # fmt: skip
    Attachment.objects.create(
        household=household, owner=f"visit:{visit.pk}", kind="photo", name=f"{mark}.jpg",
        media_type="image/jpeg", size=1, digest="0" * 64, kept_by=f"village-{side}",
        kept_at=world.AT, **place,
    )  # fmt: skip
    pairing = Pairing.objects.create(
        household=household, account=accounts["helper"], start_date=date(2020, 1, 1), **place
    )
    blank_form = BlankForm.objects.create(
        name=f"{mark}空表", region=place["banner"], digest="0" * 64, size=1, sheets=[],
        kept_by=f"clerk-{side}", kept_date=world.DAY,
    )  # fmt: skip
    filled_form = FilledForm.objects.create(
        form=blank_form, region=place["village"], name=f"{mark}.xlsx", digest="0" * 64, size=1,
        cells=1, filled_by=f"clerk-{side}", filled_date=world.DAY, filled_at=world.AT, **place,
    )  # fmt: skip
    Asked.objects.create(
        subject=f"form:{blank_form.pk}", name=f"{mark}空表", fields=3, minutes=6,
        asked_date=world.DAY, asked_by=f"clerk-{side}", **place,
    )  # fmt: skip
    document = Document.objects.create(
        kind="issue_ledger", label=f"{mark}台账", level="banner", region=place["banner"],
        state="failed", fault=f"{mark}没有生成", asked_by=f"clerk-{side}", asked_date=world.DAY,
        asked_at=world.AT, league=place["league"], banner=place["banner"],
    )  # fmt: skip
    jobs, messages = {}, {}
    for role, account in accounts.items():
        jobs[role] = Job.objects.create(
            task="screen", label=f"{mark}任务", asked_at=world.AT, asked_by=account.username,
            asked_on=world.DAY,
        )  # fmt: skip
        messages[role] = Message.objects.create(
            account=account, kind="leads", text=f"{mark}消息", link="/leads/", on_date=world.DAY,
            at=world.AT,
        )  # fmt: skip
    plan = PlanDocument.objects.create(
        title=f"{mark}计划", year=2020, file_name="a.txt", digest="0" * 64,
        lines=[[1, f"{mark}原文"], [2, f"{mark}句子"]], state="adopted", uploaded_by=f"region-{side}",
        uploaded_date=world.DAY, adopted_by=f"region-{side}", adopted_date=world.DAY,
    )  # fmt: skip
    task = Task.objects.create(
        plan=plan, row=1, line=1, number="(一)", title=f"{mark}任务", text=f"{mark}任务正文",
        due_date=date(2020, 12, 31),
    )  # fmt: skip
    TaskOffice.objects.create(task=task, part="owner", unit=f"{mark}单位", is_outside=True)
    TaskPlace.objects.create(task=task, league=place["league"], banner=place["banner"])
    Target.objects.create(task=task, raw="1.6万", value=16000, unbound_reason=f"{mark}理由")
    clause = Clause.objects.create(
        plan=plan, line=2, text=f"{mark}句子", state="no_task", reason=f"{mark}不是任务"
    )
    return SimpleNamespace(
        **plant_supervision(side, mark, place, household, lead.pk),
        **plant_funds(side, mark, place),
        **plant_relocation(mark, place),
        **plant_safety_net(mark, place, household),
        **plant_industry(side, mark, place),
        **plant_insurance(side, mark, place, household),
        **plant_employment(side, mark, place, household),
        **plant_village_teams(side, mark, place),
        **plant_solar(side, mark, place, household),
        **plant_stability(side, mark, place),
        plan=plan, task=task, clause=clause, side=side, household=household, place=place, family=family, lead=lead, case=case,
        visit=visit, measure=measure, notice=notice, objection=objection, report=report,
        campaign=campaign, part=part, correction=correction, delivery=delivery,
        attachment=Attachment.objects.last(), jobs=jobs, messages=messages, accounts=accounts,
        pairing=pairing, blank_form=blank_form, filled_form=filled_form, document=document,
    )  # fmt: skip
