"""A week of a village team: a leave too long for the township, granted by the banner, come back from."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from shouwang.stages.programmes.village_teams.models import Leave, TeamDay
from tests.office import world
from tests.office.sides_village_teams import plant_village_teams

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2020, 7, 6), date(2020, 7, 10)


def path(name, *args):
    return reverse(f"village_teams:{name}", args=args)


def test_five_days_of_leave_from_the_phone_to_the_sheet(sign_in):
    made = plant_village_teams(world.HOME, "本地", world.place())
    made["team_leave"].delete()
    client = sign_in("team")
    answer = client.post(
        path("ask"),
        {"form": str(uuid.uuid4()), "kind": "family", "first_day": FIRST.isoformat(),
         "last_day": LAST.isoformat(), "words": "孩子结婚"},
    )  # fmt: skip
    leave = Leave.objects.get()
    assert answer.headers["Location"] == path("leave", leave.pk)
    assert leave.level == "banner"

    granting = {"version": 1, "answer": "grant", "words": ""}
    assert sign_in("township").post(path("decide", leave.pk), granting).status_code == 403
    client = sign_in("approver")
    assert "等您" in client.get(path("leaves")).content.decode()
    assert client.post(path("decide", leave.pk), granting).status_code == 302
    days = TeamDay.objects.filter(leave=leave).order_by("day")
    assert [(each.day.day, each.state, each.sign) for each in days] == [
        (number, "leave", "signed") for number in range(6, 11)
    ]

    client = sign_in("team")
    leave.refresh_from_db()
    answer = client.post(
        path("back", leave.pk), {"version": leave.version, "back_date": "2020-06-30"}
    )
    assert answer.status_code == 422  # the leave has not begun
    again = client.post(path("decide", leave.pk), granting)
    assert again.status_code == 403
    leave.refresh_from_db()
    assert (leave.state, leave.back_date) == ("granted", None)
