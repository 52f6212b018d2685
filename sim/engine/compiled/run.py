"""One replication of the compiled engine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sim.engine.boundary import SalesDays, run_days
from sim.engine.compiled.cache import compiling
from sim.engine.compiled.draws import FastStreams
from sim.engine.compiled.flow import CompiledFlow
from sim.engine.compiled.still import is_still, run_still

if TYPE_CHECKING:
    from sim.engine.run import Run
    from sim.scenario import Scenario


def run_compiled(scenario: Scenario, replication: int, *, by_the_day: bool = False) -> Run:
    """
    Return one replication: the same event log as the reference engine, event for event and bit for bit.

    The day boundary is the reference's own (people, plain Python); within the day the flow is compiled. Reps go by
    themselves, as Mesa agents, when somebody gave them a step of his own or ``by_the_day`` wants it; the usual step is
    the same for all. Where nobody decides anything from day to day one call carries the whole run.
    """
    with compiling():
        if by_the_day or not _steps_are_usual():
            from sim.engine.model import SalesModel, run_model  # noqa: PLC0415 - Mesa takes half a second to load

            return run_model(SalesModel(scenario, replication, CompiledFlow, FastStreams))
        if is_still(scenario):
            return run_still(scenario, replication)
        return run_days(SalesDays(scenario, replication, CompiledFlow, FastStreams))


def _steps_are_usual() -> bool:
    """Return whether reps have their usual step: who gave them another has loaded them."""
    reps = sys.modules.get("sim.agents.rep")
    return reps is None or reps.Rep.step is reps.USUAL_STEP
