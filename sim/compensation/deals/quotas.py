"""Step 6 of the order of evaluation: effective quota and target pay of each month, exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from sim.compensation.deals.book import Person, StatedQuota
from sim.compensation.deals.months import days_between, first_day, last_day, month_of, period_months
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.quota_terms import Proration
from sim.compensation.exact import total
from sim.compensation.measure import QuotaShape

ByMonth = Mapping[int, Fraction]


def quota_by_month(plan: DealPlan, person: Person, measure: str, stated: list[StatedQuota]) -> ByMonth:
    """
    Return a person's effective quota of a measure in each month [hundredths].

    Raises
    ------
    ValueError
        When a stated period is none.
    """
    by_month: dict[int, Fraction] = defaultdict(Fraction)
    for one in stated:
        months = period_months(one.period, plan.effective.fiscal_year_starts_in)
        if months is None:
            raise ValueError(f"a period is 2026, 2026-Q2 or 2026-05, got {one.period!r}")
        for month, amount in _dealt(plan, person, months, Fraction(one.amount) * 100).items():
            by_month[month] += amount
    ramped = by_month
    if plan.quota.ramp is not None:
        ramped = {month: amount * _ramp(plan, person, month) for month, amount in by_month.items()}
    return _relieved(plan, person, measure, ramped)


def target_by_month(plan: DealPlan, person: Person, months: range) -> ByMonth:
    """Return a person's target incentive of each month [cents], for all fiscal years that ``months`` touch."""
    year = Fraction(
        person.target_incentive if person.target_incentive is not None else plan.pay.target_incentive
    )
    follows = plan.quota.ramp is not None and plan.quota.ramp.target_pay == "ramped"
    found: dict[int, Fraction] = {}
    first = plan.effective.fiscal_year_starts_in - 1
    start = months.start - (months.start - first) % 12
    while start < months.stop:
        for month, amount in _dealt(plan, person, range(start, start + 12), year * 100).items():
            found[month] = amount * _ramp(plan, person, month) if follows else amount
        start += 12
    return found


def _dealt(plan: DealPlan, person: Person, months: range, amount: Fraction) -> dict[int, Fraction]:
    """Return an amount of a period dealt to its months: prorated by days there, then by season."""
    first = plan.effective.fiscal_year_starts_in - 1
    places = tuple((month - first) % 12 for month in months)
    rule = plan.quota.proration
    if rule is None:
        shares = _shares(plan.quota.seasonality, places)
        return {month: amount * share for month, share in zip(months, shares, strict=True)}
    by_season = plan.quota.month_shares()
    switched = plan.switching is not None and plan.switching.quota == "prorated"
    amount *= presence(person, first_day(months[0]), last_day(months[-1]), rule, switched=switched)
    sizes = {
        month: by_season[place] * presence(person, first_day(month), last_day(month), rule, switched=switched)
        for month, place in zip(months, places, strict=True)
    }
    whole = total(sizes.values())
    return {month: amount * size / whole if whole else Fraction(0) for month, size in sizes.items()}


@lru_cache(maxsize=256)
def _shares(seasonality: tuple[Decimal, ...] | None, places: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Return the share of a period's amount that each of its months has; the same for everybody there all along."""
    by_season = QuotaShape(seasonality=seasonality).month_shares()
    whole = total(by_season[place] for place in places)
    return tuple(by_season[place] / whole if whole else Fraction(0) for place in places)


def presence(person: Person, first: date, last: date, rule: Proration, *, switched: bool) -> Fraction:
    """Return the share of the days of a period that a person was there, and in the plan where that counts."""
    came = max(first, person.hire_date or first)
    went = min(last, person.leave_date or last)
    if switched and person.starts is not None and person.until is not None:
        came, went = max(came, person.starts), min(went, person.until - timedelta(days=1))
    if came <= first and went >= last:
        return Fraction(1)
    # A whole period is counted with both its ends; the rule is about the person's own first day.
    whole = days_between(first, last, "inclusive" if rule.count == "exclusive" else rule.count)
    return days_between(came, went, rule.count) / whole if whole else Fraction(0)


def _ramp(plan: DealPlan, person: Person, month: int) -> Fraction:
    ramp = plan.quota.ramp
    if ramp is None:
        return Fraction(1)
    start = month_of(plan.effective.starts)
    if ramp.counts_from == "hire":
        if person.hire_date is None:
            return Fraction(1)
        start = month_of(person.hire_date)
    at = month - start
    return Fraction(ramp.shares[at]) if 0 <= at < len(ramp.shares) else Fraction(1)


def _relieved(plan: DealPlan, person: Person, measure: str, quota: dict[int, Fraction]) -> ByMonth:
    for relief in plan.quota.relief:
        if relief.person == person.person and relief.measure == measure:
            months = range(month_of(relief.starts), month_of(relief.until))
            each = Fraction(relief.amount) * 100 / len(months) if months else Fraction(0)
            for month in months:
                quota[month] = max(quota.get(month, Fraction(0)) - each, Fraction(0))
    return quota
