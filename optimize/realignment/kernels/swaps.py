"""
Annealing over changes of hands within a move budget: the loop that is compiled.

A proposal gives one unit to the rep of a neighbour, or gives a moved unit back; when that is beyond the budget another
moved unit, drawn at random, is given back with it. Every state met obeys the budget and the rule of contiguity of
:class:`optimize.realignment.shifts.Map`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from optimize.compiling import compiled, kernel
from optimize.program import Floats, Ints

GIVE_BACK = 0.25
"""Share of proposals that give a moved unit back to today's rep."""
TWO = 2


class Land(NamedTuple):
    """What does not change: today's reps, units that may move, borders, costs, amounts, bands, prices, the budget."""

    today: Ints
    movable: Ints
    start: Ints
    neighbour: Ints
    cost: Floats
    amounts: Floats
    bands: Floats
    price: float
    weight: Floats
    budget: float


class State(NamedTuple):
    """An alignment on the way: reps, units by rep, loads, the moved units and their place, room to work in."""

    owner: Ints
    held: Ints
    loads: Floats
    moved: Ints
    place: Ints
    stamp: Ints
    queue: Ints
    n_moved: Ints
    spent: Floats


@compiled
def _missed(load: float, low: float, high: float) -> float:
    """Return by how much one load is outside its band."""
    return max(low - load, 0.0) + max(load - high, 0.0)


@compiled
def _rise(g: Land, s: State, unit: int, new: int) -> float:
    """Return what the objective rises by when a unit goes to another rep."""
    now, missed = s.owner[unit], 0.0
    for m in range(s.loads.shape[0]):
        low, high = g.bands[m, 0], g.bands[m, 1]
        less, more = s.loads[m, now] - g.amounts[m, unit, now], s.loads[m, new] + g.amounts[m, unit, new]
        missed += _missed(less, low, high) - _missed(s.loads[m, now], low, high)
        missed += _missed(more, low, high) - _missed(s.loads[m, new], low, high)
    return float(g.cost[unit, new] - g.cost[unit, now] + g.price * missed)


@compiled
def _fits(g: Land, s: State, unit: int, new: int) -> bool:
    """Return whether a shift keeps the rule of contiguity."""
    now = s.owner[unit]
    if s.held[now] < TWO:
        return False
    beside, wanted, root = False, 0, -1
    for e in range(g.start[unit], g.start[unit + 1]):
        near = g.neighbour[e]
        beside = beside or s.owner[near] == new
        if s.owner[near] == now:
            wanted += 1
            root = near
    return beside and (wanted < TWO or _reaches(g, s, unit, root, wanted - 1))


@compiled
def _reaches(g: Land, s: State, unit: int, root: int, wanted: int) -> bool:
    """Return whether one neighbour of a unit reaches as many others of its rep as are wanted, without the unit."""
    s.stamp[-1] += 1
    mark, now = s.stamp[-1], s.owner[unit]
    s.stamp[unit], s.stamp[root] = mark, mark
    s.queue[0], tail, head = root, 1, 0
    while head < tail and wanted > 0:
        here = s.queue[head]
        head += 1
        for e in range(g.start[here], g.start[here + 1]):
            near = g.neighbour[e]
            if s.owner[near] == now and s.stamp[near] != mark:
                s.stamp[near] = mark
                s.queue[tail] = near
                tail += 1
                wanted -= _borders(g, unit, near)
    return wanted == 0


@compiled
def _borders(g: Land, unit: int, near: int) -> int:
    """Return 1 when two units border on each other, else 0."""
    for e in range(g.start[unit], g.start[unit + 1]):
        if g.neighbour[e] == near:
            return 1
    return 0


@compiled
def _shift(g: Land, s: State, unit: int, new: int) -> None:
    """Give a unit to a rep; keep counts, loads, the list of moved units and what is spent."""
    now = s.owner[unit]
    for m in range(s.loads.shape[0]):
        s.loads[m, now] -= g.amounts[m, unit, now]
        s.loads[m, new] += g.amounts[m, unit, new]
    s.held[now] -= 1
    s.held[new] += 1
    s.owner[unit] = new
    listed, last = s.place[unit], s.n_moved[0] - 1
    if new != g.today[unit] and listed < 0:
        s.moved[last + 1], s.place[unit] = unit, last + 1
        s.n_moved[0] += 1
        s.spent[0] += g.weight[unit]
    elif new == g.today[unit] and listed >= 0:
        s.moved[listed] = s.moved[last]
        s.place[s.moved[last]] = listed
        s.place[unit] = -1
        s.n_moved[0] -= 1
        s.spent[0] -= g.weight[unit]


@compiled
def _proposal(g: Land, s: State, draw: Floats) -> tuple[int, int]:
    """Return a unit and the rep it should go to; the unit is -1 when nothing is proposed."""
    n_moved = s.n_moved[0]
    if n_moved > 0 and draw[0] < GIVE_BACK:
        unit = s.moved[int(draw[1] * n_moved)]
        return unit, g.today[unit]
    unit = g.movable[int(draw[1] * len(g.movable))]
    degree = g.start[unit + 1] - g.start[unit]
    if degree == 0:
        return -1, -1
    new = s.owner[g.neighbour[g.start[unit] + int(draw[2] * degree)]]
    return (unit, new) if new != s.owner[unit] else (-1, -1)


@compiled
def _given_back(g: Land, s: State, unit: int, new: int, draw: float) -> int:
    """Return the moved unit that must be given back with a shift: -1 when none must, -2 when that is not enough."""
    today = g.today[unit]
    spent = s.spent[0]
    if new != today and s.owner[unit] == today:
        spent += g.weight[unit]
    if spent <= g.budget:
        return -1
    if s.n_moved[0] == 0:
        return -2
    other = s.moved[int(draw * s.n_moved[0])]
    return -2 if other == unit or spent - g.weight[other] > g.budget else other


@compiled
def _step(g: Land, s: State, draw: Floats, heat: float) -> float:
    """Make one proposal and return what the objective rises by; 0 when it is turned down."""
    unit, new = _proposal(g, s, draw)
    if unit < 0 or not _fits(g, s, unit, new):
        return 0.0
    other = _given_back(g, s, unit, new, draw[3])
    if other == -TWO:
        return 0.0
    now, rise = s.owner[unit], _rise(g, s, unit, new)
    _shift(g, s, unit, new)
    other_now = -1
    if other >= 0:
        if not _fits(g, s, other, g.today[other]):
            _shift(g, s, unit, now)
            return 0.0
        other_now = s.owner[other]
        rise += _rise(g, s, other, g.today[other])
        _shift(g, s, other, g.today[other])
    if rise <= 0.0 or draw[4] < math.exp(-rise / heat):
        return rise
    if other >= 0:
        _shift(g, s, other, other_now)
    _shift(g, s, unit, now)
    return 0.0


@kernel
def run(g: Land, s: State, draws: Floats, heats: Floats, best: Ints) -> float:
    """
    Anneal, a proposal for each row of ``draws``, and return by how much the best state met is below the first (<= 0).

    ``s`` ends as the last state, ``best`` as the best; ``heats`` has a temperature for each proposal [currency/year].
    """
    rise, least = 0.0, 0.0
    for p in range(len(draws)):
        rise += _step(g, s, draws[p], heats[p])
        if rise < least - 1e-9:
            least = rise
            best[:] = s.owner
    return least
