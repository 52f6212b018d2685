"""Quotas split over product x region x customer by iterative fitting, from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evenfield.quota.auditing import QUOTA, read_quotas
from evenfield.quota.reading import read_texts
from optimize.program import Ints
from optimize.quota.margins import fit_margins
from scenarios.faults import Fault, ScenarioError

WEIGHT = "weight"
_CENTS = 100


@dataclass(frozen=True, eq=False)
class Split:
    """The cells with their quotas [currency], the margins that they keep, and their sum [cents]."""

    cells: pd.DataFrame
    margins: tuple[str, ...]
    total: int

    def lines(self) -> list[str]:
        """Return it in words."""
        kept = "; ".join(self.margins)
        return [f"{len(self.cells):,} cells add up to {self.total / _CENTS:,.2f}; kept to the cent: {kept}"]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        cells = self.cells.to_dict(orient="records")
        return {"total": self.total / _CENTS, "margins": list(self.margins), "cells": cells}


def split_over(seed: Path, margins: Sequence[Path]) -> Split:
    """
    Return the cells of a seed with quotas that keep every margin.

    Raises
    ------
    ScenarioError
        With every fault of the files, of the margins' totals, and of members that margins and cells do not share.
    """
    cells = _seed(seed)
    levels = [name for name in cells.columns if name != WEIGHT]
    members = {name: sorted(set(cells[name])) for name in levels}
    code = {name: {member: i for i, member in enumerate(of)} for name, of in members.items()}
    shape = tuple(len(members[name]) for name in levels)
    at = tuple(np.array([code[name][member] for member in cells[name]]) for name in levels)
    table = np.zeros(shape)
    table[at] = cells[WEIGHT].to_numpy(np.float64)
    wanted, faults = _margins(margins, levels, code, shape)
    if not faults:
        try:
            quotas = fit_margins(table, wanted, levels)
        except ValueError as error:
            faults = [Fault(str(seed), message=line) for line in str(error).splitlines()]
    if faults:
        raise ScenarioError(faults)
    found = cells.drop(columns=WEIGHT).assign(quota=quotas[at] / _CENTS)
    told = tuple(" x ".join(levels[axis] for axis in axes) for axes in wanted)
    return Split(found, told, int(quotas.sum()))


def _margins(
    paths: Sequence[Path], levels: list[str], code: dict[str, dict[str, int]], shape: tuple[int, ...]
) -> tuple[dict[tuple[int, ...], Ints], list[Fault]]:
    """Return the margins by the axes that remain, and every fault of their files."""
    found: dict[tuple[int, ...], Ints] = {}
    faults: list[Fault] = []
    for path in paths:
        margin = read_quotas(path)
        names = [name for name in margin.columns if name != QUOTA]
        if not names or set(names) - set(levels):
            faults.append(
                Fault(
                    str(path),
                    message=f"levels of the cells are wanted: {', '.join(levels)}",
                    got=", ".join(names),
                )
            )
            continue
        names = sorted(names, key=levels.index)
        strange = [
            f"{name} {member}"
            for name in names
            for member in sorted(set(margin[name]))
            if member not in code[name]
        ]
        twice = margin[margin.duplicated(names)]
        faults += [Fault(str(path), message=f"no cell has {one}") for one in strange]
        faults += [
            Fault(str(path), message=f"{' / '.join(row)} stands twice") for row in twice[names].to_numpy()
        ]
        if strange or len(twice):
            continue
        axes = tuple(levels.index(name) for name in names)
        sums = np.zeros([shape[axis] for axis in axes], dtype=np.int64)
        places = tuple(np.array([code[name][member] for member in margin[name]]) for name in names)
        sums[places] = margin[QUOTA].to_numpy(np.int64)
        found[axes] = sums
    return found, faults


def _seed(path: Path) -> pd.DataFrame:
    """Return the cells with their weights; every fault at once."""
    table = read_texts(path)
    if WEIGHT not in table.columns or len(table.columns) < 2 or not len(table):  # noqa: PLR2004 - a level and the weight
        told = (
            f"a column weight, a level and a row or more are wanted, got {', '.join(map(str, table.columns))}"
        )
        raise ScenarioError([Fault(str(path), message=told)])
    weight = pd.to_numeric(table[WEIGHT], errors="coerce").to_numpy(np.float64)
    levels = [name for name in table.columns if name != WEIGHT]
    faults = [
        Fault(
            f"{path}:{row + 2}",
            message="weight: a number of 0 or more is wanted",
            got=repr(table[WEIGHT][row]),
        )
        for row in np.flatnonzero(~(np.isfinite(weight) & (weight >= 0))).tolist()
    ]
    faults += [
        Fault(f"{path}:{row + 2}", message="this cell stands in a row before")
        for row in np.flatnonzero(table.duplicated(levels)).tolist()
    ]
    if faults:
        raise ScenarioError(faults)
    return table.assign(weight=weight)
