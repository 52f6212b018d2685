"""The best way to meet demand with scarce hours, stock and suppliers, its proof, and what scarcity is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Floats, Limits, Solution, SolverName
from optimize.supply.facts import SupplyFacts, by_period
from optimize.supply.program import FLOWS, HOURS, LIMITS, Columns, supply_program
from optimize.supply.relaxing import in_fewest_words, is_soft


@dataclass(frozen=True)
class SupplyPlan:
    """
    A supply plan and what is proved about it.

    Prices are empty for a program in whole numbers.

    Attributes
    ----------
    cost, revenue
        All cost, and price times what is sold [currency]; profit is the difference.
    flows
        Units by family and flow (regular, overtime, subcontract, lost, stock, backlog), shape (n_periods,).
    people, hired, laid_off
        By period, shape (n_periods,).
    unit_price
        What one more unit of demand costs, its own material included, by family, shape (n_periods,) [currency/unit].
    hour_price
        What one more hour from elsewhere is worth, regular and in overtime, each of shape (n_periods,) [currency/hour].
    limit_price
        What one more unit of a limit (capacity, overtime capacity, subcontract, suppliers) is worth, by limit and
        family, shape (n_periods,) [currency/unit]; 0 where there is no limit.
    storage_price
        What room for one more unit is worth, shape (n_periods,) [currency/unit].
    """

    facts: SupplyFacts
    cost: float
    revenue: float
    flows: Mapping[str, Mapping[str, Floats]]
    people: Floats
    hired: Floats
    laid_off: Floats
    unit_price: Mapping[str, Floats]
    hour_price: Mapping[str, Floats]
    limit_price: Mapping[str, Mapping[str, Floats]]
    storage_price: Floats
    solution: Solution = field(repr=False)

    @property
    def profit(self) -> float:
        """Return revenue less cost."""
        return self.revenue - self.cost

    def made(self, family: str) -> Floats:
        """Return the units of a family that are made or bought in each period, shape (n_periods,)."""
        flow = self.flows[family]
        return flow["regular"] + flow["overtime"] + flow["subcontract"]


def plan_supply(
    facts: SupplyFacts,
    solver: SolverName = "highs",
    limits: Limits | None = None,
    *,
    whole: bool = False,
) -> SupplyPlan:
    """
    Return the best supply plan, its proof, and what one more unit of demand or hour of capacity is worth.

    The program stands in :mod:`optimize.supply.program`. Where no family has a price the plan is the cheapest, else the
    most profitable one.

    Parameters
    ----------
    facts
        Demand, costs, capacity, stocks.
    solver, limits
        By which solver, and when it stops.
    whole
        Plan whole people and whole units; there are no prices then.

    Raises
    ------
    InfeasibleError
        When no plan keeps all limits; it names those that clash and the cheapest relaxation, which
        :func:`optimize.supply.relaxing.relaxed` applies.
    """
    program, columns = supply_program(facts, whole=whole)
    solution = solve(program, solver, limits)
    if not solution.found:
        loose, _ = supply_program(facts, whole=whole, loose=True)
        relaxation = elastic(loose, [row.name for row in loose.rows if is_soft(row.name)], solver)
        told = in_fewest_words(loose, relaxation, solver)
        raise InfeasibleError(f"no supply plan keeps all limits ({solution.status})", told)
    return _read(facts, columns, solution)


def _read(facts: SupplyFacts, columns: Columns, solution: Solution) -> SupplyPlan:
    x, n = solution.values, len(facts.periods)
    flows = {
        family.id: {name: x[columns.flow[f, k]] for k, name in enumerate(FLOWS)}
        for f, family in enumerate(facts.families)
    }
    price = {family.id: by_period(family.price, n) for family in facts.families}
    wanted = sum(float(price[family.id] @ np.array(family.demand)) for family in facts.families)
    # The objective charges the price of what is turned away: cost is the rest.
    turned_away = sum(float(price[name] @ flow["lost"]) for name, flow in flows.items())
    ids = [family.id for family in facts.families]
    known = bool(solution.duals)
    return SupplyPlan(
        facts,
        solution.objective - turned_away,
        wanted - turned_away,
        flows,
        x[columns.people],
        x[columns.hired],
        x[columns.laid_off],
        {i: _duals(solution, f"demand of {i} in", facts) for i in ids} if known else {},
        # One more hour or unit relaxes a "<=" row by one: its dual is what the cost changes by, worth its negative.
        {word: 0.0 - _duals(solution, f"{word} of", facts) for word in HOURS} if known else {},
        {word: {i: 0.0 - _duals(solution, f"{word} of {i} in", facts) for i in ids} for word in LIMITS}
        if known
        else {},
        0.0 - _duals(solution, "storage of", facts) if known else np.empty(0),
        solution,
    )


def _duals(solution: Solution, row: str, facts: SupplyFacts) -> Floats:
    """Return the duals of a row over the periods; 0 where there is no such row.."""
    return np.array([solution.duals.get(f"{row} {period}", 0.0) for period in facts.periods]) + 0.0
