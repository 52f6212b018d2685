"""One S&OP review of a scenario: demand, supply plan, prices, quotas and options, from simulated replications."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import PairedDifference
from evenfield.comparison.values import kpi_values
from evenfield.supply.capacity import BINDS, Capacity, capacity_of, simulated_worth
from evenfield.supply.ceilings import Earnable, ceilings, earnable, shippable_shares
from evenfield.supply.demand import Accuracy, Demand, Fan, accuracy, demand_of, fans
from evenfield.supply.levers import Found, Lever, levers, write_levers
from evenfield.supply.planner import Seen, limits_in_force, seen_by_planners
from evenfield.supply.pointing import Pointed, pointed_pay
from evenfield.supply.quotas import scarce_quotas
from evenfield.supply.reactions import Reaction, dearer, reactions
from evenfield.supply.trials import Trial, between, trials
from optimize.supply.allocation import Allocation, Claims, Rule, allocate
from optimize.supply.assortment import Range, ranges
from optimize.supply.ceiling import Ceiling
from optimize.supply.facts import SupplyFacts
from optimize.supply.hedging import HedgedPlan, Reserve, plan_hedged
from optimize.supply.limits import asked_prices, without_limits
from optimize.supply.planning import SupplyPlan, plan_supply
from optimize.supply.posing import plan_facts, relief_costs, without_capacity_limits
from optimize.supply.scarcity import Worth, credit_weights, price_list, worth_of_sales
from optimize.supply.sheet import SupplySheet
from sim.scenario import Scenario

Floats = NDArray[np.float64]

SimulateOrders = Callable[[Mapping[str, Scenario]], Mapping[str, pd.DataFrame]]
"""From scenarios by label to their results with orders by rep (see :mod:`evenfield.supply.orders`)."""
SimulateFiles = Callable[[Mapping[str, Path]], Mapping[str, pd.DataFrame]]
"""From scenario files by label to their results; "" is the scenario reviewed."""
_MOST_RANGES = 15
"""Most families whose ranges are weighed: there are some n ** 2 / 2 plans to make."""


@dataclass(frozen=True)
class Wishes:
    """What a user says of a review: shares, all but the rule and those who go first."""

    risk: float = 0.10
    rule: Rule = "fair-share"
    first: tuple[str, ...] = ()
    floor: float = 0.0
    most_price_change: float = 0.15
    discount: float = 0.05


@dataclass(frozen=True, eq=False)
class Review:
    """
    All that one review found.

    ``limits`` are the units that can be made of each limited family, shape (n_months,): as its planner sets them, where
    one does. ``pay_cost`` is base and variable pay of the scenario as it is [currency].
    """

    scenario: Scenario
    replications: int
    wishes: Wishes
    sheet: SupplySheet
    demand: Demand
    limits: Mapping[str, Floats]
    fans: list[Fan]
    accuracy: list[Accuracy]
    plan: SupplyPlan
    relieved: SupplyPlan
    hedged: HedgedPlan
    worth: list[Worth]
    capacity: list[Capacity]
    seen: list[Seen]
    ranges: list[Range]
    weights: Mapping[str, float]
    pointed: list[Pointed]
    reactions: list[Reaction]
    ceilings: list[Ceiling]
    reps: list[Earnable]
    allocations: Mapping[str, Allocation]
    levers: list[Lever]
    pay_cost: float
    price_lists: tuple[Mapping[str, float], Mapping[str, float]]
    trials: list[Trial] = field(default_factory=list)
    design: PairedDifference | None = None

    @property
    def short(self) -> tuple[str, ...]:
        """Return the families whose capacity binds in the plan."""
        return tuple(one.family for one in self.capacity if one.own > BINDS)


def review(scenario: Scenario, sheet: SupplySheet, wishes: Wishes, simulate: SimulateOrders) -> Review:
    """
    Return the review of a scenario, before its options are simulated.

    Raises
    ------
    InfeasibleError
        When no supply plan keeps all limits, or the floors of an allocation need more than there is.
    """
    free, above = without_limits(scenario), dearer(without_limits(scenario))
    frames = simulate({"unlimited": free, "unlimited-dearer": above, "as-it-is": scenario})
    prices = asked_prices(scenario)
    demand, at_step = (demand_of(frames[label], prices) for label in ("unlimited", "unlimited-dearer"))
    samples = demand.samples()
    mean = {name: rows.mean(axis=0) for name, rows in samples.items()}
    limits = limits_in_force(scenario, frames["as-it-is"])
    own, helped = (
        plan_facts(scenario, mean, sheet, relief=relief, limits=limits) for relief in (False, True)
    )
    plan, relieved = plan_supply(own), plan_supply(helped)
    worth = worth_of_sales(plan)
    quota = float(frames["unlimited"].query("measure == 'rep_quota' and month == 0")["value"].sum())
    found = ceilings(demand, limits, quota / len(demand.replications), wishes.risk)
    reps = earnable(demand, frames["unlimited"], frames["as-it-is"], shippable_shares(found))
    reacts = reactions(demand, at_step)
    capacity = [capacity_of(name, plan, relieved) for name in sorted(limits)]
    lists = _price_lists(own, reacts, wishes)
    weights = _weights(worth, {name: float(rows.sum()) * prices[name] for name, rows in mean.items()})
    quotas = scarce_quotas(demand, found, worth, quota / len(demand.replications))
    about = replace(
        _found(scenario, sheet, capacity, lists, (tuple(reps), quotas, wishes.discount)), first=wishes.first
    )
    return Review(
        scenario=scenario,
        replications=len(demand.replications),
        wishes=wishes,
        sheet=sheet,
        demand=demand,
        limits=limits,
        fans=fans(demand),
        accuracy=accuracy(demand) if len(demand.replications) >= 4 else [],  # noqa: PLR2004 - as accuracy wants
        plan=plan,
        relieved=relieved,
        hedged=plan_hedged(own, samples, _reserves(scenario, sheet, about.short)),
        worth=worth,
        capacity=capacity,
        seen=seen_by_planners(scenario, frames["as-it-is"], sheet, plan),
        ranges=_ranges(own, sheet),
        weights=weights,
        pointed=pointed_pay(scenario, frames["as-it-is"], weights),
        reactions=reacts,
        ceilings=found,
        reps=reps,
        allocations=_allocations(demand, limits, about.short, wishes),
        levers=levers(scenario, sheet, about),
        pay_cost=float(kpi_values(frames["as-it-is"])["compensation_cost"].mean()),
        price_lists=lists,
    )


def try_levers(found: Review, given: str, folder: Path, made_by: str, simulate: SimulateFiles) -> Review:
    """Return the review with its options written to a folder, simulated, and held against the scenario as it is."""
    files = write_levers(folder, given, found.levers, made_by)
    frames = simulate(files)
    first = frames[""]
    pair = ("scarcity-design", "margin-design")
    design = between(frames[pair[0]], frames[pair[1]]) if all(name in frames for name in pair) else None
    capacity = [
        replace(one, simulated=simulated_worth(one.family, found.short, frames)) for one in found.capacity
    ]
    return replace(found, trials=trials(first, frames, found.levers), design=design, capacity=capacity)


def _price_lists(
    facts: SupplyFacts, reactions: Sequence[Reaction], wishes: Wishes
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the best price list with the plan's limits and without any; empty when buyers do not react."""
    told = {one.family: one.elasticity.mean for one in reactions if one.elasticity.low > 0}
    if not told:
        return {}, {}
    most = wishes.most_price_change
    return price_list(facts, told, most), price_list(without_capacity_limits(facts), told, most)


