"""
The program of changes of hands within a move budget.

    min   z0 + sum_ib (c_ib - c_i,now) y_ib + p sum_jm (short_jm + over_jm)
    s.t.  sum_b y_ib <= 1                                                  each unit i changes hands once at most
          low_m <= l_jm + sum_i a_ijm y_ij - sum_{i of j, b} a_ijm y_ib + short_jm - over_jm <= high_m
          d_b >= sum_i w_i y_ib                                            what is moved to b
          d_b >= h_ib y_ib                                                 and what lies on the way to unit i
          sum_b d_b <= B                                                   the move budget
          y >= 0 (the relaxation) or whole

c travel [currency/year]; l_jm today's loads and a_ijm what a unit adds [shares of the fair territory]; p the price of
missing a band; w_i what moving unit i counts; h_ib the least that must be moved so that unit i hangs together with the
territory of b: the lightest path of units between the two, i with it. Contiguity enters by h alone, so the program is a
relaxation of the realignment; it is exact where there are no borders.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimize.program import Floats, Ints, Program
from optimize.realignment.yardstick import Yardstick

Terms = tuple[Ints, Floats]


@dataclass(frozen=True, eq=False)
class Prices:
    """What a solved program says of its rows: bands (2, k), moved to each rep (k,), the way to each unit (n, k)."""

    band: Floats
    moved: Floats
    way: Floats
    budget: float


@dataclass(eq=False)
class Changes:
    """What every change of hands costs, adds and counts; n units, k reps."""

    yardstick: Yardstick
    weight: Floats

    @cached_property
    def rise(self) -> Floats:
        """Return what travel costs more than today [currency/year], shape (n, k)."""
        stick = self.yardstick
        rise: Floats = stick.cost - stick.cost[np.arange(len(stick.today)), stick.today][:, None]
        return rise

    @cached_property
    def leaves(self) -> Floats:
        """Return what each unit takes with it [shares of the fair territory], shape (2, n)."""
        stick = self.yardstick
        amounts: Floats = stick.amounts[:, np.arange(len(stick.today)), stick.today]
        return amounts

    @cached_property
    def loads(self) -> Floats:
        """Return today's loads [shares of the fair territory], shape (2, k)."""
        return self.yardstick.loads(self.yardstick.today)

    @cached_property
    def way(self) -> Floats:
        """Return h, infinite where a unit cannot go, shape (n, k)."""
        return lightest_ways(self.yardstick, self.weight)

    @cached_property
    def balanced(self) -> Ints:
        """Return the measures that have a band."""
        return np.flatnonzero(np.isfinite(self.yardstick.bands).all(axis=1))


@dataclass(frozen=True, eq=False)
class Model:
    """A program on some columns (unit * k + rep, ascending): the changes of hands are its first columns."""

    program: Program
    columns: Ints
    ways: Ints
    """Place among the columns of those with a row of their own for the way."""


def model(changes: Changes, columns: Ints, most: float, *, whole: bool) -> Model:
    """Return the program on some columns."""
    stick = changes.yardstick
    k = stick.cost.shape[1]
    unit, rep = columns // k, columns % k
    program = Program("moves")
    names = [f"{i}>{b}" for i, b in zip(unit.tolist(), rep.tolist(), strict=True)]
    y = program.add_columns(names, cost=changes.rise[unit, rep], low=0.0, high=1.0, whole=whole)
    moved = program.add_columns([f"moved to {j}" for j in range(k)], cost=0.0)
    for m, j, (rows, coefficients) in _band_terms(changes, unit, rep):
        misses = program.add_columns(["short", "over"], cost=stick.price)
        low, high = stick.bands[m] - changes.loads[m, j]
        row = np.append(y[rows], misses), np.append(coefficients, [1.0, -1.0])
        program.add_row(f"measure {m} of {j}", row, low=float(low), high=float(high))
    for j, joins in enumerate(_by(rep, k)):
        row = np.append(moved[j], y[joins]), np.append(1.0, -changes.weight[unit[joins]])
        program.add_row(f"moved to {j}", row, low=0.0)
    program.add_row("budget", (moved, np.ones(k)), high=float(most))
    ways = np.flatnonzero(changes.way[unit, rep] > changes.weight[unit] * (1 + 1e-9))
    for q in ways.tolist():
        terms = {int(moved[rep[q]]): 1.0, int(y[q]): -float(changes.way[unit[q], rep[q]])}
        program.add_row(f"way {q}", terms, low=0.0)
    for i, mine in enumerate(_by(unit, len(stick.today))):
        if len(mine):
            program.add_row(f"unit {i} once", (y[mine], np.ones(len(mine))), high=1.0)
    program.add_columns(["today"], cost=stick.travel(stick.today), low=1.0, high=1.0)
    return Model(program, columns, ways)


