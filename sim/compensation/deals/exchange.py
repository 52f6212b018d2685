"""Step 3 of the order of evaluation: amounts of an event in the plan's currency, at the rate of the plan's day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sim.compensation.deals.book import DealEvent
from sim.compensation.deals.months import first_day, last_day, month_of
from sim.compensation.deals.plan import DealPlan
from sim.compensation.exact import Exactly, hundredths

_ONE = Fraction(1)


class Exchange:
    """A plan's currency and its dated rates, put in order once."""

    def __init__(self, plan: DealPlan) -> None:
        self.plan = plan
        self._rates: dict[str, tuple[list[date], list[Fraction]]] = {}
        dated = sorted(plan.currency.rates, key=lambda one: one.starts) if plan.currency else []
        for one in dated:
            days, rates = self._rates.setdefault(one.currency, ([], []))
            if one.starts not in days[-1:]:  # of two for one day the plan's first counts
                days.append(one.starts)
                rates.append(Fraction(one.rate))

    def rate(self, currency: str, day: date) -> Fraction | None:
        """Return what one unit of a currency is worth in the plan's on a day, None when no rate says so."""
        if self.plan.currency is None:
            return _ONE if not currency else None
        if currency in {"", self.plan.currency.plan}:
            return _ONE
        days, rates = self._rates.get(currency, ([], []))
        at = bisect_right(days, day)
        return rates[at - 1] if at else None

    def day_of(self, day: date) -> date:
        """Return the day whose rate counts for an event of a day."""
        rule = self.plan.currency.rate_date if self.plan.currency else "event"
        if rule == "event":
            return day
        return self.plan.effective.starts if rule == "plan_start" else last_day(month_of(day))

    def payout_day(self, month: int) -> date:
        """Return the day whose rate counts for what is paid for a month."""
        currency = self.plan.currency
        if currency is not None and currency.payout_rate_date == "plan_start":
            return self.plan.effective.starts
        if currency is not None and currency.payday is not None:
            paid_in = month + currency.payday.months_after
            return min(first_day(paid_in) + timedelta(days=currency.payday.day - 1), last_day(paid_in))
        return last_day(month)

    def rate_of(self, event: DealEvent) -> Fraction | None:
        """Return the rate that counts for an event, None when there is none."""
        return self.rate(event.currency, self.day_of(event.day))

    def in_plan_currency(self, event: DealEvent, amount: Decimal) -> Fraction:
        """Return an amount of an event in the plan's currency."""
        if not event.currency:
            return Fraction(amount)
        return Fraction(amount) * (self.rate_of(event) or _ONE)

    def hundredths(self, event: DealEvent, amount: Decimal) -> Exactly:
        """Return a hundred times an amount of an event in the plan's currency, as an int where it is whole."""
        return 100 * self.in_plan_currency(event, amount) if event.currency else hundredths(amount)
