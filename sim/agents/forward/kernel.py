"""
The dynamic program of :mod:`sim.agents.forward.program`, compiled: arrays in, tables out.

One file, because the compiler's cache does not see edits in functions that are called from another file.
"""
# ruff: noqa: PLR0913, PLR0917 - compiled functions take arrays, not objects

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bytes = NDArray[np.int8]
MONTHS = 12

# Gauss and Hermite with five points: exact for polynomials up to degree nine of a normal number.
_SHOCKS = np.array([-2.8569700138728056, -1.3556261799742659, 0.0, 1.3556261799742659, 2.8569700138728056])
_CHANCES = np.array(
    [0.011257411327720691, 0.2220759220056126, 0.5333333333333333, 0.2220759220056126, 0.011257411327720691]
)
_LEAP_EVERY = 3


@njit(cache=True, nogil=True)
def solve_rows(
    months: Floats,
    numbers: Floats,
    curves: Floats,
    levels: Floats,
    resets: NDArray[np.bool_],
    tolerance: float,
    most_sweeps: int,
    effort: Bytes,
    stock: Bytes,
    sweeps: NDArray[np.int64],
) -> None:
    """Solve each rep's program by itself."""
    for rep in range(len(numbers)):
        sweeps[rep] = _solve_one(
            months[rep],
            numbers[rep],
            curves[rep],
            levels[rep],
            resets,
            tolerance,
            most_sweeps,
            effort[rep],
            stock[rep],
        )


@njit(cache=True)
def _solve_one(
    months: Floats,
    numbers: Floats,
    curves: Floats,
    levels: Floats,
    resets: NDArray[np.bool_],
    tolerance: float,
    most_sweeps: int,
    effort: Bytes,
    stock: Bytes,
) -> int:
    """Repeat the year until the values of the stocks at its start settle; return how many years it took."""
    n_attainments, n_stocks = effort.shape[1], effort.shape[2]
    positions = _arrivals(months, numbers[0], levels)
    opening = np.zeros(n_stocks)
    value = np.zeros((n_attainments, n_stocks))
    best = np.empty((n_stocks, n_attainments + n_stocks + int(positions.max()) + 2))
    moved = np.zeros(n_stocks)
    for sweep in range(1, most_sweeps + 1):
        value[0] = opening
        for month in range(MONTHS - 1, -1, -1):
            _let_go_stale(value, numbers[3], resets[month])
            _book(value, numbers, curves, resets[month], best, stock[month])
            _work(best, positions[month], levels, numbers[1], curves[0], value, effort[month])
            _look_around(value, numbers[5], months[2, month])
        if _settle(value[0], opening, moved, sweep % _LEAP_EVERY == 0) < tolerance:
            return sweep
    return most_sweeps


