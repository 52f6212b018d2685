"""Who the reps are: what an hour brings them, what it costs them, and their luck."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.documents.behaviour import Forward
from sim.streams import Streams, entity_ids

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True)
class Traits:
    """
    What drives each rep; arrays of shape (n_reps,).

    Attributes
    ----------
    reach
        Attainment of a year at effort 1.
    repeat
        Attainment of a year that comes without work.
    room
        Effort above the least that the rep may choose, at most.
    cost
        Utility of effort x above the least is -cost x^2 / 2 a month [usual pay of a year].
    luck
        Standard deviation of a month's bookings [attainment of the year].
    timing
        Utility lost in a month with a stock F of deals held or pulled is F^2 times this [F in attainment of the year].
    """

    reach: Floats
    repeat: Floats
    room: Floats
    cost: Floats
    luck: Floats
    timing: Floats

    def of(self, rows: NDArray[np.int64]) -> Traits:
        """Return the traits of some of the reps."""
        return Traits(*(getattr(self, field.name)[rows] for field in fields(self)))

    def logarithms(self) -> Floats:
        """Return the logarithms by which reps are alike or not, shape (n_reps, n_traits)."""
        columns = [getattr(self, field.name) for field in fields(self)]
        return np.log(np.stack(columns, axis=1) + 1e-6)


def traits(spec: Forward, scenario: Scenario, reach: Floats, repeat: Floats, most: Floats) -> Traits:
    """
    Return who the reps are.

    Parameters
    ----------
    spec
        The rule.
    scenario
        For the seed and the reps' ids: who a rep is belongs to them, and is the same in every replication.
    reach, repeat
        Attainment of a year at effort 1, and without work, shape (n_reps,).
    most
        Effort beyond which there is nothing to work on, shape (n_reps,).
    """
    ids = entity_ids(scenario.tables.reps["id"])
    factor = np.exp(spec.spread * _normals(Streams(scenario.run.seed, 0), ids, 4))
    reach = reach * factor[0]
    # The usual effort is the best answer to a commission of the usual rate: reach / 12 = cost (usual - least).
    cost = reach / MONTHS / (spec.usual - spec.least) * factor[1]
    return Traits(
        reach,
        repeat,
        np.maximum(np.minimum(spec.most, most) - spec.least, 1e-3),
        cost,
        spec.monthly_sd * factor[2],
        spec.timing_cost * factor[3],
    )


def _normals(streams: Streams, ids: NDArray[np.uint64], n: int) -> Floats:
    """Return n standard normal numbers for each rep, shape (n, n_reps) (Box and Muller 1958)."""
    pairs = [streams.pairs("who reps are", ids, number) for number in range(n)]
    return np.array([np.sqrt(-2.0 * np.log(one)) * np.cos(2.0 * np.pi * other) for one, other in pairs])
