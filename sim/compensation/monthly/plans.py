"""A scenario's pay plan as a monthly plan."""

from __future__ import annotations

from fractions import Fraction

from sim.compensation.curve import pieces
from sim.compensation.links import GateWords, MultiplierWords
from sim.compensation.measure import Measure
from sim.compensation.monthly.form import Link, MonthlyPlan, Part, Stick, Window
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap


def monthly(plan: PayPlan) -> MonthlyPlan:
    """Return a scenario's pay plan in the form that is paid from monthly sums."""
    return MonthlyPlan(
        streams=("sales",),
        parts=tuple(_part(plan, component) for component in plan.components),
        target=int(plan.pay.target_incentive * 100),
        shares=plan.quota.month_shares(),
        first=0,
        rounding=plan.rounding,
        payment=plan.payment,
    )


def _part(plan: PayPlan, component: Component) -> Part:
    form = pieces(component)
    window = _window(component.measure)
    return Part(
        id=component.id,
        stick=Stick(0, window, form.x == "credit", form.starts, form.owns_start),
        pieces=form,
        weight=Fraction(component.weight or 0),
        cap=limit_of(component.cap),
        cap_of_target=isinstance(component.cap, TargetCap),
        links=tuple(link_of(link, 0, _window(link.measure)) for link in plan.links_of(component)),
    )


def _window(measure: Measure) -> Window:
    return Window(measure.months, rolling=False, to_date=measure.against == "quota_to_date")


def limit_of(cap: TargetCap | AmountCap | None) -> Fraction | None:
    """Return a cap as a multiple of target pay or in cents, None when there is none."""
    if isinstance(cap, AmountCap):
        return Fraction(cap.max) * 100
    return None if cap is None else Fraction(cap.max)


def link_of(link: GateWords | MultiplierWords, stream: int, window: Window) -> Link:
    """Return a gate or multiplier on a stream."""
    below, steps = link.staircase()
    starts = tuple(Fraction(attainment) for attainment, _ in steps)
    return Link(
        stick=Stick(stream, window, False, starts, link.boundary == "lower_inclusive"),
        factors=(Fraction(below), *(Fraction(here) for _, here in steps)),
        after_cap=link.order == "after_cap",
    )
