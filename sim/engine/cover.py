"""Who covers each basic unit at the moment, how far that is, and what is broken where a unit changed hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import HOURS_PER_DAY
from sim.loyalty import broken_share, healing_hours

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
    gone, came
        When the holder of a position left, infinite when none did, and when the next one came [hours], infinite while
        there is nobody; shape (n_reps,).
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.rep: list[int] = world.opening_rep_of_unit.tolist()
        self.visit_hours: list[float] = world.opening_visit_hours.tolist()
        self._staff_roles()
        self.handed_over = [float("inf")] * len(self.rep)
        n_reps = len(world.skill)
        self.gone, self.came = [float("inf")] * n_reps, [float("inf")] * n_reps
        self._person = [0] * n_reps
        rule = world.scenario.customers.relationship
        self._half_life, self._newcomers = rule.half_life_days * HOURS_PER_DAY, rule.newcomers

    def hand_over(self, hour: float) -> list[int]:
        """Put the plan's alignment in force; return the rows of the units that change hands."""
        plan = self._world.rep_of_unit
        moved: list[int] = np.flatnonzero(plan != np.array(self.rep)).tolist()
        self.rep, self.visit_hours = plan.tolist(), self._world.visit_hours.tolist()
        self._staff_roles()
        for unit in moved:
            self.handed_over[unit] = hour
        return moved

    def staff(self, person: list[int], present: list[bool], hour: float) -> None:
        """Take in who holds each position from this midnight on: who has gone, and who has come in his place."""
        for rep, (now, there) in enumerate(zip(person, present, strict=True)):
            if now != self._person[rep]:
                self.gone[rep], self.came[rep] = hour, float("inf")
            if there and self.came[rep] > hour:
                self.came[rep] = hour
        self._person = person

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

    def broken(self, unit: int, rep: int, known_since: float, now: float) -> float:
        """Return how much (0 to 1) of the relationship to his rep of one who is known since then is broken now."""
        moved = self.handed_over[unit]
        by_unit = healing_hours(moved, moved, known_since, self._newcomers, now)
        by_rep = healing_hours(self.gone[rep], self.came[rep], known_since, self._newcomers, now)
        return broken_share(min(by_unit, by_rep), self._half_life)
