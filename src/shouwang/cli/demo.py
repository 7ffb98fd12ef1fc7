"""``shouwang demo``: a made-up region, its deliveries taken in, screened, and shown."""

import csv
import datetime
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from shouwang.base.access import Actor
from shouwang.base.dates import Period
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.cli.explain import show as show_explanation
from shouwang.cli.home_runs import screen_home
from shouwang.cli.homes import use_home
from shouwang.cli.options import DEFAULT_CONTENT, DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.progress import bar
from shouwang.cli.runs import home_tables, latest_run, policy_of, runs_of
from shouwang.cli.serve import serve_home
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.folder import Home as OpenHome
from shouwang.lake.home import create_home, is_home, now, open_home
from shouwang.lake.runs import RunMissing, StoredRun
from shouwang.rules.content import load_content
from shouwang.stages.ledger.parse.assemble import parse_plan
from shouwang.stages.screening.explain import explain
from shouwang.stages.screening.run import FINDINGS
from shouwang.stages.screening.samples import sample_finding
from shouwang.stages.screening.score import Score, score
from shouwang.synthetic.region import synthesize

DEMO_DAY = datetime.date(2020, 6, 30)
WEEK_BEFORE = DEMO_DAY - datetime.timedelta(weeks=1)
REGION = "region"  # the made-up region inside the home: deliveries until they are in, truth
SENDER = Actor("demo-sender")
PUBLISHER = Actor("demo-publisher")


class NotADemoHome(ShouwangError):
    """What is in the folder was not made by a demo, so a demo does not touch it."""


@answers
def demo(
    *,
    scale: Annotated[float, typer.Option(help="The share of the region's villages.")] = 0.01,
    home: Home = DEFAULT_HOME,
    seed: Annotated[int, typer.Option(help="The same seed makes the same region.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the demo's home anew.")] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop after the data; no page is served.")
    ] = False,
    port: Annotated[int, typer.Option(help="The port of the pages.", min=1, max=65535)] = 8000,
    as_json: AsJson = False,
) -> None:
    """Make an invented region, take its deliveries in, screen it and open the office over it."""
    start = time.perf_counter()
    opened = _home(Path(home), fresh=fresh)
    run = _finished_run(opened)
    steps: dict[str, float] = {}
    if run is None:
        run = _build(opened, scale=scale, seed=seed, quiet=as_json, steps=steps)
    answer = answer_of(opened, run)
    answer["office"] = _office(opened, run, seed=seed, steps=steps)
    answer["steps"] = {name: round(seconds, 2) for name, seconds in steps.items()}
    answer["seconds"] = round(time.perf_counter() - start, 2)
    if as_json:
        show_json(answer)
    else:
        show(answer)
    if not no_serve and not as_json:
        serve_home(opened.root, port=port)


def _office(
    home: OpenHome, run: StoredRun, *, seed: int, steps: dict[str, float]
) -> dict[str, Any]:
    """Open the office if it is not open yet, and return its accounts."""
    use_home(home)
    from shouwang.cli.demo_board import keep_days  # noqa: PLC0415 - needs Django
    from shouwang.cli.demo_office import open_office  # noqa: PLC0415 - needs Django

    start = time.perf_counter()
    told = open_office(home, policy_of(home), run, seed=seed)
    if told["done"]:
        steps["office"] = time.perf_counter() - start
    start = time.perf_counter()
    if keep_days(home):
        steps["figures"] = time.perf_counter() - start
    return told


def _home(root: Path, *, fresh: bool) -> OpenHome:
    """Return the demo's home: the one that is there, or a new one."""
    if is_home(root):
        opened = open_home(root)
        if not opened.demo:
            raise NotADemoHome(
                _("{path} is a home with real data; name another with --home").format(path=root)
            )
        if not fresh and _finished_run(opened) is not None:
            return opened
        # A demo that was interrupted, or is to be made anew: all of it is invented, none is kept.
        shutil.rmtree(root)
    return create_home(root, content=DEFAULT_CONTENT.name, demo=True, day=DEMO_DAY)


