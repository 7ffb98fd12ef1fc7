"""A matching round in a small register, and what becomes of its proposals; published lists."""

from datetime import date, timedelta

import pytest

from shouwang.base.access import SYSTEM, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.load import load_policy
from shouwang.rules.matching import load_matching
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.employment import facts
from shouwang.stages.programmes.employment.keeping import first_kept_day
from shouwang.stages.programmes.employment.models import Proposal, Round, VacancyList
from shouwang.stages.programmes.employment.operations import lists, proposals
from shouwang.stages.programmes.employment.operations.proposals import ProposalIsPast
from shouwang.stages.programmes.employment.operations.rounds import run_round
from shouwang.stages.programmes.employment.queries import matches
from tests.office import world
from tests.web import registers

pytestmark = pytest.mark.django_db
BANNER = world.place()["banner"]
JUNE = date(2020, 6, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory, database_forgets):
    with database_forgets():
        return make_home(tmp_path_factory.mktemp("work") / "home")


def make_home(root):
    """A register of two seekers at home (one without an earner), one abroad, and vacancies."""
    home = registers.make(root)
    people = [(registers.FIRST, registers.HERE), (registers.FIRST + 2, registers.THERE),
              (registers.FIRST + 3, registers.BESIDE)]  # fmt: skip
    registers.publish(home, "person", [
        {"person": person, "household": household, "name": f"人{person % 10}",
         "relation": "head", "sex": "male", "birth_date": date(1980, 1, 1),
         "health": "healthy", "labour": "ordinary", "education": "junior", "period": JUNE}
        for person, household in people
    ])  # fmt: skip
    registers.send(home, "job_seeker", [
        {"seeker": f"Q{number}", "person": person, "registered_date": date(2020, 5, 1),
         "state": "open", "trade": "缝纫工", "reach_km": 100, "period": JUNE}
        for number, (person, _household) in enumerate(people)
    ])  # fmt: skip
    registers.send(home, "employment", [
        {"person": registers.FIRST + 1, "month": date(2020, month, 1), "working": True,
         "channel": "company", "period": date(2020, month, 1)}
        for month in (4, 5)
    ])  # fmt: skip
    registers.send(home, "vacancy", [
        vacancy("V1", trade="缝纫工", wanted=3, filled=2),
        vacancy("V2", trade="保安", wanted=1),
        vacancy("V3", trade="保安", wanted=1, valid_until=date(2020, 6, 29)),
        vacancy("V4", trade="保安", wanted=2, filled=2),
    ])  # fmt: skip
    return home


def vacancy(name, *, filled=0, **told):
    return {"vacancy": name, "county": BANNER, "employer": f"厂{name}", "source": "nearby",
            "filled": filled, "wage": 300_000, "published_date": JUNE, "period": JUNE, **told}  # fmt: skip


def started(home, role="clerk", side=world.HOME, banner=BANNER, **more):
    return run_round(
        home=home, content=world.content(), rules=load_matching(world.content()), banner=banner,
        at=world.AT, by=world.actor(role, side), on=world.DAY, **more,
    )  # fmt: skip


def act(do, found, role="village", side=world.HOME, on=world.DAY, **told):
    return do(proposal_id=found.pk, version=told.pop("version", found.version), at=world.AT,
              by=world.actor(role, side), on=on, **told)  # fmt: skip


def first():
    return Proposal.objects.get(person=registers.FIRST, state="offered")


