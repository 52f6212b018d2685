"""Months as whole numbers, windows of them, and the four ways to count days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from sim.compensation.deals.measures import DealMeasure

DayCount = Literal["inclusive", "exclusive", "thirty_360", "working_days"]
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_YEAR, _QUARTER = 12, 3


def month_of(day: date) -> int:
    """Return a month as a whole number: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Return the last day of a month."""
    return first_day(month + 1) - timedelta(days=1)


def told(month: int) -> str:
    """
    Return a month as it is written.

    >>> told(month_of(date(2026, 3, 31)))
    '2026-03'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def period_months(period: str, fiscal_year_starts_in: int) -> range | None:
    """
    Return the months of a fiscal year 2026, a fiscal quarter 2026-Q2 or a month 2026-05; None for other text.

    A fiscal year has the number of the year that it starts in.

    >>> [told(month) for month in period_months("2017-Q2", 7)]
    ['2017-10', '2017-11', '2017-12']
    """
    found = _PERIOD.fullmatch(period.strip())
    if not found:
        return None
    year, quarter, month = found.groups()
    if month:
        at = int(year) * 12 + int(month) - 1
        return range(at, at + 1)
    start = int(year) * 12 + fiscal_year_starts_in - 1
    if quarter:
        start += (int(quarter) - 1) * _QUARTER
        return range(start, start + _QUARTER)
    return range(start, start + _YEAR)


def window(measure: DealMeasure, month: int, fiscal_year_starts_in: int) -> tuple[range, range]:
    """Return the months of the open window up to ``month``, and all months of that window."""
    position = (month - fiscal_year_starts_in + 1) % _YEAR
    if measure.rolling_months:
        rolling = range(month - measure.rolling_months + 1, month + 1)
        return rolling, rolling
    start = month - position % measure.months
    return range(start, month + 1), range(start, start + measure.months)


def days_between(first: date, last: date, count: DayCount) -> Fraction:
    """
    Return the days from the first to the last, as a plan counts them; 0 when there are none.

    >>> [int(days_between(date(2026, 6, 1), date(2026, 12, 31), rule))
    ...  for rule in ("inclusive", "exclusive", "thirty_360", "working_days")]
    [214, 213, 210, 154]
    """
    if last < first:
        return Fraction(0)
    if count == "working_days":
        days = (first + timedelta(days=i) for i in range((last - first).days + 1))
        return Fraction(sum(day.weekday() < 5 for day in days))  # noqa: PLR2004 - Monday to Friday
    if count == "thirty_360":
        end = 30 if last == last_day(month_of(last)) else last.day
        return Fraction((month_of(last) - month_of(first)) * 30 + end - min(first.day, 30) + 1)
    return Fraction((last - first).days + (count == "inclusive"))
