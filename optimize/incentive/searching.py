"""The steps of the pay lever: closed form, search on simulated reps, rounding, and the last choice on fresh luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from optimize.elastic import InfeasibleError
from optimize.incentive.climbing import Climb, Stand, climb, merit, nearest, stands
from optimize.incentive.common import CommonCurve
from optimize.incentive.judging import Judge, Judged, simulated
from optimize.incentive.limits import PayLimits, limits_of, types_of
from optimize.incentive.rehearsing import mean_margin, rehearsal_of, rehearsed
from optimize.incentive.relaxing import Units, refuse
from optimize.incentive.scenario_force import (
    curve_wishes,
    numbers_of,
    reacting_rule,
    solve_types,
    types_of_scenario,
)
from optimize.incentive.simpler import SimplerPlan, losses, repriced
from optimize.incentive.space import BASE, PaySpace, pay_space
from optimize.incentive.wishes import PayWishes
from optimize.program import Floats, Ints
from optimize.selection import Sample, Selection, SelectionRule, paired_mean, select_best
from sim.compensation.plan import PayPlan
from sim.quota import quotas_cents
from sim.runner import Runner
from sim.scenario import Scenario

FRESH, LATER = 1000, 2000
"""First replications of the last choice, and of what simpler plans lose: luck that the search never saw."""
RESERVE = 0.01
"""How much more than he could earn elsewhere a rep is kept with in the search, where other luck is to be expected."""
_BATCH = 5


@dataclass(frozen=True, eq=False)
class PayDesign:
    """
    What the pay lever found; money is over the measured months [currency].

    Attributes
    ----------
    plan
        The pay plan.
    chosen
        Its name among the candidates: ``designed``, ``in force``, or a simpler plan's.
    candidates
        Plans of the last choice, by name.
    selection
        The last choice on fresh luck.
    gain, gain_half
        Profit over the plan in force in the last choice, and the half width of its 95 % interval.
    pay_change, sales_change
        Mean pay and sales over those of the plan in force, less 1.
    short
        Reps whose expected pay is below what they could earn elsewhere.
    simpler
        What simpler plans lose, on luck of their own.
    climbs
        The searches.
    """

    plan: PayPlan
    chosen: str
    candidates: dict[str, PayPlan]
    selection: Selection
    gain: float
    gain_half: float
    pay_change: float
    sales_change: float
    short: int
    simpler: tuple[SimplerPlan, ...]
    climbs: tuple[Climb, ...] = field(repr=False, default=())

    def to_dict(self) -> dict[str, Any]:
        """Return the design as plain data."""
        return {
            "chosen": self.chosen,
            "plan": self.plan.model_dump(mode="json"),
            "candidates": list(self.candidates),
            "chance_of_right_selection": self.selection.confidence,
            "difference_that_matters": self.selection.matters,
            "gain": self.gain,
            "gain_half_width": self.gain_half,
            "pay_change_share": self.pay_change,
            "sales_change_share": self.sales_change,
            "reps_below_outside_pay": self.short,
            "simpler": [{**asdict(one), "plan": one.plan.model_dump(mode="json")} for one in self.simpler],
        }


class PaySearch:
    """One turn of the lever: what is known of the scenario, and the steps in their order."""

    def __init__(self, scenario: Scenario, runner: Runner, wishes: PayWishes) -> None:
        self.scenario, self.runner, self.wishes = scenario, runner, wishes
        self.quota: Floats = quotas_cents(scenario) / 100
        self.space: PaySpace = pay_space(scenario.plan.pay, float(self.quota.mean()), wishes)
        at_risk = max(1.0 - float(self.space.low[BASE]), 1e-6)
        try:  # wishes that clash whatever reps do are told before anything is run
            nearest(self.space, self.space.of(scenario.plan.pay))
        except InfeasibleError as error:
            raise refuse(error.relaxation, wishes, Units(self.space.ote, at_risk, self.space.ote)) from None
        self.judge = simulated(scenario, runner, range(wishes.replications))
        (self.present,) = self.judge([scenario.plan.pay])
        self.kind: Ints = types_of(self.present, self.quota, wishes.types)
        self.limits: PayLimits = limits_of(scenario, wishes, self.present, self.kind, RESERVE)
        self.proved = self._closed_form(at_risk)
        force = rehearsal_of(scenario)
        self.quick = None if force is None else rehearsed(force)
        quick_limits = None if self.quick is None else self._limits(self.quick)
        self.quick_limits = quick_limits
        self.runner_up: Stand | None = None
        self.simple = repriced(self.space, self.quick or self.judge, (quick_limits or self.limits).budget)

    def climbs(self) -> list[Climb]:
        """Return the searches, the best first."""
        plans = [self.scenario.plan.pay, *self.simple.values()]
        numbers = [nearest(self.space, self.space.of(plan)) for plan in plans]
        if self.proved is not None:
            numbers.append(nearest(self.space, self.proved[1]))
        rounds = self.wishes.rounds
        if self.quick is not None and self.quick_limits is not None:
            first = stands(self.space, numbers, self.quick, self.quick_limits)
            limits = self.quick_limits
            numbers = [
                climb(self.space, one, self.quick, limits, rounds).best.numbers for one in _best(first, 2)
            ]
            rounds = min(rounds, 1)
        started = stands(self.space, numbers, self.judge, self.limits)
        leader, *others = _best(started, 2)
        sound = [one for one in others if not self.limits.broken(one.judged)]
        self.runner_up = sound[0] if sound else None
        return [climb(self.space, leader, self.judge, self.limits, rounds)]

    def _closed_form(self, at_risk: float) -> tuple[CommonCurve, Floats] | None:
        """Return the best common curve of the closed form, and its numbers; ``None`` where no closed form is known."""
        rule = reacting_rule(self.scenario)
        if rule is None:
            return None
        types = types_of_scenario(self.scenario, rule, self.present, self.limits)
        paid = float(self.present.pay.mean())
        told = curve_wishes(self.space, self.wishes, types, self.limits, paid)
        try:
            curve = solve_types(types, mean_margin(self.scenario), told)
        except InfeasibleError as error:
            if not self.wishes.restricts:
                return None  # the plan in force keeps all of them, so that only the closed form is to blame
            kept = float(self.limits.outside.min()) / max(self.wishes.keep_share, 1e-6)
            scale = self.limits.budget / (1.0 - RESERVE / 10) / told.budget
            raise refuse(
                error.relaxation, self.wishes, Units(self.space.ote, at_risk, kept, paid, scale)
            ) from None
        except RuntimeError:
            return None
        return curve, numbers_of(curve, told)

    def candidates(self, climbs: Sequence[Climb]) -> dict[str, PayPlan]:
        """Return the plans to choose among, by name; simpler ones miss pay at target and are only held against them."""
        found = {"in force": self.scenario.plan.pay}
        for one in climbs:
            found["designed"] = self._within_budget(one.best)
        if self.runner_up is not None:
            found["designed, second"] = self._within_budget(self.runner_up)
        return found

    def choice(self, candidates: dict[str, PayPlan], climbs: Sequence[Climb]) -> PayDesign:
        """Return the best candidate on fresh luck."""
        names = list(candidates)
        kept: dict[str, list[Judged]] = {name: [] for name in names}

        def sample(which: Sequence[int], first: int, n: int) -> Floats:
            judge = self._judge_on(range(FRESH + first, FRESH + first + n))
            judged = judge([candidates[names[one]] for one in which])
            for one, row in zip(which, judged, strict=True):
                kept[names[one]].append(row)
            return np.stack([row.profit for row in judged])

        first = sample(range(len(names)), 0, self.wishes.replications)
        limits = limits_of(self.scenario, self.wishes, kept["in force"][0], self.kind)
        sound = [k for k, name in enumerate(names) if name == "in force" or not limits.broken(kept[name][0])]

        def again(which: Sequence[int], start: int, n: int) -> Floats:
            rows = [sound[one] for one in which]
            return first[rows] if start == 0 else sample(rows, start, n)

        rule = SelectionRule(
            self.wishes.matters * self.limits.budget,
            self.wishes.confidence,
            self.wishes.replications,
            _BATCH,
            max(self.wishes.most_replications, self.wishes.replications),
        )
        selection = select_best(again, len(sound), rule)
        gain, half = selection.difference(0)
        if 0 < gain <= half:  # it is the best, but that it is better at all is not shown yet
            selection = _longer(selection, again, rule.most or 0)
            gain, half = selection.difference(0)
        shown = gain - half > 0
        chosen = names[sound[selection.best]] if shown else "in force"
        return self._told(chosen, {names[k]: candidates[names[k]] for k in sound}, selection, kept, climbs)

    def _told(
        self,
        chosen: str,
        candidates: dict[str, PayPlan],
        selection: Selection,
        kept: dict[str, list[Judged]],
        climbs: Sequence[Climb],
    ) -> PayDesign:
        """Return the design with what it gains and what simpler plans lose."""
        luck = range(LATER, LATER + 2 * self.wishes.replications)
        plans = {"in force": self.scenario.plan.pay, chosen: candidates[chosen], **self.simple}
        judged = dict(zip(plans, self._judge_on(luck)(list(plans.values())), strict=True))
        now, best = judged["in force"], judged[chosen]
        limits = limits_of(self.scenario, self.wishes, now, self.kind)
        gain, half = paired_mean(best.profit - now.profit)
        short = int((best.earned.mean(axis=0) < limits.outside * (1 - 1e-3)).sum())
        others = {name: plan for name, plan in self.simple.items() if name != chosen}
        return PayDesign(
            candidates[chosen],
            chosen,
            candidates,
            selection,
            gain,
            half,
            float(best.pay.mean() / now.pay.mean()) - 1.0,
            float(best.sales.mean() / now.sales.mean()) - 1.0,
            short,
            losses(others, [judged[name] for name in others], best),
            tuple(climbs),
        )

    def _limits(self, judge: Judge) -> PayLimits:
        (present,) = judge([self.scenario.plan.pay])
        return limits_of(self.scenario, self.wishes, present, self.kind, RESERVE)

    def _judge_on(self, replications: Sequence[int]) -> Judge:
        return simulated(self.scenario, self.runner, replications)

    def _within_budget(self, best: Stand) -> PayPlan:
        """Return a readable plan near the best numbers that keeps the limits, less steep where it must be."""
        numbers = best.numbers
        for _ in range(4):
            plan = self.space.readable(numbers)
            (judged,) = self.judge([plan])
            if merit(judged, self.limits) >= self.present.profit.mean() or not self.limits.broken(judged):
                return plan
            numbers = numbers.copy()
            above = np.flatnonzero(self.space.starts >= 1.0) + 3
            numbers[above] *= 0.93
        return plan


def _longer(selection: Selection, sample: Sample, most: int) -> Selection:
    """Return the selection with the best and the first design sampled ``most`` times each."""
    best = selection.best
    n = min(selection.replications[0], selection.replications[best])
    if n >= most:
        return selection
    samples = list(selection.samples)
    for which, more in zip((0, best), sample((0, best), n, most - n), strict=True):
        samples[which] = np.concatenate([samples[which][:n], more])
    return replace(selection, samples=tuple(samples), replications=tuple(map(len, samples)))


def _best(many: list[Stand], most: int) -> list[Stand]:
    """Return the stands of largest merit."""
    return sorted(many, key=lambda one: -one.merit)[:most]
