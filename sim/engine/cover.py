"""Who covers each basic unit at the moment, how far that is, and what is broken where a unit changed hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import HOURS_PER_DAY
from sim.loyalty import broken_share

if TYPE_CHECKING:
    from sim.agents.customer import Customer
    from sim.engine.world import World

KNOWN_BEFORE = float("-inf")
"""When somebody became known who was there before the run."""


class Cover:
    """
    The alignment in force, as plain lists over basic units: shape (n_units,).

    Attributes
    ----------
    rep
        Row of the rep who covers the unit now.
    seller, carer
        Who takes the unit's new leads, shape (n_families, n_units), and who serves its customers: the same, but for
        roles.
    visit_hours
        His hours on the road for a visit there.
    handed_over
        When the unit last changed hands [hours], infinite when it never did.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.rep: list[int] = world.opening_rep_of_unit.tolist()
        self.visit_hours: list[float] = world.opening_visit_hours.tolist()
        self._staff_roles()
        self.handed_over = [float("inf")] * len(self.rep)
        rule = world.scenario.customers.relationship
        self._half_life, self._newcomers = rule.half_life_days * HOURS_PER_DAY, rule.newcomers

    def hand_over(self, hour: float) -> list[int]:
        """Put the plan's alignment in force; return the rows of the units that change hands."""
        plan = self._world.rep_of_unit
        moved: list[int] = np.flatnonzero(plan != np.array(self.rep)).tolist()
        self.rep, self.visit_hours = plan.tolist(), self._world.visit_hours.tolist()
        self._staff_roles()
        for unit in moved:
            self.break_ties(unit, hour)
        return moved

    def _staff_roles(self) -> None:
        """Put those who have a role in the place of the unit's own rep."""
        roles, own = self._world.coverage, np.array(self.rep)
        self.seller: list[list[int]] = np.where(roles.seller >= 0, roles.seller, own).tolist()
        self.carer: list[int] = np.where(roles.carer >= 0, roles.carer, own).tolist()

    def journey(self, rep: int, unit: int) -> float:
        """Return a rep's hours on the road for a visit."""
        return (
            self.visit_hours[unit] if rep == self.rep[unit] else float(self._world.visit_hours_of[rep, unit])
        )

    def winning(self, customer: Customer) -> int:
        """Return the rep who sold a customer his first order."""
        return customer.owner if customer.owner >= 0 else self.seller[customer.family][customer.unit]

    def serving(self, customer: Customer) -> int:
        """Return the rep who serves a customer: who won him when leads are routed, else whose role it is."""
        return customer.owner if customer.owner >= 0 else self.carer[customer.unit]

    def break_ties(self, unit: int, hour: float) -> None:
        """Let everybody in a unit lose the rep they knew: somebody else comes from now on."""
        self.handed_over[unit] = hour

    def broken(self, unit: int, known_since: float, now: float) -> float:
        """Return how much (0 to 1) of the relationship of one who is known since then is broken now."""
        handed_over = self.handed_over[unit]
        if handed_over > now or (known_since >= handed_over and not self._newcomers):
            return 0.0
        return broken_share(now - handed_over, self._half_life)
