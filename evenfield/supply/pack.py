"""The supply plan as an Excel file: numbers as inputs, formulas live beside what the engine found, text never run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evenfield.excel import as_file, new_book
from evenfield.study.written import safe_text
from evenfield.supply.pack_rows import options, planners, quotas, reps
from evenfield.supply.review import Review
from optimize.supply.facts import by_period

MADE_BY = "evenfield supply"
_PLAN = (
    *("family", "month", "demand", "regular", "overtime", "subcontract", "turned away", "stock before"),
    *(
        "owed before",
        "stock",
        "owed",
        "capacity",
        "balance (0)",
        "room (0 or more)",
        "revenue",
        "cost",
        "profit",
    ),
    "profit, engine",
)
_COSTS = (
    *("family", "price", "material", "overtime, a unit", "subcontract, a unit", "holding, a unit"),
    *("owed, a unit", "turned away, a unit"),
)
_WIDTH = 16


def pack(found: Review, called: Mapping[str, str]) -> bytes:
    """
    Return the Excel pack: inputs, the plan with live formulas, quotas against ceilings, reps, planners, and options.

    Whoever changes an input sees profit, balance and room change; the last column and rows hold what the engine found.
    Reps stand under the names in ``called``; those who have none there are left out.

    Raises
    ------
    ScenarioError
        When the package that writes Excel files is not there.
    """
    book = new_book(MADE_BY)
    for name, rows in (
        ("inputs", _inputs(found)),
        ("plan", _plan(found)),
        ("quotas", quotas(found)),
        ("reps", reps(found, called)),
        ("planners", planners(found)),
        ("options", options(found)),
    ):
        if len(rows) == 1 and name in ("reps", "planners"):
            continue
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.freeze_panes = "A2"
        for column in sheet.columns:
            sheet.column_dimensions[column[0].column_letter].width = _WIDTH
            for cell in column[1:]:
                cell.number_format = "#,##0.00"
    return as_file(book)


def _inputs(found: Review) -> list[list[Any]]:
    """Return what the plan's formulas refer to: a row a family, from row 2."""
    rows: list[list[Any]] = [list(_COSTS)]
    team = found.plan.facts.workforce
    for family in found.plan.facts.families:
        extra = family.material if family.overtime_material is None else family.overtime_material
        rows.append(
            [
                safe_text(family.id),
                float(by_period(family.price, len(family.demand))[0]),
                family.material,
                extra + team.overtime_cost * family.hours,
                family.subcontract or 0.0,
                family.holding,
                family.backlog_cost or 0.0,
                family.lost_sale or 0.0,
            ]
        )
    plan = found.plan
    people = team.wage * plan.people.sum()
    people += (team.hire or 0.0) * plan.hired.sum() + (team.lay_off or 0.0) * plan.laid_off.sum()
    return [*rows, [], ["people, all months", float(people)]]


def _plan(found: Review) -> list[list[Any]]:
    """Return a row for each family and month, with formulas of our own making over numbers only."""
    plan = found.plan
    rows: list[list[Any]] = [list(_PLAN)]
    n = len(plan.facts.periods)
    for f, family in enumerate(plan.facts.families):
        flow, costs = plan.flows[family.id], f + 2
        capacity, price = by_period(family.regular_limit, n), by_period(family.price, n)
        for t, month in enumerate(plan.facts.periods):
            row = len(rows) + 1
            before: list[Any] = [f"=J{row - 1}", f"=K{row - 1}"]
            if not t:
                before = [family.opening_stock, family.opening_backlog]
            limited = capacity[t] != float("inf")
            flows = [float(flow[k][t]) for k in ("regular", "overtime", "subcontract", "lost")]
            engine = price[t] * (family.demand[t] - flow["lost"][t]) - _cost(found, f, t)
            rows.append(
                [
                    safe_text(family.id),
                    month,
                    float(family.demand[t]),
                    *flows,
                    *before,
                    float(flow["stock"][t]),
                    float(flow["backlog"][t]),
                    float(capacity[t]) if limited else "",
                    f"=D{row}+E{row}+F{row}+G{row}+H{row}-I{row}-J{row}+K{row}-C{row}",
                    f"=L{row}-D{row}" if limited else "",
                    f"=inputs!B{costs}*(C{row}-G{row})",
                    f"=inputs!C{costs}*D{row}+inputs!D{costs}*E{row}+inputs!E{costs}*F{row}"
                    f"+inputs!F{costs}*J{row}+inputs!G{costs}*K{row}+inputs!H{costs}*G{row}",
                    f"=O{row}-P{row}",
                    float(engine),
                ]
            )
    last, people = len(rows), len(plan.facts.families) + 3
    blank: Sequence[Any] = [""] * 12
    return [
        *rows,
        [
            "all",
            "",
            *blank,
            f"=SUM(O2:O{last})",
            f"=SUM(P2:P{last})+inputs!B{people}",
            f"=O{last + 1}-P{last + 1}",
            plan.profit,
        ],
    ]


def _cost(found: Review, f: int, t: int) -> float:
    """Return what a family costs in a month, by the plan's own numbers [currency]."""
    plan, family = found.plan, found.plan.facts.families[f]
    flow, team = plan.flows[family.id], plan.facts.workforce
    extra = family.material if family.overtime_material is None else family.overtime_material
    return float(
        family.material * flow["regular"][t]
        + (extra + team.overtime_cost * family.hours) * flow["overtime"][t]
        + (family.subcontract or 0.0) * flow["subcontract"][t]
        + family.holding * flow["stock"][t]
        + (family.backlog_cost or 0.0) * flow["backlog"][t]
        + (family.lost_sale or 0.0) * flow["lost"][t]
    )
