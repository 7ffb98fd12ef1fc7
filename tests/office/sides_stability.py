"""An explanation of a banner, on a side of a scope's border."""

from shouwang.stages.programmes.stability.models import Explanation
from tests.office import world


def plant_stability(side, mark, place):
    """Write an explanation and return it by its kind."""
    explanation = Explanation.objects.create(
        matter="leader", key=f"{mark}-{side}", words=f"{mark}原因", document=f"{mark}文件",
        made_by=f"clerk-{side}", made_date=world.DAY, league=place["league"],
        banner=place["banner"],
    )  # fmt: skip
    return {"explanation": explanation}
