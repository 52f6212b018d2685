"""Pay that points at what can be shipped: credit weights from scarcity, and whom they would pay more or less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.report.measures import by_rep
from evenfield.supply.demand import demand_of
from sim.calendar import MONTHS_PER_YEAR
from sim.compensation.payroll import run_payroll
from sim.engine.run import CENTS
from sim.prices import asked_cents
from sim.scenario import Scenario


@dataclass(frozen=True)
class Pointed:
    """
    Variable pay of one rep on the same bookings, credited in full and by weights [currency], means over replications.

    ``change`` is the paired difference. Sales are taken as they are: what reps would sell instead is not in it.
    """

    rep: str
    now: float
    weighted: float
    change: PairedDifference


def pointed_pay(scenario: Scenario, frame: pd.DataFrame, weights: Mapping[str, float]) -> list[Pointed]:
    """
    Return what weights of credit would do to each rep's variable pay, through the payroll itself, by change.

    Empty when there are no weights, or the run is no whole year long or longer than one: quotas are of one year.

    Parameters
    ----------
    scenario
        Its pay plan and prices.
    frame
        Its results with orders by rep (:mod:`evenfield.supply.orders`).
    weights
        What a currency unit of each family's sales counts for.
    """
    if not weights or scenario.run.months != MONTHS_PER_YEAR:
        return []
    asked = dict(zip((f.id for f in scenario.market.families), asked_cents(scenario), strict=True))
    booked = demand_of(frame, {name: float(cents) for name, cents in asked.items()})
    quota = by_rep(frame, "rep_quota")
    factor = np.array([weights[name] for name in booked.families])
    pay = np.empty((2, len(booked.replications), len(booked.reps)))
    for k in range(len(booked.replications)):
        quota_cents = np.rint(quota.iloc[k][list(booked.reps)].to_numpy(np.float64) * CENTS).astype(np.int64)
        for row, scale in enumerate((np.ones(len(factor)), factor)):
            credit = np.rint(np.einsum("f,frm->rm", scale, booked.value[k])).astype(np.int64)
            pay[row, k] = run_payroll(scenario.plan.pay, credit, quota_cents).variable.sum(axis=1) / CENTS
    found = [
        Pointed(
            rep,
            float(pay[0, :, r].mean()),
            float(pay[1, :, r].mean()),
            paired_difference(pay[1, :, r] - pay[0, :, r]),
        )
        for r, rep in enumerate(booked.reps)
    ]
    return sorted(found, key=lambda one: (-one.change.mean, one.rep))
