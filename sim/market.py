"""The leads of a market: when they arrive and what they are, drawn in bulk and untouched by any plan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAYS_PER_YEAR, HOURS_PER_DAY, SeasonalClock
from sim.pipeline import quality
from sim.streams import Streams, child_ids, entity_ids

if TYPE_CHECKING:
    from sim.scenario import LogNormal, Market, Patience, Pipeline, ProductFamily, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Leads:
    """
    Every lead of one replication in order of (arrival, id); arrays have shape (n_leads,) unless said.

    Attributes
    ----------
    arrival
        Time of the inquiry [hours].
    valid, passes
        Whether the lead is real, and whether the screening lets it through.
    patience
        Time until it gives up waiting for the first contact [hours], infinite when it never does.
    cycle
        The customer's own time over all stages [hours].
    """

    id: NDArray[np.uint64]
    unit: Ints
    arrival: Floats
    source: Ints
    grade: Ints
    family: Ints
    units: Ints
    amount_cents: Ints
    valid: NDArray[np.bool_]
    passes: NDArray[np.bool_]
    quality: Floats
    patience: Floats
    cycle: Floats

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.id)


@dataclass(frozen=True)
class LeadLuck:
    """
    The luck of leads on their way: one number in (0, 1) for what may happen to them.

    ``advance`` and ``work`` are for each pass through the pipeline and stage, shape (n_leads, n_passes, n_stages);
    ``nurture`` (whether a lost lead stays in the database) and ``recycle`` (for how long) for each pass, shape
    (n_leads, n_passes).
    """

    advance: Floats
    work: Floats
    nurture: Floats
    recycle: Floats


def draw_leads(scenario: Scenario, clock: SeasonalClock, streams: Streams) -> Leads:
    """Return every lead of one replication."""
    unit, ordinal, arrival = _arrivals(scenario, clock, streams)
    unit_ids = entity_ids(scenario.tables.units["id"])
    ids = child_ids(unit_ids[unit], ordinal)
    order = np.lexsort((ids, arrival))
    ids, unit, arrival = ids[order], unit[order], arrival[order]
    market, pipeline = scenario.market, scenario.pipeline
    source = _choice(streams.uniforms("lead source", ids), [s.share for s in market.sources])
    grade = _choice(streams.uniforms("lead grade", ids), [g.share for g in pipeline.grades])
    family, units, cents = order_content(market, ids, streams)
    valid = streams.uniforms("lead valid", ids) < pipeline.screening.valid_share
    pass_share = np.where(valid, pipeline.screening.sensitivity, 1.0 - pipeline.screening.specificity)
    return Leads(
        id=ids,
        unit=unit,
        arrival=arrival,
        source=source,
        grade=grade,
        family=family,
        units=units,
        amount_cents=cents,
        valid=valid,
        passes=streams.uniforms("lead screening", ids) < pass_share,
        quality=quality(
            np.array([s.win_ratio for s in market.sources])[source],
            np.array([g.win_ratio for g in pipeline.grades])[grade],
            len(pipeline.stages),
            np.array([f.win_ratio for f in market.families])[family]
            * scenario.tables.units["win_ratio"][unit],
        ),
        patience=_patience(pipeline.patience, streams.uniforms("lead patience", ids)) * HOURS_PER_DAY,
        cycle=_cycle(pipeline.cycle_days, streams, ids) * HOURS_PER_DAY,
    )


def draw_lead_luck(pipeline: Pipeline, streams: Streams, ids: NDArray[np.uint64]) -> LeadLuck:
    """Return the luck of leads on their way; the compiled engine draws the same numbers when it needs them."""
    n_stages, n_passes = len(pipeline.stages), 1 + pipeline.nurture.loops
    steps = np.arange(n_passes * n_stages).reshape(1, n_passes, n_stages)
    loops = np.arange(n_passes).reshape(1, n_passes)
    return LeadLuck(
        streams.uniforms("lead advance", ids[:, None, None], steps),
        streams.uniforms("lead work", ids[:, None, None], steps),
        streams.uniforms("lead nurture", ids[:, None], loops),
        streams.uniforms("lead recycle", ids[:, None], loops),
    )


def order_content(market: Market, ids: NDArray[np.uint64], streams: Streams) -> tuple[Ints, Ints, Ints]:
    """Return product family, units and value [cents] of the deal that each lead or customer id stands for."""
    family = _choice(streams.uniforms("family", ids), [f.share for f in market.families])
    normal = _normal(streams, "order size", ids)
    log_mean = np.array([f.order_units.log_mean for f in market.families])[family]
    log_sd = np.array([f.order_units.log_sd for f in market.families])[family]
    units = np.maximum(np.ceil(np.exp(log_mean + log_sd * normal)), 1.0).astype(np.int64)
    return family, units, units * prices_cents(market)[family]


def prices_cents(market: Market) -> Ints:
    """Return the price of a unit of each family [cents]."""
    return np.array([int(family.price * 100) for family in market.families], dtype=np.int64)


def mean_order_units(family: ProductFamily) -> float:
    """
    Return the mean size of an order [units]: the mean of a lognormal rounded up to whole units.

    E[ceil X] = sum over k >= 0 of P(X > k), summed until the tail no longer matters.
    """
    mu, sigma = family.order_units.log_mean, family.order_units.log_sd
    if sigma == 0:
        return max(float(np.ceil(np.exp(mu))), 1.0)
    last = int(math.exp(mu + 8 * sigma)) + 2
    exact = min(last, 100_000)
    tails = [0.5 * math.erfc((math.log(k) - mu) / (sigma * math.sqrt(2))) for k in range(1, exact)]
    return 1.0 + sum(tails)


def draw_opening_customers(scenario: Scenario, streams: Streams) -> tuple[NDArray[np.uint64], Ints, Ints]:
    """Return id, basic unit (row) and family of those who are customers when the run begins, in order of id."""
    expected = scenario.customers.opening * _potential_share(scenario)
    names = entity_ids([f"opening customer of {unit}" for unit in scenario.tables.units["id"].tolist()])
    unit, ordinal, _ = _poisson_points(expected, names, "opening customers", streams)
    ids = child_ids(names[unit], ordinal)
    order = np.argsort(ids)
    family, _, _ = order_content(scenario.market, ids[order], streams)
    return ids[order], unit[order], family


def _potential_share(scenario: Scenario) -> Floats:
    potential: Floats = scenario.tables.units["potential"]
    share: Floats = potential / potential.sum()
    return share


def _arrivals(scenario: Scenario, clock: SeasonalClock, streams: Streams) -> tuple[Ints, Ints, Floats]:
    """
    Return basic unit (row), ordinal and arrival time [hours] of every lead of the run.

    Each unit is a Poisson process of its own in season time, so that lead (unit, n) is the same lead whatever
    else is in the world; regular arrivals are evenly spaced in season time.
    """
    per_hour = scenario.market.leads_per_year / (DAYS_PER_YEAR * HOURS_PER_DAY)
    expected = per_hour * clock.total_hours * _potential_share(scenario)
    if scenario.market.arrivals == "regular":
        unit, ordinal, position = _even_points(expected)
    else:
        ids = entity_ids(scenario.tables.units["id"])
        unit, ordinal, position = _poisson_points(expected, ids, "lead arrival", streams)
    return unit, ordinal, clock.real(position / expected[unit] * clock.total_hours)


def _even_points(expected: Floats) -> tuple[Ints, Ints, Floats]:
    """Return group, ordinal and position of evenly spaced points, 0.5, 1.5, … below each group's expected number."""
    number = np.ceil(expected - 0.5).astype(np.int64)
    group = np.repeat(np.arange(len(number)), number)
    ordinal = np.arange(len(group)) - np.repeat(np.cumsum(number) - number, number)
    return group, ordinal, (ordinal + 0.5).astype(np.float64)


