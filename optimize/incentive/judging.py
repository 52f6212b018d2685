"""What a pay plan does, by replication: simulated in full, or by the program of reps who look ahead alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimize.program import Floats
from sim.compensation.plan import PayPlan
from sim.runner import Runner
from sim.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Judged:
    """
    A pay plan over replications, the same luck for every plan; arrays of shape (n_replications,) unless said.

    ``profit``, ``pay`` (base and variable, of all reps) and ``sales`` are of the measured months [currency];
    ``attained`` is the share of reps at quota; ``earned`` what each rep earns [currency/year], shape
    (n_replications, n_reps).
    """

    profit: Floats
    pay: Floats
    sales: Floats
    attained: Floats
    earned: Floats


Judge = Callable[[Sequence[PayPlan]], list[Judged]]
"""From plans to what they do, all under the same luck."""


def simulated(scenario: Scenario, runner: Runner, replications: Sequence[int]) -> Judge:
    """
    Return a judge that simulates the whole scenario.

    Parameters
    ----------
    scenario
        The world; only the pay plan is exchanged.
    runner
        Who simulates.
    replications
        Which luck.
    """
    years = scenario.run.months / 12
    reps = scenario.tables.reps["id"].tolist()

    def judge(plans: Sequence[PayPlan]) -> list[Judged]:
        named = {
            f"pay-{number}": scenario.with_plan(
                scenario.plan.model_copy(update={"pay": plan}), f"pay-{number}"
            )
            for number, plan in enumerate(plans)
        }
        frames = runner(named, replications)
        return [judged_frame(frames[name], reps, years) for name in named]

    return judge


def judged_frame(frame: pd.DataFrame, reps: Sequence[str], years: float) -> Judged:
    """Return what a tidy table of results says of a plan."""
    whole = frame[(frame["entity"] == "") & (frame["month"] == 0)]
    table = whole.pivot_table(index="replication", columns="measure", values="value", aggfunc="first")
    paid = frame[(frame["measure"] == "rep_pay") & (frame["month"] == 0)]
    by_rep = paid.pivot_table(index="replication", columns="entity", values="value", aggfunc="first")
    earned = by_rep[list(reps)].to_numpy(dtype=np.float64) / years
    profit, pay, sales, attained = (
        table[name].to_numpy(dtype=np.float64)
        for name in ("profit_contribution", "compensation_cost", "bookings", "share_at_quota")
    )
    return Judged(profit, pay, sales, attained, earned)
