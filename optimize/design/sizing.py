"""The lever *size*: how many reps, hired when."""

from __future__ import annotations

from optimize.design.turning import Offer, Task
from optimize.turn import Turn


def turn_size(task: Task) -> Offer:
    """Return another headcount."""
    return Offer.of_turn(task, Turn("size", task.draft.scenario.plan, ()))
