"""How much narrower the interval of a difference is when both plans meet the same luck, and by which kind of luck.

Keyed: the reference engine, both plans in the same replications. Independent: plan A in replications from 1,000 on.
One stream: a plain SimPy model of the same flow, both plans from the same seed of one generator, the usual way; it is
held against its own independent seeds. Five reps, 1,000 leads and 400 customers a year; they work for their pay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from peers.plain_simpy import PlainSimpy
from scipy.stats import t
from small_world import small_world
from table import Row, run

from sim.engine.world import prepare
from sim.replicate import replicate
from sim.scenario import Scenario

KPIS = {"bookings": "bookings", "leads_won": "wins", "win_rate": "win rate", "lead_wait_days": "wait"}
TODAY, NO_CAP = "today", "no cap on pay"
SHIFT = 1_000
GOAL = 4.0
PROMISED = {(NO_CAP, "bookings"), (NO_CAP, "leads_won")}
Sample = NDArray[np.float64]
"""KPIs by replication, shape (n_replications, n_kpis)."""


@dataclass(frozen=True)
class Samples:
    """Both plans under the same luck, and plan A under another."""

    plan_a: Sample
    plan_b: Sample
    elsewhere: Sample

    def half_widths(self) -> tuple[Sample, Sample]:
        """Half of the 95 % interval of the difference, paired and independent, each of shape (n_kpis,)."""
        n = len(self.plan_a)
        paired = t.ppf(0.975, n - 1) * np.std(self.plan_b - self.plan_a, axis=0, ddof=1) / np.sqrt(n)
        variances = self.plan_b.var(axis=0, ddof=1) + self.elsewhere.var(axis=0, ddof=1)
        return paired, t.ppf(0.975, 2 * n - 2) * np.sqrt(variances / n)

    def change(self) -> Sample:
        """The mean difference over the mean of plan A, shape (n_kpis,)."""
        change: Sample = (self.plan_b - self.plan_a).mean(axis=0) / self.plan_a.mean(axis=0)
        return change


def without_cap(scenario: Scenario) -> Scenario:
    """The same plan, paying without limit."""
    pay = scenario.plan.pay
    open_ended = tuple(part.model_copy(update={"cap": None}) for part in pay.components)
    pay = pay.model_copy(update={"components": open_ended})
    return scenario.with_plan(scenario.plan.model_copy(update={"pay": pay}))


def with_more_hours(scenario: Scenario) -> Scenario:
    """Selling days a tenth longer."""
    hours = scenario.calendar.selling_hours_per_day * 1.1
    return scenario.model_copy(
        update={"calendar": scenario.calendar.model_copy(update={"selling_hours_per_day": hours})}
    )


def keyed(scenario: Scenario, replications: range) -> Sample:
    """KPIs of the reference engine."""
    frame = replicate(scenario, replications)
    wide = frame[frame["entity"].eq("") & frame["month"].eq(0)].pivot(
        index="replication", columns="measure", values="value"
    )
    kpis: Sample = wide[list(KPIS)].to_numpy()
    return kpis


def one_stream(scenario: Scenario, replications: range) -> Sample:
    """KPIs of the plain SimPy model, every draw from one generator in the order in which it is wanted."""
    world, rows = prepare(scenario, 0), []
    for seed in replications:
        flow = PlainSimpy(world, seed).run(world)
        told = flow.told
        closed = told["won"] + told["lost"] + told["expired"]
        rows.append([flow.bookings, told["won"], told["won"] / closed, flow.wait / flow.waits])
    return np.array(rows)


def samples(
    kpis: Callable[[Scenario, range], Sample], plans: dict[str, Scenario], n: int
) -> dict[str, Samples]:
    """Run today's plan twice and every other once."""
    today, elsewhere = kpis(plans[TODAY], range(n)), kpis(plans[TODAY], range(SHIFT, SHIFT + n))
    return {
        name: Samples(today, kpis(plan, range(n)), elsewhere) for name, plan in plans.items() if name != TODAY
    }


def rows(what: str, ours: Samples, plain: Samples) -> list[Row]:
    """One row a KPI."""
    (paired, independent), (same_seed, other_seed) = ours.half_widths(), plain.half_widths()
    change = ours.change()
    table = []
    for i, (kpi, name) in enumerate(KPIS.items()):
        ratio, goal = float(independent[i] / paired[i]), GOAL if (what, kpi) in PROMISED else None
        told = f"one stream {other_seed[i] / same_seed[i]:.2f}; change {change[i]:+.2%}"
        met = None if goal is None else ratio >= goal
        table.append(Row(f"{what}: {name}", ratio, goal, met, float(paired[i]), float(independent[i]), told))
    return table


def measure(quick: bool) -> list[Row]:
    """All rows of the table: half-widths keyed and independent, and how often the one goes into the other."""
    n = 20 if quick else 100
    today = small_world(5, 1_000, 400, steady=False)
    plans = {TODAY: today, NO_CAP: without_cap(today), "a tenth more hours": with_more_hours(today)}
    ours, plain = samples(keyed, plans, n), samples(one_stream, plans, n)
    return [row for what, mine in ours.items() for row in rows(what, mine, plain[what])]


if __name__ == "__main__":
    run(__doc__, measure)
