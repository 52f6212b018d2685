"""Numbers drawn for a key and a count, with no state."""

from __future__ import annotations

import numpy as np

from optimize.compiling import compiled


@compiled
def draw(key: int, number: int) -> float:
    """Return a number in (0, 1) for a key and a count (SplitMix64, Steele, Lea and Flood 2014)."""
    z = np.uint64(key) * np.uint64(0xD1342543DE82EF95) + (np.uint64(number) + np.uint64(1)) * np.uint64(
        0x9E3779B97F4A7C15
    )
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (float(z >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16
