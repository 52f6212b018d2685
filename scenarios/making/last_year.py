"""What the shipped world takes from its own simulation: last year's quotas, mean demand, and the price of a cap."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.compensation.estimate import estimate_payout
from sim.compensation.payout import Beyond, Curve
from sim.compensation.plan import PayPlan
from sim.plan import QUOTAS, TableQuotas
from sim.quota import potential_by_rep
from sim.replicate import replicate
from sim.scenario import Scenario
from sim.table import Table

LAST_YEARS_SEED = 20250101
"""Another luck than the world's own: this year must not be the year its quotas were made from."""
STRETCH = 1.05
"""Management asks for five percent more than last year."""
STEP, LEAST = 1000, 150_000
"""Quotas are rounded to this [currency], and none is smaller than that."""
FULL_TIME_SHARE = 0.025
"""Share of the market that fills a rep's time: one and a half times the average, for the quotas to begin with."""
NORMAL_95 = 1.96
"""The 97.5 % point of the standard normal distribution."""
FIRST_TOTAL = 48_000_000
"""Sum of the quotas to begin with [currency]: five times the on-target earnings of 60 reps."""


def first_quotas(scenario: Scenario) -> Table:
    """Return quotas for the first year ever: by potential, as far as a rep's time goes, the total as stated."""
    potential = potential_by_rep(scenario)
    share = np.minimum(potential / potential.sum(), FULL_TIME_SHARE)
    return quota_table(scenario.tables.reps["id"], share / share.sum() * FIRST_TOTAL)


def quotas(scenario: Scenario) -> Table:
    """
    Return this year's quotas: last year's credit of each rep, stretched, rounded, and none below the least.

    Last year is one replication of this scenario under another luck and the quotas of :func:`first_quotas`, so that the
    answer does not depend on the quotas it replaces. Last year's luck of a rep becomes his quota, as it does in life.
    """
    asked = TableQuotas(method="table", table=first_quotas(scenario))
    last = scenario.with_plan(scenario.plan.model_copy(update={"quotas": asked}), "last-year")
    last = last.model_copy(update={"run": last.run.model_copy(update={"seed": LAST_YEARS_SEED})})
    measured = replicate(last, [0])
    credit = measured[measured["measure"] == "rep_credit"].set_index("entity")["value"]
    reps = scenario.tables.reps["id"]
    return quota_table(reps, STRETCH * credit.loc[reps.tolist()].to_numpy())


def quota_table(reps: NDArray[np.object_], wanted: NDArray[np.float64]) -> Table:
    """Return the table of quotas near the wanted amounts [currency], shape (n_reps,) each."""
    rounded = np.maximum(np.round(wanted / STEP) * STEP, LEAST)
    return Table.of(QUOTAS, {"rep": reps.tolist(), "quota": [f"{amount:.2f}" for amount in rounded]})


def csv_of(table: Table) -> str:
    """Return a table of quotas as the text of its file."""
    rows = [
        f"{rep},{cents // 100}.{cents % 100:02d}"
        for rep, cents in zip(table["rep"], table["quota"], strict=True)
    ]
    return "rep,quota\n" + "\n".join(rows) + "\n"


def mean_demand(measured: pd.DataFrame) -> pd.DataFrame:
    """
    Return the mean monthly demand of each product family [units/month], and half the width of its 95 % interval.

    Indexed by family, columns ``mean, half_width``; ``measured`` is what :func:`sim.replicate.replicate` returns.
    """
    booked = measured[measured["measure"] == "family_booked_units"]
    of_family = booked.groupby(["entity", "replication"])["value"].mean().groupby("entity")
    half_width: pd.Series[float] = NORMAL_95 * of_family.std() / np.sqrt(of_family.size())
    return pd.DataFrame({"mean": of_family.mean(), "half_width": half_width})


def demand_season(measured: pd.DataFrame) -> NDArray[np.float64]:
    """Return the demand of each fiscal month over the mean month, every family with the same weight, shape (12,)."""
    booked = measured[measured["measure"] == "family_booked_units"]
    by_month = booked.pivot_table(index="month", columns="entity", values="value")
    season: NDArray[np.float64] = (by_month / by_month.mean()).mean(axis=1).to_numpy()
    return season


def repriced_slope(plan: PayPlan, attainment: NDArray[np.float64]) -> float:
    """
    Return the slope above quota at which these attainments earn the same pay in all without the cap.

    The pay of an uncapped plan is linear in that slope: s = (mean pay - mean pay that stops at quota) / (target pay x
    mean attainment above quota). Attainments are taken as they are: how reps react is for the simulation to say.

    Raises
    ------
    ValueError
        When the plan has more than one component, one that is no curve, or nobody is above quota.
    """
    (component, *more) = plan.components
    over = float(np.maximum(attainment - 1.0, 0.0).mean())
    if more or not isinstance(component.payout, Curve) or over == 0.0:
        raise ValueError("one component with a payout curve and somebody above quota is wanted")
    flat = component.payout.model_copy(update={"beyond": Beyond(slope=Decimal(0))})
    stopped = component.model_copy(update={"cap": None, "payout": flat})
    without = plan.model_copy(update={"components": (stopped,)})
    saved = estimate_payout(plan, attainment).mean() - estimate_payout(without, attainment).mean()
    return float(saved) / (float(plan.pay.target_incentive) * over)


def told(scenario: Scenario, replications: int) -> str:
    """Return demand, season and repriced slope as lines of text: what the YAML files state as measured."""
    measured = replicate(scenario, range(replications))
    demand = mean_demand(measured)
    attainment = measured.loc[measured["measure"] == "rep_attainment", "value"].to_numpy()
    season = ", ".join(f"{value:.2f}" for value in demand_season(measured))
    return (
        f"mean demand [units/month] of {replications} replications of {scenario.name}\n{demand.round(1).to_string()}\n"
        f"season of demand by fiscal month: {season}\n"
        f"slope above quota without a cap, at the same pay: {repriced_slope(scenario.plan.pay, attainment):.3f}"
    )
