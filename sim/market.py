"""The leads of a market: when they arrive and what they are, drawn in bulk and untouched by any plan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY, HOURS_PER_YEAR, SeasonalClock
from sim.campaigns import ORGANIC, draw_campaign_leads
from sim.capture import capture_fates
from sim.pipeline import quality
from sim.points import even_points, poisson_points, rows_by_share
from sim.scoring import draw_signals
from sim.streams import Streams, child_ids, entity_ids

if TYPE_CHECKING:
    from sim.scenario import LogNormal, Market, Patience, Pipeline, ProductFamily, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ATTEMPTS_APART = 64
"""Contact attempt k of pass p is draw p * 64 + k, so that more attempts allowed leave the earlier ones as they are."""


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
    campaign
        Row of the campaign that brought it, -1 when it came by itself.
    fate
        What the form makes of the inquiry: see :mod:`sim.capture`.
    points
        Engagement score at the inquiry.
    account
        Number of the account it comes from, over all basic units.
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
    campaign: Ints
    fate: Ints
    points: Floats
    account: Ints

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.id)


@dataclass(frozen=True)
class LeadLuck:
    """
    The luck of leads on their way: one number in (0, 1) for what may happen to them.

    ``advance`` and ``work`` are for each pass through the pipeline and stage, shape (n_leads, n_passes, n_stages);
    ``nurture`` (whether a lost lead stays in the database) and ``recycle`` (for how long) for each pass, shape
    (n_leads, n_passes). ``contact`` is for each pass and attempt, shape (n_leads, n_passes, n_attempts), ``reject`` and
    ``reason`` for each pass, ``route`` for each lead; what the pipeline does not use has shape (n_leads, 0).
    """

    advance: Floats
    work: Floats
    nurture: Floats
    recycle: Floats
    contact: Floats
    reject: Floats
    reason: Floats
    route: Floats


@dataclass(frozen=True)
class Inquiries:
    """
    Who asks where and when [hours], by which campaign; arrays of shape (n_inquiries,).

    ``source`` is the lead source where it is given, else :data:`sim.campaigns.ORGANIC`: then it is drawn.
    """

    id: NDArray[np.uint64]
    unit: Ints
    arrival: Floats
    campaign: Ints
    source: Ints


def draw_leads(scenario: Scenario, clock: SeasonalClock, streams: Streams) -> Leads:
    """Return every lead of one replication that does not depend on what happens in it."""
    return describe_leads(scenario, Inquiries(*_inquiries(scenario, clock, streams)), streams)


def describe_leads(scenario: Scenario, inquiries: Inquiries, streams: Streams) -> Leads:
    """Return what the leads behind some inquiries are: each by its own id, in whatever company it is drawn."""
    market, pipeline = scenario.market, scenario.pipeline
    ids, unit = inquiries.id, inquiries.unit
    drawn = rows_by_share(streams.uniforms("lead source", ids), [s.share for s in market.sources])
    source = np.where(inquiries.source == ORGANIC, drawn, inquiries.source)
    points, signal_ratio = draw_signals(pipeline.scoring, ids, streams)
    grade = rows_by_share(streams.uniforms("lead grade", ids), [g.share for g in pipeline.grades])
    family, units, cents = order_content(market, ids, streams)
    valid = streams.uniforms("lead valid", ids) < pipeline.screening.valid_share
    pass_share = np.where(valid, pipeline.screening.sensitivity, 1.0 - pipeline.screening.specificity)
    return Leads(
        id=ids,
        unit=unit,
        arrival=inquiries.arrival,
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
            * scenario.tables.units["win_ratio"][unit]
            * signal_ratio,
        ),
        patience=_patience(pipeline.patience, streams.uniforms("lead patience", ids)) * HOURS_PER_DAY,
        cycle=_cycle(pipeline.cycle_days, streams, ids) * HOURS_PER_DAY,
        campaign=inquiries.campaign,
        fate=capture_fates(scenario, source, ids, streams),
        points=points,
        account=_accounts(pipeline, unit, ids, streams),
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
        *_luck_of_contact(pipeline, streams, ids, loops),
    )


def _luck_of_contact(
    pipeline: Pipeline, streams: Streams, ids: NDArray[np.uint64], loops: Ints
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the luck of contact, rejection, its reason, and routing."""
    none = np.zeros((len(ids), 0))
    contact, reject, reason, route = none, none, none, none
    if pipeline.contact is not None:
        tries = loops[:, :, None] * ATTEMPTS_APART + np.arange(pipeline.contact.attempts)
        contact = streams.uniforms("lead contact", ids[:, None, None], tries)
    if pipeline.rejection is not None:
        reject, reason = streams.pairs("lead rejection", ids[:, None], loops)
    if pipeline.routing.kind in {"random", "own"}:
        route = streams.uniforms("lead route", ids)
    return contact, reject, reason, route


def _inquiries(
    scenario: Scenario, clock: SeasonalClock, streams: Streams
) -> tuple[NDArray[np.uint64], Ints, Floats, Ints, Ints]:
    """Return id, basic unit, arrival [hours], campaign and given source of every inquiry, by (arrival, id)."""
    unit, ordinal, arrival = _arrivals(scenario, clock, streams)
    unit_ids = entity_ids(scenario.tables.units["id"])
    ids = child_ids(unit_ids[unit], ordinal)
    campaign = given = np.full(len(ids), ORGANIC)
    extra = draw_campaign_leads(scenario, clock.line, streams, _potential_share(scenario))
    if len(extra.id):
        ids, unit = np.concatenate([ids, extra.id]), np.concatenate([unit, extra.unit])
        arrival = np.concatenate([arrival, extra.arrival])
        campaign, given = np.concatenate([campaign, extra.campaign]), np.concatenate([given, extra.source])
    order = np.lexsort((ids, arrival))
    return ids[order], unit[order], arrival[order], campaign[order], given[order]


def _accounts(pipeline: Pipeline, unit: Ints, ids: NDArray[np.uint64], streams: Streams) -> Ints:
    """Return the account of each lead, numbered through over the basic units; each of a unit is as likely."""
    number = pipeline.routing.accounts_per_unit
    if number == 1:
        return unit
    luck = streams.uniforms("lead account", ids)
    return unit * number + np.floor(luck * number).astype(np.int64)


def order_content(market: Market, ids: NDArray[np.uint64], streams: Streams) -> tuple[Ints, Ints, Ints]:
    """Return product family, units and value [cents] of the deal that each lead or customer id stands for."""
    family = rows_by_share(streams.uniforms("family", ids), [f.share for f in market.families])
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
    unit, ordinal, _ = poisson_points(expected, names, "opening customers", streams)
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
    per_hour = scenario.market.leads_per_year / HOURS_PER_YEAR
    expected = per_hour * clock.total_hours * _potential_share(scenario)
    if scenario.market.arrivals == "regular":
        unit, ordinal, position = even_points(expected)
    else:
        ids = entity_ids(scenario.tables.units["id"])
        unit, ordinal, position = poisson_points(expected, ids, "lead arrival", streams)
    return unit, ordinal, clock.real(position / expected[unit] * clock.total_hours)


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
