"""The records of village teams."""

from shouwang.stages.programmes.village_teams.models.changes import PostChange
from shouwang.stages.programmes.village_teams.models.days import TeamDay
from shouwang.stages.programmes.village_teams.models.leaves import Leave
from shouwang.stages.programmes.village_teams.models.seats import Seat

__all__ = ["Leave", "PostChange", "Seat", "TeamDay"]
