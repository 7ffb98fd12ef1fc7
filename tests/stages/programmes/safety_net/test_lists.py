"""A banner's lists held against each other over a lake: kept, answered, and asked again only if changed."""

import duckdb
import pytest

from shouwang.base.access import EVERYWHERE, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.load import read_policy
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.safety_net.enums import LineState
from shouwang.stages.programmes.safety_net.models import GradualExit, ListLine
from shouwang.stages.programmes.safety_net.operations import lists as acts
from shouwang.stages.programmes.safety_net.operations.lists import LineGone
from shouwang.stages.programmes.safety_net.queries import lists
from tests.office import world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def policy():
    return read_policy(world.content().root, [])


@pytest.fixture
def banners(lake_home):
    return sorted({world.content().ancestors(each)["banner"] for each in lake_home.villages})


@pytest.fixture
def made(lake_home, policy, banners):
    return [
        acts.reconcile_banner(
            home=lake_home.home, policy=policy, banner=banner, at=world.AT, by=world.SYSTEM,
            on=world.DAY,
        )
        for banner in banners
    ]  # fmt: skip


def again(lake_home, policy, banner):
    return acts.reconcile_banner(
        home=lake_home.home, policy=policy, banner=banner, at=world.AT, by=world.SYSTEM,
        on=world.DAY,
    )  # fmt: skip


@pytest.fixture
def line(db):
    return ListLine.objects.create(
        direction="uncovered", reason="below_line", household=1, people=1, fingerprint="a" * 16,
        found_date=world.DAY, seen_date=world.DAY, **world.place(),
    )  # fmt: skip


def answer(line, by="clerk", side=world.HOME, **given):
    told = {"answer": "not_entitled", "note": "儿子已在城里务工", "version": line.version, **given}
    return acts.answer_line(
        line_id=line.pk, at=world.AT, by=world.actor(by, side), on=world.DAY, **told
    )


class TestReconcile:
    def test_both_sides_are_all_the_people_of_the_lake(self, lake_home, made):
        def rows(table):
            files = f"{lake_home.home.lake}/tables/{table}/**/*.parquet"
            return f"read_parquet('{files}', hive_partitioning = true, union_by_name = true)"

        (registered,) = duckdb.sql(f"""
            SELECT count(*) FROM {rows("person")} p JOIN {rows("household")} h USING (household)
            WHERE p.left_date IS NULL AND h.left_date IS NULL
              AND (h.status IN ('registered', 'exited', 'relapsed') OR h.household IN (
                  SELECT household FROM {rows("watch")} WHERE ended_date IS NULL))
        """).fetchall()[0]
        (listed,) = duckdb.sql(f"""
            SELECT count(DISTINCT person) FROM {rows("social_assistance")}
            WHERE kind IN ('dibao', 'destitute', 'orphan')
              AND (end_date IS NULL OR end_date > DATE '2020-06-30')
        """).fetchall()[0]
        assert sum(sum(each.registered.values()) for each in made) == registered > 0
        assert sum(sum(each.listed.values()) for each in made) == listed > 0

    def test_the_same_once_more_changes_nothing(self, lake_home, policy, banners, made):
        before = list(ListLine.objects.values_list("pk", "version", "state").order_by("pk"))
        exits = GradualExit.objects.count()
        for banner in banners:
            again(lake_home, policy, banner)
        assert list(ListLine.objects.values_list("pk", "version", "state").order_by("pk")) == before
        assert GradualExit.objects.count() == exits

    def test_an_answer_stays_unless_the_evidence_changes(self, lake_home, policy, made):
        first = ListLine.objects.first()
        assert first is not None
        ListLine.objects.filter(pk=first.pk).update(
            state="answered", answer="data_wrong", answered_print=first.fingerprint
        )
        again(lake_home, policy, first.banner)
        first.refresh_from_db()
        assert first.state == LineState.ANSWERED
        ListLine.objects.filter(pk=first.pk).update(answered_print="0" * 16)
        again(lake_home, policy, first.banner)
        first.refresh_from_db()
        assert (first.state, first.answer) == (LineState.OPEN, "data_wrong")

    def test_a_line_that_is_found_no_more_ends(self, lake_home, policy, banners, made):
        place = next(
            each for each in (world.content().ancestors(v) for v in lake_home.villages)
            if each["banner"] == banners[0]
        )  # fmt: skip
        gone = ListLine.objects.create(
            direction="uncovered", reason="below_line", household=1, people=1,
            fingerprint="b" * 16, found_date=world.DAY, seen_date=world.DAY,
            **{level: place.get(level, "") for level in ("league", "banner", "township",
                                                         "village")},
        )  # fmt: skip
        again(lake_home, policy, banners[0])
        gone.refresh_from_db()
        assert gone.state == LineState.ENDED
        with pytest.raises(NotFound):
            answer(gone, side=world.ABROAD)

    def test_a_foreign_banner_is_not_found_and_a_village_may_not(self, lake_home, policy):
        told = {"home": lake_home.home, "policy": policy, "at": world.AT, "on": world.DAY}
        with pytest.raises(NotFound):
            acts.reconcile_banner(
                banner=world.place(world.ABROAD)["banner"], by=world.actor("clerk"), **told
            )
        with pytest.raises(NotAllowed):
            acts.reconcile_banner(banner=world.place()["banner"], by=world.actor("village"), **told)
        with pytest.raises(InputProblems):
            acts.reconcile_banner(banner=world.place()["league"], by=world.actor("league"), **told)


