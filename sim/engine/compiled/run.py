"""One replication of the compiled engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.compiled.cache import compiling
from sim.engine.compiled.draws import FastStreams
from sim.engine.compiled.flow import CompiledFlow
from sim.engine.compiled.still import is_still, run_still
from sim.engine.model import Run, SalesModel, run_model

if TYPE_CHECKING:
    from sim.scenario import Scenario


def run_compiled(scenario: Scenario, replication: int, *, by_the_day: bool = False) -> Run:
    """
    Return one replication: the same event log as the reference engine, event for event and bit for bit.

    The day boundary is the reference's own (Mesa reps, people, plain Python); within the day the flow is compiled.
    Where nobody decides anything from day to day one call carries the whole run, unless ``by_the_day`` wants the reps.
    """
    with compiling():
        if not by_the_day and is_still(scenario):
            return run_still(scenario, replication)
        return run_model(
            SalesModel(scenario, replication, CompiledFlow, FastStreams, reps_as_one=not by_the_day)
        )
