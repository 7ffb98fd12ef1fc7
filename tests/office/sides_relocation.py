"""A site that has been judged and a measure planned for it, on a side of a border."""

from datetime import date

from shouwang.stages.programmes.relocation.models import SitePlan, SiteStanding
from tests.office import world


def plant_relocation(mark, place):
    """Write a site with a measure and return both by their kind."""
    site = SiteStanding.objects.create(
        site=f"{mark}安置点", day=world.DAY, snapshot=1, lights={"jobs": "bad"},
        conditions={"moved": [3, 4, 0, "watch"]}, worst="bad", bad_aspects=1, households=4,
        occupied=3, empty=1, able=2, zero_work=1, **place,
    )  # fmt: skip
    plan = SitePlan.objects.create(
        site=site.site, aspect="jobs", measure=f"{mark}措施", office=f"{mark}单位",
        due_date=date(2020, 7, 31), made_by=f"clerk-{mark}", made_date=world.DAY, **place,
    )  # fmt: skip
    return {"site_standing": site, "site_plan": plan}
