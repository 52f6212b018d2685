"""The tables and numbers of the plant: how orders are prepared, and what capacity they use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario


def plant_rules(scenario: Scenario) -> dict[str, Any]:
    """Return what the scenario says of orders in the plant in single numbers."""
    preparation = scenario.fulfilment.preparation
    if preparation is None:
        return {}
    return {
        "preparation_days": preparation.days,
        "preparation_varies": preparation.work == "exponential",
        "error_share": preparation.error_share,
    }
