"""A question of profit-driven alignment: units, reps with hours and fixed cost, and the rules an answer must keep."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimize.profit.response import Floats, Ints, Response
from sim.territory.contiguity import Adjacency, pieces, pieces_by_rep

Bools = NDArray[np.bool_]
HALVINGS = 90
LOWEST, HIGHEST = 1e-9, 1e15
"""Prices of an hour [currency] between which the price of a territory's time is looked for."""


@dataclass(frozen=True, eq=False)
class Case:
    """
    Units to be dealt to reps, so that sales by the best use of each rep's time, less fixed cost, are greatest.

        max  sum_j V_j(x) - sum_j F_j y_j - sum_ij charge_ij x_ij
        s.t. sum_j x_ij = 1,  x_ij <= y_j,  x_ij = 0 where not allowed,  x, y binary
             at most ``most_moves`` units leave their present rep
             every territory hangs together, when there is a graph

    Attributes
    ----------
    response
        What units sell for time: V_j is the best that rep j can do with his hours.
    hours
        T, of each rep [hours/year], shape (n_reps,).
    fixed
        F, of each rep who has a unit [currency/year], shape (n_reps,).
    charge
        What it costs to give unit i to rep j, such as disruption [currency/year], shape (n_units, n_reps).
    allowed
        Which rep may have which unit (locks, exclusions), shape (n_units, n_reps).
    present
        Rep of each unit today, shape (n_units,); needed for ``most_moves``.
    graph
        Borders, when territories must hang together.
    """

    response: Response
    hours: Floats
    fixed: Floats
    charge: Floats | None = None
    allowed: Bools | None = None
    present: Ints | None = None
    most_moves: int | None = None
    graph: Adjacency | None = None

    def __post_init__(self) -> None:
        """
        Refuse a question that has no answer.

        Raises
        ------
        ValueError
            With every fault.
        """
        faults = self._shape_faults()
        if not faults:
            faults = self._value_faults()
        if faults:
            raise ValueError("\n".join(faults))

    def _shape_faults(self) -> list[str]:
        n, k = self.response.shape
        wanted = {"hours": (k,), "fixed": (k,), "charge": (n, k), "allowed": (n, k), "present": (n,)}
        faults = []
        for name, shape in wanted.items():
            value = getattr(self, name)
            if value is not None and np.shape(value) != shape:
                faults.append(f"{name}: shape {shape} is wanted, got {np.shape(value)}")
        if self.graph is not None and len(self.graph) != n:
            faults.append(f"graph: {n} units are wanted, got {len(self.graph)}")
        elif self.graph is not None and (parts := int(pieces(self.graph, np.zeros(n)).max()) + 1) > 1:
            faults.append(
                f"graph: one piece is wanted, got {parts}; join islands by sim.territory.with_crossings"
            )
        return faults

    def _value_faults(self) -> list[str]:
        faults = []
        if not (np.isfinite(self.hours) & (self.hours > 0)).all():
            faults.append(f"hours: numbers above 0 are wanted, got {self.hours.tolist()[:5]}")
        if not (self.fixed >= 0).all() or np.isnan(self.fixed).any():
            faults.append(f"fixed: numbers of 0 or more are wanted, got {self.fixed.tolist()[:5]}")
        if self.charge is not None and not np.isfinite(self.charge).all():
            faults.append("charge: finite numbers are wanted")
        if self.allowed is not None and not self.allowed.any(axis=1).all():
            nobody = np.flatnonzero(~self.allowed.any(axis=1)).tolist()
            faults.append(f"allowed: nobody may have the units in rows {nobody[:5]} ({len(nobody)} in all)")
        if self.most_moves is not None and (self.present is None or self.most_moves < 0):
            faults.append(f"most_moves: 0 or more, with the present reps, is wanted, got {self.most_moves}")
        elif self.most_moves is not None and self.present is not None and self.allowed is not None:
            must = int((~self.allowed[np.arange(len(self.present)), self.present]).sum())
            if must > self.most_moves:
                faults.append(f"most_moves: locks alone move {must} units, got {self.most_moves}")
        return faults

    @property
    def n_units(self) -> int:
        """Return the number of units."""
        return self.response.shape[0]

    @property
    def n_reps(self) -> int:
        """Return the number of reps."""
        return self.response.shape[1]

    @cached_property
    def may(self) -> Bools:
        """Return which rep may have which unit, shape (n_units, n_reps)."""
        return np.ones(self.response.shape, np.bool_) if self.allowed is None else self.allowed

    @cached_property
    def charges(self) -> Floats:
        """Return the charge of every pair, shape (n_units, n_reps)."""
        return np.zeros(self.response.shape) if self.charge is None else self.charge

    def moved(self, rep_of: Ints) -> int:
        """Return how many units leave their present rep."""
        return 0 if self.present is None else int((rep_of != self.present).sum())

    def price(self, rep_of: Ints) -> Floats:
        """
        Return what another hour of each rep earns [currency/hour], shape (n_reps,); 0 for who has no unit.

        It is where the hours that the units want at the price come down to the hours there are.
        """
        units, k = np.arange(self.n_units), self.n_reps
        low, high = np.full(k, math.log(LOWEST)), np.full(k, math.log(HIGHEST))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            wanted: Floats = np.bincount(
                rep_of, self.response.hours(units, rep_of, np.exp(middle)[rep_of]), k
            ).astype(np.float64)
            low, high = (
                np.where(wanted > self.hours, middle, low),
                np.where(wanted > self.hours, high, middle),
            )
        staffed = np.bincount(rep_of, minlength=k) > 0
        price: Floats = np.where(staffed & (high > math.log(LOWEST) + 1e-6), np.exp(high), 0.0)
        return price

    def values(self, rep_of: Ints) -> Floats:
        """Return V, the sales of each territory with its time used best [currency/year], shape (n_reps,)."""
        price = np.maximum(self.price(rep_of), LOWEST)
        surplus = self.response.surplus(np.arange(self.n_units), rep_of, price[rep_of])
        staffed = np.bincount(rep_of, minlength=self.n_reps) > 0
        total: Floats = np.where(staffed, price * self.hours, 0.0) + np.bincount(rep_of, surplus, self.n_reps)
        return total

    def profit(self, rep_of: Ints) -> float:
        """Return sales less fixed cost of staffed reps and charges [currency/year]."""
        staffed = np.bincount(rep_of, minlength=self.n_reps) > 0
        charged = self.charges[np.arange(self.n_units), rep_of].sum()
        return float(self.values(rep_of).sum() - self.fixed[staffed].sum() - charged)

    def timetable(self, rep_of: Ints) -> Floats:
        """
        Return the hours that each unit gets, travel included [hours/year], shape (n_units,).

        Each rep's add to T at most. Hours go where another one earns most; where a table of points makes several units
        tie for the last hours, they share what is left alike.
        """
        units, price = np.arange(self.n_units), np.maximum(self.price(rep_of), LOWEST)
        least = self.response.hours(units, rep_of, price[rep_of] * (1 + 1e-9))
        most = self.response.hours(units, rep_of, price[rep_of] * (1 - 1e-9))
        spare = self.hours - np.bincount(rep_of, least, self.n_reps)
        room = np.bincount(rep_of, most - least, self.n_reps)
        part = np.clip(spare / np.maximum(room, 1e-300), 0.0, 1.0)
        hours: Floats = least + part[rep_of] * (most - least)
        return hours

    def faults(self, rep_of: Ints) -> list[str]:
        """Return which rules an alignment breaks; independent of every search."""
        broken = []
        outside = np.flatnonzero(~self.may[np.arange(self.n_units), rep_of])
        if len(outside):
            broken.append(f"{len(outside)} units are with reps who may not have them")
        if self.most_moves is not None and self.moved(rep_of) > self.most_moves:
            broken.append(f"{self.moved(rep_of)} units move, {self.most_moves} may")
        if self.graph is not None and (pieces_by_rep(self.graph, rep_of, self.n_reps) > 1).any():
            broken.append("a territory lies in pieces")
        return broken
