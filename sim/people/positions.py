"""Positions and who holds them: the territory stays, people come and go."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.streams import child_ids, entity_ids

if TYPE_CHECKING:
    from sim.engine.world import World
    from sim.people.hiring import Hire

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NOBODY = math.inf
"""The first day of who will never come."""


class Positions:
    """
    Who holds each position; arrays have shape (n_reps,).

    Attributes
    ----------
    ordinal
        Which person holds it, or will hold it next: 0 for the one in the table of reps.
    first_day
        His first day with the firm, in days from the first of the warm-up; infinity when nobody is found.
    skill
        His factor on the odds of winning a stage.
    experience
        His experience, a word that ramp curves go by.
    role, manager
        Words of the table of reps; they belong to the position.
    staffed_days
        Calendar days with somebody there, by measured month, shape (n_reps, months + 1); column 0 is the warm-up.
    """

    def __init__(self, world: World) -> None:
        reps = world.scenario.tables.reps
        self._ids = entity_ids(reps["id"])
        self.ordinal = np.zeros(len(reps), dtype=np.int64)
        self.first_day = -world.tenure_days
        self.skill = world.skill.copy()
        self.experience: list[str] = reps["experience"].tolist()
        self.role: list[str] = reps["role"].tolist()
        self.manager: list[str] = reps["manager"].tolist()
        self.staffed_days = np.zeros((len(reps), world.scenario.run.months + 1), dtype=np.int64)
        self.hiring_cost = 0.0

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self.ordinal)

    def present(self, day: int) -> NDArray[np.bool_]:
        """Return whether somebody is there, shape (n_reps,)."""
        there: NDArray[np.bool_] = self.first_day <= day
        return there

    def tenure_days(self, day: int) -> Floats:
        """Return the days that each holder has been with the firm, 0 where nobody is there yet, shape (n_reps,)."""
        return np.where(self.present(day), day - self.first_day, 0.0)

    def people(self) -> NDArray[np.uint64]:
        """Return the stable ids of those who hold the positions, or will next: the keys of their luck, (n_reps,)."""
        return child_ids(self._ids, self.ordinal)

    def person(self, row: int) -> int:
        """Return one of :meth:`people`."""
        return int(child_ids(self._ids[row : row + 1], self.ordinal[row : row + 1])[0])

    def vacate(self, row: int) -> int:
        """Let the holder go, and return the id of the person to come; until he is found, nobody is."""
        self.ordinal[row] += 1
        self.first_day[row] = NOBODY
        return self.person(row)

    def take(self, row: int, day: int, hire: Hire) -> None:
        """Note who comes, after a vacancy that began on ``day``."""
        self.first_day[row] = day + math.ceil(hire.days)
        self.skill[row] = hire.skill
        self.experience[row] = "experienced" if hire.experienced else "new"
