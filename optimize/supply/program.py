"""
The linear program of aggregate planning, row by row.

For each family f and period t, all variables >= 0:

    min   sum_t  wage W_t + hire H_t + lay_off F_t + overtime_cost sum_f hours_f O_ft
        + sum_ft material_f P_ft + overtime_material_f O_ft + subcontract_f C_ft + holding_f I_ft
                 + backlog_cost_f B_ft + lost_sale_f L_ft - price_ft (demand_ft - L_ft)
    s.t.  demand of f in t             P + O + C + L + I_{t-1} - B_{t-1} - I + B   = demand_ft
          people of t                  W_t - W_{t-1} - H_t + F_t                  = 0
          headcount, hires of t        W_t                                        <= most_t,  H_t <= most_hires_t
          regular hours of t           sum_f hours_f P_ft - regular_hours W_t     <= extra_hours_t
          overtime of t                sum_f hours_f O_ft - overtime_hours W_t    <= extra_overtime_t
          storage of t                 sum_f I_ft                                 <= storage_t
          capacity of f in t           P                                          <= regular_limit_ft
          overtime capacity of f in t  O                                          <= overtime_limit_ft
          subcontract of f in t        C                                          <= subcontract_limit_ft
          suppliers of f in t          P + O + C                                  <= most_units_ft
          contract of f in t           C                                          >= contract_units_ft
          closing                      I_fT >= closing_stock_f,  B_fT <= closing_backlog_f

P regular production, O overtime production, C subcontracted, L turned away, I stock, B backlog, W people, H hired,
F laid off. The linear program of aggregate planning as in Chopra and Meindl, *Supply Chain Management*; price, lost
sales, several families, storage and limits by family are added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimize.program import Ints, Program
from optimize.supply.facts import Family, Series, SupplyFacts, by_period, in_period

FLOWS = ("regular", "overtime", "subcontract", "lost", "stock", "backlog")
LIMITS = {
    "capacity": ("regular_limit", ("regular",)),
    "overtime capacity": ("overtime_limit", ("overtime",)),
    "subcontract": ("subcontract_limit", ("subcontract",)),
    "suppliers": ("most_units", ("regular", "overtime", "subcontract")),
}
"""Rows that limit a family: their word, the field of the family they come from, and the flows they add up."""
HOURS = {
    "regular hours": ("regular", "regular_hours", "extra_hours"),
    "overtime": ("overtime", "overtime_hours", "extra_overtime"),
}
"""Rows of hours: their word, the flow that uses them, each person's hours, and those from elsewhere."""
TEAM_LIMITS = {"headcount": ("people", "most"), "hires": ("hired", "most_hires")}
"""Rows that limit the people: their word, the columns they limit, and the field they come from."""
CONTRACT = "contract"
"""Word of the rows by which so much must be bought."""


@dataclass(frozen=True)
class Columns:
    """Column numbers: ``flow[f, k, t]`` of family, flow and period; people, hired and laid off by period."""

    flow: Ints
    people: Ints
    hired: Ints
    laid_off: Ints


def supply_program(
    facts: SupplyFacts, *, whole: bool = False, loose: bool = False
) -> tuple[Program, Columns]:
    """
    Return the program of the module's docstring, and where each variable stands.

    ``loose`` writes each demand as two rows, so that what is short of it can be told from what is too much.
    """
    program = Program("supply plan")
    columns = Columns(add_flows(program, facts, whole=whole), *add_people(program, facts, whole=whole))
    people_rows(program, facts, columns)
    flow_rows(program, facts, columns, loose=loose)
    return program, columns


def add_flows(
    program: Program, facts: SupplyFacts, *, share: float = 1.0, suffix: str = "", whole: bool = False
) -> Ints:
    """Add the flows of a plan, or of one sample of several, at ``share`` of their cost; return their columns."""
    n = len(facts.periods)
    flow = np.empty((len(facts.families), len(FLOWS), n), dtype=np.int64)
    for f, family in enumerate(facts.families):
        for k, name in enumerate(FLOWS):
            cost, high = _cost_and_limit(family, name, facts)
            names = [f"{name} of {family.id} in {period}{suffix}" for period in facts.periods]
            flow[f, k] = program.add_columns(names, cost=share * by_period(cost, n), high=high, whole=whole)
    return flow


def add_people(program: Program, facts: SupplyFacts, *, whole: bool = False) -> tuple[Ints, Ints, Ints]:
    """Add people, hired and laid off by period; return their columns."""
    team = facts.workforce
    people = program.add_columns([f"people in {p}" for p in facts.periods], cost=team.wage, whole=whole)
    moves = [
        program.add_columns(
            [f"{word} in {p}" for p in facts.periods],
            cost=price or 0.0,
            high=0.0 if price is None else math.inf,
            whole=whole,
        )
        for word, price in (("hired", team.hire), ("laid off", team.lay_off))
    ]
    return people, moves[0], moves[1]


