"""Runs a scenario through both engines and says where they part."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from sim.engine.compiled.run import run_compiled
from sim.engine.log import EventLog, Kind
from sim.engine.model import run_reference
from sim.engine.run import Run
from sim.scenario import Scenario

NUMBERS = (
    "credit_cents",
    "worked_hours",
    "available_hours",
    "road_hours",
    "effort",
    "lead_state",
    "books",
)


def difference(scenario: Scenario, replication: int = 0) -> str:
    """Return in words the first event, or the number, in which the engines differ; "" when they are equal."""
    reference, compiled = run_reference(scenario, replication), run_compiled(scenario, replication)
    return first_other_event(reference.log, compiled.log) or other_numbers(reference, compiled)


def first_other_event(one: EventLog, other: EventLog) -> str:
    """Return the first event in which two logs differ, "" when they are the same bit for bit."""
    if one.same_as(other):
        return ""
    both = min(len(one), len(other))
    columns = [field.name for field in fields(EventLog)]
    apart = np.zeros(both, dtype=bool)
    for name in columns:
        apart |= getattr(one, name)[:both] != getattr(other, name)[:both]
    row = int(np.argmax(apart)) if apart.any() else both
    told = [_event(log, row, columns) for log in (one, other)]
    return f"event {row}: reference {told[0]}, compiled {told[1]}"


def other_numbers(reference: Run, compiled: Run) -> str:
    """Return the names of the arrays beside the log that differ."""
    return ", ".join(
        name for name in NUMBERS if not np.array_equal(getattr(reference, name), getattr(compiled, name))
    )


def _event(log: EventLog, row: int, columns: list[str]) -> str:
    if row >= len(log):
        return "nothing more"
    told = {name: getattr(log, name)[row].item() for name in columns}
    return f"{Kind(told.pop('kind')).name} {told}"
