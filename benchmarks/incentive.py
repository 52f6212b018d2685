"""The incentive optimizers: the common curve and its proof, the search on simulated reps, and the last choice."""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
from table import Row, run

import scenarios
from evenfield.study.run import simulate_many
from optimize.incentive import PayWishes, equal_pay, pay_turn
from optimize.incentive.climbing import climb, nearest, stands
from optimize.incentive.common import best_common_curve
from optimize.incentive.curve_wishes import CurveWishes
from optimize.incentive.limits import limits_of
from optimize.incentive.rehearsing import Rehearsed, rehearsed
from optimize.incentive.space import RATE, SLOPES, pay_space
from optimize.program import Effort, Limits
from optimize.selection import SelectionRule, paired_mean, select_best
from sim.compensation.plan import PayPlan

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sim"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "optimize"))
from forward_reps import reps
from misra_nair_world import misra_nair
from pay_forces import MARGIN, OTE, force, profits, random_curves
from test_selection import slippage
from timing_worlds import LINEAR, QUOTA

WORLD = "us-field-force/today"
_DRAWN = 5_000
"""Random curves drawn at a time; about one in four keeps the wishes."""


def curve_rows(seed: int, n_curves: int) -> list[Row]:
    """Ten types at eight efforts: solved to the end, against a straight commission and random curves."""
    types = force(10, 8, seed)
    told = CurveWishes(OTE, OTE * sum(one.reps for one in types))
    start = time.process_time()
    found = best_common_curve(types, MARGIN, told, Effort("highs", Limits(gap=1e-9, seconds=60)))
    seconds = time.process_time() - start
    knots = np.array(told.knots)
    rng, allowed = np.random.default_rng(seed), np.zeros(0)
    while len(allowed) < n_curves:
        curves = random_curves(knots, _DRAWN, told.slopes[1], rng)
        profit, paid, kept = profits(types, knots, curves, OTE / 2)
        allowed = np.concatenate([allowed, profit[(paid <= told.budget) & (kept >= 0)]])
    (mine,), _, _ = profits(types, knots, found.pay[None, :], found.base, same=60.0)
    best = float(allowed.max()) / mine
    line, line_paid, line_kept = profits(types, knots, knots[None, :] * OTE / 2, OTE / 2)
    straight = (
        f"a straight line {'keeps' if line_paid <= told.budget and line_kept >= 0 else 'breaks'} the wishes"
    )
    name = f"curve for 10 types, 8 efforts, force {seed}:"
    return [
        Row(f"{name} CPU s", seconds, 10.0, seconds <= 10, told=f"{found.status}, profit {found.profit:,.0f}"),
        Row(f"{name} gap", found.gap, 0.0, found.status == "optimal" and found.gap <= 1e-9),
        Row(f"{name} best of random curves over it", best, 1.0, best <= 1 + 1e-6,
            told=f"{len(allowed):,} curves that keep the wishes"),
        Row(f"{name} profit over a straight line's", found.profit / float(line[0]) - 1, 0.0, None, told=straight),
    ]  # fmt: skip


def cut_row() -> Row:
    """A search that is cut short says so."""
    types = force(10, 8, 1)
    told = CurveWishes(OTE, OTE * sum(one.reps for one in types))
    found = best_common_curve(types, MARGIN, told, Effort("highs", Limits(gap=0.0, nodes=1)))
    return Row(
        "curve cut at one node: gap told", found.gap, None, found.status == "feasible", told=found.status
    )


def selection_rows(trials: int) -> list[Row]:
    """Ten designs in the slippage configuration, each on luck of its own and on common luck."""
    rows, totals = [], []
    for shared, goal in ((0.0, 2661), (0.85, 418)):
        told = [select_best(slippage(seed, 10, shared), 10, SelectionRule(0.4)) for seed in range(trials)]
        right = float(np.mean([one.best == 0 for one in told]))
        totals.append(float(np.mean([one.total for one in told])))
        floor = 0.95 - 2.3 * (0.95 * 0.05 / trials) ** 0.5
        rows.append(Row(f"selection of 10, luck shared {shared:g}: share right", right, 0.95, right >= floor,
                        told=f"{totals[-1]:,.0f} samples (a prototype at another size: {goal:,})"))  # fmt: skip
    return [
        *rows,
        Row("samples saved by common luck [times]", totals[0] / totals[1], 6.4, totals[1] < totals[0]),
    ]


