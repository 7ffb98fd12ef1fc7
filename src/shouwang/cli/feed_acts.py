"""``shouwang feeds deliveries``, ``diff``, ``publish``, ``refuse``, ``withdraw``: one delivery at a time."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from shouwang.base.access import Actor, Scope
from shouwang.base.words import _
from shouwang.cli.feed_status import On
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.lake.folder import Home as HomeFolder
from shouwang.lake.home import now, today
from shouwang.stages.ingest.terms import basis_of_difference, state_of_delivery

EVERYWHERE = Scope()
STATES = ("pending", "published", "refused", "withdrawn", "unchanged")

Number = Annotated[int, typer.Argument(help="The number of the delivery.", min=1)]
By = Annotated[str, typer.Option("--by", help="Who does it.")]


@answers
def list_deliveries(
    *,
    home: Home = DEFAULT_HOME,
    feed: Annotated[str, typer.Option("--feed", help="Only of this feed.")] = "",
    state: Annotated[
        str, typer.Option("--state", help=f"Only those of one state: {', '.join(STATES)}.")
    ] = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """List the deliveries, the newest first."""
    if state and state not in STATES:
        raise typer.BadParameter(_("one of: {words}").format(words=", ".join(STATES)))
    place = _home(home)
    from shouwang.stages.ingest import queries  # noqa: PLC0415

    found = queries.deliveries(feed=feed, state=state, on=on or today(place), scope=EVERYWHERE)
    if as_json:
        show_json([asdict(each) for each in found])
        return
    headings = (_("no."), _("feed"), _("period"), _("state"), _("accepted"), _("rejected"),
                _("received"))  # fmt: skip
    columns = [Column(word, no_wrap=True) for word in headings]
    table = Table(*columns, Column(_("sender"), overflow="fold"), box=None)
    for each in found:
        period = f"{each.period:%Y-%m}" if each.period else ""
        cells = (
            each.number, each.feed, period, state_of_delivery(each.state), each.accepted, each.rejected,
            each.received_date, each.sender,
        )  # fmt: skip
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table, soft_wrap=False)


@answers
def diff(
    number: Number, *, home: Home = DEFAULT_HOME, on: On = None, as_json: AsJson = False
) -> None:
    """Show what a delivery changes against what its sender had delivered before."""
    place = _home(home)
    from shouwang.stages.ingest import pending, queries  # noqa: PLC0415

    review = queries.review_of(delivery_id=number, on=on or today(place), scope=EVERYWHERE)
    if review is None:
        raise pending.DeliveryMissing(_("there is no delivery {number}").format(number=number))
    document = review.as_json()
    shown = {
        name: document[name]
        for name in ("delivery", "feed", "sender", "read", "accepted", "rejected", "warnings",
                     "questions", "duplicates", "difference", "effects", "fix_list", "same_as",
                     "links")
    }  # fmt: skip
    if as_json:
        show_json(shown)
        return
    _show_difference(shown)


@answers
def publish(
    number: Number,
    *,
    by: By,
    home: Home = DEFAULT_HOME,
    accept: Annotated[
        str, typer.Option("--accept", help="Why it is right although it goes beyond its contract.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Let the accepted rows of a delivery count; whoever received it may not publish it."""
    place, actor = _home(home), _actor(by)
    from shouwang.stages.ingest import operations  # noqa: PLC0415

    snapshot = operations.publish_delivery(
        home=place, delivery_id=number, at=now(place), because=accept, by=actor, on=today(place)
    )
    if (snapshot.delivery or {}).get("id") != number:
        _tell({"delivery": number, "state": "unchanged", "snapshot": snapshot.id, "by": actor.name},
              _("delivery {number} changes nothing: snapshot {snapshot} says the same").format(
                  number=number, snapshot=snapshot.id), as_json=as_json)  # fmt: skip
        return
    _tell({"delivery": number, "state": "published", "snapshot": snapshot.id, "by": actor.name},
          _("delivery {number} is published as snapshot {snapshot}").format(
              number=number, snapshot=snapshot.id), as_json=as_json)  # fmt: skip


@answers
def withdraw(number: Number, *, by: By, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Make all look as if a delivery had never come; the deliveries of others stand."""
    place, actor = _home(home), _actor(by)
    from shouwang.stages.ingest import operations  # noqa: PLC0415

    snapshot = operations.withdraw_delivery(
        home=place, delivery_id=number, at=now(place), by=actor, on=today(place)
    )
    _tell({"delivery": number, "state": "withdrawn", "snapshot": snapshot.id, "by": actor.name},
          _("delivery {number} is withdrawn by snapshot {snapshot}").format(
              number=number, snapshot=snapshot.id), as_json=as_json)  # fmt: skip


@answers
def refuse(number: Number, *, by: By, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Send a delivery back that waits to be published."""
    place, actor = _home(home), _actor(by)
    from shouwang.stages.ingest import operations  # noqa: PLC0415

    operations.refuse_delivery(
        home=place, delivery_id=number, at=now(place), by=actor, on=today(place)
    )
    _tell({"delivery": number, "state": "refused", "snapshot": None, "by": actor.name},
          _("delivery {number} is refused").format(number=number), as_json=as_json)  # fmt: skip


def _home(root: Path) -> HomeFolder:
    """The home, its deliveries in agreement with its snapshots."""
    place = home_that_is_there(root)
    from shouwang.stages.ingest import operations  # noqa: PLC0415

    program = Actor("shouwang", is_program=True)
    operations.follow_snapshots(home=place, at=now(place), by=program, on=today(place))
    return place


def _actor(name: str) -> Actor:
    if not name.strip():
        raise typer.BadParameter(_("--by wants a name"))
    return Actor(name.strip())


def _tell(document: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        show_json(document)
    else:
        console.print(text, markup=False, highlight=False)


def _show_difference(shown: dict[str, Any]) -> None:
    found = shown["difference"]
    names = {
        "before": _("rows before"), "now": _("rows now"), "appeared": _("appeared"),
        "vanished": _("vanished"), "changed": _("changed"), "unchanged": _("unchanged"),
        "drift": _("drift"), "basis": _("compared with"),
    }  # fmt: skip
    table = Table(show_header=False, box=None)
    counts = {
        "delivery": _("delivery"), "feed": _("feed"), "sender": _("sender"),
        "read": _("rows read"), "accepted": _("accepted"), "rejected": _("rejected"),
    }  # fmt: skip
    for name, label in counts.items():
        table.add_row(label, escape(str(shown[name])))
    for name, label in names.items():
        if found.get(name) is not None:
            said = basis_of_difference(found[name]) if name == "basis" else str(found[name])
            table.add_row(label, escape(said))
    for column, count in (found.get("by_column") or {}).items():
        table.add_row("", escape(f"{column}: {count}"))
    console.print(table)
    if shown["questions"]:
        message = _("{count} questions are open").format(count=len(shown["questions"]))
        console.print(message, markup=False, highlight=False)
