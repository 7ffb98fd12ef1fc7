"""Options that several commands share."""

import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

SHIPPED = Path(str(files("shouwang") / "content"))
DEFAULT_CONTENT = SHIPPED / "neimenggu"


def date_option(text: str) -> datetime.date:
    """Return the day that an option names."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date like 2020-06-30") from None


Content = Annotated[
    Path,
    typer.Option(
        "--content", help="A content directory; the shipped one of Inner Mongolia by default."
    ),
]
Home = Annotated[
    Path, typer.Option("--home", help="The home: lake, database, uploads.", envvar="SHOUWANG_HOME")
]
AsOf = Annotated[
    datetime.date,
    typer.Option("--as-of", help="The day as of which rules are read.", parser=date_option,
                 metavar="DATE"),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON on standard output.")]
Threads = Annotated[int, typer.Option("--threads", help="Workers; all processors by default.",
                                      min=0)]  # fmt: skip
Memory = Annotated[str, typer.Option("--memory", help="Bound on the engine's memory: 2GB.")]
DEFAULT_HOME = Path("shouwang-home")
