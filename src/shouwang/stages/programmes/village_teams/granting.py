"""Who may grant a leave: by its level, as the content says, and nobody their own."""

from shouwang.base.access import Actor
from shouwang.rules.content import Content
from shouwang.stages.programmes.village_teams.models import Leave
from shouwang.stages.programmes.village_teams.rulebook import team_rules


def may_decide(content: Content, leave: Leave, by: Actor) -> bool:
    """Tell whether somebody may grant a leave."""
    granting = team_rules(content).granting
    roles = {role for each in granting if each.level == leave.level for role in each.roles}
    return by.has_role(*roles) and leave.asked_by != by.name
