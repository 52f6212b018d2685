"""
The exact reference and its trace: why a rep was paid an amount, slice by slice.

It reads the plan's own words with exact fractions, apart from the kernel, which it is the yardstick of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Literal

from sim.compensation.exact import total
from sim.compensation.lazy import lazy
from sim.compensation.ledger import Terms, terms
from sim.compensation.links import Gate, Multiplier
from sim.compensation.measure import MONTHS, Measure, QuotaShape
from sim.compensation.payout import is_reached
from sim.compensation.payroll import base_by_month
from sim.compensation.plan import AmountCap, Component, PayPlan, Rounding, TargetCap
from sim.compensation.rounding import round_cents
from sim.compensation.slices import NONE, ONE, InPlay, Slice, cutter


@dataclass(frozen=True)
class Factor:
    """What a gate or multiplier did: its id, the attainment it saw (None without quota), its factor, and its order."""

    link: str
    attainment: Fraction | None
    factor: Fraction
    order: Literal["before_cap", "after_cap"]


@dataclass(frozen=True)
class Line:
    """
    One component's pay of one month, with all that made it.

    Parameters
    ----------
    component
        Its id.
    credit
        New credit of the month and of the window so far [cents].
    in_play
        Quota and target pay that the window's credit is held against [cents].
    slices
        The stretches of credit or attainment that were paid, each at its rate.
    factors
        What gates and multipliers did to the component.
    limit
        The cap on the window [cents], None when uncapped.
    closed
        Due for the windows of the fiscal year that have ended [cents].
    before
        Due for the year, and posted, up to the month before [cents].
    rounding
        How the amount was rounded.
    """

    component: str
    credit: tuple[int, int] | tuple[Fraction, Fraction]
    in_play: InPlay
    slices: tuple[Slice, ...]
    factors: tuple[Factor, ...]
    limit: Fraction | None
    closed: Fraction
    before: tuple[Fraction, int]
    rounding: Rounding

    @property
    def attainment(self) -> Fraction | None:
        """Return credit over quota in play, None where there is no quota."""
        return self.credit[1] / self.in_play.quota if self.in_play.quota else None

    @lazy
    def uncapped(self) -> Fraction:
        """Return what the slices pay, times the factors that come before the cap [cents]."""
        paid = total(part.amount for part in self.slices)
        return paid * self._factor("before_cap") if self.factors else paid

    @lazy
    def cut_off(self) -> Fraction:
        """Return what the cap takes away [cents]."""
        return NONE if self.limit is None or self.uncapped <= self.limit else self.uncapped - self.limit

    @lazy
    def due(self) -> Fraction:
        """Return what is due for the fiscal year so far, exact [cents]."""
        # Most lines have no cap reached, no factor and no window closed, and each step of fractions takes its time.
        paid = self.uncapped - self.cut_off if self.cut_off else self.uncapped
        paid = paid * self._factor("after_cap") if self.factors else paid
        return self.closed + paid if self.closed else paid

    def _factor(self, order: str) -> Fraction:
        return prod((factor.factor for factor in self.factors if factor.order == order), start=ONE)

    @lazy
    def amount(self) -> int:
        """Return the month's pay, worked out anew from the slices [cents]."""
        due_before, posted_before = self.before
        if self.rounding.of == "cumulative":
            return round_cents(self.due, self.rounding) - posted_before
        return round_cents(self.due - due_before, self.rounding)

    @property
    def rounding_delta(self) -> Fraction:
        """Return what rounding added to the exact amount of the month [cents]."""
        due_before, _ = self.before
        return self.amount - (self.due - due_before)


@dataclass(frozen=True)
class Trace:
    """
    Why one rep was paid what in one month: all amounts are cents, ``month`` counts from 1.

    ``terms`` is what the payment layer promises in the month, ``keeps_balance`` whether a negative month is carried at
    all, ``owed_before`` what the rep owed when the month began.
    """

    month: int
    base: int
    lines: tuple[Line, ...]
    terms: Terms
    keeps_balance: bool
    owed_before: int

    @lazy
    def top_up(self) -> int:
        """Return what a non-recoverable draw adds to what the components pay."""
        sold = sum(line.amount for line in self.lines)
        return max(self.terms.top_up_to - max(sold, 0), 0)

    @lazy
    def earned(self) -> int:
        """Return variable pay earned in the month, top-up included."""
        return sum(line.amount for line in self.lines) + self.top_up

    @lazy
    def paid(self) -> int:
        """Return variable pay paid for the month."""
        if not self.keeps_balance:
            return self.earned
        recovered = self.owed_before if self.terms.recovers else 0
        return max(self.terms.floor, min(self.terms.spared, self.earned), self.earned - recovered)

    @property
    def owed(self) -> int:
        """Return what the rep owes after the month."""
        return self.owed_before + self.paid - self.earned


