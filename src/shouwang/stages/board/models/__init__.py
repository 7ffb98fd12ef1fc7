"""The board's figures, the issues found, the tours that look for themselves."""

from shouwang.stages.board.models.figures import Figure, FigureSet

__all__ = ["Figure", "FigureSet"]
