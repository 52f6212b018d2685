"""What a replication needs before its first day: leads, opening customers, distances, hours, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import SeasonalClock, Timeline, timeline
from sim.market import Leads, draw_leads, draw_opening_customers
from sim.quota import quotas_cents, rep_of_unit
from sim.streams import Streams
from sim.territory.travel import distance_km, round_trip_hours
from sim.territory.workload import bases, homes

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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
    quota_cents
        For a fiscal year, shape (n_reps,).
    relocates
        Whether the rep's base under the plan is not his home, shape (n_reps,).
    customers
        Ids, units and families of those who bought before the run, each of shape (n_customers,).
    """

    scenario: Scenario
    streams: Streams
    line: Timeline
    clock: SeasonalClock
    leads: Leads
    rep_of_unit: Ints
    visit_hours: Floats
    skill: Floats
    tenure_days: Floats
    quota_cents: Ints
    relocates: NDArray[np.bool_]
    customers: tuple[NDArray[np.uint64], Ints, Ints]


def prepare(scenario: Scenario, replication: int) -> World:
    """Return the world of one replication; nothing in it but the alignment and the quotas depends on the plan."""
    streams = Streams(scenario.run.seed, replication)
    line = timeline(scenario.run, scenario.calendar)
    clock = SeasonalClock(line, scenario.market.seasonality)
    units, reps = scenario.tables.units, scenario.tables.reps
    rep = rep_of_unit(scenario)
    base = bases(scenario)
    km = distance_km(units["lng"], units["lat"], units["lng"][base[rep]], units["lat"][base[rep]])
    first_day = np.datetime64(line.first_day, "D")
    return World(
        scenario,
        streams,
        line,
        clock,
        draw_leads(scenario, clock, streams),
        rep,
        round_trip_hours(scenario.people.travel, km),
        reps["skill"],
        (first_day - reps["hired"]).astype(np.float64),
        quotas_cents(scenario),
        homes(scenario) != base,
        draw_opening_customers(scenario, streams),
    )
