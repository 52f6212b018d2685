"""The quick judge of pay plans: reps who look ahead in their own program's world, without leads and orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimize.incentive.judging import Judge, Judged
from optimize.program import Floats
from sim.agents.forward.behaviour import forward_behaviour
from sim.agents.forward.plans import MONTHS, Circumstances, Solved, build, solve_for
from sim.agents.forward.reading import read
from sim.agents.forward.rehearsal import Rehearsal, rehearse
from sim.agents.forward.traits import Traits
from sim.compensation.plan import PayPlan
from sim.documents.behaviour import Forward
from sim.market import mean_order_units
from sim.quota import quotas_cents
from sim.scenario import Scenario

_CENTS = 100


@dataclass(frozen=True, eq=False)
class Rehearsed:
    """
    Who rehearses, and what their sales are worth.

    ``what`` holds the plan in force; the plan that is judged takes its place. ``margin`` is the share of sales that
    is left before pay.
    """

    who: Traits
    what: Circumstances
    margin: float


def rehearsed(force: Rehearsed, n_years: int = 20, seed: int = 1) -> Judge:
    """
    Return a judge that solves the reps' program for each plan and lets them live so many years by it.

    A year counts as a replication; the luck of a year is the same under every plan. Profit is margin x sales less pay
    and the price cuts of what is pulled forward.
    """

    def judge(plans: Sequence[PayPlan]) -> list[Judged]:
        return [_judged(force, plan, n_years, seed) for plan in plans]

    return judge


def _judged(force: Rehearsed, plan: PayPlan, n_years: int, seed: int) -> Judged:
    what = replace(force.what, plan=plan, reading=read(plan))
    lived = live(force.who, what, n_years, seed)
    sold = lived.booked.sum(axis=2) * what.reading.months / MONTHS  # attainment of the year
    sales = sold * what.quota[:, None]
    pay = float(plan.pay.base) + _pay(force.who, what, lived)
    cut = what.spec.price_cut * _pulled(lived) * what.reading.months / MONTHS * what.quota[:, None]
    profit = force.margin * sales - pay - cut
    attained = (sold >= 1.0 - 1e-9).mean(axis=0)
    effort = what.spec.least + lived.effort.mean(axis=2)
    return Judged(profit.sum(axis=0), pay.sum(axis=0), sales.sum(axis=0), attained, pay.T, sold.T, effort.T)


def live(who: Traits, what: Circumstances, n_years: int, seed: int = 1) -> Rehearsal:
    """Return what these reps do, each in his own world by the policy of his type."""
    solved: Solved = solve_for(who, what)
    return rehearse(solved, n_years, build(who, what), seed)


def _pay(who: Traits, what: Circumstances, lived: Rehearsal) -> Floats:
    """Return variable pay of every year [currency], shape (n_reps, n_years)."""
    months = what.reading.months
    n_reps, n_years, _ = lived.booked.shape
    windows = lived.booked.reshape(n_reps, n_years, MONTHS // months, months).sum(axis=3)
    heading_for = who.reach * what.spec.usual + who.repeat
    top = float(windows.max())
    grid = np.linspace(0.0, max(top, 1.0), 801)
    table = what.reading.pay(grid, what.quota, heading_for)
    return np.stack([np.interp(windows[rep], grid, table[rep]).sum(axis=1) for rep in range(n_reps)])


def _pulled(lived: Rehearsal) -> Floats:
    """Return what was newly pulled forward in each year [attainment of the window], shape (n_reps, n_years)."""
    owed = np.maximum(-lived.stock, 0.0)
    flat = owed.reshape(len(owed), -1)
    before = np.concatenate([flat[:, :1], flat[:, :-1]], axis=1).reshape(owed.shape)
    pulled: Floats = np.maximum(owed - before, 0.0).sum(axis=2)
    return pulled


def mean_margin(scenario: Scenario) -> float:
    """Return the margin of the mean order [share of its value]."""
    families = scenario.market.families
    worth = [family.share * float(family.price) * mean_order_units(family) for family in families]
    return sum(w * f.margin_share for w, f in zip(worth, families, strict=True)) / sum(worth)


def rehearsal_of(scenario: Scenario) -> Rehearsed | None:
    """Return the reps of a scenario for a rehearsal; ``None`` when not all of them look ahead."""
    spec = scenario.people.behaviour
    if not isinstance(spec, Forward):
        return None
    rule = forward_behaviour(spec, scenario)
    quota = quotas_cents(scenario) / _CENTS
    who, what = rule.who(quota), rule.circumstances(quota)
    return Rehearsed(who, what, mean_margin(scenario))