def _found(
    scenario: Scenario,
    sheet: SupplySheet,
    capacity: Sequence[Capacity],
    lists: tuple[Mapping[str, float], Mapping[str, float]],
    rest: tuple[tuple[Earnable, ...], Mapping[str, int], float],
) -> Found:
    short = tuple(one.family for one in capacity if one.own > BINDS)
    slack = tuple(family.id for family in scenario.market.families if family.id not in short)
    reps, quotas, discount = rest
    return Found(short, slack, *lists, relief_costs(scenario, sheet), reps, quotas, discount)


def _ranges(facts: SupplyFacts, sheet: SupplySheet) -> list[Range]:
    """Return how wide a range pays, with own capacity; none where there is one family, or far too many to try."""
    if not 1 < len(facts.families) <= _MOST_RANGES:
        return []
    return ranges(facts, sheet.setup_hours, sheet.substitution)


def _weights(worth: list[Worth], revenue: Mapping[str, float]) -> dict[str, float]:
    """Return the credit weights, none when no family's sales add to profit: then pay can point at nothing."""
    if all(one.net <= BINDS * max(one.price, 1.0) for one in worth):
        return {}
    return credit_weights(worth, revenue)


def _reserves(scenario: Scenario, sheet: SupplySheet, short: Sequence[str]) -> dict[str, Reserve]:
    """Return what capacity can be reserved: of short families, at half of what overtime costs when it is needed."""
    relief = relief_costs(scenario, sheet)
    return {name: Reserve(relief[name][0] / 2) for name in short}


def _allocations(
    demand: Demand, limits: Mapping[str, Floats], short: Sequence[str], wishes: Wishes
) -> dict[str, Allocation]:
    """Return the year's units of each short family dealt to the territories by the rule, in the order of the reps."""
    priority = [0 if rep in wishes.first else 1 for rep in demand.reps]
    found = {}
    for name in short:
        f = demand.families.index(name)
        wants = demand.units[:, f].sum(axis=2).mean(axis=0)
        margin = np.full(len(wants), demand.prices[f])
        claims = Claims(wants, margin, priority, wishes.floor * wants, demand.reps)
        found[name] = allocate(wishes.rule, float(limits[name].sum()), claims)
    return found
