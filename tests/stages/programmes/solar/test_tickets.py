"""Tickets from days or by hand, by other hands verified; reviews through their three gates."""

from datetime import timedelta

import pytest

from shouwang.base.access import SYSTEM, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.solar import load_solar_rules
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.solar.models import Anomaly, Evaluation, Review, Standing, Ticket
from shouwang.stages.programmes.solar.operations import reviews, tickets
from shouwang.stages.programmes.solar.operations.reviews import ReviewNotThere
from shouwang.stages.programmes.solar.operations.tickets import NotYetThere
from shouwang.stages.programmes.solar.queries import standings, tickets as known
from tests.office import world

pytestmark = pytest.mark.django_db
ACT = {"at": world.AT, "on": world.DAY}


@pytest.fixture(scope="module")
def rules():
    return load_solar_rules(world.content())


def station(side=world.HOME, number="GF-1"):
    name = f"{number}-{side}"
    return Standing.objects.create(
        station=name, name=f"电站{name}", capacity=100, energy=1, expected=2, lost=3, recent_lost=3,
        last_day=world.DAY, **world.place(side),
    )  # fmt: skip


def fault(of, kind="outage", days=5, lost=100.0, ago=3, side=world.HOME):
    last = world.DAY - timedelta(days=ago)
    return Anomaly.objects.create(
        station=of.station, kind=kind, first_day=last - timedelta(days=days - 1), last_day=last,
        days=days, lost=lost, **world.place(side),
    )  # fmt: skip


def looked_at():
    Evaluation.objects.create(
        on=world.DAY, snapshot=1, stations=1, left_out=0, last_day=world.DAY, made_at=world.AT
    )


def raised(rules, by=None):
    return tickets.raise_tickets(rules=rules, by=by or SYSTEM, **ACT)


def by_hand(rules, of, kind="outage", by=None, words="逆变器没有亮"):
    return tickets.raise_ticket(
        rules=rules,
        station=of.station,
        kind=kind,
        words=words,
        by=by or world.actor("clerk"),
        **ACT,
    )


def step(rules, ticket, what, role, version=None, **told):
    by = world.actor(role, username=told.pop("username", ""))
    version = version or Ticket.objects.get(pk=ticket.pk).version
    return getattr(tickets, what)(
        rules=rules, ticket_id=ticket.pk, version=version, by=by, **told, **ACT
    )


class TestFromDays:
    def test_a_recent_fault_becomes_one_ticket(self, rules):
        looked_at()
        own = station()
        fault(own, days=2, lost=10)
        fault(own, days=2, lost=20, ago=8)
        fault(own, kind="clipping", days=90)
        fault(own, kind="soiling", days=2)
        fault(own, kind="data_gap", days=9, ago=200)
        assert raised(rules) == 1
        ticket = Ticket.objects.get()
        assert (ticket.kind, ticket.source, ticket.lost) == ("outage", "found", 30)
        assert ticket.lost_yuan == 30 * 65
        assert ticket.due_date == world.DAY + timedelta(days=3)
        assert ticket.number == "G2020-000001"

    def test_the_same_fault_is_not_raised_twice_but_weighed_anew(self, rules):
        looked_at()
        found = fault(station())
        assert raised(rules) == 1
        Anomaly.objects.filter(pk=found.pk).update(lost=250)
        assert raised(rules) == 0
        assert Ticket.objects.get().lost == 250

    def test_what_was_closed_is_raised_only_if_it_goes_on(self, rules):
        looked_at()
        found = fault(station(), ago=5)
        raised(rules)
        Ticket.objects.update(state="closed", closed_date=world.DAY)
        assert raised(rules) == 0
        Anomaly.objects.filter(pk=found.pk).update(last_day=world.DAY)
        assert raised(rules) == 1

    def test_a_reader_raises_within_the_own_area_only(self, rules):
        looked_at()
        fault(station())
        fault(station(world.ABROAD), side=world.ABROAD)
        assert raised(rules, world.actor("clerk")) == 1
        assert Ticket.objects.get().banner == world.place()["banner"]
        with pytest.raises(NotAllowed):
            raised(rules, world.actor("village"))

    def test_before_anybody_has_looked_there_is_nothing(self, rules):
        assert raised(rules) == 0


