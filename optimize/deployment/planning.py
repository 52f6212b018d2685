"""
Effort over products and segments, and how much of it: where the next hour, call or person earns most.

    max   sum_i margin_i S_i(x_i) - cost sum_i x_i
    s.t.  sum_i x_i <= effort,  sum_(i in group g) x_i <= limit_g,  least_i <= x_i <= most_i

Each curve is cut into straight pieces. Where slopes fall, pieces fill in order by themselves (a linear program;
Zoltners and Sinha 1980). Where they rise, a piece is open only when the one before is full (binary), and all that is
concave only when the rising part is full. The bound is the program's and what its pieces miss of the curves, or that of
effort at a price, whichever is lower.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from optimize.deployment.curves import Adbudg
from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Effort, Floats, Ints, Program, Status

PIECES, RISING = 80, 12
HALVINGS = 60


@dataclass(frozen=True)
class Use:
    """
    What effort may go into, such as a product in a segment.

    ``margin`` [currency] of a unit of its curve's sales; ``least`` and ``most`` effort; the ``groups`` it belongs to.
    """

    id: str
    curve: Adbudg
    margin: float
    most: float
    least: float = 0.0
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Deployment:
    """
    Effort for each use, and what is proved.

    Attributes
    ----------
    effort, contribution
        By use: effort, and margin it brings [currency], each shape (n_uses,).
    marginal
        What another unit of effort brings in each use [currency], shape (n_uses,): equal wherever more or less is
        possible.
    profit, bound
        Contribution less the cost of effort, and what no deployment can pass [currency].
    """

    uses: tuple[str, ...]
    effort: Floats
    contribution: Floats
    marginal: Floats
    profit: float
    bound: float
    status: Status
    seconds: float = field(repr=False)

    @property
    def gap(self) -> float:
        """Return the relative gap."""
        return max(self.bound - self.profit, 0.0) / max(abs(self.profit), 1e-9)


def deploy(
    uses: Sequence[Use],
    effort: float = math.inf,
    *,
    cost: float = 0.0,
    limits: Mapping[str, float] | None = None,
    solving: Effort | None = None,
) -> Deployment:
    """
    Return the effort for each use that earns most; without a limit on effort also how much of it pays.

    Parameters
    ----------
    uses
        With their curves.
    effort
        All that there is.
    cost
        Of a unit of effort [currency].
    limits
        The most effort in each group of uses.
    solving
        By which solver, and when it stops.

    Raises
    ------
    InfeasibleError
        When the least efforts do not fit into the limits; it names those that clash and the cheapest relaxation.
    ValueError
        When there is nothing to choose from or a number makes no sense.
    """
    limits, solving = limits or {}, solving or Effort()
    _check(uses, effort, cost, limits)
    program, pieces, missed = _program(uses, cost)
    _limit(program, uses, pieces, effort, limits)
    answer = solve(program, solving.solver, solving.limits)
    if not answer.found:
        soft = [row.name for row in program.rows if row.name.startswith(("effort", "least"))]
        raise InfeasibleError("the least efforts do not fit into the limits", elastic(program, soft))
    x = np.array([answer.values[mine].sum() for mine in pieces])
    sure = sum(use.margin * float(use.curve.sales(0.0)) for use in uses)
    x = _levelled(uses, x, (effort, limits), cost)
    contribution = np.array([use.margin * float(use.curve.sales(e)) for use, e in zip(uses, x, strict=True)])
    marginal = np.array([use.margin * float(use.curve.marginal(e)) for use, e in zip(uses, x, strict=True)])
    profit = float(contribution.sum() - cost * x.sum())
    bound = max(min(answer.bound + sure + missed, _priced(uses, effort, cost)), profit)
    names = tuple(use.id for use in uses)
    return Deployment(names, x, contribution, marginal, profit, bound, answer.status, answer.seconds)


def _check(uses: Sequence[Use], effort: float, cost: float, limits: Mapping[str, float]) -> None:
    ids = [use.id for use in uses]
    faults = [] if uses else ["uses: one or more are wanted, got none"]
    faults += [f"uses: {name!r} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    faults += [
        f"{use.id}: 0 <= least <= most < infinity and a margin of 0 or more are wanted, got {use.least}, {use.most}, "
        f"{use.margin}"
        for use in uses
        if not (0 <= use.least <= use.most < math.inf and use.margin >= 0)
    ]
    known = {group for use in uses for group in use.groups}
    faults += [f"limits: no use is in the group {name!r}" for name in limits if name not in known]
    numbers = {"effort": effort, "cost": cost} | {f"limit of {name}": value for name, value in limits.items()}
    faults += [
        f"{name}: 0 or more is wanted, got {value}" for name, value in numbers.items() if not value >= 0
    ]
    if faults:
        raise ValueError("\n".join(faults))


def _points(use: Use) -> Floats:
    """Return the efforts at which a curve is cut: even over its rising part, then ever wider apart."""
    rising = min(use.curve.steepest, use.most)
    first = np.linspace(0.0, rising, RISING + 1) if rising > 0 else np.zeros(1)
    if rising >= use.most:
        return first
    # The curve bends most where it starts; a square of even steps puts the points there.
    rest = rising + (use.most - rising) * np.linspace(0.0, 1.0, PIECES + 1)[1:] ** 2
    return np.concatenate([first, rest])


def _program(uses: Sequence[Use], cost: float) -> tuple[Program, list[Ints], float]:
    """Return the program, the columns of each use's pieces, and by how much the pieces may lie below the curves."""
    program, pieces, missed = Program("deployment", sense="max"), list[Ints](), 0.0
    for use in uses:
        points = _points(use)
        width = np.diff(points)
        worth = use.margin * use.curve.sales(points)
        slope = np.diff(worth) / width
        names = [f"{use.id} {k}" for k in range(len(width))]
        mine = program.add_columns(names, cost=slope - cost, high=width)
        rising = int((points[1:] <= use.curve.steepest * (1 + 1e-12)).sum()) if use.curve.steepest > 0 else 0
        _in_order(program, use, mine, width, rising)
        pieces.append(mine)
        fine = points[:-1, None] + width[:, None] * np.linspace(0.0, 1.0, 9)
        below = use.margin * use.curve.sales(fine) - (
            worth[:-1, None] + slope[:, None] * (fine - points[:-1, None])
        )
        missed += (
            float(below.max(initial=0.0)) * 1.1
        )  # between the nine places that are looked at it may be a bit more
    return program, pieces, missed


