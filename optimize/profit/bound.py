"""
What no alignment can exceed: the Lagrangian of "each unit once", with every rep's time at a price.

For any prices lambda of units and p of hours,

    bound(lambda, p) = sum_i lambda_i + sum_j max(0, profit_j)
    profit_j = p_j T_j - F_j + sum_i max(0, surplus_ij(p_j) - charge_ij - lambda_i)

is at least the profit of every alignment: rep j takes the units that are worth their price to him and pays for being
open, and ``p_j T_j + sum_i surplus_ij(p_j)`` is a tangent of his value (an outer-approximation cut). It is the bound of
the strong formulation, in which a part of a unit needs the same part of a rep. With a move budget B there is a price
mu of a move too: charges outside the present rep rise by mu, and mu B is added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimize.profit.case import HIGHEST, LOWEST, Case
from optimize.profit.kernels.smoothing import smoothed
from optimize.profit.quasi_newton import minimized
from optimize.profit.response import Floats

HALVINGS = 45
FORBIDDEN = 1e300


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices of units [currency], shape (n_units,), of hours [currency/hour], shape (n_reps,), and of a move."""

    unit: Floats
    hour: Floats
    move: float = 0.0


def net_surplus(case: Case, hour: Floats, move: float = 0.0) -> Floats:
    """Return surplus less charges and the price of a move, shape (n_units, n_reps); far below zero if forbidden."""
    units, reps = np.arange(case.n_units)[:, None], np.arange(case.n_reps)[None, :]
    net = case.response.surplus(units, reps, hour[None, :]) - case.charges
    if move and case.present is not None:
        net = net - move * (case.present[:, None] != reps)
    return np.where(case.may, net, -FORBIDDEN)


def rep_profits(case: Case, prices: Prices) -> Floats:
    """Return what each rep earns at these prices, fixed cost paid, shape (n_reps,); below 0: he had better close."""
    over = np.maximum(net_surplus(case, prices.hour, prices.move) - prices.unit[:, None], 0.0)
    profit: Floats = prices.hour * case.hours - case.fixed + over.sum(axis=0)
    return profit


def bound(case: Case, prices: Prices) -> float:
    """Return the bound at some prices [currency/year]; infinite fixed cost leaves the cheapest rep open."""
    profit = rep_profits(case, prices)
    # Somebody must be open: when nobody is worth it the least loss is taken, which lowers the bound and keeps it valid.
    opened = float(np.maximum(profit, 0.0).sum()) if (profit > 0).any() else float(profit.max())
    budget = prices.move * case.most_moves if case.most_moves is not None else 0.0
    return float(prices.unit.sum()) + opened + budget


def best_hours(case: Case, prices: Prices) -> Prices:
    """
    Return the same prices of units with the hour prices that make the bound least.

    Each rep's profit is convex in his hour's price; it is least where the hours he wants come down to those he has.
    """
    units, reps = np.arange(case.n_units)[:, None], np.arange(case.n_reps)[None, :]
    low, high = np.log(prices.hour) - 3.0, np.log(prices.hour) + 3.0
    low, high = np.maximum(low, math.log(LOWEST)), np.minimum(high, math.log(HIGHEST))
    for _ in range(HALVINGS):
        hour = np.exp((low + high) / 2)
        wanted = net_surplus(case, hour, prices.move) > prices.unit[:, None]
        too_low = (case.response.hours(units, reps, hour[None, :]) * wanted).sum(axis=0) > case.hours
        middle = (low + high) / 2
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return Prices(prices.unit, np.exp((low + high) / 2), prices.move)


WIDTHS = (0.1, 0.01, 0.001, 0.0003, 0.0001)
"""Over how much of a unit's mean worth corners are rounded, coarse to fine."""
REP_WIDTH = 10.0
"""The same for reps, in widths of units: their profits are as much larger."""


def least_bound(case: Case, start: Prices, widths: tuple[float, ...] = WIDTHS, steps: int = 120) -> Prices:
    """
    Return prices at which the bound is near its least.

    The bound is convex in prices but has corners, so it is smoothed (Nesterov 2005) and made small by a quasi-Newton
    method at finer and finer rounding. Every set of prices is a valid bound; the best one met is returned.
    """
    scale = float(np.abs(start.unit).mean()) or 1.0
    best = best_hours(case, start)
    point = np.concatenate([start.unit / scale, np.log(best.hour), [math.sqrt(start.move / scale)]])
    for width in widths:
        point = minimized(lambda x, w=width: _smoothed(x, case, scale, w * scale), point, steps)  # type: ignore[misc]
        met = best_hours(case, _prices(case, point, scale))
        if bound(case, met) < bound(case, best):
            best = met
    return best


def _prices(case: Case, point: Floats, scale: float) -> Prices:
    """Return the prices that a point of the search stands for."""
    n, k = case.response.shape
    hour = np.exp(np.clip(point[n : n + k], math.log(LOWEST), math.log(HIGHEST)))
    return Prices(point[:n] * scale, hour, float(point[-1]) ** 2 * scale)


def _smoothed(point: Floats, case: Case, scale: float, width: float) -> tuple[float, Floats]:
    """Return the smoothed bound and its gradient, in units of ``scale`` a unit."""
    prices = _prices(case, point, scale)
    units, reps = np.arange(case.n_units)[:, None], np.arange(case.n_reps)[None, :]
    net = net_surplus(case, prices.hour, prices.move)
    hours = case.response.hours(units, reps, prices.hour[None, :])
    base = prices.hour * case.hours - case.fixed
    total, taken, is_open, wanted, share = smoothed(
        net, hours, prices.unit, base, np.array([width, REP_WIDTH * width])
    )
    by_move = 0.0
    if case.most_moves is not None and case.present is not None:
        by_move = case.most_moves - float((share * (case.present[:, None] != reps)).sum())
        total += prices.move * case.most_moves
    by_hour = prices.hour * (is_open * case.hours - wanted)
    whole = case.n_units * scale
    gradient = np.concatenate([(1.0 - taken) * scale, by_hour, [2.0 * point[-1] * by_move * scale]]) / whole
    return (float(prices.unit.sum()) + total) / whole, gradient
