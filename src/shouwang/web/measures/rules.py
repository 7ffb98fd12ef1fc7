"""The measures of the home's content, read once a process."""

from functools import cache
from pathlib import Path

from shouwang.rules.measures import Measures, load_measures
from shouwang.web import place


def rules() -> Measures:
    """Return which kinds there are and what they answer."""
    return _rules(place.content().root)


@cache
def _rules(root: Path) -> Measures:
    del root
    return load_measures(place.content())
