"""What all the peers share: the numbers of the world, and luck from Python's own generator."""

from __future__ import annotations

import math
from collections import Counter
from random import Random
from typing import Any

from sim.engine.world import World

DAY = 24.0  # hours


class Setting:
    """The numbers of the world as plain attributes, and the luck: one stream, drawn as needed."""

    def __init__(self, world: World, seed: int) -> None:
        scenario, self.luck = world.scenario, Random(seed)
        pipeline, customers = scenario.pipeline, scenario.customers
        self.working, self.opens, self.hours = (
            world.line.working.tolist(),
            world.line.opens_hour,
            world.line.full_hours,
        )
        self.n_days, self.n_reps = world.line.n_days, len(world.skill)
        self.rep, self.visit = world.rep_of_unit.tolist(), world.visit_hours.tolist()
        self.tenure, self.ramp = world.tenure_days.tolist(), scenario.people.ramp
        self.gap_hours = 365.25 * DAY / scenario.market.leads_per_year
        self.sources = [(entry.win_ratio, entry.share) for entry in scenario.market.sources]
        self.grades = [(i, g.win_ratio, g.share) for i, g in enumerate(pipeline.grades)]
        self.families = [
            (float(f.price), f.order_units.log_mean, f.order_units.log_sd) for f in scenario.market.families
        ]
        self.family_shares = [f.share for f in scenario.market.families]
        self.stages = [(s.work_hours, s.advance_share, s.gap_share, s.visits) for s in pipeline.stages]
        self.screening, self.nurture = pipeline.screening, pipeline.nurture
        self.patience = pipeline.patience.mean_days * DAY
        self.cycle, self.transport = pipeline.cycle_days, scenario.fulfilment.lead_time_days
        self.promise = scenario.fulfilment.promise_days
        self.opening, self.reorder = round(customers.opening), customers.reorder_mean_days * DAY
        self.care_hours, self.review, self.churn = (
            customers.care_hours,
            customers.satisfaction,
            customers.churn,
        )
        self.told: Counter[str] = Counter()
        self.bookings = self.wait = 0.0  # wait: hours until first contacts or giving up, summed
        self.waits = 0

    def new_lead(self) -> dict[str, Any]:
        """What a lead is."""
        luck = self.luck
        (source,) = luck.choices(self.sources, [share for _, share in self.sources])
        (grade,) = luck.choices(self.grades, [share for *_, share in self.grades])
        unit = luck.randrange(len(self.rep))
        return {
            "unit": unit,
            "rep": self.rep[unit],
            "grade": grade[0],
            "family": luck.choices(self.families, self.family_shares)[0],
            "quality": (source[0] * grade[1]) ** (1 / len(self.stages)),
            "patience": luck.expovariate(1 / self.patience),
            "cycle": luck.lognormvariate(self.cycle.log_mean, self.cycle.log_sd) * DAY,
            "valid": luck.random() < self.screening.valid_share,
        }

    def is_let_in(self, valid: bool) -> bool:
        screening = self.screening
        return self.luck.random() < (screening.sensitivity if valid else 1 - screening.specificity)

    def work(self, lead: dict[str, Any], stage: int) -> tuple[float, float]:
        """Hours of a stage at full speed, and on the road."""
        mean, _, _, visits = self.stages[stage]
        return self.luck.expovariate(1 / mean), visits * self.visit[lead["unit"]]

    def speed(self, rep: int, day: int) -> float:
        month = int((self.tenure[rep] + day) // (365.25 / 12))
        return self.ramp[month] if month < len(self.ramp) else 1.0

    def order_value(self, family: tuple[float, float, float]) -> float:
        price, log_mean, log_sd = family
        return price * max(math.ceil(self.luck.lognormvariate(log_mean, log_sd)), 1)

    def transport_hours(self) -> float:
        return self.luck.lognormvariate(self.transport.log_mean, self.transport.log_sd) * DAY

    def satisfaction(self, before: float, days_late: float) -> float:
        rule = self.review
        late = min(rule.slope_per_day * (days_late - rule.midpoint_days), 700.0)
        score = rule.floor + (rule.ceiling - rule.floor) / (1 + math.exp(late))
        return rule.memory * before + (1 - rule.memory) * score

    def leaves(self, satisfaction: float) -> bool:
        rule = self.churn
        odds = rule.share / (1 - rule.share) * math.exp(-rule.per_point * (satisfaction - rule.at_score))
        return self.luck.random() < odds / (1 + odds)
