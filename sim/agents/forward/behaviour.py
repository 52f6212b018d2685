"""Reps who look ahead, day by day: they look up what their program says, in the state they are in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.forward.plans import MONTHS, Circumstances, Solved, solve_for
from sim.agents.forward.prospects import Prospects, prospects, season_index
from sim.agents.forward.reading import read
from sim.agents.forward.traits import Traits, traits
from sim.agents.view import Decision, Floats, RepView
from sim.documents.behaviour import MOST_ATTAINMENT, Forward

if TYPE_CHECKING:
    from sim.scenario import Scenario

Ints = NDArray[np.int64]
_PULLS_FROM = 0.75
"""Share of a month after which deals are pulled: before, most of those in reach still come by themselves."""
_TINY = 1e-9


@dataclass(frozen=True)
class ForwardBehaviour:
    """The policy of the dynamic program, looked up each morning; solved anew when quotas have changed."""

    spec: Forward
    scenario: Scenario
    outlook: Prospects
    _known: dict[bytes, Solved] = field(default_factory=dict, compare=False, repr=False)

    def act(self, reps: RepView) -> Decision:
        """Return effort and timing from the tables of each rep's type."""
        solved = self.solved(reps.quota)
        now = _Now(solved, reps)
        effort = self.spec.least + now.effort
        hold, pull = now.timing()
        return Decision(effort, hold, pull, self.spec.price_cut)

    def solved(self, quota: Floats) -> Solved:
        """Return the reps' policies under these quotas [currency]; those asked for before are not read anew."""
        key = quota.tobytes()
        if key not in self._known:
            self._known[key] = self._solve(quota)
        return self._known[key]

    def _solve(self, quota: Floats) -> Solved:
        """Return the reps' policies under these quotas [currency]."""
        return solve_for(self.who(quota), self.circumstances(quota))

    def circumstances(self, quota: Floats) -> Circumstances:
        """Return what the reps' programs need beside their traits under these quotas [currency]."""
        people, plan = self.scenario.people, self.scenario.plan
        next_year = plan.quotas.next_year
        return Circumstances(
            self.spec,
            plan.pay,
            read(plan.pay),
            quota,
            season_index(self.scenario),
            people.closing.stale_share_per_month,
            (next_year.ratchet, next_year.ratchet_down),
        )

    def who(self, quota: Floats) -> Traits:
        """Return the reps' traits under these quotas [currency]."""
        reach = np.minimum(self.outlook.full / quota, MOST_ATTAINMENT)
        repeat = np.minimum(self.outlook.repeat / quota, MOST_ATTAINMENT)
        if self.spec.full_attainment is not None:
            reach = np.full(len(quota), self.spec.full_attainment)
        return traits(self.spec, self.scenario, reach, repeat, self.outlook.most_effort)


def forward_behaviour(spec: Forward, scenario: Scenario) -> ForwardBehaviour:
    """Return the rule of reps who look ahead."""
    return ForwardBehaviour(spec, scenario, prospects(scenario))


def notes(scenario: Scenario) -> tuple[str, ...]:
    """Return in words what of the scenario's pay plan reps who look ahead take at its expectation."""
    return read(scenario.plan.pay).notes


class _Now:
    """Where every rep stands this morning, in steps of his window's quota; arrays of shape (n_reps,)."""

    def __init__(self, solved: Solved, reps: RepView) -> None:
        program, kind, month = solved.program, solved.kind, reps.month
        self._solved, self._reps = solved, reps
        self._worth = reps.quota * (solved.months / MONTHS * solved.step)
        self._attainment = reps.window_credit(solved.months) / self._worth
        self._stock = (reps.held - reps.pulled) / self._worth
        middle = program.most_stock
        # The tables are of the month's first day: take off what comes without effort in the part that has passed.
        rest = program.arrivals[kind, month]
        attainment = _place(self._attainment - reps.month_elapsed * rest, program.potential.shape[1])
        stock = _place(self._stock + middle, 2 * middle + 1)
        number = solved.policy.effort[kind, month, attainment, stock]
        self.effort: Floats = program.effort[kind, number]
        self._to_come = (1.0 - reps.month_elapsed) * (rest + program.gain[kind, month] * self.effort)

    def timing(self) -> tuple[Floats, Floats]:
        """Return the shares of ripe deals to hold and of nearly ripe ones to pull."""
        target = self._target() * self._worth
        return self._hold(target), self._pull(target)

    def _target(self) -> Floats:
        """Return the stock to end the month with [steps]."""
        policy, kind = self._solved.policy, self._solved.kind
        middle = self._solved.program.most_stock
        whole = self._attainment + self._stock + middle + self._to_come
        booked = self._reps.month_credit / self._worth
        most = _place(self._stock + middle + self._to_come + booked, 2 * middle + 1)
        y = _place(whole, policy.stock.shape[3])
        target: Floats = policy.stock[kind, self._reps.month, most, y] - float(middle)
        return target

    def _hold(self, target: Floats) -> Floats:
        """Return the share to hold so that what is held comes to the target by the month's end."""
        reps = self._reps
        held, before = np.broadcast_to(reps.held, target.shape), np.broadcast_to(reps.hold, target.shape)
        missing = (target - held) / np.maximum(self._to_come * self._worth, _TINY)
        less = before * target / np.maximum(held, _TINY)
        share = np.where(held > target, less, np.maximum(before, missing))
        return np.where(target > 0.0, np.clip(share, 0.0, 1.0), 0.0)

    def _pull(self, target: Floats) -> Floats:
        """Return the share of what is within reach to pull now."""
        reps = self._reps
        if reps.month_elapsed < _PULLS_FROM:
            return np.zeros(target.shape)
        missing = np.maximum(-target, 0.0) - reps.pulled
        share: Floats = np.clip(missing / np.maximum(reps.within_reach, _TINY), 0.0, 1.0)
        return share


def _place(value: Floats, n: int) -> Ints:
    """Return the nearest place on an axis of n points."""
    return np.clip(np.rint(value), 0, n - 1).astype(np.int64)
