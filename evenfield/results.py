"""Results of one scenario over replications, as a user holds them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from evenfield.comparison.values import summarize
from evenfield.wording import amount
from sim.kpi_groups import kpis
from sim.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Results:
    """
    What came out of simulating a scenario.

    ``frame`` is tidy: one row per replication, measure, entity (rep or product family, empty for the whole) and fiscal
    month (0 for the whole measured time), with its value.
    """

    scenario: Scenario
    frame: pd.DataFrame

    @property
    def replications(self) -> int:
        """Return how many replications there are."""
        return int(self.frame["replication"].nunique())

    def kpis(self, *groups: str) -> pd.DataFrame:
        """
        Return each KPI's title, unit, mean, 95 % interval (t over replications) and percentiles, by KPI id.

        Further ``groups``: "leads", "customers", "people", "deals", "supply", "cash", or "all".

        Raises
        ------
        LookupError
            When there is no such group.
        """
        rows = []
        for summary in summarize(self.frame, kpis(groups)):
            row = asdict(summary)
            kpi = row.pop("kpi")
            rows.append({"kpi": kpi["id"], "title": kpi["title"], "unit": kpi["unit"], **row})
        return pd.DataFrame(rows).set_index("kpi")

    def __str__(self) -> str:
        """Return the KPIs as a table of text."""
        lines = [("KPI", "mean", "95 % interval")]
        for summary in summarize(self.frame):
            low, high = amount(summary.low, summary.kpi.unit), amount(summary.high, summary.kpi.unit)
            interval = "-" if low == "-" else f"{low} to {high}"
            lines.append((summary.kpi.title, amount(summary.mean, summary.kpi.unit), interval))
        widths = [max(len(line[column]) for line in lines) for column in range(3)]
        rows = [f"{line[0]:<{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:>{widths[2]}}" for line in lines]
        plural = "" if self.replications == 1 else "s"
        return "\n".join([f"{self.scenario.name}: {self.replications} replication{plural}", *rows])
