"""The payroll of a sales force, month by month and exact to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sim.compensation.compiled import CompiledComponent, compile_component
from sim.compensation.kernel import Arithmetic, fits_int64, year_to_date
from sim.compensation.ledger import Cents, pay_out
from sim.compensation.measure import MONTHS
from sim.compensation.plan import PayPlan, Rounding
from sim.compensation.rounding import Integers, round_cents, round_ratios

_REPS_AT_ONCE = 2048


@dataclass(frozen=True)
class Payroll:
    """
    What every rep earned and was paid, month by month [cents], each of shape (n_reps, n_months).

    Parameters
    ----------
    base
        Base pay.
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
        ``int64``, or ``python integers`` when a component could have left int64; the cents are the same.
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
    n_months = credit_cents.shape[1]
    lines: dict[str, Cents] = {}
    arithmetic: Arithmetic = "int64"
    for component in plan.components:
        compiled = compile_component(plan, component)
        fits = fits_int64(compiled, credit_cents, quota_cents)
        arithmetic = arithmetic if fits else "python integers"
        dtype = np.int64 if fits else object
        lines[component.id] = _line(compiled, credit_cents, quota_cents, plan.rounding, dtype)
    earned = np.zeros_like(credit_cents)
    for line in lines.values():
        earned += line
    settled = pay_out(earned, plan.payment)
    base = np.broadcast_to(base_by_month(plan, n_months), credit_cents.shape).copy()
    return Payroll(base, lines, settled.top_up, settled.earned, settled.paid, settled.owed, arithmetic)


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


def _line(
    compiled: CompiledComponent,
    credit: NDArray[np.int64],
    quota: NDArray[np.int64],
    rounding: Rounding,
    dtype: type,
) -> Cents:
    """Return what one component earned in each month, rounded once [cents]."""
    line = np.empty_like(credit)
    for start in range(0, len(credit), _REPS_AT_ONCE):
        some = slice(start, start + _REPS_AT_ONCE)
        line[some] = _line_of_some(compiled, credit[some], quota[some], rounding, dtype)
    return line


def _line_of_some(
    compiled: CompiledComponent,
    credit: NDArray[np.int64],
    quota: NDArray[np.int64],
    rounding: Rounding,
    dtype: type,
) -> Cents:
    """Return the line of so few reps that the arrays on the way stay in the processor's cache."""
    n_reps, n_months = credit.shape
    n_years = -(-n_months // MONTHS)
    padded = np.zeros((n_reps, n_years * MONTHS), dtype=dtype)
    padded[:, :n_months] = credit
    by_year = padded.reshape(n_reps, n_years, MONTHS)
    due, denominator = year_to_date(compiled, by_year, quota.astype(dtype).reshape(-1, 1, 1, 1))
    line = _month_by_month(due, denominator, rounding).reshape(n_reps, -1)
    return line[:, :n_months].astype(np.int64)


def _month_by_month(due: Integers, denominator: Integers, rounding: Rounding) -> Integers:
    """Return the pay of each month: the difference of rounded totals, or the rounded difference of totals."""
    if rounding.of == "cumulative":
        return np.diff(round_ratios(due, denominator, rounding), axis=-1, prepend=0)
    return round_ratios(np.diff(due, axis=-1, prepend=0), denominator, rounding)
