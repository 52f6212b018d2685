"""
Keyed random numbers: a draw is a pure function of (seed, replication, purpose, entity, n).

The scenario never enters, so the same lead meets the same luck under every plan (common random numbers). The function
is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"): counter =
(entity, n), key = hash of seed, replication and purpose. The array form and the one-number form give the same bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.chance import exponential, lognormal

_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_MASK = 0xFFFFFFFF
_ROUNDS = 10
_HALF = 32
_TO_UNIT = 2.0**-52  # 52 bits and a half step: exact in a float, never 0 and never 1
_MASK_64 = 2**64 - 1
LINE = 1 << 32
"""Child numbers of a customer from here on are his lines of business in other families; below are his orders."""
CONTRACT = 1 << 40
"""Child number of a customer that is his contract, whose children are its terms."""
_GOLDEN, _MIX_1, _MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox4x32-10 for one counter and key."""
    return _rounds(counter, _schedule(key))


def _schedule(key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Return the key of each round."""
    return tuple(((key[0] + _W0 * i) & _MASK, (key[1] + _W1 * i) & _MASK) for i in range(_ROUNDS))


def _rounds(
    counter: tuple[int, int, int, int], schedule: tuple[tuple[int, int], ...]
) -> tuple[int, int, int, int]:
    """Return the four words for a counter, with the rounds' keys worked out beforehand."""
    c0, c1, c2, c3 = counter
    for k0, k1 in schedule:
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFFFFFF
    return c0, c1, c2, c3


def _philox_arrays(
    entity: NDArray[np.uint64], n: NDArray[np.uint64], key: tuple[int, int]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the four 32-bit words of Philox4x32-10, each in a uint64, for every (entity, n)."""
    mask, half = np.uint64(_MASK), np.uint64(_HALF)
    c0, c1, c2, c3 = entity & mask, entity >> half, n & mask, n >> half
    k0, k1 = key
    for _ in range(_ROUNDS):
        p0, p1 = np.uint64(_M0) * c0, np.uint64(_M1) * c2
        c0, c1, c2, c3 = (
            (p1 >> half) ^ c1 ^ np.uint64(k0),
            p1 & mask,
            (p0 >> half) ^ c3 ^ np.uint64(k1),
            p0 & mask,
        )
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@lru_cache(maxsize=200_000)
def entity_id(name: str) -> int:
    """Return the stable 64-bit id of a named entity (a unit, a rep, an account)."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def entity_ids(names: ArrayLike, prefix: str = "") -> NDArray[np.uint64]:
    """Return the stable ids of named entities, each name after the prefix, shape (n_names,); not to be written to."""
    return _entity_ids(tuple(map(str, np.asarray(names).ravel().tolist())), prefix)


@lru_cache(maxsize=64)
def _entity_ids(names: tuple[str, ...], prefix: str) -> NDArray[np.uint64]:
    """Return the ids; every replication asks for the same ones."""
    return np.array([entity_id(prefix + name) for name in names], dtype=np.uint64)


def child_ids(parent: NDArray[np.uint64], ordinal: ArrayLike) -> NDArray[np.uint64]:
    """
    Return the id of each parent's child number ``ordinal``: the same child under every plan.

    An id only has to be unique and spread out, so it is the finalizer of SplitMix64 (Steele, Lea and Flood 2014,
    variant 13 of Stafford) of parent + golden ratio * (ordinal + 1), modulo 2**64.
    """
    parents, ordinals = np.broadcast_arrays(parent, np.atleast_1d(np.asarray(ordinal, dtype=np.uint64)))
    mixed = parents + (ordinals + np.uint64(1)) * np.uint64(_GOLDEN)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_MIX_1)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_MIX_2)
    child: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return child


def child_id(parent: int, ordinal: int) -> int:
    """Return the id of one parent's child number ``ordinal``; the same bits as :func:`child_ids`."""
    mixed = (parent + (ordinal + 1) * _GOLDEN) & _MASK_64
    mixed = ((mixed ^ (mixed >> 30)) * _MIX_1) & _MASK_64
    mixed = ((mixed ^ (mixed >> 27)) * _MIX_2) & _MASK_64
    return mixed ^ (mixed >> 31)


def _counter(entity: int, n: int) -> tuple[int, int, int, int]:
    return entity & _MASK, entity >> _HALF, n & _MASK, n >> _HALF


