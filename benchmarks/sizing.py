"""Headcount plans and deployment beside closed forms, another solver, mean plans and greedy steps: gap and time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from table import Row, at_least, at_most, run

from optimize.deployment import Adbudg, Use, deploy
from optimize.program import Effort, Limits
from optimize.sizing import Earning, Goal, Ratio, Role, SizingFacts, plan_headcount, plan_surely

CHANCE = 0.9


def measure(quick: bool) -> list[Row]:
    rows = [closed_form_row(10 if quick else 60), *large_rows(12 if quick else 36)]
    return rows + chance_rows(60 if quick else 200) + deployment_rows(8 if quick else 20)


def closed_form_row(number: int) -> Row:
    """A straight earning: every hire pays for himself alone, so that the plan is known."""
    rng, right = np.random.default_rng(0), 0
    for _ in range(number):
        ramp, lead, leaving = int(rng.integers(0, 6)), int(rng.integers(0, 4)), float(rng.uniform(0, 0.08))
        role = Role("rep", 10, 5000.0, (0.0,) * ramp, leaving, lead, 6000.0, 2)
        facts = SizingFacts(
            tuple(f"m{t}" for t in range(18)), (role,), (Earning("rep", (0.0, 1e3), (0.0, 9e6)),)
        )
        stays = (1 - leaving) ** np.arange(18)
        worth = [
            9000 * stays[ramp : max(18 - t, ramp)].sum() - 5000 * stays[: 18 - t].sum() - 6000
            for t in range(18)
        ]
        wanted = [2 if t >= lead and worth[t] > 0 else 0 for t in range(18)]
        right += plan_headcount(facts, one_more=False).roles["rep"].hired.tolist() == wanted
    return Row(f"{number} plans with a closed form: found", right, number, right == number)


def company(n_months: int) -> SizingFacts:
    """Sellers on a concave earning with season, engineers and managers in ratio to them."""
    people = np.linspace(0.0, 300.0, 25)
    value = 300 * 40_000.0 * (people / 300) ** 0.6
    season = tuple((1.0 + 0.2 * np.sin(np.arange(n_months) * np.pi / 6)).tolist())
    roles = (
        Role("seller", 120, 12_000.0, (0.0, 0.25, 0.5, 0.75), 0.02, 2, 15_000.0, 8, severance=30_000.0),
        Role("engineer", 30, 13_000.0, (0.0, 0.5), 0.01, 3, 20_000.0, 3),
        Role("manager", 15, 18_000.0, (0.5,), 0.01, 4, 40_000.0, 2),
    )
    ratios = (Ratio("engineer", "seller", 5.0), Ratio("manager", "seller", 10.0))
    months = tuple(f"m{t}" for t in range(n_months))
    return SizingFacts(
        months, roles, (Earning("seller", tuple(people), tuple(value), season),), ratios=ratios
    )


def large_rows(n_months: int) -> list[Row]:
    facts = company(n_months)
    effort = Effort(limits=Limits(gap=1e-3, nodes=20_000))
    plan, seconds = timed(lambda: plan_headcount(facts, effort, one_more=False))
    other = plan_headcount(facts, replace(effort, solver="cbc"), one_more=False)
    what = f"3 roles, {n_months} months"
    told = f"profit {plan.profit:,.0f}, bound {plan.bound:,.0f}, {len(plan.hires)} hirings"
    return [
        Row(f"{what}: gap", plan.gap, 1e-3, plan.gap <= 1e-3 + 1e-9, told=told),
        Row(f"{what}: CPU seconds", seconds, 10.0, seconds <= 10.0),
        at_most(f"{what}: CBC's profit over ours", other.profit, plan.profit, 1.001),
        at_least(
            f"{what}: wall seconds, CBC over HiGHS", plan.solution.seconds, other.solution.seconds, None
        ),
    ]


def chance_rows(n_samples: int) -> list[Row]:
    """P(plan) >= 0.9 in samples, and what a plan in the mean would have given."""
    rng = np.random.default_rng(1)
    seen, held, unseen = (40_000.0 * np.exp(rng.normal(0, 0.1, (n, 12))) for n in (n_samples, 500, 1000))
    seller = Role("seller", 20, 12_000.0, (0.0, 0.25, 0.5, 0.75), 0.02, 2, 15_000.0, 4)
    facts = SizingFacts(tuple(f"m{t}" for t in range(12)), (seller,))
    amount = 11e6
    effort = Effort(limits=Limits(gap=1e-3, nodes=20_000))
    chosen = replace(facts, goal=Goal("seller", amount, seen, CHANCE))
    plan, seconds = timed(lambda: plan_headcount(chosen, effort, one_more=False))
    sure, longer = timed(lambda: plan_surely(chosen, held, 500, effort))
    mean = plan_headcount(
        replace(facts, goal=Goal("seller", amount, seen.mean(axis=0))), effort, one_more=False
    )
    assert plan.chance is not None
    unsure, ours, by_mean = (p.out_of_sample(unseen, 1000, 5_000_000) for p in (plan, sure, mean))
    what = f"P(plan) >= {CHANCE}, {n_samples} samples"
    told = f"cost {-plan.profit:,.0f}, bound {-plan.bound:,.0f}"
    alone = f"asked of own samples alone {unsure.share:.3f}, in the mean {by_mean.share:.3f}"
    heard = f"{ours.share:.3f}, {longer:.1f} CPU s; {alone}"
    return [
        Row(f"{what}: gap", plan.gap, 1e-3, plan.gap <= 1e-3 + 1e-9, told=told),
        Row(f"{what}: CPU seconds", seconds, 30.0, seconds <= 30.0),
        Row(f"{what}: share hit in sample", plan.chance.share, CHANCE, plan.chance.share >= CHANCE - 1e-9),
        Row(f"{what}: on 1,000 others, upper end", ours.high, CHANCE, ours.high >= CHANCE, told=heard),
    ]


def products(n: int) -> list[Use]:
    """S-shaped curves of several margins, today's effort 1 each."""
    rng = np.random.default_rng(2)
    return [
        Use(
            f"p{i}",
            Adbudg(rng.uniform(0, 0.5), rng.uniform(1.2, 2), rng.uniform(0.8, 3), rng.uniform(0.5, 2)),
            m,
            4.0,
        )
        for i, m in enumerate(rng.uniform(50, 150, n))
    ]


