"""What every given thing shares: frozen, strict documents and the number types they are made of."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Document(BaseModel):
    """A thing that is given: frozen when made, no unknown field, no text for a number, nothing infinite."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True
    )


_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_LARGEST_POWER = 300
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _real(given: Any) -> Any:  # noqa: ANN401 - a validator sees whatever the file holds
    """Pass an exact decimal on as a float; leave everything else to the strict check."""
    return float(given) if isinstance(given, Decimal) else given


def _exact(given: Any) -> Any:  # noqa: ANN401
    """Pass a whole number or the text of a number on as an exact decimal; a float is refused, it is not exact."""
    if isinstance(given, bool) or not isinstance(given, int | str):
        return given
    # Python alone would also take 1_000 and the digits of every script; 1e999999 would fill the memory when used.
    if isinstance(given, str) and not _NUMBER.fullmatch(given):
        raise ValueError("an exact number is wanted, such as 0.05 or 120000.00")
    try:
        number = Decimal(given)
    except InvalidOperation as error:
        raise ValueError("an exact number is wanted, such as 0.05 or 120000.00") from error
    if abs(number.adjusted()) > _LARGEST_POWER:
        raise ValueError(f"a number beyond 1e{_LARGEST_POWER}")
    return number


def _day(given: Any) -> Any:  # noqa: ANN401
    """Pass the text of a day on as a date."""
    if not isinstance(given, str):
        return given
    # Python also takes 20260101 and 2026-W01-4 for days; whoever wrote them may have meant something else.
    if not _DAY.fullmatch(given):
        raise ValueError("a date is wanted as YYYY-MM-DD")
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise ValueError("a date is wanted as YYYY-MM-DD, and this day is not in the calendar") from error


def _sequence(given: Any) -> Any:  # noqa: ANN401
    """Pass a list on as a tuple, which a frozen document can hold."""
    return tuple(given) if isinstance(given, list) else given


AsTuple = BeforeValidator(_sequence)

Real = Annotated[float, BeforeValidator(_real)]
"""Any finite number."""
Positive = Annotated[float, BeforeValidator(_real), Field(gt=0)]
"""A finite number above zero."""
NonNegative = Annotated[float, BeforeValidator(_real), Field(ge=0)]
"""A finite number, zero or more."""
LogOdds = Annotated[NonNegative, Field(le=20)]
"""A gain in the logarithm of odds; 20 makes certain whatever is possible."""
Share = Annotated[float, BeforeValidator(_real), Field(ge=0, le=1)]
"""A share, 0 to 1, never a percent."""
Exact = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]
"""An exact decimal: a rate, a slope, an attainment."""
Money = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, decimal_places=2)]
"""An exact amount in the scenario's currency, zero or more, whole cents."""
Day = Annotated[date, BeforeValidator(_day)]
"""A day, written YYYY-MM-DD."""
Id = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")]
"""A stable name: letters, digits, dot, dash, underscore."""
