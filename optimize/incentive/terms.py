"""The terms of a pay plan, exact, and the plan in the plan language that says them; rounded for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from sim.compensation.measure import Measure
from sim.compensation.payout import Beyond, Commission, Curve, Lump
from sim.compensation.plan import Component, PayLevel, PayPlan

Point = tuple[Decimal, Decimal]
_HEIGHT, _SLOPE, _RATE = Decimal("0.01"), Decimal("0.05"), Decimal("0.001")
_NO_KINK = Decimal("0.015")
_WORTH_A_LINE = Decimal("0.03")


@dataclass(frozen=True)
class Terms:
    """
    What a plan pays.

    ``base`` [currency/year]; ``rate`` of commission on every sale; ``points`` and the slope ``beyond`` the last of the
    payout curve [target pay by attainment], no points: no curve; ``bonus`` at quota [currency/year].
    """

    base: Decimal
    rate: Decimal
    points: tuple[Point, ...]
    beyond: Decimal
    bonus: Decimal

    @property
    def at_quota(self) -> Decimal:
        """Return what the curve pays at quota [target pay]."""
        return height(self.points, self.beyond, Decimal(1))


def height(points: Sequence[Point], beyond: Decimal, attainment: Decimal) -> Decimal:
    """Return what a curve pays at an attainment [target pay]."""
    before = points[0]
    for point in points[1:]:
        if attainment <= point[0]:
            rise = (point[1] - before[1]) * (attainment - before[0])
            return before[1] + rise / (point[0] - before[0])
        before = point
    return before[1] + beyond * max(attainment - before[0], Decimal(0))


def write(template: PayPlan, terms: Terms) -> PayPlan:
    """
    Return the plan that says these terms; all else stays as in the template, but links between components go.

    Raises
    ------
    ValueError
        When the language cannot say them, such as base pay above on-target earnings.
    """
    measure = next((part.measure for part in template.components if part.on_attainment), None)
    measure = measure or Measure(credit="sales", window="ytd", against="quota_to_date")
    parts = tuple(_components(terms, measure))
    if (
        not parts and terms.base < template.pay.ote
    ):  # a target that nothing pays needs a component that says so
        nothing = ((Decimal(0), Decimal(0)),)
        parts = tuple(_components(replace(terms, points=nothing, beyond=Decimal(0)), measure))
    pay = PayLevel(base=terms.base, ote=template.pay.ote)
    made = template.model_copy(update={"pay": pay, "components": parts, "links": ()})
    return PayPlan(**{name: getattr(made, name) for name in PayPlan.model_fields})


def _components(terms: Terms, measure: Measure) -> Iterator[Component]:
    """Yield commission, curve and bonus, those that there are."""
    if terms.rate > 0:
        payout = Commission(kind="commission", rate=terms.rate)
        yield Component(id="commission", measure=measure, payout=payout)
    if terms.points:
        curve = Curve(
            kind="curve",
            points=terms.points,
            pays_at_quota=terms.at_quota,
            beyond=Beyond(slope=terms.beyond),
            threshold="hinge",
            knot_rule="marginal",
        )
        yield Component(id="attainment", weight=Decimal(1), measure=measure, payout=curve)
    if terms.bonus > 0:
        amount = (terms.bonus * measure.months / 12).quantize(Decimal("0.01"))
        lump = Lump(kind="lump", at=Decimal(1), amount=amount, boundary="lower_inclusive")
        yield Component(id="bonus", measure=measure, payout=lump)


def readable(terms: Terms, ote: Decimal, mean_quota: Decimal) -> Terms:
    """
    Return terms near these that a person reads at a glance, with the same pay at target for the mean rep.

    Rates in tenths of a percent, payouts in hundredths of target pay, the last slope in twentieths, base and bonus in
    hundreds, and no knot at which the curve hardly bends.
    """
    base = _to(terms.base, Decimal(100))
    bonus = _to(terms.bonus, Decimal(100))
    target = ote - base
    rate = _to(terms.rate, _RATE)
    if rate * mean_quota < _WORTH_A_LINE * target:
        rate = Decimal(0)
    if target <= 0:
        return Terms(base, rate, (), Decimal(0), bonus)
    left = _to(max(1 - (rate * mean_quota + bonus) / target, Decimal(0)), _HEIGHT)
    if not terms.points or (left <= _HEIGHT * 2 and terms.beyond < 2 * _SLOPE):
        whole = _to((target - bonus) / mean_quota, _RATE) if terms.rate > 0 else rate
        return Terms(base, whole, (), Decimal(0), bonus)
    scale = left / terms.at_quota if terms.at_quota > 0 else Decimal(1)
    points = []
    for x, y in terms.points:
        shifted = y * scale if x <= 1 else y - terms.at_quota + left
        points.append((_to(x, _HEIGHT), _to(shifted, _HEIGHT)))
    while len(points) > 1 and points[1][1] == 0:
        del points[0]  # below the first point nothing is paid anyway
    rounded = replace(
        terms, base=base, rate=rate, bonus=bonus, points=tuple(points), beyond=_to(terms.beyond, _SLOPE)
    )
    return _without_small_bends(rounded)


def _without_small_bends(terms: Terms) -> Terms:
    """Return the terms without the knots whose absence moves pay least, as long as that is little; quota stays."""
    points, beyond = list(terms.points), terms.beyond
    while True:
        moved = {}
        for number in range(1, len(points)):
            x, y = points[number]
            if x != 1:
                moved[number] = abs(height(points[:number] + points[number + 1 :], beyond, x) - y)
        number = min(moved, key=lambda one: moved[one], default=0)
        if not number or moved[number] > _NO_KINK:
            return replace(terms, points=tuple(points))
        del points[number]


def _to(value: Decimal, step: Decimal) -> Decimal:
    """Return a value rounded to whole steps, without zeros at its end."""
    whole = (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return Decimal(f"{whole.normalize():f}")
