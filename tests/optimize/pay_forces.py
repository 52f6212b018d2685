"""Sales forces of a few types for one payout curve, and an evaluation that shares no code with the program."""

import numpy as np
from scipy.stats import norm

from optimize.incentive.force import RepType

OTE = 100_000.0
MARGIN = 0.4


def force(n_types, n_efforts, seed):
    """Return types that differ in reach, taste for work, luck and number."""
    rng = np.random.default_rng(seed)
    effort = np.linspace(0.0, 1.0, n_efforts)
    types = []
    for number in range(n_types):
        alone, reach = rng.uniform(0.45, 0.8), rng.uniform(0.3, 0.9)
        taste = rng.uniform(0.3, 0.9) * reach * OTE / 2
        sd, quota, outside = rng.uniform(0.15, 0.3), 5e5 * rng.uniform(0.8, 1.2), OTE * rng.uniform(0.55, 0.7)
        reps = int(rng.integers(3, 10))
        types.append(
            RepType(f"type {number + 1}", reps, alone + reach * effort, sd, taste * effort**2, quota, outside)
        )
    return types


def profits(types, knots, curves, base, same=0.0):
    """
    Return profit, expected pay and what the worst-off type has over its outside pay, by curve: by quadrature.

    ``same`` are differences of what a rep is left with that count as none [currency].
    """
    z = norm.ppf((np.arange(600) + 0.5) / 600)
    profit, paid, kept = np.zeros(len(curves)), np.zeros(len(curves)), np.full(len(curves), np.inf)
    rows = np.arange(len(curves))
    for one in types:
        nets, pays, sales = [], [], []
        for mean, cost in zip(one.attainment, one.cost, strict=True):
            at = np.maximum(mean + one.sd * z, 0.0)
            piece = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(knots) - 2)
            share = (at - knots[piece]) / np.diff(knots)[piece]
            pay = base + (curves[:, piece] * (1 - share) + curves[:, piece + 1] * share).mean(axis=1)
            pays.append(pay)
            nets.append(pay - cost)
            sales.append(at.mean() * one.quota)
        # Of efforts that leave him the same he takes what the firm prefers.
        earned = MARGIN * np.array(sales)[:, None] - np.array(pays)
        best = np.argmax(np.where(np.array(nets) >= np.max(nets, axis=0) - same, earned, -np.inf), axis=0)
        pay = np.array(pays)[best, rows]
        profit += one.reps * earned[best, rows]
        paid += one.reps * pay
        kept = np.minimum(kept, np.array(nets)[best, rows] - one.outside)
    return profit, paid, kept


def random_curves(knots, n, steepest, rng):
    """Return curves that pay 0 at 0 and half of OTE at quota, no steeper than allowed, as pay at the knots."""
    slopes = rng.uniform(0.0, 1.0, (n, len(knots) - 1)) ** rng.uniform(0.5, 4.0, (n, 1))
    slopes *= rng.random(slopes.shape) > rng.uniform(0.0, 0.7, (n, 1))
    widths, at_quota = np.diff(knots), knots[1:] <= 1.0 + 1e-9
    below = (slopes * widths)[:, at_quota].sum(axis=1, keepdims=True)
    slopes[:, at_quota] /= np.maximum(below, 1e-9)
    slopes[:, ~at_quota] *= steepest
    fits = (slopes.max(axis=1) <= steepest) & (below[:, 0] > 1e-6)
    heights = np.concatenate([np.zeros((n, 1)), np.cumsum(slopes * widths, axis=1)], axis=1)
    return heights[fits] * OTE / 2
