"""KPIs beside the comparison: the main ones of a scenario alone, and those of supply and cash where there are any."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from evenfield.comparison.values import Summary, summarize
from evenfield.wording import amount
from sim.kpi import Group
from sim.kpi_groups import kpis
from sim.scenario import Scenario

_TITLES: Mapping[Group, str] = {"main": "Main", "supply": "Supply", "cash": "From quote to cash"}


@dataclass(frozen=True)
class KpiTable:
    """KPIs of one group: a row each with title, meaning, and mean and interval under each scenario."""

    title: str
    scenarios: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


def kpi_tables(scenarios: Mapping[str, Scenario], results: Mapping[str, pd.DataFrame]) -> list[KpiTable]:
    """Return the main KPIs where there is nothing to compare, and the groups that scenarios have something of."""
    groups: list[Group] = ["main"] if len(scenarios) == 1 else []
    groups += ["supply"] if any(_has_supply(each) for each in scenarios.values()) else []
    made = [_table(group, results) for group in [*groups, "cash"]]
    return [table for table in made if table.rows]


def _has_supply(scenario: Scenario) -> bool:
    """Return whether anything lies between acceptance and delivery that may fall short."""
    rules = scenario.fulfilment
    return bool(scenario.plan.supply or rules.promises or rules.preparation is not None)


def _table(group: Group, results: Mapping[str, pd.DataFrame]) -> KpiTable:
    told = kpis() if group == "main" else tuple(one for one in kpis((group,)) if one.group == group)
    found = {label: {s.kpi.id: s for s in summarize(frame, told)} for label, frame in results.items()}
    rows = [
        (one.title, one.meaning, tuple(_cell(found[label].get(one.id)) for label in results))
        for one in told
        if any(one.id in summaries for summaries in found.values())
    ]
    return KpiTable(_TITLES[group], tuple(results), tuple(rows))


def _cell(summary: Summary | None) -> str:
    """Return a KPI's mean and its interval, where several replications tell one."""
    if summary is None:
        return "-"
    unit, mean = summary.kpi.unit, amount(summary.mean, summary.kpi.unit)
    if not math.isfinite(summary.low):
        return mean
    return f"{mean} [{amount(summary.low, unit)}, {amount(summary.high, unit)}]"
