"""By which names the audit log knows what belongs to a household: its leads, visits, cases, files."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from shouwang.base.access import Scope
from shouwang.stages.cases.models import (
    Attachment,
    Case,
    Lead,
    Measure,
    Notice,
    Objection,
    SelfReport,
    Visit,
)
from shouwang.stages.org.scoping import within

OWN = {"lead": Lead, "visit": Visit, "case": Case, "measure": Measure, "report": SelfReport,
       "file": Attachment}  # fmt: skip


def subjects_of(*, household: int, on: date, scope: Scope) -> list[str]:
    """Return the subjects under which a sight of a household may stand: itself and its records."""
    del on
    return [f"household:{household}", *_records(household, scope)]


def _records(household: int, scope: Scope) -> Iterator[str]:
    for word, model in OWN.items():
        found: Any = model._default_manager.all()  # noqa: SLF001
        for number in within(found, scope).filter(household=household).values_list("pk", flat=True):
            yield f"{word}:{number}"
    notices = within(Notice.objects.all(), scope).filter(entries__case__household=household)
    yield from (f"notice:{number}" for number in notices.values_list("pk", flat=True).distinct())
    about = Q(case__household=household) | Q(case=None, notice__entries__case__household=household)
    objections = within(Objection.objects.all(), scope).filter(about)
    for number in objections.values_list("pk", flat=True).distinct():
        yield f"objection:{number}"
