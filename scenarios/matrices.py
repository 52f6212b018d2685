"""
A matrix: one file that stands for many scenarios, a grid of values or a list of cells over named paths.

``vary: {grid: {path: [values], …}}`` makes every combination, ``vary: {cells: [{id: …, set: {path: value, …}}, …]}``
names each one. A cell is laid over the file as a variant is, so a wrong value is refused at its own line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from scenarios.faults import Fault, did_you_mean, shown
from scenarios.matrix_paths import Setting, laid_along
from scenarios.merging import merged_fields
from scenarios.nodes import Fields, Items, Leaf, Node, Place
from scenarios.sources import as_text

MOST_CELLS = 200
_LONGEST_NAME = 80
_LONGEST_VALUE = 24
_SHOWN = 10
_NO_NAME = re.compile(r"[^A-Za-z0-9_.\-]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")


@dataclass(frozen=True)
class Cell:
    """One scenario of a matrix: its name, where it stands, and the values it sets by path."""

    name: str
    place: Place
    settings: tuple[Setting, ...]


def with_cell(
    tree: Fields, vary: Node | None, name: str, place: Place
) -> tuple[Fields | None, Sequence[Fault]]:
    """
    Return a tree with a cell laid over it, ``None`` with the fault when that is not possible.

    ``place`` is where the cell was asked for. Without a matrix and a name the tree stays as it is.
    """
    if vary is None:
        fault = place.fault("vary", "this scenario is no matrix, it has no cells", got=shown(name))
        return (None, [fault]) if name else (tree, [])
    cells, faults = cells_of(vary, tree)
    if faults:
        return None, faults
    chosen = next((cell for cell in cells if cell.name == name), None)
    return _laid(tree, chosen) if chosen else (None, [_which(vary, cells, name, place)])


def _which(vary: Node, cells: Sequence[Cell], name: str, place: Place) -> Fault:
    """Return the question which cell is meant."""
    known = [cell.name for cell in cells]
    allowed = ", ".join(f"/{one}" for one in known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    if name:
        hint = did_you_mean(name, known)
        return place.fault("vary", "no such cell of this matrix", got=shown(name), allowed=allowed, hint=hint)
    return vary.place.fault(
        "vary", f"this is a matrix of {len(cells)} scenarios; name one of them", allowed=allowed
    )


def cells_of(vary: Node, tree: Fields) -> tuple[list[Cell], Sequence[Fault]]:
    """Return the cells of a matrix, or every fault in it."""
    faults: list[Fault] = []
    kinds = {"grid": _grid, "cells": _listed}
    given = [key for key in vary.entries if key in kinds] if isinstance(vary, Fields) else []
    if not isinstance(vary, Fields) or len(given) != 1 or len(vary.entries) != 1:
        message = (
            "a matrix is one grid: {path: [values]}, or one list of cells: [{id: …, set: {path: value}}]"
        )
        return [], [] if _is_broken(vary) else [vary.place.fault("vary", message)]
    cells = kinds[given[0]](vary.entries[given[0]], faults)
    for setting in {id(one.value): one for cell in cells for one in cell.settings}.values():
        laid_along(setting, tree, faults)
    _require_names(cells, tree, vary.place, faults)
    return cells, list(dict.fromkeys(faults))


def _laid(tree: Fields, cell: Cell) -> tuple[Fields, list[Fault]]:
    """Return a tree with the cell's values in it, called after both."""
    faults: list[Fault] = []
    merged = tree
    for setting in cell.settings:
        over = laid_along(setting, merged, faults)
        merged = merged_fields(merged, over, faults) if over else merged
    own = {"name": f"{_text(tree, 'name')}.{cell.name}"}
    told = ", ".join(f"{one.label} {as_text(one.plain)}" for one in cell.settings)
    own["title"] = f"{_text(tree, 'title') or _text(tree, 'name')}: {told}"
    leaves = {key: Leaf(cell.place, text, text) for key, text in own.items()}
    return Fields(merged.place, merged.entries | leaves, merged.keys), faults


