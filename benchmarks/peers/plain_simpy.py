"""The flow as plain SimPy."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from peers.setting import DAY, Setting
from sim.agents.behaviour import RepView, behaviour_of
from sim.compensation import estimate_variable_pay
from sim.engine.world import World

Wait = Generator[Any, Any, Any]
CARE, NIGHT = -1, -2  # priorities before any lead's


class PlainSimpy(Setting):
    """Leads and customers as processes, a rep as a priority resource, who is away from closing to opening."""

    def run(self, world: World) -> PlainSimpy:
        self.env = env = simpy.Environment()
        self.desks = [simpy.PriorityResource(env) for _ in range(self.n_reps)]
        self.closes = [0.0] * self.n_reps
        self.credit = np.zeros(self.n_reps)
        self.decide = behaviour_of(world.scenario)
        self.quota = world.quota_cents / 100
        self.pay = world.scenario.plan.pay
        self.elapsed = world.line.elapsed.tolist()
        env.process(self.days())
        for rep in range(self.n_reps):
            env.process(self.nights(rep))
        env.process(self.arrivals())
        for _ in range(self.opening):
            unit = self.luck.randrange(len(self.rep))
            env.process(self.customer(unit, self.luck.choices(self.families, self.family_shares)[0], False))
        env.run(until=self.n_days * DAY)
        return self

    def days(self) -> Wait:
        """Every morning the reps decide how long they work."""
        for day in range(self.n_days):
            if self.working[day]:
                view = RepView(
                    self.credit,
                    self.quota,
                    self.elapsed[day],
                    lambda credit: estimate_variable_pay(self.pay, credit, self.quota),
                )
                effort = self.decide.act(view).effort.tolist()
                self.closes = [day * DAY + self.opens + self.hours * share for share in effort]
            yield self.env.timeout(DAY)

    def next_opening(self) -> float:
        day = int(self.env.now // DAY)
        if self.env.now >= day * DAY + self.opens:
            day += 1
        while day < self.n_days and not self.working[day]:
            day += 1
        return day * DAY + self.opens - self.env.now

    def nights(self, rep: int) -> Wait:
        """Keep the desk closed at night; a task on the desk pauses and keeps its place."""
        while True:
            with self.desks[rep].request(priority=NIGHT) as night:
                yield night
                if self.env.now >= self.closes[rep] - 1e-9:
                    yield self.env.timeout(self.next_opening())
            yield self.env.timeout(max(self.closes[rep] - self.env.now, 0.0))

    def spend(self, rep: int, hours: float) -> Wait:
        """Let working hours pass."""
        while (room := self.closes[rep] - self.env.now) < hours:
            hours -= max(room, 0.0)
            yield self.env.timeout(self.next_opening())
        yield self.env.timeout(hours)

    def arrivals(self) -> Wait:
        while True:
            yield self.env.timeout(self.luck.expovariate(1 / self.gap_hours))
            self.told["arrived"] += 1
            lead = self.new_lead()
            if self.is_let_in(lead["valid"]):
                self.env.process(self.lead(lead))
            else:
                self.told["screened out"] += 1

    def lead(self, lead: dict[str, Any]) -> Wait:
        for loop in range(1 + self.nurture.loops):
            how_it_ended = yield from self.pipeline(lead)
            stays = lead["valid"] and self.luck.random() < self.nurture.share
            if how_it_ended == "won" or loop == self.nurture.loops or not stays:
                break
            self.told["nurtured"] += 1
            yield self.env.timeout(self.luck.expovariate(1 / (self.nurture.mean_days * DAY)))
            self.told["recycled"] += 1
        self.told[how_it_ended] += 1
        if how_it_ended == "won":
            yield from self.customer(lead["unit"], lead["family"], True)

    def pipeline(self, lead: dict[str, Any]) -> Wait:
        rep, n_stages, asked = lead["rep"], len(self.stages), self.env.now
        for stage, (_, share, gap_share, _) in enumerate(self.stages):
            with self.desks[rep].request(priority=10 * (n_stages - stage) + lead["grade"]) as turn:
                if stage == 0:
                    yield turn | self.env.timeout(lead["patience"])
                    self.wait += self.env.now - asked
                    self.waits += 1
                    if not turn.triggered:
                        return "expired"
                else:
                    yield turn
                self.told["begun"] += 1
                work, road = self.work(lead, stage)
                yield from self.spend(rep, work / self.speed(rep, int(self.env.now // DAY)) + road)
            if not lead["valid"]:
                return "lost"
            yield self.env.timeout(gap_share * lead["cycle"])
            if self.luck.random() >= share * lead["quality"]:
                return "lost"
            if stage < n_stages - 1:
                self.told["advanced"] += 1
        return "won"

    def customer(self, unit: int, family: tuple[float, float, float], is_new: bool) -> Wait:
        rep, satisfaction = self.rep[unit], self.review.opening
        while True:
            if is_new:
                value = self.order_value(family)
                self.told["ordered"] += 1
                self.bookings += value
                self.credit[rep] += value
                self.told["shipped"] += 1
                hours = self.transport_hours()
                yield self.env.timeout(hours)
                self.told["delivered"] += 1
                satisfaction = self.satisfaction(satisfaction, hours / DAY - self.promise)
                if self.leaves(satisfaction):
                    self.told["churned"] += 1
                    return
            is_new = True
            yield self.env.timeout(self.luck.expovariate(1 / self.reorder))
            self.told["wanted"] += 1
            with self.desks[rep].request(priority=CARE) as turn:
                yield turn
                self.told["begun"] += 1
                yield from self.spend(rep, self.care_hours / self.speed(rep, int(self.env.now // DAY)))
