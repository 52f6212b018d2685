"""The same world without its response curve: what is said of speed to lead is shown beside "no effect"."""

from __future__ import annotations

from sim.documents.contact import NoResponse
from sim.scenario import Scenario

LABEL = "no response curve"
"""What the world without the curve is called."""
CURVE = "response_curve"
"""What a study calls that which was taken out of such a world."""


def without_response_curve(scenario: Scenario) -> Scenario | None:
    """Return the scenario in which waiting for the first contact costs nothing, ``None`` when it is so already."""
    if scenario.pipeline.response_curve.kind == "none":
        return None
    pipeline = scenario.pipeline.model_copy(update={"response_curve": NoResponse(kind="none")})
    return scenario.model_copy(update={"pipeline": pipeline})


def as_it_ran(scenario: Scenario, without: str) -> Scenario:
    """Return a scenario of a kept study as it was simulated: without what was taken out of it, if anything was."""
    return (without_response_curve(scenario) or scenario) if without == CURVE else scenario


def curve_source(scenario: Scenario) -> str:
    """Return in a line what curve a scenario has and where it comes from, "" when it has none."""
    curve = scenario.pipeline.response_curve
    if curve.kind == "none":
        return ""
    return f"response curve ({curve.kind}, on {curve.acts_on}): {curve.source}"
