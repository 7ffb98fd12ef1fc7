"""The records of the four that are not taken away."""

from shouwang.stages.programmes.stability.models.explanations import Explanation

__all__ = ["Explanation"]
