"""
The lever *supply*: capacity where the supply plan says that one more unit is worth more than it costs.

Demand is simulated where nothing is short. The supply plan without relief prices each family's capacity by its dual;
where that is above zero, the plan with overtime and suppliers (of the supply sheet) says which of them pay. What they
add becomes capacity of the design, and each unit shipped beyond the input's capacity is charged at their cost.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from optimize.design.draft import Charges
from optimize.design.turning import Account, Offer, Task
from optimize.experiment.reading import by_month
from optimize.program import Floats
from optimize.supply.limits import without_limits
from optimize.supply.planning import SupplyPlan, plan_supply
from optimize.supply.posing import plan_facts, relief_costs
from optimize.supply.scarcity import worth_of_sales
from optimize.supply.sheet import FamilySheet
from optimize.turn import Proof, Turn
from sim.scenario import Scenario

BINDS = 1e-6
"""A price above this binds [currency/unit]."""
_USED = 1e-6


def turn_supply(task: Task) -> Offer:
    """
    Return other capacities.

    Raises
    ------
    InfeasibleError
        When no supply plan keeps all limits of the sheet.
    """
    given, scenario = task.given.scenario, task.draft.scenario
    plan = scenario.plan
    if not plan.supply:
        return replace(
            Offer.of_turn(task, Turn("supply", plan, ())), idle="nothing is ever short in this world"
        )
    base, demand = _base(task), wanted(task)
    own, relieved = (
        plan_supply(plan_facts(base, demand, task.wishes.sheet, relief=relief)) for relief in (False, True)
    )
    more, cost = _relief(base, task, own, relieved)
    limits = tuple(
        limit.model_copy(update={"units_per_month": round(limit.units_per_month * (1 + more[limit.id]), 6)})
        if limit.id in more
        else limit
        for limit in given.plan.supply
    )
    proofs = (_proof("supply plan", own), _proof("supply plan with relief", relieved))
    changed = plan.model_copy(update={"supply": limits})
    turn = Turn("supply", changed, proofs, _notes(own, more, cost), _assumed(bool(more)), relieved)
    offer = Offer.of_turn(
        task, turn, Account((), {"scarcity": _scarcity(own), "more": more, "unit_cost": cost})
    )
    charges = Charges(task.draft.charges.once, cost)
    return replace(offer, draft=replace(offer.draft, charges=charges), idle=turn.notes[-1])


def own_plan(task: Task) -> SupplyPlan:
    """
    Return the supply plan of a draft with its own capacity, whose duals are what scarcity is worth.

    Raises
    ------
    InfeasibleError
        When no supply plan keeps all limits of the sheet.
    """
    return plan_supply(plan_facts(task.draft.scenario, wanted(task), task.wishes.sheet, relief=False))


def wanted(task: Task) -> dict[str, Floats]:
    """Return what would be booked of each family by month if nothing were short [units], simulated."""
    scenario = task.draft.scenario
    frame = task.runner({"nothing short": without_limits(scenario)}, task.wishes.searched_on)["nothing short"]
    return _demand(scenario, frame)


def _base(task: Task) -> Scenario:
    """Return the draft with the capacity of the input."""
    draft, given = task.draft.scenario, task.given.scenario
    return draft.with_plan(draft.plan.model_copy(update={"supply": given.plan.supply}))


def _demand(scenario: Scenario, frame: pd.DataFrame) -> dict[str, Floats]:
    """Return the mean demand of each family by month [units], shape (n_months,)."""
    months = scenario.run.months
    return {
        family.id: by_month(frame, "family_booked_units", family.id, months).mean(axis=0)
        for family in scenario.market.families
    }


def _relief(
    base: Scenario, task: Task, own: SupplyPlan, relieved: SupplyPlan
) -> tuple[dict[str, float], dict[str, float]]:
    """Return by how much capacity of short families grows [share], and what a unit of it costs more [currency]."""
    known = {family.id: family for family in task.wishes.sheet.families}
    costs, more, cost = relief_costs(base, task.wishes.sheet), {}, {}
    for limit in base.plan.supply:
        if not (own.limit_price["capacity"][limit.id] > BINDS).any():
            continue
        sheet, flows = known.get(limit.id, FamilySheet(id=limit.id)), relieved.flows[limit.id]
        kinds = (("overtime", sheet.overtime_share), ("subcontract", sheet.subcontract_share))
        used = [
            (share, extra)
            for (kind, share), extra in zip(kinds, costs[limit.id], strict=True)
            if share > 0 and float(flows[kind].sum()) > _USED
        ]
        if used:
            more[limit.id] = sum(share for share, _ in used)
            cost[limit.id] = max(extra for _, extra in used)  # careful: every unit at the dearest of them
    return more, cost


def _proof(name: str, plan: SupplyPlan) -> Proof:
    solution = plan.solution
    return Proof(name, solution.status, solution.objective, solution.bound, solution.gap, solution.seconds)


def _scarcity(own: SupplyPlan) -> dict[str, float]:
    """Return the scarcity price of each family [currency/unit]."""
    return {one.family: round(one.scarcity, 6) for one in worth_of_sales(own)}


def _notes(own: SupplyPlan, more: dict[str, float], cost: dict[str, float]) -> tuple[str, ...]:
    """Return what was found, in words."""
    short = [name for name, price in own.limit_price["capacity"].items() if (price > BINDS).any()]
    if not short:
        return ("nothing is short of the mean demand, so that no capacity is worth anything more",)
    told = [
        f"{name} is short: one more unit is worth {float(np.max(own.limit_price['capacity'][name])):,.2f} at most"
        for name in short
    ]
    told += [f"{name}: {share:.0%} more at {cost[name]:,.2f} a unit" for name, share in more.items()]
    told += [f"{name}: no relief is worth its cost" for name in short if name not in more]
    return tuple(told)


def _assumed(charged: bool) -> tuple[str, ...]:
    told = [
        "costs of supply are those of the sheet, or usual shares of price and material where it is silent"
    ]
    if charged:
        told.append(
            "each unit shipped beyond today's capacity of its month is charged at the dearest relief used"
        )
    return tuple(told)
