"""
A quasi-Newton method for smooth convex functions (L-BFGS: Nocedal 1980), in plain NumPy.

SciPy's own hands its small vectors to a threaded linear algebra, which cost four times the rest when cores were busy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimize.profit.response import Floats

MEMORY = 10
LONGEST_SEARCH = 25
ENOUGH = 1e-4
"""Share of the decrease that the slope promises which a step must bring (Armijo)."""
FLAT = 1e-9
"""Relative decrease at which it is over."""

Function = Callable[[Floats], tuple[float, Floats]]


def minimized(function: Function, start: Floats, steps: int) -> Floats:
    """Return where a convex function, which gives value and gradient, is near its least."""
    point = start
    value, gradient = function(point)
    moves: list[tuple[Floats, Floats, float]] = []
    for _ in range(steps):
        direction = -_times_inverse(gradient, moves)
        slope = float(direction @ gradient)
        if slope >= 0:
            break
        length = 1.0 if moves else min(1.0, 1.0 / max(float(np.abs(gradient).sum()), 1e-300))
        found = _along(function, point, direction, (value, slope, length))
        if found is None:
            break
        there, lower, steeper = found
        step, change = there - point, steeper - gradient
        curvature = float(step @ change)
        if curvature > 1e-300:  # noqa: PLR2004 - a flat stretch teaches nothing
            moves = [*moves[-MEMORY + 1 :], (step, change, 1.0 / curvature)]
        done = value - lower <= FLAT * abs(value)
        point, value, gradient = there, lower, steeper
        if done:
            break
    return point


def _times_inverse(gradient: Floats, moves: list[tuple[Floats, Floats, float]]) -> Floats:
    """Return the inverse curvature, as the last moves tell it, times a gradient (two-loop recursion)."""
    left, shares = gradient.copy(), []
    for step, change, inverse in reversed(moves):
        share = inverse * float(step @ left)
        left -= share * change
        shares.append(share)
    if moves:
        _, change, inverse = moves[-1]
        left /= inverse * float(change @ change)
    for (step, change, inverse), share in zip(moves, reversed(shares), strict=True):
        left += (share - inverse * float(change @ left)) * step
    return left


def _along(
    function: Function, point: Floats, direction: Floats, known: tuple[float, float, float]
) -> tuple[Floats, float, Floats] | None:
    """Return point, value and gradient a step along a direction that falls enough, ``None`` when none does."""
    value, slope, length = known
    for _ in range(LONGEST_SEARCH):
        there = point + length * direction
        lower, gradient = function(there)
        if lower <= value + ENOUGH * length * slope:
            return there, lower, gradient
        length *= (
            0.5
            if not np.isfinite(lower)
            else max(0.1, min(0.5, -slope * length / (2.0 * (lower - value - slope * length))))
        )
    return None
