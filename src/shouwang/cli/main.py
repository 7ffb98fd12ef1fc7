"""The command ``shouwang``: its subcommands are imported only when they are called."""

import importlib
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from shouwang import __version__
from shouwang.base.words import DEFAULT_LANGUAGE, use_language
from shouwang.cli.output import console

# Command → module and function; a nested mapping is a group. Commands that need no database must
# not import Django, so nothing is imported before it is asked for.
COMMANDS: Mapping[str, Any] = {
    "demo": ("shouwang.cli.demo", "demo"),
    "serve": ("shouwang.cli.serve", "serve"),
    "packs": {
        "lint": ("shouwang.cli.packs", "lint"),
        "test": ("shouwang.cli.packs", "test"),
        "list": ("shouwang.cli.packs", "list_checks"),
        "todo": ("shouwang.cli.packs", "todo"),
        "gaps": ("shouwang.cli.packs", "gaps"),
    },
    "feeds": {
        "list": ("shouwang.cli.feeds", "list_feeds"),
        "template": ("shouwang.cli.feeds", "template"),
        "status": ("shouwang.cli.feed_status", "status"),
        "letter": ("shouwang.cli.feed_status", "letter"),
        "deliveries": ("shouwang.cli.feed_acts", "list_deliveries"),
        "diff": ("shouwang.cli.feed_acts", "diff"),
        "publish": ("shouwang.cli.feed_acts", "publish"),
        "refuse": ("shouwang.cli.feed_acts", "refuse"),
        "withdraw": ("shouwang.cli.feed_acts", "withdraw"),
        "fixes": ("shouwang.cli.feed_fixes", "fixes"),
    },
    "leads": {
        "raise": ("shouwang.cli.leads", "raise_"),
        "list": ("shouwang.cli.leads", "list_leads"),
    },
    "board": {
        "keep": ("shouwang.cli.board", "keep"),
        "show": ("shouwang.cli.board", "show"),
    },
    "solar": {"check": ("shouwang.cli.solar", "check")},
    "plan": {"parse": ("shouwang.cli.plan", "parse")},
    "insurance": {"settle": ("shouwang.cli.insurance", "settle")},
    "accounts": {
        "add": ("shouwang.cli.accounts", "add"),
        "list": ("shouwang.cli.accounts", "list_accounts"),
        "reset": ("shouwang.cli.accounts", "reset"),
        "close": ("shouwang.cli.accounts", "close"),
    },
    "audit": {"verify": ("shouwang.cli.audit", "verify")},
    "register": {"refresh": ("shouwang.cli.register", "refresh")},
    "funds": {"allocate": ("shouwang.cli.funds", "allocate")},
    "ingest": ("shouwang.cli.ingest", "ingest"),
    "link": ("shouwang.cli.link", "link"),
    "match": ("shouwang.cli.match", "match"),
    "screen": ("shouwang.cli.screen", "screen"),
    "explain": ("shouwang.cli.explain", "explain"),
    "whatif": ("shouwang.cli.whatif", "whatif"),
    "synthesize": ("shouwang.cli.synthesize", "synthesize"),
    "score": ("shouwang.cli.score", "score"),
}
GROUP_HELP = {
    "packs": "Read, test and list the packs of a content directory.",
    "feeds": "What the departments send: contracts, what is late, and what becomes of deliveries.",
    "leads": "What the findings ask of villages and townships.",
    "board": "The figures of a day: kept, and shown.",
    "plan": "Read work plans.",
    "solar": "What is wrong with solar stations, by what they yield.",
    "insurance": "The insurance against falling into poverty: claims settled.",
    "accounts": "Who may sign in: added, listed, given a new password, closed.",
    "audit": "Prove that the audit log is whole.",
    "funds": "Money shared out by factors.",
    "register": "The index by which households are searched.",
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called or listed."""

    lazy: Mapping[str, Any] = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands."""
        return list(self.lazy)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, imported now."""
        target = self.lazy.get(cmd_name)
        if target is None:
            return None
        if isinstance(target, Mapping):
            group = LazyGroup(name=cmd_name, help=GROUP_HELP.get(cmd_name), no_args_is_help=True)
            group.lazy = target
            return group
        return load_command(cmd_name, *target)


def load_command(name: str, module: str, function: str) -> Any:
    """Return a function of a module as a command."""
    single = typer.Typer(add_completion=False)
    single.command(name)(getattr(importlib.import_module(module), function))
    return get_command(single)


app = typer.Typer(
    cls=LazyGroup, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


def _show_version(wanted: bool) -> None:
    if wanted:
        console.print(f"shouwang {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    lang: Annotated[
        str, typer.Option(help="Language of messages: zh_Hans or en.", envvar="SHOUWANG_LANG")
    ] = DEFAULT_LANGUAGE,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version)
    ] = False,
) -> None:
    """Watch over every rural household, and hold every office to its tasks."""
    use_language(lang)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
