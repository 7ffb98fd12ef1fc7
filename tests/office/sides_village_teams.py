"""A seat with a day, a leave and a change of hands, on a side of a scope's border."""

import uuid
from datetime import date

from shouwang.stages.programmes.village_teams.models import Leave, PostChange, Seat, TeamDay
from tests.office import world


def plant_village_teams(side, mark, place):
    """Write what a team keeps and return it by its kind."""
    seat = Seat.objects.create(
        account=world.account("team", side), post=f"{mark}-{side}", role="member",
        since_date=date(2020, 1, 1), made_by=f"team-{side}", **place,
    )  # fmt: skip
    team_day = TeamDay.objects.create(
        post=seat.post, day=world.DAY, state="present", form=uuid.uuid4(), is_late=True,
        late_words=f"{mark}没电", entered_by=f"team-{side}", entered_date=world.DAY,
        entered_at=world.AT, **place,
    )  # fmt: skip
    TeamDay.objects.create(
        post=seat.post, day=date(2020, 6, 29), state="present", sign="contested",
        contest_words=f"{mark}异议", entered_by=f"team-{side}", entered_date=world.DAY,
        entered_at=world.AT, **place,
    )  # fmt: skip
    team_leave = Leave.objects.create(
        post=seat.post, form=uuid.uuid4(), kind="personal", first_day=date(2020, 7, 6),
        last_day=date(2020, 7, 7), days=2, words=f"{mark}家事", level="township",
        asked_by=f"team-{side}", asked_date=world.DAY, **place,
    )  # fmt: skip
    post_change = PostChange.objects.create(
        post=f"{mark}-{side}-b", role="member", reason="other", words=f"{mark}原因",
        end_date=date(2020, 6, 1), due_date=date(2020, 7, 1), made_by=f"clerk-{side}",
        made_date=world.DAY, **place,
    )  # fmt: skip
    return {
        "team_seat": seat, "team_day": team_day, "team_leave": team_leave,
        "post_change": post_change,
    }  # fmt: skip
