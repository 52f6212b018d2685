"""Base pay of each month: a twelfth of the year's, by days there, in cents that add up over a fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sim.compensation.deals.months import first_day, last_day
from sim.compensation.deals.quota_terms import Proration
from sim.compensation.deals.quotas import presence
from sim.compensation.deals.roster import Stint
from sim.compensation.rounding import round_cents

BASE = "base"
"""What base pay is called among the payouts."""
_YEAR = 12
_ALL_DAYS = Proration(count="inclusive")


def base_by_month(stints: Sequence[Stint], months: range) -> dict[int, int]:
    """
    Return a person's base pay of each month in the plan, over all plans the person is in [cents].

    A month that somebody was there for only in part pays its part of the days, counted as the plan prorates quota, or
    as calendar days where it does not. The running total of a fiscal year is rounded: twelve months are a year's base.
    """
    found: dict[int, int] = {}
    due, posted = Fraction(0), 0
    for month in months:
        here = [stint for stint in stints if month in stint.months]
        if not here:
            continue
        if (month - here[0].plan.effective.fiscal_year_starts_in + 1) % _YEAR == 0:
            due, posted = Fraction(0), 0
        due += sum((_of_month(stint, month) for stint in here), Fraction(0))
        now = round_cents(due, here[0].plan.rounding)
        found[month] = now - posted
        posted = now
    return found


def _of_month(stint: Stint, month: int) -> Fraction:
    """Return the exact base pay of a stint's days in a month [cents]."""
    person, plan = stint.person, stint.plan
    year = Fraction(plan.pay.base if person.base is None else person.base) * 100
    rule = plan.quota.proration or _ALL_DAYS
    return (
        year / _YEAR * presence(person, first_day(month), last_day(month), rule, switched=True)
        if year
        else year
    )
