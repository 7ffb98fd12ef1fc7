"""``shouwang explain``: one household through one check, as a tree."""

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
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
    console.print(f"[bold]{explanation['label']}[/bold] · {explanation['household']} · "
                  f"{explanation['as_of']}")  # fmt: skip
    console.print(explanation["basis"], style="dim", markup=False)
    for subject in explanation["subjects"]:
        tree = Tree(_("{subject} {key}: {outcome}").format(
            subject=subject["subject"], key=subject["key"], outcome=outcome_word(subject["outcome"])
        ))  # fmt: skip
        if subject["message"]:
            tree.add(f"[red]{subject['message']}[/red]")
        for part in subject["tree"]["parts"]:
            _grow(tree, part)
        console.print(tree)


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
    text = str(node["label"])
    if node["kind"] == "row":
        text += " " + ", ".join(f"{name} {value}" for name, value in node["values"].items())
    elif node["value"]:
        text += f" = [bold]{node['value']}[/bold]" + (f" {unit}" if unit not in {"", "1"} else "")
    notes = [node[key] for key in ("formula", "basis", "why") if node.get(key)]
    if node.get("status") == "to-verify":
        notes.append(_("to be verified"))
    if "source" in node:
        source = node["source"]
        place = [source["department"], source["label"]]
        words = {"version": _("version"), "delivery": _("delivery"), "row": _("row")}
        place += [
            f"{word} {source[key]}"
            for key, word in words.items()
            if source.get(key) not in {None, ""}
        ]
        notes.append(" ".join(place))
    return text + "".join(f"  [dim]{note}[/dim]" for note in notes)
