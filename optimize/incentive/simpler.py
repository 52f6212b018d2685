"""What simpler pay plans would lose, each priced so that it costs as much as the plan it is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from optimize.incentive.judging import Judge, Judged
from optimize.incentive.reprice import equal_pay
from optimize.incentive.space import BASE, RATE, PaySpace
from optimize.program import Floats
from optimize.selection import paired_mean
from sim.compensation.plan import PayPlan

SAME_PAY = 2e-3
"""Share of expected pay by which plans priced alike may differ."""


@dataclass(frozen=True)
class SimplerPlan:
    """
    A simpler plan at the same expected pay.

    ``loss`` is what it costs in profit, ``loss_half`` the half width of the interval [currency over the measured
    months]; ``loss_share`` and ``share_half`` the same over profit. ``pay_share`` is by how much its pay still differs.
    """

    name: str
    plan: PayPlan
    loss: float
    loss_half: float
    loss_share: float
    share_half: float
    pay_share: float

    def __str__(self) -> str:
        """Return it in one line."""
        return (
            f"{self.name} costs you {self.loss_share:.1%} ± {self.share_half:.1%} of profit "
            f"({self.loss:,.0f} ± {self.loss_half:,.0f}) at the same expected pay"
        )


def families(space: PaySpace) -> Iterator[tuple[str, Callable[[float], Floats]]]:
    """Yield simpler families of plans by name: from a scale, about 1, to the numbers of a plan."""
    n = len(space.starts)
    base = float(space.low[BASE])

    def numbers(rate: float, slopes: Floats) -> Floats:
        return np.concatenate([[base, rate, 0.0], slopes])

    if space.high[RATE] > 0:
        yield "a flat commission", lambda scale: numbers((1.0 - base) * scale, np.zeros(n))
    yield "a straight line by attainment", lambda scale: numbers(0.0, np.full(n, (1.0 - base) * scale))
    above_half = np.where(space.starts >= 0.5, 2.0 * (1.0 - base), 0.0)  # noqa: PLR2004 - nothing below half of quota
    if above_half.any() and 0.5 in space.starts:  # noqa: PLR2004
        yield "a straight line above half of quota", lambda scale: numbers(0.0, above_half * scale)


def repriced(space: PaySpace, judge: Judge, pay: float) -> dict[str, PayPlan]:
    """Return the simpler plans that cost ``pay`` in the mean, reps reacting to each; those that cannot are left out."""
    found: dict[str, PayPlan] = {}
    for name, numbers in families(space):

        def expected(scale: float, numbers: Callable[[float], Floats] = numbers) -> float:
            return float(judge([space.plan(numbers(scale))])[0].pay.mean())

        with suppress(ValueError):
            scale = equal_pay(expected, pay, 1.0, tolerance=SAME_PAY, most=7)
            found[name] = space.plan(numbers(scale))
    return found


def losses(plans: dict[str, PayPlan], judged: list[Judged], best: Judged) -> tuple[SimplerPlan, ...]:
    """Return what each plan loses against the best, paired by replication."""
    profit, pay = float(best.profit.mean()), float(best.pay.mean())
    told = []
    for (name, plan), one in zip(plans.items(), judged, strict=True):
        loss, half = paired_mean(best.profit - one.profit)
        pay_share = float(one.pay.mean()) / pay - 1.0
        told.append(SimplerPlan(name, plan, loss, half, loss / abs(profit), half / abs(profit), pay_share))
    return tuple(told)
