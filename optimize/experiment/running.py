"""
Designed simulations: a factor at several levels under common luck.

Level by level the same replications meet the same luck, so that a difference between levels is paired by replication.
Finite differences of anything, such as of profit by the slope of a pay plan, are :meth:`Observed.difference` of two
levels of a :class:`~optimize.experiment.factors.Factor` made for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimize.experiment.factors import Factor
from optimize.paired import PairedDifference, paired_difference
from optimize.program import Floats
from optimize.quota.seen import reps_of
from sim.runner import Runner
from sim.scenario import Scenario


@dataclass(frozen=True)
class Yield:
    """
    What is looked at: ``name`` with its unit, and ``read``, from a scenario and its results to numbers.

    Numbers have shape (n_replications, n_reps) when it is ``by_rep``, else (n_replications, 1).
    """

    name: str
    read: Callable[[Scenario, pd.DataFrame], Floats]
    by_rep: bool = False


@dataclass(frozen=True, eq=False)
class Observed:
    """
    What came of a factor at its levels.

    ``values`` has shape (n_levels, n_replications, n_entities); an entity is a rep, or the whole sales force alone.
    """

    factor: Factor
    levels: Floats
    entities: tuple[str, ...]
    values: Floats

    @property
    def n_replications(self) -> int:
        """Return how many replications each level had."""
        return int(self.values.shape[1])

    def whole(self) -> Observed:
        """Return the sums over the entities."""
        return Observed(self.factor, self.levels, ("",), self.values.sum(axis=2, keepdims=True))

    def difference(self, low: float, high: float) -> PairedDifference:
        """
        Return what the whole gains from one level to another, paired by replication.

        Raises
        ------
        ValueError
            When a level was not simulated.
        """
        rows = [int(np.argmin(np.abs(self.levels - level))) for level in (low, high)]
        for row, level in zip(rows, (low, high), strict=True):
            if not np.isclose(self.levels[row], level):
                told = ", ".join(f"{one:g}" for one in self.levels)
                raise ValueError(f"{self.factor.name} was not simulated at level {level:g}; there are {told}")
        total = self.values.sum(axis=2)
        return paired_difference(total[rows[1]] - total[rows[0]])


def run_experiment(
    scenario: Scenario, factor: Factor, runner: Runner, replications: Sequence[int], looked_at: Yield
) -> Observed:
    """
    Return what is seen at every level of a factor.

    Parameters
    ----------
    scenario
        Level 1.
    factor
        What is changed, and its levels.
    runner
        Simulates; all levels are handed over at once.
    replications
        The same for every level: two or more, or there is no error to tell.
    looked_at
        What is read from each level's results.

    Raises
    ------
    ValueError
        When there are fewer than two replications, or two levels, or a level does not fit the scenario.
    """
    levels = factor.levels
    if len(replications) < 2 or len(levels) < 2 or not (np.isfinite(levels).all() and min(levels) > 0):  # noqa: PLR2004
        raise ValueError(
            f"{factor.name}: 2 replications or more and 2 levels or more above 0 are wanted, "
            f"got {len(replications)} and {', '.join(f'{level:g}' for level in levels)}"
        )
    worlds = {f"{factor.name} {level:g}": factor.at(scenario, level) for level in levels}
    frames = runner(worlds, replications)
    seen = [looked_at.read(world, frames[name]) for name, world in worlds.items()]
    entities = reps_of(scenario) if looked_at.by_rep else ("",)
    return Observed(factor, np.array(levels), entities, np.stack(seen))
