"""The payroll of a sales force, month by month and exact to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.compensation.ledger import Cents
from sim.compensation.measure import MONTHS
from sim.compensation.monthly.form import MonthlyPlan
from sim.compensation.monthly.pay import Arithmetic, pay_months
from sim.compensation.monthly.plans import monthly
from sim.compensation.plan import PayPlan
from sim.compensation.rounding import round_cents


@dataclass(frozen=True)
class Payroll:
    """
    What every rep earned and was paid, month by month [cents], each of shape (n_reps, n_months).

    Parameters
    ----------
    base
        Base pay; the same for all, so that it can only be read.
    lines
        Variable pay earned, per component id.
    top_up
        What non-recoverable draws added.
    earned
        Variable pay earned, all components and top-ups.
    variable
        Variable pay paid.
    balance
        What the rep owes at the month's end: variable pay paid so far less earned so far.
    arithmetic
        ``int64``, or ``python integers`` when somebody's products could have left int64; the cents are the same.
    """

    base: Cents
    lines: Mapping[str, Cents]
    top_up: Cents
    earned: Cents
    variable: Cents
    balance: Cents
    arithmetic: Arithmetic


def run_payroll(plan: PayPlan, credit_cents: NDArray[np.int64], quota_cents: NDArray[np.int64]) -> Payroll:
    """
    Return the payroll of reps under one plan, exact to the cent.

    Parameters
    ----------
    plan
        The pay plan in force all the time.
    credit_cents
        New credit in each fiscal month, below zero when cancellations prevail [cents], shape (n_reps,
        n_months). Month 1 begins a fiscal year; every twelfth month a new one begins and credit is counted
        anew.
    quota_cents
        Quota of a fiscal year [cents], shape (n_reps,).

    Raises
    ------
    ValueError
        When the arrays are not int64, their shapes do not match, or a component on attainment meets a quota
        that is not above zero.
    OverflowError
        When an amount exceeds what 64 bits hold [about 9.2e16 of currency].
    """
    _check(plan, credit_cents, quota_cents)
    pay = pay_months(
        _monthly(plan, credit_cents.shape[1]), credit_cents[:, :, None], quota_cents[:, None, None]
    )
    base = np.broadcast_to(base_by_month(plan, credit_cents.shape[1]), credit_cents.shape)
    return Payroll(base, pay.lines, pay.top_up, pay.earned, pay.paid, pay.owed, pay.arithmetic)


@lru_cache(maxsize=64)
def _monthly(plan: PayPlan, n_months: int) -> MonthlyPlan:
    """Return the plan in the kernel's form; cached, because every replication of a scenario has the same."""
    return monthly(plan, n_months)


def base_by_month(plan: PayPlan, n_months: int) -> Cents:
    """Return base pay of each month [cents], twelve of which are the year's base to the cent."""
    year = Fraction(plan.pay.base) * 100
    so_far = [round_cents(year * month / MONTHS, plan.rounding) for month in range(MONTHS + 1)]
    return np.resize(np.diff(np.array(so_far, dtype=np.int64)), n_months)


def _check(plan: PayPlan, credit: NDArray[np.int64], quota: NDArray[np.int64]) -> None:
    if credit.dtype != np.int64 or quota.dtype != np.int64:
        raise ValueError(f"credit and quota are int64 cents, got {credit.dtype} and {quota.dtype}")
    if credit.ndim != 2 or quota.shape != credit.shape[:1]:  # noqa: PLR2004 - two axes: reps and months
        raise ValueError(
            f"credit has shape (n_reps, n_months) and quota (n_reps,), got {credit.shape} and {quota.shape}"
        )
    if plan.on_attainment and (quota <= 0).any():
        rep = int(np.argmax(quota <= 0))
        raise ValueError(f"attainment needs a quota above zero, rep {rep} has {int(quota[rep])} cents")
