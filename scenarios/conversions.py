"""What the writer of a field in another unit probably means: the field there is, and the value in its unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

_DAYS = {
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction(1461, 48),
    "quarter": Fraction(1461, 16),
    "year": Fraction(1461, 4),
}
"""Length of each span [days]; a year is 365.25 days, a twelfth of it a month."""
_ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
}
_YEARLY = frozenset({"base", "ote", "total", "quota"})
"""Fields that are amounts a year and do not say so in their names."""
_WORKING = frozenset({"selling_hours_per_day"})
_WORKING_DAYS = Fraction(5)
_OWN_TIME = ("work", "care")
"""Hours of a rep's time: a working day of theirs has as many hours as the calendar says, not 24."""
_OTHERS = {
    ("miles_per_hour", "km_per_hour"): Fraction(1609344, 1000000),
    ("mph", "km_per_hour"): Fraction(1609344, 1000000),
    ("area_sq_miles", "area_km2"): Fraction(2589988110336, 10**12),
    ("area_miles2", "area_km2"): Fraction(2589988110336, 10**12),
}
_FIGURES = 6


def conversion(given: str, text: str, known: Iterable[str]) -> str:
    """
    Return the question whether a known field in its own unit is meant, nothing when the name says no other unit.

    Parameters
    ----------
    given
        The field that was written.
    text
        Its value as it was written, "" when it has none.
    known
        The fields there are.

    Examples
    --------
    >>> conversion("quota_per_month", "25000", ["rep", "quota"])
    'quota is per year; did you mean quota: 300000?'
    >>> conversion("selling_hours_per_week", "32.5", ["selling_hours_per_day"])
    'selling_hours_per_day is per day, 5 a week; did you mean selling_hours_per_day: 6.5?'
    >>> conversion("cancel_percent", "30", ["cancel_share"]), conversion("capp", "1", ["cap"])
    ('cancel_share is a share, 0 to 1; did you mean cancel_share: 0.3?', '')
    """
    for field in known:
        found = (
            _rate(given, field) or _duration(given, field) or _percent(given, field) or _other(given, field)
        )
        if found is not None:
            factor, meaning = found
            value = _times(text, factor) if factor else ""
            told = f"{field}: {value}" if value else repr(field)
            return f"{field} is {meaning}; did you mean {told}?"
    return ""


def _rate(given: str, field: str) -> tuple[Fraction | None, str] | None:
    """Return the factor between two rates of one thing, such as leads a month and leads a year."""
    one, other = _span(given), _span(field)
    if one is None or other is None or one[0] != other[0] or one[1] == other[1]:
        return None
    if field in _WORKING:
        return (1 / _WORKING_DAYS if one[1] == "week" else None), "per day, 5 a week"
    return _DAYS[other[1]] / _DAYS[one[1]], f"per {other[1]}"


def _span(field: str) -> tuple[str, str] | None:
    """
    Return what a rate counts, and per which span of time.

    >>> _span("leads_per_year"), _span("monthly_quota"), _span("base"), _span("price")
    (('leads', 'year'), ('quota', 'month'), ('base', 'year'), None)
    """
    what, per, span = field.rpartition("_per_")
    if per and span in _DAYS:
        return what, span
    for word, meant in _ADVERBS.items():
        if field.startswith(f"{word}_") or field.endswith(f"_{word}"):
            return field.removeprefix(f"{word}_").removesuffix(f"_{word}"), meant
    return (field, "year") if field in _YEARLY else None


def _duration(given: str, field: str) -> tuple[Fraction | None, str] | None:
    """Return the factor between two lengths of time, such as weeks and days."""
    one, other = (name.rpartition("_") for name in (given, field))
    spans = [part[2].removesuffix("s") for part in (one, other)]
    if one[0] != other[0] or not one[0] or any(span not in _DAYS for span in spans) or spans[0] == spans[1]:
        return None
    is_own = one[0].startswith(_OWN_TIME) and not {*spans} <= {"minute", "hour"}
    return (None if is_own else _DAYS[spans[0]] / _DAYS[spans[1]]), f"in {spans[1]}s"


def _percent(given: str, field: str) -> tuple[Fraction | None, str] | None:
    found = re.fullmatch(r"(?:(.+)_)?(?:percent|pct|percentage)", given)
    if found is None or field not in {f"{found[1]}_share", found[1], "share" if not found[1] else ""}:
        return None
    return Fraction(1, 100), "a share, 0 to 1"


def _other(given: str, field: str) -> tuple[Fraction | None, str] | None:
    factor = _OTHERS.get((given, field))
    return (
        (factor, "in " + field.rpartition("_")[2] if "per" not in field else "km an hour") if factor else None
    )


def _times(text: str, factor: Fraction) -> str:
    """Return a written number times a factor, exact or to six figures; nothing when it is no number."""
    try:
        number = Decimal(text.replace(",", "").replace("_", "").rstrip("% "))
    except InvalidOperation:
        return ""
    if not number.is_finite() or abs(number.adjusted()) > 2 * _FIGURES:
        return ""
    exact = Fraction(number) * factor
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    told = f"{value:f}" if Fraction(value) == exact else f"{float(exact):.{_FIGURES}g}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def day(text: str) -> str:
    """
    Return the question which day is meant by a date in another order, nothing when it is none.

    >>> day("31.12.2026"), day("2026/1/5"), day("3/4/2026"), day("soon")
    ('did you mean 2026-12-31?', 'did you mean 2026-01-05?', 'did you mean 2026-03-04 or 2026-04-03?', '')
    """
    parts = re.fullmatch(r"\s*(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})\s*", text)
    if parts is None or not text.isascii():
        return ""
    one, two, three = (int(part) for part in parts.groups())
    orders: Sequence[tuple[int, int, int]]
    orders = [(one, two, three)] if one > 31 else [(three, one, two), (three, two, one)]  # noqa: PLR2004 - no day
    found = dict.fromkeys(made for order in orders if (made := _made(*order)))
    return f"did you mean {' or '.join(found)}?" if found else ""


def _made(year: int, month: int, day_of_month: int) -> str:
    try:
        return date(year, month, day_of_month).isoformat() if year > 31 else ""  # noqa: PLR2004 - else it is no year
    except ValueError:
        return ""
