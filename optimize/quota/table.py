"""Quotas in cents as the table of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimize.program import Ints
from sim.plan import QUOTAS, Plan, TableQuotas
from sim.scenario import Scenario
from sim.table import Table


def quota_table(reps: Sequence[str], cents: Sequence[int]) -> Table:
    """Return quotas [cents/year] as the table of a plan."""
    return Table.of(QUOTAS, {"rep": list(reps), "quota": [Decimal(one).scaleb(-2) for one in cents]})


def with_quotas(scenario: Scenario, quotas: Ints) -> Plan:
    """Return the scenario's plan with these quotas [cents], shape (n_reps,), and what it says of years to come."""
    table = quota_table(scenario.tables.reps["id"].tolist(), quotas.tolist())
    kept = TableQuotas(method="table", table=table, next_year=scenario.plan.quotas.next_year)
    return scenario.plan.model_copy(update={"quotas": kept})
