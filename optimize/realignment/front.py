"""Balance and travel against disruption: the best alignment for one move budget after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimize.program import Ints
from optimize.realignment.moves import Found, realign
from optimize.realignment.relaxation import Relaxation
from optimize.realignment.search import Budget
from optimize.realignment.yardstick import Yardstick

SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.35)
"""Budgets that are tried when none are given: shares of a year's leads that may change hands."""


@dataclass(frozen=True, eq=False)
class Point:
    """
    One budget: ``share`` of all leads may change hands (infinite: any), and the best alignment found within it.

    ``leads`` a year and ``units`` do; ``disruption`` is their price [currency]; ``travel`` and ``imbalance`` make
    up the objective [currency/year].
    """

    share: float
    found: Found
    units: int
    leads: float
    disruption: float
    travel: float
    imbalance: float


def front(
    yardstick: Yardstick, shares: Sequence[float] = SHARES, progress: Callable[[Point], None] | None = None
) -> tuple[Point, ...]:
    """
    Return the points of the front from today's alignment to any number of moves; the objective never rises.

    Parameters
    ----------
    yardstick
        What is gained.
    shares
        Budgets: shares of a year's leads that may change hands, each between 0 and 1.
    progress
        Is given each point as soon as it is found: the one without a budget first, then the budgets from the smallest.

    Raises
    ------
    ValueError
        When a share is outside 0 to 1.
    KeyboardInterrupt
        When the user stops it, after ``progress`` was given the best so far for the budget that was under way.
    """
    wrong = [share for share in shares if not 0 <= share <= 1]
    if wrong:
        raise ValueError(
            f"a share of leads is between 0 and 1, got {', '.join(f'{share:g}' for share in wrong)}"
        )
    leads = yardstick.ground.work.leads
    relaxation = Relaxation(yardstick, leads)
    whole = float(leads.sum())
    full = realign(yardstick, Budget(leads, whole), relaxation)
    tell = progress or (lambda _point: None)
    tell(_point(yardstick, float("inf"), full, relaxation))
    _stop(full)
    met: list[Ints] = [yardstick.today, full.rep_of]
    points = []
    for share in sorted({0.0, *shares}):
        found = realign(yardstick, Budget(leads, share * whole), relaxation, tuple(met))
        met.append(found.rep_of)
        points.append((share, found))
        tell(_point(yardstick, share, found, relaxation))
        _stop(found)
    points.append((float("inf"), _better(full, points[-1][1])))
    return tuple(_point(yardstick, share, found, relaxation) for share, found in points)


def _stop(found: Found) -> None:
    """Go no further when the user stopped a search: its best so far is told already."""
    if found.interrupted:
        raise KeyboardInterrupt


def _better(full: Found, last: Found) -> Found:
    """Return the full realignment, or the last of the front where that is better."""
    if last.objective >= full.objective:
        return full
    return Found(last.rep_of, last.objective, min(full.bound, last.objective), full.method)


def _point(yardstick: Yardstick, share: float, found: Found, relaxation: Relaxation) -> Point:
    """Return a point in numbers, with the best bound that any budget's prices give it."""
    if found.method == "search":
        most = min(share, 1.0) * float(relaxation.weight.sum())
        bound = min(max(found.bound, relaxation.bound(most)), found.objective)
        found = Found(found.rep_of, found.objective, bound, found.method)
    rep_of = found.rep_of
    return Point(
        share,
        found,
        int(np.count_nonzero(rep_of != yardstick.today)),
        yardstick.leads_moved(rep_of),
        yardstick.disruption(rep_of),
        yardstick.travel(rep_of),
        yardstick.imbalance(rep_of),
    )
