"""The board's figures, the issues found, the tours that look for themselves."""

from shouwang.stages.board.models.burden import Asked
from shouwang.stages.board.models.figures import Figure, FigureSet
from shouwang.stages.board.models.issues import Issue, IssueHousehold, Recurrence
from shouwang.stages.board.models.tours import Stop, StopResult, Tour, TourBanner, TourVillage

__all__ = [
    "Asked",
    "Figure",
    "FigureSet",
    "Issue",
    "IssueHousehold",
    "Recurrence",
    "Stop",
    "StopResult",
    "Tour",
    "TourBanner",
    "TourVillage",
]