class TestAnswer:
    def test_an_answer_is_kept_with_who_and_when(self, line):
        found = answer(line)
        assert (found.state, found.version, found.answered_date) == ("answered", 2, world.DAY)
        assert found.answered_print == line.fingerprint
        assert AuditEntry.objects.filter(what="answer_line").count() == 1

    def test_everything_wrong_is_said_at_once(self, line):
        with pytest.raises(InputProblems) as refused:
            answer(line, answer="nothing", note="x" * 301)
        assert {each.where for each in refused.value.problems} == {"answer", "note"}
        line.refresh_from_db()
        assert line.state == LineState.OPEN

    @pytest.mark.parametrize("note", ["", "证件159900198001010011", "电话13812345678", "a\0b"])
    def test_a_note_is_wanted_and_holds_no_secret(self, line, note):
        with pytest.raises(InputProblems):
            answer(line, note=note)

    def test_who_applied_need_not_say_why(self, line):
        assert answer(line, answer="applied", note="").answer == "applied"

    def test_two_at_once_and_strangers(self, line):
        answer(line)
        with pytest.raises(Stale):
            answer(line)
        with pytest.raises(NotFound):
            answer(line, side=world.ABROAD)
        with pytest.raises(NotAllowed):
            answer(line, by="village")

    def test_what_has_ended_is_not_answered(self, line):
        ListLine.objects.filter(pk=line.pk).update(state="ended")
        with pytest.raises(LineGone):
            answer(line)


class TestQueries:
    def test_a_page_goes_on_where_the_one_before_ended(self, line):
        for number in range(2, 5):
            ListLine.objects.create(
                direction="identity", reason="died", household=number, people=1,
                fingerprint="c" * 16, found_date=world.DAY, seen_date=world.DAY, **world.place(),
            )  # fmt: skip
        told = {"content": world.content(), "on": world.DAY, "scope": EVERYWHERE}
        first = lists.lines(wanted=lists.Wanted(), limit=2, **told)
        rest = lists.lines(wanted=lists.Wanted(), limit=2, after=first[1].pk, **told)
        assert len(first) == 3
        assert [each.pk for each in rest] == [first[2].pk, rest[1].pk]
        counts = lists.counts(**told)
        assert counts["uncovered", "below_line", "open"] == (1, 1)

    def test_a_scope_sees_its_own(self, line):
        told = {"content": world.content(), "on": world.DAY}
        own, foreign = (world.actor("village", side).scope for side in (0, 1))
        assert lists.lines(wanted=lists.Wanted(), scope=own, **told)
        assert not lists.lines(wanted=lists.Wanted(), scope=foreign, **told)
        with pytest.raises(NotFound):
            lists.line(line_id=line.pk, on=world.DAY, scope=foreign)
