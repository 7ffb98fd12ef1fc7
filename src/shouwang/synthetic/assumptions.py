"""The assumptions beside the modules: shares, rates and amounts of the invented region."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

HERE = Path(__file__).parent


class Assumptions:
    """One YAML file of assumptions, read by dotted paths."""

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self._data = data

    def value(self, path: str) -> Any:
        """Return what stands at a path, or raise KeyError with the file's name."""
        found: Any = self._data
        for step in path.split("."):
            if not isinstance(found, Mapping) or step not in found:
                raise KeyError(f"{self.name}.yaml: {path}")
            found = found[step]
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The keys on the first level, in the file's order."""
        return tuple(self._data)

    def number(self, path: str) -> float:
        """Return one number."""
        return float(self.value(path))

    def whole(self, path: str) -> int:
        """Return one whole number."""
        return int(self.value(path))

    def span(self, path: str) -> tuple[float, float]:
        """Return the two ends of a range."""
        low, high = self.value(path)
        return float(low), float(high)

    def section(self, path: str) -> Mapping[str, Any]:
        """Return a mapping."""
        found: Mapping[str, Any] = self.value(path)
        return found

    def words(self, path: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(str(each) for each in self.value(path))

    def shares(self, path: str) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
        """Return the words of a weighted list and their shares, which add up to one."""
        weights = self.section(path)
        shares = np.array([float(each) for each in weights.values()])
        return tuple(str(word) for word in weights), shares / shares.sum()

    def bands(self, path: str, at: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return the value of the band each number lies in.

        The file lists bands as ``{from: value}``, ascending; below the first the value is zero.
        """
        steps = self.section(path)
        starts = np.array([float(start) for start in steps])
        values = np.array([0.0, *(float(value) for value in steps.values())])
        found: npt.NDArray[np.float64] = values[np.searchsorted(starts, at, side="right")]
        return found


@cache
def assumptions(name: str) -> Assumptions:
    """Return the assumptions of that name (the file's, without its ending)."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    return Assumptions(name, _with_text_keys(yaml.safe_load(text)))


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _with_text_keys(each) for key, each in value.items()}
    return value