def _band_terms(changes: Changes, unit: Ints, rep: Ints) -> Iterator[tuple[int, int, Terms]]:
    """Yield measure, territory, and the changes of hands that change its load with what each adds."""
    stick = changes.yardstick
    k = stick.cost.shape[1]
    came, went = _by(rep, k), _by(stick.today[unit], k)
    for m in changes.balanced.tolist():
        for j in np.flatnonzero(stick.active).tolist():
            adds = stick.amounts[m, unit[came[j]], j]
            yield m, j, (np.append(came[j], went[j]), np.append(adds, -changes.leaves[m, unit[went[j]]]))


def _by(group: Ints, n: int) -> list[Ints]:
    """Return the places of each group's members."""
    order = np.argsort(group, kind="stable")
    return np.split(order, np.searchsorted(group[order], np.arange(1, n)))


def prices_of(changes: Changes, solved: Model, dual: Floats) -> Prices:
    """Return the duals by kind of row, moved to where they certify a bound: no price beyond its limit."""
    stick = changes.yardstick
    n, k = stick.cost.shape
    band, way = np.zeros((2, k)), np.zeros((n, k))
    active = np.flatnonzero(stick.active)
    n_bands = len(changes.balanced) * len(active)
    band[np.ix_(changes.balanced, active)] = dual[:n_bands].reshape(-1, len(active))
    moved = np.maximum(dual[n_bands : n_bands + k], 0.0)
    first = n_bands + k + 1
    ways = solved.columns[solved.ways]
    way[ways // k, ways % k] = np.maximum(dual[first : first + len(ways)], 0.0)
    budget = float(np.max(moved + way.sum(axis=0), initial=0.0))
    return Prices(np.clip(band, -stick.price, stick.price), moved, way, budget)


def priced(changes: Changes, prices: Prices, most: float) -> Floats:
    """Return the reduced cost of each change of hands without the price of its unit; infinite beyond ``most``."""
    stick = changes.yardstick
    out = changes.rise + prices.moved * changes.weight[:, None]
    for m in changes.balanced.tolist():
        price = prices.band[m]
        out = out - price * stick.amounts[m] + (price[stick.today] * changes.leaves[m])[:, None]
    reachable = changes.way <= most
    out = np.where(reachable, out + prices.way * np.where(reachable, changes.way, 0.0), np.inf)
    return np.asarray(out)


def constant(changes: Changes, prices: Prices, reduced: Floats) -> float:
    """Return the Lagrangian's value for a budget of zero; a budget of B lowers it by the budget's price times B."""
    stick = changes.yardstick
    cheapest = float(np.minimum(reduced.min(axis=1), 0.0).sum())
    band = np.where(np.isfinite(stick.bands), stick.bands, 0.0)
    ends = np.where(prices.band > 0, band[:, :1], band[:, 1:])
    return stick.travel(stick.today) + cheapest + float((prices.band * (ends - changes.loads)).sum())


def lightest_ways(stick: Yardstick, weight: Floats) -> Floats:
    """
    Return the least weight of a path of units that joins each unit to each territory of today, itself with it.

    Locked units are no way; infinite where there is none, and for a unit's own rep. Without borders every unit reaches
    every rep at once. Shape (n, k).
    """
    n, k = stick.cost.shape
    graph, own = stick.ground.graph, stick.today[:, None] == np.arange(k)
    barred = stick.locked[:, None] | own | ~stick.active
    if graph is None:
        return np.where(barred, np.inf, np.repeat(weight[:, None], k, axis=1))
    ways = np.full((n, k), np.inf)
    for j in range(k):
        ways[:, j] = _ways_to(stick, weight, j)
    return np.where(barred, np.inf, ways)


def _ways_to(stick: Yardstick, weight: Floats, rep: int) -> Floats:
    """Return the lightest ways to one territory: Dijkstra (1959) over the units that are not locked."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - SciPy's graphs take time to load
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    graph = stick.ground.graph
    assert graph is not None  # the caller has asked
    n = len(stick.today)
    one = np.repeat(np.arange(n), np.diff(graph.start))
    other = graph.neighbour
    open_ = (
        ~stick.locked[other] & (stick.today[other] != rep) & (~stick.locked[one] | (stick.today[one] == rep))
    )
    # A weight of nothing would read as no border in a sparse matrix.
    length = np.maximum(weight[other[open_]], 1e-12)
    paths = csr_matrix((length, (one[open_], other[open_])), (n, n))
    found: Floats = dijkstra(paths, indices=np.flatnonzero(stick.today == rep), min_only=True)
    return found
