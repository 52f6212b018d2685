"""Territory design: basic units to reps, balanced, contiguous, with little travel and disruption."""

from optimize.elastic import InfeasibleError
from optimize.territory.alignment import align
from optimize.territory.ground import Rules
from optimize.territory.result import Move, Quality, Relocation, TerritoryDesign

__all__ = ["InfeasibleError", "Move", "Quality", "Relocation", "Rules", "TerritoryDesign", "align"]
