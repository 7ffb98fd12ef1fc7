"""``shouwang explain``: one household through one check, as a tree."""

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.tree import Tree

from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.runs import home_tables, latest_run, policy_of
from shouwang.lake.home import open_home
from shouwang.stages.screening.explain import explain as tell


@answers
def explain(
    household: Annotated[str, typer.Argument(help="The number of a household.")],
    check: Annotated[str, typer.Argument(help="The name of a check.")],
    *,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Show why a check hits a household or not: values, rows, parameters, articles."""
    opened = open_home(Path(home))
    record = latest_run(opened).record
    policy = policy_of(opened)
    tables = home_tables(opened, policy.content, snapshot=record["snapshot"])
    day = datetime.date.fromisoformat(record["as_of"])
    explanation = tell(policy, tables, household=household, check=check, on=day).as_json()
    if as_json:
        show_json(explanation)
        return
    show(explanation)


def show(explanation: dict[str, Any]) -> None:
    """Print the explanation as trees."""
    heading = (explanation["label"], explanation["household"], explanation["as_of"])
    console.print(" · ".join(escape(str(part)) for part in heading), style="bold")
    console.print(explanation["basis"], style="dim", markup=False)
    if not explanation["subjects"]:
        console.print(outcome_word(explanation["outcome"]))
    for subject in explanation["subjects"]:
        title = _("{subject} {key}: {outcome}").format(
            subject=subject["subject"], key=subject["key"], outcome=outcome_word(subject["outcome"])
        )
        tree = Tree(escape(title))
        if subject["message"]:
            tree.add(f"[red]{escape(subject['message'])}[/red]")
        for part in subject["tree"]["parts"]:
            _grow(tree, part)
        console.print(tree, soft_wrap=False, overflow="fold")


def outcome_word(outcome: str) -> str:
    """Return an outcome in words."""
    return {
        "hit": _("hit"),
        "clear": _("clear"),
        "not_evaluable": _("not evaluable"),
        "no_subject": _("no subject"),
    }[outcome]


def _grow(tree: Tree, node: dict[str, Any]) -> None:
    branch = tree.add(_line(node), highlight=False)
    for part in node.get("parts", ()):
        _grow(branch, part)


def _line(node: dict[str, Any]) -> str:
    unit = node.get("unit", "")
    text = escape(str(node["label"]))
    if node["kind"] == "row":
        text += " " + escape(", ".join(f"{name} {value}" for name, value in node["values"].items()))
    elif node["value"]:
        shown_unit = f" {escape(unit)}" if unit not in {"", "1"} else ""
        text += f" = [bold]{escape(node['value'])}[/bold]{shown_unit}"
    notes = [node[key] for key in ("formula", "basis", "why") if node.get(key)]
    if node.get("counts", True) is None:
        notes.append(_("not known whether it counts"))
    if node.get("status") == "to-verify":
        notes.append(_("to be verified"))
    if "source" in node:
        notes.append(_source(node["source"]))
    return text + "".join(f"  [dim]{escape(note)}[/dim]" for note in notes)


def _source(source: dict[str, Any]) -> str:
    words = {
        "version": _("version {number}"),
        "delivery": _("delivery {number}"),
        "row": _("row {number}"),
    }
    place = [source["department"], source["label"]]
    place += [
        word.format(number=source[key])
        for key, word in words.items()
        if source.get(key) not in {None, ""}
    ]
    return " ".join(place)
