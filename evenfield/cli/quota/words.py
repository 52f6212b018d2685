"""What quota options say: amounts by name, bands of P(attain), and over-assignment by level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

import typer

Value = TypeVar("Value")
_MOST = Decimal(10) ** 15


def cents(text: str) -> int:
    """
    Return an amount of currency in cents.

    Examples
    --------
    >>> cents("800000"), cents("1.5e6"), cents("0.01")
    (80000000, 150000000, 1)
    """
    try:
        amount = Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation:
        raise typer.BadParameter(f"an amount of currency is wanted, got {text!r}") from None
    if not amount.is_finite() or not 0 < amount <= _MOST or amount * 100 != int(amount * 100):
        raise typer.BadParameter(f"an amount above 0 with whole cents is wanted, got {text!r}")
    return int(amount * 100)


def band(text: str) -> tuple[float, float]:
    """
    Return a band of P(attain).

    Examples
    --------
    >>> band("0.5:0.7")
    (0.5, 0.7)
    """
    parts = text.split(":")
    try:
        low, high = (float(part) for part in parts)
    except ValueError:
        low, high = 1.0, 0.0
    if not 0 <= low <= high <= 1:
        raise typer.BadParameter(f"a band LOW:HIGH of shares such as 0.5:0.7 is wanted, got {text!r}")
    return low, high


def ratio(text: str) -> Fraction:
    """
    Return an over-assignment as an exact ratio.

    Examples
    --------
    >>> ratio("1.05")
    Fraction(21, 20)
    """
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if not 0 < found <= 100:  # noqa: PLR2004 - a hundred times a target is a slip
        raise typer.BadParameter(f"a ratio such as 1.05 is wanted, got {text!r}")
    return found


def by_name(given: Sequence[str] | None, read: Callable[[str], Value], what: str) -> dict[str, Value]:
    """Return what NAME=VALUE options say, by name; the last of two for one name is refused."""
    found: dict[str, Value] = {}
    for text in given or ():
        name, mark, value = text.partition("=")
        if not mark or not name:
            raise typer.BadParameter(f"{what} is wanted, got {text!r}")
        if name in found:
            raise typer.BadParameter(f"{name} is named twice")
        found[name] = read(value)
    return found


def plain_and_named(
    given: Sequence[str] | None, read: Callable[[str], Value], default: Value
) -> tuple[Value, dict[str, Value]]:
    """Return what an option says for all, and what NAME=VALUE says for some."""
    plain = [text for text in given or () if "=" not in text]
    if len(plain) > 1:
        raise typer.BadParameter(f"one value for all is wanted, got {' and '.join(plain)}")
    named = by_name([text for text in given or () if "=" in text], read, "NAME=VALUE")
    return read(plain[0]) if plain else default, named
