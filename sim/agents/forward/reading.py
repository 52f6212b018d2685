"""How the dynamic program reads a pay plan: one clock, the pay of its window by attainment, the rest at expectation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compensation import estimate_variable_pay
from sim.compensation.curve import pieces
from sim.compensation.measure import MONTHS
from sim.compensation.payout import Commission
from sim.compensation.plan import Component, PayPlan

Floats = NDArray[np.float64]
_EITHER_SIDE = 0.3


@dataclass(frozen=True)
class Reading:
    """
    A pay plan as a program takes it.

    Attributes
    ----------
    months
        Length of the window on whose attainment the program keeps the clock: 1, 3 or 12.
    exact
        The plan with the components of that window.
    expected
        The plan with all others, which count at the rate that they are expected to pay.
    notes
        What does not fit the program's state, in words.
    """

    months: int
    exact: PayPlan
    expected: PayPlan
    notes: tuple[str, ...]

    def pay(self, attainment: Floats, quota: Floats, heading_for: Floats) -> Floats:
        """
        Return the variable pay of one window [currency], shape (n_reps, n_attainments).

        Parameters
        ----------
        attainment
            Attainments of the window, shape (n_attainments,).
        quota
            Of the fiscal year [currency], shape (n_reps,).
        heading_for
            The attainment of a year that each rep expects, shape (n_reps,).
        """
        goal = quota[:, None]
        share = self.months / MONTHS
        pay = estimate_variable_pay(self.exact, attainment[None, :] * goal, goal) * share
        if self.expected.components:
            pay += self._rate(quota, heading_for)[:, None] * attainment[None, :] * goal * share
        return pay

    def _rate(self, quota: Floats, heading_for: Floats) -> Floats:
        """Return what the other components pay per credit around where the year is heading, shape (n_reps,)."""
        low, high = ((1.0 + side) * heading_for * quota for side in (-_EITHER_SIDE, _EITHER_SIDE))
        rise = estimate_variable_pay(self.expected, high, quota) - estimate_variable_pay(
            self.expected, low, quota
        )
        rate: Floats = rise / (high - low)
        return rate


def read(plan: PayPlan) -> Reading:
    """
    Return the plan as a program takes it.

    The clock is that of the window which pays most at quota; of equals the longest. A flat commission without cap fits
    any clock.
    """
    months = _clock(plan)
    fits = [part for part in plan.components if part.measure.months == months or _fits_any(plan, part)]
    others = [part for part in plan.components if part not in fits]
    return Reading(
        months,
        plan.model_copy(update={"components": tuple(fits)}),
        plan.model_copy(update={"components": tuple(others)}),
        tuple(_notes(plan, months, others)),
    )


def _clock(plan: PayPlan) -> int:
    """Return the length of the window that pays most at quota [months]."""
    paid: dict[int, float] = {}
    for part in plan.components:
        if not _fits_any(plan, part):
            alone = plan.model_copy(update={"components": (part,)})
            quota = _quota_for(alone)
            paid[part.measure.months] = paid.get(part.measure.months, 0.0) + float(
                estimate_variable_pay(alone, quota, quota)
            )
    return max(paid, key=lambda months: (paid[months], months), default=MONTHS)


def _quota_for(plan: PayPlan) -> float:
    """Return a quota at which components can be compared: what pays the target incentive at 10 % [currency]."""
    return max(float(plan.pay.target_incentive), float(plan.pay.base), 1.0) * 10.0


def _fits_any(plan: PayPlan, part: Component) -> bool:
    return isinstance(part.payout, Commission) and part.cap is None and not plan.links_of(part)


def _notes(plan: PayPlan, months: int, others: list[Component]) -> Iterator[str]:
    """Yield in words what does not fit the state."""
    clock = {1: "the month", 3: "the quarter", MONTHS: "the year"}[months]
    for part in others:
        yield f"component {part.id} counts at its expected rate: reps keep one clock, {clock}"
    for part in plan.components:
        if pieces(part).new_credit_only:
            yield f"component {part.id} is taken as if credit came evenly: its tiers pay new credit only"
        for link in plan.links_of(part):
            if link.measure.months != months:
                yield f"link {link.id} is judged at an even pace: reps keep one clock, {clock}"
    for draw in plan.payment.draws:
        yield f"draw {draw.id} is left out: it lends or insures, and does not pay for one more sale"
    if months < MONTHS and plan.quota.seasonality is not None:
        yield "windows are taken as equal parts of the year's quota"
