"""When a contract's terms end: on real days, counted in whole numbers. Plain numbers, for both engines."""

from __future__ import annotations

import math

from sim.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR

_ERA, _YEAR = 146097, 365
"""Days of 400 years, and of a common year."""


def days_before(year: int, month: int) -> int:
    """
    Return the days from 1 January of the year 1 to the first of a month: ``date.toordinal`` less 1.

    A year that begins in March has its leap day at its end (Hinnant 2014, "chrono-compatible low-level date
    algorithms", days_from_civil).
    """
    shifted = year if month > 2 else year - 1  # noqa: PLR2004 - March
    since_march = (month + 9) % MONTHS_PER_YEAR
    return (
        shifted * _YEAR + shifted // 4 - shifted // 100 + shifted // 400 + (153 * since_march + 2) // 5 - 306
    )


def later_day(day: int, months: int) -> int:
    """
    Return the same day of the month so many months later, the month's last day when it has none.

    Both days are counted from 1 January of the year 1 (0); the same as :func:`sim.calendar.add_months`.
    """
    year = day * 400 // _ERA + 1
    year = year + 1 if days_before(year + 1, 1) <= day else year
    year = year - 1 if days_before(year, 1) > day else year
    month = min((day - days_before(year, 1)) // 28 + 1, MONTHS_PER_YEAR)
    while days_before(year, month) > day:
        month -= 1
    of_month = day - days_before(year, month)
    total = year * MONTHS_PER_YEAR + month - 1 + months
    first = days_before(total // MONTHS_PER_YEAR, total % MONTHS_PER_YEAR + 1)
    following = days_before((total + 1) // MONTHS_PER_YEAR, (total + 1) % MONTHS_PER_YEAR + 1)
    return min(first + of_month, following - 1)


def opening_day(months: int, luck: float) -> int:
    """Return the day of the run on which the first term of an opening customer ends: evenly spread over a term."""
    return math.floor(luck * months * DAYS_PER_YEAR / MONTHS_PER_YEAR) + 1
