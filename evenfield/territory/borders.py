"""What is odd about the borders of a map: some that stand one way only, parts that no border joins."""

from __future__ import annotations

from sim.scenario import Scenario

SHOWN = 5


def one_way(scenario: Scenario) -> str | None:
    """
    Return what is wrong when some borders stand one way only in a table that lists most of them both ways.

    A table lists each border once, in either direction, or each twice; a mixture is a row that was lost.
    """
    table = scenario.tables.neighbours
    if table is None:
        return None
    pairs = set(zip(table["unit"].tolist(), table["neighbour"].tolist(), strict=True))
    alone = sorted(pair for pair in pairs if pair[::-1] not in pairs)
    if not alone or 2 * len(alone) >= len(pairs):
        return None
    more = f" and {len(alone) - SHOWN} more" if len(alone) > SHOWN else ""
    told = ", ".join(f"{unit}-{neighbour}" for unit, neighbour in alone[:SHOWN])
    return f"tables.neighbours: {told}{more}: one way only, most others both ways; list each border once or both ways"


def joined(scenario: Scenario, crossings: tuple[tuple[int, int], ...]) -> str | None:
    """Return which cut-off parts of the map are joined to the nearest unit of the largest, in words."""
    if not crossings:
        return None
    units = scenario.tables.units["id"]
    told = ", ".join(f"{units[a]} by {units[b]}" for a, b in crossings[:SHOWN])
    more = f" and {len(crossings) - SHOWN} more" if len(crossings) > SHOWN else ""
    return f"no border joins these parts of the map to the largest, so they hang on its nearest unit: {told}{more}"
