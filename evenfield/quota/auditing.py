"""Quotas read from a scenario or a table, and every break in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import scenarios
from evenfield.quota.reading import read_texts
from optimize.quota.audit import Break, audit_matrix, audit_tree
from optimize.quota.dealing import managers_of
from scenarios.faults import Fault, ScenarioError
from sim.quota import quotas_cents

_MOST = Decimal(10) ** 15
QUOTA, TREE = "quota", ("id", "parent")


@dataclass(frozen=True)
class Audited:
    """Breaks, and how many places were looked at."""

    what: str
    places: int
    breaks: tuple[Break, ...]

    def lines(self) -> list[str]:
        """Return it in words."""
        if not self.breaks:
            return [f"{self.what}: {self.places:,} places looked at, everything adds up to the cent"]
        return [
            f"{self.what}: {len(self.breaks):,} of {self.places:,} places do not add up",
            *map(str, self.breaks),
        ]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data; amounts in cents."""
        return {"what": self.what, "places": self.places, "breaks": [asdict(one) for one in self.breaks]}


def audit_scenario(given: str, target: int | None, over: Fraction, tolerance: int) -> Audited:
    """
    Return the audit of a scenario: reps under their managers, if every rep names one, under the target [cents].

    Raises
    ------
    ScenarioError
        With every fault of the scenario.
    """
    scenario = scenarios.load(given)
    quotas, managers = quotas_cents(scenario), managers_of(scenario)
    reps = scenario.tables.reps["id"].tolist()
    total = int(quotas.sum()) if target is None else target
    ids: list[str] = ["company"]
    parents: list[str | None] = [None]
    stated = [total]
    for manager in sorted(set(managers)):
        mine = int(quotas[[one == manager for one in managers]].sum())
        ids, parents, stated = [*ids, f"manager {manager}"], [*parents, "company"], [*stated, mine]
    above = [f"manager {manager}" for manager in managers] or ["company"] * len(reps)
    found = audit_tree(
        [*ids, *(f"rep {rep}" for rep in reps)],
        [*parents, *above],
        np.array([*stated, *quotas.tolist()], dtype=np.int64),
        {"company": over},
        tolerance,
    )
    return Audited(given, len(ids) + len(reps), found)


def audit_table(given: Path, stated: Sequence[Path], over: Fraction, tolerance: int) -> Audited:
    """
    Return the audit of a hierarchy, or of cells against what is stated of their levels.

    Raises
    ------
    ScenarioError
        With every fault of the files.
    """
    table = read_quotas(given)
    if set(TREE) <= set(table.columns):
        return _of_tree(str(given), table, tolerance)
    return _of_cells(str(given), table, stated, over, tolerance)


def _of_tree(given: str, table: pd.DataFrame, tolerance: int) -> Audited:
    """Audit a hierarchy; a table with further columns holds one hierarchy for each of their members."""
    others = [name for name in table.columns if name not in {*TREE, QUOTA, "over"}]
    groups = (
        [("", table)] if not others else [(_label(others, key), part) for key, part in table.groupby(others)]
    )
    breaks: list[Break] = []
    for label, part in groups:
        factors = _factors(given, part) if "over" in part else {}
        parents = [name or None for name in part["parent"]]
        found = audit_tree(part["id"].tolist(), parents, part[QUOTA].to_numpy(np.int64), factors, tolerance)
        breaks += [Break(one.kind, f"{label}{one.where}", one.stated, one.expected) for one in found]
    return Audited(given, len(table), tuple(breaks))


def _factors(given: str, part: pd.DataFrame) -> dict[str, Fraction]:
    """Return the over-assignment of each node's children; an empty cell is none."""
    found, faults = {}, []
    for row, name, text in zip(part.index, part["id"], part["over"], strict=True):
        try:
            found[name] = Fraction(text or "1")
        except (ValueError, ZeroDivisionError):
            faults.append(
                Fault(f"{given}:{row + 2}", message="over: a ratio such as 1.05 is wanted", got=repr(text))
            )
    if faults:
        raise ScenarioError(faults)
    return found


def _label(names: Sequence[str], key: Any) -> str:  # noqa: ANN401 - what pandas groups by
    values = key if isinstance(key, tuple) else (key,)
    return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True)) + ": "


def _of_cells(
    given: str, table: pd.DataFrame, stated: Sequence[Path], over: Fraction, tolerance: int
) -> Audited:
    levels = [name for name in table.columns if name != QUOTA]
    told: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    places, faults = len(table), []
    for path in stated:
        margin = read_quotas(path)
        names = tuple(name for name in margin.columns if name != QUOTA)
        strange = [name for name in names if name not in levels]
        if strange or not names:
            faults.append(
                Fault(
                    str(path),
                    message=f"levels of the cells are wanted: {', '.join(levels)}",
                    got=", ".join(names),
                )
            )
            continue
        keys = list(zip(*(margin[name] for name in names), strict=True))
        twice = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
        faults += [Fault(str(path), message=f"{' / '.join(key)} stands twice") for key in twice]
        told[names] = dict(zip(keys, margin[QUOTA].tolist(), strict=True))
        places += len(keys)
    if faults:
        raise ScenarioError(faults)
    found = audit_matrix(
        {name: table[name].tolist() for name in levels},
        table[QUOTA].to_numpy(np.int64),
        told,
        dict.fromkeys(told, over),
        tolerance,
    )
    return Audited(given, places, found)


def read_quotas(path: Path) -> pd.DataFrame:
    """Return a table with its quotas in cents; ScenarioError with every fault of the file."""
    table = read_texts(path)
    if QUOTA not in table.columns or len(table.columns) < 2 or not len(table):  # noqa: PLR2004 - a level and the quota
        told = f"a column quota, another one and a row or more are wanted, got {', '.join(map(str, table.columns))}"
        raise ScenarioError([Fault(str(path), message=told)])
    amounts = [_cents(text) for text in table[QUOTA]]
    faults = [
        Fault(f"{path}:{row + 2}", message="quota: an amount with whole cents is wanted", got=repr(text))
        for row, (text, found) in enumerate(zip(table[QUOTA], amounts, strict=True))
        if found is None
    ]
    if faults:
        raise ScenarioError(faults)
    return table.assign(quota=pd.array(amounts, dtype="int64"))


def _cents(text: str) -> int | None:
    """Return an amount of currency in cents, ``None`` when it is none; below zero is for the audit to say."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) > _MOST or amount * 100 != int(amount * 100):
        return None
    return int(amount * 100)
