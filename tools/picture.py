"""Draws the picture of the README: what `shouwang demo` shows, shortened, as SVG.

Run after `make demo`: ``python -m tools.picture demo-home docs/images/demo.svg``.
"""

import html
import io
import re
import sys
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from shouwang.cli import demo, explain
from shouwang.cli.runs import latest_run
from shouwang.lake.home import open_home

CHECKS = 14
WIDTH = 120
# The font file that rich would fetch from a server is left out; the reader's own font serves.
TEXT = re.compile(r'textLength="([0-9.]+)"([^>]*)>([^<]+)</text>')
FONT_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)


def main(home: str, picture: str) -> None:
    """Draw the picture of a demo's home."""
    opened = open_home(Path(home))
    answer = demo.answer_of(opened, latest_run(opened))
    answer["seconds"] = 0
    answer["home"] = Path(home).name
    answer["checks"] = [check for check in answer["checks"] if check["hit"]][:CHECKS]
    answer["plan"] = answer["plan"][:5]
    if answer["explanation"]:
        answer["explanation"]["subjects"] = answer["explanation"]["subjects"][:1]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    for module in (demo, explain):
        setattr(module, "console", console)  # noqa: B010 - it is theirs, and not for others
    demo.show(answer)
    svg = console.export_svg(title="shouwang demo")
    Path(picture).write_text(TEXT.sub(_spaced, FONT_FACE.sub("", svg)), encoding="utf-8")


def _spaced(match: re.Match[str]) -> str:
    """Give a text the width of its cells; rich counts a Chinese character as one."""
    text = html.unescape(match[3])
    width = float(match[1]) / len(text) * cell_len(text)
    return f'textLength="{width:.1f}"{match[2]}>{match[3]}</text>'


if __name__ == "__main__":
    main(*sys.argv[1:])
