"""Values of a scenario as a person says them: shares in percent, money with thousands, rates with their unit."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel

_SHARES = frozenset(
    {
        "share",
        "sensitivity",
        "specificity",
        "memory",
        "usual",
        "least",
        "most",
        "effort",
        "weight",
        "rate",
        "ramp",
    }
)
_MONEY = frozenset({"price", "base", "ote", "total", "amount", "relocation_cost", "cost_per_hour"})
_UNITS = (
    ("_hours_per_day", "hours a day"),
    ("_per_year", "a year"),
    ("_per_month", "a month"),
    ("_per_day", "a day"),
    ("_per_hour", "an hour"),
    ("_days", "days"),
    ("_hours", "hours"),
)
_THOUSANDS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
_SHOWN = 4


def told(field: str, value: object, currency: str = "") -> str:
    """
    Return a field's value with its unit, which the field's name says.

    Examples
    --------
    >>> told("cancel_share", 0.3), told("leads_per_year", 10000.0), told("base", Decimal("80000.00"), "USD")
    ('30 %', '10,000 a year', '80,000.00 USD')
    >>> told("cap", None), told("patience_days", 45.0), told("ramp", (0.5, 0.75))
    ('none', '45 days', '[50 %, 75 %]')
    """
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    match value:
        case int() | float() | Decimal():
            return _number(field, value, currency)
        case tuple():
            return _listed(field, value, currency)
        case BaseModel():
            parts = (
                f"{name} {told(name, getattr(value, name), currency)}" for name in type(value).model_fields
            )
            return ", ".join(parts)
    return str(value) or "nothing"


def percent(value: float | Decimal) -> str:
    """
    Return a share in percent.

    >>> percent(0.3), percent(Decimal("1.5")), percent(0.0305)
    ('30 %', '150 %', '3.05 %')
    """
    return f"{_plain(Decimal(str(value)) * 100)} %"


def grouped(value: float | Decimal) -> str:
    """
    Return a number with its thousands apart and no idle zeros.

    >>> grouped(2520.0), grouped(Decimal("1.1500")), grouped(1e-7)
    ('2,520', '1.15', '0.0000001')
    """
    return _plain(Decimal(str(value)))


def rounded_money(value: float) -> str:
    """
    Return an amount to four figures, in k, M or bn.

    >>> rounded_money(51_729_000), rounded_money(940_000.0), rounded_money(85.5)
    ('51.73 M', '940 k', '85.5')
    """
    for size, letter in _THOUSANDS:
        if abs(value) >= size * 0.99995:
            return f"{value / size:.4g} {letter}"
    return f"{value:.4g}"


def _number(field: str, value: float | Decimal, currency: str) -> str:
    if field in _SHARES or field.endswith("_share"):
        return percent(value)
    if field in _MONEY or field.endswith("_cost"):
        return f"{value:,.2f} {currency}".rstrip()
    unit = next((unit for ending, unit in _UNITS if field.endswith(ending)), "")
    # A seed is a name, not an amount.
    return str(value) if field == "seed" else f"{grouped(value)} {unit}".rstrip()


def _listed(field: str, values: tuple[object, ...], currency: str) -> str:
    if not values:
        return "none"
    parts = [told(field, value, currency) for value in values[:_SHOWN]]
    more = [f"… {len(values)} values"] if len(values) > _SHOWN else []
    return "[" + ", ".join(parts + more) + "]"


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
