"""The charts of documents as options of ECharts: the paper and the preview draw the same."""

from collections.abc import Sequence
from typing import Any

FONT_SIZE = 15  # points of the drawing, about nine on paper
COLOUR = "#0b5a6e"
LONGEST_NAME = 160  # points that names may take beside the bars
EDGE = 8  # points around the bars
THICKEST = 22  # points of a bar
ROOM = 56  # points beside the bars, where their values stand


def bars(
    names: Sequence[str], values: Sequence[float], *, is_share: bool, title: str
) -> dict[str, Any]:
    """Return lying bars, the first at the top."""
    shown = [round(100 * value, 1) if is_share else round(value, 2) for value in values]
    text = {"fontSize": FONT_SIZE, "color": "#1d2327"}
    return {
        "grid": {"left": EDGE, "right": ROOM, "top": EDGE, "bottom": EDGE, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": text, "name": ""},
        "yAxis": {
            "type": "category", "data": list(names), "inverse": True, "axisTick": {"show": False},
            "axisLabel": {**text, "width": LONGEST_NAME, "overflow": "truncate", "interval": 0},
        },
        "series": [
            {"type": "bar", "name": title, "data": shown, "itemStyle": {"color": COLOUR},
             "barMaxWidth": THICKEST,
             "label": {"show": True, "position": "right",
                       "formatter": "{c}%" if is_share else "{c}", **text}}
        ],
    }  # fmt: skip
