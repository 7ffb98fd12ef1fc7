"""The decisions of the programme."""

from shouwang.stages.programmes.relocation.models.sites import SitePlan, SiteStanding

__all__ = ["SitePlan", "SiteStanding"]
