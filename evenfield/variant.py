"""A plan written as a scenario: a file that extends the scenario it was made for, and holds only what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

import scenarios
from sim.plan import NextYear, Plan, TableQuotas
from sim.scenario import Scenario
from sim.table import Table

_TABLES = ("alignment", "bases", "table", "reps", "skills", "competencies", "former_alignment")


def write_plan(out: Path, given: str, scenario: Scenario, plan: Plan, made_by: str) -> None:
    """Write what differs between a scenario's plan and another one as a scenario that extends it."""
    write_changed(out, given, scenario, scenario.model_copy(update={"plan": plan}), made_by)


def write_changed(out: Path, given: str, scenario: Scenario, changed: Scenario, made_by: str) -> None:
    """Write what differs in plan and reps between a scenario and another one as a scenario that extends it."""
    changes, tables = plan_changes(scenario.plan, changed.plan, made_by)
    gone, others = _world_changes(scenario, changed)
    out.parent.mkdir(parents=True, exist_ok=True)
    scenarios.write_variant(
        out,
        given,
        name=out.stem,
        title=f"{scenario.title or scenario.name}, designed",
        changes=gone | changes,
        tables=others | tables,
        header=f"Made by `{made_by}`.",
    )


def files_of_plan(out: Path) -> list[Path]:
    """Return every file that ``write_plan`` may write: the scenario, and the tables beside it."""
    return [out, *(out.with_name(f"{out.stem}.{table}.csv") for table in _TABLES)]


def plan_changes(
    before: Plan, after: Plan, made_by: str = "evenfield"
) -> tuple[dict[str, Any], dict[str, Table]]:
    """
    Return the values and the tables, by dotted path, in which a designed plan differs from the one before.

    What is no table stands there with its source, ``made_by``: a value with its source replaces the one before whole,
    where a list without would be laid over it item by item.
    """
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
    if changed and after.quotas.next_year != NextYear():
        quotas["next_year"] = plain(after.quotas.next_year)
    plan = {"quotas": quotas} if quotas else {}
    plan |= _documents(before, after, made_by)
    return ({"plan": plan} if plan else {}), tables


def _documents(before: Plan, after: Plan, made_by: str) -> dict[str, Any]:
    """Return what differs in pay, supply and prices, each with its source."""
    pay: dict[str, Any] = {
        name: _sourced(plain(getattr(after.pay, name)), made_by)
        for name in type(after.pay).model_fields
        if getattr(after.pay, name) != getattr(before.pay, name)
    }
    if "id" in pay:
        pay["id"] = after.pay.id
    found = {
        name: _sourced(plain(getattr(after, name)), made_by)
        for name in ("supply", "prices", "personal_time", "care", "terms", "floors")
        if getattr(after, name) != getattr(before, name)
    }
    return ({"pay": pay} if pay else {}) | found


def _sourced(value: Any, made_by: str) -> dict[str, Any]:  # noqa: ANN401 - any value of a file
    return {"value": value, "source": made_by, "grade": "choice"}


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a file
    """Return a document as a scenario file spells it; numbers stay exact."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _world_changes(before: Scenario, after: Scenario) -> tuple[dict[str, Any], dict[str, Table]]:
    """Return what differs in who there is: tables by dotted path, and those that are gone."""
    tables: dict[str, Table] = {}
    gone: dict[str, Any] = {}
    for name in ("reps", "skills", "competencies", "former_alignment"):
        one, other = getattr(before.tables, name), getattr(after.tables, name)
        if other is None and one is not None:
            gone[name] = None
        elif other is not None and not same_table(one, other):
            tables[f"tables.{name}"] = other
    return ({"tables": gone} if gone else {}), tables


def same_table(one: Table | None, other: Table) -> bool:
    """Return whether two tables of one kind hold the same rows; no table is never the same."""
    return (
        one is not None
        and len(one) == len(other)
        and all(np.array_equal(one[column.name], other[column.name]) for column in one.spec.columns)
    )