def explain(plan: PayPlan, credit_cents: Sequence[int], quota_cents: int, month: int) -> Trace:
    """
    Return why one rep was paid what in a month.

    Parameters
    ----------
    plan
        The pay plan in force.
    credit_cents
        New credit of each fiscal month from the first of a fiscal year [cents], at least up to ``month``.
    quota_cents
        Quota of a fiscal year [cents].
    month
        The month to explain, from 1.

    Raises
    ------
    ValueError
        When there is no such month.
    """
    if not 1 <= month <= len(credit_cents):
        raise ValueError(f"month is 1 to {len(credit_cents)}, got {month}")
    return statements(plan, credit_cents[:month], quota_cents)[-1]


def statements(plan: PayPlan, credit_cents: Sequence[int], quota_cents: int) -> list[Trace]:
    """Return one rep's traces, month by month; parameters as for :func:`explain`."""
    by_component = [_lines(plan, component, credit_cents, quota_cents) for component in plan.components]
    base = base_by_month(plan, len(credit_cents)).tolist()
    keeps_balance = plan.payment.negative_carry == "carry_forward"
    traces: list[Trace] = []
    owed = 0
    for month in range(len(credit_cents)):
        lines = tuple(lines[month] for lines in by_component)
        traces.append(
            Trace(month + 1, base[month], lines, terms(plan.payment, month + 1), keeps_balance, owed)
        )
        owed = traces[-1].owed
    return traces


def _lines(plan: PayPlan, component: Component, credit: Sequence[int], quota: int) -> list[Line]:
    held = _held_against(plan, component, quota)
    links = [(link, _shares_in_play(plan.quota, link.measure)) for link in plan.links_of(component)]
    cut = cutter(component.payout)
    lines: list[Line] = []
    closed, before = NONE, (NONE, 0)
    for month in range(len(credit)):
        if month % MONTHS == 0:
            closed, before = NONE, (NONE, 0)
        elif month % component.measure.months == 0:
            closed = lines[-1].due
        window = _window(component.measure, credit, month)
        in_play = held[month % MONTHS - len(window) + 1 : month % MONTHS + 1]
        line = Line(
            component=component.id,
            credit=(window[-1], sum(window)),
            in_play=in_play[-1],
            slices=cut(window, in_play),
            factors=tuple(_judge(link, shares, credit, quota, month) for link, shares in links),
            limit=limit(component.cap, in_play[-1]),
            closed=closed,
            before=before,
            rounding=plan.rounding,
        )
        before = (line.due, before[1] + line.amount)
        lines.append(line)
    return lines


def _window(measure: Measure, credit: Sequence[int], month: int) -> Sequence[int]:
    """Return the credit of each month of the open window, up to ``month`` (from 0)."""
    return credit[month - month % measure.months : month + 1]


def _held_against(plan: PayPlan, component: Component, quota: int) -> list[InPlay]:
    """Return the quota and target pay that credit is held against in each fiscal month."""
    target = plan.target_cents(component)
    found: list[InPlay] = []
    before = None
    for share in _shares_in_play(plan.quota, component.measure):
        same = share == before  # as in all months of a year that is held against its full quota
        found.append(found[-1] if same else InPlay(quota=quota * share, target=target * share))
        before = share
    return found


@lru_cache(maxsize=256)
def _shares_in_play(quota: QuotaShape, measure: Measure) -> tuple[Fraction, ...]:
    """Return :meth:`QuotaShape.shares_in_play`, worked out once for all reps."""
    return quota.shares_in_play(measure)


def _judge(
    link: Gate | Multiplier, shares: Sequence[Fraction], credit: Sequence[int], quota: int, month: int
) -> Factor:
    """Return the factor of a link in ``month`` (from 0): that of the last step reached."""
    in_play = quota * shares[month % MONTHS]
    attainment = sum(_window(link.measure, credit, month)) / in_play if in_play else None
    factor, steps = link.staircase()
    for start, here in steps:
        if attainment is not None and is_reached(Fraction(start), attainment, link.boundary):
            factor = here
    return Factor(link.id, attainment, Fraction(factor), link.order)


def limit(cap: TargetCap | AmountCap | None, in_play: InPlay) -> Fraction | None:
    """Return what a cap leaves of a window [cents], None when there is none."""
    if isinstance(cap, TargetCap):
        return Fraction(cap.max) * in_play.target
    if isinstance(cap, AmountCap):
        return Fraction(cap.max) * 100
    return None
