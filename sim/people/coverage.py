"""Roles beside the territory's own rep: who takes its new leads, who its customers' orders, and who helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.documents.roles import Role
    from sim.scenario import Pipeline, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
OWN = -1
"""The territory's own rep, whom the alignment names."""
_MONTHS = 12.0


@dataclass(frozen=True)
class Coverage:
    """
    Rows of the reps who have a role in each basic unit; :data:`OWN` where nobody has.

    Attributes
    ----------
    seller
        Who takes new leads, shape (n_families, n_units).
    carer
        Who serves customers, shape (n_units,).
    supporter
        Who helps the owners of leads, shape (n_support_roles, n_units).
    """

    seller: Ints
    carer: Ints
    supporter: Ints

    @property
    def is_plain(self) -> bool:
        """Return whether every unit is its own rep's alone."""
        return bool((self.seller == OWN).all() and (self.carer == OWN).all())


def coverage(scenario: Scenario) -> Coverage:
    """Return who has which role where; of several roles that take a family's leads the first stands."""
    families = [family.id for family in scenario.market.families]
    n_units, roles = len(scenario.tables.units), scenario.people.roles
    seller = np.full((len(families), n_units), OWN, dtype=np.int64)
    carer = np.full(n_units, OWN, dtype=np.int64)
    support = []
    for role in roles:
        rows = _rows_of(scenario, role)
        if role.works == "existing":
            carer = np.where(carer == OWN, rows, carer)
        elif role.works == "support":
            support.append(rows)
        else:
            for number, family in enumerate(families):
                if family in (role.families or families):
                    seller[number] = np.where(seller[number] == OWN, rows, seller[number])
    return Coverage(seller, carer, np.array(support, dtype=np.int64).reshape(len(support), n_units))


def _rows_of(scenario: Scenario, role: Role) -> Ints:
    """Return the row of the rep who has a role in each basic unit, shape (n_units,)."""
    table = scenario.plan.coverage
    units, reps = scenario.tables.units.index(), scenario.tables.reps.index()
    rows = np.full(len(units), OWN, dtype=np.int64)
    if table is not None:
        columns = (table[name].tolist() for name in ("unit", "role", "rep"))
        for unit, of_role, rep in zip(*columns, strict=True):
            if of_role == role.id:
                rows[units[unit]] = reps[rep]
    return rows


class Support:
    """
    What supporters do for the owners of leads, in expectation over a month.

    A supporter whose hours do not reach for all that his units ask of him helps with the same share of each. Demand is
    expected from the market and the pipeline: leads a month x share that reaches the stage x hours. There is no queue.
    """

    def __init__(self, scenario: Scenario, covering: Coverage, rep_of_unit: Ints) -> None:
        self._roles = [role for role in scenario.people.roles if role.works == "support"]
        self._supporter, self._owner = covering.supporter, rep_of_unit
        self._n_reps, pipeline = len(scenario.tables.reps), scenario.pipeline
        self._n_stages = len(pipeline.stages)
        potential = scenario.tables.units["potential"]
        self._weight = potential / potential.sum()
        self._stages = [_stages_of(role, pipeline) for role in self._roles]
        leads = scenario.market.leads_per_year / _MONTHS * self._weight
        reach = _reach(pipeline)
        self._demand = [
            leads * float(reach[stages].sum()) * role.hours
            for role, stages in zip(self._roles, self._stages, strict=True)
        ]
        self.hours: Floats = np.zeros(self._n_reps)

    def month(self, capacity: Floats, part: float) -> Floats:
        """
        Return the factor on the odds of each owner's stages for a month, shape (n_reps, n_stages).

        Parameters
        ----------
        capacity
            Hours that each rep has for support this month [hours], shape (n_reps,).
        part
            Share of a month that demand is for.
        """
        log_odds = np.zeros((self._n_reps, self._n_stages))
        self.hours = np.zeros(self._n_reps)
        mine = np.bincount(self._owner, weights=self._weight, minlength=self._n_reps)
        for number, role in enumerate(self._roles):
            supporter, there = self._supporter[number], self._supporter[number] != OWN
            demand = np.bincount(
                supporter[there], weights=self._demand[number][there] * part, minlength=self._n_reps
            )
            share = np.minimum(capacity / np.where(demand > 0, demand, 1.0), 1.0)
            self.hours = self.hours + share * demand
            helped = np.where(there, share[np.where(there, supporter, 0)], 0.0)
            by_owner = np.bincount(self._owner, weights=self._weight * helped, minlength=self._n_reps)
            gain = role.log_odds * by_owner / np.where(mine > 0, mine, 1.0)
            log_odds[:, self._stages[number]] += gain[:, None]
        return np.exp(log_odds)


def _stages_of(role: Role, pipeline: Pipeline) -> list[int]:
    return [number for number, stage in enumerate(pipeline.stages) if stage.id in role.stages]


def _reach(pipeline: Pipeline) -> Floats:
    """Return the share of inquiries that reaches each stage at the mean win rate, shape (n_stages,)."""
    valid = pipeline.screening.valid_share * pipeline.screening.sensitivity
    advance = [stage.advance_share for stage in pipeline.stages[:-1]]
    return np.asarray(valid * np.cumprod([1.0, *advance]), dtype=np.float64)
