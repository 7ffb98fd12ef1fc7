"""What a pending delivery would change in screening, and what its sender has to mend."""

import datetime
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from shouwang.base.access import Actor, Scope
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.folder import Home
from shouwang.lake.landing import landed_in
from shouwang.lake.preview import preview
from shouwang.lake.rewrite import Progress
from shouwang.lake.workspace import open_workspace
from shouwang.rules.compile import compile_policy
from shouwang.rules.pack import Policy
from shouwang.stages.ingest.operations import keep_outlook
from shouwang.stages.ingest.queries import sent_of
from shouwang.stages.ingest.receiving import ground_in
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.weighing import limits
from shouwang.stages.screening.effects import Bounds, Effects, affected_checks, effects_of
from shouwang.stages.screening.fixes import FixList, fix_list

AFTER = "after.parquet"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of a delivery."""

    effects: Effects
    fixes: FixList


def with_outlook(
    home: Home,
    read_policy: Callable[[], Policy],
    review: Review,
    *,
    progress: Progress,
    is_asked: bool,
    at: datetime.datetime,
    by: Actor,
    on: datetime.date,
) -> Review:
    """Work out what a received delivery would change, keep it with the delivery and return both.

    Args:
        read_policy: Gives the rules; asked for only if they are needed.

    Whatever goes wrong with the rules is told in place of their outcome: the delivery stands.
    """
    if review.delivery is None:
        return review
    try:
        outlook = outlook_of(
            home, read_policy, review.delivery, on=on, progress=progress, is_asked=is_asked
        )
    except ShouwangError as error:
        outlook = _skipped(str(error))
    effects, fixes = outlook.effects.as_json(), outlook.fixes.as_json(limits().fixes)
    keep_outlook(delivery_id=review.delivery, effects=effects, fix_list=fixes, at=at, by=by, on=on)
    return replace(review, effects=effects, fix_list=fixes)


def outlook_of(
    home: Home,
    read_policy: Callable[[], Policy],
    delivery_id: int,
    *,
    on: datetime.date,
    progress: Progress,
    is_asked: bool = False,
) -> Outlook:
    """Work out what a pending delivery would change; nothing is written.

    Args:
        is_asked: Whether it is done however large the delivery is.
    """
    sent = sent_of(delivery_id=delivery_id, on=on, scope=Scope())
    folder = home.staged / str(delivery_id)
    if sent is None or not folder.is_dir():
        return _skipped(_("the delivery has been decided on"))
    ground, first = ground_in(home), limits().first
    shape = ground.plans[sent.feed].shape
    landed = landed_in(folder, shape, {"sender": sent.sender, "delivery": sent.id})
    rows = sum(pq.read_metadata(path).num_rows for path in landed.files)
    if not rows:
        return _skipped(_("no row waits to be published"))
    if rows > limits().effects_rows and not is_asked:
        return _skipped(
            _("{rows} rows are more than {limit}; ask for it with --effects").format(
                rows=rows, limit=limits().effects_rows
            )
        )
    policy = read_policy()
    checks = affected_checks(policy, sent.feed)
    if not checks:
        return Outlook(Effects(), FixList())
    compiled = compile_policy(policy, on=on, checks=list(checks))
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch, open_workspace() as work:
        progress(_("looking ahead"), 0)
        seen = preview(ground, work, base=ground.lake.latest(), landed=landed, sent=sent,
                       progress=progress)  # fmt: skip
        effects = effects_of(
            policy, seen, compiled, scratch=Path(scratch),
            bounds=Bounds(default_threads(), DEFAULT_MEMORY), most=first,
        )  # fmt: skip
        fixes = fix_list(
            policy, Path(scratch) / AFTER, seen.after, feed=sent.feed, staged=landed.files,
            compiled=compiled,
        )  # fmt: skip
    return Outlook(effects, fixes)


def _skipped(why: str) -> Outlook:
    return Outlook(Effects(skipped=why), FixList(skipped=why))
