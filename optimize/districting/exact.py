"""
Proof on small maps: the program of Hess with separators for contiguity, most of it fixed by Lagrangian costs.

    min   sum_ic c_ic x_ic
    s.t.  sum_c x_ic = 1                             each node i has one centre c
          sum_c x_cc = k
          low x_cc <= sum_i a_mi x_ic <= high x_cc   measure m within its band
          x_ic <= x_cc
          x_ic <= sum_{s in S} x_sc                  S separates i from c: some node of S is between them
          x binary

(Hess and others 1965; the separator rows of Oehrlein and Haunert 2017 in the form of Validi, Buchanan and Lykhovyd
2022, added for solutions that break them.) The relaxation of :mod:`optimize.districting.bound` says what each x_ic
would cost at least; whatever would cost more than the best known map is left out, mostly nearly all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimize.districting.bound import AnyCentres, has_like_bands
from optimize.districting.effort import Meter
from optimize.districting.mending import KEPT
from optimize.districting.search import Found
from optimize.districting.separating import Cut, add_cut, relaxed_cuts, whole_cuts
from optimize.districting.shaping import Shape
from optimize.districting.terrain import Terrain
from optimize.lp import solve
from optimize.program import Floats, Ints, Limits, Program, Solution

LARGEST = 150
"""Nodes up to which a proof is tried unless asked for otherwise."""
ROUNDS, LEAST_ROUNDS, STALLED = 400, 30, 25
TURNS, RELAXED_TURNS = 200, 12
MOST_NODES = 2000
NOTHING = 1e-9
SCALE = 1e3
"""Of the bands' rows: a solver keeps a row within a millionth, and no band may be missed by so much of a mean."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Proof:
    """The best map, what is proved about all maps, and whether the search for it came to its end."""

    shape: Shape
    bound: float
    complete: bool


def is_affordable(terrain: Terrain) -> bool:
    """Return whether a proof is tried unless asked for otherwise."""
    return terrain.n <= LARGEST and is_expressible(terrain)


def is_expressible(terrain: Terrain) -> bool:
    """Return whether the program has a place for all rules: it knows centres, and territories only by their centres."""
    problem = terrain.problem
    if problem.budget is not None or problem.move_price > 0:
        return False
    return problem.centres is not None or (has_like_bands(terrain) and not problem.locks)


def prove(terrain: Terrain, found: Found, meter: Meter) -> Proof:
    """
    Return the best map with what is proved about it; complete when nothing better is left.

    Raises
    ------
    ValueError
        When a proof is asked for with rules that the program has no place for.
    """
    if not is_expressible(terrain):
        raise ValueError(
            "a proof knows no move budget or price, and with free centres no locks or unlike bands"
        )
    model = _Model(terrain, found)
    try:
        return model.solve(meter)
    except KeyboardInterrupt:
        return Proof(model.best, max(found.bound, model.bound), complete=False)


