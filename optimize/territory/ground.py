"""What a territory program is about: the world as arrays, and the prices and bands of the design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimize.program import SolverName
from optimize.territory.program import Deal, Measure
from sim.scenario import Scenario
from sim.territory.alignment import Alignment
from sim.territory.contiguity import Adjacency, with_crossings
from sim.territory.travel import distance_km, round_trip_hours, uncapped_hours, visit_hours
from sim.territory.workload import Workload, bases, expected

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Homes = Literal["move", "keep"]

LEAST_WEIGHT = 0.1
"""Fewest visits a unit counts for, as a share of the mean: empty land must lie near its rep too, or maps fray."""


@dataclass(frozen=True)
class Rules:
    """
    Bands, prices and limits of a territory design.

    Parameters
    ----------
    band
        How far a territory's potential may be from the average [share]; oversize units have a territory alone.
    workload_band
        The same for expected hours, travel included [share]; ``None`` leaves hours free and reports them.
    hour_value
        What an hour of a rep's time is worth, on top of the scenario's travel cost [currency/hour].
    beyond_share
        Share of the hour's price for hours beyond the longest journey: they cost the simulation nothing, but
        without a price the far counties of a territory would be dealt at random.
    disruption_price
        What it costs that a lead has a new rep [currency per expected lead of a year].
    relocation_price
        What it costs to move a rep's home, spread over the years he stays [currency/year].
    seam_price
        What the search pays for each border between two units that runs between territories [currency/year]: a tidy map
        is worth a little travel. Neither objective nor bound know it; 0 leaves borders as travel draws them.
    homes
        ``move``: centres are free, a rep may move to his territory's base; ``keep``: centres are the homes.
    starts
        How many starts the search for centres makes.
    nearest
        Reps per unit the program begins with; more come in until the bound holds for all.
    gap, nodes, seconds
        When the solver stops; without ``seconds`` the answer is the same on every machine.
    balanced
        What territories have alike in place of potential, by unit, such as what their demand is worth where supply is
        short; hours stay those that leads take.
    """

    band: float = 0.05
    workload_band: float | None = 0.25
    hour_value: float = 60.0
    beyond_share: float = 0.5
    disruption_price: float = 20.0
    relocation_price: float = 10_000.0
    seam_price: float = 20.0
    homes: Homes = "move"
    starts: int = 2
    nearest: int = 8
    gap: float = 0.003
    nodes: int = 200
    seconds: float | None = None
    solver: SolverName = "highs"
    balanced: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense, with the value and what is allowed."""
        for name in ("band", "workload_band"):
            value = getattr(self, name)
            if value is not None and not 0 < value < 1:
                raise ValueError(f"{name} is a share between 0 and 1, got {value}")
        for name in (
            "hour_value",
            "beyond_share",
            "disruption_price",
            "relocation_price",
            "seam_price",
            "gap",
        ):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is zero or more, got {getattr(self, name)}")
        if self.homes not in ("move", "keep"):
            raise ValueError(f"homes is 'move' or 'keep', got {self.homes!r}")
        if self.starts < 1 or self.nearest < 1 or self.nodes < 1:
            raise ValueError("starts, nearest and nodes are 1 or more")


