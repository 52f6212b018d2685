"""The flow as a Mesa model that steps by the day."""

from __future__ import annotations

import heapq
import math
from typing import Any

import mesa

from peers.setting import DAY, Setting
from sim.engine.world import World

CARE = -1  # urgency before any lead's


class DailyMesa(Setting):
    """Leads, customers and reps as Mesa agents with a `step()` of one day; what arrives today is done from today."""

    def run(self, world: World) -> DailyMesa:
        self.day, model = 0, mesa.Model()
        self.reps = [DailyRep(model, self, rep) for rep in range(self.n_reps)]
        self.effort = world.scenario.people.behaviour.effort
        for _ in range(self.opening):
            family = self.luck.choices(self.families, self.family_shares)[0]
            DailyCustomer(model, self, self.luck.randrange(len(self.rep)), family).wait_for_next()
        arrival = self.luck.expovariate(1 / self.gap_hours)
        for day in range(self.n_days):
            self.day = day
            while arrival < (day + 1) * DAY:
                self.told["arrived"] += 1
                lead = self.new_lead()
                if self.is_let_in(lead["valid"]):
                    DailyLead(model, self, lead)
                else:
                    self.told["screened out"] += 1
                arrival += self.luck.expovariate(1 / self.gap_hours)
            for kind in (DailyLead, DailyCustomer, DailyRep):
                if kind in model.agent_types:
                    model.agents_by_type[kind].do("step")
        model.remove_all_agents()
        return self


class DailyRep(mesa.Agent):
    """Works off the most urgent tasks of the day; a task that does not fit goes on tomorrow, first."""

    def __init__(self, model: mesa.Model, flow: DailyMesa, row: int) -> None:
        super().__init__(model)
        self.flow, self.row = flow, row
        self.queue: list[tuple[int, int, Any]] = []
        self.asked = 0
        self.task: Any = None
        self.left = 0.0

    def ask(self, urgency: int, agent: mesa.Agent) -> None:
        self.asked += 1
        heapq.heappush(self.queue, (urgency, self.asked, agent))

    def step(self) -> None:
        flow = self.flow
        if not flow.working[flow.day]:
            return
        hours, speed = flow.hours * flow.effort, flow.speed(self.row, flow.day)
        while hours > 0:
            if self.task is None:
                while self.queue and self.queue[0][-1].gave_up:
                    heapq.heappop(self.queue)
                if not self.queue:
                    return
                self.task = heapq.heappop(self.queue)[-1]
                flow.told["begun"] += 1
                self.left = self.task.begin(speed)
            spent = min(hours, self.left)
            hours -= spent
            self.left -= spent
            if self.left <= 0:
                self.task.done()
                self.task = None


class DailyLead(mesa.Agent):
    """Waits for the rep, then for the customer's answer, stage by stage."""

    def __init__(self, model: mesa.Model, flow: DailyMesa, lead: dict[str, Any]) -> None:
        super().__init__(model)
        self.flow, self.lead, self.loop = flow, lead, 0
        self.start()

    def start(self) -> None:
        self.stage, self.gave_up, self.begun = 0, False, False
        self.asked_on, self.wakes_on = self.flow.day, math.inf
        self.ask()

    def ask(self) -> None:
        flow = self.flow
        urgency = 10 * (len(flow.stages) - self.stage) + self.lead["grade"]
        flow.reps[self.lead["rep"]].ask(urgency, self)

    def begin(self, speed: float) -> float:
        flow = self.flow
        if self.stage == 0:
            self.begun = True
            flow.wait += (flow.day - self.asked_on) * DAY
            flow.waits += 1
        work, road = flow.work(self.lead, self.stage)
        return work / speed + road

    def done(self) -> None:
        if self.lead["valid"]:
            self.wakes_on = self.flow.day + self.flow.stages[self.stage][2] * self.lead["cycle"] / DAY
        else:
            self.ends("lost")

    def step(self) -> None:
        flow = self.flow
        if self.gave_up:  # in the database
            if flow.day >= self.wakes_on:
                flow.told["recycled"] += 1
                self.start()
        elif not self.begun and (flow.day - self.asked_on) * DAY >= self.lead["patience"]:
            flow.wait += self.lead["patience"]
            flow.waits += 1
            self.ends("expired")
        elif flow.day >= self.wakes_on:
            self.wakes_on = math.inf
            self.answer()

    def answer(self) -> None:
        flow = self.flow
        if flow.luck.random() >= flow.stages[self.stage][1] * self.lead["quality"]:
            self.ends("lost")
        elif self.stage < len(flow.stages) - 1:
            flow.told["advanced"] += 1
            self.stage += 1
            self.ask()
        else:
            self.ends("won")

    def ends(self, how: str) -> None:
        flow, rule = self.flow, self.flow.nurture
        stays = self.lead["valid"] and flow.luck.random() < rule.share
        self.gave_up = True
        if how != "won" and self.loop < rule.loops and stays:
            self.loop += 1
            flow.told["nurtured"] += 1
            self.wakes_on = flow.day + flow.luck.expovariate(1 / rule.mean_days)
            return
        flow.told[how] += 1
        if how == "won":
            DailyCustomer(self.model, flow, self.lead["unit"], self.lead["family"]).order()
        self.remove()


class DailyCustomer(mesa.Agent):
    """Orders, receives, judges, and orders again."""

    gave_up = False

    def __init__(
        self, model: mesa.Model, flow: DailyMesa, unit: int, family: tuple[float, float, float]
    ) -> None:
        super().__init__(model)
        self.flow, self.rep, self.family = flow, flow.rep[unit], family
        self.satisfaction, self.wants_on, self.delivered_on = flow.review.opening, math.inf, math.inf

    def wait_for_next(self) -> None:
        self.wants_on = self.flow.day + self.flow.luck.expovariate(1 / self.flow.reorder) / DAY

    def step(self) -> None:
        flow = self.flow
        if flow.day >= self.wants_on:
            self.wants_on = math.inf
            flow.told["wanted"] += 1
            flow.reps[self.rep].ask(CARE, self)
        elif flow.day >= self.delivered_on:
            self.delivered_on = math.inf
            flow.told["delivered"] += 1
            self.satisfaction = flow.satisfaction(self.satisfaction, self.days - flow.promise)
            if flow.leaves(self.satisfaction):
                flow.told["churned"] += 1
                self.remove()
            else:
                self.wait_for_next()

    def begin(self, speed: float) -> float:
        return self.flow.care_hours / speed

    def done(self) -> None:
        self.order()

    def order(self) -> None:
        flow = self.flow
        flow.bookings += flow.order_value(self.family)
        flow.told["ordered"] += 1
        flow.told["shipped"] += 1
        self.days = flow.transport_hours() / DAY
        self.delivered_on = flow.day + self.days
