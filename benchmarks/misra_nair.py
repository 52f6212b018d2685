"""
Misra and Nair in the loop: from a capped, ratcheted plan with mis-set quotas, what does the pay lever find?

Misra and Nair (2011) took cap and quotas away from a real sales force: predicted +8 % of sales, realised +9 %. Here
reps look ahead, quotas miss the territories by a log standard deviation of 0.35, pay is capped at 110 % and quotas
ratchet by half. The pay lever's plan and a straight commission are both re-solved at the pay that the plan in force
costs, and compared on luck that neither search saw.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import numpy as np
from table import Row, run

from evenfield.study.run import simulate_many
from optimize.incentive import PayWishes, equal_pay, pay_turn
from optimize.incentive.judging import simulated
from optimize.incentive.space import RATE, PaySpace, pay_space
from optimize.program import Floats
from optimize.selection import paired_mean
from sim.quota import quotas_cents

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sim"))
from misra_nair_world import misra_nair

FRESH = 5000


def scaled(space: PaySpace, numbers: Floats, scale: float) -> Floats:
    """The numbers of a plan whose variable pay is multiplied."""
    by = np.ones(len(numbers))
    by[RATE:] = scale
    return numbers * by


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    n_reps, search, fresh = (10, 5, 14) if quick else (24, 10, 60)
    world = misra_nair(n_reps)
    runner = partial(simulate_many, workers=1 if quick else None)
    wishes = PayWishes(
        replications=search, rounds=2 if quick else 6, most_replications=search if quick else 40
    )
    turn = pay_turn(world, runner, wishes)
    space = pay_space(world.plan.pay, float(quotas_cents(world).mean()) / 100, wishes)
    judge = simulated(world, runner, range(search))
    (now,) = judge([world.plan.pay])
    target = float(now.pay.mean())
    flat = np.zeros(len(space.low))
    flat[0], flat[RATE] = space.low[0], 1.0 - space.low[0]
    plans = {}
    for name, numbers in {"designed": space.of(turn.plan.pay), "straight commission": flat}.items():

        def expected(scale: float, numbers: Floats = numbers) -> float:
            return float(judge([space.plan(scaled(space, numbers, scale))])[0].pay.mean())

        plans[name] = space.plan(scaled(space, numbers, equal_pay(expected, target, 1.0, tolerance=2e-3)))
    later = simulated(world, runner, range(FRESH, FRESH + fresh))
    before, designed, straight = later([world.plan.pay, *plans.values()])
    sales = float(before.sales.mean())
    gain, half = paired_mean((designed.sales - before.sales) / sales)
    free, free_half = paired_mean((straight.sales - before.sales) / sales)
    more, more_half = paired_mean((designed.sales - straight.sales) / sales)
    costs = [float(one.pay.mean() / before.pay.mean()) - 1.0 for one in (designed, straight)]
    profit, profit_half = paired_mean((designed.profit - before.profit) / before.profit.mean())
    return [
        Row("sales, straight commission over the plan in force", free, 0.08, free - free_half > 0,
            told=f"± {free_half:.2%} on fresh luck; pay {costs[1]:+.2%}; published +8 to +9 %"),
        Row("sales, the pay lever's plan over the plan in force", gain, free, gain >= free and gain - half > 0,
            told=f"± {half:.2%}; pay {costs[0]:+.2%}; wanted: at least the row above, interval above zero"),
        Row("sales, the pay lever's plan over the straight commission", more, 0.0, more >= 0,
            told=f"± {more_half:.2%}"),
        Row("profit, the pay lever's plan over the plan in force", profit, 0.0, profit - profit_half > 0,
            told=f"± {profit_half:.2%}; {turn.found.chosen}, {turn.notes[1]}"),
    ]  # fmt: skip


if __name__ == "__main__":
    run(__doc__, measure)
