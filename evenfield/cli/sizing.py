"""A scenario's headcount plan in words, as a table, and as plain data."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from evenfield.cli.sizing_goal import Hit
from evenfield.study.files import write_atomically
from evenfield.study.written import csv, write_data
from evenfield.tables import empty_table
from optimize.sizing import HeadcountPlan
from optimize.sizing.result import profit_of
from optimize.sizing.scenario import Question


def by_month(plan: HeadcountPlan) -> pd.DataFrame:
    """Return the plan by role and month: people, effective people, starts, and the role's own money; roles add up."""
    rows = []
    for role in plan.facts.roles:
        its, money = plan.roles[role.id], profit_of(plan.facts, role, plan.roles[role.id])
        for t, month in enumerate(plan.facts.months):
            rows.append(
                {
                    "role": role.id,
                    "month": month,
                    "people": round(float(its.people[t]), 2),
                    "effective": round(float(its.effective[t]), 2),
                    "start": int(its.hired[t]),
                    "laid_off": int(its.laid_off[t]),
                    "contribution": round(float(money.earned[t]), 2),
                    "pay": round(float(money.salary[t]), 2),
                    "hiring": round(float(money.hiring[t] + money.severance[t]), 2),
                    "profit": round(float(money.profit[t]), 2),
                }
            )
    return pd.DataFrame(rows)


def profit_and_loss(plan: HeadcountPlan) -> pd.DataFrame:
    """Return profit and loss by month over all roles, and the sum so far."""
    money = plan.months
    parts = {
        "contribution": money.earned,
        "pay": money.salary,
        "hiring": money.hiring,
        "severance": money.severance,
        "shortage": money.short,
        "profit": money.profit,
        "profit_so_far": money.profit.cumsum(),
    }
    return pd.DataFrame({"month": plan.facts.months, **{name: part.round(2) for name, part in parts.items()}})


def table(plan: HeadcountPlan) -> Table:
    """Return the months as a table for people."""
    shown = empty_table("Headcount by month")
    frame = by_month(plan)
    for column in frame.columns:
        shown.add_column(column.replace("_", " "), justify="left" if column in ("role", "month") else "right")
    for row in frame.to_dict(orient="records"):
        shown.add_row(*[_told(str(column), value) for column, value in row.items()])
    return shown


def _told(column: str, value: object) -> str:
    """Return a cell: people to a tenth, money to the unit."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.1f}" if column in ("people", "effective") else f"{value:,.0f}"


def lines(plan: HeadcountPlan, question: Question, hit: Hit | None = None) -> list[str]:
    """Return what a person wants to know of a headcount plan, line by line."""
    told = [
        f"headcount: {plan.solution.status}, profit {plan.profit:,.0f}, bound {plan.bound:,.0f}, gap {plan.gap:.2%}",
        *(
            f"{hire.number} {hire.role} start {hire.starts}: open the requisition in {hire.requested}"
            for hire in plan.hires
        ),
    ]
    if not plan.hires:
        told.append("Nobody is hired: no start within these months would pay for itself.")
    goal = plan.facts.goal
    if goal is not None and hit is None:
        told.append(f"The plan of {goal.amount:,.0f} is reached in the mean.")
    if goal is not None and hit is not None:
        told.append(
            f"The plan of {goal.amount:,.0f} is hit in {hit.share:.0%} [{hit.low:.0%}, {hit.high:.0%}] of the "
            f"{hit.years} years it was not made on; {hit.wanted:.0%} were asked for."
        )
    for name, role in plan.roles.items():
        if math.isfinite(role.one_more):
            told.append(
                f"One more {name} in post from the start, paid like the others: {role.one_more:+,.0f}."
            )
        elif hit is None:
            told.append(f"One more {name} in post from the start would break a limit or a ratio.")
    return told + [f"Taken for granted: {note}." for note in question.notes]


def as_data(plan: HeadcountPlan, question: Question, hit: Hit | None = None) -> dict[str, Any]:
    """Return a headcount plan as plain data."""
    return {
        "status": plan.solution.status,
        "profit": plan.profit,
        "bound": plan.bound,
        "gap": plan.gap,
        "hires": [asdict(hire) for hire in plan.hires],
        "one_more": {
            name: None if math.isnan(role.one_more) else role.one_more for name, role in plan.roles.items()
        },
        "goal": None if plan.facts.goal is None else plan.facts.goal.amount,
        "chance": None if hit is None else asdict(hit),
        "profit_and_loss": profit_and_loss(plan).to_dict(orient="records"),
        "months": by_month(plan).to_dict(orient="records"),
        "notes": list(question.notes),
    }


def write(folder: Path, plan: HeadcountPlan, question: Question, hit: Hit | None = None) -> None:
    """
    Write ``size.json``, ``headcount.csv``, ``profit.csv`` and ``hires.csv``, each whole or not at all.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    write_data(folder / "size.json", as_data(plan, question, hit))
    write_atomically(folder / "profit.csv", csv(profit_and_loss(plan)))
    write_atomically(folder / "headcount.csv", csv(by_month(plan)))
    hires = pd.DataFrame([asdict(h) for h in plan.hires], columns=["role", "starts", "requested", "number"])
    write_atomically(folder / "hires.csv", csv(hires))
