"""What a change of the pay plan must give to cost the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Payout = Callable[[Floats], Floats]
"""From attainment (1 is quota) to pay, same shape; any unit that is the same for both plans."""

EXACT = 1e-9


def reprice_accelerator(
    attainment: ArrayLike, capped: Payout, uncapped: Callable[[Floats, float], Floats]
) -> float:
    """
    Return the slope above quota at which an uncapped curve's expected pay equals that of a capped one.

    Pay grows with the slope, so the answer is unique where there is one; it is bracketed by doubling and halved
    until the expected pays agree to 1e-9 of the target. Where pay is linear in the slope, as on a curve that is
    straight above quota, the first secant step is already exact.

    Parameters
    ----------
    attainment
        Draws of what reps attain, 1 is quota, shape (n_draws,).
    capped
        Pay under the plan in force.
    uncapped
        Pay under the new plan at a slope [target pay per 1.0 of attainment].

    Raises
    ------
    ValueError
        When there is no draw, a draw is no number, or no slope of zero or more gives the same expected pay: nobody
        is above quota, or what lies below quota already pays more.

    >>> draws = np.array([0.8, 1.0, 1.2, 2.0])
    >>> now = lambda x: np.minimum(np.where(x > 1, 1 + 2 * (x - 1), x), 1.5)
    >>> round(reprice_accelerator(draws, now, lambda x, slope: np.where(x > 1, 1 + slope * (x - 1), x)), 9)
    0.75
    """
    draws: Floats = np.asarray(attainment, dtype=np.float64)
    if draws.size == 0 or not np.isfinite(draws).all():
        raise ValueError("repricing needs at least one draw of attainment, each a finite number")
    target = float(np.mean(capped(draws)))
    tolerance = EXACT * max(abs(target), 1.0)

    def excess(slope: float) -> float:
        return float(np.mean(uncapped(draws, slope))) - target

    at_zero, at_one = excess(0.0), excess(1.0)
    if at_zero > tolerance:
        raise ValueError(
            f"without any accelerator the new curve already pays {at_zero:.6g} more than {target:.6g} on average; "
            "no slope can bring that down"
        )
    if abs(at_zero) <= tolerance:
        return 0.0
    if at_one > at_zero:
        straight = -at_zero / (at_one - at_zero)
        if abs(excess(straight)) <= tolerance:
            return straight
    return _bisect(excess, tolerance)


def _bisect(excess: Callable[[float], float], tolerance: float) -> float:
    """Return the root of a function that grows from below zero; ValueError when it never gets there."""
    low, high = 0.0, 1.0
    while excess(high) < 0:
        low, high = high, high * 2
        if high > 2**60:
            raise ValueError(
                "no slope gives the same expected pay: no draw is above quota, where the slope counts"
            )
    for _ in range(200):
        middle = (low + high) / 2
        found = excess(middle)
        if abs(found) <= tolerance or middle in (low, high):
            return middle
        low, high = (middle, high) if found < 0 else (low, middle)
    return (low + high) / 2


def equal_pay(
    expected_pay: Callable[[float], float],
    target: float,
    first: float,
    tolerance: float = 1e-3,
    most: int = 12,
) -> float:
    """
    Return the scale of a plan at which expected pay is ``target``, reps reacting to it anew each time.

    Unlike :func:`reprice_accelerator`, which holds attainments fixed, pay is asked for at every scale tried, as a
    simulation of reps who answer to that very plan. Secant steps within a bracket, halved when they leave it.

    Parameters
    ----------
    expected_pay
        From a scale, 0 or more, to expected pay; grows with the scale, up to small steps where reps change their mind.
    target
        Expected pay wanted [as ``expected_pay``].
    first
        A scale to begin with, above 0.
    tolerance
        Share of the target by which expected pay may differ.
    most
        Most evaluations; the nearest scale is returned when they are spent.

    Raises
    ------
    ValueError
        When the target or the first scale is not above 0, or pay at no scale reaches the target.

    >>> round(equal_pay(lambda rate: 50.0 + 40.0 * rate + rate * rate, 100.0, 1.0, 1e-6), 3)
    1.213
    """
    if not target > 0 or not first > 0:
        raise ValueError(f"a target and a first scale above 0 are wanted, got {target} and {first}")
    tried: list[tuple[float, float]] = []
    scale = first
    for _ in range(most):
        tried.append((scale, expected_pay(scale) - target))
        if abs(tried[-1][1]) <= tolerance * target:
            break
        scale = _next_scale(tried)
    best, miss = min(tried, key=lambda one: abs(one[1]))
    if abs(miss) > 20 * tolerance * target:
        raise ValueError(
            f"no scale pays {target:.6g} in the mean; the nearest, {best:.6g}, misses it by {miss:.6g}"
        )
    return best


def _next_scale(tried: list[tuple[float, float]]) -> float:
    """Return the scale to try next: by the secant of the bracket, or beyond what was tried."""
    below = [one for one in tried if one[1] < 0]
    above = [one for one in tried if one[1] >= 0]
    if not above:
        return max(one[0] for one in below) * 1.6
    if not below:
        return min(one[0] for one in above) * 0.6
    (x0, y0), (x1, y1) = max(below), min(above)
    if not x0 < x1:
        return (x0 + x1) / 2
    middle = x0 - y0 * (x1 - x0) / (y1 - y0)
    edge = 0.05 * (x1 - x0)
    return min(max(middle, x0 + edge), x1 - edge)
