"""``shouwang register``: the index by which households are searched."""

from pathlib import Path
from typing import Annotated

import typer

from shouwang.base.access import SYSTEM
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.lake.home import now, today
from shouwang.rules.content import load_content


@answers
def refresh(
    *,
    whole: Annotated[
        bool, typer.Option("--whole", help="Write all anew, as after a change of the regions.")
    ] = False,
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """Bring the index of households to the latest snapshot."""
    place = home_that_is_there(Path(home))
    from shouwang.stages.register.operations.index import refresh_index  # noqa: PLC0415

    number = refresh_index(
        home=place,
        content=load_content(place.content_dir),
        is_whole=whole,
        at=now(place),
        by=SYSTEM,
        on=today(place),
    )
    if as_json:
        show_json({"snapshot": number})
        return
    console.print(_("the index shows snapshot {number}").format(number=number), markup=False)
