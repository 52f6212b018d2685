"""From the cells of a column as a file holds them to an array, with a fault for every cell that does not fit."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.table_spec import Column, RowIssue

# Python alone would also take 1_000 and the digits of every script for numbers.
_NUMBER = re.compile(r"\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*")
_WRITTEN = re.compile(r"[-+0-9.eE \n]*")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ][0-9:.]+)?")
_NO_NAMES = frozenset(
    {"nan", "NaN", "NAN", "<NA>", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
)
_MOST_DIGITS = 16  # before the decimal point; int64 holds 9.2e16 and its cents


def read_column(
    column: Column, given: Sequence[Any], issues: list[RowIssue], *, is_key: bool
) -> NDArray[Any]:
    """Return the column as an array and add a fault for every value that does not fit."""
    if column.kind == "real":
        numbers = _sound_numbers(given, column)
        return _numbers(column, given, issues) if numbers is None else numbers
    if isinstance(given, np.ndarray) and given.dtype.kind == "U":
        given = given.tolist()
    if column.kind == "text" and {*map(type, given)} == {str} and _are_names(column, given, is_key=is_key):
        return np.array(given, dtype=object)
    read = {"text": _text, "cents": _cents, "day": _day}[column.kind]
    seen: dict[str, tuple[Any, str]] = {}
    values = []
    for row, value in enumerate(given, start=1):
        found = seen.get(value) if isinstance(value, str) else None
        got, problem = found or read(value, column)
        no_key = is_key and (_absent(value) or (isinstance(value, str) and value in _NO_NAMES))
        if problem or no_key:
            problem = problem or "a name is wanted; this is what programs write for none"
            code = "T004" if no_key else "T005" if _absent(value) else "T006"
            issues.append(RowIssue(code, row, column.name, _told(value), problem))
        elif isinstance(value, str):
            seen[value] = got, problem
        values.append(got)
    dtype: Any = {"text": object, "cents": np.int64, "day": "datetime64[D]"}[column.kind]
    return np.array(values, dtype=dtype)


def _are_names(column: Column, given: Sequence[str], *, is_key: bool) -> bool:
    """Return whether every text is one the column may hold."""
    named = column.default == "" or "" not in given
    return named and not (is_key and not _NO_NAMES.isdisjoint(given))


def _sound_numbers(given: Sequence[Any], column: Column) -> NDArray[np.float64] | None:
    """Return a whole column of numbers at once, ``None`` when one of them has to be looked at by itself."""
    if isinstance(given, np.ndarray) and given.dtype.kind in "iuf":
        values = given.astype(np.float64)
    elif _are_plain(given):
        try:
            values = np.array([float(value) for value in given], dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            return None
    else:
        return None
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    sound = np.isfinite(values) & (values >= low) & (values <= high)
    return values if bool(sound.all()) else None


def _are_plain(given: Sequence[Any]) -> bool:
    """Return whether all are numbers, or all are text of nothing but what numbers are written with."""
    kinds = {*map(type, given)}
    return kinds <= {float, int} or (kinds == {str} and _WRITTEN.fullmatch("\n".join(given)) is not None)


def _numbers(column: Column, given: Sequence[Any], issues: list[RowIssue]) -> NDArray[np.float64]:
    """Return the column as float64 and add a fault for every value that is absent, no number or out of range."""
    values = np.empty(len(given), dtype=np.float64)
    for row, value in enumerate(given, start=1):
        got, problem = _real(value)
        if problem:
            issues.append(
                RowIssue("T005" if _absent(value) else "T006", row, column.name, _told(value), problem)
            )
        elif not _inside(got, column):
            issues.append(RowIssue("T007", row, column.name, _told(value), f"allowed is {_range(column)}"))
        values[row - 1] = got
    return values


def _absent(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _told(value: object) -> str:
    return "nothing" if _absent(value) else repr(value) if isinstance(value, str) else str(value)


def _inside(value: float, column: Column) -> bool:
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    return low <= value <= high


def _range(column: Column) -> str:
    if column.maximum is None:
        return f"{column.minimum:g} or more"
    return f"{column.minimum:g} to {column.maximum:g}"


def _real(value: Any) -> tuple[float, str]:  # noqa: ANN401
    if _absent(value):
        return 0.0, "a number is wanted"
    if isinstance(value, bool) or (isinstance(value, str) and not _NUMBER.fullmatch(value)):
        return 0.0, "a number is wanted, such as 1250.5"
    try:
        got = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0, "a number is wanted, such as 1250.5"
    return (got, "") if math.isfinite(got) else (0.0, "a finite number is wanted")


def _text(value: Any, column: Column) -> tuple[str, str]:  # noqa: ANN401
    if value == "" and column.default == "":
        return "", ""
    if _absent(value):
        return "", "a name is wanted"
    return (value, "") if isinstance(value, str) else ("", "text is wanted")


def _cents(value: Any, column: Column) -> tuple[int, str]:  # noqa: ANN401
    if _absent(value):
        return 0, "an amount is wanted"
    try:
        amount = Decimal(value if isinstance(value, str) and _NUMBER.fullmatch(value) else _plain(value))
    except (ArithmeticError, ValueError):
        return 0, "an amount is wanted, such as 750000.00"
    if not amount.is_finite() or amount.adjusted() >= _MOST_DIGITS:
        return 0, "an amount in whole cents is wanted, below 1e16"
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        return 0, "an amount in whole cents is wanted"
    if not _inside(float(amount), column):
        return 0, f"allowed is {_range(column)}"
    return int(cents), ""


def _plain(value: object) -> str:
    """Return what is no text as the text of a number; ValueError for text and truth values."""
    if isinstance(value, str | bool):
        raise ValueError("no number")
    return str(value)


def _day(value: Any, column: Column) -> tuple[np.datetime64, str]:  # noqa: ANN401
    epoch = np.datetime64("1970-01-01")
    if _absent(value):
        return epoch, "a day is wanted"
    # NumPy alone would take 2026, 2026-01 and even "today" for days.
    found = _DAY.fullmatch(str(value))
    if found is None:
        return epoch, "a day is wanted as YYYY-MM-DD"
    try:
        return np.datetime64(found[1], "D"), ""
    except ValueError:
        return epoch, "a day is wanted as YYYY-MM-DD"