class _Model:
    """The program of a terrain on the arcs that may still be better than the best known map."""

    def __init__(self, terrain: Terrain, found: Found) -> None:
        self.terrain, self.best = terrain, found.shape
        self.bound = found.bound
        self.is_free = terrain.problem.centres is None
        self.candidates = (
            np.arange(len(terrain.problem)) if self.is_free else np.asarray(terrain.problem.centres)
        )
        self.own = terrain.nodes.of_unit[self.candidates]
        self.cost = terrain.travel(self.candidates)
        self.cuts: list[Cut] = []

    @property
    def limit(self) -> float:
        """Return what a map must cost less than to be of interest."""
        return self.best.objective * (1 - NOTHING) if self.best.keeps_bands else np.inf

    def solve(self, meter: Meter) -> Proof:
        """Return the proof: fix, then solve and add separators in turn until a solution is whole or nothing is left."""
        arcs = self._fixed() if self.is_free else self._reachable()
        if not arcs.any(axis=1).all():  # some node would cost too much wherever it went
            return Proof(self.best, self.best.objective, complete=True)
        self._separate_relaxed(arcs)
        for _ in range(TURNS):
            seconds = meter.effort.seconds
            left = None if seconds is None else max(seconds - meter.seconds, 0.1)
            program, column = self._program(arcs, whole=True)
            limits = Limits(gap=NOTHING, seconds=left, nodes=self._nodes())
            answer = solve(program, limits=limits, start=self._start(column))
            if answer.status == "infeasible":
                return Proof(self.best, self.best.objective, complete=True)
            if answer.status != "optimal":
                return Proof(self.best, self._reached(answer), complete=False)
            if answer.objective >= self.limit:
                return Proof(self.best, min(answer.bound, self.best.objective), complete=True)
            self.bound = max(self.bound, min(answer.bound, self.best.objective))
            cuts = whole_cuts(self.terrain, self.own, self._share(answer.values, column))
            if not cuts:
                self.best = self._shape(answer, column)
                return Proof(self.best, min(answer.bound, self.best.objective), complete=True)
            self.cuts += cuts
        return Proof(self.best, self.bound, complete=False)

    def _nodes(self) -> int | None:
        """Return the most nodes of a solver's search: without a map to begin with it may be long."""
        return None if self.best.keeps_bands else MOST_NODES

    def _start(self, column: Ints) -> Floats | None:
        """
        Return the best known map as a point, None where an arc of it was left out.

        A solver that knows it leaves out what costs more. A row that asks for less than it costs would do the same, but
        stands a rounding away from a point that breaks it, and there HiGHS (1.13 to 1.15.1) calls worse points optimal.
        """
        centres = self.best.centres if self.is_free else np.arange(len(self.candidates))
        mine = column[np.arange(self.terrain.n), centres[self.best.owner]]
        if not self.best.keeps_bands or (mine < 0).any():
            return None
        point = np.zeros(int(column.max()) + 1)
        point[mine] = 1.0
        return point

    def _reached(self, answer: Solution) -> float:
        """Return the bound when a limit stopped the solver."""
        reached = answer.bound if np.isfinite(answer.bound) else -np.inf
        return max(self.bound, min(reached, self.best.objective))

    def _fixed(self) -> Mask:
        """Return the arcs (n, n_candidates) that the Lagrangian leaves: their cost at least is below the limit."""
        arcs = self._reachable()
        if not self.best.keeps_bands:
            return arcs
        relaxed = AnyCentres(self.terrain)
        relaxed.begin([self.best.centres], self.best.objective)
        since, left = 0, arcs.sum()
        for turn in range(ROUNDS):
            relaxed.improve(self.best.objective, 1)
            self._fix(relaxed, arcs)
            since = 0 if arcs.sum() < left else since + 1
            left = arcs.sum()
            if not left or (turn >= LEAST_ROUNDS and since >= STALLED):
                break
        self.bound = max(self.bound, min(relaxed.value, self.best.objective))
        return arcs

    def _fix(self, relaxed: AnyCentres, arcs: Mask) -> None:
        """Leave out what costs too much at these prices: a centre beside the k cheapest, a node beside a load."""
        value, ratio = relaxed.values()
        k = self.terrain.k
        rank = np.argsort(value, kind="stable")
        chosen = value[rank[:k]].sum() + relaxed.price.sum()
        if not np.isfinite(chosen):
            return
        opened = chosen + np.maximum(value - value[rank[k - 1]], 0.0)
        reduced = relaxed.reduced(self.candidates).T - ratio * self.terrain.amount[0][:, None]
        least = opened + np.maximum(reduced, 0.0)
        least[self.own, np.arange(len(self.candidates))] = opened
        arcs &= least < self.limit
        arcs &= arcs[self.own, np.arange(len(self.candidates))]

    def _reachable(self) -> Mask:
        """Return all arcs but those against locks: with given centres a locked node goes to its own only."""
        arcs = np.ones((self.terrain.n, len(self.candidates)), dtype=np.bool_)
        if not self.is_free:
            held = np.flatnonzero(self.terrain.held >= 0)
            arcs[held] = False
            arcs[held, self.terrain.held[held]] = True
        return arcs

    def _program(self, arcs: Mask, *, whole: bool) -> tuple[Program, Ints]:
        """Return the program on some arcs, and the column of each (-1: none)."""
        terrain, program = self.terrain, Program("districts")
        node, centre = np.nonzero(arcs)
        names = [f"{i}->{c}" for i, c in zip(node.tolist(), centre.tolist(), strict=True)]
        low = 0.0 if self.is_free else (self.own[centre] == node).astype(np.float64)
        x = program.add_columns(names, cost=self.cost[node, centre], low=low, high=1.0, whole=whole)
        column = np.full(arcs.shape, -1, dtype=np.int64)
        column[node, centre] = x
        for i in range(terrain.n):
            mine = column[i][column[i] >= 0]
            program.add_row(f"node {i} once", (mine, np.ones(len(mine))), low=1.0, high=1.0)
        opens = column[self.own, np.arange(len(self.candidates))]
        if self.is_free:
            there = opens[opens >= 0]
            program.add_row("centres", (there, np.ones(len(there))), low=terrain.k, high=terrain.k)
        for c in np.flatnonzero(opens >= 0).tolist():
            self._add_centre(program, column, c)
        for cut in self.cuts:
            add_cut(program, column, cut)
        return program, column

    def _add_centre(self, program: Program, column: Ints, c: int) -> None:
        """Add the bands of one centre, and that nodes go to open centres only."""
        terrain = self.terrain
        nodes = np.flatnonzero(column[:, c] >= 0)
        mine, opens = column[nodes, c], int(column[self.own[c], c])
        j = 0 if self.is_free else c
        for m, measure in enumerate(terrain.problem.measures):
            amount = SCALE * terrain.amount[m, nodes]
            least, most = SCALE * terrain.low[m, j] * (1 - KEPT), SCALE * terrain.high[m, j] * (1 + KEPT)
            for name, side, sign in (("least", least, 1.0), ("most", most, -1.0)):
                excess = sign * (amount - np.where(mine == opens, side, 0.0))
                program.add_row(f"{measure.name} of {c}, {name}", (mine, excess), low=0.0)
        for i in mine[mine != opens].tolist() if self.is_free else ():
            program.add_row(f"open {i}", {i: 1.0, opens: -1.0}, high=0.0)

    def _share(self, values: Floats, column: Ints) -> Floats:
        return np.where(column >= 0, values[column], 0.0)

    def _separate_relaxed(self, arcs: Mask) -> None:
        """Add separators that the linear relaxation breaks: they are cheaper to find than by whole solutions."""
        for _ in range(RELAXED_TURNS):
            program, column = self._program(arcs, whole=False)
            answer = solve(program, relaxed=True)
            if not answer.found:
                return
            self.bound = max(self.bound, min(answer.objective, self.best.objective))
            cuts = relaxed_cuts(self.terrain, self.own, self._share(answer.values, column))
            if not cuts:
                return
            self.cuts += cuts

    def _shape(self, answer: Solution, column: Ints) -> Shape:
        """Return the map of a whole solution; territories in the order of their centres when these are free."""
        share = self._share(answer.values, column)
        chosen = share.argmax(axis=1)
        used = np.unique(chosen) if self.is_free else np.arange(len(self.candidates))
        owner = np.searchsorted(used, chosen) if self.is_free else chosen
        centres = self.candidates[used]
        objective = float(self.cost[np.arange(self.terrain.n), chosen].sum())
        return replace(
            self.best, owner=owner, centres=centres, objective=objective, miss=self.terrain.miss(owner)
        )