def _cost_and_limit(family: Family, flow: str, facts: SupplyFacts) -> tuple[Series, float]:
    """Return what a unit of a flow costs, and infinity, or 0 for a flow that there is not."""
    extra = family.material if family.overtime_material is None else family.overtime_material
    free = math.inf
    # What takes no hours has no overtime but by a limit of its own: else a limit of regular time would mean nothing.
    has_overtime = family.hours > 0 or np.isfinite(by_period(family.overtime_limit, len(facts.periods))).any()
    turned_away = by_period(family.price, len(facts.periods)) + (family.lost_sale or 0.0)
    costs: dict[str, tuple[Series, float]] = {
        "regular": (family.material, free),
        "overtime": (extra + facts.workforce.overtime_cost * family.hours, free if has_overtime else 0.0),
        "subcontract": (family.subcontract or 0.0, 0.0 if family.subcontract is None else free),
        "lost": (tuple(turned_away.tolist()), 0.0 if family.lost_sale is None else free),
        "stock": (family.holding, free),
        "backlog": (family.backlog_cost or 0.0, 0.0 if family.backlog_cost is None else free),
    }
    return costs[flow]


def people_rows(program: Program, facts: SupplyFacts, columns: Columns) -> None:
    """Add how many people there are in each period."""
    for t, period in enumerate(facts.periods):
        terms = {int(columns.people[t]): 1.0, int(columns.hired[t]): -1.0, int(columns.laid_off[t]): 1.0}
        if t:
            terms[int(columns.people[t - 1])] = -1.0
        opening = 0.0 if t else facts.workforce.opening
        program.add_row(f"people of {period}", terms, low=opening, high=opening)
        for word, (column, limit) in TEAM_LIMITS.items():
            most = in_period(getattr(facts.workforce, limit), t)
            if math.isfinite(most):
                program.add_row(f"{word} of {period}", {int(getattr(columns, column)[t]): 1.0}, high=most)


def flow_rows(
    program: Program, facts: SupplyFacts, columns: Columns, *, suffix: str = "", loose: bool = False
) -> None:
    """Add what holds the flows of a plan, or of one sample, to demand and to the limits."""
    for t, period in enumerate(facts.periods):
        _shared_rows(program, facts, columns, t, f"{period}{suffix}")
        for f, family in enumerate(facts.families):
            _demand_row(program, family, columns.flow[f], (t, f"{period}{suffix}"), loose=loose)
            _limit_rows(program, family, columns.flow[f], (t, f"{period}{suffix}"))
    for f, family in enumerate(facts.families):
        _closing_rows(program, family, columns.flow[f], suffix)


def _shared_rows(program: Program, facts: SupplyFacts, columns: Columns, t: int, name: str) -> None:
    """Add the rows of a period that all families share."""
    team = facts.workforce
    for word, (flow, hours, elsewhere) in HOURS.items():
        k = FLOWS.index(flow)
        terms = {
            int(columns.flow[f, k, t]): family.hours
            for f, family in enumerate(facts.families)
            if family.hours
        }
        if terms:
            terms[int(columns.people[t])] = -getattr(team, hours)
            program.add_row(f"{word} of {name}", terms, high=in_period(getattr(team, elsewhere), t))
    storage = in_period(facts.storage, t)
    if math.isfinite(storage):
        stock = {int(columns.flow[f, 4, t]): 1.0 for f in range(len(facts.families))}
        program.add_row(f"storage of {name}", stock, high=storage)


def _demand_row(program: Program, family: Family, flow: Ints, at: tuple[int, str], *, loose: bool) -> None:
    t, name = at
    regular, overtime, bought, lost, stock, backlog = (int(flow[k, t]) for k in range(len(FLOWS)))
    terms = {regular: 1.0, overtime: 1.0, bought: 1.0, lost: 1.0, stock: -1.0, backlog: 1.0}
    wanted = family.demand[t]
    if t:
        terms |= {int(flow[4, t - 1]): 1.0, int(flow[5, t - 1]): -1.0}
    else:
        wanted += family.opening_backlog - family.opening_stock
    row = f"demand of {family.id} in {name}"
    program.add_row(row, terms, low=wanted, high=math.inf if loose else wanted)
    if loose:
        program.add_row(f"{row}, and no more", terms, high=wanted)


def _limit_rows(program: Program, family: Family, flow: Ints, at: tuple[int, str]) -> None:
    t, name = at
    for word, (limited, flows) in LIMITS.items():
        limit = in_period(getattr(family, limited), t)
        if math.isfinite(limit):
            terms = {int(flow[FLOWS.index(one), t]): 1.0 for one in flows}
            program.add_row(f"{word} of {family.id} in {name}", terms, high=limit)
    contract = in_period(family.contract_units, t)
    if contract > 0:
        bought = {int(flow[FLOWS.index("subcontract"), t]): 1.0}
        program.add_row(f"{CONTRACT} of {family.id} in {name}", bought, low=contract)
    if family.lost_sale is not None:
        lost = {int(flow[FLOWS.index("lost"), t]): 1.0}
        program.add_row(f"turned away of {family.id} in {name}", lost, high=family.demand[t])


def _closing_rows(program: Program, family: Family, flow: Ints, suffix: str) -> None:
    stock, backlog = int(flow[4, -1]), int(flow[5, -1])
    program.add_row(f"closing stock of {family.id}{suffix}", {stock: 1.0}, low=family.closing_stock)
    if family.backlog_cost is not None:
        program.add_row(
            f"closing backlog of {family.id}{suffix}", {backlog: 1.0}, high=family.closing_backlog
        )
