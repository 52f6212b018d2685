"""
The hours a territory needs, in closed form from the scenario's market and pipeline.

Expected values over the luck of leads: every inquiry that passes the screening is worked as far as its
stages take it at the mean win rate, and comes back after a loss as often as nurturing brings it. Left out,
so that the number does not depend on how busy the rep is: leads that lose patience, ramp and skill of reps,
effort, and customers won during the year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Pipeline, Scenario
from sim.territory.alignment import Alignment
from sim.territory.travel import distance_km, visit_hours

Floats = NDArray[np.float64]
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class LeadWork:
    """What one inquiry is expected to take: rep's hours at work, and journeys to the customer."""

    hours: float
    visits: float


@dataclass(frozen=True, eq=False)
class Workload:
    """
    Expected work of each basic unit in a year, each shape (n_units,).

    ``leads`` inquiries, ``desk_hours`` hours of work without travel, ``visits`` journeys to customers there.
    """

    leads: Floats
    desk_hours: Floats
    visits: Floats


def work_per_inquiry(pipeline: Pipeline, longer: float = 1.0) -> LeadWork:
    """
    Return the expected work of one inquiry, when every stage takes ``longer`` times its usual hours.

    An inquiry is valid and passes with share v * s, invalid and passes with (1 - v)(1 - q), which costs the
    first stage's hours. A valid one reaches stage k with the product of the advance shares before it; sum
    over stages of reach times hours (and visits). A lost one comes back with the nurtured share, at most
    ``loops`` times, so it is worked sum over l = 0..loops of (share * (1 - win))^l times.
    """
    screening, stages = pipeline.screening, pipeline.stages
    advance = np.array([stage.advance_share for stage in stages])
    reach = np.concatenate([[1.0], np.cumprod(advance)])
    lost = pipeline.nurture.share * (1.0 - reach[-1])
    rounds = sum(lost**loop for loop in range(pipeline.nurture.loops + 1))
    valid = screening.valid_share * screening.sensitivity
    invalid = (1.0 - screening.valid_share) * (1.0 - screening.specificity)
    hours = valid * rounds * (reach[:-1] @ np.array([stage.work_hours for stage in stages]))
    visits = valid * rounds * (reach[:-1] @ np.array([stage.visits for stage in stages]))
    return LeadWork(longer * float(hours + invalid * stages[0].work_hours), float(visits))


def expected(scenario: Scenario) -> Workload:
    """
    Return each basic unit's expected work in a year of 12 months.

    Leads and opening customers are spread by potential; customers already there order again every
    ``reorder_mean_days``, each order taking ``care_hours``, and are visited as often as the plan says.
    """
    potential: Floats = scenario.tables.units["potential"]
    share = potential / potential.sum()
    lead = work_per_inquiry(scenario.pipeline, 1.0 + scenario.plan.personal_time)
    leads = scenario.market.leads_per_year * share
    customers = scenario.customers
    reorders = 0.0
    if customers.reorder_mean_days is not None:
        reorders = customers.opening * DAYS_PER_YEAR / customers.reorder_mean_days
    hours, visits = leads * lead.hours + share * reorders * customers.care_hours, leads * lead.visits
    if scenario.plan.care is not None:
        called_on = share * customers.opening * scenario.plan.care.per_year
        hours, visits = hours + called_on * scenario.plan.care.hours, visits + called_on
    return Workload(leads, hours, visits)


def hours_from(scenario: Scenario, base: NDArray[np.int64]) -> Floats:
    """Return the hours on the road for a visit to each unit from the unit in that row of ``base``, shape (n_units,)."""
    units = scenario.tables.units
    km = distance_km(units["lng"], units["lat"], units["lng"][base], units["lat"][base])
    return visit_hours(scenario.people.travel, km, units["area_km2"], expected(scenario).visits)


def by_rep(scenario: Scenario, alignment: Alignment, base: NDArray[np.int64] | None = None) -> Floats:
    """
    Return the expected hours each territory needs in a year, travel from its base included.

    Shape (n_reps,). ``base`` is the row of the unit each rep starts from, his base when not given.
    """
    starts = bases(scenario) if base is None else base
    work = expected(scenario)
    return alignment.by_rep(work.desk_hours + work.visits * hours_from(scenario, starts[alignment.rep_of]))


def homes(scenario: Scenario) -> NDArray[np.int64]:
    """Return the row of the unit each rep lives in, shape (n_reps,)."""
    row = scenario.tables.units.index()
    return np.array([row[str(home)] for home in scenario.tables.reps["home"]], dtype=np.int64)


def bases(scenario: Scenario) -> NDArray[np.int64]:
    """Return the row of the unit each rep works from, shape (n_reps,): the plan's base, else home."""
    base = homes(scenario)
    if scenario.plan.bases is not None:
        unit, rep = scenario.tables.units.index(), scenario.tables.reps.index()
        for who, where in zip(scenario.plan.bases["rep"], scenario.plan.bases["unit"], strict=True):
            base[rep[str(who)]] = unit[str(where)]
    return base