@njit(cache=True)
def _settle(value: Floats, opening: Floats, moved: Floats, leaps: bool) -> float:
    """Move the stocks' values at the year's start to what the year gave; return how far they moved apart."""
    ahead, size, along, least, most = 1.0, 0.0, 0.0, np.inf, -np.inf
    for stock in range(len(value)):
        now = value[stock] - value[len(value) // 2] - opening[stock]
        size += moved[stock] * moved[stock]
        along += now * moved[stock]
        moved[stock] = now
        least, most = min(least, now), max(most, now)
    if leaps:
        ahead += _ahead(along, size)
    for stock in range(len(value)):
        opening[stock] += ahead * moved[stock]
    return most - least


@njit(cache=True)
def _ahead(along: float, size: float) -> float:
    """
    Return how many times its last move the iteration still has to go (Aitken 1926), within bounds.

    Moves shrink by a factor r: r + r^2 + ... = r / (1 - r); r is the last move along the one before, ``along``, over
    the square of that, ``size``. A leap in a wrong direction costs sweeps, never the solution: the iteration contracts
    from wherever it is.
    """
    shrinks = along / size if size > 0.0 else 0.0
    shrinks = min(max(shrinks, -0.9), 0.9)
    return shrinks / (1.0 - shrinks)


@njit(cache=True)
def _arrivals(months: Floats, noise: float, levels: Floats) -> Floats:
    """Return where each shock puts the arrivals by month and effort [steps], shape (12, n_efforts, n_shocks)."""
    positions = np.empty((MONTHS, len(levels), len(_SHOCKS)))
    for month in range(MONTHS):
        for number in range(len(levels)):
            mean = months[0, month] + months[1, month] * levels[number]
            for shock in range(len(_SHOCKS)):
                positions[month, number, shock] = max(mean + noise * _SHOCKS[shock], 0.0)
    return positions


@njit(cache=True)
def _let_go_stale(value: Floats, stale: float, reset: bool) -> None:
    """Turn the value of a stock into that of what is left of it a month later, in place."""
    if stale == 0.0:
        return
    middle = value.shape[1] // 2
    for attainment in range(1 if reset else value.shape[0]):
        for stock in range(value.shape[1] - 1, middle, -1):
            left = (stock - middle) * (1.0 - stale)
            below = int(left)
            part = left - below
            value[attainment, stock] = (1.0 - part) * value[attainment, middle + below] + part * value[
                attainment, min(middle + below + 1, value.shape[1] - 1)
            ]


@njit(cache=True)
def _book(value: Floats, numbers: Floats, curves: Floats, reset: bool, best: Floats, choice: Bytes) -> None:
    """Find G and the best stock for every most that he could hold and every y; beyond the last y it stays as it is."""
    n_attainments, n_stocks = value.shape
    timing, discount = numbers[2], numbers[4]
    worth = np.empty(n_attainments)
    for attainment in range(n_attainments):
        worth[attainment] = curves[0, attainment] + (curves[1, attainment] if reset else 0.0)
    for y in range(choice.shape[1]):
        top, at = -np.inf, 0
        for stock in range(n_stocks):
            attainment = min(y - stock, n_attainments - 1)
            if attainment >= 0:
                size = stock - n_stocks // 2
                this = worth[attainment] - timing * size * size
                this += discount * value[0 if reset else attainment, stock]
                if this > top:
                    top, at = this, stock
            best[stock, y] = top
            choice[stock, y] = at
    for stock in range(n_stocks):
        best[stock, choice.shape[1] :] = best[stock, choice.shape[1] - 1]


@njit(cache=True)
def _work(
    best: Floats,
    positions: Floats,
    levels: Floats,
    cost: float,
    potential: Floats,
    value: Floats,
    effort: Bytes,
) -> None:
    """Find the best effort and V for every attainment and stock."""
    n_attainments, n_stocks = value.shape
    this, top, at = np.empty(n_attainments), np.empty(n_attainments), np.empty(n_attainments)
    for stock in range(n_stocks):
        top[:] = -np.inf
        for number in range(len(levels)):
            this[:] = -0.5 * cost * levels[number] * levels[number]
            for shock in range(len(_SHOCKS)):
                first = int(positions[number, shock])
                part = positions[number, shock] - first
                most, more = min(stock + first, n_stocks - 1), min(stock + first + 1, n_stocks - 1)
                start = stock + first
                _add(
                    this,
                    best[most, start : start + n_attainments],
                    _CHANCES[shock] * (1.0 - part),
                    best[more, start + 1 : start + 1 + n_attainments],
                    _CHANCES[shock] * part,
                )
            _keep_better(this, top, at, float(number))
        for attainment in range(n_attainments):
            value[attainment, stock] = top[attainment] - potential[attainment]
            effort[attainment, stock] = at[attainment]


@njit(cache=True, inline="always")
def _add(total: Floats, one: Floats, weight: float, other: Floats, rest: float) -> None:
    """Add two rows by weight, in place: the innermost loop, which the compiler turns into vector instructions."""
    for i in range(len(total)):
        total[i] += weight * one[i] + rest * other[i]


@njit(cache=True, inline="always")
def _keep_better(this: Floats, top: Floats, at: Floats, number: float) -> None:
    """Keep where this effort is better than the best so far, in place."""
    for i in range(len(top)):
        better = this[i] > top[i]
        top[i] = this[i] if better else top[i]
        at[i] = number if better else at[i]


@njit(cache=True)
def _look_around(value: Floats, envy: float, pace: float) -> None:
    """Take off what it costs to stand behind the peers, in place."""
    if envy == 0.0:
        return
    for attainment in range(value.shape[0]):
        lost = envy * max(pace - attainment, 0.0)
        for stock in range(value.shape[1]):
            value[attainment, stock] -= lost
