"""Charts as data: an option of ECharts, and the same figures as a table for whoever reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Chart:
    """What `charts/chart.html` shows: ``{% include "charts/chart.html" with chart=… %}``.

    Attributes:
        name: An identifier of the page's own, of letters, digits and ``-``.
        title: What it shows; read out in place of the drawing.
        option: What ECharts draws, as JSON; functions are not possible, formatters are templates.
        columns: The headings of the table.
        rows: Its cells, as they are read.
        height: ``low``, ``middle`` or ``high``.
    """

    name: str
    title: str
    option: Mapping[str, Any]
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    height: str = "middle"

    @property
    def data_id(self) -> str:
        """The identifier of the block that holds the option."""
        return f"{self.name}-option"
