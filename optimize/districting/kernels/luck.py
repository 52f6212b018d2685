"""Random numbers inside kernels: a draw is a pure function of a key and its number."""

from __future__ import annotations

import numpy as np

from optimize.compiling import compiled
from sim.streams import Streams

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_A, _B, _C, _DOWN = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_TO_UNIT = 2.0**-52


def key_of(seed: int, purpose: str) -> np.uint64:
    """Return the key of the draws for a purpose."""
    high, low = Streams(seed, 0).key(purpose)
    return np.uint64((high << 32) | low)


@compiled
def uniform(key: np.uint64, n: int) -> float:
    """
    Return draw ``n`` of a key, in (0, 1).

    SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators") read at a counter: the
    finalizer of key + golden ratio * (n + 1), of which the upper 52 bits count.
    """
    mixed = key + (np.uint64(n) + np.uint64(1)) * _GOLDEN
    mixed = (mixed ^ (mixed >> _A)) * _MIX_1
    mixed = (mixed ^ (mixed >> _B)) * _MIX_2
    mixed = mixed ^ (mixed >> _C)
    return (np.float64(mixed >> _DOWN) + 0.5) * _TO_UNIT
