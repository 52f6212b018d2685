"""One replication of the compiled engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.compiled.flow import CompiledFlow
from sim.engine.compiled.luck import FastStreams
from sim.engine.model import Run, SalesModel, run_model

if TYPE_CHECKING:
    from sim.scenario import Scenario


def run_compiled(scenario: Scenario, replication: int) -> Run:
    """
    Return one replication: the same event log as the reference engine, event for event and bit for bit.

    The day boundary is the reference's own (Mesa reps, people, plain Python); within the day the flow is compiled.
    """
    return run_model(SalesModel(scenario, replication, CompiledFlow, FastStreams))