def search_rows(n: int, years: int, rounds: int) -> list[Row]:
    """The search on the program of reps who look ahead, against the best straight commission."""
    who, what = reps(n, LINEAR, 0.2, types=32)
    template, wishes = PayPlan.model_validate(LINEAR), PayWishes(knots=(0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.6))
    space = pay_space(template, QUOTA, wishes)
    judge = rehearsed(Rehearsed(who, what, 0.5), years)
    start = time.process_time()
    (now,) = judge([template])
    limits = limits_of(misra_nair(2).with_plan(misra_nair(2).plan.model_copy(update={"pay": template})),
                       wishes, now, np.zeros(n, dtype=np.int64))  # fmt: skip
    flat = np.zeros(len(space.low))
    flat[0] = 0.5

    def rate(scale: float) -> np.ndarray:
        return flat + np.eye(len(flat))[RATE] * 0.5 * scale

    scale = equal_pay(lambda s: float(judge([space.plan(rate(s))])[0].pay.mean()), float(now.pay.mean()), 1.0)
    first = stands(
        space, [nearest(space, space.of(template)), nearest(space, _threshold(space.starts))], judge, limits
    )
    climbs = [climb(space, one, judge, limits, rounds) for one in first]
    found = max(climbs, key=lambda one: one.best.merit)
    seconds = time.process_time() - start
    fresh = rehearsed(Rehearsed(who, what, 0.5), 2 * years, seed=99)
    best, straight = fresh([space.readable(found.best.numbers), space.plan(rate(scale))])
    gain, half = paired_mean((best.profit - straight.profit) / straight.profit.mean())
    pay = float(best.pay.mean() / straight.pay.mean()) - 1
    evaluations = sum(one.evaluations for one in climbs)
    told = f"± {half:.2%} on fresh luck, pay {pay:+.2%}; {evaluations} evaluations, {seconds:.0f} CPU s"
    return [
        Row(
            f"search on {n} reps who look ahead: profit over straight",
            gain,
            0.078,
            gain - half > 0,
            told=told,
        )
    ]


def _threshold(starts: np.ndarray) -> np.ndarray:
    """A plan that pays nothing below 70 % and twice as steep above."""
    return np.concatenate([[0.5, 0.0, 0.0], np.where(starts >= 0.7, 1.0, 0.0)])[: SLOPES + len(starts)]


def lever_rows(quick: bool) -> list[Row]:
    """The lever on the shipped world."""
    wishes = (
        PayWishes(replications=4, rounds=1, most_replications=4, commission=False) if quick else PayWishes()
    )
    start = time.process_time()
    turn = pay_turn(scenarios.load(WORLD), partial(simulate_many, workers=1), wishes)
    seconds = time.process_time() - start
    found = turn.found
    gained = f"± {found.gain_half:,.0f}; {found.chosen}, pay {found.pay_change:+.1%}, sales {found.sales_change:+.1%}"
    clear = found.gain - found.gain_half > 0
    rows = [
        Row(f"{WORLD}: profit gained [currency]", found.gain, 0.0, None if quick else clear, told=gained),
        Row(f"{WORLD}: CPU s", seconds, 180.0, seconds <= 180),
        Row(f"{WORLD}: reps below their outside pay", found.short, 0.0, None, told="on later luck"),
    ]
    for one in found.simpler:
        told = f"± {one.share_half:.2%}; pay {one.pay_share:+.2%}"
        rows.append(Row(f"{WORLD}: lost by {one.name}", one.loss_share, 0.0, None, told=told))
    return rows


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    rows: list[Row] = []
    for seed in (1, 2, 3):
        rows += curve_rows(seed, 2_000 if quick else 20_000)
    rows += [cut_row(), *selection_rows(60 if quick else 300)]
    rows += search_rows(*((24, 8, 2) if quick else (80, 20, 8)))
    return [*rows, *lever_rows(quick)]


if __name__ == "__main__":
    run(__doc__, measure)
