"""The payroll of years whose quotas differ: each year under its own, with what is owed carried from one to the next."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.compensation.ledger import Cents
from sim.compensation.measure import MONTHS
from sim.compensation.monthly.pay import MonthlyPay, pay_months
from sim.compensation.monthly.plans import monthly
from sim.compensation.payroll import Payroll, base_by_month, run_payroll
from sim.compensation.plan import PayPlan


def run_payroll_by_year(
    plan: PayPlan, credit_cents: NDArray[np.int64], quota_cents: NDArray[np.int64]
) -> Payroll:
    """
    Return the payroll of reps under one plan and a quota for every fiscal year, exact to the cent.

    Parameters
    ----------
    plan
        The pay plan in force all the time; draws count the months of the whole run.
    credit_cents
        New credit in each fiscal month [cents], shape (n_reps, n_months).
    quota_cents
        Quota of each fiscal year [cents], shape (n_reps, n_years).

    Raises
    ------
    ValueError, OverflowError
        As :func:`run_payroll` does.
    """
    if (quota_cents == quota_cents[:, :1]).all():
        return run_payroll(plan, credit_cents, np.ascontiguousarray(quota_cents[:, 0]))
    form = monthly(plan, credit_cents.shape[1])
    owed = np.zeros(len(credit_cents), dtype=np.int64)
    years: list[MonthlyPay] = []
    for year in range(quota_cents.shape[1]):
        months = slice(year * MONTHS, (year + 1) * MONTHS)
        mine = replace(form, promises=form.promises[months])
        paid = pay_months(mine, credit_cents[:, months, None], quota_cents[:, year, None, None], owed=owed)
        owed = paid.owed[:, -1]
        years.append(paid)
    return _joined(plan, years, credit_cents.shape)


def _joined(plan: PayPlan, years: list[MonthlyPay], shape: tuple[int, ...]) -> Payroll:
    """Return the years as one payroll of ``shape`` (n_reps, n_months)."""

    def row(name: str) -> Cents:
        return np.concatenate([getattr(year, name) for year in years], axis=1)

    lines = {part: np.concatenate([year.lines[part] for year in years], axis=1) for part in years[0].lines}
    beyond = any(year.arithmetic == "python integers" for year in years)
    return Payroll(
        np.broadcast_to(base_by_month(plan, shape[1]), shape),
        lines,
        row("top_up"),
        row("earned"),
        row("paid"),
        row("owed"),
        "python integers" if beyond else "int64",
    )
