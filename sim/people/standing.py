"""What the people bring to a day, and what a replication leaves of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """
    What the people bring to a day.

    Attributes
    ----------
    hours
        Factor on the hours each would work by his own decision, 0 where nobody is there, shape (n_reps,).
    speed
        Share of full speed, shape (n_reps,).
    odds
        Factor on the odds of winning a stage, shape (n_reps, n_cells, n_stages); cell is family * n_segments +
        segment.
    person
        Which person holds the position, or held it last, shape (n_reps,).
    present
        Whether somebody is there, shape (n_reps,).
    """

    hours: Floats
    speed: Floats
    odds: Floats
    person: Ints
    present: NDArray[np.bool_]


@dataclass(frozen=True)
class PeopleResult:
    """
    What a replication leaves of its people, over the measured months; arrays have shape (n_reps,) unless said.

    ``staffed_days`` are calendar days with somebody there, shape (n_reps, months + 1), column 0 the warm-up; hours
    are of the calendar, those that managers gave and had of shape (n_managers,); costs in currency; ``vacant`` is
    whether who left is not replaced at the end.
    """

    staffed_days: Ints
    coached_hours: Floats
    trained_hours: Floats
    support_hours: Floats
    given_hours: Floats
    budget_hours: Floats
    morale: Floats
    spot_bonus: Floats
    vacant: NDArray[np.bool_]
    hiring_cost: float
    training_cost: float
