"""
What calls bring in: the response of each unit to the time that a rep spends on it.

A response is asked one thing only, the *surplus* of a unit at a price of time: the most that its sales can exceed what
the rep's hours cost at that price,

    surplus_ij(p) = max_h  S_i(h / (1 + r_ij)) - p h                                                     (1)

with S_i concave in calling hours and r_ij the travel for an hour of calling. All that follows needs no more: the value
of a territory with T hours is min_p p T + sum_i surplus_ij(p), by duality, because time can be split at will. An own
response is a class with the methods of :class:`Response`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EFFORT_ELASTICITY = 0.34
"""Mean elasticity of sales to personal selling over 46 studies (Albers, Mantrala and Sridhar 2010)."""


class Response(Protocol):
    """
    What a response must tell; units and reps are rows, prices are of an hour, and all three broadcast.

    ``shape`` is (n_units, n_reps). A new response, such as a table estimated from simulations, only has to be concave.
    """

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of units and of reps."""
        ...

    @property
    def exponent(self) -> float | None:
        """Return b when every unit sells g t^b, which has a closed form; ``None`` for any other form."""
        ...

    def surplus(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return the most that sales exceed the price of the hours they take [currency]."""
        ...

    def hours(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return the hours, travel included, that give that surplus; the more where several do."""
        ...

    def sales(self, units: Ints, reps: Ints, hours: Floats) -> Floats:
        """Return sales for hours spent, travel included [currency]."""
        ...


@dataclass(frozen=True, eq=False)
class PowerResponse:
    """
    Sales g t^b for t calling hours, b between 0 and 1 (Skiera and Albers 1998, "COSTA").

    The value of a territory has the closed form V = T^b H^(1-b), H = sum_i h_ij, h_ij = (g_i (1+r_ij)^-b)^(1/(1-b)).

    Attributes
    ----------
    scale
        g, contribution of a unit at one calling hour [currency], shape (n_units,).
    travel
        r, hours on the road for an hour of calling, shape (n_units, n_reps).
    elasticity
        b: a hundredth more time brings b hundredths more sales.
    """

    scale: Floats
    travel: Floats
    elasticity: float = EFFORT_ELASTICITY

    def __post_init__(self) -> None:
        """Refuse what is no response, naming every fault."""
        faults = _basic_faults(self.scale, self.travel)
        if not 0 < self.elasticity < 1:
            faults.append(f"elasticity: a number between 0 and 1 is wanted, got {self.elasticity}")
        if faults:
            raise ValueError("\n".join(faults))

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of units and of reps."""
        n, k = self.travel.shape
        return n, k

    @property
    def exponent(self) -> float:
        """Return b."""
        return self.elasticity

    @cached_property
    def weight(self) -> Floats:
        """Return h, shape (n_units, n_reps)."""
        b = self.elasticity
        weight: Floats = (self.scale[:, None] * (1.0 + self.travel) ** -b) ** (1.0 / (1.0 - b))
        return weight

    def surplus(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return (1-b) (b/p)^(b/(1-b)) h."""
        b = self.elasticity
        surplus: Floats = self.weight[units, reps] * ((1.0 - b) * (b / price) ** (b / (1.0 - b)))
        return surplus

    def hours(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return h (b/p)^(1/(1-b))."""
        b = self.elasticity
        hours: Floats = self.weight[units, reps] * (b / price) ** (1.0 / (1.0 - b))
        return hours

    def sales(self, units: Ints, reps: Ints, hours: Floats) -> Floats:
        """Return g (hours / (1 + r))^b."""
        sales: Floats = self.scale[units] * (hours / (1.0 + self.travel[units, reps])) ** self.elasticity
        return sales


@dataclass(frozen=True, eq=False)
class TableResponse:
    """
    Sales g s(t / size), with s concave and straight between the points of a table.

    Attributes
    ----------
    scale
        g, contribution of a unit where the curve is 1 [currency], shape (n_units,).
    travel
        r, hours on the road for an hour of calling, shape (n_units, n_reps).
    effort, share
        The curve's points: effort from 0 up, and the share of ``scale`` sold with it; beyond the last it is flat.
    size
        Calling hours that are one unit of effort, shape (n_units,).
    """

    scale: Floats
    travel: Floats
    effort: Floats
    share: Floats
    size: Floats = field(default_factory=lambda: np.ones(1))

    def __post_init__(self) -> None:
        """Refuse what is no concave response, naming every fault."""
        faults = _basic_faults(self.scale, self.travel)
        if not (np.broadcast_to(self.size, self.scale.shape) > 0).all():
            faults.append("size: hours above 0 are wanted for every unit")
        if faults := faults + _curve_faults(self.effort, self.share):
            raise ValueError("\n".join(faults))

    @property
    def shape(self) -> tuple[int, int]:
        """Return the numbers of units and of reps."""
        n, k = self.travel.shape
        return n, k

    @property
    def exponent(self) -> None:
        """Return that there is no closed form."""
        return

    def surplus(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return the largest of g s_m - p (1 + r) size t_m over the points m."""
        best: Floats = self._at_points(units, reps, price).max(axis=0)
        return best

    def hours(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return the hours at the point that is best, the later one of two that tie."""
        at = self._at_points(units, reps, price)
        point = len(self.effort) - 1 - at[::-1].argmax(axis=0)
        hours: Floats = self._hour_size(units, reps) * self.effort[point]
        return hours

    def sales(self, units: Ints, reps: Ints, hours: Floats) -> Floats:
        """Return sales by interpolation."""
        effort = hours / self._hour_size(units, reps)
        sales: Floats = self.scale[units] * np.interp(effort, self.effort, self.share)
        return sales

    def _hour_size(self, units: Ints, reps: Ints) -> Floats:
        """Return the hours, travel included, that are one unit of effort."""
        size: Floats = np.broadcast_to(self.size, self.scale.shape)[units] * (1.0 + self.travel[units, reps])
        return size

    def _at_points(self, units: Ints, reps: Ints, price: Floats) -> Floats:
        """Return sales less the price of the hours at every point of the curve, points first."""
        cost, scale = price * self._hour_size(units, reps), self.scale[units] + 0.0 * price
        return np.stack([scale * s - cost * t for t, s in zip(self.effort, self.share, strict=True)])


def _basic_faults(scale: Floats, travel: Floats) -> list[str]:
    """Return what is wrong with scales and travel."""
    if travel.ndim != 2 or scale.shape != travel.shape[:1] or not travel.size:  # noqa: PLR2004 - units and reps
        return [f"travel: shape (n_units, n_reps) for {scale.shape[0]} units is wanted, got {travel.shape}"]
    faults = []
    for name, values in (("scale", scale), ("travel", travel)):
        wrong = np.argwhere(~(np.isfinite(values) & (values >= 0)))
        if len(wrong):
            where = tuple(int(i) for i in wrong[0])
            more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
            faults.append(
                f"{name}: numbers of 0 or more are wanted, got {values[where]} in row {where[0]}{more}"
            )
    return faults


def _curve_faults(effort: Floats, share: Floats) -> list[str]:
    """Return what keeps the points from being a concave curve that rises from no effort."""
    if effort.ndim != 1 or effort.shape != share.shape or len(effort) < 2:  # noqa: PLR2004 - a curve has two points
        return [
            f"effort and share: two points or more of equal number are wanted, got {len(effort)}, {len(share)}"
        ]
    if effort[0] != 0 or not (np.diff(effort) > 0).all() or not (share >= 0).all():
        return [f"effort: 0 and then rising, share: 0 or more are wanted, got {effort.tolist()}"]
    slope = np.diff(share) / np.diff(effort)
    if not (slope >= 0).all() or (np.diff(slope) > 1e-12 * max(slope[0], 1e-300)).any():
        return [f"share: a rising curve with falling slopes is wanted, got slopes {slope.tolist()}"]
    return []
