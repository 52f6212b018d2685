"""
The quota program: as fair as the bands allow, and adding up.

    min   w_p (p_high - p_low) + w_z (z_high - z_low)
    s.t.  sum_r q_r = total x over-assignment
          sum_{r in team} q_r = team's target x over           where a team has one
          Q_r(1 - P_high) <= q_r <= Q_r(1 - P_low)              P(attain) within its band
          floor_r <= q_r <= cap_r,  q_r = pin_r                 the user's limits
          sum_r mix_rf q_r <= ceiling_f                         what S&OP can ship of family f
          p_low <= q_r / (s potential_r) <= p_high              quota over potential, s = total / sum of potential
          z_low <= (q_r - m_r) / d_r <= z_high                  how far a quota is from the rep's middle

q_r quota [currency/year]; Q_r(u) the u-quantile of rep r's simulated bookings, so the band of P(attain) is a pair of
bounds; m_r, d_r their median and standard deviation. Equal z is equal P(attain) for distributions of one shape: z
is what stays linear of it, the P(attain) told in the answer is counted in the samples. Rows are named, so that
wishes which clash are told in their words. Fairness as dispersion of quota over potential: Zoltners, Sinha and
Lorimer 2006, The Complete Guide to Sales Force Incentive Compensation, ch. 8.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Effort, Floats, Ints, Program, Status
from optimize.quota.band import attain_bounds
from optimize.quota.tree import assigned
from sim.near_misses import NearMisses

CENT_NOISE = 1e-4
"""What a solver's tolerance may leave of a cent."""
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
    by_potential: float = 1.0
    by_odds: float = 0.25

    def bands(self, reps: Sequence[str]) -> Floats:
        """Return the lowest and highest P(attain) of each rep, shape (n_reps, 2)."""
        return np.array([self.attain_of.get(rep, self.attain) for rep in reps], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class QuotaDesign:
    """
    Quotas, what is proved of them, and how fair they are.

    ``quotas`` [cents], shape (n_reps,), add up exactly to ``over`` times the total, and times each team's target.
    ``attainability`` is the share of replications in which each rep reaches his quota. ``over_potential`` is each
    quota over what his potential alone would give. ``duals`` say what one currency unit more of a row's side costs in
    fairness.
    """

    reps: tuple[str, ...]
    quotas: Ints
    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    attainability: Floats
    over_potential: Floats
    duals: Mapping[str, float]


def set_quotas(facts: QuotaFacts, rules: QuotaRules, effort: Effort | None = None) -> QuotaDesign:
    """
    Return the fairest quotas within the rules.

    Raises
    ------
    ValueError
        With every fault of facts and rules.
    InfeasibleError
        When the rules clash: it carries the rows and the cheapest relaxation [currency/year].
    """
    _check(facts, rules)
    effort = effort or Effort()
    program, columns = _program(facts, rules)
    answer = solve(program, effort.solver, effort.limits)
    if answer.status == "infeasible":
        told = elastic(program, [row.name for row in program.rows if not row.name.startswith("fair")])
        clash = "; ".join(told.clashing)
        ways = "; ".join(f"{name} by {by:,.2f}" for name, by in told.by.items())
        raise InfeasibleError(f"no quotas keep all rules. Clashing: {clash}. Cheapest way out: {ways}", told)
    if not answer.found:
        raise RuntimeError(f"the solver {effort.solver} ended with status {answer.status}")
    quotas = _cents(answer.values[columns], facts, rules)
    reached = (facts.bookings * 100 >= quotas[None, :]).mean(axis=0)
    fair = facts.potential * (quotas.sum() / facts.potential.sum())
    return QuotaDesign(
        facts.reps, quotas, answer.status, answer.objective, answer.bound, answer.gap, answer.seconds,
        reached, quotas / fair, answer.duals,
    )  # fmt: skip


def _program(facts: QuotaFacts, rules: QuotaRules) -> tuple[Program, Ints]:
    """Return the program and the columns of the quotas [currency/year]."""
    n = len(facts.reps)
    program = Program("quotas")
    quota = program.add_columns([f"quota of {rep}" for rep in facts.reps], cost=0.0)
    total = assigned(rules.total, rules.over) / 100
    if not set(facts.team) <= rules.teams.keys() or not facts.team:
        program.add_row("total", (quota, np.ones(n)), low=total, high=total)
    for team, target in rules.teams.items():
        members = np.array([mine == team for mine in facts.team])
        whole = assigned(target, rules.over) / 100
        program.add_row(f"target of {team}", (quota[members], np.ones(members.sum())), low=whole, high=whole)
    low, high = attain_bounds(facts.bookings, *rules.bands(facts.reps).T)
    for i, rep in enumerate(facts.reps):
        one = {int(quota[i]): 1.0}
        if rules.attain_of.get(rep, rules.attain) != ANYHOW:
            program.add_row(f"P(attain) of {rep}", one, low=low[i], high=high[i])
        if rep in rules.floors:
            program.add_row(f"floor of {rep}", one, low=rules.floors[rep] / 100)
        if rep in rules.caps:
            program.add_row(f"cap of {rep}", one, high=rules.caps[rep] / 100)
        if rep in rules.pins:
            program.add_row(f"pin of {rep}", one, low=rules.pins[rep] / 100, high=rules.pins[rep] / 100)
    for f, family in enumerate(facts.families):
        if family in rules.ceilings and facts.mix is not None:
            program.add_row(
                f"ceiling of {family}", (quota, facts.mix[:, f]), high=rules.ceilings[family] / 100
            )
    _fairness(program, quota, facts, rules, total)
    return program, quota


def _fairness(program: Program, quota: Ints, facts: QuotaFacts, rules: QuotaRules, total: float) -> None:
    """Add the spreads of quota over potential and of the distance from each rep's middle."""
    by_potential = total * facts.potential / facts.potential.sum()
    middle = np.median(facts.bookings, axis=0)
    spread = np.maximum(facts.bookings.std(axis=0), 1e-6 * total / len(facts.reps))
    kinds = (
        ("potential", rules.by_potential, 1.0 / by_potential, np.zeros(len(quota))),
        ("odds", rules.by_odds, 1.0 / spread, middle / spread),
    )
    for name, weight, slope, offset in kinds:
        if weight == 0:
            continue
        low, high = program.add_columns(
            [f"lowest {name}", f"highest {name}"], cost=[-weight, weight], low=-math.inf
        ).tolist()
        for i in range(len(quota)):
            mine = {int(quota[i]): float(slope[i])}
            program.add_row(f"fair {name} {i}, high", mine | {high: -1.0}, high=float(offset[i]))
            program.add_row(f"fair {name} {i}, low", mine | {low: -1.0}, low=float(offset[i]))


def _cents(quota: Floats, facts: QuotaFacts, rules: QuotaRules) -> Ints:
    """Return quotas in cents: each team's and the total exact, nobody above his own limit by the rounding."""
    _, high = attain_bounds(facts.bookings, *rules.bands(facts.reps).T)
    for limit in (rules.caps, rules.pins):
        for rep, cents in limit.items():
            i = facts.reps.index(rep)
            high[i] = min(high[i], cents / 100)
    found = np.zeros(len(quota), dtype=np.int64)
    team = np.array(facts.team or [""] * len(quota))
    rest = assigned(rules.total, rules.over)
    for name, target in rules.teams.items():
        whole = assigned(target, rules.over)
        found[team == name] = _rounded(quota[team == name], high[team == name], whole)
        rest -= whole
    others = ~np.isin(team, list(rules.teams))
    if others.any():
        found[others] = _rounded(quota[others], high[others], rest)
    return found


def _rounded(quota: Floats, high: Floats, total: int) -> Ints:
    """Return whole cents that add up to the total: the missing ones go to the largest remainders that have room."""
    exact = quota * 100
    cents = np.floor(exact + CENT_NOISE).astype(np.int64)
    room = cents + 1 <= np.floor(high * 100 + CENT_NOISE)
    order = np.lexsort((np.arange(len(quota)), cents - exact, ~room))
    missing = total - int(cents.sum())
    cents[order[: max(missing, 0)]] += 1
    cents[order[len(order) + min(missing, 0) :]] -= 1
    return cents


def _check(facts: QuotaFacts, rules: QuotaRules) -> None:
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
    for whose, (low, high) in {
        "": rules.attain,
        **{f" of {rep}": b for rep, b in rules.attain_of.items()},
    }.items():
        if not 0 <= low <= high <= 1:
            faults.append(f"band of P(attain){whose} {low} to {high} must be within 0 and 1")
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
