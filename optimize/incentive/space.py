"""
The pay plans that a search may choose among, as a few numbers, and back in the plan language.

In units of on-target earnings (OTE) a plan is (beta, rho, b, s_0 … s_n): base, commission at the mean quota, bonus at
quota, and the slope of the payout curve from each knot x_j on. At attainment A the mean rep earns

    beta + rho A + b [A >= 1] + sum_j s_j len_j(A)        len_j(A): how much of A lies between x_j and x_{j+1}

so that pay at target, the pay mix, slope limits and the cap are linear in them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from optimize.incentive.terms import Point, Terms, readable, write
from optimize.incentive.wishes import PayWishes
from optimize.program import Floats, Program
from sim.agents.knots import salient_knots
from sim.compensation.estimate import estimate_variable_pay
from sim.compensation.payout import Commission
from sim.compensation.plan import PayPlan

BASE, RATE, BONUS, SLOPES = 0, 1, 2, 3
"""Where in the numbers of a plan base, commission, bonus and the first slope stand."""
_NEAR = 0.06
_HIGHEST = 4.0
_TINY = 1e-9
_PLACES = 6


@dataclass(frozen=True, eq=False)
class PaySpace:
    """
    Plans by their numbers.

    Attributes
    ----------
    template
        The plan in force: all that is not searched stays as it is there.
    mean_quota
        Of a year [currency].
    starts
        Attainments at which slopes begin, from 0 up, with 1 among them, shape (n_slopes,).
    low, high
        Bounds of each number [OTE], shape (3 + n_slopes,).
    steepest, most_pay
        As :class:`PayWishes` has them.
    """

    template: PayPlan
    mean_quota: float
    starts: Floats
    low: Floats
    high: Floats
    steepest: float
    most_pay: float

    @property
    def ote(self) -> float:
        """Return on-target earnings [currency/year]."""
        return float(self.template.pay.ote)

    @property
    def names(self) -> list[str]:
        """Return what each number is."""
        ends = [*self.starts[1:], math.inf]
        slopes = [
            f"slope from {low:.0%} on" if high == math.inf else f"slope from {low:.0%} to {high:.0%}"
            for low, high in zip(self.starts, ends, strict=True)
        ]
        return ["base", "commission", "bonus", *slopes]

    @property
    def free(self) -> list[int]:
        """Return which numbers may move."""
        return [number for number in range(len(self.low)) if self.high[number] - self.low[number] > _TINY]

    def earned(self, attainment: float) -> Floats:
        """Return what one of each number pays at an attainment, shape (3 + n_slopes,)."""
        ends = np.append(self.starts[1:], math.inf)
        lengths = np.clip(np.minimum(attainment, ends) - self.starts, 0.0, None)
        return np.concatenate([[1.0, attainment, float(attainment >= 1.0)], lengths])

    def constrain(self, program: Program, numbers: Sequence[int]) -> None:
        """Add what every plan must keep: pay at target, the slope limits, and the cap."""
        columns = np.asarray(numbers, dtype=np.int64)
        program.add_row("pay at target", (columns, self.earned(1.0)), low=1.0, high=1.0)
        base = int(columns[BASE])
        for name, column in zip(self.names[SLOPES:], columns[SLOPES:], strict=True):
            program.add_row(f"no cliffs: {name}", {int(column): 1.0, base: self.steepest}, high=self.steepest)
        if math.isfinite(self.most_pay):
            top = self.earned(float(self.starts[-1]))
            top[BASE] = self.most_pay
            program.add_row("cap", (columns, top), high=self.most_pay)
            program.add_row(
                "nothing beyond the cap", {int(columns[-1]): 1.0, int(columns[RATE]): 1.0}, high=0.0
            )

    def of(self, plan: PayPlan) -> Floats:
        """Return the numbers of the nearest plan of this space: the same base, commissions and pay at the knots."""
        numbers = np.zeros(len(self.low))
        numbers[BASE] = float(plan.pay.base) / self.ote
        flat = {part.id: part.payout for part in plan.components if part.cap is None}
        rates = {name: float(one.rate) for name, one in flat.items() if isinstance(one, Commission)}
        numbers[RATE] = sum(rates.values()) * self.mean_quota / self.ote
        rest = tuple(part for part in plan.components if part.id not in rates)
        if rest:
            curve = plan.model_copy(update={"components": rest})
            ends = np.append(self.starts, max(_HIGHEST, float(self.starts[-1]) + 1.0))
            ends[1:] -= 1e-7  # below a jump, which would be a slope
            pay = estimate_variable_pay(curve, ends * self.mean_quota, self.mean_quota) / self.ote
            numbers[SLOPES:] = np.round(np.maximum(np.diff(pay), 0.0) / np.diff(ends), 6)
        return np.clip(numbers, self.low, np.maximum(self.high, self.low))

    def plan(self, numbers: Floats) -> PayPlan:
        """
        Return the plan of these numbers in the plan language.

        Raises
        ------
        ValueError
            When the language cannot say it, such as base pay above on-target earnings.
        """
        return write(self.template, self.terms(numbers))

    def terms(self, numbers: Floats) -> Terms:
        """Return the terms of these numbers, to a millionth."""
        base = _exact(float(numbers[BASE]) * self.ote, 2)
        target = self.ote - float(base)
        slopes = numbers[SLOPES:] * self.ote / target if target > 0 else np.zeros(len(self.starts))
        given = [_exact(float(slope), _PLACES) for slope in slopes]
        return Terms(
            base,
            _exact(float(numbers[RATE]) * self.ote / self.mean_quota, _PLACES),
            curve_points(self.starts, given) if any(given) else (),
            given[-1],
            _exact(float(numbers[BONUS]) * self.ote, 2),
        )

    def readable(self, numbers: Floats) -> PayPlan:
        """Return a plan near these numbers that a person reads at a glance (:mod:`optimize.incentive.terms`)."""
        ote = self.template.pay.ote
        return write(self.template, readable(self.terms(numbers), ote, _exact(self.mean_quota, 2)))


def curve_points(starts: Floats, slopes: Sequence[Decimal]) -> tuple[Point, ...]:
    """Return the points of a curve from its slopes, exact; those at which the slope does not change are left out."""
    at = [_exact(float(start), 4) for start in starts]
    height, points = Decimal(0), []
    for number, x in enumerate(at):
        if number:
            height += slopes[number - 1] * (x - at[number - 1])
        if number == 0 or x == 1 or slopes[number] != slopes[number - 1]:
            points.append((x, height))
    return tuple(points)


def _exact(value: float, places: int) -> Decimal:
    """Return a number of 0 or more to so many places."""
    return Decimal(f"{max(value, 0.0):.{places}f}")


def pay_space(template: PayPlan, mean_quota: float, wishes: PayWishes) -> PaySpace:
    """Return the plans that the wishes allow, with the knots of the plan in force among the attainments."""
    now = salient_knots(template)
    caps = [_cap_at(template, mean_quota)] if _cap_at(template, mean_quota) < _HIGHEST else []
    kept = sorted({round(float(x), 2) for x in [*now, *caps, 1.0] if x > _NEAR / 2})
    kept = [x for number, x in enumerate(kept) if x == 1.0 or number == 0 or x - kept[number - 1] > _NEAR / 2]
    wanted = [x for x in wishes.knots if all(abs(x - other) > _NEAR for other in kept)]
    starts = np.array([0.0, *sorted([*kept, *wanted])])
    ote = float(template.pay.ote)
    share = float(template.pay.base) / ote if ote else 1.0
    least, most = wishes.base_share or (share, share)
    n = len(starts)
    low = np.array([least, 0.0, 0.0, *[0.0] * n])
    high = np.array(
        [
            most,
            1.0 - least if wishes.commission else 0.0,
            wishes.bonus,
            *[wishes.steepest * (1.0 - least)] * n,
        ]
    )
    return PaySpace(template, mean_quota, starts, low, high, wishes.steepest, wishes.most_pay)


def _cap_at(plan: PayPlan, mean_quota: float) -> float:
    """Return the attainment from which on a plan pays nothing more; the highest looked at when there is none."""
    grid = np.linspace(1.0, _HIGHEST, 3001)
    pay = estimate_variable_pay(plan, grid * mean_quota, mean_quota)
    flat = np.flatnonzero(pay >= pay[-1] - _TINY * max(float(pay[-1]), 1.0))
    return float(grid[flat[0]]) if pay[-1] > pay[0] or len(flat) == len(grid) else _HIGHEST
