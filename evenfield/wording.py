"""How numbers are written for people: money in k, M, bn, shares in percent, differences with interval."""

from __future__ import annotations

import math

from sim.kpi import Unit

_MONEY = ((1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, ""))
_MOST_DECIMALS = 5


def amount(value: float, unit: Unit) -> str:
    """
    Return a KPI's value as text, with its unit; a dash when there is none.

    Examples
    --------
    >>> amount(48_213_455.0, "money"), amount(0.1234, "share"), amount(1.5, "days"), amount(0.2, "ratio")
    ('48.21 M', '12.3 %', '1.50 d', '0.200')
    >>> amount(12_345.6, "count"), amount(12_345.6, "hours")
    ('12,345.6', '12,346 h')
    """
    if not math.isfinite(value):
        return "-"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "days":
        return f"{value:.2f} d"
    if unit in {"ratio", "count"}:
        return f"{value:.3f}" if unit == "ratio" else f"{value:,.1f}"
    return f"{value:,.0f} h" if unit == "hours" else money(value)


def money(value: float, *, sign: bool = False) -> str:
    """
    Return an amount of money with four figures and k, M or bn.

    Examples
    --------
    >>> money(950.0), money(-12_345.6), money(999_960.0), money(2_500.0, sign=True)
    ('950', '-12.35 k', '1.000 M', '+2.500 k')
    """
    if not math.isfinite(value):
        return "-"
    scale, letter = _money_scale(abs(value) * 1.00005)  # 999,960 is 1.000 M, not 1000 k
    decimals = 0 if scale == 1.0 else max(0, 3 - _magnitude(value / scale * 1.00005))
    text = f"{value / scale:{'+' if sign else ''}.{decimals}f}"
    return f"{text} {letter}".rstrip()


def difference(mean: float, low: float, high: float, unit: Unit) -> str:
    """
    Return a difference and its interval, the half-width to two figures, the unit once.

    Examples
    --------
    >>> difference(1_234_567.0, -234_567.0, 2_703_701.0, "money")
    '+1.2 [-0.2, 2.7] M'
    >>> difference(0.021, 0.018, 0.024, "share")
    '+2.10 [1.80, 2.40] pp'
    >>> difference(0.0, 0.0, 0.0, "days")
    '0 d'
    >>> difference(1234.0, float("nan"), float("nan"), "money")
    '+1.23 k'
    """
    if not math.isfinite(mean):
        return "-"
    sizes = [abs(end) for end in (mean, low, high) if math.isfinite(end)]
    scale, letter = _difference_scale(max(sizes), unit)
    if mean == 0.0 and low == high == 0.0:
        return f"0 {letter}".rstrip()
    half = (high - low) / 2 / scale
    figures = half if math.isfinite(half) and half > 0 else abs(mean) / scale / 10
    decimals = min(max(0, 1 - _magnitude(figures)), _MOST_DECIMALS) if figures else 0
    interval = f" [{low / scale:,.{decimals}f}, {high / scale:,.{decimals}f}]" if math.isfinite(half) else ""
    return f"{mean / scale:+,.{decimals}f}{interval} {letter}".rstrip()


def relative(value: float) -> str:
    """
    Return a relative difference in percent with its sign; a dash when there is none.

    Examples
    --------
    >>> relative(0.0234), relative(float("nan"))
    ('+2.3 %', '-')
    """
    if not math.isfinite(value):
        return "-"
    return f"{100 * value:+.1f} %" if value else "0 %"


def _difference_scale(size: float, unit: Unit) -> tuple[float, str]:
    if unit == "money":
        return _money_scale(size)
    return {"share": (0.01, "pp"), "days": (1.0, "d"), "hours": (1.0, "h")}.get(unit, (1.0, ""))


def _money_scale(size: float) -> tuple[float, str]:
    return next(((scale, letter) for scale, letter in _MONEY if size >= scale), _MONEY[-1])


def _magnitude(value: float) -> int:
    """Return the power of ten of the first figure: 0 for 1 to 9.99, 1 for 10 to 99.9."""
    return math.floor(math.log10(abs(value))) if value else 0


def thousands(value: float) -> str:
    """
    Return an axis label with k, M or bn and no idle zeros.

    Examples
    --------
    >>> thousands(0.0), thousands(2_500.0), thousands(4_000_000.0), thousands(12.5)
    ('0', '2.5 k', '4 M', '12.5')
    """
    scale, letter = _money_scale(abs(value))
    return f"{value / scale:g} {letter}".rstrip()
