"""Supply sheets: read into :class:`optimize.supply.sheet.SupplySheet`, every fault with its line."""

from __future__ import annotations

from pathlib import Path

from optimize.supply.sheet import SupplySheet
from scenarios.document_files import read_document
from scenarios.faults import Fault, did_you_mean
from scenarios.nodes import Fields, walk
from sim.scenario import Scenario


def read_sheet(path: str | Path, scenario: Scenario) -> SupplySheet:
    """
    Return the supply sheet of a file, made for a scenario.

    Raises
    ------
    ScenarioError
        With every fault of the file, each with its place; among them families that the scenario does not sell.
    """
    sold = [family.id for family in scenario.market.families]
    return read_document(path, SupplySheet, lambda sheet, tree: _unsold(sheet, tree, sold))


def _unsold(sheet: SupplySheet, tree: Fields, sold: list[str]) -> list[Fault]:
    """Return a fault for each family that the scenario does not sell."""
    places = {path: node.place for path, node in walk(tree)}
    return [
        places[f"families.{family.id}.id"].fault(
            f"families.{family.id}.id",
            "the scenario sells no such family",
            got=repr(family.id),
            allowed=", ".join(sold),
            hint=did_you_mean(family.id, sold),
        )
        for family in sheet.families
        if family.id not in sold
    ]
