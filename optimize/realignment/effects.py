"""What changing hands changes, exactly: each measure worked out anew before and after, and the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimize.program import Ints
from optimize.realignment.profit import expected_profit
from optimize.realignment.yardstick import Yardstick
from optimize.territory.result import Quality, quality
from sim.territory.alignment import Alignment
from sim.territory.contiguity import pieces_by_rep


@dataclass(frozen=True)
class Territory:
    """
    One rep's territory in numbers.

    ``potential`` in the units' own scale, ``potential_share`` and ``workload_share`` of the fair territory; ``hours`` a
    year needed and ``road_hours`` of them on the road; ``travel_cost`` [currency/year]; ``pieces`` 1 when it is
    contiguous.
    """

    rep: str
    units: int
    leads: float
    potential: float
    potential_share: float
    hours: float
    workload_share: float
    road_hours: float
    travel_cost: float
    pieces: int


@dataclass(frozen=True)
class Measures:
    """
    An alignment in numbers: quality of the whole, the objective and its parts, each territory.

    ``profit`` is expected of it by :func:`optimize.realignment.profit.expected_profit`; money in [currency/year].
    """

    quality: Quality
    travel: float
    imbalance: float
    objective: float
    profit: float
    road_hours: float
    territories: Mapping[str, Territory]


@dataclass(frozen=True)
class Effect:
    """
    What changes between two alignments.

    ``units`` and ``leads`` a year change hands, with ``customers`` of today's; ``disruption`` is the price of the leads
    [currency]; ``net`` what the objective falls by less the disruption of the first year.
    """

    before: Measures
    after: Measures
    units: int
    leads: float
    customers: float
    disruption: float

    @property
    def gain(self) -> float:
        """Return what the objective falls by [currency/year]."""
        return self.before.objective - self.after.objective

    @property
    def net(self) -> float:
        """Return the gain of the first year less the price of disruption [currency]."""
        return self.gain - self.disruption


def measures(yardstick: Yardstick, rep_of: Ints) -> Measures:
    """Return an alignment in numbers, every rep at his base of today."""
    ground, stick = yardstick.ground, yardstick
    reps, n = ground.present.reps, np.arange(len(rep_of))
    alignment = Alignment(ground.present.units, reps, rep_of)
    hours = stick.hours[n, rep_of]
    road = hours - ground.work.desk_hours
    loads = stick.loads(rep_of)
    graph = ground.graph
    pieces = np.bincount(rep_of, minlength=len(reps)).clip(max=1)
    if graph is not None:
        pieces = pieces_by_rep(graph, rep_of, len(reps))
    columns = (
        np.bincount(rep_of, minlength=len(reps)).tolist(),
        *(
            alignment.by_rep(of_unit).tolist()
            for of_unit in (ground.work.leads, ground.potential, hours, road, stick.cost[n, rep_of])
        ),
        pieces.tolist(),
        *loads.tolist(),
    )
    rows = zip(reps.tolist(), *columns, strict=True)
    territories = {
        rep: Territory(rep, units, leads, potential, share, needed, workload, on_road, cost, parts)
        for rep, units, leads, potential, needed, on_road, cost, parts, share, workload in rows
    }
    return Measures(
        quality(ground, alignment, stick.base, stick.alone),
        stick.travel(rep_of),
        stick.imbalance(rep_of),
        stick.objective(rep_of),
        expected_profit(stick, rep_of),
        float(road.sum()),
        territories,
    )


def effect(yardstick: Yardstick, rep_of: Ints) -> Effect:
    """Return what an alignment changes against today's."""
    moved = rep_of != yardstick.today
    potential = yardstick.ground.potential
    share = float(potential[moved].sum() / potential.sum())
    return Effect(
        measures(yardstick, yardstick.today),
        measures(yardstick, rep_of),
        int(moved.sum()),
        yardstick.leads_moved(rep_of),
        share * yardstick.ground.scenario.customers.opening,
        yardstick.disruption(rep_of),
    )
