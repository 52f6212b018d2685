"""What a replication needs before its first day: leads, opening customers, distances, hours, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import SeasonalClock, Timeline, timeline
from sim.engine.once import once_per_scenario
from sim.market import Leads, draw_leads, draw_opening_customers
from sim.people.coverage import Coverage, coverage
from sim.people.skill import segment_of_unit, segments
from sim.quota import opening_rep_of_unit, quotas_cents, rep_of_unit
from sim.streams import Streams
from sim.territory.workload import bases, homes, hours_from

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NOTHING: Any = np.zeros(0)
_NO_LEADS = Leads(**{field.name: _NOTHING for field in fields(Leads)})


@dataclass(frozen=True)
class World:
    """
    One replication, ready to run.

    Attributes
    ----------
    rep_of_unit
        Row of the rep who covers each basic unit, shape (n_units,).
    visit_hours
        Journey from that rep's base to the unit and back [hours], shape (n_units,).
    skill, tenure_days
        Of each rep on day 0, shape (n_reps,).
    opening_rep_of_unit, opening_visit_hours
        The same on the first day of the warm-up, by the former alignment when there is one.
    quota_cents
        For a fiscal year, shape (n_reps,).
    relocates
        Whether the rep's base under the plan is not his home, shape (n_reps,).
    customers
        Ids, units and families of those who bought before the run, each of shape (n_customers,).
    visit_hours_of
        Journey from each rep's base to each unit and back [hours], shape (n_reps, n_units); (0, 0) when leads stay in
        their territory and with its own rep.
    coverage
        Who has which role in each basic unit.
    segment, n_segments
        Customer segment of each basic unit, shape (n_units,), and how many there are.
    """

    scenario: Scenario
    streams: Streams
    line: Timeline
    clock: SeasonalClock
    leads: Leads
    rep_of_unit: Ints
    visit_hours: Floats
    opening_rep_of_unit: Ints
    opening_visit_hours: Floats
    skill: Floats
    tenure_days: Floats
    quota_cents: Ints
    relocates: NDArray[np.bool_]
    customers: tuple[NDArray[np.uint64], Ints, Ints]
    segment: Ints
    n_segments: int
    visit_hours_of: Floats
    coverage: Coverage

    def cell_of(self, family: Ints, unit: Ints) -> Ints:
        """Return the cell of skill that leads of families and units belong to, shape of the inputs."""
        cell: Ints = family * self.n_segments + self.segment[unit]
        return cell


def prepare(scenario: Scenario, replication: int, luck: type[Streams] = Streams) -> World:
    """Return the world of one replication; nothing in it but the alignment and the quotas depends on the plan."""
    streams, shared = luck(scenario.run.seed, replication), ground(scenario)
    leads, customers = draw_leads(scenario, shared.clock, streams), draw_opening_customers(scenario, streams)
    return replace(shared, streams=streams, leads=leads, customers=customers)


@once_per_scenario
def ground(scenario: Scenario) -> World:
    """Return what all replications of a scenario share: a world without luck."""
    line = timeline(scenario.run, scenario.calendar)
    clock = SeasonalClock(line, scenario.market.seasonality)
    reps = scenario.tables.reps
    rep, opening = rep_of_unit(scenario), opening_rep_of_unit(scenario)
    base, home = bases(scenario), homes(scenario)
    opening_base = base if scenario.tables.former_alignment is None else home
    covering = coverage(scenario)
    first_day = np.datetime64(line.first_day, "D")
    return World(
        scenario,
        Streams(0, 0),
        line,
        clock,
        _NO_LEADS,
        rep,
        hours_from(scenario, base[rep]),
        opening,
        hours_from(scenario, opening_base[opening]),
        reps["skill"],
        (first_day - reps["hired"]).astype(np.float64),
        quotas_cents(scenario),
        home != base,
        (np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)),
        segment_of_unit(scenario),
        len(segments(scenario)),
        _visit_hours_of(scenario, base, covering),
        covering,
    )


def _visit_hours_of(scenario: Scenario, base: Ints, covering: Coverage) -> Floats:
    """Return the journeys of every rep to every unit, when the routing or a role may send him there."""
    routing = scenario.pipeline.routing
    stays = routing.kind == "territory" and routing.fallback is None and not routing.reroute
    if stays and covering.is_plain:
        return np.zeros((0, 0))
    n_units = len(scenario.tables.units)
    return np.array([hours_from(scenario, np.full(n_units, unit)) for unit in base.tolist()])
