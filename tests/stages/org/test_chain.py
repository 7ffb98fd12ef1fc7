"""The chain of the audit log holds against whoever can write into the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.stages.org.chain import Sealed
from shouwang.stages.org.models import AuditEntry, DayAnchor
from shouwang.stages.org.operations import audit as operations
from shouwang.stages.org.operations.audit import record, seal_entries
from shouwang.stages.org.queries.audit import verify_chain

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 30)
AT = datetime(2020, 6, 30, 9, 0, tzinfo=UTC)
SYSTEM = Actor("system", is_program=True)


def write(count, *, day=DAY, at=AT):
    for number in range(count):
        record(what="publish", subject=f"d:{number}", at=at, by=Actor("李"), on=day,
               detail={"n": number, "share": 0.25, "名": "值"})  # fmt: skip


def seal():
    return seal_entries(at=AT, by=SYSTEM, on=DAY)


def breaks(**fields):
    return [each.where for each in verify_chain(on=DAY, scope=EVERYWHERE, **fields)]


def swap(first, second):
    """Exchange what two entries say, their places and hashes left where they are."""
    names = ("what", "subject", "who", "detail")
    one, two = AuditEntry.objects.get(position=first), AuditEntry.objects.get(position=second)
    for name in names:
        own, other = getattr(one, name), getattr(two, name)
        setattr(one, name, other)
        setattr(two, name, own)
    one.save()
    two.save()


def rewrite():
    """Rewrite the whole log, hashes and anchors, as if nothing had been."""
    AuditEntry.objects.filter(position=2).update(who="王")
    previous = "0" * 64
    for entry in AuditEntry.objects.order_by("position"):
        entry.previous_hash = previous
        entry.hash = previous = Sealed.of(entry).hash
        entry.save()
    DayAnchor.objects.update(hash=previous)


class TestSealing:
    def test_many_entries_in_several_bites(self, monkeypatch):
        monkeypatch.setattr(operations, "MOST_AT_ONCE", 7)
        write(30)
        assert seal() == 30
        assert breaks(at=AT) == []
        assert DayAnchor.objects.get().position == 30

    def test_again_seals_nothing_twice(self):
        write(3)
        assert (seal(), seal()) == (3, 0)
        before = list(AuditEntry.objects.values_list("hash", flat=True))
        write(2)
        assert seal() == 2
        assert list(AuditEntry.objects.values_list("hash", flat=True)[:3]) == before
        assert breaks() == []

    def test_days_may_come_in_any_order(self):
        write(2, day=date(2020, 7, 1))
        seal()
        write(2, day=date(2020, 6, 1))
        seal()
        assert breaks() == []
        assert DayAnchor.objects.count() == 2

    def test_an_entry_that_waits_too_long_is_told(self):
        write(1)
        assert breaks(at=AT + timedelta(minutes=9)) == []
        assert len(breaks(at=AT + timedelta(minutes=11))) == 1


class TestTampering:
    @pytest.mark.parametrize(
        ("tamper", "first"),
        [
            (lambda: AuditEntry.objects.filter(position=1).update(who="王"), "audit:1"),
            (lambda: AuditEntry.objects.filter(position=3).update(purpose="x"), "audit:3"),
            (lambda: AuditEntry.objects.filter(position=3).update(detail={}), "audit:3"),
            (lambda: AuditEntry.objects.filter(position=3).update(kind="sight"), "audit:3"),
            (lambda: AuditEntry.objects.filter(position=1).delete(), "audit:2"),
            (lambda: AuditEntry.objects.filter(position__in=(2, 3)).delete(), "audit:4"),
            (lambda: AuditEntry.objects.filter(position=6).delete(), "audit:6"),
            (lambda: AuditEntry.objects.filter(position__gt=3).delete(), "audit:6"),
            (lambda: AuditEntry.objects.all().delete(), "audit:6"),
            (lambda: swap(2, 5), "audit:2"),
            (
                lambda: AuditEntry.objects.filter(position__gt=3).update(
                    position=F("position") + 9
                ),
                "audit:13",
            ),
            (lambda: DayAnchor.objects.update(hash="f" * 64), "audit:6"),
        ],
    )
    def test_is_seen_and_its_first_place_named(self, tamper, first):
        write(6)
        seal()
        tamper()
        assert breaks()[0] == first

    def test_an_entry_put_in_between_is_seen(self):
        write(4)
        seal()
        AuditEntry.objects.filter(position=4).update(position=5)
        AuditEntry.objects.create(
            position=4, who="王", what="x", subject="y", on_date=DAY, at=AT,
            previous_hash="d" * 64, hash="e" * 64,
        )  # fmt: skip
        assert breaks()[0] == "audit:4"

    def test_the_whole_log_rewritten_is_seen_by_a_printed_anchor(self):
        write(4)
        seal()
        printed = DayAnchor.objects.get().hash
        rewrite()
        assert breaks() == []
        assert breaks(anchors={DAY: printed}) == ["anchor:2020-06-30"]


class TestAnyChange(TestCase):
    @settings(max_examples=20)
    @given(place=st.integers(1, 8), name=st.sampled_from(["who", "what", "subject", "purpose"]),
           value=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))  # fmt: skip
    def test_is_seen(self, place, name, value):
        write(8)
        seal()
        entry = AuditEntry.objects.get(position=place)
        before = getattr(entry, name)
        AuditEntry.objects.filter(position=place).update(**{name: value})
        assert (breaks() == []) == (before == value)
