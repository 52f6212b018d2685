"""Which engine runs a scenario."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.engine.compiled.support import unsupported

if TYPE_CHECKING:
    from sim.engine.run import Run
    from sim.scenario import Scenario

LOGGER = logging.getLogger("evenfield.engine")


def engine_of(scenario: Scenario) -> Literal["reference", "compiled"]:
    """
    Return the engine that runs a scenario: the one it names, or the compiled one when that holds all it asks for.

    Raises
    ------
    ValueError
        When it names the compiled engine and asks for what that does not hold yet.
    """
    wanted = scenario.run.engine
    if wanted == "reference":
        return "reference"
    lacking = unsupported(scenario)
    if lacking and wanted == "compiled":
        raise ValueError(f"run.engine: the compiled engine does not hold {', '.join(lacking)} yet")
    return "reference" if lacking else "compiled"


def run_once(scenario: Scenario, replication: int) -> Run:
    """Return one replication by the engine that the scenario names; the event log is the same whichever it is."""
    if engine_of(scenario) == "compiled":
        from sim.engine.compiled.run import run_compiled  # noqa: PLC0415 - LLVM takes a while to load

        return run_compiled(scenario, replication)
    from sim.engine.model import run_reference  # noqa: PLC0415 - as above

    if told := fallback(scenario):
        _say_once(told)
    return run_reference(scenario, replication)


def fallback(scenario: Scenario) -> str:
    """Return in words why ``auto`` leaves a scenario to the reference engine, "" when it does not."""
    lacking = unsupported(scenario) if scenario.run.engine == "auto" else ()
    return (
        f"runs on the reference engine: the compiled one does not hold {', '.join(lacking)} yet"
        if lacking
        else ""
    )


@cache
def _say_once(told: str) -> None:
    LOGGER.info(told)
