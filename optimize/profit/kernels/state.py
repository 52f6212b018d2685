"""
An alignment on the way: its sums and values, and what a shift or a swap earns.

Territory values are concave, so a tangent says at most what a change earns; the value itself, a power or the least of
many tangents, is worked out only where that could be enough.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled
from optimize.profit.kernels.value import tangent, worth, worth_changed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Ground(NamedTuple):
    """
    What a search needs of a case; n units, k reps, G sums a territory.

    ``gain`` (n, k, G) is what a unit adds to the sums of a rep's territory, ``time`` (k, G) what his hours add,
    ``fixed`` (k,), ``charge`` and ``may`` (n, k), ``present`` (n,) with at most ``moves`` units elsewhere,
    ``start`` and ``near`` the borders (``start`` empty: none), ``unit`` the mean value of a territory [currency].
    """

    exponent: float
    gain: Floats
    time: Floats
    fixed: Floats
    charge: Floats
    may: Bools
    present: Ints
    moves: int
    start: Ints
    near: Ints
    unit: float


class State(NamedTuple):
    """
    An alignment on the way.

    Owner (n,); sums (k, G), values, tangents (k,) and the sum they are of (k,); units by rep, (k,) and (k, n) with
    each one's place (n,); [units moved, marks used]; scratch.
    """

    owner: Ints
    load: Floats
    value: Floats
    slope: Floats
    column: Ints
    units: Ints
    member: Ints
    place: Ints
    counter: Ints
    seen: Ints
    queue: Ints


@compiled
def state_of(ground: Ground, owner: Ints) -> State:
    """Return the sums and values of an alignment."""
    n, k, sums = ground.gain.shape
    state = State(
        owner,
        np.zeros((k, sums)),
        np.zeros(k),
        np.zeros(k),
        np.zeros(k, np.int64),
        np.zeros(k, np.int64),
        np.zeros((k, n), np.int64),
        np.zeros(n, np.int64),
        np.zeros(2, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
    )
    for i in range(n):
        j = owner[i]
        state.member[j, state.units[j]] = i
        state.place[i] = state.units[j]
        state.units[j] += 1
        state.counter[0] += owner[i] != ground.present[i]
        for p in range(sums):
            state.load[j, p] += ground.gain[i, j, p]
    for j in range(k):
        _value(ground, state, j)
    return state


@compiled
def _value(ground: Ground, state: State, j: int) -> None:
    """Bring a territory's value and tangent up to date with its sums."""
    if state.units[j] == 0:
        for p in range(state.load.shape[1]):
            state.load[j, p] = 0.0
        state.value[j], state.slope[j], state.column[j] = 0.0, math.inf, 0
        return
    state.value[j] = worth(ground.exponent, ground.time, state.load, j)
    state.slope[j], state.column[j] = tangent(ground.exponent, ground.time, state.load, j, state.value[j])


@compiled
def loss(ground: Ground, state: State, i: int) -> float:
    """Return what a unit's rep loses with it: value, less his fixed cost when it was the last, and its charge."""
    a = state.owner[i]
    if state.units[a] == 1:
        all_of_it: float = state.value[a] - ground.fixed[a] - ground.charge[i, a]
        return all_of_it
    left = worth_changed(ground.exponent, ground.time, state.load, a, ground.gain, i, -1)
    lost: float = state.value[a] - left - ground.charge[i, a]
    return lost


@compiled
def most_win(ground: Ground, state: State, i: int, to: int) -> float:
    """Return what a rep wins at most with one more unit, by the tangent."""
    if state.units[to] == 0:
        return math.inf
    most: float = state.slope[to] * ground.gain[i, to, state.column[to]] - ground.charge[i, to]
    return most


@compiled
def win(ground: Ground, state: State, i: int, to: int) -> float:
    """Return what a rep wins with one more unit."""
    come = worth_changed(ground.exponent, ground.time, state.load, to, ground.gain, -1, i)
    fixed = ground.fixed[to] if state.units[to] == 0 else 0.0
    won: float = come - state.value[to] - ground.charge[i, to] - fixed
    return won


@compiled
def _charged(ground: Ground, state: State, i: int, other: int) -> float:
    """Return what a swap of two units adds to the charges."""
    a, b = state.owner[i], state.owner[other]
    more: float = (
        ground.charge[i, b] + ground.charge[other, a] - ground.charge[i, a] - ground.charge[other, b]
    )
    return more


@compiled
def most_swap(ground: Ground, state: State, i: int, other: int) -> float:
    """Return what a swap earns at most, by both tangents."""
    a, b = state.owner[i], state.owner[other]
    p, q = state.column[a], state.column[b]
    of_a = state.slope[a] * (ground.gain[other, a, p] - ground.gain[i, a, p])
    of_b = state.slope[b] * (ground.gain[i, b, q] - ground.gain[other, b, q])
    most: float = of_a + of_b - _charged(ground, state, i, other)
    return most


@compiled
def swap(ground: Ground, state: State, i: int, other: int) -> float:
    """Return what it earns that two units change reps."""
    a, b = state.owner[i], state.owner[other]
    of_a = worth_changed(ground.exponent, ground.time, state.load, a, ground.gain, i, other)
    of_b = worth_changed(ground.exponent, ground.time, state.load, b, ground.gain, other, i)
    earned: float = of_a + of_b - state.value[a] - state.value[b] - _charged(ground, state, i, other)
    return earned


@compiled
def put(ground: Ground, state: State, i: int, to: int) -> None:
    """Give a unit to a rep and bring the sums of both territories up to date."""
    a = state.owner[i]
    for p in range(state.load.shape[1]):
        state.load[a, p] -= ground.gain[i, a, p]
        state.load[to, p] += ground.gain[i, to, p]
    state.counter[0] += (to != ground.present[i]) - (a != ground.present[i])
    state.units[a] -= 1
    last = state.member[a, state.units[a]]
    state.member[a, state.place[i]] = last
    state.place[last] = state.place[i]
    state.member[to, state.units[to]] = i
    state.place[i] = state.units[to]
    state.units[to] += 1
    state.owner[i] = to
    _value(ground, state, a)
    _value(ground, state, to)


@compiled
def profit_of(ground: Ground, state: State) -> float:
    """Return sales less fixed cost and charges."""
    total = 0.0
    for j in range(len(state.units)):
        if state.units[j] > 0:
            total += state.value[j] - ground.fixed[j]
    for i in range(len(state.owner)):
        total -= ground.charge[i, state.owner[i]]
    return total
