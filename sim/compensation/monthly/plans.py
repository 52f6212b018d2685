"""A scenario's pay plan as a monthly plan."""

from __future__ import annotations

from fractions import Fraction

from sim.compensation.curve import pieces
from sim.compensation.ledger import Terms, terms
from sim.compensation.links import GateWords, MultiplierWords
from sim.compensation.measure import Measure
from sim.compensation.monthly.form import Excess, Limit, Link, MonthlyPlan, Part, Promise, Stick, Window
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap


def monthly(plan: PayPlan, n_months: int) -> MonthlyPlan:
    """Return a scenario's pay plan in the form that is paid from monthly sums, for a run of so many months."""
    return MonthlyPlan(
        streams=("sales",),
        parts=tuple(_part(plan, component) for component in plan.components),
        target=int(plan.pay.target_incentive * 100),
        shares=plan.quota.month_shares(),
        first=0,
        rounding=plan.rounding,
        carries=plan.payment.negative_carry == "carry_forward",
        promises=tuple(_promise(terms(plan.payment, month + 1)) for month in range(n_months)),
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
        links=tuple(link_of(link, 0, _window(link.measure)) for link in plan.links_of(component)),
    )


def _window(measure: Measure) -> Window:
    return Window(measure.months, rolling=False, to_date=measure.against == "quota_to_date")


def _promise(agreed: Terms) -> Promise:
    return Promise(agreed.floor, agreed.top_up_to, agreed.spared, Fraction(int(agreed.recovers)))


def limit_of(cap: TargetCap | AmountCap | None, excess: Excess = "lost") -> Limit | None:
    """Return a component's cap, None when there is none."""
    if cap is None:
        return None
    of_target = isinstance(cap, TargetCap)
    return Limit(Fraction(cap.max) * (1 if of_target else 100), of_target, excess)


def link_of(link: GateWords | MultiplierWords, stream: int, window: Window) -> Link:
    """Return a gate or multiplier on a stream."""
    below, steps = link.staircase()
    starts = tuple(Fraction(attainment) for attainment, _ in steps)
    return Link(
        stick=Stick(stream, window, False, starts, link.boundary == "lower_inclusive"),
        factors=(Fraction(below), *(Fraction(here) for _, here in steps)),
        after_cap=link.order == "after_cap",
    )
