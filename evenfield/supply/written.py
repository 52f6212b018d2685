"""The files of a supply review: JSON, CSV, Excel and one offline page, each whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from evenfield.report.supply_page import shown_as, supply_page
from evenfield.study.files import write_atomically
from evenfield.study.written import csv, write_data
from evenfield.supply.data import as_data
from evenfield.supply.pack import pack
from evenfield.supply.review import Review


def write_review(folder: Path, found: Review, *, names: bool) -> None:
    """
    Write ``supply.json``, ``demand.csv``, ``supply.xlsx`` and ``supply.html``; the same review gives the same page.

    Raises
    ------
    ScenarioError
        When the package that writes Excel files is not there.
    OSError
        When the disk refuses.
    """
    write_data(folder / "supply.json", as_data(found))
    write_atomically(folder / "demand.csv", csv(pd.DataFrame([asdict(fan) for fan in found.fans])))
    write_atomically(folder / "supply.html", supply_page(found, names=names))
    write_atomically(folder / "supply.xlsx", pack(found, shown_as(found, names=names)))
