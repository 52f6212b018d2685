"""A plan written as a scenario: a file that extends the scenario it was made for, and holds only what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import scenarios
from sim.plan import Plan, TableQuotas
from sim.scenario import Scenario
from sim.table import Table


def write_plan(out: Path, given: str, scenario: Scenario, plan: Plan, made_by: str) -> None:
    """Write what differs between a scenario's plan and another one as a scenario that extends it."""
    changes, tables = plan_changes(scenario.plan, plan)
    out.parent.mkdir(parents=True, exist_ok=True)
    scenarios.write_variant(
        out,
        given,
        name=out.stem,
        title=f"{scenario.title or scenario.name}, designed",
        changes=changes,
        tables=tables,
        header=f"Made by `{made_by}`.",
    )


def files_of_plan(out: Path) -> list[Path]:
    """Return every file that ``write_plan`` may write: the scenario, and the tables beside it."""
    return [out, *(out.with_name(f"{out.stem}.{table}.csv") for table in ("alignment", "bases", "table"))]


def plan_changes(before: Plan, after: Plan) -> tuple[dict[str, Any], dict[str, Table]]:
    """Return the values and the tables, by dotted path, in which a designed plan differs from the one before."""
    tables: dict[str, Table] = {}
    quotas: dict[str, Any]
    if not same_table(before.alignment, after.alignment):
        tables["plan.alignment"] = after.alignment
    if after.bases is not None and not same_table(before.bases, after.bases):
        tables["plan.bases"] = after.bases
    if not isinstance(after.quotas, TableQuotas):
        changed = after.quotas != before.quotas
        quotas = {"method": after.quotas.method, "total": after.quotas.total} if changed else {}
    else:
        changed = not same_table(getattr(before.quotas, "table", None), after.quotas.table)
        quotas = {"method": "table"} if changed else {}
        tables |= {"plan.quotas.table": after.quotas.table} if changed else {}
    return ({"plan": {"quotas": quotas}} if quotas else {}), tables


def same_table(one: Table | None, other: Table) -> bool:
    """Return whether two tables of one kind hold the same rows; no table is never the same."""
    return (
        one is not None
        and len(one) == len(other)
        and all(np.array_equal(one[column.name], other[column.name]) for column in one.spec.columns)
    )