def _grid(node: Node, faults: list[Fault]) -> list[Cell]:
    """Return every combination of the values, the last path changing first."""
    if not isinstance(node, Fields) or not node.entries:
        faults.append(node.place.fault("vary.grid", "paths, each with a list of values, are wanted"))
        return []
    for path, values in node.entries.items():
        if not isinstance(values, Items) or not values.items:
            faults.append(values.place.fault(f"vary.grid.{path}", "a list of values is wanted"))
        else:
            wrong = [one for one in values.items if not isinstance(_plain(one), Leaf)]
            message = "one value is wanted; a list or a mapping goes under cells, with an id"
            faults += [one.place.fault(f"vary.grid.{path}", message) for one in wrong]
    if faults or not _is_few(
        prod(len(v.items) for v in node.entries.values() if isinstance(v, Items)), node, faults
    ):
        return []
    labels = dict(zip(node.entries, _labels(list(node.entries)), strict=True))
    axes = [
        [Setting(path, labels[path], value, node.keys[path], "vary.grid") for value in values.items]
        for path, values in node.entries.items()
        if isinstance(values, Items)
    ]
    return [Cell("_".join(map(_named, chosen)), node.place, chosen) for chosen in product(*axes)]


def _listed(node: Node, faults: list[Fault]) -> list[Cell]:
    """Return the cells that are written one by one."""
    if not isinstance(node, Items) or not node.items:
        faults.append(node.place.fault("vary.cells", "a list of cells is wanted"))
        return []
    if not _is_few(len(node.items), node, faults):
        return []
    found = [_one(item, faults) for item in node.items]
    return [cell for cell in found if cell]


def _one(item: Node, faults: list[Fault]) -> Cell | None:
    named = item.entries.get("id") if isinstance(item, Fields) else None
    given = item.entries.get("set") if isinstance(item, Fields) else None
    if not isinstance(item, Fields) or item.entries.keys() - {"id", "set"} or not isinstance(given, Fields):
        faults.append(item.place.fault("vary.cells", "a cell is {id: its name, set: {path: value}}"))
        return None
    if not isinstance(named, Leaf) or not _NAME.fullmatch(named.text):
        faults.append(
            (named or item).place.fault(
                "vary.cells", "a cell has an id", got=shown(as_text(named)) if named else ""
            )
        )
        return None
    labels = dict(zip(given.entries, _labels(list(given.entries)), strict=True))
    settings = (
        Setting(path, labels[path], value, given.keys[path], f"vary.cells.{named.text}.set")
        for path, value in given.entries.items()
    )
    return Cell(named.text, item.place, tuple(settings))


def _is_few(count: int, node: Node, faults: list[Fault]) -> bool:
    if count > MOST_CELLS:
        faults.append(
            node.place.fault("vary", f"{count:,} cells are too many", allowed=f"at most {MOST_CELLS}")
        )
    return count <= MOST_CELLS


def _require_names(cells: Iterable[Cell], tree: Fields, place: Place, faults: list[Fault]) -> None:
    """Add a fault for each name that two cells have, or that is too long for a scenario."""
    seen: set[str] = set()
    for cell in cells:
        if cell.name in seen:
            faults.append(
                cell.place.fault(
                    "vary", "two cells have one name; give each an id under cells", got=shown(cell.name)
                )
            )
        seen.add(cell.name)
        if len(f"{_text(tree, 'name')}.{cell.name}") > _LONGEST_NAME:
            message = (
                f"the name of a cell has more than {_LONGEST_NAME} characters; give it an id under cells"
            )
            faults.append(place.fault("vary", message, got=shown(cell.name)))


def _labels(paths: list[str]) -> list[str]:
    """
    Return the shortest ends of the paths that tell them apart.

    >>> _labels(["plan.pay.pay.base", "plan.pay.pay.ote"]), _labels(["a.core.share", "a.top.share"])
    (['base', 'ote'], ['core-share', 'top-share'])
    """
    for steps in range(1, max((path.count(".") for path in paths), default=0) + 2):
        labels = ["-".join(path.split(".")[-steps:]) for path in paths]
        if len(set(labels)) == len(labels):
            return labels
    return paths


def _named(setting: Setting) -> str:
    value = _NO_NAME.sub("-", as_text(setting.plain))[:_LONGEST_VALUE].strip("-")
    return _NO_NAME.sub("-", f"{setting.label}-{value or 'nothing'}")


def _plain(node: Node) -> Node:
    return node.entries["value"] if isinstance(node, Fields) and node.is_sourced else node


def _text(tree: Fields, key: str) -> str:
    found = tree.entries.get(key)
    return found.text if isinstance(found, Leaf) else ""


def _is_broken(node: Node) -> bool:
    return isinstance(node, Leaf) and node.broken
