"""
The pay lever of a design: the pay plan in force in, a better one out, in the plan language.

1. The plan in force is judged; what the wishes leave open (budgets, outside pay) is taken from it, luck by luck.
2. A search (:mod:`optimize.incentive.climbing`) from the plan in force and from simpler plans at the same expected pay.
   Where all reps look ahead it runs on their program alone first, then on the whole simulation.
3. The plans found are rounded so that a person reads them, and made to keep the budgets again.
4. The best of them, the simpler ones and the plan in force is selected on luck that the search never saw
   (:mod:`optimize.selection`); what breaks a limit there is no candidate.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from optimize.incentive.climbing import Climb, Stand, climb, merit, nearest, stands
from optimize.incentive.judging import Judge, Judged, simulated
from optimize.incentive.limits import PayLimits, limits_of, types_of
from optimize.incentive.rehearsing import rehearsal_of, rehearsed
from optimize.incentive.simpler import SimplerPlan, losses, repriced
from optimize.incentive.space import PaySpace, pay_space
from optimize.incentive.wishes import PayWishes
from optimize.program import Floats, Ints
from optimize.selection import Selection, SelectionRule, paired_mean, select_best
from optimize.turn import Proof, Turn
from sim.compensation.plan import PayPlan
from sim.quota import quotas_cents
from sim.runner import Runner
from sim.scenario import Scenario

FRESH, LATER = 1000, 2000
"""First replications of the last choice, and of what simpler plans lose: luck that the search never saw."""
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


def pay_turn(scenario: Scenario, runner: Runner, wishes: PayWishes | None = None) -> Turn:
    """
    Return the scenario's plan with a better pay plan; nothing else of it changes.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    runner
        Who simulates; replications from 0 on are used to search, from ``FRESH`` on to choose, and from ``LATER`` on to
        tell what simpler plans lose.
    wishes
        What must be kept, and how much work it may be.

    Raises
    ------
    InfeasibleError
        When no pay plan keeps pay at target, the slope limits, the pay mix and the cap at once; with the rows that
        clash and the cheapest relaxation.
    """
    wishes = wishes or PayWishes()
    clock = time.perf_counter()
    search = _Search(scenario, runner, wishes)
    climbs = search.climbs()
    candidates = search.candidates(climbs)
    found = search.choice(candidates, climbs)
    plan = scenario.plan.model_copy(update={"pay": found.plan})
    best = max((one.best.merit for one in climbs), default=math.nan)
    seconds = time.perf_counter() - clock
    proof = Proof("pay: search on simulated reps", "feasible", best, math.inf, math.inf, seconds)
    return Turn("pay", plan, (proof,), tuple(notes(found, scenario)), assumed(scenario, wishes), found)


class _Search:
    """One turn of the lever: what is known of the scenario, and the steps in their order."""

    def __init__(self, scenario: Scenario, runner: Runner, wishes: PayWishes) -> None:
        self.scenario, self.runner, self.wishes = scenario, runner, wishes
        self.quota: Floats = quotas_cents(scenario) / 100
        self.space: PaySpace = pay_space(scenario.plan.pay, float(self.quota.mean()), wishes)
        nearest(
            self.space, self.space.of(scenario.plan.pay)
        )  # wishes that clash are told before anything is run
        self.judge = simulated(scenario, runner, range(wishes.replications))
        (self.present,) = self.judge([scenario.plan.pay])
        self.kind: Ints = types_of(self.present, self.quota, wishes.types)
        self.limits: PayLimits = limits_of(scenario, wishes, self.present, self.kind)
        self.simple = repriced(self.space, self._quick() or self.judge, self._pay_wanted(self._quick()))

    def climbs(self) -> list[Climb]:
        """Return the searches, the best first."""
        numbers = [nearest(self.space, self.space.of(plan)) for plan in self._starts()]
        quick = self._quick()
        if quick is not None:
            limits = self._limits(quick)
            first = stands(self.space, numbers, quick, limits)
            ends = [climb(self.space, one, quick, limits, self.wishes.rounds).best for one in _best(first, 2)]
            numbers = [end.numbers for end in ends]
        started = stands(self.space, numbers, self.judge, self.limits)
        rounds = self.wishes.rounds if quick is None else min(self.wishes.rounds, 1)
        found = [climb(self.space, one, self.judge, self.limits, rounds) for one in _best(started, 1)]
        return sorted(found, key=lambda one: -one.best.merit)

    def candidates(self, climbs: Sequence[Climb]) -> dict[str, PayPlan]:
        """Return the plans to choose among, by name."""
        found = {"in force": self.scenario.plan.pay}
        for number, one in enumerate(climbs):
            found[f"designed {number + 1}" if number else "designed"] = self._within_budget(one.best)
        return {**found, **self.simple}

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
        chosen = names[sound[selection.best]]
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

    def _starts(self) -> list[PayPlan]:
        return [self.scenario.plan.pay, *self.simple.values()]

    def _quick(self) -> Judge | None:
        force = rehearsal_of(self.scenario)
        return None if force is None else rehearsed(force)

    def _limits(self, judge: Judge) -> PayLimits:
        (present,) = judge([self.scenario.plan.pay])
        return limits_of(self.scenario, self.wishes, present, self.kind)

    def _pay_wanted(self, quick: Judge | None) -> float:
        limits = self.limits if quick is None else self._limits(quick)
        return limits.budget

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


def _best(many: list[Stand], most: int) -> list[Stand]:
    """Return the stands of largest merit."""
    return sorted(many, key=lambda one: -one.merit)[:most]


def notes(found: PayDesign, scenario: Scenario) -> list[str]:
    """Return what a reader must know of a pay design, line by line."""
    sure = found.selection.confidence
    said = "not told apart within the replications" if sure is None else f"chance of being right {sure:.0%}"
    told = [
        f"pay: {found.chosen}, selected among {len(found.candidates)} plans ({said}, a difference of "
        f"{found.selection.matters:,.0f} {scenario.currency} counts)",
        f"profit {found.gain:+,.0f} ± {found.gain_half:,.0f}, pay {found.pay_change:+.1%}, "
        f"sales {found.sales_change:+.1%} against the plan in force, on fresh luck",
    ]
    if found.short:
        told.append(f"{found.short} reps are expected to earn less than they could elsewhere")
    return [*told, *(str(one) for one in found.simpler)]


def assumed(scenario: Scenario, wishes: PayWishes) -> tuple[str, ...]:
    """Return what the lever took for granted, in words."""
    leaving = scenario.people.leaving
    given = wishes.outside_pay or (leaving.outside_pay if leaving else None)
    outside = (
        f"a rep finds {wishes.keep_share:.0%} of what he earns now elsewhere, on-target earnings at the most"
        if given is None
        else f"every rep could earn {given:,.0f} elsewhere"
    )
    return (
        outside,
        "the search finds a plan that no small change betters, not one that is proved to be the best",
    )
