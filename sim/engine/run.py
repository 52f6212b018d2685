"""What one replication leaves behind, whichever engine ran it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.engine.log import EventLog
    from sim.engine.world import World
    from sim.people.standing import PeopleResult

CENTS = 100


@dataclass(frozen=True)
class Run:
    """
    What one replication left behind.

    ``credit_cents`` has shape (n_reps, months + 1), column 0 the warm-up; hours are of the measured months,
    shape (n_reps,);
    ``lead_state`` has one :class:`LeadState` a lead; ``effort`` is the mean share of selling hours, shape (n_reps,);
    ``people`` is what became of the people; ``quota_cents`` has each fiscal year's quotas, shape (n_reps, n_years);
    ``books`` are the plants', shape (n_families, n_months of the run, n_columns), columns as in :mod:`sim.supply`.
    """

    world: World
    log: EventLog
    credit_cents: NDArray[np.int64]
    worked_hours: NDArray[np.float64]
    available_hours: NDArray[np.float64]
    road_hours: NDArray[np.float64]
    effort: NDArray[np.float64]
    lead_state: NDArray[np.int64]
    people: PeopleResult
    quota_cents: NDArray[np.int64]
    books: NDArray[np.float64]