def deployment_rows(n: int) -> list[Row]:
    uses = products(n)
    plan, seconds = timed(lambda: deploy(uses, float(n), solving=Effort(limits=Limits(gap=1e-4, nodes=5000))))
    even = sum(use.margin * float(use.curve.sales(1.0)) for use in uses)
    active = plan.effort[(plan.effort > 1e-6) & (plan.effort < 4.0 - 1e-6)]
    marginal = plan.marginal[(plan.effort > 1e-6) & (plan.effort < 4.0 - 1e-6)]
    spread = float(np.ptp(marginal) / marginal.mean())
    what = f"{n} products, effort {n}"
    return [
        Row(
            f"{what}: gap", plan.gap, 0.005, plan.gap <= 0.005, told=f"{plan.profit:,.1f}, {plan.bound:,.1f}"
        ),
        Row(f"{what}: CPU seconds", seconds, 20.0, seconds <= 20.0),
        Row(
            f"{what}: spread of marginal returns",
            spread,
            1e-6,
            spread <= 1e-6,
            told=f"{len(active)} get some",
        ),
        at_most(f"{what}: even spread's contribution over ours", even, plan.profit, 1.0),
        at_most(f"{what}: greedy steps' contribution over ours", greedy(uses, n), plan.profit, 1.0 + 1e-9),
    ]


def greedy(uses: list[Use], effort: float, step: float = 0.02) -> float:
    """A step at a time where it brings most now: short-sighted where curves rise first."""
    x = np.zeros(len(uses))
    for _ in range(int(effort / step)):
        gains = [
            use.margin * float(use.curve.sales(e + step) - use.curve.sales(e))
            if e + step <= use.most
            else -1.0
            for use, e in zip(uses, x, strict=True)
        ]
        x[int(np.argmax(gains))] += step
    return sum(use.margin * float(use.curve.sales(e)) for use, e in zip(uses, x, strict=True))


def timed(work):  # noqa: ANN001, ANN201 - any work, its result
    """The result and its CPU seconds."""
    clock = time.process_time()
    found = work()
    return found, time.process_time() - clock


if __name__ == "__main__":
    run(__doc__, measure)
