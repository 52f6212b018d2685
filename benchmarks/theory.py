"""
Incentive theory, target by target: T1 to T17, with what must hold of each.

Where no limit stands the number is shown and not asked: a prototype's parameters are not known, or no source was found.
T18 (what mispricing costs, Larkin 2014) is a target of calibration and no row.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import behaviour_theory
import numpy as np
import theory_quotas
from scipy.optimize import minimize_scalar
from scipy.stats import lognorm, norm
from table import Row, run

from optimize.incentive import (
    Agent,
    best_linear_plan,
    equal_pay,
    first_best_bonus,
    least_cost_bonus,
    least_cost_contract,
)
from optimize.incentive.forecast import TwoTypes, answer_to_gonik, best_menu, best_single_line
from optimize.incentive.gamma import GammaRep, best_plan
from optimize.incentive.rehearsing import Rehearsed, rehearsed
from sim.compensation.plan import PayPlan

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sim"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "optimize"))
import test_theory
from forward_reps import reps
from misra_nair_world import misses
from timing_worlds import FLOOR, FLOOR_CAP, commission, curve


def near(what: str, got: float, goal: float, within: float) -> Row:
    """A row whose number must lie so near its target."""
    return Row(what, got, goal, bool(abs(got - goal) <= within), told=f"within {within:g}")


def held(what: str, got: float, goal: float | None, ok: object, asked: str) -> Row:
    """A row that must hold as told."""
    return Row(what, got, goal, bool(ok), told=asked)


def linear_rows() -> list[Row]:
    """T1: a blind search on simulated utilities finds Holmstrom and Milgrom's rate."""
    rng = np.random.default_rng(20260101)
    shocks = norm.ppf((np.arange(20_000) + rng.random(20_000)) / 20_000)
    rows = []
    for r, d, variance in ((1, 1, 1.0), (2, 1, 0.25), (1, 1, 0.25), (4, 1, 1.0)):
        plan = best_linear_plan(np.sqrt(variance) * shocks, risk_aversion=r, effort_cost=d)
        rows.append(
            near(f"T1 rate, r={r} d={d} variance={variance:g}", plan.rate, 1 / (1 + r * d * variance), 0.005)
        )
    return rows


def contract_rows() -> list[Row]:
    """T3 to T5: least-cost contracts."""
    rows = [
        near(
            "T3 Grossman and Hart, u = sqrt(w): expected pay",
            test_theory.two_by_two().expected_pay,
            6.5,
            1e-4,
        )
    ]
    true, cost = np.array([[0.4, 0.6], [0.8, 0.2]]), np.array([0.0, 2.0])
    plain = least_cost_contract(Agent(true, cost, outside=10.0), 1)
    biased = least_cost_contract(
        Agent(true, cost, outside=10.0, belief=np.array([[0.4, 0.6], [0.7, 0.3]])), 1
    )
    rows += [
        near("T4 published wages: expected pay", plain.expected_pay, 12.0, 1e-6),
        near("T4 published wages, biased beliefs", biased.expected_pay, 12 + 2 / 3, 1e-6),
    ]
    rng, failures = np.random.default_rng(1), 0
    for _ in range(200):
        low, high = rng.dirichlet(np.ones(5), 2)
        effort_cost = float(rng.uniform(0.1, 2.0))
        agent = Agent(np.array([low, high]), np.array([0.0, effort_cost]), outside=-10.0, least_pay=0.0)
        contract, ratio = least_cost_contract(agent, 1), (high - low) / high
        exact = abs(contract.expected_pay - effort_cost / ratio.max()) <= 1e-6 * contract.expected_pay
        failures += not (exact and np.flatnonzero(contract.pay > 1e-7).tolist() == [int(ratio.argmax())])
    return [*rows, near("T5 limited liability: failures in 200", float(failures), 0.0, 0.0)]


