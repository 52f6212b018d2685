"""A light process: a generator that is carried from event to event."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

Wait = Generator[simpy.Event, Any, None]
"""What waits for one event after another."""
Outcome = Generator[simpy.Event, Any, Any]
"""The same with a result, for ``yield from``."""


def follow(steps: Wait) -> None:
    """
    Run a generator to its first event, and on from each event when it happens.

    It is a SimPy process without the events of its start and its end, for which nobody here waits: they were a fifth of
    all events. The generator begins at once, and an error in it ends the run.
    """

    def resume(event: simpy.Event) -> None:
        try:
            following = steps.send(event.value)
        except StopIteration:
            return
        following.callbacks.append(resume)

    first = next(steps, None)
    if first is not None:
        first.callbacks.append(resume)
