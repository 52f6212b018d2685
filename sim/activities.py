"""What the firm's own records hold of the work that was done: some of it is never written down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import EventLog, Kind
from sim.streams import Streams


def activities(log: EventLog) -> EventLog:
    """Return the work that reps began: attempts, stages, pitches, care."""
    return log.of(Kind.BEGUN)


def written_down(done: EventLog, share: float, streams: Streams) -> EventLog:
    """
    Return the part of the activities that the records hold, each written down with the given share.

    The n-th activity about an entity has its own luck, so that better records hold all that worse ones hold.
    """
    if share >= 1.0:
        return done
    return done.where(streams.uniforms("activity log", done.entity, _number_within(done.entity)) < share)


def _number_within(entity: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return how many earlier rows are about the same entity, shape (n,)."""
    order = np.argsort(entity, kind="stable")
    ordered = entity[order]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(entity) else order
    number = np.empty(len(entity), dtype=np.uint64)
    number[order] = np.arange(len(entity)) - np.repeat(begins, np.diff(np.append(begins, len(entity))))
    return number
