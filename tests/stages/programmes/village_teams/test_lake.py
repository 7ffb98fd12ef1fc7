"""Seats that change hands and signed days in the lake: one row a term and a day, whoever said it."""

import uuid
from datetime import date, timedelta

import pyarrow as pa
import pytest

from shouwang.base.access import EVERYWHERE, SYSTEM, Actor, NotAllowed, NotFound, Scope, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.duck import read_parquet
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.office_held import schema_of
from shouwang.stages.org.scoping import place_fields
from shouwang.stages.programmes.village_teams.models import PostChange, Seat, TeamDay
from shouwang.stages.programmes.village_teams.operations import rotation, seats
from shouwang.stages.programmes.village_teams.operations.office_feeds import publish_teams
from shouwang.stages.programmes.village_teams.operations.rotation import Successor
from shouwang.stages.programmes.village_teams.queries import (
    days,
    rotation as board,
    seats as known,
    standing,
)
from shouwang.stages.register.held import engine, held
from tests.office import lake, world

pytestmark = pytest.mark.django_db
CONTENT = world.content()
WHO = {"at": world.AT, "by": SYSTEM, "on": world.DAY}
MAY = date(2020, 5, 1)


@pytest.fixture
def team(own_lake_home):
    """A home in which a village has a team of three, told by the office."""
    lake.keep_deliveries(own_lake_home.home)
    made = own_lake_home.home, own_lake_home.villages[0]
    publish(made, "team_post", [
        post(made[1], "T1", "first_secretary", date(2018, 4, 1)),
        post(made[1], "T2", "member", date(2019, 9, 1)),
        post(made[1], "T3", "member", date(2020, 3, 1)),
    ])  # fmt: skip
    return made


def post(village, number, role, start):
    return {"post": number, "village": village, "member_name": f"队员{number}", "unit": "农牧局",
            "role": role, "started_date": start, "detached": True}  # fmt: skip


def publish(made, feed, rows):
    home, _village = made
    schema = schema_of(CONTENT.contracts[feed], CONTENT)
    table = pa.Table.from_pylist(rows, schema=schema)
    publish_office_feed(home=home, feed=feed, rows=table, **WHO)


def told(made, feed, key):
    found = held(made[0], CONTENT).files(feed)
    rows = engine().execute(f"SELECT * FROM {read_parquet(found)}").to_arrow_table().to_pylist()
    return {key(row): row for row in rows}


def by(made, level, role):
    code = CONTENT.ancestors(made[1])[level]
    return Actor(f"{role}-x", frozenset({role}), account=world.account(role).pk,
                 scope=Scope(frozenset({code}), level, frozenset({code})))  # fmt: skip


def act(made, do, *, level="banner", role="clerk", **told_of):
    return do(at=world.AT, by=by(made, level, role), on=world.DAY, **told_of)


def end(made, number="T2", reason="term_over", words="", day=date(2020, 6, 15)):
    return act(made, rotation.end_post, home=made[0], content=CONTENT, village=made[1],
               post=number, reason=reason, words=words, end_date=day)  # fmt: skip


def where(problems):
    return {each.where for each in problems.value.problems}


def day_of(made, number, day, state="present", sign="signed", **more):
    return TeamDay.objects.create(
        post=number, day=day, state=state, sign=sign, entered_by="team-x", entered_date=day,
        entered_at=world.AT, **place_fields(CONTENT, made[1]), **more,
    )  # fmt: skip


def row(made, number, day, state):
    return {"post": number, "village": made[1], "day": day, "state": state, "visits": 2,
            "period": day.replace(day=1)}  # fmt: skip


def days_told(made):
    found = told(made, "village_team_day", lambda each: (each["post"], each["day"]))
    return {key: row["state"] for key, row in found.items() if key[0] in {"T1", "T2", "T3"}}


def test_a_term_that_ends_waits_for_somebody_and_is_filled(team):
    made = end(team)
    assert (made.state, made.due_date) == ("ended", date(2020, 7, 15))
    found = board.board(home=team[0], content=CONTENT, place=team[1], on=world.DAY,
                        scope=by(team, "banner", "clerk").scope)  # fmt: skip
    assert [each.pk for each in found.changes] == [made.pk]
    assert found.over == 1
    successor = Successor("新队员", "财政局", date(2020, 6, 20), is_detached=True)
    act(team, rotation.replace_post, change_id=made.pk, version=1, successor=successor)
    posts = known.posts_of(home=team[0], content=CONTENT, place=team[1], on=world.DAY,
                           scope=EVERYWHERE)  # fmt: skip
    running = [each.name for each in posts if each.runs_on(world.DAY)]
    assert running == ["队员T1", "队员T3", "新队员"]


