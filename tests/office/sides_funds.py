"""A sharing that was adopted, and a self-appraisal, on a side of a scope's border."""

from shouwang.stages.programmes.funds.models import Appraisal, Sharing, SharingPart
from tests.office import world


def plant_funds(side, mark, place):
    """Write them and return them by their kind."""
    sharing = Sharing.objects.create(
        number=f"F2020-00001{side}", title=f"{mark}分配", year=2020, total=100_000_00,
        formula=[{"factor": "people", "weight": "1", "inverse": False}], state="adopted",
        note=f"{mark}理由", made_by=f"region-{side}", made_date=world.DAY,
        decided_by=f"region-{side}", decided_date=world.DAY,
    )  # fmt: skip
    SharingPart.objects.create(
        sharing=sharing, league=place["league"], banner=place["banner"], share=1,
        amount=100_000_00, factors={"people": "9"},
    )  # fmt: skip
    appraisal = Appraisal.objects.create(
        league=place["league"], banner=place["banner"], year=2020, words={"spent": f"{mark}自评"},
        changed_by=f"clerk-{side}",
    )  # fmt: skip
    return {"sharing": sharing, "appraisal": appraisal}
