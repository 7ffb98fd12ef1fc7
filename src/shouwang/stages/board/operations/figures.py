"""Keeping the figures of a day, so that what was shown then can be shown again and compared."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction

from shouwang.base.access import EVERYWHERE, Actor, NotAllowed
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun
from shouwang.rules.pack import Policy
from shouwang.rules.practice import Practice
from shouwang.stages.board.figuring import figure
from shouwang.stages.board.ground import Ground, Wish
from shouwang.stages.board.measured import Measured
from shouwang.stages.board.models import Figure, FigureSet
from shouwang.stages.board.queries.decided import decisions
from shouwang.stages.org.operations import audit
from shouwang.stages.org.queries import audit as audit_log

KEEPERS = ("region", "league", "admin")
COLUMNS = ("indicator", "area", "group", "level", "place", "value", "above", "below", "low", "high",
           "why")  # fmt: skip
# A hundred thousand rows are written as they are: made into records first they take ten times as long.
WRITE = (
    f"INSERT INTO {Figure._meta.db_table} (figure_set_id, "  # noqa: S608, SLF001 - names of ours
    + ", ".join(f'"{name}"' for name in COLUMNS)
    + f") VALUES ({', '.join(['%s'] * (1 + len(COLUMNS)))})"
)
AT_ONCE = 5000  # rows in one transaction: others do not wait for longer than a moment


def keep_figures(
    *,
    home: Home,
    policy: Policy,
    practice: Practice,
    run: StoredRun,
    at: datetime,
    by: Actor,
    on: date,
) -> FigureSet:
    """Keep all indicators of a day for the region, its leagues and banners, and return the set.

    The same day, run and decisions are the same set; one that was cut short is made anew. The
    lake is read and the figures are written outside of any transaction that others wait for.

    Raises:
        NotAllowed: if it is not for them.
        NothingPublished: if there is no snapshot.
    """
    if not (by.is_program or by.has_role(*KEEPERS)):
        raise NotAllowed(_("this is not for your role"))
    position = audit_log.count_sealed(on=on, scope=EVERYWHERE)
    same = FigureSet.objects.filter(on=on, run=run.name, audit_position=position)
    found = same.filter(is_finished=True).first()
    if found is not None:
        return found
    _remove(FigureSet.objects.filter(on=on, is_finished=False))
    figures = figure(
        Ground(home, policy, practice, run, _everything(policy, practice), decisions, on=on)
    )
    made = FigureSet.objects.create(
        on=on,
        run=run.name,
        snapshot=int(run.record["snapshot"]),
        release=str(run.record["release"]),
        audit_position=position,
        made_at=at,
        made_by=by.name,
    )
    rows = _rows(made, figures)
    while some := list(islice(rows, AT_ONCE)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(WRITE, some)
    with transaction.atomic():
        made.is_finished = True
        made.save(update_fields=["is_finished"])
        audit.record(
            what="keep_figures", subject=f"figure_set:{made.pk}", at=at,
            detail={"run": run.name, "figures": len(figures)}, by=by, on=on,
        )  # fmt: skip
    return made


def _everything(policy: Policy, practice: Practice) -> Wish:
    content = policy.content
    lowest = content.levels.index(content.coverage_level)
    return Wish(
        indicators=practice.indicators,
        levels={
            level: [region.code for region in content.regions_of(level)]
            for level in content.levels[: lowest + 1]
        },
        groups=("", *practice.areas.groups),
    )


def _rows(
    figure_set: FigureSet, figures: Iterable[Measured]
) -> Iterator[tuple[str | float | None, ...]]:
    """Yield what is written of each figure, in the order of the columns."""
    for each in figures:
        yield (figure_set.pk, *(getattr(each, name) for name in COLUMNS))


def _remove(sets: Iterable[FigureSet]) -> None:
    """Take away what was cut short, a part at a time."""
    for each in sets:
        numbers = list(Figure.objects.filter(figure_set=each).values_list("pk", flat=True))
        for some in range(0, len(numbers), AT_ONCE):
            Figure.objects.filter(pk__in=numbers[some : some + AT_ONCE]).delete()
        each.delete()