def _poisson_points(
    expected: Floats, ids: NDArray[np.uint64], purpose: str, streams: Streams
) -> tuple[Ints, Ints, Floats]:
    """
    Return group, ordinal and position of the points of a unit-rate Poisson process on (0, expected) for each group.

    Point n lies n + 1 exponential gaps from 0. Room is made for the mean and eight standard deviations and twelve more,
    which a Poisson number passes with a chance below 1e-12.
    """
    room = np.ceil(expected + 8.0 * np.sqrt(expected) + 12.0).astype(np.int64)
    room[expected == 0] = 0
    group = np.repeat(np.arange(len(room)), room)
    first = np.cumsum(room) - room
    ordinal = np.arange(len(group)) - first[group]
    gaps = -np.log(streams.uniforms(purpose, ids[group], ordinal))
    position = _cumulative_by_group(gaps, first[room > 0])
    inside = position < expected[group]
    return group[inside], ordinal[inside], position[inside]


def _cumulative_by_group(gaps: Floats, first: Ints) -> Floats:
    """Return the running sum of the gaps, started anew at each unit's first lead."""
    total = np.empty_like(gaps)
    ends = np.append(first, len(gaps))[1:]
    for start, end in zip(first.tolist(), ends.tolist(), strict=True):
        np.cumsum(gaps[start:end], out=total[start:end])
    return total


def _choice(luck: Floats, shares: list[float]) -> Ints:
    """Return the row that each number in (0, 1) falls on, by shares that add to 1."""
    edges = np.cumsum(shares)
    edges[-1] = 1.0
    return np.searchsorted(edges, luck, side="right").astype(np.int64)


def _normal(streams: Streams, purpose: str, ids: NDArray[np.uint64]) -> Floats:
    """Return standard normal numbers (Box and Muller 1958, from a keyed pair of uniforms)."""
    one, other = streams.pairs(purpose, ids)
    normal: Floats = np.sqrt(-2.0 * np.log(one)) * np.cos(2.0 * np.pi * other)
    return normal


def normal_pair(streams: Streams, purpose: str, entity: int, n: int) -> tuple[float, float]:
    """Return two independent standard normal numbers (Box and Muller 1958), for what only the run says will happen."""
    one, other = streams.pair(purpose, entity, n)
    radius, angle = math.sqrt(-2.0 * math.log(one)), 2.0 * math.pi * other
    return radius * math.cos(angle), radius * math.sin(angle)


def _cycle(spec: LogNormal | None, streams: Streams, ids: NDArray[np.uint64]) -> Floats:
    return (
        np.zeros(len(ids))
        if spec is None
        else np.exp(spec.log_mean + spec.log_sd * _normal(streams, "lead cycle", ids))
    )


def _patience(patience: Patience, luck: Floats) -> Floats:
    """Return how long each lead waits for a first contact [days]."""
    if patience.kind == "none":
        return np.full(len(luck), np.inf)
    if patience.kind == "fixed":
        return np.full(len(luck), patience.mean_days)
    waits: Floats = -patience.mean_days * np.log(luck)
    return waits
