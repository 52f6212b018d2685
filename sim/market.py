"""The leads of a market: when they arrive and what they are, drawn in bulk and untouched by any plan."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY, SeasonalClock
from sim.campaigns import ORGANIC
from sim.capture import capture_fates
from sim.inquiries import Inquiries, draw_inquiries, potential_share
from sim.pipeline import quality
from sim.points import rows_by_share
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

    def rows_of(self, entity: NDArray[np.uint64]) -> Ints:
        """Return the rows of leads by their ids, -1 for one that is not among them, shape (n_entities,)."""
        if not len(self):
            return np.full(len(entity), -1)
        order, ids = self._by_id
        at = np.minimum(np.searchsorted(ids, entity), len(self) - 1)
        return np.where(ids[at] == entity, order[at], -1)

    @cached_property
    def _by_id(self) -> tuple[Ints, NDArray[np.uint64]]:
        """Return the rows in order of id, and the ids in this order."""
        order = np.argsort(self.id)
        return order, self.id[order]


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


def draw_leads(scenario: Scenario, clock: SeasonalClock, streams: Streams) -> Leads:
    """Return every lead of one replication that does not depend on what happens in it."""
    leads = describe_leads(scenario, draw_inquiries(scenario, clock, streams), streams)
    if not scenario.market.shortfalls:
        return leads
    from sim.shortfalls import without_shortfalls  # noqa: PLC0415 - it reads who covers what, which reads markets

    return without_shortfalls(scenario, leads, clock.line, streams)


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
        patience=_patience(pipeline.patience, streams, ids) * HOURS_PER_DAY,
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


def _accounts(pipeline: Pipeline, unit: Ints, ids: NDArray[np.uint64], streams: Streams) -> Ints:
    """Return the account of each lead, numbered through over the basic units; each of a unit is as likely."""
    number = pipeline.routing.accounts_per_unit
    if number == 1:
        return unit
    luck = streams.uniforms("lead account", ids)
    return unit * number + np.floor(luck * number).astype(np.int64)


def order_content(market: Market, ids: NDArray[np.uint64], streams: Streams) -> tuple[Ints, Ints, Ints]:
    """Return product family, units and value [cents] of the deal that each lead's id stands for."""
    family = _families(market, ids, streams)
    log_mean = np.array([f.order_units.log_mean for f in market.families])[family]
    log_sd = np.array([f.order_units.log_sd for f in market.families])[family]
    sizes = streams.lognormals("order size", ids, log_mean, log_sd)
    units = np.maximum(np.ceil(sizes), 1.0).astype(np.int64)
    return family, units, units * prices_cents(market)[family]


def _families(market: Market, ids: NDArray[np.uint64], streams: Streams) -> Ints:
    """Return the product family that each lead or customer wants."""
    return rows_by_share(streams.uniforms("family", ids), [family.share for family in market.families])


def prices_cents(market: Market) -> Ints:
    """Return the price of a unit of each family [cents]."""
    return np.array([int(family.price * 100) for family in market.families], dtype=np.int64)


@lru_cache(maxsize=256)
def mean_order_units(family: ProductFamily) -> float:
    """
    Return the mean size of an order [units]: the mean of a lognormal rounded up to whole units.

    E[ceil X] = sum over k >= 0 of P(X > k), summed until the tail no longer matters.
    """
    mu, sigma = family.order_units.log_mean, family.order_units.log_sd
    if sigma == 0:
        return max(float(math.ceil(math.exp(mu))), 1.0)
    last = int(math.exp(mu + 8 * sigma)) + 2
    exact = min(last, 100_000)
    tails = [0.5 * math.erfc((math.log(k) - mu) / (sigma * math.sqrt(2))) for k in range(1, exact)]
    return 1.0 + sum(tails)


def draw_opening_customers(scenario: Scenario, streams: Streams) -> tuple[NDArray[np.uint64], Ints, Ints]:
    """Return id, basic unit (row) and family of those who are customers when the run begins, in order of id."""
    expected = scenario.customers.opening * potential_share(scenario)
    names = entity_ids(scenario.tables.units["id"], "opening customer of ")
    unit, ordinal, _ = streams.points("opening customers", names, expected)
    ids = child_ids(names[unit], ordinal)
    order = np.argsort(ids)
    return ids[order], unit[order], _families(scenario.market, ids[order], streams)


def normal_pair(streams: Streams, purpose: str, entity: int, n: int) -> tuple[float, float]:
    """Return two independent standard normal numbers (Box and Muller 1958), for what only the run says will happen."""
    one, other = streams.pair(purpose, entity, n)
    radius, angle = math.sqrt(-2.0 * math.log(one)), 2.0 * math.pi * other
    return radius * math.cos(angle), radius * math.sin(angle)


def _cycle(spec: LogNormal | None, streams: Streams, ids: NDArray[np.uint64]) -> Floats:
    """Return each customer's own time over all stages [days]."""
    if spec is None:
        return np.zeros(len(ids))
    return streams.lognormals("lead cycle", ids, spec.log_mean, spec.log_sd)


def _patience(patience: Patience, streams: Streams, ids: NDArray[np.uint64]) -> Floats:
    """Return how long each lead waits for a first contact [days]."""
    if patience.kind == "none":
        return np.full(len(ids), np.inf)
    if patience.kind == "fixed":
        return np.full(len(ids), patience.mean_days)
    return patience.mean_days * streams.exponentials("lead patience", ids)
