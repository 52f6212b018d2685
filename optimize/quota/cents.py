"""Quotas in whole cents: sums exact, nobody beyond his own limits by the rounding."""

from __future__ import annotations

import numpy as np

from optimize.program import Floats, Ints
from optimize.quota.band import attain_bounds
from optimize.quota.facts import QuotaFacts, QuotaRules
from optimize.quota.tree import assigned

CENT = 0.01
"""Nobody has no quota at all [currency]."""
CENT_NOISE = 1e-4
"""What a solver's tolerance may leave of a cent."""


def in_cents(quota: Floats, facts: QuotaFacts, rules: QuotaRules) -> Ints:
    """Return quotas in cents: each team's and the total exact, nobody beyond his own limits by the rounding."""
    low, high = limits_in_cents(facts, rules)
    found = np.zeros(len(quota), dtype=np.int64)
    team = np.array(facts.team or [""] * len(quota))
    rest = assigned(rules.total, rules.over)
    for name, target in rules.teams.items():
        whole, mine = assigned(target, rules.over), team == name
        found[mine] = rounded(quota[mine], (low[mine], high[mine]), whole)
        rest -= whole
    others = ~np.isin(team, list(rules.teams))
    if others.any():
        found[others] = rounded(quota[others], (low[others], high[others]), rest)
    return found


def limits_in_cents(facts: QuotaFacts, rules: QuotaRules) -> tuple[Floats, Floats]:
    """Return the least and the most whole cents of each rep by his own limits, shape (n_reps,)."""
    least, most = attain_bounds(facts.bookings, *rules.bands(facts.reps).T)
    low = np.maximum(np.ceil(least * 100 - CENT_NOISE), 1.0)
    high = np.floor(most * 100 + CENT_NOISE)
    place = {rep: i for i, rep in enumerate(facts.reps)}
    for limit, take, side in (
        (rules.floors, max, low),
        (rules.caps, min, high),
        (rules.pins, max, low),
        (rules.pins, min, high),
    ):
        for rep, cents in limit.items():
            side[place[rep]] = take(side[place[rep]], float(cents))
    return low, high


def rounded(quota: Floats, limits: tuple[Floats, Floats], total: int) -> Ints:
    """
    Return whole cents that add up to the total, within limits [cents] where there is room.

    Missing cents go to the largest remainders that have room, excess ones come from the smallest. Where nobody has
    room, which only a solver's tolerance can bring about, the first of them is a cent beyond his limit.
    """
    low, high = limits
    exact = quota * 100
    cents = np.clip(np.floor(exact + CENT_NOISE), low, np.maximum(high, low)).astype(np.int64)
    while missing := total - int(cents.sum()):
        step = 1 if missing > 0 else -1
        room = cents + 1 <= high if step > 0 else cents - 1 >= low
        order = np.lexsort((np.arange(len(quota)), step * (cents - exact), ~room))
        takers = int(room.sum()) or 1
        cents[order[: min(abs(missing), takers)]] += step
    return cents