def test_ends_and_successors_go_into_the_register_of_posts_once(team):
    made = end(team)
    successor = Successor("新队员", "财政局", date(2020, 6, 20))
    act(team, rotation.replace_post, change_id=made.pk, version=1, successor=successor)
    assert set(publish_teams(home=team[0], content=CONTENT, **WHO)) == {"team_post"}
    found = told(team, "team_post", lambda each: each["post"])
    assert found["T2"]["ended_date"] == date(2020, 6, 15)
    assert found["T2"]["ended_reason"] == "term_over"
    made.refresh_from_db()
    assert found[made.next_post]["member_name"] == "新队员"
    assert publish_teams(home=team[0], content=CONTENT, **WHO) == {}


def test_what_is_wrong_with_the_end_of_a_term_is_said_at_once(team):
    with pytest.raises(InputProblems) as wrong:
        end(team, reason="recalled", day=date(2020, 7, 1))
    assert where(wrong) == {"words", "end_date"}
    with pytest.raises(InputProblems) as wrong:
        end(team, reason="bored", day=date(2019, 9, 1))
    assert where(wrong) == {"reason", "end_date"}
    end(team)
    with pytest.raises(InputProblems) as wrong:
        end(team)
    assert where(wrong) == {"post"}
    assert PostChange.objects.count() == 1


def test_terms_of_other_banners_are_not_found_and_villages_end_none(team):
    made = end(team)
    with pytest.raises(NotFound):
        rotation.end_post(
            home=team[0], content=CONTENT, village=world.villages()[1], post="T1",
            reason="term_over", words="", end_date=world.DAY, at=world.AT,
            by=by(team, "banner", "clerk"), on=world.DAY,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        act(team, rotation.withdraw_end, level="village", role="village", change_id=made.pk,
            version=1)  # fmt: skip
    with pytest.raises(Stale):
        act(team, rotation.withdraw_end, change_id=made.pk, version=7)
    act(team, rotation.withdraw_end, change_id=made.pk, version=1)
    assert end(team).state == "ended"


def test_a_seat_is_chosen_by_its_member_once_and_by_nobody_else(team):
    own = by(team, "village", "team")

    def choose(number):
        return seats.take_seat(home=team[0], content=CONTENT, village=team[1], post=number,
                               at=world.AT, by=own, on=world.DAY)  # fmt: skip

    with pytest.raises(NotFound):
        choose("T9")
    assert choose("T1").role == "first_secretary"
    with pytest.raises(InputProblems) as wrong:
        choose("T1")
    assert where(wrong) == {"post"}
    assert Seat.objects.count() == 1


def test_signed_days_take_the_place_of_the_offices_and_others_stay(team):
    first, second, third = (MAY + timedelta(days=each) for each in (3, 4, 5))
    publish(team, "village_team_day", [row(team, "T1", first, "leave"), row(team, "T1", second, "present"),
                                       row(team, "T2", first, "present")])  # fmt: skip
    day_of(team, "T1", first)
    day_of(team, "T1", third, "duty")
    day_of(team, "T1", second, "absent", sign="waiting")
    assert set(publish_teams(home=team[0], content=CONTENT, **WHO)) == {"village_team_day"}
    assert days_told(team) == {
        ("T1", first): "present", ("T1", second): "present", ("T1", third): "duty",
        ("T2", first): "present",
    }  # fmt: skip
    assert publish_teams(home=team[0], content=CONTENT, **WHO) == {}


def test_a_struck_day_leaves_the_lake(team):
    first = MAY + timedelta(days=3)
    made = day_of(team, "T1", first)
    day_of(team, "T1", first + timedelta(days=1))
    publish_teams(home=team[0], content=CONTENT, **WHO)
    made.sign = "struck"
    made.save()
    publish_teams(home=team[0], content=CONTENT, **WHO)
    assert set(days_told(team)) == {("T1", first + timedelta(days=1))}


def test_a_sheet_and_the_standing_of_teams_count_alike(team):
    for number in range(18):
        day_of(team, "T1", MAY + timedelta(days=number))
    publish_teams(home=team[0], content=CONTENT, **WHO)
    found = days.sheet(home=team[0], content=CONTENT, village=team[1], month=MAY, on=world.DAY,
                       scope=EVERYWHERE)  # fmt: skip
    line = next(each for each in found.lines if each.post.post == "T1")
    assert line.counts.in_village == 18
    rows = standing.teams(home=team[0], content=CONTENT, place=team[1], on=world.DAY,
                          scope=EVERYWHERE)  # fmt: skip
    (own,) = [each for each in rows if each.village == team[1]]
    assert (own.members, own.has_first, own.counts.in_village) == (3, True, 18)
    # T1 has 18 days, T2 and T3 none.
    assert own.short == 3


def test_a_foreign_village_has_no_sheet(team):
    with pytest.raises(NotFound):
        days.sheet(home=team[0], content=CONTENT, village=world.villages()[1], month=MAY,
                   on=world.DAY, scope=by(team, "banner", "clerk").scope)  # fmt: skip
    with pytest.raises(NotFound):
        days.sheet(home=team[0], content=CONTENT, village=f"{uuid.uuid4()}", month=MAY,
                   on=world.DAY, scope=EVERYWHERE)  # fmt: skip
