"""What a territory design returns: the alignment, what is proved about it, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimize.program import Status
from optimize.territory.ground import Floats, Ground, Ints
from sim.table import Table
from sim.territory import metrics
from sim.territory.alignment import Alignment
from sim.territory.contiguity import pieces_by_rep


@dataclass(frozen=True)
class Quality:
    """
    How good an alignment is.

    Deviations are shares of the average, over the territories without an oversize unit: ``potential_deviation`` and
    ``workload_deviation`` the largest above or below, ``potential_over`` the busiest above. ``potential_gini`` and
    ``potential_variation`` are over all. ``travel_cost`` [currency/year], ``hours_per_visit`` [hours],
    ``pieces_too_many`` counts the pieces of territories beyond one each (0: all contiguous).
    """

    potential_deviation: float
    potential_over: float
    potential_variation: float
    potential_gini: float
    workload_deviation: float
    travel_cost: float
    hours_per_visit: float
    inertia: float
    pieces_too_many: int
    unstaffed: int


@dataclass(frozen=True)
class Relocation:
    """A rep who works from another unit than he lives in."""

    rep: str
    home: str
    base: str


@dataclass(frozen=True)
class Move:
    """A unit that changes hands, and the leads a year that get a new rep with it."""

    unit: str
    before: str
    after: str
    leads: float


@dataclass(frozen=True, eq=False)
class TerritoryDesign:
    """
    A new alignment.

    ``objective`` and ``bound`` are the cost of travel and disruption [currency/year], each unit counting for a tenth
    of the mean unit's visits at least. The bound holds for these bases, over all ways to deal the units: with other
    bases a better map may exist. ``status`` is ``optimal`` when the gap asked for is proved, else ``feasible``.
    ``interrupted`` says that the user stopped the search: it is the best so far.
    """

    alignment: Table
    bases: Table
    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    before: Quality
    after: Quality
    oversize: tuple[str, ...]
    relocations: tuple[Relocation, ...]
    moves: tuple[Move, ...]
    crossings: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = field(default=())
    interrupted: bool = False


def moves_to(ground: Ground, rep_of: Ints) -> tuple[Move, ...]:
    """Return the units that change hands from today to an alignment, rows of reps by unit, shape (n_units,)."""
    units, reps, today = ground.present.units, ground.present.reps, ground.present.rep_of
    return tuple(
        Move(str(units[i]), str(reps[today[i]]), str(reps[rep_of[i]]), float(ground.work.leads[i]))
        for i in np.flatnonzero(rep_of != today)
    )


def quality(ground: Ground, alignment: Alignment, bases: Ints, alone: Ints) -> Quality:
    """Return how good an alignment is when reps work from ``bases`` (rows of units, by rep)."""
    units = np.arange(ground.n_units)
    base = bases[alignment.rep_of]
    km = ground.km(units, base)
    potential = alignment.by_rep(ground.potential)
    fair = np.ones(ground.n_reps, dtype=np.bool_)
    fair[alignment.rep_of[alone]] = False
    hours = alignment.by_rep(ground.hours(units, base))
    travel: Floats = ground.hours(units, base) - ground.work.desk_hours
    visits = float(ground.work.visits.sum())
    pieces = 0
    if ground.graph is not None:
        by_rep = pieces_by_rep(ground.graph, alignment.rep_of, ground.n_reps)
        pieces = int((by_rep - (by_rep > 0)).sum())
    rest = potential[fair] if fair.any() and potential[fair].sum() > 0 else potential
    busy = hours[fair] if fair.any() and hours[fair].sum() > 0 else hours
    return Quality(
        potential_deviation=metrics.largest_deviation(rest),
        potential_over=metrics.busiest_over_average(rest),
        potential_variation=metrics.variation(potential),
        potential_gini=metrics.gini(potential),
        workload_deviation=metrics.largest_deviation(busy),
        travel_cost=float(ground.visits @ ground.visit_price(units, base)),
        hours_per_visit=float(travel.sum()) / visits if visits > 0 else 0.0,
        inertia=metrics.moment_of_inertia(ground.potential, km),
        pieces_too_many=pieces,
        unstaffed=len(alignment.unstaffed()),
    )