def _in_order(program: Program, use: Use, pieces: Ints, width: Floats, rising: int) -> None:
    """Add that each piece after a rising one is open only when that is full."""
    if not rising:
        return
    full = program.add_columns([f"{use.id} full {k}" for k in range(rising)], cost=0.0, high=1.0, whole=True)
    for k in range(rising):
        program.add_row(f"{use.id}: {k} full", {int(pieces[k]): 1.0, int(full[k]): -float(width[k])}, low=0.0)
        after = range(k + 1, k + 2) if k + 1 < rising else range(k + 1, len(pieces))
        for later in after:
            one = {int(pieces[later]): 1.0, int(full[k]): -float(width[later])}
            program.add_row(f"{use.id}: {later} after {k}", one, high=0.0)


def _limit(
    program: Program, uses: Sequence[Use], pieces: Sequence[Ints], effort: float, limits: Mapping[str, float]
) -> None:
    """Add how much effort there is, in all and by group, and the least of each use."""
    if math.isfinite(effort):
        every = np.concatenate(list(pieces))
        program.add_row("effort", (every, np.ones(len(every))), high=effort)
    for group, limit in limits.items():
        mine = np.concatenate([p for use, p in zip(uses, pieces, strict=True) if group in use.groups])
        program.add_row(f"effort of {group}", (mine, np.ones(len(mine))), high=limit)
    for use, mine in zip(uses, pieces, strict=True):
        if use.least > 0:
            program.add_row(f"least of {use.id}", (mine, np.ones(len(mine))), low=use.least)


def _levelled(uses: Sequence[Use], x: Floats, room: tuple[float, Mapping[str, float]], cost: float) -> Floats:
    """
    Return the effort with the last unit worth the same wherever there is some: the pieces' answer, to the last digit.

    The uses that get effort, and their part of the curve, are the program's; found by halving are the price of effort
    at which they together want what there is, and above it the price in each group that is full.
    """
    effort, limits = room
    active = [i for i, use in enumerate(uses) if x[i] > max(use.curve.steepest, use.least) * (1 + 1e-9)]
    held = x.copy()
    held[active] = 0.0
    groups = {i: next((g for g in uses[i].groups if g in limits), "") for i in active}
    if not active or any(sum(g in limits for g in uses[i].groups) > 1 for i in active):
        return x
    parts = []
    for name in sorted(set(groups.values())):
        inside = sum(held[i] for i, use in enumerate(uses) if name in use.groups)
        members = [i for i in active if groups[i] == name]
        parts.append((members, limits.get(name, math.inf) - inside))
    top = 1e3 * max(float(uses[i].margin * uses[i].curve.marginal(x[i])) for i in active) + cost

    def wanted(price: float) -> Floats:
        levelled = held.copy()
        for members, left in parts:
            levelled[members] = _fitting(lambda p, m=members: _at(uses, m, p), (price, top), left)  # type: ignore[misc]
        return levelled

    levelled = _fitting(wanted, (cost, top), effort)
    return levelled if _profit(uses, levelled, cost) >= _profit(uses, x, cost) else x


def _fitting(wanted: Callable[[float], Floats], prices: tuple[float, float], left: float) -> Floats:
    """Return what is wanted at the lowest price between two at which it fits into what is left."""
    low, high = prices
    if wanted(low).sum() <= left:
        return wanted(low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if wanted(middle).sum() > left else (low, middle)
    return wanted(high)


def _at(uses: Sequence[Use], members: Sequence[int], price: float) -> Floats:
    """Return the effort of some uses at a price."""
    return np.array([_level(uses[i], price) for i in members])


def _priced(uses: Sequence[Use], effort: float, cost: float) -> float:
    """Return the bound when effort has a price: price x effort + the most that each use earns over it, at its least."""

    def at(price: float) -> tuple[float, float]:
        wanted, worth = 0.0, 0.0
        for use in uses:
            x = use.curve.best((price + cost) / use.margin, use.most) if use.margin > 0 else 0.0
            wanted += x
            worth += use.margin * float(use.curve.sales(x)) - (price + cost) * x
        return wanted, worth + (price * effort if price > 0 else 0.0)

    wanted, best = at(0.0)
    if wanted <= effort:
        return best
    low, high, best = 0.0, 1e-6 * (cost + max(use.margin for use in uses)), math.inf
    while at(high)[0] > effort:
        low, high = high, high * 4
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        wanted, bound = at(middle)
        best = min(best, bound)
        low, high = (middle, high) if wanted > effort else (low, middle)
    return best


def _level(use: Use, price: float) -> float:
    """Return the effort on the concave part at which another unit brings the price."""
    low, high = max(use.curve.steepest, use.least, 1e-12), use.most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if use.margin * float(use.curve.marginal(middle)) > price else (low, middle)
        )
    return high


def _profit(uses: Sequence[Use], x: Floats, cost: float) -> float:
    return sum(use.margin * float(use.curve.sales(e)) for use, e in zip(uses, x, strict=True)) - cost * float(
        x.sum()
    )