class TestTheWay:
    def test_assigned_repaired_sent_back_repaired_closed(self, rules):
        ticket = by_hand(rules, station())
        step(rules, ticket, "assign_ticket", "approver", keeper="王管护")
        step(rules, ticket, "repair_ticket", "clerk", words="换了保险")
        step(rules, ticket, "verify_ticket", "approver", is_mended=False, words="还是不发电")
        found = Ticket.objects.get()
        assert (found.state, found.returned_times) == ("returned", 1)
        step(rules, ticket, "repair_ticket", "clerk", words="换了逆变器")
        step(rules, ticket, "verify_ticket", "approver", is_mended=True, words="")
        found = Ticket.objects.get()
        assert (found.state, found.closed_date) == ("closed", world.DAY)
        assert [each.state for each in found.steps.order_by("pk")] == [
            "raised", "assigned", "repaired", "returned", "repaired", "closed",
        ]  # fmt: skip
        acts = set(AuditEntry.objects.values_list("what", flat=True))
        assert {"raise_ticket", "assign_ticket", "repair_ticket", "return_ticket",
                "close_ticket"} <= acts  # fmt: skip
        assert known.counts(place={}, on=world.DAY, scope=world.actor("clerk").scope)["open"] == 0

    def test_whoever_repaired_it_does_not_verify_it(self, rules):
        ticket = by_hand(rules, station())
        step(rules, ticket, "assign_ticket", "clerk", keeper="王管护")
        step(rules, ticket, "repair_ticket", "clerk", words="换了保险")
        with pytest.raises(NotAllowed, match="does not verify"):
            step(rules, ticket, "verify_ticket", "clerk", is_mended=True, words="")

    def test_a_second_open_ticket_of_a_fault_is_refused_others_are_not(self, rules):
        own = station()
        by_hand(rules, own)
        with pytest.raises(InputProblems, match="open ticket"):
            by_hand(rules, own)
        by_hand(rules, own, kind="other")
        by_hand(rules, own, kind="other")

    def test_bad_input_is_named_whole_and_nothing_is_done(self, rules):
        own = station()
        with pytest.raises(InputProblems) as wrong:
            by_hand(rules, own, kind="<script>", words="\0" * 400)
        assert {each.where for each in wrong.value.problems} == {"kind", "words"}
        assert not Ticket.objects.exists()
        ticket = by_hand(rules, own)
        for what, role, told in (
            ("assign_ticket", "clerk", {"keeper": " "}),
            ("assign_ticket", "clerk", {"keeper": "长" * 61}),
        ):
            with pytest.raises(InputProblems):
                step(rules, ticket, what, role, **told)
        with pytest.raises(NotYetThere):
            step(rules, ticket, "repair_ticket", "clerk", words="早了")
        with pytest.raises(Stale):
            step(rules, ticket, "assign_ticket", "clerk", version=9, keeper="王")
        assert Ticket.objects.get().state == "raised"

    def test_what_lies_abroad_is_not_there(self, rules):
        away = station(world.ABROAD)
        with pytest.raises(NotFound):
            by_hand(rules, away)
        ticket = by_hand(rules, away, by=world.actor("clerk", world.ABROAD))
        with pytest.raises(NotFound):
            step(rules, ticket, "assign_ticket", "clerk", keeper="王")
        scope = world.actor("clerk").scope
        assert known.tickets(place={}, on=world.DAY, scope=scope) == []
        with pytest.raises(NotFound):
            standings.standing(station=away.station, on=world.DAY, scope=scope)


class TestReview:
    def listed(self, own=None, numbers=(1, 2)):
        return reviews.list_beneficiaries(
            station=(own or station()).station, households=numbers, by=world.actor("village"), **ACT
        )

    def homes(self, *numbers, side=world.HOME):
        for number in numbers:
            world.indexed(number, side)

    def test_through_the_three_gates(self):
        self.homes(1, 2)
        review = self.listed()
        told = {"review_id": review.pk, **ACT}
        reviews.hold_meeting(version=1, meeting_date=world.DAY, present=40, in_favour=31,
                             by=world.actor("village"), **told)  # fmt: skip
        reviews.check_review(
            version=2, is_right=True, reason="", by=world.actor("township"), **told
        )
        reviews.approve_review(version=3, is_right=True, reason="", by=world.actor("approver"),
                               **told)  # fmt: skip
        found = Review.objects.get()
        assert (found.state, found.approved_date) == ("approved", world.DAY)
        with pytest.raises(InputProblems, match="begun already"):
            self.listed(Standing.objects.get())

    def test_sent_back_it_is_drawn_up_anew(self):
        self.homes(1, 2, 3)
        review = self.listed()
        told = {"review_id": review.pk, **ACT}
        reviews.hold_meeting(version=1, meeting_date=world.DAY, present=40, in_favour=31,
                             by=world.actor("village"), **told)  # fmt: skip
        with pytest.raises(InputProblems, match="why"):
            reviews.check_review(version=2, is_right=False, reason=" ", by=world.actor("township"),
                                 **told)  # fmt: skip
        reviews.check_review(version=2, is_right=False, reason="漏了一户",
                             by=world.actor("township"), **told)  # fmt: skip
        self.listed(Standing.objects.get(), (1, 2, 3))
        found = Review.objects.get()
        assert (found.state, found.meeting_date, found.households.count()) == ("listed", None, 3)

    @pytest.mark.parametrize(
        ("meeting", "wrong"),
        [
            ({"meeting_date": None, "present": None, "in_favour": None}, {"meeting_date", "present"}),
            ({"meeting_date": world.DAY + timedelta(days=1), "present": 3, "in_favour": 4},
             {"meeting_date", "in_favour"}),
            ({"meeting_date": world.DAY, "present": 10, "in_favour": 5}, {"in_favour"}),
        ],
    )  # fmt: skip
    def test_a_meeting_that_decided_nothing(self, meeting, wrong):
        self.homes(1, 2)
        review = self.listed()
        with pytest.raises(InputProblems) as found:
            reviews.hold_meeting(review_id=review.pk, version=1, by=world.actor("village"),
                                 **meeting, **ACT)  # fmt: skip
        assert {each.where for each in found.value.problems} == wrong

    def test_who_cannot_be_on_the_list_is_named(self):
        self.homes(1)
        self.homes(7, side=world.ABROAD)
        with pytest.raises(InputProblems) as wrong:
            self.listed(numbers=(1, 1, 7, 9))
        words = " ".join(each.message for each in wrong.value.problems)
        assert all(text in words for text in ("1 stands there twice", "7", "9"))
        assert not Review.objects.exists()
        with pytest.raises(InputProblems, match="at least one"):
            self.listed(Standing.objects.get(), ())

    def test_gates_are_for_their_keepers_and_in_their_order(self):
        self.homes(1, 2)
        review = self.listed()
        told = {"review_id": review.pk, "version": 1, "is_right": True, "reason": "", **ACT}
        with pytest.raises(NotAllowed):
            reviews.approve_review(by=world.actor("township"), **told)
        with pytest.raises(ReviewNotThere):
            reviews.approve_review(by=world.actor("approver"), **told)
        with pytest.raises(NotFound):
            reviews.check_review(by=world.actor("township", world.ABROAD), **told)
