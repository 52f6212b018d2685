"""
The rep's dynamic program: effort and timing of deals, over attainment, months left, and deals held back or pulled.

State at the start of fiscal month t: attainment A of the window that is open, and the timing stock F (above zero: deals
held back; below: deals pulled out of the future). The rep chooses an effort x, luck brings the arrivals z(t, x), and he
books z + F - F', never less than nothing. With the potential P(A), the utility of the pay of a window so far and of the
knots passed, the flow of a month is P(A') - P(A), so that with y = A + F + z

    V_t(A, F) = max over x of  E[G_t(y, z + F)] - cost x^2 / 2 - envy_t(A) - P(A)
    G_t(y, most) = max over F' <= most of  P(y - F') + end_t(y - F') - timing F'^2 + discount V_{t+1}(y - F', F')

A, F and z lie on one grid, so that nothing is interpolated in the maximum over F', which depends on A and F through
their sum and through the most that could be held. An arrival between two points is split between them, which keeps its
mean. The year repeats itself, V_12(0, F) = V_0(0, F): relative value iteration (Puterman 1994,
section 8.5) until the values of the stocks move together. Shares of a program's tables are the reps': the kernel knows
them as arrays only (:mod:`sim.agents.forward.kernel`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.forward.kernel import MONTHS, solve_rows

Floats = NDArray[np.float64]

_WORTH_A_THREAD = 16


@dataclass(frozen=True)
class Program:
    """
    What n reps face, each in steps of his own window's quota; arrays of shape (n, ...).

    Attributes
    ----------
    arrivals
        Arrivals of a month without effort [steps], shape (n, 12).
    gain
        Arrivals that a unit of effort adds in a month [steps], shape (n, 12).
    noise
        Standard deviation of a month's arrivals [steps], shape (n,).
    effort
        The efforts to choose among, shape (n, n_efforts).
    cost
        Utility of effort x is -cost x^2 / 2 a month, shape (n,).
    timing
        Utility of ending a month with a stock of F steps is -timing F^2, shape (n,).
    stale
        Share of the stock held back that is lost in a month, shape (n,).
    discount
        Worth of the next month's utility, shape (n,).
    potential
        Utility of the pay of a window by attainment, knots included, shape (n, n_attainments).
    window_end
        Utility on top when a window ends at an attainment, shape (n, n_attainments).
    envy, pace
        Utility lost in a month for each step behind the peers, shape (n,), and where they stand by then [steps],
        shape (n, 12).
    resets
        Whether a window ends with the month, shape (12,).
    most_stock
        Bound of the stock either way [steps].
    """

    arrivals: Floats
    gain: Floats
    noise: Floats
    effort: Floats
    cost: Floats
    timing: Floats
    stale: Floats
    discount: Floats
    potential: Floats
    window_end: Floats
    envy: Floats
    pace: Floats
    resets: NDArray[np.bool_]
    most_stock: int


@dataclass(frozen=True)
class Policy:
    """
    What n reps do: tables to look up.

    Attributes
    ----------
    effort
        Number of the effort by month, attainment and stock + most_stock, shape (n, 12, n_attainments, n_stocks).
    stock
        Next stock + most_stock by month, the most he could hold (stock + most_stock + arrivals, at most the last), and
        y = attainment + stock + most_stock + arrivals, shape (n, 12, n_stocks, n_attainments + 2 most_stock).
    sweeps
        Years of value iteration until they settled, shape (n,).
    """

    effort: NDArray[np.int8]
    stock: NDArray[np.int8]
    sweeps: NDArray[np.int64]


def solve(program: Program, tolerance: float = 1e-4, most_sweeps: int = 60) -> Policy:
    """
    Return the best policy of each rep.

    Parameters
    ----------
    program
        What the reps face.
    tolerance
        How far the values of the stocks at the year's start may still move apart in a year [utility].
    most_sweeps
        Years after which the policy is taken as it is.
    """
    n, n_attainments = program.potential.shape
    n_stocks = 2 * program.most_stock + 1
    effort = np.empty((n, MONTHS, n_attainments, n_stocks), np.int8)
    stock = np.empty((n, MONTHS, n_stocks, n_attainments + 2 * program.most_stock), np.int8)
    sweeps = np.zeros(n, np.int64)
    months = np.stack([program.arrivals, program.gain, program.pace], axis=1)
    numbers = np.stack(
        [program.noise, program.cost, program.timing, program.stale, program.discount, program.envy], axis=1
    )
    curves = np.stack([program.potential, program.window_end], axis=1)
    rows = (months, numbers, curves, program.effort)
    _in_threads(rows, (program.resets, tolerance, most_sweeps), (effort, stock, sweeps))
    return Policy(effort, stock, sweeps)


def _in_threads(rows: tuple[Floats, ...], words: tuple[Any, ...], found: tuple[NDArray[Any], ...]) -> None:
    """
    Solve the reps on every processor, some rows a thread.

    The compiled code lets go of the interpreter. Numba's own parallel loops would end a process that forks.
    """
    n = len(rows[0])
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = min(processors, max(n // _WORTH_A_THREAD, 1))
    ends = [n * number // threads for number in range(threads + 1)]
    parts = [slice(start, stop) for start, stop in pairwise(ends)]
    kernel: Callable[..., None] = solve_rows
    with ThreadPoolExecutor(threads) as pool:
        done = [
            pool.submit(kernel, *(row[part] for row in rows), *words, *(row[part] for row in found))
            for part in parts
        ]
    for one in done:
        one.result()
