"""Two people at one record, eight at one series of numbers: on both databases nothing is lost."""

import uuid
from datetime import timedelta

import pytest

from shouwang.base.access import SYSTEM, Stale
from shouwang.stages.cases.models import Case, Lead, Series, Visit
from shouwang.stages.cases.operations import leads, numbering, procedures
from shouwang.stages.cases.operations.visits import record_visit
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.office.at_once import at_once, disk

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["disk"]
NUMBER = 150_421_000_001
NOW = {"at": world.AT, "on": world.DAY}


def split(answers, kind):
    """Return what came of those that succeeded, and those that ended with an error of a kind."""
    others = [each for each in answers if isinstance(each, Exception)]
    assert all(isinstance(each, kind) for each in others), others
    return [each for each in answers if each not in others], others


def test_of_two_who_dismiss_a_lead_the_second_is_told_who_was_first(disk):
    lead = world.lead(NUMBER)
    people = [world.actor("township"), world.actor("clerk")]
    until = world.DAY + timedelta(days=30)
    answers = at_once(*(
        lambda by=by: leads.dismiss_lead(
            lead_id=lead.pk, version=lead.version, reason=by.name, until=until, by=by, **NOW
        )
        for by in people
    ))  # fmt: skip
    (done,), (told,) = split(answers, Stale)
    kept = Lead.objects.get()
    assert (kept.state, kept.version, kept.reason) == ("dismissed", lead.version + 1, done.reason)
    assert kept.changed_by in str(told)
    assert AuditEntry.objects.filter(what="dismiss_lead").count() == 1


def test_numbers_are_given_out_once_and_without_a_gap(disk):
    def take():
        return [numbering.take_number(letter="A", by=SYSTEM, on=world.DAY) for _each in range(5)]

    given = [number for some in at_once(*[take] * 8) for number in some]
    assert len(set(given)) == 40
    assert Series.objects.get().latest == 40


def test_a_household_reported_by_many_has_one_lead(disk):
    world.indexed(NUMBER)
    by = world.actor("township")
    found = at_once(*(
        lambda words=words: leads.open_lead(
            household=NUMBER, source="self", risk="illness", words=words, severity=3, by=by,
            **NOW,
        )
        for words in ("一", "二", "三", "四")
    ))  # fmt: skip
    lead = Lead.objects.get()
    assert found == [lead.pk] * 4
    assert (lead.finding_count, lead.findings.count()) == (4, 4)
    assert sorted(lead.findings.values_list("words", flat=True)) == sorted("一二三四")


def test_a_household_comes_under_a_procedure_once(disk):
    world.indexed(NUMBER)
    by = world.actor("township")

    def opening():
        return procedures.open_case(
            household=NUMBER, procedure="identification", source="system",
            content=world.content(), risks=["illness"], by=by, **NOW,
        )  # fmt: skip

    (opened,), refused = split(at_once(*[opening] * 3), MoveNotAllowed)
    assert len(refused) == 2
    assert Case.objects.get().number == opened.number
    assert AuditEntry.objects.filter(what="open_case").count() == 1


def test_a_form_sent_twice_is_one_visit(disk, tmp_path):
    world.indexed(NUMBER)
    lead = world.lead(NUMBER)
    home, form, by = world.make_home(tmp_path / "home"), uuid.uuid4(), world.actor("village")

    def recording():
        return record_visit(
            home=home, content=world.content(), household=NUMBER, purpose="verify",
            answers={"income_per_head": "4200"}, verdict="confirmed", form=form, people=2,
            lead_id=lead.pk, lead_version=lead.version, by=by, **NOW,
        ).pk  # fmt: skip

    answers = at_once(recording, recording)
    assert answers == [Visit.objects.get().pk] * 2, answers
    assert Case.objects.count() == 1
    assert Lead.objects.get().state == "closed"
