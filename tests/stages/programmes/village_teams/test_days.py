"""Days of village teams: tapped once, signed by the village, corrected by the township."""

import uuid
from datetime import date, timedelta

import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.village_teams.models import Leave, Seat, TeamDay
from shouwang.stages.programmes.village_teams.operations import days, leaves, seats
from shouwang.stages.programmes.village_teams.operations.days import Tap
from shouwang.stages.programmes.village_teams.operations.leaves import Wish
from shouwang.stages.programmes.village_teams.queries import days as known, leaves as known_leaves
from tests.office import world

pytestmark = pytest.mark.django_db
CONTENT = world.content()


def seat(side=world.HOME, **fields):
    return Seat.objects.create(
        account=world.account("team", side), post=f"post-{side}", role="member",
        since_date=date(2020, 1, 1), made_by=f"team-{side}", **{**world.place(side), **fields},
    )  # fmt: skip


def tap(day=world.DAY, state="present", *, side=world.HOME, form=None, on=world.DAY, **told):
    return days.tap_day(
        content=CONTENT, tap=Tap(day, state, form or uuid.uuid4(), **told), at=world.AT,
        by=world.actor("team", side), on=on,
    )  # fmt: skip


def act(role, do, *, side=world.HOME, on=world.DAY, **told):
    return do(at=world.AT, by=world.actor(role, side), on=on, **told)


def sign(*found, **told):
    versions = {each.pk: each.version for each in found}
    return act("village", days.sign_days, versions=versions, **told)


def where(problems):
    return {each.where for each in problems.value.problems}


def test_one_tap_is_a_day_that_waits_for_the_village():
    seat()
    made = tap()
    assert (made.state, made.sign, made.is_late) == ("present", "waiting", False)
    assert AuditEntry.objects.filter(what="tap_day", subject=f"team_day:{made.pk}").exists()
    assert [each.pk for each in known.waiting(on=world.DAY, scope=world.actor("village").scope)] \
        == [made.pk]  # fmt: skip


def test_the_same_tap_sent_twice_is_one_day():
    seat()
    form = uuid.uuid4()
    assert tap(form=form).pk == tap(form=form).pk
    assert TeamDay.objects.count() == 1


def test_a_tap_may_be_changed_until_the_village_has_signed():
    seat()
    tap()
    changed = tap(state="duty")
    assert (changed.state, TeamDay.objects.count()) == ("duty", 1)
    sign(changed)
    with pytest.raises(InputProblems) as wrong:
        tap(state="present")
    assert where(wrong) == {"day"}


def test_a_day_is_entered_late_with_a_reason_and_not_too_late():
    seat()
    with pytest.raises(InputProblems) as wrong:
        tap(world.DAY - timedelta(days=2))
    assert where(wrong) == {"late_words"}
    made = tap(world.DAY - timedelta(days=7), late_words="手机没电")
    assert made.is_late
    with pytest.raises(InputProblems) as wrong:
        tap(world.DAY - timedelta(days=8), late_words="手机没电")
    assert where(wrong) == {"day"}


def test_what_a_phone_kept_without_network_is_not_late_for_some_days():
    seat()
    made = tap(world.DAY - timedelta(days=3), is_offline=True)
    assert (made.is_late, made.is_offline) == (False, True)
    with pytest.raises(InputProblems) as wrong:
        tap(world.DAY - timedelta(days=4), is_offline=True)
    assert where(wrong) == {"late_words"}


def test_all_that_is_wrong_with_a_tap_is_said_at_once():
    seat()
    with pytest.raises(InputProblems) as wrong:
        tap(world.DAY + timedelta(days=1), "leave")
    assert where(wrong) == {"state", "day"}
    assert not TeamDay.objects.exists()


def test_who_has_no_seat_says_first_which_is_theirs():
    with pytest.raises(InputProblems) as wrong:
        tap()
    assert where(wrong) == {"post"}


def test_only_members_tap_only_the_village_signs_only_the_township_corrects():
    seat()
    made = tap()
    with pytest.raises(NotAllowed):
        days.tap_day(content=CONTENT, tap=Tap(world.DAY, "present", uuid.uuid4()), at=world.AT,
                     by=world.actor("village"), on=world.DAY)  # fmt: skip
    for role in ("team", "township", "clerk", "region"):
        with pytest.raises(NotAllowed):
            act(role, days.sign_days, versions={made.pk: 1})
    for role in ("team", "village", "clerk"):
        with pytest.raises(NotAllowed):
            act(role, days.correct_day, day_id=made.pk, version=1, state="absent", words="x")


def test_a_foreign_day_is_not_found_and_one_that_changed_is_stale():
    seat(world.ABROAD)
    foreign = tap(side=world.ABROAD)
    with pytest.raises(NotFound):
        sign(foreign)
    seat()
    mine = tap()
    tap(state="duty")
    with pytest.raises(Stale):
        sign(mine)
    mine.refresh_from_db()
    assert mine.sign == "waiting"


def test_signing_is_all_or_nothing():
    seat()
    first, second = tap(world.DAY - timedelta(days=1), late_words="补"), tap()
    sign(second)
    second.refresh_from_db()
    with pytest.raises(InputProblems):
        sign(first, second)
    first.refresh_from_db()
    assert first.sign == "waiting"


def test_nothing_ticked_is_refused():
    with pytest.raises(InputProblems):
        sign()


