"""Deals at their end: waiting for the customer's answer, closed early, or ripe and held back by the rep."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.agents.behaviour import times_deals
from sim.calendar import HOURS_PER_DAY
from sim.engine.desk import Answer
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind
from sim.engine.process import Outcome
from sim.timing import expected_cents, is_held, is_pulled, price_cut_cents, stale_after

if TYPE_CHECKING:
    from sim.agents.view import Decision
    from sim.engine.leads import LeadFlow

Cents = NDArray[np.int64]


@dataclass
class Deal:
    """
    A deal that waits.

    ``answer`` comes at ``due`` [hours] unless the rep brings it about before; ``cents`` is what the rep counts on.
    """

    row: int
    luck: float
    cents: int
    due: float
    answer: Answer

    def hurry(self, value: object, delay: float) -> None:
        """Let the answer come so many hours from now in place of when it was due."""
        soon = Answer(self.answer.env)
        soon.callbacks, self.answer.callbacks = self.answer.callbacks, []
        self.answer = soon
        soon.come(value, delay)


class Closing:
    """
    The deals of every rep that are one answer short of an order, and those that are ripe and held back.

    Each has its own luck: a deal is held while that lies below the share that the rep holds, and pulled once it lies
    below the share that he pulls. What a rep decides in the morning is done when his day opens, in the order in which
    the deals began to wait.
    """

    def __init__(self, leads: LeadFlow) -> None:
        self.leads, self.env = leads, leads.env
        n_reps = len(leads.desks)
        self.hold, self._pull, self._discount = ([0.0] * n_reps for _ in range(3))
        self._within_reach: list[dict[int, Deal]] = [{} for _ in range(n_reps)]
        self._held: list[dict[int, Deal]] = [{} for _ in range(n_reps)]
        self._early: list[list[tuple[float, int]]] = [[] for _ in range(n_reps)]
        self._cut: dict[int, int] = {}
        self._rule = leads.world.scenario.people.closing
        self._counts_on = leads.stages[-1].advance_share

    def begin_day(self, decision: Decision) -> None:
        """Let every rep hold back, let go and pull as he decided this morning."""
        opens = self.leads.world.line.opens_hour
        numbers = zip(
            decision.shares("hold"), decision.shares("pull"), decision.shares("discount"), strict=True
        )
        for rep, (hold, pull, discount) in enumerate(numbers):
            self.hold[rep], self._pull[rep], self._discount[rep] = float(hold), float(pull), float(discount)
            for deal in list(self._held[rep].values()):
                if not is_held(self.hold[rep], deal.luck):
                    del self._held[rep][deal.row]
                    deal.hurry(True, opens)
            for deal in list(self._within_reach[rep].values()):
                if is_pulled(self._pull[rep], deal.luck):
                    self._bring_forward(rep, deal)
                    deal.hurry(True, opens)

    def think(self, row: int, loop: int, hours: float) -> Outcome:
        """Wait for the customer's last answer; return whether the rep closed the deal before it came."""
        rep, streams = self.leads.rep[row], self.leads.world.streams
        self._cut.pop(row, None)  # of an earlier passage that was lost
        luck = streams.uniform("pull", self.leads.ids[row], loop)
        deal = self._deal(row, luck, hours, expected_cents(self.leads.price_of(row), self._counts_on))
        if is_pulled(self._pull[rep], luck):
            self._bring_forward(rep, deal)
            deal.hurry(True, 0.0)
        else:
            self._within_reach[rep][row] = deal
            deal.answer.come(False, hours)
        was_pulled: bool = yield deal.answer
        self._within_reach[rep].pop(row, None)
        if was_pulled:
            self.leads.tell(Kind.PULLED, row, cents=self._cut[row])
        return was_pulled

    def keep(self, row: int, loop: int) -> Outcome:
        """Hold a ripe deal back for as long as the rep wants; return whether it was still there when he let go."""
        rep, leads = self.leads.rep[row], self.leads
        luck, luck_stale = leads.world.streams.pair("hold", leads.ids[row], loop)
        if not is_held(self.hold[rep], luck):
            return True
        stale = stale_after(self._rule.stale_share_per_month, luck_stale)
        longest = self._rule.longest_days * HOURS_PER_DAY
        deal = self._deal(row, luck, min(stale, longest), leads.price_of(row))
        self._held[rep][row] = deal
        leads.state[row] = LeadState.HELD
        leads.tell(Kind.HELD, row)
        deal.answer.come(stale > longest, min(stale, longest))
        is_there: bool = yield deal.answer
        self._held[rep].pop(row, None)
        leads.state[row] = LeadState.OPEN
        leads.tell(Kind.RELEASED if is_there else Kind.STALE, row)
        return is_there

    def cut(self, row: int) -> int:
        """Return what was given up on the price of a deal that was closed early [cents]."""
        return self._cut.get(row, 0)

    def held(self) -> Cents:
        """Return the value of the deals that each rep holds back [cents], shape (n_reps,)."""
        return np.array([sum(deal.cents for deal in deals.values()) for deals in self._held], dtype=np.int64)

    def within_reach(self) -> Cents:
        """Return what each rep counts on from deals that he could close early [cents], shape (n_reps,)."""
        return np.array(
            [sum(deal.cents for deal in deals.values()) for deals in self._within_reach], dtype=np.int64
        )

    def pulled(self) -> Cents:
        """Return what each rep counted on from deals closed early whose own day has not come [cents]."""
        for early in self._early:
            while early and early[0][0] <= self.env.now:
                heapq.heappop(early)
        return np.array([sum(cents for _, cents in early) for early in self._early], dtype=np.int64)

    def _deal(self, row: int, luck: float, hours: float, cents: int) -> Deal:
        return Deal(row, luck, cents, self.env.now + hours, Answer(self.env))

    def _bring_forward(self, rep: int, deal: Deal) -> None:
        """Note what closing a deal early takes from the days to come, and from its price."""
        self._within_reach[rep].pop(deal.row, None)
        heapq.heappush(self._early[rep], (deal.due, deal.cents))
        self._cut[deal.row] = price_cut_cents(self.leads.price_of(deal.row), self._discount[rep])


def closing(leads: LeadFlow) -> Closing | None:
    """Return the deals at their end, ``None`` where no rep of the scenario times them."""
    return Closing(leads) if times_deals(leads.world.scenario) else None
