"""What people did for households: leads, visits, campaigns, cases, measures, notices, files."""

from shouwang.stages.cases.models.campaigns import Campaign, CampaignHousehold, CampaignVillage
from shouwang.stages.cases.models.files import Attachment
from shouwang.stages.cases.models.leads import Lead, LeadFinding, Run
from shouwang.stages.cases.models.measures import Measure
from shouwang.stages.cases.models.notices import (
    Knock,
    Notice,
    NoticeEntry,
    Objection,
    SelfReport,
)
from shouwang.stages.cases.models.pairings import Pairing
from shouwang.stages.cases.models.procedures import Case, Pause, Series, StepTaken
from shouwang.stages.cases.models.visits import Visit

__all__ = [
    "Attachment",
    "Campaign",
    "CampaignHousehold",
    "CampaignVillage",
    "Case",
    "Knock",
    "Lead",
    "LeadFinding",
    "Measure",
    "Notice",
    "NoticeEntry",
    "Objection",
    "Pairing",
    "Pause",
    "Run",
    "SelfReport",
    "Series",
    "StepTaken",
    "Visit",
]
