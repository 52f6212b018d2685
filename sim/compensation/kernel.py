"""
The exact vector kernel: what a component has earned in the year so far, as a ratio of whole numbers.

Every amount is a ratio of integers that is multiplied out first and divided once, when it is rounded. Where int64 could
overflow, the same lines run on Python integers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.compensation.compiled import CompiledComponent, CompiledFactor, Yardstick
from sim.compensation.measure import MONTHS
from sim.compensation.rounding import Integers

_INT64_ROOM = 2**62

Arithmetic = Literal["int64", "python integers"]


def fits_int64(compiled: CompiledComponent, credit: NDArray[np.int64], quota: NDArray[np.int64]) -> bool:
    """Return whether no step of this component can leave int64, whatever the order of the credits."""
    # At least 1 each, so that a rate or knot too long for int64 is noticed even where there is nothing to pay.
    most_credit, most_quota = max(MONTHS * _largest(credit), 1), max(_largest(quota), 1)
    x, y = compiled.yardstick.year * most_quota, compiled.yardstick.year * most_credit
    knots = [max(abs(num) * x, den * y) for num, den in compiled.yardstick.starts]
    for factor in compiled.factors:
        stick = factor.yardstick
        knots += [stick.year * max(abs(num) * most_quota, den * most_credit) for num, den in stick.starts]
    scale = {"target": x, "quota": compiled.yardstick.year, "credit": 1, "amount": 1}[compiled.pays]
    whole = max(map(abs, compiled.intercepts)) * x + max(map(abs, compiled.slopes)) * y
    cap = (compiled.cap or 0) * max(x, scale)
    scaled = 1
    for factor in compiled.factors:
        scaled *= max(*factor.numerators, factor.denominator)
    # Twelve windows may add up in a year, and rounding looks at twice the remainder and a quantum of up to 100 cents.
    due = max(whole * MONTHS, cap * MONTHS, 200 * compiled.denominator * scale) * scaled
    return max(x, y, due, *knots) < _INT64_ROOM


def _largest(values: NDArray[np.int64]) -> int:
    return max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))


def year_to_date(compiled: CompiledComponent, credit: Integers, quota: Integers) -> tuple[Integers, Integers]:
    """
    Return numerator and denominator of what is due in each fiscal year so far [cents].

    Parameters
    ----------
    compiled
        The component.
    credit
        New credit [cents], shape (n_reps, n_years, 12).
    quota
        Quota of a fiscal year [cents], shape (n_reps, 1, 1, 1).

    Returns
    -------
    tuple
        Numerators of shape (n_reps, n_years, 12), denominators of shape (n_reps, 1, 1).
    """
    due, denominator = _window_due(compiled, _windows(credit, compiled.yardstick.window), quota)
    at_end = due[..., -1:]
    closed = np.cumsum(at_end, axis=2) - at_end
    return (due + closed).reshape(credit.shape), denominator[..., 0]


def _windows(by_month: Integers, window: int) -> Integers:
    """Return what is given by (n_reps, n_years, 12) as (n_reps, n_years, n_windows, months of a window)."""
    return by_month.reshape(*by_month.shape[:2], MONTHS // window, window)


def _window_due(compiled: CompiledComponent, new: Integers, quota: Integers) -> tuple[Integers, Integers]:
    """Return numerator and denominator of what is due so far in each window, in every month of it."""
    one, here, now = _axis(compiled.yardstick, new, quota)
    scale = {"target": compiled.yardstick.year * quota, "quota": compiled.yardstick.year}.get(
        compiled.pays, 1
    )
    denominator = np.ones_like(quota) * scale * compiled.denominator
    piece = _piece(compiled.yardstick, one, here)
    intercepts, slopes = (np.array(v, dtype=new.dtype) for v in (compiled.intercepts, compiled.slopes))
    if compiled.new_credit_only:
        due = np.cumsum(slopes[piece] * now, axis=-1)
    elif compiled.pays == "amount":
        due = intercepts[piece]
    else:
        due = intercepts[piece] * one + slopes[piece] * here
    before, stretched = _factor(compiled, "before_cap", new, quota)
    due, denominator, one = due * before, denominator * stretched, one * stretched
    if compiled.cap is not None:
        limit = compiled.cap * (one if compiled.cap_of_target else denominator // compiled.denominator)
        due = np.minimum(due, limit)
    after, stretched = _factor(compiled, "after_cap", new, quota)
    return due * after, denominator * stretched


def _axis(stick: Yardstick, new: Integers, quota: Integers) -> tuple[Integers, Integers, Integers]:
    """Return X, Y and Y of the month's new credit; see :class:`sim.compensation.compiled.Yardstick`."""
    credit = np.cumsum(new, axis=-1)
    if stick.x == "credit":
        return np.ones_like(quota), credit, new
    in_play = np.array(stick.in_play, dtype=new.dtype).reshape(1, 1, -1, stick.window)
    # Where no quota is in play yet there is no attainment: credit counts from the first month that has a quota.
    counts = stick.year * (in_play > 0).astype(new.dtype)
    return quota * in_play, counts * credit, counts * new


def _piece(stick: Yardstick, one: Integers, here: Integers) -> NDArray[np.int64]:
    """Return how many starts each cell has reached; none where nothing is in play."""
    piece = np.zeros(here.shape, dtype=np.int64)
    for num, den in stick.starts:
        reached = here * den >= num * one if stick.owns_start else here * den > num * one
        piece += (reached & (one > 0)).astype(np.int64)
    return piece


def _factor(compiled: CompiledComponent, order: str, new: Integers, quota: Integers) -> tuple[Integers, int]:
    """Return numerators and denominator of the product of all factors of this order, in the component's windows."""
    numerator, denominator = np.ones(new.shape, dtype=new.dtype), 1
    for factor in compiled.factors:
        if factor.order == order:
            numerator = numerator * _staircase(factor, new, quota)
            denominator *= factor.denominator
    return numerator, denominator


def _staircase(factor: CompiledFactor, new: Integers, quota: Integers) -> Integers:
    """Return the numerators of one factor, judged on its own windows, in those of the component."""
    own = _windows(new.reshape(*new.shape[:2], MONTHS), factor.yardstick.window)
    one, here, _ = _axis(factor.yardstick, own, quota)
    reached = _piece(factor.yardstick, one, here)
    numerators = np.array(factor.numerators, dtype=new.dtype)
    in_windows: Integers = numerators[reached].reshape(new.shape)
    return in_windows
