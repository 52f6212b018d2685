"""Keyed random numbers in bulk, for what is known before a run begins: the same bits as :mod:`sim.streams`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.chance import exponential, lognormal
from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.luck import unit, words
from sim.engine.compiled.state import Id
from sim.streams import Streams

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_exponential, _lognormal = compiled(exponential), compiled(lognormal)
_BLOCK = 32
"""Numbers that are drawn at once for a process, of which some may be more than it has points."""


@kernel
def _fill(k0: Id, k1: Id, entity: Ids, n: Id, one: Floats) -> None:
    """Draw one number for every (entity, n)."""
    for i in range(len(entity)):
        low, high, _, _ = words(k0, k1, entity[i], n)
        one[i] = unit(low, high)


@kernel
def _fill_pairs(  # noqa: PLR0913, PLR0917 - two keys, two counters, two results
    k0: Id, k1: Id, entity: Ids, n: Id, one: Floats, other: Floats
) -> None:
    """Draw two numbers for every (entity, n)."""
    for i in range(len(entity)):
        low, high, low2, high2 = words(k0, k1, entity[i], n)
        one[i], other[i] = unit(low, high), unit(low2, high2)


@kernel
def _fill_all(  # noqa: PLR0913, PLR0917 - as above
    k0: Id, k1: Id, entity: Ids, n: Ids, one: Floats, other: Floats
) -> None:
    """Draw two numbers for every entity and its own n."""
    for i in range(len(entity)):
        low, high, low2, high2 = words(k0, k1, entity[i], n[i])
        one[i], other[i] = unit(low, high), unit(low2, high2)


@kernel
def _make_exponential(values: Floats) -> None:
    """Turn luck into exponential numbers."""
    for i in range(len(values)):
        values[i] = _exponential(values[i])


@kernel
def _make_lognormal(log_mean: Floats, log_sd: Floats, one: Floats, other: Floats) -> None:
    """Turn pairs of luck into lognormal numbers, in the place of the first."""
    for i in range(len(one)):
        one[i] = _lognormal(log_mean[i], log_sd[i], one[i], other[i])


@kernel
def _fill_points(  # noqa: PLR0913, PLR0917 - two keys, what is given, room to work in, three results
    k0: Id,
    k1: Id,
    entity: Ids,
    expected: Floats,
    luck: Floats,
    row: Ints,
    ordinal: Ints,
    position: Floats,
) -> int:
    """Fill in the points of every entity; return how many there are, -1 when there is no room for them."""
    n = 0
    for group in range(len(entity)):
        at, drawn = 0.0, 0
        while at < expected[group]:
            for i in range(_BLOCK):
                low, high, _, _ = words(k0, k1, entity[group], np.uint64(drawn + i))
                luck[i] = unit(low, high)
            for i in range(_BLOCK):
                at += _exponential(luck[i])
                if at >= expected[group]:
                    break
                if n == len(row):
                    return -1
                row[n], ordinal[n], position[n] = group, drawn + i, at
                n += 1
            drawn += _BLOCK
    return n


class FastStreams(Streams):
    """The same luck, drawn by kernels."""

    def uniforms(self, purpose: str, entity: Ids, n: ArrayLike = 0) -> Floats:
        """Return one number in (0, 1) for every (entity, n), broadcast; the same bits as in the base class."""
        if isinstance(n, int) and _is_plain(entity):
            one = np.empty(len(entity))
            _fill(*self._words(purpose), entity, np.uint64(n), one)
            return one
        return self.pairs(purpose, entity, n)[0]

    def pairs(self, purpose: str, entity: Ids, n: ArrayLike = 0) -> tuple[Floats, Floats]:
        """Return two independent numbers in (0, 1) for every (entity, n), broadcast; the same bits."""
        if isinstance(n, int) and _is_plain(entity):
            one, other = np.empty(len(entity)), np.empty(len(entity))
            _fill_pairs(*self._words(purpose), entity, np.uint64(n), one, other)
            return one, other
        shape = np.broadcast_shapes(np.shape(entity), np.shape(n))
        one, other = np.empty(shape), np.empty(shape)
        entities, ns = (np.full(shape, given, dtype=np.uint64).ravel() for given in (entity, n))
        _fill_all(*self._words(purpose), entities, ns, one.ravel(), other.ravel())
        return one, other

    def exponentials(self, purpose: str, entity: Ids, n: ArrayLike = 0) -> Floats:
        """Return one exponential number of mean 1 for every (entity, n), broadcast; the same bits."""
        values = self.uniforms(purpose, entity, n)
        _make_exponential(values.ravel())
        return values

    def lognormals(self, purpose: str, entity: Ids, log_mean: ArrayLike, log_sd: ArrayLike) -> Floats:
        """Return one lognormal number for every entity; mean and sd of the logarithm are broadcast; the same bits."""
        one, other = self.pairs(purpose, entity)
        mean, sd = (np.full(one.shape, given, dtype=np.float64) for given in (log_mean, log_sd))
        _make_lognormal(mean, sd, one, other)
        return one

    def points(self, purpose: str, entity: Ids, expected: Floats) -> tuple[Ints, Ints, Floats]:
        """Return row of the entity, ordinal and position of the points of a Poisson process each; the same bits."""
        room, n = float(expected.sum()), -1
        while n < 0:
            room += 8.0 * math.sqrt(room) + 16.0
            (row, ordinal), position = np.empty((2, int(room)), np.int64), np.empty(int(room))
            n = _fill_points(
                *self._words(purpose), entity, expected, np.empty(_BLOCK), row, ordinal, position
            )
        return row[:n], ordinal[:n], position[:n]

    def _words(self, purpose: str) -> tuple[np.uint64, np.uint64]:
        low, high = self.key(purpose)
        return np.uint64(low), np.uint64(high)


def _is_plain(entity: Ids) -> bool:
    """Return whether a kernel takes entities as they lie."""
    return entity.ndim == 1 and entity.flags.c_contiguous and entity.flags.writeable