class TestRound:
    def test_the_best_assignment_becomes_proposals(self, made):
        told = []
        found = started(made, progress=lambda done, total: told.append((done, total)))
        posts = dict(found.proposals.values_list("person", "vacancy"))
        # Both sew; whoever has no earner at home takes the post that sews, the other the other.
        assert posts == {registers.FIRST + 3: "V1", registers.FIRST: "V2"}
        assert (found.seekers, found.vacancies, found.pairs, found.placed) == (2, 2, 4, 2)
        assert found.total == sum(found.proposals.values_list("score", flat=True))
        assert found.total >= found.greedy
        assert told[-1] == (2, 2)
        beside = found.proposals.get(person=registers.FIRST + 3)
        assert "no_earner" in beside.reasons
        assert beside.place == world.place()
        assert AuditEntry.objects.filter(what="run_round", subject=f"round:{found.pk}").exists()

    def test_a_new_round_takes_nothing_accepted_away(self, made):
        started(made)
        accepted = act(proposals.answer_proposal, first(), accepts=True)
        started(made)
        accepted.refresh_from_db()
        assert accepted.state == "accepted"
        assert Proposal.objects.filter(person=registers.FIRST).count() == 1
        other = Proposal.objects.filter(person=registers.FIRST + 3).order_by("pk")
        assert [each.state for each in other] == ["superseded", "offered"]
        assert other.last().vacancy == "V1"  # V2 is taken by who accepted it

    def test_a_declined_post_is_not_proposed_again(self, made):
        started(made)
        declined = act(proposals.answer_proposal, first(), accepts=False, reason="far")
        assert declined.vacancy == "V2"
        started(made)
        assert first().vacancy == "V1"

    def test_nothing_is_kept_where_there_is_nobody(self, made):
        abroad = world.place(world.ABROAD)["banner"]
        with pytest.raises(InputProblems) as wrong:
            started(made, side=world.ABROAD, banner=abroad)
        assert len(wrong.value.problems) == 1
        assert not Round.objects.exists()

    @pytest.mark.parametrize("banner", [world.place(world.ABROAD)["banner"], "999999", ""])
    def test_a_foreign_banner_is_not_there(self, made, banner):
        with pytest.raises(NotFound):
            started(made, banner=banner)

    @pytest.mark.parametrize("role", ["village", "township", "team"])
    def test_it_is_for_the_offices(self, made, role):
        with pytest.raises(NotAllowed):
            started(made, role=role)

    def test_the_same_again_is_the_same(self, made):
        one = list(started(made).proposals.values_list("person", "vacancy"))
        assert list(started(made).proposals.values_list("person", "vacancy")) == one


@pytest.fixture(scope="module")
def policy():
    return load_policy(SHIPPED / "neimenggu")


class TestProposal:
    def test_from_the_offer_to_kept_work(self, made, policy):
        started(made)
        found = act(proposals.answer_proposal, first(), accepts=True)
        assert (found.answered_date, found.answered_by) == (world.DAY, "village-0")
        found = act(proposals.place_seeker, found, placed_date=world.DAY)
        with pytest.raises(InputProblems):
            act(proposals.confirm_kept, found, policy=policy, on=date(2020, 9, 29))
        found = act(proposals.confirm_kept, found, policy=policy, on=date(2020, 9, 30))
        assert (found.state, found.kept_date) == ("kept", date(2020, 9, 30))
        found = act(proposals.end_placement, found, reason="quit", on=date(2020, 10, 9),
                    ended_date=date(2020, 10, 9))  # fmt: skip
        assert found.state == "ended"

    def test_the_end_of_a_month_without_that_day(self, policy):
        assert first_kept_day(policy, date(2020, 11, 30), on=world.DAY) == date(2021, 2, 28)

    @pytest.mark.parametrize("reason", ["", "quit", "<script>"])
    def test_declining_wants_a_reason(self, made, reason):
        started(made)
        with pytest.raises(InputProblems):
            act(proposals.answer_proposal, first(), accepts=False, reason=reason)
        assert first().state == "offered"

    def test_all_that_is_wrong_is_told_at_once(self, made):
        started(made)
        found = act(proposals.answer_proposal, first(), accepts=True)
        with pytest.raises(InputProblems) as wrong:
            act(proposals.end_placement, found, reason="far", note="x" * 301,
                ended_date=world.DAY + timedelta(days=1))  # fmt: skip
        assert {each.where for each in wrong.value.problems} == {"reason", "note", "ended_date"}

    def test_a_day_ahead_or_before_the_offer_is_refused(self, made):
        started(made)
        found = act(proposals.answer_proposal, first(), accepts=True)
        for day in (world.DAY + timedelta(days=1), world.DAY - timedelta(days=1)):
            with pytest.raises(InputProblems):
                act(proposals.place_seeker, found, placed_date=day)

    def test_steps_are_taken_in_their_order(self, made):
        started(made)
        with pytest.raises(ProposalIsPast):
            act(proposals.place_seeker, first(), placed_date=world.DAY)
        found = act(proposals.answer_proposal, first(), accepts=True)
        with pytest.raises(ProposalIsPast):
            act(proposals.answer_proposal, found, accepts=True)

    def test_who_comes_second_is_told(self, made):
        started(made)
        with pytest.raises(Stale):
            act(proposals.answer_proposal, first(), accepts=True, version=7)

    def test_it_is_not_there_for_others(self, made):
        started(made)
        with pytest.raises(NotFound):
            act(proposals.answer_proposal, first(), side=world.ABROAD, accepts=True)
        with pytest.raises(NotAllowed):
            act(proposals.answer_proposal, first(), role="league", accepts=True)
        abroad = world.actor("village", world.ABROAD).scope
        with pytest.raises(NotFound):
            matches.proposal(proposal_id=first().pk, on=world.DAY, scope=abroad)
        assert matches.proposals(wanted=matches.Wanted(), on=world.DAY, scope=abroad) == []