def bonus_rows() -> list[Row]:
    """T6 and T7: where quotas go, and the first best by a quota bonus."""
    grid, shock = np.linspace(0.01, 4.0, 4000), lognorm(1.0)
    found = least_cost_bonus(shock.pdf(grid), shock.sf(grid), grid)
    even = np.linspace(-3, 3, 601)
    top = least_cost_bonus(norm.pdf(even), norm.sf(even), even)
    stocked = even[even <= 0.5]
    stop = least_cost_bonus(norm.pdf(stocked), norm.sf(stocked), stocked)
    best = first_best_bonus(1.0, lambda e: e * e / 2, lambda e: e, outside=0.2, sd=0.5)
    linear = minimize_scalar(
        lambda b: -((1 - b) * b - max(0.2 - b * b / 2, 0.0)), bounds=(0.0, 1.0), method="bounded"
    )
    return [
        near("T6 lognormal: quota less effort", found.quota, 0.618, 0.002),
        near("T6 lognormal: P(attain)", found.attained, 0.685, 0.001),
        near("T6 lognormal: bonus per expected pay", found.per_pay, 1.460, 0.002),
        near("T6 lognormal: quotas used", found.quotas_used, 1.0, 0.0),
        near("T6 normal: no quota inside, the top of the grid", top.quota, 3.0, 0.0),
        near("T6 normal, sales end with the stock at 0.5: quota", stop.quota, 0.5, 1e-9),
        near("T7 first best by a bonus: quota", best.quota, 0.9328, 1e-4),
        near("T7 bonus", best.bonus, 1.2647, 1e-4),
        near("T7 P(attain)", best.attained, 0.553, 1e-3),
        near("T7 profit", 1.0 - best.bonus * best.attained, 0.3, 1e-9),
        near("T7 best linear plan with a salary of 0 or more", -linear.fun, 0.2324, 2e-4),
    ]


def blss_rows() -> list[Row]:
    """T8 and T9: the best plan in closed form, by the linear program, and its comparative statics."""
    told = best_plan(GammaRep(), np.linspace(0.4, 0.45, 5001))
    efforts, edges, agent = test_theory.gamma_agent(c=4.0)
    action = int(np.argmin(np.abs(efforts - 0.425)))
    contract = least_cost_contract(agent, action)
    exact = best_plan(GammaRep(), efforts[action : action + 1])
    x = test_theory.mean_in_bins(edges, 4.0, 4.0 + efforts[action])
    fit = float(np.corrcoef(x, contract.utility)[0, 1] ** 2)
    rows = [
        near("T8 effort", told.effort, 0.4261, 1e-4),
        near("T8 A", told.terms[0], 0.5614, 1e-4),
        near("T8 B", told.terms[1], 0.1278, 1e-4),
        near("T8 expected pay", told.expected_pay, 1.3507, 1e-4),
        near("T8 profit", told.profit, 1.7476, 1e-4),
        near("T8 salary share", told.terms[0] ** 2 / told.expected_pay, 0.233, 1e-3),
        near(
            "T8 linear program: expected pay over closed form",
            contract.expected_pay / exact.expected_pay,
            1.0,
            1e-3,
        ),
        near("T8 linear program: R2 of sqrt(pay) on sales", fit, 1.0, 1e-4),
    ]
    pairs = {
        "variation of sales, c 8 to 3": ((0.094, 0.308), {"shape": 8.0}, {"shape": 3.0}),
        "cost of effort": ((None, None), {"effort_cost": 0.2}, {"effort_cost": 0.6}),
        "outside option": ((None, None), {"outside": 2.0}, {"outside": 3.0}),
        "effectiveness, falling": ((None, None), {"effect": 1.4}, {"effect": 0.8}),
    }
    for name, (goals, *words) in pairs.items():
        shares = []
        for word in words:
            best = best_plan(replace(GammaRep(), **word))
            shares.append(best.terms[0] ** 2 / best.expected_pay)
        for share, goal in zip(shares, goals, strict=True):
            rows.append(
                held(
                    f"T9 salary share by {name}",
                    share,
                    goal,
                    shares[0] < shares[1],
                    "the second above the first",
                )
            )
    return rows


def plan_rows(quick: bool) -> list[Row]:
    """T10 and T11: what simple plans lose."""
    losses = np.array([theory_quotas.simple_loss(rep) for rep in theory_quotas.grid_of_reps()])
    forces = np.array([theory_quotas.common_losses(seed) for seed in range(3 if quick else 20)])
    cvs = {cv: theory_quotas.linear_loss(cv) for cv in (1.0, 0.5, 0.25)}
    rising = cvs[1.0] < cvs[0.5] < cvs[0.25]
    (own, one_for_all), most_own = forces.mean(axis=0), forces[:, 0].max()
    much = one_for_all > 5 * own
    unlike = "T10 unlike territories,"
    rows = [
        held(
            "T10 salary, rate and quota: mean loss of 108",
            losses.mean(),
            0.0020,
            losses.mean() <= 0.01,
            "at most 1 %",
        ),
        held("T10 largest loss", losses.max(), 0.0142, losses.max() <= 0.02, "at most 2 %"),
        held(f"{unlike} own quotas: mean loss", own, 0.0067, own <= 0.01, "at most 1 %"),
        held(f"{unlike} own quotas: largest loss", most_own, 0.0150, most_own <= 0.02, "at most 2 %"),
        held(
            f"{unlike} one quota for all: mean loss",
            one_for_all,
            0.130,
            much,
            "over five times that with own quotas",
        ),
    ]
    for (cv, loss), goal in zip(cvs.items(), (0.0076, 0.037, 0.086), strict=True):
        what = f"T11 linear plan, variation {cv:g}: mean loss"
        rows.append(held(what, loss, goal, rising, "larger the surer sales are"))
    return rows


