"""What is odd about the borders of a map: parts that no border joins."""

from __future__ import annotations

from sim.scenario import Scenario

SHOWN = 5


def joined(scenario: Scenario, crossings: tuple[tuple[int, int], ...]) -> str | None:
    """Return which cut-off parts of the map are joined to the nearest unit of the largest, in words."""
    if not crossings:
        return None
    units = scenario.tables.units["id"]
    told = ", ".join(f"{units[a]} by {units[b]}" for a, b in crossings[:SHOWN])
    more = f" and {len(crossings) - SHOWN} more" if len(crossings) > SHOWN else ""
    return f"no border joins these parts of the map to the largest, so they hang on its nearest unit: {told}{more}"