def test_the_village_contests_and_the_township_decides_with_a_reason():
    seat()
    made = tap()
    with pytest.raises(InputProblems):
        act("village", days.contest_day, day_id=made.pk, version=1, words="  ")
    act("village", days.contest_day, day_id=made.pk, version=1, words="那天没在村")
    scope = world.actor("township").scope
    assert [each.pk for each in known.contested(on=world.DAY, scope=scope)] == [made.pk]
    with pytest.raises(InputProblems) as wrong:
        act("township", days.correct_day, day_id=made.pk, version=2, state="ill", words="")
    assert where(wrong) == {"state", "words"}
    fixed = act("township", days.correct_day, day_id=made.pk, version=2, state="absent",
                words="问了三户都没见到")  # fmt: skip
    assert (fixed.state, fixed.was, fixed.sign) == ("absent", "present", "signed")


def test_a_struck_day_keeps_what_it_was():
    seat()
    made = tap()
    struck = act(
        "township", days.correct_day, day_id=made.pk, version=1, state="struck", words="错"
    )
    assert (struck.sign, struck.state) == ("struck", "present")


def test_a_seat_is_taken_from_an_account_and_can_be_chosen_again():
    own = seat()
    act("township", seats.free_seat, seat_id=own.pk)
    own.refresh_from_db()
    assert own.until_date == world.DAY
    with pytest.raises(NotFound):
        act("township", seats.free_seat, seat_id=own.pk)


# ---------------------------------------------------------------------- leave


def ask(first, last, *, kind="personal", words="家里有事", form=None, side=world.HOME):
    wish = Wish(kind, first, last, words, form or uuid.uuid4())
    return leaves.ask_leave(
        content=CONTENT, wish=wish, at=world.AT, by=world.actor("team", side), on=world.DAY
    )


def decide(role, asked, grants=True, words="", **told):
    return act(role, leaves.decide_leave, content=CONTENT, leave_id=asked.pk,
               version=asked.version, grants=grants, words=words, **told)  # fmt: skip


JULY = date(2020, 7, 6)  # a Monday


@pytest.mark.parametrize(("days_of", "level"), [(1, "township"), (3, "township"), (4, "banner")])
def test_three_days_are_granted_by_the_township_more_by_the_banner(days_of, level):
    """Leave of up to three days: the township; of more: the county's organisation department (S184)."""
    seat()
    asked = ask(JULY, JULY + timedelta(days=days_of - 1))
    assert (asked.days, asked.level) == (days_of, level)
    right, wrong = ("township", "approver") if level == "township" else ("approver", "township")
    with pytest.raises(NotAllowed):
        decide(wrong, asked)
    assert decide(right, asked).state == "granted"


def test_leave_in_two_pieces_side_by_side_is_granted_as_one():
    seat()
    ask(JULY, JULY + timedelta(days=2))
    second = ask(JULY + timedelta(days=3), JULY + timedelta(days=4))
    assert second.level == "banner"


def test_granted_leave_is_in_the_sheet_on_working_days_and_a_tap_on_it_is_refused():
    seat()
    asked = ask(JULY + timedelta(days=4), JULY + timedelta(days=6))  # Friday to Sunday
    decide("township", asked)
    written = list(TeamDay.objects.filter(leave=asked))
    assert [(each.day, each.state, each.sign) for each in written] == [
        (JULY + timedelta(days=4), "leave", "signed")
    ]
    with pytest.raises(InputProblems) as wrong:
        tap(JULY + timedelta(days=4), on=JULY + timedelta(days=4))
    assert where(wrong) == {"day"}


def test_who_comes_back_early_has_the_rest_struck_and_taps_again():
    seat()
    asked = ask(JULY, JULY + timedelta(days=2))
    decide("township", asked)
    back = JULY + timedelta(days=1)
    asked.refresh_from_db()
    act("team", leaves.come_back, leave_id=asked.pk, version=asked.version, back_date=back, on=back)
    assert known_leaves.covering(
        post="post-0", day=back, on=back, scope=world.actor("team").scope
    ) is None  # fmt: skip
    assert tap(back, on=back).state == "present"
    signs = dict(TeamDay.objects.filter(leave=asked).values_list("day", "sign"))
    assert signs == {JULY: "signed", JULY + timedelta(days=2): "struck"}


def test_a_leave_over_days_already_entered_names_them_and_grants_nothing():
    seat()
    tap()
    asked = ask(world.DAY, world.DAY)
    with pytest.raises(InputProblems) as wrong:
        decide("township", asked)
    assert where(wrong) == {"2020-06-30"}
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_everything_wrong_with_a_wish_is_said_at_once():
    seat()
    with pytest.raises(InputProblems) as wrong:
        ask(JULY, JULY - timedelta(days=1), kind="secret", words="")
    assert where(wrong) == {"words", "kind", "last_day"}
    with pytest.raises(InputProblems) as wrong:
        ask(JULY, JULY + timedelta(days=30))
    assert where(wrong) == {"last_day"}
    ask(JULY, JULY)
    with pytest.raises(InputProblems) as wrong:
        ask(JULY, JULY)
    assert where(wrong) == {"first_day"}
    assert Leave.objects.count() == 1


def test_a_refusal_says_why_and_own_leave_is_nobody_elses():
    seat()
    asked = ask(JULY, JULY)
    with pytest.raises(InputProblems):
        decide("township", asked, grants=False)
    assert decide("township", asked, grants=False, words="当天有检查").state == "refused"
    other = ask(JULY + timedelta(days=10), JULY + timedelta(days=10))
    other_account = world.account("team", username="team-other")
    from shouwang.base.access import EVERYWHERE
    from shouwang.stages.org.queries.accounts import actor_of

    stranger = actor_of(account=other_account, content=CONTENT, on=world.DAY, scope=EVERYWHERE)
    with pytest.raises(NotAllowed):
        leaves.withdraw_leave(leave_id=other.pk, version=1, at=world.AT, by=stranger, on=world.DAY)
    act("team", leaves.withdraw_leave, leave_id=other.pk, version=1)
    other.refresh_from_db()
    assert other.state == "withdrawn"
