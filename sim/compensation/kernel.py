"""
The exact vector kernel: what a component has earned in the year so far, as a ratio of whole numbers.

Every amount is a ratio of integers that is multiplied out first and divided once, when it is rounded. Where
int64 could overflow, the same lines run on Python integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.compensation.curve import Pieces, pieces
from sim.compensation.plan import AmountCap, Component, PayPlan, TargetCap
from sim.compensation.rounding import Integers

MONTHS = 12
WINDOW_MONTHS = {"period": 1, "quarter": 3, "ytd": 12}
_INT64_ROOM = 2**62

Arithmetic = Literal["int64", "python integers"]


@dataclass(frozen=True)
class CompiledComponent:
    """
    A component in integers: in piece i, pay is ``(intercepts[i] * X + slopes[i] * Y) / denominator``.

    X and Y stand for 1.0 on the x axis and for where the rep is on it. For ``attainment`` X = quota * season in play
    and Y = year * credit, for ``credit`` X = 1 and Y = credit; ``season`` are whole numbers, one a fiscal month, by
    which quota and target are dealt, and ``year`` is their sum. ``denominator`` is multiplied by year * quota when
    target pay is paid, by year when a rate on attainment is, by 1 when a rate of credit is. ``cap`` is times X (of
    target) or an amount.
    """

    pieces: Pieces
    window: int
    to_date: bool
    denominator: int
    intercepts: tuple[int, ...]
    slopes: tuple[int, ...]
    starts: tuple[tuple[int, int], ...]
    cap: int | None
    cap_of_target: bool
    season: tuple[int, ...]

    @property
    def year(self) -> int:
        """Return the sum of the season."""
        return sum(self.season)


def compile_component(plan: PayPlan, component: Component) -> CompiledComponent:
    """Return the component with all its rates and knots as integers over one denominator."""
    form = pieces(component)
    unit = plan.target_cents(component) if form.pays == "target" else Fraction(1)
    cap = _cap_in_cents(component, unit)
    exact = [unit * value for value in (*form.intercepts, *form.slopes)]
    denominator = lcm(*(value.denominator for value in [*exact, cap or Fraction(1)]))
    whole = [int(value * denominator) for value in exact]
    n = len(form.slopes)
    shares = plan.quota.month_shares()
    year = lcm(*(share.denominator for share in shares))
    return CompiledComponent(
        pieces=form,
        window=WINDOW_MONTHS[component.measure.window],
        to_date=component.measure.against == "quota_to_date",
        denominator=denominator,
        intercepts=tuple(whole[:n]),
        slopes=tuple(whole[n:]),
        starts=tuple((start.numerator, start.denominator) for start in form.starts),
        cap=None if cap is None else int(cap * denominator),
        cap_of_target=isinstance(component.cap, TargetCap),
        season=tuple(int(share * year) for share in shares),
    )


def _cap_in_cents(component: Component, target: Fraction) -> Fraction | None:
    """Return the cap [cents/year of target, or cents a window], None when there is none."""
    if isinstance(component.cap, TargetCap):
        return Fraction(component.cap.max) * target
    if isinstance(component.cap, AmountCap):
        return Fraction(component.cap.max) * 100
    return None


def fits_int64(compiled: CompiledComponent, credit: NDArray[np.int64], quota: NDArray[np.int64]) -> bool:
    """Return whether no step of this component can leave int64, whatever the order of the credits."""
    most_credit = MONTHS * _largest(credit)
    year_quota = compiled.year * _largest(quota)
    x, y = (
        (year_quota, compiled.year * most_credit) if compiled.pieces.x == "attainment" else (1, most_credit)
    )
    scale = {"target": year_quota, "quota": compiled.year, "credit": 1}[compiled.pieces.pays]
    whole = max(map(abs, compiled.intercepts)) * x + max(map(abs, compiled.slopes)) * y
    cap = (compiled.cap or 0) * max(x, scale)
    knots = max((max(abs(num) * x, den * y) for num, den in compiled.starts), default=0)
    # Twelve windows may add up in a year, and rounding looks at twice the remainder and a quantum of up to
    # 100 cents.
    return max(x, y, whole * MONTHS, cap * MONTHS, knots, 200 * compiled.denominator * scale) < _INT64_ROOM


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
    n_reps, n_years, _ = credit.shape
    new = credit.reshape(n_reps, n_years, MONTHS // compiled.window, compiled.window)
    due, denominator = _window_due(compiled, new, quota)
    at_end = due[..., -1:]
    closed = np.cumsum(at_end, axis=2) - at_end
    return (due + closed).reshape(n_reps, n_years, MONTHS), denominator[..., 0]


def _window_due(compiled: CompiledComponent, new: Integers, quota: Integers) -> tuple[Integers, Integers]:
    """Return numerator and denominator of what is due so far in each window, in every month of it."""
    one, here, now = _axis(compiled, new, quota)
    scale = {"target": compiled.year * quota, "quota": compiled.year, "credit": 1}[compiled.pieces.pays]
    denominator = np.ones_like(quota) * scale * compiled.denominator
    piece = _piece(compiled, one, here)
    intercepts, slopes = (np.array(v, dtype=new.dtype) for v in (compiled.intercepts, compiled.slopes))
    if compiled.pieces.new_credit_only:
        due = np.cumsum(slopes[piece] * now, axis=-1)
    else:
        due = intercepts[piece] * one + slopes[piece] * here
    return _capped(compiled, due, one, denominator), denominator


def _axis(compiled: CompiledComponent, new: Integers, quota: Integers) -> tuple[Integers, Integers, Integers]:
    """Return X, Y and Y of the month's new credit; see :class:`CompiledComponent`."""
    credit = np.cumsum(new, axis=-1)
    if compiled.pieces.x == "credit":
        return np.ones_like(quota), credit, new
    season = np.array(compiled.season, dtype=new.dtype).reshape(1, 1, -1, compiled.window)
    in_play = np.cumsum(season, axis=-1) if compiled.to_date else np.sum(season, axis=-1, keepdims=True)
    # Where no quota is in play yet there is no attainment: credit counts from the first month that has a quota.
    counts = compiled.year * (in_play > 0).astype(new.dtype)
    return quota * in_play, counts * credit, counts * new


def _piece(compiled: CompiledComponent, one: Integers, here: Integers) -> NDArray[np.int64]:
    """Return which straight piece each cell stands in."""
    piece = np.zeros(here.shape, dtype=np.int64)
    for num, den in compiled.starts:
        reached = here * den >= num * one if compiled.pieces.owns_start else here * den > num * one
        piece += reached.astype(np.int64)
    return piece


def _capped(compiled: CompiledComponent, due: Integers, one: Integers, denominator: Integers) -> Integers:
    if compiled.cap is None:
        return due
    limit = compiled.cap * (one if compiled.cap_of_target else denominator // compiled.denominator)
    capped: Integers = np.minimum(due, limit)
    return capped
