"""Shifting one unit and swapping two: descent to where neither helps, and annealing."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from optimize.compiling import compiled, kernel
from optimize.profit.kernels.borders import may_leave, touches
from optimize.profit.kernels.state import (
    Ground,
    State,
    loss,
    most_swap,
    most_win,
    profit_of,
    put,
    state_of,
    swap,
    win,
)
from optimize.profit.kernels.value import luck

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST = 1e-10
"""Gains below this share of a territory's mean value are rounding."""


@compiled
def _shift_kept(ground: Ground, state: State, i: int, to: int) -> bool:
    """Return whether a shift keeps the move budget and whole territories."""
    more = (to != ground.present[i]) - (state.owner[i] != ground.present[i])
    if more > 0 and state.counter[0] + more > ground.moves:
        return False
    if len(ground.start) == 0:
        return True
    if state.units[to] > 0 and not touches(ground.start, ground.near, state.owner, i, to, -1):
        return False
    state.counter[1] += 1
    return may_leave(ground.start, ground.near, state.owner, i, state.seen, state.queue, state.counter[1])


@compiled
def _swap_kept(ground: Ground, state: State, i: int, other: int) -> bool:
    """Return whether a swap keeps locks, the move budget and whole territories."""
    a, b = state.owner[i], state.owner[other]
    if not (ground.may[i, b] and ground.may[other, a]):
        return False
    more = (b != ground.present[i]) - (a != ground.present[i])
    more += (a != ground.present[other]) - (b != ground.present[other])
    if more > 0 and state.counter[0] + more > ground.moves:
        return False
    return len(ground.start) == 0 or _swap_whole(ground, state, i, other)


@compiled
def _swap_whole(ground: Ground, state: State, i: int, other: int) -> bool:
    """Return whether both territories hang together after a swap: first one unit goes, then the other."""
    a, b = state.owner[i], state.owner[other]
    # A territory of one unit passes through being empty, and any unit may come to it then.
    if state.units[b] > 1 and not touches(ground.start, ground.near, state.owner, i, b, other):
        return False
    state.counter[1] += 1
    if not may_leave(ground.start, ground.near, state.owner, i, state.seen, state.queue, state.counter[1]):
        return False
    state.owner[i] = b
    kept = state.units[a] == 1 or touches(ground.start, ground.near, state.owner, other, a, -1)
    if kept:
        state.counter[1] += 1
        mark = state.counter[1]
        kept = may_leave(ground.start, ground.near, state.owner, other, state.seen, state.queue, mark)
    state.owner[i] = a
    return kept


@compiled
def _best_shift(ground: Ground, state: State, open_to: Bools, i: int) -> bool:
    """Give a unit to the rep where it earns most, when that is more than now; return whether it went."""
    best, to = loss(ground, state, i) + LEAST * ground.unit, -1
    for j in range(len(state.units)):
        if j == state.owner[i] or not open_to[j] or not ground.may[i, j]:
            continue
        if most_win(ground, state, i, j) <= best:
            continue
        wins = win(ground, state, i, j)
        if wins > best and _shift_kept(ground, state, i, j):
            best, to = wins, j
    if to < 0:
        return False
    put(ground, state, i, to)
    return True


@compiled
def _best_swap(ground: Ground, state: State, i: int) -> bool:
    """Swap a unit with the one where that earns most, when it earns anything; return whether it did."""
    best, to = LEAST * ground.unit, -1
    for other in range(len(state.owner)):
        if state.owner[other] == state.owner[i] or most_swap(ground, state, i, other) <= best:
            continue
        gain = swap(ground, state, i, other)
        if gain > best and _swap_kept(ground, state, i, other):
            best, to = gain, other
    if to < 0:
        return False
    a, b = state.owner[i], state.owner[to]
    put(ground, state, i, b)
    put(ground, state, to, a)
    return True


