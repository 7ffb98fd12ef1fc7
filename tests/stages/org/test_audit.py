"""The audit log: each entry seals the one before it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, Scope
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.org.operations.audit import record, seal_entries
from shouwang.stages.org.queries.audit import ScopeTooNarrow, latest_hash, verify_chain

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 30)
EVERYWHERE = Scope()


def write(count=4):
    for number in range(1, count + 1):
        at = datetime(2020, 6, 30, 8, number, 0, 123456, tzinfo=UTC)
        record(what="publish", subject=f"delivery:{number}", at=at, by=Actor("李"), on=DAY)
    seal_entries(at=at, by=Actor("system"), on=DAY)


@transaction.atomic
def write_and_fail():
    write(1)
    raise IntegrityError


def broken():
    return [problem.where for problem in verify_chain(on=DAY, scope=EVERYWHERE)]


class TestRecord:
    def test_chains_entries(self):
        write()
        entries = list(AuditEntry.objects.all())
        assert [each.position for each in entries] == [1, 2, 3, 4]
        assert [each.previous_hash for each in entries[1:]] == [each.hash for each in entries[:-1]]
        assert broken() == []
        assert latest_hash(on=DAY, scope=EVERYWHERE) == entries[-1].hash

    def test_is_undone_with_the_decision(self):
        write(1)
        with pytest.raises(IntegrityError):
            write_and_fail()
        assert AuditEntry.objects.count() == 1


class TestVerifyChain:
    @pytest.mark.parametrize(
        "change",
        [
            {"who": "王"},
            {"what": "withdraw"},
            {"subject": "delivery:9"},
            {"on_date": date(2020, 6, 29)},
            {"at": datetime(2020, 6, 30, 9, tzinfo=UTC)},
        ],
    )
    def test_sees_every_change(self, change):
        write()
        AuditEntry.objects.filter(position=2).update(**change)
        assert broken() == ["audit:2"]

    def test_sees_a_change_that_was_sealed_again(self):
        write()
        AuditEntry.objects.filter(position=2).update(hash="f" * 64)
        assert broken() == ["audit:2", "audit:3"]

    def test_sees_an_entry_that_is_gone(self):
        write()
        AuditEntry.objects.filter(position=2).delete()
        assert broken() == ["audit:3"]

    def test_needs_the_whole_log(self):
        with pytest.raises(ScopeTooNarrow):
            verify_chain(on=DAY, scope=Scope(frozenset({"160101"})))
        with pytest.raises(ScopeTooNarrow):
            latest_hash(on=DAY, scope=Scope(frozenset({"160101"})))
