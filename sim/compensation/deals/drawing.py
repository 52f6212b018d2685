"""Step 16, third part: draws, guarantees and advances, and how they are paid back, month by month."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from sim.compensation.deals.book import Person
from sim.compensation.deals.months import month_of
from sim.compensation.deals.payment_terms import DealDraw
from sim.compensation.deals.plan import DealPlan

_QUARTER, _YEAR = 3, 12


@dataclass(frozen=True)
class Agreed:
    """
    What the payment layer promises a person in one month [cents].

    ``floor`` is paid in any case; ``top_up_to`` is the part of it that is earned for good; ``spared`` is left to the
    person out of what the month earns while a balance is recovered, of the rest the share ``recovers``. ``on_exit`` is
    set in the month of leaving, ``resets`` where the balance of draws ends with the month.
    """

    floor: int = 0
    top_up_to: int = 0
    spared: int = 0
    recovers: Fraction = Fraction(1)
    advance: int = 0
    resets: bool = False
    on_exit: Literal["forgive", "collect", "net_against_pay"] | None = None


NOTHING = Agreed()


def agreed(plan: DealPlan, person: Person, month: int) -> Agreed:
    """Return the terms of a month for a person; nothing before the month of hire, after leaving, or after the plan."""
    hired = month_of(person.hire_date) if person.hire_date else None
    left = month_of(person.leave_date) if person.leave_date else None
    outside = (hired is not None and month < hired) or (left is not None and month > left)
    if not plan.payment.draws or outside or month >= month_of(plan.effective.until):
        return NOTHING
    start = month_of(plan.effective.starts)
    if plan.payment.draws[0].counts_from == "hire" and hired is not None:
        start = hired
    position = (month - plan.effective.fiscal_year_starts_in + 1) % _YEAR
    return _terms(plan.payment.draws, month - start + 1, position, leaves=month == left)


def _terms(draws: tuple[DealDraw, ...], at: int, position: int, *, leaves: bool) -> Agreed:
    begun = [draw for draw in draws if draw.from_month <= at]
    lent = [draw for draw in begun if draw.kind == "recoverable"]
    now = next((draw for draw in begun if draw.covers(at)), None)
    last = max(lent, key=lambda draw: draw.from_month, default=None)
    waits = any(at < (draw.recover_from_month or 1) for draw in lent)
    rate = min((Fraction(draw.recovery_rate or 1) for draw in lent), default=Fraction(1))
    ends = {"each_quarter": position % _QUARTER == _QUARTER - 1, "each_year": position == _YEAR - 1}
    return Agreed(
        floor=_cents(now),
        top_up_to=_cents(now) if now is not None and now.kind == "non_recoverable" else 0,
        spared=max((_cents(draw) for draw in lent if draw.recovery_floor == "draw"), default=0),
        recovers=Fraction(0) if waits else rate,
        advance=_cents(now) if now is not None and now.paid == "in_advance" else 0,
        resets=last is not None and ends.get(last.resets or "", False),
        on_exit=last.on_exit if last is not None and leaves else None,
    )


def _cents(draw: DealDraw | None) -> int:
    return 0 if draw is None else int(draw.amount * 100)


@dataclass
class Balance:
    """
    What a person owes [cents]: ``lent`` by draws, and ``carried`` from months that were negative or before the plan.

    What is recovered pays back draws first.
    """

    carried: int
    lent: int = field(default=0)

    @property
    def owed(self) -> int:
        """Return all that is owed."""
        return self.carried + self.lent

    def pay(self, now: int, terms: Agreed) -> int:
        """Return what is paid for what a month earns, top-up included, and keep the balance."""
        if terms.on_exit == "collect":
            return self._collect(now)
        if terms.on_exit == "net_against_pay":
            terms = Agreed(recovers=Fraction(1))
        least = max(terms.floor, min(terms.spared, now))
        if now < least:
            self.carried += max(-now, 0)
            self.lent += least - max(now, 0)
            return least
        free = now - least
        back = min(self.owed, free * terms.recovers.numerator // terms.recovers.denominator)
        self._recover(back)
        return now - back

    def _collect(self, now: int) -> int:
        """Return the last pay when draws are collected: what is carried only as far as pay goes, draws in any case."""
        paid = max(now - self.carried, 0) - self.lent
        self.carried -= now - paid - self.lent
        self.lent = 0
        return paid

    def _recover(self, back: int) -> None:
        of_draws = min(self.lent, back)
        self.lent -= of_draws
        self.carried -= back - of_draws

    def pay_all(self, now: int) -> int:
        """Return what is paid where nothing is carried: what a month earns less all that is owed."""
        paid = now - self.owed
        self.carried = self.lent = 0
        return paid

    def forgive(self) -> int:
        """Return what was owed of draws, and forget it."""
        forgiven, self.lent = self.lent, 0
        return forgiven
