"""
Misra and Nair in the loop: from a capped, ratcheted plan with mis-set quotas, what does ``design --levers pay`` find?

Misra and Nair (2011) took cap and quotas away from a real sales force: predicted +8 % of sales, realised +9 %. In
``first-steps/mis-set-quotas`` reps look ahead, quotas miss the territories by a log standard deviation of 0.35, pay is
capped at 110 % and quotas ratchet by half. The command designs from there; its plan and a straight commission are both
re-solved at the pay that the plan in force costs, and compared on luck that neither saw.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from table import Row, run

import scenarios
from evenfield.study.pool import Pool
from evenfield.study.run import simulate_many
from optimize.incentive import PayWishes, equal_pay
from optimize.incentive.judging import Judge, Judged, simulated
from optimize.incentive.space import RATE, PaySpace, pay_space
from optimize.program import Floats
from optimize.selection import paired_mean
from sim.compensation.plan import PayPlan
from sim.quota import quotas_cents
from sim.scenario import Scenario

WORLD = "first-steps/mis-set-quotas"
FRESH = 5000


def designed(folder: Path, *options: str) -> Scenario:
    """Return the scenario that the command writes."""
    out = folder / "designed.yaml"
    words = ["evenfield", "design", WORLD, "--levers", "pay", "--no-attribution", "--out", str(out), *options]
    subprocess.run([sys.executable, "-m", *words], check=True, stdout=subprocess.DEVNULL)
    return scenarios.load(out)


def at_pay(space: PaySpace, judge: Judge, numbers: Floats, pay: float) -> PayPlan:
    """Return the plan with its variable pay scaled so that it costs ``pay``, reps reacting to it."""

    def plan(scale: float) -> PayPlan:
        by = np.ones(len(numbers))
        by[RATE:] = scale
        return space.plan(numbers * by)

    scale = equal_pay(lambda one: float(judge([plan(one)])[0].pay.mean()), pay, 1.0, tolerance=1e-3)
    return plan(scale)


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    options, search, fresh = (("--search", "8", "-n", "10"), 4, 14) if quick else ((), 20, 60)
    world = scenarios.load(WORLD)
    now = world.plan.pay
    with tempfile.TemporaryDirectory() as folder, Pool() as pool:
        found = designed(Path(folder), *options).plan.pay
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        runner = partial(simulate_many, pool=pool)
        judge = simulated(world, runner, range(search))
        space = pay_space(now, float(quotas_cents(world).mean()) / 100, PayWishes())
        (present,) = judge([now])
        flat = np.zeros(len(space.low))
        flat[0], flat[RATE] = space.low[0], 1.0 - space.low[0]
        plans = [
            at_pay(space, judge, numbers, float(present.pay.mean())) for numbers in (flat, space.of(found))
        ]
        later = simulated(world, runner, range(FRESH, FRESH + fresh))
        before, straight, scaled, written = later([now, *plans, found])
    return [
        *rows("straight commission", straight, before),
        *rows("designed, re-solved at equal pay", scaled, before, straight),
        *rows("designed, as it is written", written, before, straight),
        Row("CPU s of the command", used.ru_utime + used.ru_stime),
    ]


def rows(name: str, plan: Judged, before: Judged, straight: Judged | None = None) -> list[Row]:
    """A plan against the plan in force and, when there is one, against the straight commission; paired by luck."""
    sales = float(before.sales.mean())
    costs = float(plan.pay.mean() / before.pay.mean()) - 1.0
    profit, profit_half = paired_mean((plan.profit - before.profit) / before.profit.mean())
    gain, half = paired_mean((plan.sales - before.sales) / sales)
    beside = f"± {half:.2%}, pay {costs:+.2%}, profit {profit:+.2%} ± {profit_half:.2%}"
    told = [Row(f"{name}: sales over the plan in force", gain, 0.0, gain - half > 0, told=beside)]
    if straight is not None:
        more, half = paired_mean((plan.sales - straight.sales) / sales)
        told.append(
            Row(f"{name}: sales over the straight commission", more, 0.0, more >= 0, told=f"± {half:.2%}")
        )
    return told


if __name__ == "__main__":
    run(__doc__, measure, targets=True)
