"""Realignment: a few units change hands while bases stay; what that gains and what it disturbs."""

from optimize.realignment.effects import Effect, effect
from optimize.realignment.front import Point, front
from optimize.realignment.moves import BestMoves, Found, best_moves
from optimize.realignment.why import Why, why
from optimize.realignment.yardstick import Yardstick

__all__ = [
    "BestMoves",
    "Effect",
    "Found",
    "Point",
    "Why",
    "Yardstick",
    "best_moves",
    "effect",
    "front",
    "why",
]
