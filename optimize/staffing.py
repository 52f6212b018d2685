"""Who does what: people to tasks by strengths and interests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Staffing:
    """Which task each person has, -1 for none, shape (n_people,), and what that is worth in all."""

    task: NDArray[np.int64]
    value: float


def delegate(strength: Floats, interest: Floats | None = None, interest_weight: float = 0.0) -> Staffing:
    """
    Return the assignment of people to tasks with the greatest sum of worth; each has one task at most.

    The worth of a pair is strength + interest_weight * interest. The optimum is that of the assignment problem (Kuhn
    1955, the Hungarian method); with more people than tasks some have none, and the other way round.

    Parameters
    ----------
    strength, interest
        How well a person does a task, and how much he would like to, shape (n_people, n_tasks).
    interest_weight
        What a point of interest counts in points of strength.

    Raises
    ------
    ValueError
        When shapes differ or a number is not finite.
    """
    worth = np.array(strength, dtype=np.float64)
    if interest is not None:
        if np.shape(interest) != worth.shape:
            raise ValueError(
                f"strength and interest have one shape, got {worth.shape} and {np.shape(interest)}"
            )
        worth = worth + interest_weight * interest
    if worth.ndim != 2 or not np.isfinite(worth).all():  # noqa: PLR2004 - people and tasks
        raise ValueError("strength is a finite table of people by tasks")
    people, tasks = linear_sum_assignment(worth, maximize=True)
    task = np.full(len(worth), -1, dtype=np.int64)
    task[people] = tasks
    return Staffing(task, float(worth[people, tasks].sum()))
