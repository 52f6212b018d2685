"""Whether the ids of a log's events are all different, and which of them are among others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Entities = NDArray[np.uint64]


def all_differ(entity: Entities) -> bool:
    """Return whether no id stands twice (by sorting: numpy's ``unique`` hashes, which takes many times as long)."""
    ordered = np.sort(entity)
    return bool((ordered[1:] != ordered[:-1]).all())


def among(entity: Entities, others: Entities) -> NDArray[np.bool_]:
    """Return which ids are among others, shape (n_entities,)."""
    if not len(others):
        return np.zeros(len(entity), dtype=np.bool_)
    known = np.sort(others)
    place = np.minimum(np.searchsorted(known, entity), len(known) - 1)
    found: NDArray[np.bool_] = known[place] == entity
    return found
