"""The map beside the grid: shapes as files a browser keeps, and the colour of each banner."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.rules.indicators import Indicator
from shouwang.web import place
from shouwang.web.board import told
from shouwang.web.board.asked import READERS, supervised
from shouwang.web.board.grid import MARKS, WORDS, Row
from shouwang.web.guard import page

KINDS = ("banners", "leagues")
CORNER = "corner"
KEPT = 8  # files a process remembers
PLACES = 3  # decimals of a degree: a hundred metres
RING = 4  # points of the shortest ring, the first again at its end
CLASSES = 5  # shades of what is neither good nor bad
WEEK = 7 * 24 * 60 * 60  # seconds a browser keeps the shapes


@lru_cache(maxsize=KEPT)
def _shapes(path: Path) -> tuple[bytes, str]:
    """The shapes of a file, packed, and what tells them from others.

    Two corners of nothing are added, the same to all files: so that one lies exactly on another.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    features = [
        {
            "type": "Feature",
            "properties": {"name": each["properties"]["code"], "cp": each["properties"]["cp"]},
            "geometry": {
                "type": each["geometry"]["type"],
                "coordinates": _rounded(each["geometry"]["coordinates"]),
            },
        }
        for each in found["features"]
    ]
    features += [
        {
            "type": "Feature",
            "properties": {"name": CORNER, "cp": corner},
            "geometry": {"type": "Polygon", "coordinates": [[corner] * RING]},
        }
        for corner in _corners(path.parent)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    packed = gzip.compress(text.encode(), mtime=0)
    return packed, hashlib.sha256(packed).hexdigest()[:12]


@lru_cache(maxsize=KEPT)
def _corners(folder: Path) -> tuple[list[float], list[float]]:
    """The corners of the smallest box around the shapes of all kinds."""
    points: list[list[float]] = []
    for kind in KINDS:
        path = folder / f"{kind}.geojson"
        if path.exists():
            for each in json.loads(path.read_text(encoding="utf-8"))["features"]:
                points.extend(_points(_rounded(each["geometry"]["coordinates"])))
    lengths, widths = zip(*points, strict=True)
    return [min(lengths), min(widths)], [max(lengths), max(widths)]


def _points(part: Any) -> Iterator[list[float]]:
    if part and not isinstance(part[0], list):
        yield part
        return
    for each in part:
        yield from _points(each)


def _rounded(part: Any) -> Any:
    if isinstance(part, list):
        return [_rounded(each) for each in part]
    return round(part, PLACES)


def version(kind: str) -> str:
    """Return what tells the shapes of a kind from others; nothing if there are none."""
    path = place.content().root / f"{kind}.geojson"
    return _shapes(path)[1] if path.exists() else ""


def _etag(request: HttpRequest, kind: str) -> str | None:
    packing = "gzip" if _takes_gzip(request) else "plain"
    return f'"{version(kind)}-{packing}"' if kind in KINDS and version(kind) else None


def _takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


@page(*READERS)
@supervised
@require_GET
@condition(etag_func=_etag)
def shapes(request: HttpRequest, kind: str) -> HttpResponse:
    """Give out the shapes of the banners or the leagues; they are the same for everybody."""
    if kind not in KINDS or not version(kind):
        raise NotFound(_("there is no such map"))
    packed, _version = _shapes(place.content().root / f"{kind}.geojson")
    body = packed if _takes_gzip(request) else gzip.decompress(packed)
    answer = HttpResponse(body, content_type="application/geo+json")
    if _takes_gzip(request):
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = f"private, max-age={WEEK}"
    return answer


def by_area(rows: Sequence[Row], area: str) -> dict[str, Any]:
    """Return a map of the worst light of an area."""
    found = []
    for row in rows:
        square = next(each for each in row.squares if each.area == area)
        found.append(
            {
                "code": row.code, "name": row.name, "state": square.worst,
                "mark": MARKS[square.worst], "value": str(WORDS[square.worst].label),
                "text": [f"{each.label} {each.mark} {each.value}" for each in square.lights],
            }
        )  # fmt: skip
    return {"places": found, "legend": []}


def by_indicator(figures: Sequence[told.Figure], indicator: Indicator) -> dict[str, Any]:
    """Return a map of an indicator: five shades from the lowest to the highest, blind hatched."""
    known = sorted(each.value for each in figures if each.value is not None)
    # The ends of the shades: as many banners in each, as far as equal values allow.
    ends = sorted({known[(len(known) - 1) * step // CLASSES] for step in range(1, CLASSES + 1)}
                  if known else set())  # fmt: skip
    regions = place.content().regions
    found = [
        {
            "code": each.place, "name": regions[each.place].name,
            "state": "blind" if each.value is None else f"shade-{_shade(each.value, ends)}",
            "mark": MARKS["blind"] if each.value is None else "",
            "value": told.written(indicator, each.value),
            "text": [part for part in (told.parts(each), told.interval(each), each.why) if part],
        }
        for each in figures
    ]  # fmt: skip
    legend = []
    low = known[0] if known else 0
    for number, end in enumerate(ends):
        text = told.written(indicator, end)
        if end != low:
            text = f"{told.written(indicator, low)} – {text}"
        legend.append({"state": f"shade-{number}", "text": text})
        low = end
    return {"places": found, "legend": legend}


def _shade(value: float, ends: Sequence[float]) -> int:
    return next((number for number, end in enumerate(ends) if value <= end), len(ends) - 1)


def painted(told_of: Mapping[str, Any], *, selected: str = "", area: str = "") -> dict[str, Any]:
    """Return what the page's script draws: states, names, what is selected."""
    return {
        "places": told_of["places"], "selected": selected, "area": area,
        "names": {
            each.code: each.name
            for each in place.content().regions_of(place.content().coverage_level)
        },
    }  # fmt: skip