class TestFacts:
    def told(self, home, role="clerk", side=world.HOME, banner=BANNER):
        return {"home": home, "content": world.content(), "banner": banner, "on": world.DAY,
                "scope": world.actor(role, side).scope}  # fmt: skip

    def test_seekers_are_those_of_the_scope(self, made):
        rules = load_matching(world.content())
        found = facts.seekers(rules=rules, **self.told(made))
        assert [(each.seeker, each.has_earner) for each in found] == [("Q0", True), ("Q2", False)]
        assert (found[0].age, found[0].months) == (40, 1)
        assert facts.seekers(rules=rules, **self.told(made, side=world.ABROAD)) == []

    def test_vacancies_are_for_everybody_of_the_banner_only(self, made):
        assert [each.vacancy for each in facts.posts(**self.told(made, "village"))] == ["V1", "V2"]
        with pytest.raises(NotFound):
            facts.posts(**self.told(made, "village", world.ABROAD))

    def test_months_of_work(self, made):
        found = facts.months_of_work(by="village", months=6, **self.told(made))
        assert [(each.place, each.month.month, each.workers) for each in found] == [
            (world.villages()[0], 4, 1), (world.villages()[0], 5, 1),
        ]  # fmt: skip
        assert facts.months_of_work(
            by="village", months=6, **self.told(made, side=world.ABROAD)
        ) == []  # fmt: skip

    def test_an_empty_lake_has_nobody(self, tmp_path):
        home = world.make_home(tmp_path / "home")
        assert facts.posts(**self.told(home)) == []
        assert facts.workshops(**self.told(home)) == []
        assert facts.snapshot(home, world.content()) == 0


class TestLists:
    def published(self, home, role="clerk", banner=BANNER):
        return lists.publish_vacancies(home=home, content=world.content(), banner=banner,
                                       at=world.AT, by=world.actor(role), on=world.DAY)  # fmt: skip

    def test_a_list_stays_as_it_was(self, tmp_path):
        home = make_home(tmp_path / "home")
        found = self.published(home)
        assert [row["vacancy"] for row in found.rows] == ["V1", "V2"]
        assert found.places == 2
        registers.send(home, "vacancy", [vacancy("V9", trade="保安", wanted=9)])
        found.refresh_from_db()
        assert [row["vacancy"] for row in found.rows] == ["V1", "V2"]
        assert [row["vacancy"] for row in self.published(home).rows] == ["V9"]

    def test_every_week_by_itself(self, made):
        rules = load_matching(world.content())

        def due(on):
            return lists.publish_due(home=made, content=world.content(), rules=rules, at=world.AT,
                                     by=SYSTEM, on=on)  # fmt: skip

        assert [due(world.DAY), due(world.DAY), due(world.DAY + timedelta(days=6))] == [1, 0, 0]
        assert VacancyList.objects.count() == 1
        assert due(world.DAY + timedelta(days=7)) == 1

    def test_it_is_for_the_offices_of_the_banner(self, made):
        with pytest.raises(NotAllowed):
            self.published(made, role="village")
        with pytest.raises(NotFound):
            self.published(made, banner=world.place(world.ABROAD)["banner"])
