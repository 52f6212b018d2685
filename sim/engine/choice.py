"""Which engine runs a scenario."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.engine.compiled.support import unsupported

if TYPE_CHECKING:
    from sim.engine.model import Run
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
        from sim.engine.compiled.run import run_compiled  # noqa: PLC0415 - numba takes a second to load

        return run_compiled(scenario, replication)
    from sim.engine.model import run_reference  # noqa: PLC0415 - as above

    if scenario.run.engine == "auto":
        _say_once(scenario.name, ", ".join(unsupported(scenario)))
    return run_reference(scenario, replication)


@cache
def _say_once(name: str, lacking: str) -> None:
    LOGGER.info("%s runs on the reference engine: the compiled one does not hold %s yet", name, lacking)
