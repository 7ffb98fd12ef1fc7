"""Pages of village teams: a tap, a signature, leave; what is wrong is said and nothing is kept."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from shouwang.stages.programmes.village_teams.models import Leave, TeamDay
from tests.office import world
from tests.office.sides_village_teams import plant_village_teams

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def made():
    return plant_village_teams(world.HOME, "本地", world.place())


def path(name, *args):
    return reverse(f"village_teams:{name}", args=args)


def body(answer):
    return answer.content.decode()


def tapped(**told):
    return {"form": str(uuid.uuid4()), "day": "2020-06-30", "state": "duty", **told}


def test_the_members_page_asks_one_thing(sign_in, made):
    client = sign_in("team")
    answer = client.get(path("me"))
    assert answer.status_code == 200
    assert "只按这一下：不定位，不拍照，不写日志" in body(answer)
    assert 'value="present"' in body(answer)
    assert "latitude" not in body(answer)


def test_a_tap_changes_what_the_village_has_not_signed(sign_in, made):
    client = sign_in("team")
    answer = client.post(path("tap"), tapped())
    assert (answer.status_code, answer.headers["Location"]) == (302, path("me"))
    made["team_day"].refresh_from_db()
    assert made["team_day"].state == "duty"


def test_a_tap_that_cannot_be_says_all_that_is_wrong(sign_in, made):
    client = sign_in("team")
    answer = client.post(path("tap"), tapped(day="2020-07-01", state="leave"))
    assert answer.status_code == 422
    assert "有 2 处要改" in body(answer)
    answer = client.post(path("tap"), tapped(day="gestern", form="x"))
    assert answer.status_code == 422
    assert "有 2 处要改" in body(answer)
    made["team_day"].refresh_from_db()
    assert made["team_day"].state == "present"


def test_what_was_typed_stays_and_no_script_runs(sign_in, made):
    client = sign_in("team")
    sent = {"form": str(uuid.uuid4()), "kind": "yearly", "first_day": "2020-07-20",
            "last_day": "2020-07-01", "words": SCRIPT}  # fmt: skip
    answer = client.post(path("ask"), sent)
    assert answer.status_code == 422
    assert SCRIPT not in body(answer)
    assert "&lt;script&gt;" in body(answer)
    assert 'value="2020-07-20"' in body(answer)
    assert Leave.objects.count() == 1


def test_the_village_signs_what_is_ticked(sign_in, made):
    client = sign_in("village")
    assert "1" in body(client.get(path("sign")))
    day = made["team_day"]
    answer = client.post(path("sign"), {"day": [f"{day.pk}.{day.version}", "x.y"]})
    assert answer.status_code == 302
    day.refresh_from_db()
    assert (day.sign, day.signed_by) == ("signed", "village-0")


def test_a_day_that_changed_meanwhile_is_shown_first(sign_in, made):
    client = sign_in("village")
    day = made["team_day"]
    answer = client.post(path("sign"), {"day": [f"{day.pk}.7"]})
    assert answer.status_code == 409
    assert "别人刚改过" in body(answer)
    day.refresh_from_db()
    assert day.sign == "waiting"


def test_the_township_corrects_with_a_reason_and_grants_short_leave(sign_in, made):
    client = sign_in("township")
    day, leave = made["team_day"], made["team_leave"]
    answer = client.post(path("correct", day.pk), {"version": 1, "state": "absent", "words": ""})
    assert answer.status_code == 422
    client.post(path("correct", day.pk), {"version": 1, "state": "absent", "words": "没见到"})
    day.refresh_from_db()
    assert (day.state, day.was) == ("absent", "present")
    client.post(path("decide", leave.pk), {"version": 1, "answer": "grant"})
    leave.refresh_from_db()
    assert leave.state == "granted"
    assert TeamDay.objects.filter(leave=leave).count() == 2


def test_the_banner_does_not_grant_what_the_township_grants(sign_in, made):
    answer = sign_in("approver").post(
        path("decide", made["team_leave"].pk), {"version": 1, "answer": "grant"}
    )
    assert answer.status_code == 403


def test_what_is_abroad_is_not_found(sign_in):
    foreign = plant_village_teams(world.ABROAD, "外", world.place(world.ABROAD))
    village = world.villages()[world.ABROAD]
    for role, name, args in (
        ("team", "leave", [foreign["team_leave"].pk]), ("village", "correct", [foreign["team_day"].pk]),
        ("township", "team", [village]), ("township", "sheet", [village]),
        ("clerk", "change", [foreign["post_change"].pk]),
    ):  # fmt: skip
        assert sign_in(role).get(path(name, *args)).status_code == 404, name


def test_the_sheet_of_a_month_is_a_page_to_print(sign_in, made):
    answer = sign_in("village").get(path("sheet", world.villages()[0]), {"month": "2020-06"})
    assert answer.status_code == 200
    assert "嘎查村（签字）：" in body(answer)
    assert (
        sign_in("village").get(path("sheet", world.villages()[0]), {"month": "9999-99"}).status_code
        == 200
    )


def test_a_seat_without_a_register_says_so(sign_in):
    answer = sign_in("team").get(path("me"))
    assert "先认一认是哪一位" in body(answer)
    answer = sign_in("team").post(path("take"), {"post": f"{world.villages()[0]} nobody"})
    assert answer.status_code == 404
    assert date(2020, 6, 30) == world.DAY
