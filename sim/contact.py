"""Reaching a lead: the chance of an attempt, and what the wait for the first contact leaves of a chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.scenario import Pipeline

NO_RESPONSE, EXPONENTIAL, POWER, TABLE = 0, 1, 2, 3


class Curve(NamedTuple):
    """
    A response curve as plain numbers: kind, two parameters, and the table's waits [hours] and factors.

    *exponential*: ``first`` is the half-life [hours]. *power*: ``first`` is the scale [hours], ``second`` the exponent.
    """

    kind: int
    first: float
    second: float
    waits: tuple[float, ...]
    factors: tuple[float, ...]
    on_contact: bool


def curve_of(pipeline: Pipeline) -> Curve:
    """Return the response curve of a pipeline as plain numbers."""
    curve = pipeline.response_curve
    if curve.kind == "none":
        return Curve(NO_RESPONSE, 1.0, 0.0, (0.0,), (1.0,), on_contact=False)
    on_contact = curve.acts_on == "contact"
    if curve.kind == "exponential":
        return Curve(EXPONENTIAL, curve.half_life_hours, 0.0, (0.0,), (1.0,), on_contact)
    if curve.kind == "power":
        return Curve(POWER, curve.scale_hours, curve.exponent, (0.0,), (1.0,), on_contact)
    waits, factors = zip(*curve.points, strict=True)
    return Curve(TABLE, 1.0, 0.0, waits, factors, on_contact)


def response_factor(kind: int, first: float, second: float, wait_hours: float) -> float:
    """
    Return what a wait for the first contact leaves of a chance, 0 to 1, for a curve without a table.

    Exponential: 2 ** -(wait / half life). Power: (1 + wait / scale) ** -exponent.
    """
    if kind == EXPONENTIAL:
        return math.exp(-math.log(2.0) * wait_hours / first)
    if kind == POWER:
        return math.exp(-second * math.log(1.0 + wait_hours / first))
    return 1.0


def table_factor(waits: Sequence[float], factors: Sequence[float], wait_hours: float) -> float:
    """Return the factor at a wait from a table: exact at its points, straight lines between, flat beyond."""
    if wait_hours <= waits[0]:
        return factors[0]
    for i in range(1, len(waits)):
        if wait_hours <= waits[i]:
            share = (wait_hours - waits[i - 1]) / (waits[i] - waits[i - 1])
            return factors[i] if share == 1.0 else factors[i - 1] + share * (factors[i] - factors[i - 1])
    return factors[len(factors) - 1]


def attempt_chance(success: Sequence[float], attempt: int) -> float:
    """Return the chance that attempt number ``attempt`` (from 0) reaches the lead; the last given share holds on."""
    return success[min(attempt, len(success) - 1)]
