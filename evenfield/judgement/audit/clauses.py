"""The clauses of a pay plan that may pay for a scheme, and the plan without each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from sim.compensation.measure import MONTHS
from sim.compensation.payment import Payment
from sim.compensation.payout import Band, Beyond, Commission, Curve, Lump, Steps, Tiers
from sim.compensation.plan import AmountCap, Component, PayLevel, PayPlan

_ONE, _NONE = Decimal(1), Decimal(0)
_FINE = Decimal("1e-9")


@dataclass(frozen=True)
class Clause:
    """One clause: what it is called, what it says, what takes its place when it is mended, and the plan without it."""

    name: str
    words: str
    mend: str
    without: PayPlan


def clauses(plan: PayPlan) -> list[Clause]:
    """Return the clauses of a plan in its own order; none in a flat commission over the year."""
    found = [clause for component in plan.components for clause in _of_component(plan, component)]
    for link in plan.links:
        without = plan.model_copy(update={"links": tuple(one for one in plan.links if one is not link)})
        found.append(Clause(f"link {link.id}", f"{link.kind} on {link.component}", "leave it out", without))
    if plan.payment.draws:
        payment = Payment(negative_carry=plan.payment.negative_carry)
        told = ", ".join(draw.id for draw in plan.payment.draws)
        without = plan.model_copy(update={"payment": payment})
        found.append(Clause("draw", f"draws {told}", "leave them out", without))
    return found


def _of_component(plan: PayPlan, component: Component) -> Iterator[Clause]:
    payout = component.payout
    if component.cap is not None:
        yield _clause(
            plan, component, "cap", f"at most {component.cap.max:f} of {component.cap.of}", "no cap", cap=None
        )
    if isinstance(payout, Curve):
        yield from _of_curve(plan, component, payout)
    if isinstance(payout, Steps):
        first = () if payout.points[0][0] == 0 else ((_NONE, _NONE),)
        ramp = _curve((*first, *payout.points), _NONE, payout)
        yield _clause(
            plan, component, "stairs", "pay jumps at each step", "straight between the steps", payout=ramp
        )
    if isinstance(payout, Tiers):
        yield from _of_tiers(plan, component, payout)
    if isinstance(payout, Lump):
        yield Clause(
            f"{component.id}: lump",
            f"{payout.amount:f} at attainment {payout.at:f}",
            "a ramp from 0 that pays the same at quota",
            _ramped(plan, component, payout),
        )
    if component.measure.months < MONTHS:
        yield _over_the_year(plan, component)


def _clause(
    plan: PayPlan, component: Component, name: str, words: str, mend: str, **changes: object
) -> Clause:
    """Return a clause without which a component is changed so."""
    return Clause(f"{component.id}: {name}", words, mend, _changed(plan, component, changes))


def _changed(plan: PayPlan, component: Component, changes: dict[str, object]) -> PayPlan:
    other = component.model_copy(update=changes)
    return plan.model_copy(
        update={"components": tuple(other if one is component else one for one in plan.components)}
    )


def _of_curve(plan: PayPlan, component: Component, curve: Curve) -> Iterator[Clause]:
    points = curve.points
    if points[0][0] > 0:
        rest = points[1:] if points[0][1] == 0 and len(points) > 1 else points
        straight = _curve(((_NONE, _NONE), *rest), curve.beyond.slope, curve)
        words = f"nothing below {points[0][0]:f} ({curve.threshold})"
        yield _clause(plan, component, "threshold", words, "paid from the first sale on", payout=straight)
    slope = _slope_to_quota(points)
    above = tuple(point for point in points if point[0] <= 1)
    steeper = any(one > slope for one in _slopes_above(curve))
    if steeper and above:
        flat = _curve(above, slope, curve)
        yield _clause(
            plan,
            component,
            "accelerator",
            "more for each sale above quota",
            "the slope up to quota goes on",
            payout=flat,
        )
    if curve.beyond.slope == 0 and component.cap is None:
        going_on = _curve(points, slope, curve)
        words = f"nothing more above {points[-1][0]:f}"
        yield _clause(plan, component, "flat top", words, "the slope up to quota goes on", payout=going_on)


def _slope_to_quota(points: tuple[tuple[Decimal, Decimal], ...]) -> Decimal:
    """Return the slope of the last stretch that ends at quota or below; of a lone point, from 0 to it."""
    below = [(x, y) for x, y in ((_NONE, _NONE), *points) if x <= 1]
    (x0, y0), (x1, y1) = below[-2:] if len(below) > 1 else ((_NONE, _NONE), points[0])
    return ((y1 - y0) / (x1 - x0)).quantize(_FINE) if x1 > x0 else _NONE


def _slopes_above(curve: Curve) -> list[Decimal]:
    between = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(curve.points) if x0 >= 1]
    return [*between, curve.beyond.slope]


def _curve(points: tuple[tuple[Decimal, Decimal], ...], slope: Decimal, like: Curve | Steps) -> Curve:
    return Curve.model_construct(
        kind="curve",
        points=points,
        beyond=Beyond(slope=slope),
        threshold="cliff" if points[0][1] > 0 else "hinge",
        knot_rule="marginal",
        pays_at_quota=like.pays_at_quota,
        may_decrease=like.may_decrease,
    )


def _of_tiers(plan: PayPlan, component: Component, tiers: Tiers) -> Iterator[Clause]:
    if any(tiers.rule_of(band) != "marginal" for band in tiers.bands):
        bands = tuple(Band(starts_at=band.starts_at, rate=band.rate) for band in tiers.bands)
        marginal = Tiers(kind="tiers", x=tiers.x, knot_rule="marginal", bands=bands)
        words = "a tier's rate is paid on what was sold before it"
        yield _clause(
            plan, component, "retroactive tiers", words, "each slice at its own rate", payout=marginal
        )
    if len({band.rate for band in tiers.bands}) > 1:
        usual = [band.rate for band in tiers.bands if tiers.x == "credit" or band.starts_at < 1][-1]
        words = f"rates from {min(b.rate for b in tiers.bands):f} to {max(b.rate for b in tiers.bands):f}"
        flat = Commission(kind="commission", rate=usual)
        yield _clause(plan, component, "tiers", words, "one rate for all", payout=flat)


def _ramped(plan: PayPlan, component: Component, lump: Lump) -> PayPlan:
    """Return the plan whose lump is a straight line of the same pay at quota: a share of a larger target incentive."""
    yearly = lump.amount * (MONTHS // component.measure.months)
    weighted = [one for one in plan.components if one.weight is not None]
    incentive = plan.pay.target_incentive if weighted else _NONE
    grown = incentive + yearly
    shares = {one.id: ((one.weight or _NONE) * incentive / grown).quantize(_FINE) for one in weighted}
    line = Curve(
        kind="curve",
        points=((_NONE, _NONE), (_ONE, _ONE)),
        beyond=Beyond(slope=_ONE),
        threshold="hinge",
        knot_rule="marginal",
    )
    made = []
    for one in plan.components:
        if one is component:
            weight = _ONE - sum(shares.values(), _NONE)
            made.append(one.model_copy(update={"payout": line, "weight": weight, "cap": None}))
        else:
            made.append(one.model_copy(update={"weight": shares[one.id]}) if one.id in shares else one)
    level = PayLevel(base=plan.pay.base, ote=plan.pay.base + grown)
    return plan.model_copy(update={"components": tuple(made), "pay": level})


def _over_the_year(plan: PayPlan, component: Component) -> Clause:
    windows = MONTHS // component.measure.months
    changes: dict[str, object] = {"measure": component.measure.model_copy(update={"window": "ytd"})}
    if isinstance(component.payout, Lump):
        yearly = component.payout.amount * windows
        changes["payout"] = component.payout.model_copy(update={"amount": yearly})
    if isinstance(component.cap, AmountCap):
        changes["cap"] = AmountCap(of="amount", max=component.cap.max * windows)
    name = {1: "monthly window", 3: "quarterly window"}[component.measure.months]
    return Clause(
        f"{component.id}: {name}",
        f"counts anew {windows} times a year",
        "counts over the year",
        _changed(plan, component, changes),
    )


def repriced(plan: PayPlan, factor: float) -> PayPlan:
    """Return a plan all of whose variable pay is multiplied by a factor, to the cent and to nine places of a rate."""
    by = Decimal(repr(round(factor, 9)))
    level = PayLevel(base=plan.pay.base, ote=plan.pay.base + _cents(plan.pay.target_incentive * by))
    components = tuple(_repriced(component, by) for component in plan.components)
    return plan.model_copy(update={"pay": level, "components": components})


def _repriced(component: Component, by: Decimal) -> Component:
    payout = component.payout
    changes: dict[str, object] = {}
    if isinstance(payout, Commission):
        changes["payout"] = payout.model_copy(update={"rate": min((payout.rate * by).quantize(_FINE), _ONE)})
    elif isinstance(payout, Tiers):
        bands = tuple(
            band.model_copy(update={"rate": min((band.rate * by).quantize(_FINE), _ONE)})
            for band in payout.bands
        )
        changes["payout"] = payout.model_copy(update={"bands": bands})
    elif isinstance(payout, Lump):
        changes["payout"] = payout.model_copy(update={"amount": _cents(payout.amount * by)})
    if isinstance(component.cap, AmountCap):
        changes["cap"] = AmountCap(of="amount", max=_cents(component.cap.max * by))
    return component.model_copy(update=changes)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
