"""Takes a file in: what is known of it before it is opened, and the folder it is worked on in."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shouwang.base.access import Scope
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.tables import Personal, Schema
from shouwang.base.words import _
from shouwang.lake.folder import Home, make_private_folder
from shouwang.lake.ground import Ground
from shouwang.lake.keys import Keys, read_keys
from shouwang.lake.rewrite import Progress
from shouwang.lake.snapshots import Lake
from shouwang.lake.workspace import Workspace, open_workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest.directory import Known
from shouwang.stages.ingest.intake import Arrival, Taken, take_in
from shouwang.stages.ingest.mappings import NOTHING_ANSWERED, Answered, read_answers
from shouwang.stages.ingest.periods import period_of
from shouwang.stages.ingest.persons import Finder
from shouwang.stages.ingest.placing import country_in
from shouwang.stages.ingest.queries import mapping_of
from shouwang.stages.ingest.sealing import seal_file

# A folder of work in progress, by the process that works in it.
ARRIVING = ".arriving-"


class FeedUnknown(ShouwangError):
    """There is no contract of that name."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has been taken in, still in its own folder.

    Attributes:
        rows: The folder of the staged rows.
        upload: The file, enciphered; none if nothing is to be kept.
        snapshot: The snapshot whose register was asked.
    """

    arrival: Arrival
    taken: Taken
    finder: Finder
    keys: Keys
    work: Workspace
    rows: Path
    upload: Path
    snapshot: int | None


def arrival_of(
    home: Home,
    path: Path,
    *,
    feed: str,
    place: str,
    on: date,
    covers: Collection[str] = (),
    answered: Answered = NOTHING_ANSWERED,
) -> Arrival:
    """Return what is known of a file before it is opened.

    Args:
        covers: Further places for which the sender says it is complete, rows or none.
        answered: What a person says now of its headings and words, as it is written.

    Raises:
        FeedUnknown: if there is no such feed.
        InputProblems: if the place is none of the region, or its content is faulty.
    """
    country = country_in(home.content_dir)
    content = country.content
    contract = content.contracts.get(feed)
    if contract is None:
        raise FeedUnknown(
            _("there is no feed {feed}; one of: {feeds}").format(
                feed=repr(feed), feeds=", ".join(sorted(content.contracts))
            )
        )
    region = content.regions.get(place)
    if place and (region is None or region.level != content.coverage_level):
        raise InputProblems(
            [
                Problem(
                    "--banner",
                    _("{code} is no {level} of {region}").format(
                        code=repr(place), level=content.coverage_level, region=content.label
                    ),
                    _("look the code up in the list of divisions"),
                )
            ]
        )
    whole = whole_sender(content, contract)
    sender = f"{contract.department}:{place}" if place else whole
    given = read_answers(answered, schema=contract, regions=content.regions)
    held = mapping_of(sender=sender, feed=feed, on=on, scope=Scope())
    return Arrival(
        path=path,
        contract=contract,
        content=content,
        sender=sender,
        whole=whole,
        place=place,
        period=period_of(contract, on),
        meaning=country.meaning(place),
        is_demo=home.demo,
        covers=tuple(sorted({*covers, *([place] if place else [])})),
        given=given,
        answers=held.with_newer(given),
        links=answered.links,
    )


@contextmanager
def received(
    home: Home, arrival: Arrival, *, keeps: bool, progress: Progress
) -> Iterator[Received]:
    """Read, check and stage a file in a folder of its own, which goes when all is done.

    Args:
        keeps: Whether anything is to be kept; if not, the home is not written to.

    Raises:
        FileFaulty: if the file as a whole cannot be taken.
    """
    if keeps:
        make_private_folder(home.staged)
        _clear(home.staged)
    with tempfile.TemporaryDirectory(
        prefix=f"{ARRIVING}{os.getpid()}-", dir=home.staged if keeps else None
    ) as name:
        folder = Path(name)
        with open_workspace(folder) as work:
            yield _received(home, arrival, work, keeps=keeps, progress=progress)


def whole_sender(content: Content, contract: Schema) -> str:
    """Return how a department goes that speaks for the whole region."""
    tops = [each.code for each in content.regions.values() if each.parent is None]
    return f"{contract.department}:{tops[0] if len(tops) == 1 else content.name}"


def ground_in(home: Home) -> Ground:
    """Return the lake of a home with what it needs to know to take deliveries.

    Raises:
        InputProblems: if the content of the home is faulty.
    """
    country = country_in(home.content_dir)
    return country.ground(Lake(home.lake, country.content.partition))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _received(
    home: Home, arrival: Arrival, work: Workspace, *, keeps: bool, progress: Progress
) -> Received:
    keys = read_keys(home.keys)
    ground = ground_in(home)
    snapshot = ground.lake.latest()
    finder = Finder(
        find=Known(keys.hash),
        keys=keys,
        # Before there is a register nobody is unknown: a check can say nothing about it.
        admits=_is_register(arrival) or (snapshot is None and not keeps),
        spool=work.new_folder("identities") if keeps else None,
    )
    rows, upload = work.folder.parent / "rows", work.folder.parent / "upload"
    taken = take_in(
        replace(arrival, is_check=not keeps),
        work,
        ground=ground,
        base=snapshot,
        resolve=finder,
        folder=rows,
        progress=progress,
    )
    if keeps:
        seal_file(arrival.path, upload, keys.seal)
    return Received(
        arrival=arrival,
        taken=taken,
        finder=finder,
        keys=keys,
        work=work,
        rows=rows,
        upload=upload,
        snapshot=snapshot.id if snapshot else None,
    )


def _clear(staged: Path) -> None:
    """Remove what receives that were killed have left; those still at work are left alone."""
    for folder in staged.glob(f"{ARRIVING}*"):
        process = folder.name.removeprefix(ARRIVING).partition("-")[0]
        if not (process.isdigit() and _is_alive(int(process))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, so it lives
    return True


def _is_register(arrival: Arrival) -> bool:
    """Whether the feed is the one by which persons become known."""
    return any(
        subject.table == arrival.contract.name
        and arrival.contract.column(subject.key).personal is Personal.ID
        for subject in arrival.content.subjects.values()
    )
