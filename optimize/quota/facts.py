"""What the quota program starts from: the reps, their expected bookings and the rules; every fault in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from optimize.program import Floats
from optimize.quota.band import attain_bounds
from sim.near_misses import NearMisses

_TABLE = 2
ANYHOW = (0.0, 1.0)
"""The band of P(attain) that asks nothing."""


@dataclass(frozen=True, eq=False)
class QuotaFacts:
    """
    What is known of the reps.

    ``potential`` of their territories, shape (n_reps,); ``bookings`` simulated [currency/year], shape
    (n_replications, n_reps); ``mix`` the share of each family in a rep's bookings, shape (n_reps, n_families), only
    for ceilings; ``team`` of each rep, only for targets by team.
    """

    reps: tuple[str, ...]
    potential: Floats
    bookings: Floats
    mix: Floats | None = None
    families: tuple[str, ...] = ()
    team: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuotaRules:
    """
    What the quotas must keep; amounts in cents a year.

    ``total`` is the company's target and ``over`` how many times it the reps' quotas together are. ``attain`` is the
    band of every rep's P(attain), ``attain_of`` that of some. ``floors``, ``caps`` and ``pins`` are by rep, ``teams``
    targets by team, ``ceilings`` by family. ``by_potential`` and ``by_odds`` weigh the two kinds of fairness.
    """

    total: int
    over: Fraction = Fraction(1)
    attain: tuple[float, float] = ANYHOW
    attain_of: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    pins: Mapping[str, int] = field(default_factory=dict)
    teams: Mapping[str, int] = field(default_factory=dict)
    ceilings: Mapping[str, int] = field(default_factory=dict)
    near: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Least and most quota by rep that is not absurd; it never gives way [cents]."""
    by_potential: float = 1.0
    by_odds: float = 0.25

    def bands(self, reps: Sequence[str]) -> Floats:
        """Return the lowest and highest P(attain) of each rep, shape (n_reps, 2)."""
        return np.array([self.attain_of.get(rep, self.attain) for rep in reps], dtype=np.float64)


def check(facts: QuotaFacts, rules: QuotaRules) -> None:
    """Raise ValueError with every fault of facts and rules."""
    n, faults = len(facts.reps), []
    if facts.bookings.ndim != _TABLE or facts.bookings.shape[1] != n or not len(facts.bookings):
        faults.append(f"bookings have the shape {facts.bookings.shape}, not (replications, {n})")
    elif not np.isfinite(facts.bookings).all():
        faults.append("bookings hold a value that is not a number")
    faults += [
        f"{rep}: potential {value} must be above 0"
        for rep, value in zip(facts.reps, facts.potential.tolist(), strict=True)
        if not (np.isfinite(value) and value > 0)
    ]
    if rules.total <= 0:
        faults.append(f"total {rules.total / 100:,.2f} must be above 0")
    faults += _band_faults(rules)
    if not faults:
        faults += _empty_bands(facts, rules)
    for what, named, known in (
        ("floor", rules.floors, facts.reps),
        ("cap", rules.caps, facts.reps),
        ("pin", rules.pins, facts.reps),
        ("band of P(attain)", rules.attain_of, facts.reps),
        ("target", rules.teams, facts.team),
        ("ceiling", rules.ceilings, facts.families),
    ):
        faults += _unknown(what, named, known)
    if facts.team and set(facts.team) <= rules.teams.keys() and sum(rules.teams.values()) != rules.total:
        whole = sum(rules.teams.values()) / 100
        faults.append(f"the teams' targets add up to {whole:,.2f}, the total is {rules.total / 100:,.2f}")
    if rules.ceilings and facts.mix is None:
        faults.append("ceilings by family need the mix of each rep's bookings")
    if faults:
        raise ValueError("\n".join(faults))


def _unknown(what: str, named: Mapping[str, object], known: Sequence[str]) -> list[str]:
    """Return a message for each name that is not known, with the near miss."""
    near = NearMisses(set(known))
    return [f"{what} of {name}: not known{near.hint(name)}" for name in sorted(named.keys() - set(known))]


def _band_faults(rules: QuotaRules) -> list[str]:
    named = {"": rules.attain, **{f" of {rep}": band for rep, band in rules.attain_of.items()}}
    return [
        f"band of P(attain){whose} {low} to {high} must be within 0 and 1"
        for whose, (low, high) in named.items()
        if not 0 <= low <= high <= 1
    ]


def _empty_bands(facts: QuotaFacts, rules: QuotaRules) -> list[str]:
    """Return a message for each band of P(attain) that lies between two shares of so few replications."""
    bands = rules.bands(facts.reps)
    low, high = attain_bounds(facts.bookings, *bands.T)
    n = len(facts.bookings)
    return [
        f"band of P(attain) of {rep}: no quota is reached in {least:g} to {most:g} of these {n} replications; "
        "simulate more, or widen it"
        for rep, (least, most), is_empty in zip(
            facts.reps, bands.tolist(), (low > high).tolist(), strict=True
        )
        if is_empty
    ]
