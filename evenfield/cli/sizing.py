"""A scenario's headcount plan in words, as a table, and as plain data."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from evenfield.study.files import write_atomically
from evenfield.study.written import csv, write_data
from optimize.sizing import HeadcountPlan
from optimize.sizing.scenario import Question


def by_month(plan: HeadcountPlan) -> pd.DataFrame:
    """Return the plan by role and month: people, effective people, starts, and the month's money."""
    rows = []
    for name, role in plan.roles.items():
        for t, month in enumerate(plan.facts.months):
            rows.append(
                {
                    "role": name,
                    "month": month,
                    "people": round(float(role.people[t]), 2),
                    "effective": round(float(role.effective[t]), 2),
                    "start": int(role.hired[t]),
                    "laid_off": int(role.laid_off[t]),
                    "contribution": round(float(plan.months.earned[t]), 2),
                    "pay": round(float(plan.months.salary[t]), 2),
                    "hiring": round(float(plan.months.hiring[t] + plan.months.severance[t]), 2),
                    "profit": round(float(plan.months.profit[t]), 2),
                }
            )
    return pd.DataFrame(rows)


def table(plan: HeadcountPlan) -> Table:
    """Return the months as a table for people."""
    shown = Table(title="Headcount by month")
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


def lines(plan: HeadcountPlan, question: Question) -> list[str]:
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
    for name, role in plan.roles.items():
        if math.isfinite(role.one_more):
            told.append(
                f"One more {name} in post from the start, paid like the others: {role.one_more:+,.0f}."
            )
    return told + [f"Taken for granted: {note}." for note in question.notes]


def as_data(plan: HeadcountPlan, question: Question) -> dict[str, Any]:
    """Return a headcount plan as plain data."""
    return {
        "status": plan.solution.status,
        "profit": plan.profit,
        "bound": plan.bound,
        "gap": plan.gap,
        "hires": [asdict(hire) for hire in plan.hires],
        "one_more": {name: role.one_more for name, role in plan.roles.items()},
        "months": by_month(plan).to_dict(orient="records"),
        "notes": list(question.notes),
    }


def write(folder: Path, plan: HeadcountPlan, question: Question) -> None:
    """
    Write ``size.json``, ``headcount.csv`` and ``hires.csv``, each whole or not at all.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    write_data(folder / "size.json", as_data(plan, question))
    write_atomically(folder / "headcount.csv", csv(by_month(plan)))
    hires = pd.DataFrame([asdict(h) for h in plan.hires], columns=["role", "starts", "requested", "number"])
    write_atomically(folder / "hires.csv", csv(hires))