@kernel
def descend(ground: Ground, start: Ints, open_to: Bools, rounds: int, with_swaps: bool) -> tuple[Ints, float]:
    """
    Return the alignment after best shifts, then best swaps, until neither helps or the rounds are over; its profit.

    ``open_to`` says which reps may get units; one outside keeps what he has until it is better elsewhere.
    """
    state = state_of(ground, start.copy())
    for _ in range(rounds):
        changed = 0
        for i in range(len(start)):
            changed += _best_shift(ground, state, open_to, i)
        if changed == 0 and with_swaps:
            for i in range(len(start)):
                changed += _best_swap(ground, state, i)
        if changed == 0:
            break
    return state.owner, profit_of(ground, state)


@compiled
def _target(ground: Ground, state: State, near_reps: Ints, i: int, pick: float) -> int:
    """Return the rep to try for a unit: one of its near ones, or with borders a neighbour's."""
    to: int = state.owner[i]
    if len(ground.start) == 0:
        to = near_reps[i, int(pick * near_reps.shape[1])]
    elif ground.start[i + 1] > ground.start[i]:
        to = state.owner[ground.near[ground.start[i] + int(pick * (ground.start[i + 1] - ground.start[i]))]]
    return to


@compiled
def _try_shift(ground: Ground, state: State, i: int, to: int, floor: float) -> float:
    """Shift a unit when that earns ``floor`` or more and is allowed; return what it earned."""
    lost = loss(ground, state, i)
    if most_win(ground, state, i, to) - lost < floor:
        return 0.0
    gain = win(ground, state, i, to) - lost
    if gain < floor or not _shift_kept(ground, state, i, to):
        return 0.0
    put(ground, state, i, to)
    return gain


@compiled
def _try_swap(ground: Ground, state: State, i: int, other: int, floor: float) -> float:
    """Swap two units when that earns ``floor`` or more and is allowed; return what it earned."""
    if most_swap(ground, state, i, other) < floor:
        return 0.0
    gain = swap(ground, state, i, other)
    if gain < floor or not _swap_kept(ground, state, i, other):
        return 0.0
    a, b = state.owner[i], state.owner[other]
    put(ground, state, i, b)
    put(ground, state, other, a)
    return gain


@kernel
def anneal(  # noqa: PLR0913, PLR0917 - a kernel takes plain numbers
    ground: Ground, start: Ints, near_reps: Ints, steps: int, hottest: float, coldest: float, seed: int
) -> tuple[Ints, float]:
    """
    Return the best alignment that annealing met, and its profit (Kirkpatrick, Gelatt and Vecchi 1983).

    A step tries a shift to one of a unit's ``near_reps`` (n, m), or, half of the time, a swap with a unit of that rep.
    ``hottest`` and ``coldest`` are shares of a territory's mean value. No rep is opened. The best is looked for once in
    ``n`` steps.
    """
    n = len(start)
    state = state_of(ground, start.copy())
    profit = profit_of(ground, state)
    best, kept = profit, start.copy()
    cooling = math.log(coldest / hottest)
    for step in range(steps):
        i = int(luck(seed, 4 * step) * n)
        to = _target(ground, state, near_reps, i, luck(seed, 4 * step + 1))
        if to == state.owner[i] or state.units[to] == 0 or not ground.may[i, to]:
            continue
        chance = luck(seed, 4 * step + 2)
        heat = ground.unit * hottest * math.exp(cooling * step / steps)
        floor = heat * math.log(max(luck(seed, 4 * step + 3), 1e-300))
        if chance < 0.5:  # noqa: PLR2004 - half of the steps
            profit += _try_shift(ground, state, i, to, floor)
        else:
            other = state.member[to, int((2.0 * chance - 1.0) * state.units[to])]
            profit += _try_swap(ground, state, i, other, floor)
        if step % n == n - 1 and profit > best + LEAST * ground.unit:
            best = profit
            for unit in range(n):
                kept[unit] = state.owner[unit]
    return kept, profit_of(ground, state_of(ground, kept))


@kernel
def changes(ground: Ground, owner: Ints) -> Floats:
    """Return what giving each unit to each rep would earn, all else as it is, shape (n, k); 0 for its own rep."""
    state = state_of(ground, owner.copy())
    n, k = ground.charge.shape
    gain = np.zeros((n, k))
    for i in range(n):
        lost = loss(ground, state, i)
        for j in range(k):
            if j != owner[i]:
                gain[i, j] = win(ground, state, i, j) - lost
    return gain
