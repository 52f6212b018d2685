"""Quotas from the quota program under S&OP's ceilings, fair over what sales are worth when supply is short."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenfield.supply.demand import Demand
from optimize.quota import QuotaFacts, QuotaRules, set_quotas
from optimize.supply.ceiling import Ceiling
from optimize.supply.scarcity import Worth

_CENTS = 100


def scarce_quotas(
    demand: Demand, ceilings: Sequence[Ceiling], worth: Sequence[Worth], total: float
) -> dict[str, int]:
    """
    Return each rep's quota over the horizon [cents] whose sum and family mix keep within the ceilings of the mean rule.

    The total is cut until the scarcest family fits in the mix that reps book; the program deals it fairly
    over each territory's expected bookings at margin less scarcity, in place of its potential. Empty when no quota
    is over its ceiling, or no sale of somebody adds to profit.

    Parameters
    ----------
    demand, ceilings, worth
        Of the review.
    total
        Sum of the quotas dealt now [currency].
    """
    years = [one for one in ceilings if one.month == 0 and one.quota]
    share = min((1.0 / one.over for one in years), default=1.0)
    net = np.array(
        [max(one.net, 0.0) for one in sorted(worth, key=lambda one: demand.families.index(one.family))]
    )
    units, value = (each.sum(axis=3).mean(axis=0) for each in (demand.units, demand.value))
    fair_over = net @ units
    if share >= 1 or not (fair_over > 0).all():
        return {}
    prices = dict(zip(demand.families, demand.prices.tolist(), strict=True))
    mix = (value / value.sum(axis=0)).T
    wanted = int(total * share * _CENTS)
    # Reps differ in mix, and quotas fair over another measure than bookings lean to other mixes: a percent of room.
    room = {one.family: int(one.by_mean * prices[one.family] * _CENTS * 1.01) for one in years}
    facts = QuotaFacts(
        demand.reps, fair_over, demand.value.sum(axis=(1, 3)), mix=mix, families=demand.families
    )
    found = set_quotas(facts, QuotaRules(wanted, ceilings=room, by_odds=0.0))
    return dict(zip(found.reps, found.quotas.tolist(), strict=True))