def _finished_run(home: OpenHome) -> StoredRun | None:
    try:
        return latest_run(home)
    except RunMissing:
        return None


def _build(
    home: OpenHome, *, scale: float, seed: int, quiet: bool, steps: dict[str, float]
) -> StoredRun:
    region = home.root / REGION
    start = time.perf_counter()
    with bar(_("making people up"), shown=not quiet) as advance:

        def progress(done: int, total: int) -> None:
            advance(total if done == 1 else 0)
            if done == 1:
                advance(0)

        synthesize(content_dir=home.content_dir, out=region, scale=scale, seed=seed,
                   progress=progress)  # fmt: skip
    shutil.rmtree(region / "tables")  # the demo takes the long way, through the deliveries
    steps["synthesize"] = time.perf_counter() - start
    start = time.perf_counter()
    _ingest(home, region / "deliveries", quiet=quiet)
    shutil.rmtree(region / "deliveries")
    steps["ingest"] = time.perf_counter() - start
    start = time.perf_counter()
    # A week earlier too, so that the board has something to compare with.
    for day in (WEEK_BEFORE, DEMO_DAY):
        screen_home(home.root, on=day, out=None, threads=default_threads(),
                    memory=DEFAULT_MEMORY, quiet=quiet)  # fmt: skip
    steps["screen"] = time.perf_counter() - start
    return latest_run(home)


def _ingest(home: OpenHome, folder: Path, *, quiet: bool) -> None:
    """Take the deliveries in as departments would send them: one sends, another publishes.

    While one is published the next is read already, as in an office with two desks; what the
    register says must be out before anything is held against it.
    """
    use_home(home)
    from django.db import connections  # noqa: PLC0415 - needs Django

    from shouwang.stages.ingest import operations as ingest  # noqa: PLC0415 - needs Django

    # A sender of the whole region speaks for every banner, also for those without a row.
    content = load_content(home.content_dir)
    places = {region.code for region in content.regions_of(content.coverage_level)}
    register = {subject.table for subject in content.subjects.values()}
    # The faults are planted: what they drive beyond its contract is let in all the same.
    because = _("the invented region is taken in with its faults")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    def publish(number: int, day: datetime.date) -> None:
        ingest.publish_delivery(
            home=home, delivery_id=number, at=now(home), because=because, by=PUBLISHER, on=day
        )

    with (
        bar(_("taking deliveries in"), shown=not quiet) as advance,
        ThreadPoolExecutor(1) as second_desk,
    ):
        advance(len(rows))
        before, published = "", second_desk.submit(lambda: None)
        for row in rows:
            if before in {*register, row["feed"]}:
                published.result()
            before, day = row["feed"], _arrival(row["period"])
            # What a department of a banner has not sent is late there, and known as such.
            covers = sorted(places.difference(row["lacking"].split()))
            review = ingest.receive_delivery(
                home=home, path=folder / row["file"], feed=row["feed"], banner=row["banner"],
                covers=covers, at=now(home), by=SENDER, on=day,
            )  # fmt: skip
            assert review.delivery is not None  # noqa: S101 - it was received, not only checked
            published.result()
            published = second_desk.submit(publish, review.delivery, day)
            advance(0)
        published.result()
        second_desk.submit(connections.close_all).result()


def _arrival(period: str) -> datetime.date:
    """Return the last day of a month: the day on which its delivery comes, at the latest today."""
    if not period:
        return DEMO_DAY
    after = Period.month(datetime.date.fromisoformat(period)).end
    assert after is not None  # noqa: S101 - a month ends
    return min(after - datetime.timedelta(days=1), DEMO_DAY)


