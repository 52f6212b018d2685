"""What timing deals came to: how many were held back, went stale or were pulled, and what that cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.behaviour import times_deals
from sim.cash_outcomes import price_cuts
from sim.engine.log import EventLog, Kind
from sim.prices import margin_shares
from sim.quoting import quotes_orders

if TYPE_CHECKING:
    from sim.engine.run import Run

_CENTS = 100


def deal_values(run: Run, log: EventLog) -> dict[str, float]:
    """
    Return the deals held, gone stale and pulled, and the price cuts given [currency], of a log.

    Empty where no rep times deals.
    """
    if not times_deals(run.world.scenario):
        return {}
    kinds = {"deals_held": Kind.HELD, "deals_stale": Kind.STALE, "deals_pulled": Kind.PULLED}
    counts = {name: float(log.counts[kind]) for name, kind in kinds.items()}
    return {**counts, "price_cuts": float(_won_early(log).cents.sum()) / _CENTS}


def price_cut_cost(run: Run, log: EventLog) -> float:
    """
    Return what price cuts cost beyond what the margin on the lower price already tells [currency].

    A cut c off a price that leaves a share m as margin costs all of c; m x (price - c) has told of m x c. Where orders
    begin as quotes or get discounts, it is that of all orders shipped; else that of the deals that were pulled and won.
    """
    if quotes_orders(run.world.scenario):
        return price_cuts(run, log)
    early = _won_early(log)
    margin = np.array(margin_shares(run.world.scenario))
    return float((early.cents * (1.0 - margin[early.family])).sum()) / _CENTS


def _won_early(log: EventLog) -> EventLog:
    """Return the deals that were pulled and won."""
    pulled, won = log.of(Kind.PULLED), log.of(Kind.WON)
    if not len(pulled):
        return pulled
    when = dict(zip(won.entity.tolist(), won.time.tolist(), strict=True))
    mask = [when.get(e) == t for e, t in zip(pulled.entity.tolist(), pulled.time.tolist(), strict=True)]
    return pulled.where(np.array(mask, dtype=np.bool_))
