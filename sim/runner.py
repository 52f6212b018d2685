"""What the optimizers need of a runner: scenarios in, tidy results out, under the same luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from sim.replicate import replicate
from sim.scenario import Scenario


class Runner(Protocol):
    """
    Simulates scenarios; those above supply one with processes and a store, so that a long search resumes.

    Replication k has the same luck in every scenario of one seed, so that differences are paired.
    """

    def __call__(
        self, scenarios: Mapping[str, Scenario], replications: Sequence[int]
    ) -> Mapping[str, pd.DataFrame]:
        """Return the tidy results of each scenario by its name, as :func:`sim.replicate.replicate` makes them."""
        ...


def run_here(scenarios: Mapping[str, Scenario], replications: Sequence[int]) -> dict[str, pd.DataFrame]:
    """Return the results, simulated one after the other in this process; the plainest :class:`Runner`."""
    return {name: replicate(scenario, replications) for name, scenario in scenarios.items()}