def answer_of(home: OpenHome, run: StoredRun) -> dict[str, Any]:
    """Return what the demo shows: the plan, the run held against the truth, one explanation."""
    policy = policy_of(home)
    board = score(
        policy,
        findings=run.file(FINDINGS),
        truth=home.root / REGION / "truth",
        outcomes=run.record["checks"],
    )
    plan = parse_plan(home.content_dir / "plans" / "2020.txt")
    checks = [
        {
            **check,
            **_shares(board.checks.get(check["name"])),
        }
        for check in run.record["checks"]
    ]
    sample = sample_finding(run.file(FINDINGS), policy)
    tables = home_tables(home, policy.content, snapshot=run.record["snapshot"])
    explanation = (
        explain(policy, tables, household=sample[0], check=sample[1], on=DEMO_DAY).as_json()
        if sample
        else None
    )
    return {
        "home": str(home.root),
        "runs": str(runs_of(home)),
        "invented": True,
        "as_of": run.record["as_of"],
        "run": run.name,
        "snapshot": run.record["snapshot"],
        "households": run.record["households"],
        "persons": run.record["persons"],
        "findings": run.record["findings"],
        "findings_sha256": run.record["findings_sha256"],
        "checks": checks,
        "hardships": {name: each.as_json() for name, each in board.kinds.items()},
        "overall": board.overall.as_json(),
        "plan": [
            {"number": task.number, "title": task.title, "owners": list(task.units.owners),
             "partners": list(task.units.partners)}
            for task in plan.tasks
        ],
        "explanation": explanation,
    }  # fmt: skip


def _shares(scored: Score | None) -> dict[str, Any]:
    """Return what a check's findings were worth."""
    return (
        {"recall": None, "precision": None}
        if scored is None
        else {name: value for name, value in scored.as_json().items() if name != "not_evaluable"}
    )


def show(answer: dict[str, Any]) -> None:
    """Print the demo's answer."""
    console.rule(_("The work plan of 2020"))
    table = Table(_("number"), _("task"), _("owner"), _("partners"), box=None)
    for task in answer["plan"]:
        table.add_row(task["number"], task["title"], " ".join(task["owners"]),
                      " ".join(task["partners"]))  # fmt: skip
    console.print(table)
    console.rule(_("What the checks found as of {day}").format(day=answer["as_of"]))
    table = Table(_("check"), _("area"), box=None)
    for heading in (_("hit"), _("clear"), _("not evaluable"), _("recall"), _("precision")):
        table.add_column(heading, justify="right")
    for check in answer["checks"]:
        table.add_row(check["label"], check["area"], f"{check['hit']:,}", f"{check['clear']:,}",
                      f"{check['not_evaluable']:,}", _percent(check.get("recall")),
                      _percent(check.get("precision")))  # fmt: skip
    console.print(table)
    overall, counts = answer["overall"], answer["overall"]["counts"]
    console.print(
        _("Of {planted} planted hardships that the data show, {found} were found ({recall}); {right} "
          "of {flagged} households to be visited have one or a fault that was looked for "
          "({precision}); {unseen} more hardships no data show.").format(
            planted=f"{counts['planted']:,}", found=f"{counts['found']:,}",
            recall=_percent(overall["recall"]), right=f"{counts['right']:,}",
            flagged=f"{counts['flagged']:,}", precision=_percent(overall["precision"]),
            unseen=f"{counts['unseen']:,}")
    )  # fmt: skip
    if answer["explanation"]:
        console.rule(_("One finding explained"))
        show_explanation(answer["explanation"])
    console.rule(_("Accounts of the demo"))
    table = Table(_("role"), _("username"), _("password"), _("place"), box=None)
    for each in answer["office"]["accounts"]:
        table.add_row(each["role"], each["username"], each["password"], each["place"])
    console.print(table)
    console.rule()
    console.print(
        _("{findings} findings on {households} households and {persons} persons, all of them "
          "invented; home {home}, {seconds} s.").format(**answer)
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
