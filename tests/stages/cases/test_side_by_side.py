"""Pieces written over two connections: each once, what fails stops the rest, nobody is left behind."""

import threading
import time

import pytest
from django.db import connection, transaction

from shouwang.base.ahead import ahead
from shouwang.base.words import language_in_use, use_language_here
from shouwang.stages.cases.models import Lead
from shouwang.stages.cases.operations import leads
from shouwang.stages.cases.side_by_side import CONNECTIONS, write_all
from tests.office import world
from tests.office.at_once import SECONDS, disk
from tests.stages.cases.test_leads import HOUSEHOLDS, finding, ground, policy, raised, state

__all__ = ["disk", "ground", "policy"]
pytestmark = pytest.mark.django_db(transaction=True)
FIRST = 150_421_000_001


def is_postgres():
    return connection.vendor == "postgresql"


def write_lead(number):
    with transaction.atomic():
        world.lead(number)


def written():
    return sorted(Lead.objects.values_list("household", flat=True))


def test_every_piece_is_written_once(disk):
    world.place()
    write_all(iter(range(FIRST, FIRST + 40)), write_lead)
    assert written() == list(range(FIRST, FIRST + 40))


def test_two_are_written_at_once_where_the_database_can(disk):
    together = threading.Barrier(CONNECTIONS)
    threads = set()

    def write(piece):
        threads.add(threading.get_ident())
        if is_postgres() and piece < CONNECTIONS:
            together.wait(SECONDS)

    write_all(iter(range(10)), write)
    here = threading.get_ident()
    assert threads == {here} if not is_postgres() else here not in threads
    assert len(threads) == (CONNECTIONS if is_postgres() else 1)


def test_what_cannot_be_written_is_told_and_no_more_are_begun(disk):
    world.place()
    asked = []

    def pieces():
        for number in range(FIRST, FIRST + 1000):
            asked.append(number)
            yield number

    def write(number):
        if number == FIRST + 5:
            raise ValueError(number)
        write_lead(number)

    with pytest.raises(ValueError, match=str(FIRST + 5)):
        write_all(pieces(), write)
    assert set(range(FIRST, FIRST + 5)) <= set(written())
    assert FIRST + 5 not in written()
    assert len(asked) < 500


def test_pieces_that_cannot_be_made_are_told_too(disk):
    world.place()

    def pieces():
        yield FIRST
        raise KeyError("nothing more")

    with pytest.raises(KeyError, match="nothing more"):
        write_all(pieces(), write_lead)
    assert written() == [FIRST]


def test_inside_a_transaction_all_of_it_is_undone_with_it(disk):
    world.place()
    with transaction.atomic():
        write_all(iter(range(FIRST, FIRST + 6)), write_lead)
        assert len(written()) == 6
        transaction.set_rollback(True)
    assert written() == []


def test_no_connection_stays_open(disk):
    if not is_postgres():
        pytest.skip("SQLite's is this thread's own")
    write_all(iter(range(FIRST, FIRST + 6)), write_lead)
    for _each in range(SECONDS * 10):  # the server takes its time to notice
        if others() == 0:
            break
        time.sleep(0.1)
    assert others() == 0


def others():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def test_pieces_are_made_and_written_in_the_language_of_who_asked(disk):
    use_language_here("zh_Hans")
    heard = []

    def pieces():
        for _each in range(20):
            heard.append(language_in_use())
            yield 1

    write_all(ahead(pieces()), lambda _piece: heard.append(language_in_use()))
    assert heard == ["zh_Hans"] * 40


def test_leads_of_a_run_are_the_same_in_many_pieces_as_in_one(disk, ground, monkeypatch):
    findings = [finding(each) for each in HOUSEHOLDS]
    whole = raised(ground, findings)
    expected, counts = state(), (whole.raised, whole.sent, whole.waiting)
    Lead.objects.all().delete()
    type(whole).objects.all().delete()
    monkeypatch.setattr(leads, "HOUSEHOLDS", 2)
    parts = raised(ground, findings)
    assert (state(), (parts.raised, parts.sent, parts.waiting)) == (expected, counts)
    assert parts.raised == len(HOUSEHOLDS)
