"""A project of the bank under review, with its notice and an objection, on a side of a scope's border."""

from datetime import date, timedelta

from shouwang.stages.programmes.industry.models import (
    BankNotice,
    BankObjection,
    Edition,
    Proposal,
    ProposalStep,
)
from tests.office import world


def plant_industry(side, mark, place):
    """Write a project and return its records by their kind."""
    proposal = Proposal.objects.create(
        number=f"K2020-00001{side}", name=f"{mark}项目", project_year=2021, category="breed",
        line="mutton", site=f"{mark}地点", timetable=f"{mark}进度", responsible_unit=f"{mark}单位",
        task=f"{mark}任务", budget=100_000, funding=f"{mark}资金", beneficiaries=f"{mark}对象",
        households_planned=3, target=f"{mark}目标", mechanism=f"{mark}机制",
        planned_start=date(2021, 4, 1), planned_end=date(2021, 9, 30), rules_from=date(2018, 3, 8),
        state="review", next_steps=["township"], declared_by=f"village-{side}",
        declared_date=world.DAY, **place,
    )  # fmt: skip
    ProposalStep.objects.create(
        proposal=proposal, step="apply", outcome="done", edition=1, note=f"{mark}说明",
        taken_by=f"village-{side}", taken_role="village", taken_date=world.DAY, taken_at=world.AT,
    )  # fmt: skip
    BankNotice.objects.create(
        proposal=proposal, step="apply", level="village", edition=1, posted_date=world.DAY,
        until_date=world.DAY + timedelta(days=10), posted_by=f"village-{side}",
    )  # fmt: skip
    Edition.objects.create(
        proposal=proposal, edition=1, fields={"name": f"{mark}旧名"}, kept_by=f"village-{side}",
        kept_date=world.DAY,
    )  # fmt: skip
    objection = BankObjection.objects.create(
        proposal=proposal, words=f"{mark}异议", received_by=f"village-{side}",
        received_date=world.DAY,
    )  # fmt: skip
    return {"proposal": proposal, "bank_objection": objection}
