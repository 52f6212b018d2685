"""Estimates in floating point, for search and for what reps expect; never for what they are paid."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compensation.curve import Pieces, pieces
from sim.compensation.kernel import MONTHS, WINDOW_MONTHS
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap

Floats = NDArray[np.float64]


def estimate_variable_pay(plan: PayPlan, credit: ArrayLike, quota: ArrayLike) -> Floats:
    """
    Return about what a fiscal year's credit earns in variable pay, unrounded [currency/year].

    Exact but for floating point (1e-9 relative) when every component counts over the year; a component with
    shorter windows is taken with the credit spread evenly over the months.

    Parameters
    ----------
    plan
        The pay plan.
    credit, quota
        A fiscal year's credit and quota [currency], broadcast against each other.
    """
    sold, goal = np.broadcast_arrays(np.asarray(credit, np.float64), np.asarray(quota, np.float64))
    pay = np.zeros(sold.shape)
    for component in plan.components:
        pay += _year(plan, component, sold, goal)[0]
    return pay


def estimate_pay_rate(plan: PayPlan, credit: ArrayLike, quota: ArrayLike) -> Floats:
    """
    Return about what the next unit of currency sold earns in variable pay [currency per currency of credit].

    It is the slope to the right of where the rep stands, 0 below a threshold and above a cap; a jump (a
    cliff, whole tiers) is not part of it. Parameters as for :func:`estimate_variable_pay`.
    """
    sold, goal = np.broadcast_arrays(np.asarray(credit, np.float64), np.asarray(quota, np.float64))
    rate = np.zeros(sold.shape)
    for component in plan.components:
        rate += _year(plan, component, sold, goal)[1]
    return rate


def estimate_payout(plan: PayPlan, attainment: ArrayLike) -> Floats:
    """
    Return about what a fiscal year at this attainment earns in variable pay [currency/year].

    Raises
    ------
    ValueError
        When a component pays on credit itself, so that attainment does not say what it pays.
    """
    on_credit = [component.id for component in plan.components if _on_credit(component)]
    if on_credit:
        raise ValueError(
            f"{', '.join(on_credit)} pays on credit, not on attainment alone; use estimate_variable_pay"
        )
    return estimate_variable_pay(plan, attainment, 1.0)


def _on_credit(component: Component) -> bool:
    return pieces(component).pays != "target"


def _year(plan: PayPlan, component: Component, credit: Floats, quota: Floats) -> tuple[Floats, Floats]:
    """Return pay of a year [currency] and its slope [currency per currency of credit]."""
    windows = MONTHS // WINDOW_MONTHS[component.measure.window]
    form = pieces(component)
    target = float(plan.target_cents(component)) / 100 / windows
    sold, goal = credit / windows, quota / windows
    unit = goal if form.x == "attainment" else np.full(goal.shape, 0.01)  # pieces over credit count in cents
    paid_on = np.full(goal.shape, target) if form.pays == "target" else unit
    reached = sold / unit
    height, slope = _height_and_slope(form, reached)
    due, rate = height * paid_on, slope * paid_on / unit
    if form.new_credit_only:
        due = _month_by_month(form, component, reached) * paid_on
    limit = _limit(component, target)
    return np.minimum(due, limit) * windows, np.where(due >= limit, 0.0, rate)


def _height_and_slope(form: Pieces, reached: Floats) -> tuple[Floats, Floats]:
    starts = np.array([float(start) for start in form.starts])
    piece = np.searchsorted(starts, reached, side="right" if form.owns_start else "left")
    intercepts, slopes = (np.array([float(v) for v in values]) for values in (form.intercepts, form.slopes))
    return intercepts[piece] + slopes[piece] * reached, slopes[piece]


def _month_by_month(form: Pieces, component: Component, reached: Floats) -> Floats:
    """Return what the even share of each month earns at the tier reached by then, summed over a window."""
    months = WINDOW_MONTHS[component.measure.window]
    to_date = component.measure.against == "quota_to_date" and form.x == "attainment"
    total = np.zeros(reached.shape)
    for month in range(1, months + 1):
        so_far = reached if to_date else reached * month / months
        total += _height_and_slope(form, so_far)[1] * reached / months
    return total


def _limit(component: Component, target: float) -> float:
    if isinstance(component.cap, TargetCap):
        return float(component.cap.max) * target
    if isinstance(component.cap, AmountCap):
        return float(component.cap.max)
    return float("inf")
