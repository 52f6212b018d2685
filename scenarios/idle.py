"""
Settings that are given and do nothing, because another one that they need is not: each with its place.

A setting of the world that waits for a lever of the plan, such as what a relocation costs, is not among them: whoever
changes the plan finds it there.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.faults import Fault
from scenarios.idle_cash import CASH
from scenarios.idle_people import PEOPLE
from scenarios.idle_plant import PLANT
from scenarios.idle_row import Idle
from scenarios.idle_selling import SELLING
from scenarios.nodes import Place, walk
from scenarios.reading import Reading
from scenarios.sources import Unwrapped
from sim.scenario import Scenario

TABLE: tuple[Idle, ...] = (*PEOPLE, *SELLING, *PLANT, *CASH)
"""Every such setting that there is, one row each."""


def idle_settings(reading: Reading) -> tuple[Fault, ...]:
    """Return a warning for each setting of a sound scenario that changes nothing; nothing for one with faults."""
    if reading.scenario is None or reading.tree is None:
        return ()
    places = {path: node.place for path, node in walk(Unwrapped(reading.tree).tree)}
    return tuple(
        _nearest(path, places).fault(path, f"this changes nothing: {row.wants}")
        for path, row in _found(reading.scenario)
    )


def _found(scenario: Scenario) -> Iterator[tuple[str, Idle]]:
    """Yield the path of each setting without effect, with its row."""
    for row in TABLE:
        told = row.when(scenario)
        if isinstance(told, bool):
            yield from [(row.path, row)] if told else []
        else:
            yield from ((row.path.format(one), row) for one in told)


def _nearest(path: str, places: dict[str, Place]) -> Place:
    """Return where a setting stands, or what it is part of when a file does not spell it out."""
    while path not in places:
        path = path.rpartition(".")[0]
    return places[path]
