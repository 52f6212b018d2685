"""The inquiries of a market: who asks where and when, untouched by any plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_YEAR, SeasonalClock
from sim.campaigns import ORGANIC, draw_campaign_leads
from sim.points import even_points
from sim.streams import Streams, child_ids, entity_ids

if TYPE_CHECKING:
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ids = NDArray[np.uint64]


@dataclass(frozen=True)
class Inquiries:
    """
    Who asks where and when [hours], by which campaign; arrays of shape (n_inquiries,).

    ``source`` is the lead source where it is given, else :data:`sim.campaigns.ORGANIC`: then it is drawn.
    """

    id: Ids
    unit: Ints
    arrival: Floats
    campaign: Ints
    source: Ints


def draw_inquiries(scenario: Scenario, clock: SeasonalClock, streams: Streams) -> Inquiries:
    """Return every inquiry of one replication that does not depend on what happens in it, by (arrival, id)."""
    unit, ordinal, arrival = _arrivals(scenario, clock, streams)
    ids = child_ids(entity_ids(scenario.tables.units["id"])[unit], ordinal)
    nobody = np.full(len(ids), ORGANIC)
    columns = [ids, unit, arrival, nobody, nobody]
    extra = draw_campaign_leads(scenario, clock.line, streams, potential_share(scenario))
    if len(extra.id):
        columns = [np.concatenate(both) for both in zip(columns, extra, strict=True)]
    ids, _, arrival, *_ = columns
    if not (arrival[1:] > arrival[:-1]).all():
        order = _order(arrival, ids)
        columns = [column[order] for column in columns]
    return Inquiries(*columns)


def potential_share(scenario: Scenario) -> Floats:
    """Return each basic unit's share of the market, shape (n_units,)."""
    potential: Floats = scenario.tables.units["potential"]
    share: Floats = potential / potential.sum()
    return share


def _order(arrival: Floats, ids: Ids) -> Ints:
    """Return the rows in order of (arrival, id); ties are rare, and sorting by both takes ten times as long."""
    order = np.argsort(arrival, kind="stable")
    told = arrival[order]
    return np.lexsort((ids, arrival)) if (told[1:] == told[:-1]).any() else order


def _arrivals(scenario: Scenario, clock: SeasonalClock, streams: Streams) -> tuple[Ints, Ints, Floats]:
    """
    Return basic unit (row), ordinal and arrival time [hours] of every organic lead of the run, in order of time.

    Each unit is a Poisson process of its own in season time, so that lead (unit, n) is the same lead whatever
    else is in the world; regular arrivals are evenly spaced in season time.
    """
    per_hour = scenario.market.leads_per_year / HOURS_PER_YEAR
    expected = per_hour * clock.total_hours * potential_share(scenario)
    if scenario.market.arrivals == "regular":
        unit, ordinal, position = even_points(expected)
    else:
        ids = entity_ids(scenario.tables.units["id"])
        unit, ordinal, position = streams.points("lead arrival", ids, expected)
    season_hours = position / expected[unit] * clock.total_hours
    order = np.argsort(season_hours)
    return unit[order], ordinal[order], clock.real(season_hours[order])