@dataclass(frozen=True, eq=False)
class Ground:
    """
    The world of a territory program as arrays; n units, k reps.

    ``work`` per unit [per year]; ``visits`` are what travel is counted for (leads in a world without visits),
    ``weight`` the same with a least per unit, which the program uses, shape (n,); ``home`` the unit each rep works
    from today, shape (k,); ``crossings`` the water crossings that join islands to the mainland.
    """

    scenario: Scenario
    rules: Rules
    present: Alignment
    potential: Floats
    work: Workload
    visits: Floats
    weight: Floats
    lng: Floats
    lat: Floats
    home: Ints
    graph: Adjacency | None
    crossings: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, scenario: Scenario, rules: Rules) -> Ground:
        """Return the arrays of a scenario."""
        units = scenario.tables.units
        work = expected(scenario)
        visits = work.visits if scenario.people.travel is not None else np.zeros(len(units))
        base = visits if visits.sum() > 0 else work.leads
        graph, crossings = Adjacency.of(scenario.tables), list[tuple[int, int]]()
        if graph is not None:
            graph, crossings = with_crossings(graph, units["lng"], units["lat"])
        return cls(
            scenario=scenario,
            rules=rules,
            present=Alignment.of(scenario),
            potential=units["potential"] if rules.balanced is None else np.array(rules.balanced),
            work=work,
            visits=base,
            weight=np.maximum(base, LEAST_WEIGHT * base.mean()),
            lng=units["lng"],
            lat=units["lat"],
            home=bases(scenario),
            graph=graph,
            crossings=tuple(crossings),
        )

    @property
    def n_units(self) -> int:
        """Return the number of basic units."""
        return len(self.potential)

    @property
    def n_reps(self) -> int:
        """Return the number of reps."""
        return len(self.home)

    def without_overlays(self) -> Ground:
        """Return the same without reps who have a role in ``plan.coverage`` and no territory: they get none."""
        coverage, count = self.scenario.plan.coverage, np.bincount(self.present.rep_of, minlength=self.n_reps)
        roles = set() if coverage is None else {str(rep) for rep in coverage["rep"]}
        kept = np.array([n > 0 or rep not in roles for rep, n in zip(self.present.reps, count, strict=True)])
        if kept.all():
            return self
        place = np.cumsum(kept) - 1
        present = Alignment(self.present.units, self.present.reps[kept], place[self.present.rep_of])
        return replace(self, present=present, home=self.home[kept])

    def km(self, units: Ints, centres: Ints) -> Floats:
        """Return distances [km] from units to centres (rows of units), broadcast."""
        return distance_km(self.lng[units], self.lat[units], self.lng[centres], self.lat[centres])

    def visit_price(self, units: Ints, centres: Ints) -> Floats:
        """
        Return what one visit to units from centres costs [currency], broadcast.

        Hours on the road times travel cost and value of an hour; hours beyond the longest journey at
        ``beyond_share``. A world without travel prices a km at one, which keeps territories compact.
        """
        travel, km = self.scenario.people.travel, self.km(units, centres)
        if travel is None or self.work.visits.sum() <= 0:
            return km
        beyond = uncapped_hours(travel, km) - round_trip_hours(travel, km)
        price = travel.cost_per_hour + self.rules.hour_value
        return price * (self._road_hours(units, km) + self.rules.beyond_share * beyond)

    def hours(self, units: Ints, centres: Ints) -> Floats:
        """Return the expected hours a year [hours] that units take from centres, broadcast; travel included."""
        road = self._road_hours(units, self.km(units, centres))
        hours: Floats = self.work.desk_hours[units] + self.work.visits[units] * road
        return hours

    def _road_hours(self, units: Ints, km: Floats) -> Floats:
        """Return the hours on the road for one visit to units at these distances [km], broadcast."""
        area = self.scenario.tables.units["area_km2"][units]
        return visit_hours(self.scenario.people.travel, km, area, self.work.visits[units])


def deal_of(
    ground: Ground, units: Ints, bases: Ints, reps: Ints | None = None, mean_hours: float | None = None
) -> Deal:
    """
    Return the program of dealing ``units`` to territories with these bases.

    Parameters
    ----------
    units
        Rows of units to deal, ascending, shape (n,).
    bases
        Row of the unit each territory is worked from, shape (k,).
    reps
        Row of each territory's rep, shape (k,): bases are then held, and disruption is priced.
    mean_hours
        Average hours of a territory [hours/year]: workload is then balanced too when the rules have a band.
    """
    k, rules = len(bases), ground.rules
    cost = ground.weight[units][:, None] * ground.visit_price(units[:, None], bases)
    own = np.full(k, -1, dtype=np.int64)
    if reps is not None:
        new_rep = ground.present.rep_of[units][:, None] != reps
        cost = cost + rules.disruption_price * ground.work.leads[units][:, None] * new_rep
        own = _held(ground, units, bases)
    share = ground.potential[units] / max(float(ground.potential[units].sum()), 1e-300) * k
    measures = [Measure.within("potential", np.repeat(share[:, None], k, axis=1), rules.band)]
    if mean_hours is not None and rules.workload_band is not None:
        hours = ground.hours(units[:, None], bases) / mean_hours
        measures.append(Measure.within("workload", hours, rules.workload_band))
    names = ground.present.reps[reps] if reps is not None else np.arange(k)
    graph, labels = part_of_graph(ground, units), tuple(f"{name}" for name in names)
    return Deal(cost, tuple(measures), own, graph, labels, rules.seam_price)


def _held(ground: Ground, units: Ints, bases: Ints) -> Ints:
    """Return each base's place among the units; -1 when it is not there or two territories share it."""
    place = np.full(ground.n_units, -1, dtype=np.int64)
    place[units] = np.arange(len(units))
    own = place[bases]
    shared = np.bincount(bases, minlength=ground.n_units)[bases] > 1
    return np.where(shared, -1, own)


def part_of_graph(ground: Ground, units: Ints) -> Adjacency | None:
    """Return the borders among some units; a part that others cut off is joined like an island."""
    if ground.graph is None:
        return None
    graph = ground.graph.part(units)
    return with_crossings(graph, ground.lng[units], ground.lat[units])[0]


def oversize(potential: Floats, n_reps: int, band: float) -> Ints:
    """
    Return the units that alone hold more than a fair territory may, largest first.

    A unit is oversize when it is above (1 + band) times the mean of what is left for the reps that are left; it
    takes a rep of its own and the mean is taken anew without both.
    """
    order = np.argsort(-potential, kind="stable")
    left, reps, alone = float(potential.sum()), n_reps, []
    for unit in order:
        if reps <= 1 or potential[unit] <= (1 + band) * left / reps:
            break
        alone.append(int(unit))
        left -= float(potential[unit])
        reps -= 1
    return np.array(alone, dtype=np.int64)
