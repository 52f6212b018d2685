"""The files of new quotas: JSON, CSV and one offline page, each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from evenfield.comparison import Comparison
from evenfield.quota.tables import month_table, node_table, rep_table
from evenfield.quota.words import as_data
from evenfield.report.quota_page import quota_page
from evenfield.study.files import write_atomically
from evenfield.study.written import csv, write_comparison, write_data
from optimize.turn import Turn
from sim.scenario import Scenario


def write_quotas(
    folder: Path, scenario: Scenario, turn: Turn, comparison: Comparison, *, names: bool
) -> None:
    """
    Write ``quota.json``, ``quotas.csv``, ``quotas-by-month.csv``, ``hierarchy.csv``, ``quota.html`` and the comparison.

    The hierarchy is a file that ``evenfield quota audit`` reads.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    write_data(folder / "quota.json", as_data(scenario, turn))
    write_atomically(folder / "quotas.csv", csv(rep_table(scenario, turn.found)))
    write_atomically(folder / "quotas-by-month.csv", csv(month_table(scenario, turn.found)))
    write_atomically(folder / "hierarchy.csv", csv(node_table(scenario, turn.found)))
    write_comparison(folder, comparison)
    write_atomically(folder / "quota.html", quota_page(scenario, turn, comparison, names=names))
