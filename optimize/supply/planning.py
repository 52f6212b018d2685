"""
Aggregate planning: the cheapest, or most profitable, way to meet demand with scarce hours, stock and suppliers.

For each family f and period t, all variables >= 0:

    min   sum_t  wage W_t + hire H_t + lay_off F_t + overtime_cost sum_f hours_f O_ft
        + sum_ft material_f P_ft + overtime_material_f O_ft + subcontract_f C_ft + holding_f I_ft
                 + backlog_cost_f B_ft + lost_sale_f L_ft - price_f (demand_ft - L_ft)
    s.t.  demand of f in t      P + O + C + L + I_{t-1} - B_{t-1} - I + B   = demand_ft
          people of t           W_t - W_{t-1} - H_t + F_t                  = 0
          regular hours of t    sum_f hours_f P_ft - regular_hours W_t     <= 0
          overtime of t         sum_f hours_f O_ft - overtime_hours W_t    <= 0
          storage of t          sum_f I_ft                                 <= storage
          suppliers of f in t   P + O + C                                  <= most_units_f
          closing               I_fT >= closing_stock_f,  B_fT <= closing_backlog_f

P regular production, O overtime production, C subcontracted, L turned away, I stock, B backlog, W people, H hired,
F laid off. The linear program of aggregate planning as in Chopra and Meindl, *Supply Chain Management*; price, lost
sales, several families, storage and supplier limits are added.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Floats, Ints, Limits, Program, Solution, SolverName
from optimize.supply.facts import Family, SupplyFacts

FLOWS = ("regular", "overtime", "subcontract", "lost", "stock", "backlog")


@dataclass(frozen=True)
class SupplyPlan:
    """
    A supply plan and what is proved about it.

    Attributes
    ----------
    cost, revenue
        All cost, and price times what is sold [currency]; profit is the difference.
    flows
        Units by family and flow (regular, overtime, subcontract, lost, stock, backlog), shape (n_periods,).
    people, hired, laid_off
        By period, shape (n_periods,).
    unit_price
        What one more unit of demand costs, by family, shape (n_periods,); empty for a program in whole numbers.
    hour_price
        What one more regular hour, and one more hour of overtime, is worth, each of shape (n_periods,).
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
    solution: Solution = field(repr=False)

    @property
    def profit(self) -> float:
        """Return revenue less cost."""
        return self.revenue - self.cost


@dataclass(frozen=True)
class _Columns:
    """Column numbers: ``flow[f, k, t]`` of family, flow and period; people, hired and laid off by period."""

    flow: Ints
    people: Ints
    hired: Ints
    laid_off: Ints


def plan_supply(
    facts: SupplyFacts,
    solver: SolverName = "highs",
    limits: Limits | None = None,
    *,
    whole: bool = False,
) -> SupplyPlan:
    """
    Return the best supply plan, its proof, and what one more unit of demand or hour of capacity is worth.

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
        When no plan keeps all limits; it names those that clash and the cheapest relaxation.
    """
    program, columns = supply_program(facts, whole=whole)
    solution = solve(program, solver, limits)
    if not solution.found:
        relaxation = elastic(program, [row.name for row in program.rows if not row.name.startswith("people")])
        raise InfeasibleError(f"no supply plan keeps all limits ({solution.status})", relaxation)
    return _read(facts, columns, solution)


def supply_program(facts: SupplyFacts, *, whole: bool = False) -> tuple[Program, _Columns]:
    """Return the program of the module's docstring, and where each variable stands."""
    program = Program("supply plan")
    columns = _add_columns(program, facts, whole=whole)
    for t, period in enumerate(facts.periods):
        _people_rows(program, facts, columns, t, period)
        for f, family in enumerate(facts.families):
            _family_rows(program, family, columns.flow[f], t, period)
    return program, columns


def _add_columns(program: Program, facts: SupplyFacts, *, whole: bool) -> _Columns:
    n, team = len(facts.periods), facts.workforce
    flow = np.empty((len(facts.families), len(FLOWS), n), dtype=np.int64)
    for f, family in enumerate(facts.families):
        for k, name in enumerate(FLOWS):
            cost, high = _cost_and_limit(family, name, facts)
            names = [f"{name} of {family.id} in {period}" for period in facts.periods]
            flow[f, k] = program.add_columns(names, cost=cost, high=high, whole=whole)
    people = program.add_columns(
        [f"people in {p}" for p in facts.periods], cost=team.wage, high=team.most, whole=whole
    )
    moves = []
    for word, price in (("hired", team.hire), ("laid off", team.lay_off)):
        high = 0.0 if price is None else math.inf
        names = [f"{word} in {p}" for p in facts.periods]
        moves.append(program.add_columns(names, cost=price or 0.0, high=high, whole=whole))
    return _Columns(flow, people, *moves)


