"""
How sales of a product in a segment rise with effort: concave, or S-shaped where little effort is lost.

    S(x) = lowest + (highest - lowest) x^c / (d^c + x^c)

(Little 1970, "ADBUDG"; the form in which Lodish, Curtis, Ness and Simpson 1988 sized and deployed the sales force of
Syntex Laboratories.) It is concave for c <= 1; for c > 1 it first rises ever faster.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimize.program import Floats

HALVINGS = 60


@dataclass(frozen=True)
class Adbudg:
    """
    A response to effort, in the unit of sales and of effort that the user thinks in.

    Attributes
    ----------
    lowest, highest
        Sales without effort, and with all the effort in the world.
    shape
        c: above 1 the curve is S-shaped.
    half
        d: effort at which half of the rise is reached.
    """

    lowest: float
    highest: float
    shape: float
    half: float

    def __post_init__(self) -> None:
        """Refuse what is no response."""
        if not 0 <= self.lowest <= self.highest < math.inf:
            raise ValueError(f"0 <= lowest <= highest is wanted, got {self.lowest} and {self.highest}")
        if not (0 < self.shape < math.inf and 0 < self.half < math.inf):
            raise ValueError(f"shape and half: numbers above 0 are wanted, got {self.shape} and {self.half}")

    @classmethod
    def judged(cls, none: float, half_as_much: float, half_more: float, most: float) -> Adbudg:
        """
        Return the curve of a panel's judgment: sales with no effort, half, one and a half times, and unlimited effort.

        All relative to today's sales at today's effort, which are 1 and 1. It goes through today, ``none`` and
        ``most``; its shape is the least-squares one, in logarithms, of the two others (Little 1970).

        Raises
        ------
        ValueError
            When the judgments do not rise.

        Examples
        --------
        >>> curve = Adbudg.judged(0.2, 0.6, 1.25, 2.0)
        >>> round(curve.sales(1.0).item(), 9)
        1.0
        """
        if not 0 <= none < half_as_much < 1 < half_more < most:
            told = (none, half_as_much, half_more, most)
            raise ValueError(f"none < half_as_much < 1 < half_more < most are wanted, got {told}")
        odds = (1 - none) / (most - 1)
        apart = {
            0.5: (half_as_much - none) / (most - half_as_much),
            1.5: (half_more - none) / (most - half_more),
        }
        log_x = np.log(list(apart))
        shape = float(log_x @ np.log(np.array(list(apart.values())) / odds) / (log_x @ log_x))
        return cls(none, most, shape, odds ** (-1 / shape))

    def sales(self, effort: float | Floats) -> Floats:
        """Return sales with so much effort."""
        x = np.asarray(effort, dtype=np.float64)
        grown = (x / self.half) ** self.shape
        sales: Floats = self.lowest + (self.highest - self.lowest) * (grown / (1.0 + grown))
        return sales

    def marginal(self, effort: float | Floats) -> Floats:
        """Return what another unit of effort sells."""
        x = np.maximum(np.asarray(effort, dtype=np.float64), 1e-300)
        grown = (x / self.half) ** self.shape
        slope: Floats = (self.highest - self.lowest) * self.shape * grown / (x * (1.0 + grown) ** 2)
        return slope

    @property
    def worth_starting(self) -> float:
        """
        Return the effort up to which more is always better spent here than spread: 0 for a concave curve.

        Where the line from no effort touches the curve: S(x) - S(0) = x S'(x), at x = d (c - 1)^(1/c).
        """
        return self.half * (self.shape - 1.0) ** (1.0 / self.shape) if self.shape > 1 else 0.0

    @property
    def steepest(self) -> float:
        """Return the effort where the slope is greatest: 0 for a concave curve, else d ((c-1)/(c+1))^(1/c)."""
        c = self.shape
        return self.half * ((c - 1.0) / (c + 1.0)) ** (1.0 / c) if c > 1 else 0.0

    def best(self, price: float, at_most: float) -> float:
        """Return the effort in [0, ``at_most``] whose sales, at one each, exceed its price the most."""
        low, high = self.steepest, at_most
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if float(self.marginal(middle)) > price:
                low = middle
            else:
                high = middle
        options = [0.0, at_most] + ([low] if self.steepest <= low <= at_most else [])
        return max(options, key=lambda x: float(self.sales(x)) - price * x)
