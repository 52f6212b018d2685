"""
Closing the gap: the pairs that the bound leaves open, as a mixed-integer program with tangents of the values.

    max   sum_j V_j - sum_j F_j y_j - sum_ij charge_ij x_ij
    s.t.  V_j <= p T_j y_j + sum_i surplus_ij(p) x_ij     tangent of rep j at an hour price p, for some p
          sum_j x_ij = 1                                  each unit i once
          sum_i x_ij <= n y_j                             (x_ij <= y_j where a fixed cost makes it matter)
          sum_ij (j not i's present rep) x_ij <= B        move budget
          x_aj + x_bj - sum_{i around} x_ij <= 1          a cut-off piece (with a) hangs together with the main one (b)

The tangents are outer approximations of a concave function, so the program's bound holds; where its answer is worth
less than it thinks, tangents there are added and it is solved again (Duran and Grossmann 1986). A pair is left out when
the bound with it falls below the best profit known: what is found then is the optimum all the same.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np

from optimize.lp import solve
from optimize.profit.bound import Prices, bound, net_surplus, rep_profits
from optimize.profit.case import LOWEST, Bools, Case
from optimize.profit.response import Floats, Ints
from optimize.profit.searching import Found, Search
from optimize.program import Effort, Limits, Program
from sim.territory.contiguity import Adjacency, pieces

ROUNDS = 60
FIRST_TANGENTS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0)
"""Hour prices of the first tangents, times the rep's price."""
PART = 1e-6


def reduced(case: Case, prices: Prices) -> Floats:
    """
    Return the bound when unit i must go to rep j, for every pair, shape (n_units, n_reps); minus infinity if forbidden.

    Rep j is open then, whether that pays or not, and all other reps do without the unit.
    """
    over = net_surplus(case, prices.hour, prices.move) - prices.unit[:, None]
    profit = rep_profits(case, prices)
    without = np.maximum(profit - np.maximum(over, 0.0), 0.0)
    others = without.sum(axis=1, keepdims=True) - without
    budget = prices.move * case.most_moves if case.most_moves is not None else 0.0
    forced = float(prices.unit.sum()) + budget + others + profit + np.minimum(over, 0.0)
    return np.where(case.may, forced, -np.inf)


@dataclass(eq=False)
class Model:
    """The program, the columns of pairs (-1: left out), of reps' openings and values, and the ``unit`` of its money."""

    program: Program
    pair: Ints
    opening: Ints
    value: Ints
    unit: float
    tangents: set[tuple[int, float]] = field(default_factory=set)

    def read(self, values: Floats) -> Ints:
        """Return the rep of each unit in a solution."""
        rep_of: Ints = np.where(self.pair >= 0, values[self.pair], -1.0).argmax(axis=1)
        return rep_of


@dataclass(frozen=True)
class Closed:
    """The best alignment known, the bound, and whether the program was solved to the end."""

    found: Found
    bound: float
    proved: bool


def close(search: Search, best: Found, prices: Prices, pairs: Bools, effort: Effort) -> Closed:
    """
    Return the best alignment over some pairs, and the bound over all of them.

    ``pairs`` (n_units, n_reps) must hold every pair that could be part of something better than ``best``.
    """
    case, upper = search.case, bound(search.case, prices)
    pairs = pairs.copy()
    pairs[np.arange(case.n_units), best.rep_of] = True
    model = program_of(case, pairs, prices, best.rep_of)
    for _ in range(ROUNDS):
        left = Limits(effort.limits.gap / 2, effort.limits.nodes, effort.limits.seconds)
        answer = solve(model.program, effort.solver, left, start=_point(case, model, best))
        if not answer.found:
            return Closed(best, min(upper, max(best.profit, upper)), proved=False)
        upper = min(upper, max(answer.bound * model.unit, best.profit))
        rep_of = model.read(answer.values)
        broken = _separate(case, model, rep_of)
        profit = case.profit(rep_of)
        if not broken and profit > best.profit:
            best = Found(rep_of, profit)
        if upper - best.profit <= effort.limits.gap * abs(best.profit):
            return Closed(best, upper, proved=True)
        if not broken and not _add_tangents(case, model, rep_of):
            return Closed(best, upper, proved=answer.status == "optimal")
    return Closed(best, upper, proved=False)