class Streams:
    """The luck of one replication: every draw is named by its purpose, its entity and its number."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed, self.replication = seed, replication
        self._keys: dict[str, tuple[int, int]] = {}
        self._schedules: dict[str, tuple[tuple[int, int], ...]] = {}

    def key(self, purpose: str) -> tuple[int, int]:
        """Return the Philox key of a purpose, two 32-bit words."""
        if purpose not in self._keys:
            text = f"{self.seed}|{self.replication}|{purpose}".encode()
            digest = hashlib.blake2b(text, digest_size=8).digest()
            self._keys[purpose] = (
                int.from_bytes(digest[:4], "little"),
                int.from_bytes(digest[4:], "little"),
            )
        return self._keys[purpose]

    def uniforms(self, purpose: str, entity: NDArray[np.uint64], n: ArrayLike = 0) -> NDArray[np.float64]:
        """Return one number in (0, 1) for every (entity, n), broadcast; 52 bits, never 0 or 1."""
        return self.pairs(purpose, entity, n)[0]

    def pairs(
        self, purpose: str, entity: NDArray[np.uint64], n: ArrayLike = 0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return two independent numbers in (0, 1) for every (entity, n), broadcast."""
        entities, ns = np.broadcast_arrays(entity, np.asarray(n, dtype=np.uint64))
        words = _philox_arrays(entities, ns, self.key(purpose))
        return _units(words[0], words[1]), _units(words[2], words[3])

    def exponentials(self, purpose: str, entity: NDArray[np.uint64], n: ArrayLike = 0) -> NDArray[np.float64]:
        """Return one exponential number of mean 1 for every (entity, n), broadcast."""
        return _each(exponential, self.uniforms(purpose, entity, n))

    def lognormals(
        self, purpose: str, entity: NDArray[np.uint64], log_mean: ArrayLike, log_sd: ArrayLike
    ) -> NDArray[np.float64]:
        """Return one lognormal number for every entity; mean and standard deviation of the logarithm are broadcast."""
        return _each(lognormal, *np.broadcast_arrays(log_mean, log_sd, *self.pairs(purpose, entity)))

    def points(
        self, purpose: str, entity: NDArray[np.uint64], expected: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """
        Return row of the entity, ordinal and position of the points of a Poisson process of rate 1 for each entity.

        They lie on (0, expected), point n lies n + 1 exponential gaps from 0. Room is made for the mean and eight
        standard deviations and twelve more, which a Poisson number passes with a chance below 1e-12.
        """
        room = np.ceil(expected + 8.0 * np.sqrt(expected) + 12.0).astype(np.int64)
        room[expected == 0] = 0
        row = np.repeat(np.arange(len(room)), room)
        first = np.cumsum(room) - room
        ordinal = np.arange(len(row)) - first[row]
        gaps = self.exponentials(purpose, entity[row], ordinal)
        position = np.empty_like(gaps)
        for start, end in zip(first.tolist(), (first + room).tolist(), strict=True):
            np.cumsum(gaps[start:end], out=position[start:end])
        inside = position < expected[row]
        return row[inside], ordinal[inside], position[inside]

    def uniform(self, purpose: str, entity: int, n: int = 0) -> float:
        """Return one number in (0, 1); the same bits as :meth:`uniforms`."""
        return self.pair(purpose, entity, n)[0]

    def pair(self, purpose: str, entity: int, n: int = 0) -> tuple[float, float]:
        """Return two independent numbers in (0, 1); the same bits as :meth:`pairs`."""
        schedule = self._schedules.get(purpose)
        if schedule is None:
            schedule = self._schedules[purpose] = _schedule(self.key(purpose))
        low, high, low2, high2 = _rounds(_counter(entity, n), schedule)
        return ((high << 20 ^ low >> 12) + 0.5) * _TO_UNIT, ((high2 << 20 ^ low2 >> 12) + 0.5) * _TO_UNIT


def _units(low: NDArray[np.uint64], high: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return numbers in (0, 1) from two 32-bit words each."""
    bits = (high << np.uint64(20)) ^ (low >> np.uint64(12))
    unit: NDArray[np.float64] = (bits.astype(np.float64) + 0.5) * _TO_UNIT
    return unit


def _each(rule: Callable[..., float], *given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a rule for single numbers makes of each row of arrays of one shape."""
    made = np.fromiter(map(rule, *(column.ravel().tolist() for column in given)), np.float64, given[0].size)
    return made.reshape(given[0].shape)
