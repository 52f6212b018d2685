"""
The search as long as the budget lasts: layouts are redrawn, the best shaped, the bound is raised in between.

Every start is a pure function of seed and number; with a budget in sweeps the answer is the same on every machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from optimize.districting.bound import KEPT_COLUMNS, AnyCentres, GivenCentres, has_like_bands
from optimize.districting.effort import Meter, Progress
from optimize.districting.kernels import key_of
from optimize.districting.layout import Layout, Layouts
from optimize.districting.redrawing import Redrawing
from optimize.districting.shaping import FIRST, LONG, Schedule, Shape, Shaping
from optimize.districting.terrain import Terrain
from optimize.program import Ints

FIRST_TRIALS, TRIALS = 10, 20
"""Drawings anew of some neighbours, by territory: at the first start, and at each after it."""
FIRST_SHARE = 0.25
"""Share of a budget in seconds after which the first answer is shaped, however little was redrawn."""
RESTART = 4
"""Every so many starts the layout begins anew, and the others go on from the best."""
ROUNDS, LAST_ROUNDS = 6, 40
"""Rounds of the bound for any centres after each start, and at last when the budget is in sweeps."""
BOUND_SHARE = 0.3
"""Of the time spent so far, what the bound may take."""
LEAST_ROUNDS = 2
"""Rounds of the bound at a time; it is left out where the clock does not allow as many."""
SETS = 16
LEAST_STARTS, MOST_STARTS, MOST_NODES = 2, 30, 3000
"""Starts while no map keeps the bands: as many as go over so many nodes, at least and at most so many."""


@dataclass(eq=False)
class Found:
    """The best shape, the bound with what it holds for, and whether the user stopped the search."""

    shape: Shape
    bound: float
    interrupted: bool


@dataclass(eq=False)
class Search:
    """One search over a terrain; without ``bounded`` the bound is left to a proof that follows."""

    terrain: Terrain
    meter: Meter
    bounded: bool = True
    best: Shape | None = None
    bound: float = -math.inf
    layout: Layout | None = None
    _any: AnyCentres | None = None
    _given: GivenCentres | None = None
    _bounding: float = 0.0
    _centre_sets: list[Ints] = field(default_factory=list)

    def run(self) -> Found:
        """Return the best that was found; Ctrl-C ends the search and not the program, once there is an answer."""
        interrupted = False
        try:
            self._starts()
        except KeyboardInterrupt:
            if self.best is None:
                raise
            interrupted = True
        if self.best is None:
            raise RuntimeError("a search ends with an answer")
        return Found(self.best, self.bound, interrupted)

    def _starts(self) -> None:
        start = 0
        while not self.meter.over() or self._goes_on(start):
            self._start(start)
            self._raise(ROUNDS)
            start += 1
            if self._proved():
                return
        if self.meter.effort.seconds is None:
            self._raise(LAST_ROUNDS)

    def _goes_on(self, start: int) -> bool:
        """Return whether to start once more though the budget is spent: while no map keeps the bands, a few times."""
        if self.best is None:
            return True
        few = max(LEAST_STARTS, min(MOST_STARTS, MOST_NODES // self.terrain.n))
        return self.meter.effort.seconds is None and not self.best.keeps_bands and start < few

    def _start(self, start: int) -> None:
        """Make one start, and keep what is better."""
        key = key_of(self.meter.effort.seed, f"districting-start-{start}")
        owner, centres = self._begin(start)
        shaping = Shaping(self.terrain, owner, centres, key)
        self._keep(shaping.best)
        self._keep(shaping.run(self._schedule(start), self.meter))

    def _schedule(self, start: int) -> Schedule:
        return FIRST if start == 0 else LONG

    def _begin(self, start: int) -> tuple[Ints, Ints]:
        """Return territories and centres to shape: today's, those of given centres, or of a layout."""
        problem = self.terrain.problem
        if problem.present is not None:
            centres = np.zeros(self.terrain.k, dtype=np.int64)
            given = problem.centres
            middle = (
                self.terrain.middle(self.terrain.present, centres) if given is None else np.asarray(given)
            )
            return self.terrain.present, middle
        layouts = Layouts(self.terrain, self.meter.effort.seed)
        if problem.centres is not None:
            self.layout = self.layout or layouts.of_centres(np.asarray(problem.centres, dtype=np.int64))
            return self.layout.owner, self.layout.centres
        anew = start % RESTART == 0 or self.layout is None
        layout = layouts.first(start) if anew or self.layout is None else self.layout
        layout = self._redrawn(layouts, layout, start)
        if self.layout is None or layout.value < self.layout.value:
            self.layout = layout
        return layout.owner, layout.centres

    def _redrawn(self, layouts: Layouts, layout: Layout, start: int) -> Layout:
        """Return the layout after many neighbourhoods were drawn anew."""
        if self.terrain.k == 1 or len(layouts.anchored) == self.terrain.k:
            return layout
        redrawing = Redrawing(layouts, layout, f"start {start}")
        trials = self.terrain.k * (FIRST_TRIALS if start == 0 else TRIALS)
        for number in range(trials):
            if self.meter.effort.seconds is not None and self.meter.over(FIRST_SHARE if start == 0 else 1.0):
                break
            redrawing.trial(number, 1 - number / trials)
            if start == 0 and number % max(1, trials // SETS) == 0:
                self._centre_sets.append(redrawing.centres.copy())
        return redrawing.layout()

    def _keep(self, shape: Shape) -> None:
        if self.best is None or shape.key < self.best.key:
            self.best = shape
            self._tell()

    def _tell(self) -> None:
        progress = self.meter.effort.progress
        if progress is not None and self.best is not None:
            objective = self.best.objective if self.best.keeps_bands else math.inf
            progress(Progress(self.meter.seconds, objective, self.bound))

    def _proved(self) -> bool:
        best = self.best
        if best is None or not best.keeps_bands:
            return False
        return best.objective - self.bound <= self.meter.effort.gap * abs(best.objective)

    def _raise(self, rounds: int) -> None:
        """Raise the bound by some rounds."""
        if self.best is None or not self.bounded:
            return
        before = self.bound
        if self.terrain.problem.centres is not None:
            self._given = self._given or GivenCentres(self.terrain, self._cost(self.best.centres))
            self._given.improve(self.best.objective)
            self.bound = max(self.bound, self._given.value)
        elif has_like_bands(self.terrain):
            if self._any is None:
                self._any = AnyCentres(self.terrain)
                self._any.begin([self.best.centres, *self._centre_sets], self.best.objective)
            self._improve(self._any, self.best.objective, rounds)
            self.bound = max(self.bound, self._any.value)
        if self.bound > before:
            self._tell()

    def _improve(self, relaxed: AnyCentres, objective: float, rounds: int) -> None:
        """Make rounds of the bound for any centres; by the clock as many as a share of the time allows."""
        if self.meter.effort.seconds is None:
            dear = min(
                1.0, (KEPT_COLUMNS / self.terrain.n) ** 2
            )  # a round's time grows with the square of the units
            relaxed.improve(objective, max(1, int(rounds * dear)))
            return
        if relaxed.rounds == 0 and LEAST_ROUNDS * relaxed.seconds_a_round() > self.meter.left:
            return
        begun, least = self.meter.seconds, relaxed.rounds + LEAST_ROUNDS
        while relaxed.rounds < least or (
            self._bounding + self.meter.seconds - begun < BOUND_SHARE * self.meter.seconds
            and not self.meter.over()
        ):
            before = relaxed.rounds
            relaxed.improve(objective, 1)
            if relaxed.rounds == before:  # there is nothing more to win
                break
        self._bounding += self.meter.seconds - begun

    def _cost(self, centres: Ints) -> np.ndarray:
        travel, moves = self.terrain.travel(centres), self.terrain.moves_cost()
        return travel if moves is None else travel + moves
