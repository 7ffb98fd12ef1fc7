"""Receives an uploaded file as background work; the upload waits enciphered until then."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from shouwang.base.access import SYSTEM, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home, make_private_folder
from shouwang.lake.home import now, today
from shouwang.lake.keys import read_keys
from shouwang.stages.ingest import operations as ingest, queries
from shouwang.stages.ingest.mappings import Answered
from shouwang.stages.ingest.receiving import digest_of
from shouwang.stages.ingest.sealing import open_sealed, seal_file
from shouwang.stages.screening.outlook import with_outlook
from shouwang.web import place
from shouwang.web.jobs.running import Running

WAITING = "waiting"  # the folder of uploads that nobody has received yet
SEALED = ".sealed"
# What is taken over the web; whole regions come by the command line.
MEGABYTE = 10**6
MOST_BYTES = 100 * MEGABYTE
# Of these kinds; what is really in a file is looked at when it is received.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".docx", ".parquet")
LONGEST_NAME = 120


def keep_waiting(home: Home, upload: Any) -> str:
    """Keep an upload, enciphered, and return the name it waits under.

    Raises:
        InputProblems: if it is empty, too large or of a kind that is not read.
    """
    name = Path(upload.name or "").name
    problems = list(_faults(name, upload.size or 0))
    if problems:
        raise InputProblems(problems)
    folder = home.root / WAITING
    make_private_folder(folder)
    number = uuid4().hex
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        plain = Path(scratch) / "upload"
        with plain.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        seal_file(plain, folder / f"{number}{SEALED}", read_keys(home.keys).seal)
    return number


def _faults(name: str, size: int) -> list[Problem]:
    problems = []
    if Path(name).suffix.lower() not in SUFFIXES:
        message = _("{name} is no table that is read here").format(name=name[:LONGEST_NAME])
        mend = _("one of: {words}").format(words=", ".join(SUFFIXES))
        problems.append(Problem(_("file"), message, mend))
    if len(name) > LONGEST_NAME:
        problems.append(Problem(_("file"), _("its name is too long"), _("give it a shorter one")))
    if not size:
        problems.append(Problem(_("file"), _("the file is empty"), ""))
    if size > MOST_BYTES:
        message = _("the file has {size} MB; {most} MB are taken at most").format(
            size=size // MEGABYTE, most=MOST_BYTES // MEGABYTE
        )
        problems.append(Problem(_("file"), message, _("send it in parts, a banner each")))
    return problems


def receive(job: Running, wanted: dict[str, Any]) -> dict[str, Any]:
    """Receive an upload: ``{"upload": name it waits under, "name", "feed", "banner"}``.

    With ``again``, the number of a delivery, its own file is received once more with the answers
    that have been given since, and the earlier one is sent back.
    """
    if not job.by.has_role("sender"):
        raise NotAllowed(_("this is not for your role"))
    home, on = job.home, today(job.home)
    again = wanted.get("again")
    sealed = _sealed(job, wanted)
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        path = Path(scratch) / str(wanted["name"])
        if not sealed.exists():
            raise NotFound(_("the file is not here any more; send it again"))
        open_sealed(sealed, path, read_keys(home.keys).seal)
        known = None if again else queries.same_delivery(
            feed=wanted["feed"], digest=digest_of(path), receiver=job.by.name, on=on,
            scope=job.by.scope,
        )  # fmt: skip
        number = known.number if known else _received(job, path, wanted)
    if again is not None:
        _send_back(job, int(again))
    else:
        sealed.unlink(missing_ok=True)
    return {
        "said": _("Delivery {number} has been read; look at what was found.").format(number=number),
        "link": f"/data/{number}/",
    }


def _sealed(job: Running, wanted: dict[str, Any]) -> Path:
    if wanted.get("again"):
        return job.home.uploads / f"{int(wanted['again'])}{SEALED}"
    return job.home.root / WAITING / f"{wanted['upload']}{SEALED}"


def _received(job: Running, path: Path, wanted: dict[str, Any]) -> int:
    home, moment, on = job.home, now(job.home), today(job.home)
    tell = job.steps()
    ingest.follow_snapshots(home=home, at=moment, by=job.by, on=on)
    review = ingest.receive_delivery(
        home=home, path=path, feed=wanted["feed"], banner=wanted.get("banner", ""), at=moment,
        answered=Answered(tuple(wanted.get("maps", ())), tuple(wanted.get("words", ()))),
        progress=tell, by=job.by, on=on,
    )  # fmt: skip
    review = with_outlook(
        home, place.policy, review, progress=tell, is_asked=False, at=moment, by=job.by, on=on
    )
    return review.delivery or 0


def _send_back(job: Running, number: int) -> None:
    """The answers have made another delivery of it: the earlier one waits no more."""
    ingest.refuse_delivery(
        home=job.home, delivery_id=number, at=now(job.home), by=SYSTEM, on=today(job.home)
    )
