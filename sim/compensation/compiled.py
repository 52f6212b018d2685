"""A component in whole numbers, ready for the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

from sim.compensation.curve import pieces
from sim.compensation.links import Gate, Multiplier
from sim.compensation.measure import Measure
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap


@dataclass(frozen=True)
class Yardstick:
    """
    Where a rep stands on an axis, as the ratio Y / X of whole numbers.

    For ``attainment`` X = quota * in_play and Y = year * credit, where ``in_play`` are whole numbers, one a fiscal
    month, of which ``year`` is the whole year's; for ``credit`` X = 1 and Y = credit. ``starts`` are the knots as
    (numerator, denominator); ``owns_start`` is whether a knot is reached by exactly its value.
    """

    x: Literal["attainment", "credit"]
    window: int
    in_play: tuple[int, ...]
    year: int
    starts: tuple[tuple[int, int], ...]
    owns_start: bool


@dataclass(frozen=True)
class CompiledFactor:
    """A gate or multiplier: ``numerators[k] / denominator`` once k starts of the yardstick are reached."""

    yardstick: Yardstick
    numerators: tuple[int, ...]
    denominator: int
    order: Literal["before_cap", "after_cap"]


@dataclass(frozen=True)
class CompiledComponent:
    """
    A component: in piece i it pays ``(intercepts[i] * X + slopes[i] * Y) / denominator``.

    ``denominator`` is multiplied by year * quota when ``pays`` is target, by year when it is quota, by 1 otherwise; an
    ``amount`` is its intercept alone. ``cap`` is times X (of target) or an amount, over the same denominator.
    """

    yardstick: Yardstick
    pays: Literal["target", "quota", "credit", "amount"]
    new_credit_only: bool
    intercepts: tuple[int, ...]
    slopes: tuple[int, ...]
    denominator: int
    cap: int | None
    cap_of_target: bool
    factors: tuple[CompiledFactor, ...]


def compile_component(plan: PayPlan, component: Component) -> CompiledComponent:
    """Return the component with all its rates and knots as integers over one denominator."""
    form = pieces(component)
    unit = plan.target_cents(component) if form.pays == "target" else Fraction(1)
    cap = _cap_in_cents(component, unit)
    exact = [unit * value for value in (*form.intercepts, *form.slopes)]
    denominator = lcm(*(value.denominator for value in [*exact, cap or Fraction(1)]))
    whole = [int(value * denominator) for value in exact]
    return CompiledComponent(
        yardstick=_yardstick(plan, component.measure, form.x, form.starts, owns_start=form.owns_start),
        pays=form.pays,
        new_credit_only=form.new_credit_only,
        intercepts=tuple(whole[: len(form.slopes)]),
        slopes=tuple(whole[len(form.slopes) :]),
        denominator=denominator,
        cap=None if cap is None else int(cap * denominator),
        cap_of_target=isinstance(component.cap, TargetCap),
        factors=tuple(_compile_factor(plan, link) for link in plan.links_of(component)),
    )


def _cap_in_cents(component: Component, target: Fraction) -> Fraction | None:
    """Return the cap [cents/year of target, or cents a window], None when there is none."""
    if isinstance(component.cap, TargetCap):
        return Fraction(component.cap.max) * target
    if isinstance(component.cap, AmountCap):
        return Fraction(component.cap.max) * 100
    return None


def _yardstick(
    plan: PayPlan,
    measure: Measure,
    x: Literal["attainment", "credit"],
    starts: Iterable[Fraction],
    *,
    owns_start: bool,
) -> Yardstick:
    shares = plan.quota.shares_in_play(measure)
    year = lcm(*(share.denominator for share in shares))
    return Yardstick(
        x=x,
        window=measure.months,
        in_play=tuple(int(share * year) for share in shares),
        year=year,
        starts=tuple((start.numerator, start.denominator) for start in starts),
        owns_start=owns_start,
    )


def _compile_factor(plan: PayPlan, link: Gate | Multiplier) -> CompiledFactor:
    below, steps = link.staircase()
    factors = [Fraction(below), *(Fraction(factor) for _, factor in steps)]
    denominator = lcm(*(factor.denominator for factor in factors))
    starts = [Fraction(attainment) for attainment, _ in steps]
    owns_start = link.boundary == "lower_inclusive"
    return CompiledFactor(
        yardstick=_yardstick(plan, link.measure, "attainment", starts, owns_start=owns_start),
        numerators=tuple(int(factor * denominator) for factor in factors),
        denominator=denominator,
        order=link.order,
    )