def _cost_and_limit(family: Family, flow: str, facts: SupplyFacts) -> tuple[float, float]:
    """Return what a unit of a flow costs, and the most of it in a period."""
    extra = family.material if family.overtime_material is None else family.overtime_material
    free = math.inf
    costs: dict[str, tuple[float, float]] = {
        "regular": (family.material, free),
        "overtime": (extra + facts.workforce.overtime_cost * family.hours, free),
        "subcontract": (
            family.subcontract or 0.0,
            0.0 if family.subcontract is None else family.subcontract_limit,
        ),
        "lost": (family.price + (family.lost_sale or 0.0), 0.0 if family.lost_sale is None else free),
        "stock": (family.holding, free),
        "backlog": (family.backlog_cost or 0.0, 0.0 if family.backlog_cost is None else free),
    }
    return costs[flow]


def _people_rows(program: Program, facts: SupplyFacts, columns: _Columns, t: int, period: str) -> None:
    """Add the rows of a period that all families share."""
    team = facts.workforce
    terms = {int(columns.people[t]): 1.0, int(columns.hired[t]): -1.0, int(columns.laid_off[t]): 1.0}
    if t:
        terms[int(columns.people[t - 1])] = -1.0
    opening = 0.0 if t else team.opening
    program.add_row(f"people of {period}", terms, low=opening, high=opening)
    for k, word, hours in ((0, "regular hours", team.regular_hours), (1, "overtime", team.overtime_hours)):
        used = {int(columns.flow[f, k, t]): family.hours for f, family in enumerate(facts.families)}
        program.add_row(f"{word} of {period}", {**used, int(columns.people[t]): -hours}, high=0.0)
    if math.isfinite(facts.storage):
        stock = {int(columns.flow[f, 4, t]): 1.0 for f in range(len(facts.families))}
        program.add_row(f"storage of {period}", stock, high=facts.storage)


def _family_rows(program: Program, family: Family, flow: Ints, t: int, period: str) -> None:
    """Add the rows of one family in one period."""
    regular, overtime, bought, lost, stock, backlog = (int(flow[k, t]) for k in range(len(FLOWS)))
    terms = {regular: 1.0, overtime: 1.0, bought: 1.0, lost: 1.0, stock: -1.0, backlog: 1.0}
    wanted = family.demand[t]
    if t:
        terms |= {int(flow[4, t - 1]): 1.0, int(flow[5, t - 1]): -1.0}
    else:
        wanted += family.opening_backlog - family.opening_stock
    program.add_row(f"demand of {family.id} in {period}", terms, low=wanted, high=wanted)
    if math.isfinite(family.most_units):
        made = {regular: 1.0, overtime: 1.0, bought: 1.0}
        program.add_row(f"suppliers of {family.id} in {period}", made, high=family.most_units)
    if family.lost_sale is not None:
        program.add_row(f"turned away of {family.id} in {period}", {lost: 1.0}, high=family.demand[t])
    if t == len(family.demand) - 1:
        program.add_row(f"closing stock of {family.id}", {stock: 1.0}, low=family.closing_stock)
        if family.backlog_cost is not None:
            program.add_row(f"closing backlog of {family.id}", {backlog: 1.0}, high=family.closing_backlog)


def _read(facts: SupplyFacts, columns: _Columns, solution: Solution) -> SupplyPlan:
    x = solution.values
    flows = {
        family.id: {name: x[columns.flow[f, k]] for k, name in enumerate(FLOWS)}
        for f, family in enumerate(facts.families)
    }
    revenue = sum(
        family.price * (sum(family.demand) - float(flows[family.id]["lost"].sum()))
        for family in facts.families
    )
    # The objective charges the price of what is turned away: cost is the rest.
    turned_away = sum(family.price * float(flows[family.id]["lost"].sum()) for family in facts.families)
    return SupplyPlan(
        facts,
        solution.objective - turned_away,
        revenue,
        flows,
        x[columns.people],
        x[columns.hired],
        x[columns.laid_off],
        {f.id: _duals(solution, f"demand of {f.id} in", facts) for f in facts.families}
        if solution.duals
        else {},
        # One more hour relaxes a "<= 0" row by one: its dual is what the cost changes by, so worth is its negative.
        {word: -_duals(solution, f"{word} of", facts) for word in ("regular hours", "overtime")}
        if solution.duals
        else {},
        solution,
    )


def _duals(solution: Solution, row: str, facts: SupplyFacts) -> Floats:
    return np.array([solution.duals[f"{row} {period}"] for period in facts.periods])