def program_of(
    case: Case, pairs: Bools, prices: Prices, start: Ints, factors: tuple[float, ...] = FIRST_TANGENTS
) -> Model:
    """Return the program on some pairs, with first tangents at ``factors`` times each rep's price at a start."""
    n, k = case.response.shape
    unit = max(float(case.values(start).sum()) / k, 1e-9)
    program = Program("profit", sense="max")
    i, j = np.nonzero(pairs)
    x = program.add_columns(
        [f"x{a},{b}" for a, b in zip(i.tolist(), j.tolist(), strict=True)],
        cost=-case.charges[i, j] / unit,
        high=1.0,
        whole=True,
    )
    pair = np.full((n, k), -1, dtype=np.int64)
    pair[i, j] = x
    opening = program.add_columns(
        [f"open {j}" for j in range(k)], cost=-case.fixed / unit, high=1.0, whole=True
    )
    value = program.add_columns([f"value {j}" for j in range(k)], cost=1.0)
    model = Model(program, pair, opening, value, unit)
    for a in range(n):
        mine = pair[a][pair[a] >= 0]
        program.add_row(f"unit {a} once", (mine, np.ones(len(mine))), low=1.0, high=1.0)
    _add_openings(case, model, i, j)
    if case.most_moves is not None and case.present is not None:
        away = x[j != case.present[i]]
        program.add_row("moves", (away, np.ones(len(away))), high=float(case.most_moves))
    price = case.price(start)
    known = np.where(price > 0, price, prices.hour)
    for rep, factor in itertools.product(range(k), factors):
        _tangent(case, model, rep, float(known[rep]) * factor)
    return model


def _add_openings(case: Case, model: Model, i: Ints, j: Ints) -> None:
    """
    Add that only an open rep has units, pair by pair where opening costs, else at once, and that an open rep has some.

    Without the latter an open rep without units would be worth what his time costs at the least price of a tangent.
    """
    program, n = model.program, case.n_units
    for rep in range(case.n_reps):
        mine = model.pair[:, rep][model.pair[:, rep] >= 0]
        terms = (np.append(mine, model.opening[rep]), np.append(-np.ones(len(mine)), 1.0))
        program.add_row(f"{rep} open with units", terms, high=0.0)
    for a, b in zip(i.tolist(), j.tolist(), strict=True):
        if case.fixed[b] > 0:
            pair, opening = int(model.pair[a, b]), int(model.opening[b])
            program.add_row(f"{b} open for {a}", {pair: 1.0, opening: -1.0}, high=0.0)
    for b in np.flatnonzero(case.fixed <= 0):
        mine = model.pair[:, b][model.pair[:, b] >= 0]
        terms = (np.append(mine, model.opening[b]), np.append(np.ones(len(mine)), -float(n)))
        program.add_row(f"{b} open", terms, high=0.0)


def _tangent(case: Case, model: Model, rep: int, price: float) -> None:
    """Add the tangent of a rep's value at an hour price."""
    units = np.flatnonzero(model.pair[:, rep] >= 0)
    reps = np.full(len(units), rep)
    gain = case.response.surplus(units, reps, np.full(len(units), max(price, LOWEST))) / model.unit
    columns = np.concatenate([model.pair[units, rep], [model.opening[rep], model.value[rep]]])
    time = price * case.hours[rep] / model.unit
    model.program.add_row(
        f"tangent {len(model.tangents)} of {rep}", (columns, np.concatenate([-gain, [-time, 1.0]])), high=0.0
    )
    model.tangents.add((rep, price))


def _add_tangents(case: Case, model: Model, rep_of: Ints) -> bool:
    """Add tangents at an alignment for the reps that have units; return whether any cuts a rep's value off."""
    price, added = case.price(rep_of), False
    for rep in np.unique(rep_of).tolist():
        known = (rep, float(price[rep]))
        if known not in model.tangents:
            _tangent(case, model, *known)
            added = True
    return added


def _point(case: Case, model: Model, best: Found) -> Floats:
    """Return an alignment as a point of the program."""
    point = np.zeros(len(model.program.column_names))
    point[model.pair[np.arange(case.n_units), best.rep_of]] = 1.0
    point[model.opening[np.unique(best.rep_of)]] = 1.0
    point[model.value] = case.values(best.rep_of) / model.unit * (1 - 1e-9)
    return point


def _separate(case: Case, model: Model, rep_of: Ints) -> bool:
    """Add a row for each piece that is cut off from the main one of its territory; return whether there were any."""
    graph = case.graph
    if graph is None:
        return False
    piece, found = pieces(graph, rep_of), False
    size = np.bincount(piece)
    for rep in np.unique(rep_of):
        numbers = np.unique(piece[rep_of == rep])
        main = int(numbers[size[numbers].argmax()])
        for number in numbers[numbers != main].tolist():
            found = True
            for inside, root in ((number, main), (main, number)):
                _add_separator(
                    graph,
                    model,
                    int(rep),
                    (np.flatnonzero(piece == inside), int(np.flatnonzero(piece == root)[0])),
                )
    return found


def _add_separator(graph: Adjacency, model: Model, rep: int, cut: tuple[Ints, int]) -> None:
    """Add that units inside reach the root through the units around them."""
    inside, root = cut
    around = np.setdiff1d(np.concatenate([graph.of_unit(int(i)) for i in inside]), inside)
    around = model.pair[around, rep]
    around = around[around >= 0]
    for unit in inside.tolist():
        columns = np.concatenate([model.pair[[unit, root], rep], around])
        terms = (columns, np.concatenate([[1.0, 1.0], -np.ones(len(around))]))
        model.program.add_row(f"{rep} reaches {unit} ({len(model.program.rows)})", terms, high=1.0)
