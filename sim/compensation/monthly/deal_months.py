"""A plan on deals paid from monthly sums: the fast way, for as many people and replications as there are."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.compensation.deals.plan import DealPlan
from sim.compensation.ledger import Cents
from sim.compensation.measure import MONTHS
from sim.compensation.monthly.deal_plans import monthly_deals
from sim.compensation.monthly.form import MonthlyPlan
from sim.compensation.monthly.pay import MonthlyPay, pay_months

_AXES = 3


def run_months(
    plan: DealPlan, credit: Cents, quota: Cents, target: Cents | None = None, owed: Cents | None = None
) -> MonthlyPay:
    """
    Return what people earn and are paid for what they were credited month by month, exact to the cent.

    It is what :func:`~sim.compensation.deals.run_deals` pays in the plan's currency for deals with these sums.

    Parameters
    ----------
    plan
        A plan that needs only monthly sums; :func:`~sim.compensation.monthly.deal_plans.needs_deals` tells.
    credit
        What counts in each month from the plan's first on, in hundredths, by the plan's ``stream_ids`` in that order:
        shape (n_people, n_months, n_streams), or (n_people, n_months) when there is one. A team's stream has the sum.
    quota
        Quota of each fiscal year [hundredths], which the plan's seasonality deals, shape (n_people, n_streams) or
        (n_people,); or effective quotas of all months of the fiscal years that the run touches, from the first month of
        the first one on, shape (n_people, n_fiscal_months, n_streams).
    target
        Each one's target pay [cents/year], shape (n_people,); the plan's when not given.
    owed
        What each owes at the start [cents], shape (n_people,).

    Raises
    ------
    ValueError
        When the plan needs more than monthly sums, the arrays do not match it, or a quota is missing.
    OverflowError
        When an amount itself exceeds what 64 bits hold.
    """
    credit = credit[:, :, None] if credit.ndim == _AXES - 1 else credit
    quota = quota[:, None] if quota.ndim == 1 else quota
    form = _monthly(plan, credit.shape[1])
    _check(plan, form, credit, quota)
    if target is not None and any(cap.of == "target" for cap in plan.caps):
        raise ValueError("a cap of target pay holds for the plan's own target, leave target out")
    by_month = quota.ndim == _AXES
    held = _in_play(form, quota) if by_month else quota[:, None, :]
    return pay_months(form, credit, held, target, owed, quota_in_play=by_month)


@lru_cache(maxsize=64)
def _monthly(plan: DealPlan, n_months: int) -> MonthlyPlan:
    return monthly_deals(plan, n_months)


def _check(plan: DealPlan, form: MonthlyPlan, credit: NDArray[np.int64], quota: NDArray[np.int64]) -> None:
    if credit.dtype != np.int64 or quota.dtype != np.int64:
        raise ValueError(f"credit and quota are int64 hundredths, got {credit.dtype} and {quota.dtype}")
    n_streams = len(form.streams)
    if credit.ndim != _AXES or credit.shape[2] != n_streams:
        raise ValueError(
            f"credit has shape (n_people, n_months, {n_streams}) for streams {', '.join(form.streams)}, "
            f"got {credit.shape}"
        )
    years = -(-(form.first + credit.shape[1]) // MONTHS)
    wanted = (len(credit), n_streams) if quota.ndim < _AXES else (len(credit), years * MONTHS, n_streams)
    if quota.shape != wanted:
        raise ValueError(f"quota has shape {wanted}, got {quota.shape}")
    if quota.size and quota.min() < 0:
        raise ValueError(f"a quota is not below zero, got {int(quota.min())}")
    if quota.ndim < _AXES and (plan.quota.ramp is not None or plan.quota.relief):
        raise ValueError("ramp and relief make each month's quota: give effective quotas by month")


def _in_play(form: MonthlyPlan, quota: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the quota that credit is held against in each month, shape (n_people, n_months, n_sticks)."""
    n_people, n_fiscal, n_streams = quota.shape
    if quota.size and int(quota.max()) * n_fiscal >= 2**63:
        raise OverflowError(f"quotas add up to more than 64 bits hold, one is {int(quota.max())}")
    so_far = np.zeros((n_people, n_fiscal + 1, n_streams), dtype=np.int64)
    np.cumsum(quota, axis=1, out=so_far[:, 1:])
    held = np.ones((n_people, len(form.promises), len(form.sticks)), dtype=np.int64)
    for n, stick in enumerate(form.sticks):
        spans = [stick.window.held_against(form.first + month) for month in range(len(form.promises))]
        if not stick.on_credit:
            stops, starts = [span.stop for span in spans], [span.start for span in spans]
            held[:, :, n] = so_far[:, stops, stick.stream] - so_far[:, starts, stick.stream]
    return held
