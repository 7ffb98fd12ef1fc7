"""A home of before is brought to today's tables, on both databases, and keeps its audit log."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.org.operations.audit import seal_entries
from shouwang.stages.org.queries.audit import verify_chain
from tests.office import databases, world

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEFORE = [("org", "0001_initial")]


def test_the_entries_of_before_are_carried_over_and_sealed(settings, tmp_path):
    settings.MIGRATION_MODULES = {}  # also where the other tests do without them
    with databases.empty(tmp_path / "db.sqlite3"):
        executor = MigrationExecutor(connection)
        entries = executor.migrate(BEFORE).apps.get_model("org", "AuditEntry")
        for number in (1, 2, 3):
            entries.objects.create(
                position=number, who="李", what="publish", subject=f"delivery:{number}",
                on_date=world.DAY, at=world.AT + timedelta(minutes=number),
                previous_hash=f"{number - 1:064}", hash=f"{number:064}",
            )  # fmt: skip
        call_command("migrate", verbosity=0)
        names = ("who", "subject", "detail", "position")
        assert list(AuditEntry.objects.order_by("id").values_list(*names)) == [
            ("李", f"delivery:{number}", {"hash": f"{number:064}"}, None) for number in (1, 2, 3)
        ]
        assert seal_entries(at=world.AT, by=SYSTEM, on=world.DAY) == 3
        assert verify_chain(on=world.DAY, scope=EVERYWHERE) == []
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
