"""Estimates in floating point, for search and for what reps expect; never for what they are paid."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compensation.curve import Pieces, pieces
from sim.compensation.measure import MONTHS
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap

Floats = NDArray[np.float64]
_CENT = 0.01


def estimate_variable_pay(plan: PayPlan, credit: ArrayLike, quota: ArrayLike) -> Floats:
    """
    Return about what a fiscal year's credit earns in variable pay, unrounded [currency/year].

    Exact but for floating point (1e-9 relative) when every component counts over the year; a component with
    shorter windows is taken with the credit spread evenly over the months. Draws add nothing: they lend or insure.

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
        pay += _year_pay(plan, component, sold, goal)
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
        rate += _year_rate(plan, component, sold, goal)
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
    return not component.on_attainment or pieces(component).pays == "quota"


@dataclass(frozen=True)
class _FloatForm:
    """A component in floating point; money is in currency, a window is one of ``windows`` in the year."""

    pieces: Pieces
    starts: Floats
    intercepts: Floats
    slopes: Floats
    windows: int
    to_date: bool
    target: float
    limit: float


@lru_cache(maxsize=256)
def _float_form(plan: PayPlan, component: Component) -> _FloatForm:
    """Return the component for floating point; cached, because reps ask every day."""
    form = pieces(component)
    windows = MONTHS // component.measure.months
    target = float(plan.target_cents(component)) / 100 / windows
    return _FloatForm(
        pieces=form,
        starts=_floats(form.starts),
        intercepts=_floats(form.intercepts),
        slopes=_floats(form.slopes),
        windows=windows,
        to_date=component.measure.against == "quota_to_date" and form.x == "attainment",
        target=target,
        limit=_limit(component, target),
    )


def _floats(values: tuple[Fraction, ...]) -> Floats:
    return np.array([float(value) for value in values], dtype=np.float64)


def _limit(component: Component, target: float) -> float:
    if isinstance(component.cap, TargetCap):
        return float(component.cap.max) * target
    if isinstance(component.cap, AmountCap):
        return float(component.cap.max)
    return float("inf")


@dataclass(frozen=True)
class _Standing:
    """Where reps stand on a component's axis in a window: ``unit`` is the currency that 1.0 of the axis stands for."""

    form: _FloatForm
    unit: Floats | float
    reached: Floats
    piece: NDArray[np.int64]

    @property
    def paid_on(self) -> Floats | float:
        """Return the currency that 1.0 of height pays."""
        fixed = {"target": self.form.target, "amount": _CENT}
        return fixed.get(self.form.pieces.pays, self.unit)

    def due(self) -> Floats:
        """Return what is due in a window, before links and cap [currency]."""
        if self.form.pieces.new_credit_only:
            return _month_by_month(self.form, self.reached) * self.paid_on
        height = self.form.slopes[self.piece]
        height *= self.reached
        height += self.form.intercepts[self.piece]
        height *= self.paid_on
        return height

    def slope(self) -> Floats:
        """Return what the next unit of currency sold adds to it [currency per currency]."""
        return self.form.slopes[self.piece] * (self.paid_on / self.unit)


def _stand(form: _FloatForm, credit: Floats, quota: Floats) -> _Standing:
    unit: Floats | float = _CENT  # over credit, pieces count in cents
    reached = credit / (_CENT * form.windows)
    if form.pieces.x == "attainment":
        unit, reached = quota / form.windows, credit / quota
    return _Standing(form, unit, reached, _piece(form, reached))


def _year_pay(plan: PayPlan, component: Component, credit: Floats, quota: Floats) -> Floats:
    """Return pay of a year [currency]."""
    form = _float_form(plan, component)
    due = _stand(form, credit, quota).due() * _factor(plan, component, credit, quota, "before_cap")
    return np.minimum(due, form.limit) * (form.windows * _factor(plan, component, credit, quota, "after_cap"))


def _year_rate(plan: PayPlan, component: Component, credit: Floats, quota: Floats) -> Floats:
    """Return the slope of a year's pay [currency per currency of credit]."""
    standing = _stand(_float_form(plan, component), credit, quota)
    before, after = (_factor(plan, component, credit, quota, order) for order in ("before_cap", "after_cap"))
    capped = standing.due() * before >= standing.form.limit
    return np.where(capped, 0.0, standing.slope() * before) * after


def _factor(plan: PayPlan, component: Component, credit: Floats, quota: Floats, order: str) -> Floats | float:
    """Return the product of the gates and multipliers of this order at the year's attainment."""
    product: Floats | float = 1.0
    for link in plan.links_of(component):
        if link.order == order:
            below, steps = link.staircase()
            starts, factors = np.array(steps, dtype=np.float64).T
            side: Literal["left", "right"] = "right" if link.boundary == "lower_inclusive" else "left"
            reached = np.searchsorted(starts, credit / quota, side=side)
            product = product * np.array([float(below), *factors])[reached]
    return product


def _piece(form: _FloatForm, reached: Floats) -> NDArray[np.int64]:
    return np.searchsorted(form.starts, reached, side="right" if form.pieces.owns_start else "left")


def _month_by_month(form: _FloatForm, reached: Floats) -> Floats:
    """Return what the even share of each month earns at the tier reached by then, summed over a window."""
    months = MONTHS // form.windows
    total = np.zeros(reached.shape)
    for month in range(1, months + 1):
        so_far = reached if form.to_date else reached * month / months
        total += form.slopes[_piece(form, so_far)] * reached / months
    return total
