"""What the records of a village say that a declaration would ask it again."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import is_inside
from shouwang.stages.programmes.industry import rulebook
from shouwang.stages.register.queries import counts
from shouwang.stages.register.queries.rows import Row, Wanted, rows

FEED = "project"
POOR = ("registered", "relapsed", "exited")  # statuses of the households a project is for
MOST = 200  # projects of a village


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a form begins with, and the projects that the village has already."""

    values: dict[str, Any]
    households: int
    projects: tuple[Row, ...]


def prefill(*, home: Home, content: Content, village: str, on: date, scope: Scope) -> Prefill:
    """Return what a declaration of a village begins with.

    Raises:
        NotFound: if the village is not in the scope.
    """
    found = content.ancestors(village) if village in content.regions else {}
    if found.get("village") != village or not is_inside(village, content, scope):
        raise NotFound(_("there is no such record in your area"))
    told = counts.count_by_status(level="village", statuses=POOR, on=on, scope=scope)
    households = sum(number for (code, _status), number in told.items() if code == village)
    projects = rows(
        home=home, content=content, feed=FEED, wanted=Wanted(place=village, limit=MOST), on=on,
        scope=scope,
    )  # fmt: skip
    lines = Counter(each.values["line"] for each in projects if each.values["line"])
    month = rulebook.project_rules(content, on).adjust_from_month
    return Prefill(
        values={
            "project_year": on.year + (on.month >= month),
            "site": content.regions[village].name,
            "responsible_unit": content.regions[found["township"]].name,
            "beneficiaries": _("{count} households lifted out of poverty or still poor").format(
                count=households
            ),
            "households_planned": households or "",
            "line": max(lines, key=lambda each: (lines[each], each), default=""),
        },
        households=households,
        projects=tuple(projects),
    )
