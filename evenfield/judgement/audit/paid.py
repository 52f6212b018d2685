"""Pay for credit, through the payroll itself: of a plan as it is, without a clause, and with credit changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.judgement.audit.credits import BY_MONTH, DISCOUNT
from sim.calendar import MONTHS_PER_YEAR
from sim.compensation.plan import PayPlan
from sim.compensation.years import run_payroll_by_year

Floats = NDArray[np.float64]
_HALVES = (0.0, 0.5)
"""What a splitter may book in the next month of an order late in this one."""
_WORTH = 1.0
"""A split that gains less is not made [currency]."""


@dataclass(frozen=True, eq=False)
class Credits:
    """
    What every rep was credited with in each replication, shape (n_replications, n_reps, n_months) [currency].

    ``quota`` has shape (n_replications, n_reps, n_years); ``late``, ``new`` and ``more`` are as in
    :func:`~evenfield.judgement.audit.credits.replicate_credits`, and ``margin`` has shape (n_replications, n_reps).
    """

    reps: tuple[str, ...]
    credit: Floats
    late: Floats
    new: Floats
    more: Floats
    quota: Floats
    margin: Floats

    @classmethod
    def read(cls, frame: pd.DataFrame) -> Credits:
        """Return the credits in the results of an audit."""
        reps = frame.loc[frame["measure"] == "rep_more_margin", "entity"].drop_duplicates().sort_values()
        credit, late, new, more = (_cube(frame, name) for name in BY_MONTH)
        margin = _cube(frame, "rep_more_margin")[:, :, 0]
        return cls(tuple(reps.tolist()), credit, late, new, more, _cube(frame, "rep_year_quota"), margin)

    def pay(self, plan: PayPlan, credit: Floats | None = None) -> Floats:
        """Return the variable pay of each rep over the run [currency], shape (n_replications, n_reps)."""
        given = self.credit if credit is None else credit
        n, reps, months = given.shape
        cents = np.rint(given * 100).astype(np.int64).reshape(n * reps, months)
        quota = np.rint(self.quota * 100).astype(np.int64).reshape(n * reps, -1)
        paid = run_payroll_by_year(plan, np.ascontiguousarray(cents), np.ascontiguousarray(quota))
        total: Floats = paid.variable.sum(axis=1).reshape(n, reps) / 100
        return total

    def with_quota(self, quota: Floats) -> Credits:
        """Return the same credits under other quotas."""
        return replace(self, quota=quota)

    def split(self, plan: PayPlan) -> Floats:
        """
        Return the credit when late orders are booked in two halves wherever that pays, shape of ``credit``.

        Each rep knows what the year will bring, so it is the most that splitting can gain; window by window, in order.
        """
        shortest = min((component.measure.months for component in plan.components), default=MONTHS_PER_YEAR)
        step = 1 if plan.payment.draws else shortest
        best, paid = self.credit, self.pay(plan)
        for month in range(step, MONTHS_PER_YEAR + 1, step):
            tried = best.copy()
            moved = _HALVES[1] * np.clip(self.late[:, :, month - 1], 0.0, None)
            tried[:, :, month - 1] -= moved
            tried[:, :, month] += moved
            gained = self.pay(plan, tried)
            better = gained > paid + _WORTH
            best = np.where(better[:, :, None], tried, best)
            paid = np.where(better, gained, paid)
        return best

    def discounted(self, *, charged: bool = False) -> Floats:
        """
        Return the credit when every new buyer of the first year gets the price cut, shape of ``credit``.

        ``charged`` takes from the credit besides what the cut costs the firm, at the margin on what is won more.
        """
        first = np.arange(self.credit.shape[2]) < MONTHS_PER_YEAR
        change = (1.0 - DISCOUNT) * self.more - DISCOUNT * self.new
        if charged:
            change = change - self.cut_cost() / self._margin_share()[:, :, None]
        changed: Floats = self.credit + np.where(first, change, 0.0)
        return changed

    def cut_cost(self) -> Floats:
        """Return what the price cut gives up on new business, by month [currency], shape of ``credit``."""
        cost: Floats = DISCOUNT * (self.new + self.more)
        return cost

    def discount_profit(self) -> Floats:
        """Return what discounting adds to the firm's margin in the first year [currency], (n_replications, n_reps)."""
        profit: Floats = self.margin - self.cut_cost()[:, :, :MONTHS_PER_YEAR].sum(axis=2)
        return profit

    def _margin_share(self) -> Floats:
        sold = self.more[:, :, :MONTHS_PER_YEAR].sum(axis=2)
        overall = self.margin.sum() / sold.sum() if sold.sum() > 0 else 1.0
        share: Floats = np.where(sold > 0, self.margin / np.where(sold > 0, sold, 1.0), overall)
        return share


def _cube(frame: pd.DataFrame, measure: str) -> Floats:
    """Return a measure by replication, rep (in order of id) and month."""
    rows = frame.loc[frame["measure"] == measure, ["replication", "entity", "month", "value"]]
    rows = rows.sort_values(["replication", "entity", "month"])
    sizes = [rows[column].nunique() for column in ("replication", "entity", "month")]
    cube: Floats = rows["value"].to_numpy(np.float64).reshape(sizes)
    return cube
