"""The decisions of the programme."""

from shouwang.stages.programmes.safety_net.models.lines import GradualExit, ListLine, Reconciliation

__all__ = ["GradualExit", "ListLine", "Reconciliation"]
