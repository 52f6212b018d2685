"""Estimates in floating point, for search and for what reps expect; never for what they are paid."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compensation.curve import Pieces, pieces
from sim.compensation.links import Gate, Multiplier
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
    sold, goal = np.asarray(credit, np.float64), np.asarray(quota, np.float64)
    if goal.shape != sold.shape[sold.ndim - goal.ndim :]:
        sold, goal = np.broadcast_arrays(sold, goal)
    pay = np.zeros(sold.shape)
    for term in _terms(plan):
        pay += term.year_pay(sold, goal)
    return pay


def estimate_pay_rate(plan: PayPlan, credit: ArrayLike, quota: ArrayLike) -> Floats:
    """
    Return about what the next unit of currency sold earns in variable pay [currency per currency of credit].

    It is the slope to the right of where the rep stands, 0 below a threshold and above a cap; a jump (a
    cliff, whole tiers) is not part of it. Parameters as for :func:`estimate_variable_pay`.
    """
    sold, goal = np.broadcast_arrays(np.asarray(credit, np.float64), np.asarray(quota, np.float64))
    rate = np.zeros(sold.shape)
    for term in _terms(plan):
        rate += term.year_rate(sold, goal)
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


def _float_form(plan: PayPlan, component: Component) -> _FloatForm:
    """Return the component for floating point."""
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


@dataclass(frozen=True)
class _Staircase:
    """A gate or a multiplier: ``factors`` has one more than ``starts``, and begins with the one below them all."""

    starts: Floats
    factors: Floats
    side: Literal["left", "right"]

    def at(self, attainment: Floats) -> Floats:
        """Return the factor at an attainment."""
        factor: Floats = self.factors[np.searchsorted(self.starts, attainment, side=self.side)]
        return factor


@dataclass(frozen=True)
class _Term:
    """A component of a plan, and what multiplies it before and after its cap."""

    form: _FloatForm
    before_cap: tuple[_Staircase, ...]
    after_cap: tuple[_Staircase, ...]

    def year_pay(self, credit: Floats, quota: Floats) -> Floats:
        """Return pay of a year [currency]."""
        form = self.form
        due = _stand(form, credit, quota).due() * _product(self.before_cap, credit, quota)
        return np.minimum(due, form.limit) * (form.windows * _product(self.after_cap, credit, quota))

    def year_rate(self, credit: Floats, quota: Floats) -> Floats:
        """Return the slope of a year's pay [currency per currency of credit]."""
        standing = _stand(self.form, credit, quota)
        before, after = (_product(links, credit, quota) for links in (self.before_cap, self.after_cap))
        capped = standing.due() * before >= standing.form.limit
        return np.where(capped, 0.0, standing.slope() * before) * after


def _terms(plan: PayPlan) -> tuple[_Term, ...]:
    """Return a plan's components for floating point; known for the latest plans, because reps ask every day."""
    known = _KNOWN.get(id(plan))
    if known is None or known[0] is not plan:
        while len(_KNOWN) >= _MOST_KNOWN:
            del _KNOWN[next(iter(_KNOWN))]
        known = _KNOWN[id(plan)] = plan, tuple(_term(plan, component) for component in plan.components)
    return known[1]


_KNOWN: dict[
    int, tuple[PayPlan, tuple[_Term, ...]]
] = {}  # by identity: to hash a plan takes longer than its pay
_MOST_KNOWN = 64


def _term(plan: PayPlan, component: Component) -> _Term:
    before, after = (
        tuple(_staircase(link) for link in plan.links_of(component) if link.order == order)
        for order in ("before_cap", "after_cap")
    )
    return _Term(_float_form(plan, component), before, after)


def _staircase(link: Gate | Multiplier) -> _Staircase:
    below, steps = link.staircase()
    starts, factors = np.array(steps, dtype=np.float64).T
    return _Staircase(
        np.ascontiguousarray(starts),
        np.array([float(below), *factors]),
        "right" if link.boundary == "lower_inclusive" else "left",
    )


def _product(links: tuple[_Staircase, ...], credit: Floats, quota: Floats) -> Floats | float:
    """Return the product of gates and multipliers at the year's attainment."""
    product: Floats | float = 1.0
    for link in links:
        product = product * link.at(credit / quota)
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
