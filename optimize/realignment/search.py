"""Good realignments within a move budget: greedy first, then annealing over exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.program import Floats, Ints
from optimize.realignment.shifts import Map
from optimize.realignment.yardstick import Yardstick
from sim.streams import Streams, entity_id

if TYPE_CHECKING:
    from optimize.realignment.kernels.swaps import Land, State

PROPOSALS = 60_000
"""Proposals of the annealing in one go; a search makes several."""
HOTTEST, COLDEST = 0.02, 0.00002
"""Temperature at first and last, as a share of the price of missing a band by a fair territory."""
TINY = 1e-6
"""Gain below which a shift is none [currency/year]."""
_DRAWS = 5
_SWEEP = np.array([entity_id("swap")], dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class Budget:
    """How much may change hands: each unit's weight, shape (n,), and the most that all moved units may weigh."""

    weight: Floats
    most: float

    def spent(self, yardstick: Yardstick, rep_of: Ints) -> float:
        """Return what the moved units of an alignment weigh."""
        return float(self.weight[rep_of != yardstick.today].sum())

    def allows(self, yardstick: Yardstick, rep_of: Ints) -> bool:
        """Return whether an alignment is within the budget."""
        return self.spent(yardstick, rep_of) <= self.most * (1 + 1e-12) + 1e-9


def greedy(yardstick: Yardstick, budget: Budget, start: Ints | None = None) -> Ints:
    """Return the alignment after the best shift, the next best, and so on while one gains and the budget lasts."""
    here = Map(yardstick, start)
    spent = budget.spent(yardstick, here.rep_of)
    while True:
        found = _best_shift(here, budget, spent)
        if found is None:
            return here.rep_of
        unit, rep = found
        spent += _spends(here, budget, unit, rep)
        here.shift(unit, rep)


def _spends(here: Map, budget: Budget, unit: int, rep: int) -> float:
    """Return what a shift adds to what is spent; moving a moved unit on costs nothing, giving it back earns."""
    today = here.yardstick.today[unit]
    return float(budget.weight[unit]) * (int(rep != today) - int(here.rep_of[unit] != today))


def _best_shift(here: Map, budget: Budget, spent: float) -> tuple[int, int] | None:
    """Return the shift that gains most and neither tears the map nor breaks the budget, ``None`` when none gains."""
    shifts = here.candidates()
    for s in np.argsort(-shifts.gain, kind="stable"):
        if shifts.gain[s] <= TINY:
            return None
        unit, rep = int(shifts.unit[s]), int(shifts.rep[s])
        if spent + _spends(here, budget, unit, rep) <= budget.most + 1e-9 and not here.tears(unit):
            return unit, rep
    return None


def anneal(yardstick: Yardstick, budget: Budget, start: Ints, *, seed: int = 0, rounds: int = 4) -> Ints:
    """
    Return the best alignment met by simulated annealing from a start, never a worse one.

    The draws are keyed by seed and number, so the same call gives the same answer.
    """
    from optimize.realignment.kernels.swaps import run  # noqa: PLC0415 - Numba takes its time to load

    stick = yardstick
    if stick.ground.graph is None or stick.locked.all() or budget.most <= 0:
        return start
    land, best, least = _land(stick, budget), start.copy(), stick.objective(start)
    owner, total = start, rounds * PROPOSALS
    for number in range(rounds):
        at = np.arange(number * PROPOSALS, (number + 1) * PROPOSALS)
        draws = Streams(seed, 0).uniforms("territory-swap", _SWEEP, at[:, None] * _DRAWS + np.arange(_DRAWS))
        heats = stick.price * HOTTEST * (COLDEST / HOTTEST) ** (at / max(total - 1, 1)) + TINY
        state, met = _state(stick, budget, owner), owner.copy()
        fall = run(land, state, draws, heats, met)
        if stick.objective(owner) + fall < least - TINY:
            best, least = met, stick.objective(met)
        owner = state.owner
    return best


def _land(stick: Yardstick, budget: Budget) -> Land:
    """Return what the compiled search reads."""
    from optimize.realignment.kernels.swaps import Land  # noqa: PLC0415

    graph = stick.ground.graph
    assert graph is not None  # asked before
    movable = np.flatnonzero(~stick.locked)
    return Land(
        np.array(stick.today),
        movable,
        graph.start,
        graph.neighbour,
        stick.cost,
        stick.amounts,
        stick.bands,
        stick.price,
        budget.weight,
        budget.most * (1 + 1e-12) + 1e-9,
    )


def _state(stick: Yardstick, budget: Budget, rep_of: Ints) -> State:
    """Return an alignment as the compiled search keeps it."""
    from optimize.realignment.kernels.swaps import State  # noqa: PLC0415

    n, k = stick.cost.shape
    moved, place = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    away = np.flatnonzero(rep_of != stick.today)
    moved[: len(away)], place[away] = away, np.arange(len(away))
    return State(
        np.array(rep_of),
        np.bincount(rep_of, minlength=k),
        stick.loads(rep_of),
        moved,
        place,
        np.zeros(n + 1, dtype=np.int64),
        np.empty(n, dtype=np.int64),
        np.array([len(away)]),
        np.array([budget.spent(stick, rep_of)]),
    )
