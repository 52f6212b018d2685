"""The reference engine: a Mesa model whose step is one day, over a SimPy flow that is exact within the day."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.agents.rep import Rep
from sim.engine.boundary import FlowMaker, SalesDays, run_days
from sim.engine.flow import SimpyFlow
from sim.engine.run import Run
from sim.streams import Streams

if TYPE_CHECKING:
    from sim.scenario import Scenario

_SWEEP_EVERY = 8
_finished = itertools.count(1)


class SalesModel(SalesDays, mesa.Model):
    """
    A sales force at work, as a Mesa model.

    At the day boundary the reps decide (plain Python on Mesa agents: :class:`sim.agents.rep.Rep`); within the
    day the flow runs every lead and order at its exact time.
    """

    def __init__(
        self,
        scenario: Scenario,
        replication: int,
        flow: FlowMaker = SimpyFlow,
        streams: type[Streams] = Streams,
    ) -> None:
        # Mesa wants a generator; every draw of ours is keyed, none comes from it.
        mesa.Model.__init__(self, rng=0)
        SalesDays.__init__(self, scenario, replication, flow, streams)
        self.efforts: list[float] = []  # decided this morning
        self._reps = [Rep(self, row) for row in range(len(self.world.skill))]

    def begin(self, effort: NDArray[np.float64]) -> None:
        """Let each rep begin his working day by his own step."""
        self.efforts = self.decision.effort.tolist()
        self.agents_by_type[Rep].do("step")


def run_reference(scenario: Scenario, replication: int) -> Run:
    """Return one replication of the reference engine, from the first day of the warm-up to the last day."""
    with _patient_collector():
        return run_model(SalesModel(scenario, replication))


def run_model(model: SalesModel) -> Run:
    """Run a model to its last day and return what it leaves behind."""
    run = run_days(model)
    _let_go(model)
    return run


def _let_go(model: SalesModel) -> None:
    """Take a finished model out of Mesa's register, which would keep it and all its leads for as long as we live."""
    model.remove_all_agents()
    register = getattr(mesa.Agent, "_ids", None)  # Mesa 3: a counter by model; later versions keep none
    if register is not None:
        register.pop(model, None)


@contextmanager
def _patient_collector() -> Iterator[None]:
    """
    Let the garbage collector look less often: many small living objects make each look dear (1.3-2.4x measured).

    A finished model is a knot of cycles, about ten megabytes. They are swept some at a time, while what was there
    before is still set aside: a sweep costs a twentieth of a replication.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        if next(_finished) % _SWEEP_EVERY == 0:
            gc.collect()
        gc.set_threshold(*before)
        gc.unfreeze()
