"""What becomes of an inquiry at the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.streams import Streams

CAPTURED, LOST_IN_FORM, MERGED = 0, 1, 2


def capture_fates(
    scenario: Scenario, source: NDArray[np.int64], ids: NDArray[np.uint64], streams: Streams
) -> NDArray[np.int64]:
    """Return CAPTURED, LOST_IN_FORM or MERGED for each inquiry, shape (n_leads,); its channel's form decides."""
    forms = [entry.capture or scenario.pipeline.capture for entry in scenario.market.sources]
    lost = np.array([form.lost_share for form in forms])[source]
    repeats = np.array([form.duplicate_share for form in forms])[source]
    if not (lost.any() or repeats.any()):
        return np.zeros(len(ids), dtype=np.int64)
    luck_lost, luck_repeats = streams.pairs("lead capture", ids)
    kept = np.where(luck_repeats < repeats, MERGED, CAPTURED)
    fates: NDArray[np.int64] = np.where(luck_lost < lost, LOST_IN_FORM, kept)
    return fates
