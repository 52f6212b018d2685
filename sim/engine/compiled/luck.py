"""Keyed random numbers inside a kernel: the same bits as :mod:`sim.streams`."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.state import Id, State, key_at
from sim.streams import Streams

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_MASK, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_UP, _DOWN = np.uint64(20), np.uint64(12)
_TO_UNIT = 2.0**-52
_GOLDEN, _MIX_1, _MIX_2 = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
_S30, _S27, _S31, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(1)

PURPOSES = (
    "lead advance",
    "lead work",
    "lead nurture",
    "lead recycle",
    "after order",
    "order",
    "order patience",
    "pull",
    "hold",
    "lead contact",
    "lead rejection",
    "lead route",
    "leaving",
    "care visit",
    "potential",
    "adoption",
    "offer",
    "poll",
    "poll noise",
    "referral",
    "taken by",
    "order preparation",
    "discount",
    "approval",
    "quote",
    "default",
    "late",
    "return",
    "dispute",
    "payer",
    "contract",
    "renewal",
)
"""What kernels draw for themselves; the place in this list is the row in the table of keys."""
(
    ADVANCE,
    WORK,
    NURTURE,
    RECYCLE,
    AFTER_ORDER,
    ORDER,
    ORDER_PATIENCE,
    PULL,
    HOLD,
    CONTACT,
    REJECTION,
    ROUTE,
    LEAVING,
    CARE_VISIT,
    POTENTIAL,
    ADOPTION,
    OFFER_LUCK,
    POLL,
    POLL_NOISE,
    REFERRAL,
    TAKEN_BY,
    ORDER_PREPARATION,
    DISCOUNT,
    APPROVAL,
    QUOTE,
    DEFAULT,
    LATE,
    RETURN,
    DISPUTE,
    PAYER,
    CONTRACT,
    RENEWAL,
) = range(len(PURPOSES))


def keys(streams: Streams) -> list[tuple[int, int]]:
    """Return the Philox keys of all purposes."""
    return [streams.key(purpose) for purpose in PURPOSES]


@compiled
def words(k0: Id, k1: Id, entity: Id, n: Id) -> tuple[Id, Id, Id, Id]:
    """Return the four 32-bit words of Philox4x32-10 for the counter (entity, n)."""
    c0, c1, c2, c3 = entity & _MASK, entity >> _HALF, n & _MASK, n >> _HALF
    k0, k1 = (
        k0 & _MASK,
        k1 & _MASK,
    )  # known to be short, loops of nothing else run on several counters at once
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _MASK, (p0 >> _HALF) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@compiled
def unit(low: Id, high: Id) -> float:
    """Return a number in (0, 1) from two words."""
    number: float = ((((high << _UP) ^ (low >> _DOWN)) * 1.0) + 0.5) * _TO_UNIT
    return number


@compiled
def pair(s: State, purpose: int, entity: Id, n: int) -> tuple[float, float]:
    """Return two independent numbers in (0, 1)."""
    key = key_at(s, purpose)
    low, high, low2, high2 = words(key.low, key.high, entity, np.uint64(n))
    return unit(low, high), unit(low2, high2)


@compiled
def uniform(s: State, purpose: int, entity: Id, n: int) -> float:
    """Return one number in (0, 1)."""
    key = key_at(s, purpose)
    low, high, _, _ = words(key.low, key.high, entity, np.uint64(n))
    return unit(low, high)


@compiled
def normal_pair(s: State, purpose: int, entity: Id, n: int) -> tuple[float, float]:
    """Return two independent standard normal numbers (Box and Muller 1958), as in :func:`sim.market.normal_pair`."""
    one, other = pair(s, purpose, entity, n)
    radius, angle = math.sqrt(-2.0 * math.log(one)), 2.0 * math.pi * other
    return radius * math.cos(angle), radius * math.sin(angle)


@compiled
def child_id(parent: Id, ordinal: int) -> Id:
    """Return the id of a parent's child number ``ordinal``."""
    mixed = parent + (np.uint64(ordinal) + _ONE) * _GOLDEN
    mixed = (mixed ^ (mixed >> _S30)) * _MIX_1
    mixed = (mixed ^ (mixed >> _S27)) * _MIX_2
    return mixed ^ (mixed >> _S31)
