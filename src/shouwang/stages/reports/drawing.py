"""Draws the charts of a document: ECharts in an engine of its own, its SVG painted as PNG.

The option is the one the page draws, so the two show the same. Without a Chinese font the painter
would leave boxes: then nothing is drawn, and the table beside the chart has to do.
"""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
import yaml
from py_mini_racer import MiniRacer

# What ECharts expects of a page and an engine without one lacks.
STUBS = (
    "var console = {log() {}, warn() {}, error() {}, info() {}, debug() {}};"
    "var setTimeout = (f) => 0, clearTimeout = () => {}, setInterval = () => 0,"
    "clearInterval = () => {}; var self = globalThis; var window = undefined;"
)
DRAW = (
    "(function (option, width, height) {"
    "const chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width, height});"
    "chart.setOption(option); const svg = chart.renderToSVGString(); chart.dispose(); return svg;})"
)
WIDTH = 780  # points of the drawing; the paper scales it
HEIGHT = 300  # likewise
SCALE = 2.0  # dots a point, so that print is sharp
# Two characters of the private use area, which no font draws.
NOTHING = "\ue000\ue001"
_own = threading.local()


def png_of(option: Mapping[str, Any], library: Path) -> bytes:
    """Return a chart as PNG.

    Args:
        library: The file of ECharts that the pages use too.
    """
    return _painted(svg_of(option, library))


def svg_of(option: Mapping[str, Any], library: Path) -> str:
    """Return a chart as SVG."""
    settings = {
        **option, "animation": False, "backgroundColor": "#ffffff",
        "textStyle": {"fontFamily": ", ".join(families()), **option.get("textStyle", {})},
    }  # fmt: skip
    given = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    return str(_engine(library).eval(f"{DRAW}({given}, {WIDTH}, {HEIGHT})"))


@cache
def families() -> tuple[str, ...]:
    """Return the fonts that charts ask for, the first one first."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["fonts"])


@cache
def has_font() -> bool:
    """Tell whether this machine can draw Chinese characters: otherwise both look alike."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return _painted(_words(yaml.safe_load(text)["sample"])) != _painted(_words(NOTHING))


def _words(text: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40">'
        f'<text x="10" y="30" font-size="20" font-family="{", ".join(families())}">{text}</text></svg>'
    )


def _painted(svg: str) -> bytes:
    return bytes(vl_convert.svg_to_png(svg, scale=SCALE))


def _engine(library: Path) -> MiniRacer:
    """Return the engine of this thread; engines are not shared."""
    engines: dict[Path, MiniRacer] = getattr(_own, "engines", {})
    if library not in engines:
        engine = MiniRacer()
        engine.eval(STUBS)
        engine.eval(library.read_text(encoding="utf-8"))
        engines[library] = engine
        _own.engines = engines
    return engines[library]
