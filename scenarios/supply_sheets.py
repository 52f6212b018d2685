"""Supply sheets: read into :class:`optimize.supply.sheet.SupplySheet`, every fault with its line."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from optimize.supply.sheet import SupplySheet
from scenarios.extends import gather
from scenarios.faults import Fault, ScenarioError, did_you_mean
from scenarios.nodes import Fields, content, walk
from scenarios.schema import Shape
from scenarios.sources import Unwrapped
from scenarios.table_fields import Folder, TableFields
from scenarios.wording import complaints
from sim.scenario import Scenario


def read_sheet(path: str | Path, scenario: Scenario) -> SupplySheet:
    """
    Return the supply sheet of a file, made for a scenario.

    Raises
    ------
    ScenarioError
        With every fault of the file, each with its place; among them families that the scenario does not sell.
    """
    gathered = gather(os.path.normpath(path))
    if gathered.tree is None:
        raise ScenarioError(gathered.faults)
    gathered.tree.entries.pop("name", None)  # a reader of scenarios names what has no name
    unwrapped = Unwrapped(gathered.tree)
    faults = [*gathered.faults, *unwrapped.faults]
    sheet = None
    try:
        sheet = SupplySheet.model_validate(content(unwrapped.tree))
    except ValidationError as error:
        no_tables = TableFields(Folder(gathered.files))
        faults += complaints(
            error.errors(include_url=False), unwrapped.tree, Shape(models=(SupplySheet,)), no_tables
        )
    if sheet is not None:
        faults += _unsold(sheet, unwrapped.tree, [family.id for family in scenario.market.families])
    if sheet is None or faults:
        raise ScenarioError(faults)
    return sheet


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
