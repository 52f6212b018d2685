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
    ``attained`` is the share of reps at quota; ``earned`` [currency/year], ``attainment`` and ``effort`` [share of
    selling hours] are each rep's, shape (n_replications, n_reps).
    """

    profit: Floats
    pay: Floats
    sales: Floats
    attained: Floats
    earned: Floats
    attainment: Floats
    effort: Floats


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
    earned, attainment, effort = (
        _by_rep(frame, name, reps) for name in ("rep_pay", "rep_attainment", "rep_effort")
    )
    profit, pay, sales, attained = (
        table[name].to_numpy(dtype=np.float64)
        for name in ("profit_contribution", "compensation_cost", "bookings", "share_at_quota")
    )
    return Judged(profit, pay, sales, attained, earned / years, attainment, effort)


def _by_rep(frame: pd.DataFrame, measure: str, reps: Sequence[str]) -> Floats:
    """Return a measure of each rep by replication, shape (n_replications, n_reps)."""
    rows = frame[(frame["measure"] == measure) & (frame["month"] == 0)]
    table = rows.pivot_table(index="replication", columns="entity", values="value", aggfunc="first")
    return table[list(reps)].to_numpy(dtype=np.float64)
