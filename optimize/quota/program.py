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
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimize.lp import solve
from optimize.program import Effort, Floats, Ints, Program, Status
from optimize.quota.band import attain_bounds
from optimize.quota.cents import CENT, CENT_NOISE, in_cents
from optimize.quota.facts import ANYHOW, QuotaFacts, QuotaRules, check
from optimize.quota.relaxing import ClashError, cheapest, in_words, relaxed
from optimize.quota.tree import assigned


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
    ClashError
        When the rules clash: it carries the rows, the cheapest relaxation [currency/year] and the rules relaxed.
    """
    check(facts, rules)
    effort = effort or Effort()
    program, columns = _program(facts, rules)
    answer = solve(program, effort.solver, effort.limits)
    if answer.status == "infeasible":
        raise _clash(facts, rules, program, effort)
    if not answer.found:
        raise RuntimeError(f"the solver {effort.solver} ended with status {answer.status}")
    quotas = in_cents(answer.values[columns], facts, rules)
    reached = (facts.bookings * 100 >= quotas - CENT_NOISE).mean(axis=0)
    fair = facts.potential * (quotas.sum() / facts.potential.sum())
    return QuotaDesign(
        facts.reps, quotas, answer.status, answer.objective, answer.bound, answer.gap, answer.seconds,
        reached, quotas / fair, answer.duals,
    )  # fmt: skip


def _clash(facts: QuotaFacts, rules: QuotaRules, program: Program, effort: Effort) -> ClashError:
    """Return what to raise: the rows that clash, the cheapest way out in words, and the rules relaxed that way."""
    told = cheapest(program, effort.solver)
    after = relaxed(facts, rules, program, told)
    if after is not None and not solve(_program(facts, after)[0], effort.solver, effort.limits).found:
        after = None
    ways = in_words(rules, after) if after else [f"{name} by {by:,.2f}" for name, by in told.by.items()]
    clash = "; ".join(told.clashing)
    return ClashError(
        f"no quotas keep all wishes. Clashing: {clash}. Cheapest way out: {'; '.join(ways)}", told, after
    )


def _program(facts: QuotaFacts, rules: QuotaRules) -> tuple[Program, Ints]:
    """Return the program and the columns of the quotas [currency/year]."""
    n = len(facts.reps)
    program = Program("quotas")
    quota = program.add_columns([f"quota of {rep}" for rep in facts.reps], cost=0.0, low=CENT)
    total = assigned(rules.total, rules.over) / 100
    if not set(facts.team) <= rules.teams.keys() or not facts.team:
        program.add_row("total", (quota, np.ones(n)), low=total, high=total)
    for team, target in rules.teams.items():
        members = np.array([mine == team for mine in facts.team])
        whole = assigned(target, rules.over) / 100
        program.add_row(f"target of {team}", (quota[members], np.ones(members.sum())), low=whole, high=whole)
    _own_limits(program, quota, facts, rules)
    for f, family in enumerate(facts.families):
        if family in rules.ceilings and facts.mix is not None:
            program.add_row(
                f"ceiling of {family}", (quota, facts.mix[:, f]), high=rules.ceilings[family] / 100
            )
    _fairness(program, quota, facts, rules, total)
    return program, quota


def _own_limits(program: Program, quota: Ints, facts: QuotaFacts, rules: QuotaRules) -> None:
    """Add the limits of each rep: band of P(attain), floor, cap, pin, and what would be absurd."""
    low, high = attain_bounds(facts.bookings, *rules.bands(facts.reps).T)
    for i, rep in enumerate(facts.reps):
        one = {int(quota[i]): 1.0}
        if rules.attain_of.get(rep, rules.attain) != ANYHOW:
            program.add_row(f"P(attain) of {rep}", one, low=low[i], high=high[i])
        if rep in rules.floors:
            program.add_row(f"floor of {rep}", one, low=rules.floors[rep] / 100)
        if rep in rules.caps:
            program.add_row(f"cap of {rep}", one, high=rules.caps[rep] / 100)
        if rep in rules.near and rep not in rules.pins:
            least, most = rules.near[rep]
            program.add_row(f"fair near {i}", one, low=least / 100, high=most / 100)
        if rep in rules.pins:
            program.add_row(f"pin of {rep}", one, low=rules.pins[rep] / 100, high=rules.pins[rep] / 100)


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