def forecast_rows() -> list[Row]:
    """T13: Gonik and menus."""
    told = [answer_to_gonik(known, (0.3, 0.6, 0.9), 1.0, 0.5) for known in (0.0, 0.5, 1.0, 2.0)]
    spread = float(np.ptp([one.forecast_over_known for one in told]))
    rows = [
        near("T13 Gonik: effort under w = 0.6", told[0].effort, 0.6, 1e-6),
        near("T13 Gonik: spread of forecast less what is known, over theta", spread, 0.0, 1e-6),
        # With w - u = v - w the first-order condition holds exactly at e - r sd^2 w.
        near("T13 Gonik: forecast less what is known", told[0].forecast_over_known, 0.6 - 0.15, 1e-6),
    ]
    for high, gap, gain in ((0.5, 0.3, 0.009), (0.5, 0.6, 0.036), (0.3, 1.0, 0.0154286), (0.7, 0.3, 0.04116)):
        types = TwoTypes(high, gap)
        rows.append(
            near(
                f"T13 menu over one line, {high:g}, {gap:g}",
                best_menu(types) - best_single_line(types),
                gain,
                1e-6,
            )
        )
    return rows


def straight_against(
    n: int, years: int, sd: float, pay: dict[str, object], ratchet: float
) -> tuple[float, float]:
    """Sales of a straight commission at equal expected pay over a plan's, less 1, and how far pay still differs."""
    who, what = reps(n, pay, 0.1)
    by = misses(n, sd)
    who = replace(who, reach=who.reach / by, cost=who.cost / by, luck=who.luck / by)
    force = Rehearsed(who, replace(what, quota=what.quota * by, ratchet=(ratchet, ratchet)), 0.5)
    judge = rehearsed(force, years)
    (now,) = judge([PayPlan.model_validate(pay)])

    def straight(rate: float) -> PayPlan:
        return PayPlan.model_validate(commission(f"{rate:.6f}"))

    rate = equal_pay(lambda rate: float(judge([straight(rate)])[0].pay.mean()), float(now.pay.mean()), 0.1)
    (free,) = judge([straight(rate)])
    return float(free.sales.mean() / now.sales.mean()) - 1.0, float(free.pay.mean() / now.pay.mean()) - 1.0


def quota_rows(n: int, years: int) -> list[Row]:
    """T16: cap, quota and ratchet removed, pay the same: good for mis-set quotas, bad for good ones."""
    rows = []
    for cap, ratchet in (("1", 0.25), ("1", 1.0), ("1.1", 0.5)):
        gain, pay = straight_against(n, years, 0.35, curve([["0", "0"], ["1", "1"]], "1", cap), ratchet)
        asked = f"5 to 12 %; pay {pay:+.2%}"
        rows.append(
            held(
                f"T16 mis-set quotas, cap {cap}, ratchet {ratchet:g}: straight wins",
                gain,
                0.084,
                0.05 <= gain <= 0.12,
                asked,
            )
        )
    for name, plan in (("floor 70 and cap 120", FLOOR_CAP), ("floor 70", FLOOR)):
        gain, pay = straight_against(n, years, 0.05, plan, 0.0)
        rows.append(
            held(
                f"T16 good quotas, {name}: straight loses",
                gain,
                -0.12,
                gain < -0.05,
                f"below -5 %; pay {pay:+.2%}",
            )
        )
    return rows


def measure(quick: bool) -> list[Row]:
    """All rows of the table, by number of the target."""
    n, years = (150, 6) if quick else (1000, 30)
    behaviour = [
        *behaviour_theory.month_rows(max(n, 300), max(years, 10)),
        behaviour_theory.ratchet_row(),
        *behaviour_theory.october_rows(),
        *behaviour_theory.stock_rows(n, years),
        *behaviour_theory.kink_rows(max(n, 300), max(years, 10)),
    ]
    rows = [
        *linear_rows(),
        *contract_rows(),
        *bonus_rows(),
        *blss_rows(),
        *plan_rows(quick),
        *forecast_rows(),
        *quota_rows(100 if quick else 400, 8 if quick else 20),
        *behaviour,
    ]
    return sorted(rows, key=lambda row: int(row.what.split()[0][1:]))


if __name__ == "__main__":
    run(__doc__, measure, targets=True)
