"""Reps in the program's own world, without leads and orders: what the policy does when the program is the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.agents.forward.kernel import MONTHS
from sim.agents.forward.plans import Solved
from sim.agents.forward.program import Program
from sim.streams import Streams

Floats = NDArray[np.float64]
_SETTLING = 3


@dataclass(frozen=True)
class Rehearsal:
    """
    Years of reps by month, each of shape (n_reps, n_years, 12).

    ``effort`` is above the least; ``booked``, ``opening`` (attainment when the month begins) and ``stock`` (when it
    ends) are in attainment of the window.
    """

    effort: Floats
    booked: Floats
    opening: Floats
    stock: Floats


def rehearse(solved: Solved, n_years: int, own: Program | None = None, seed: int = 1) -> Rehearsal:
    """
    Return what reps do in years that follow each other, after three in which they settle.

    ``own`` is the reps' own world, one row each, when they follow the policies of types. Arrivals and what is left of
    a stock fall on the grid by chance, so that their means are kept.
    """
    program, policy, kind = solved.program, solved.policy, solved.kind
    world, row = (program, kind) if own is None else (own, np.arange(len(kind)))
    middle, n = program.most_stock, len(kind)
    top = program.potential.shape[1] - 1
    streams, ids = Streams(seed, 0), np.arange(n, dtype=np.uint64)
    found = {name: np.zeros((n, n_years, MONTHS)) for name in ("effort", "booked", "opening", "stock")}
    attainment, stock = np.zeros(n, dtype=np.int64), np.full(n, middle)
    for step in range((n_years + _SETTLING) * MONTHS):
        month, year = step % MONTHS, step // MONTHS - _SETTLING
        at = np.minimum(attainment, top)
        effort = program.effort[kind, policy.effort[kind, month, at, stock]]
        mean = world.arrivals[row, month] + world.gain[row, month] * effort
        luck, on_grid = _normal(streams, ids, step), streams.uniforms("rehearsal grid", ids, step)
        arrived = np.floor(np.maximum(mean + world.noise[row] * luck, 0.0) + on_grid).astype(np.int64)
        most = np.minimum(stock + arrived, 2 * middle)
        y = np.minimum(at + stock + arrived, top + 2 * middle)
        following = policy.stock[kind, month, most, y].astype(np.int64)
        booked = arrived + stock - following
        if year >= 0:
            for name, value in zip(found, (effort, booked, attainment, following - middle), strict=True):
                found[name][:, year, month] = value
        attainment = np.zeros(n, dtype=np.int64) if program.resets[month] else attainment + booked
        stock = _left(following - middle, program.stale[kind], streams.uniforms("stale", ids, step)) + middle
    steps = {name: value * (1.0 if name == "effort" else solved.step) for name, value in found.items()}
    return Rehearsal(**steps)


def _left(stock: NDArray[np.int64], stale: Floats, luck: Floats) -> NDArray[np.int64]:
    """Return what is left of a stock after a month [steps]: what is held goes stale, what was pulled stays owed."""
    kept = np.floor(np.maximum(stock, 0) * (1.0 - stale) + luck).astype(np.int64)
    return np.where(stock > 0, kept, stock)


def _normal(streams: Streams, ids: NDArray[np.uint64], n: int) -> Floats:
    """Return a standard normal number for each rep (Box and Muller 1958)."""
    one, other = streams.pairs("rehearsal", ids, n)
    normal: Floats = np.sqrt(-2.0 * np.log(one)) * np.cos(2.0 * np.pi * other)
    return normal
