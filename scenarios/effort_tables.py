"""Effort over products and segments: response curves from a table, measured or judged, every fault by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from optimize.deployment import Adbudg, Use
from scenarios import library
from scenarios.dialects import Dialect
from scenarios.faults import Fault, ScenarioError
from scenarios.tables import as_fault, built, read_raw
from sim.table import Column, Table, TableSpec

BETWEEN = ";"
CURVE = ("lowest", "highest", "shape", "half")
JUDGED = ("none", "half_as_much", "half_more", "most_sales")
USES = TableSpec(
    "uses",
    ("use",),
    (
        Column("use", "text", "what effort may go into, such as a product in a segment"),
        Column("groups", "text", "products, segments it belongs to, a semicolon between", default=""),
        Column("effort_today", "real", "effort now, such as calls or hours", 0),
        Column("sales_today", "real", "sales now [currency]", 0, default=1.0),
        Column("margin", "real", "part of sales that is earned", 0, 1, 1.0),
        Column("least", "real", "effort it gets at least", 0, default=0.0),
        Column("most", "real", "effort it can take at most", 0),
        Column("none", "real", "sales without effort, over today's", 0, default=0.0),
        Column("half_as_much", "real", "sales with half of today's effort, over today's", 0, default=0.0),
        Column("half_more", "real", "sales with half more effort, over today's", 0, default=0.0),
        Column("most_sales", "real", "sales with unlimited effort, over today's", 0, default=0.0),
        Column("lowest", "real", "sales without effort [currency]", 0, default=0.0),
        Column("highest", "real", "sales with unlimited effort [currency]", 0, default=0.0),
        Column("shape", "real", "exponent; above 1 the curve is S-shaped", 0, default=0.0),
        Column("half", "real", "effort at which half of the rise is reached", 0, default=0.0),
    ),
)


def read_uses(file: str | Path) -> tuple[tuple[Use, ...], dict[str, float]]:
    """
    Return the uses of a table, and today's effort by use; ``library:`` begins a path in the library.

    A table has either a panel's judgments (``none``, ``half_as_much``, ``half_more``, ``most_sales``, all relative to
    today: Little 1970) or curves (``lowest``, ``highest``, ``shape``, ``half``).

    Raises
    ------
    ScenarioError
        With every fault, each with its row.
    """
    name = str(file)
    path = library.LIBRARY / name.removeprefix(library.MARK) if name.startswith(library.MARK) else Path(name)
    raw = read_raw(path, USES, Dialect(in_scenario=False))
    table, issues = built(raw, USES)
    headings = set(raw.columns or ())
    first = {key: str(cells[0]) for key, cells in (raw.columns or {}).items() if cells}
    faults = [as_fault(issue, name, USES, first) for issue in issues]
    if table is None:
        raise ScenarioError(faults)
    wanted = JUDGED if headings & set(JUDGED) else CURVE
    missing = [column for column in wanted if column not in headings]
    faults += [
        Fault(name, path=one, message="the column is missing", allowed=", ".join(wanted)) for one in missing
    ]
    if wanted is JUDGED:
        both = sorted(headings & set(CURVE))
        faults += [
            Fault(name, path=one, message="a curve beside judgments; one of both is wanted") for one in both
        ]
    uses = [] if faults else _uses(name, table, faults, judged=wanted is JUDGED)
    if faults:
        raise ScenarioError(faults)
    return tuple(uses), dict(zip(table["use"].tolist(), table["effort_today"].tolist(), strict=True))


def _uses(name: str, table: Table, faults: list[Fault], *, judged: bool) -> list[Use]:
    """Return the uses, with a fault for each row whose numbers make no curve."""
    found = []
    for row in range(len(table)):
        cells = {column.name: table[column.name][row] for column in table.spec.columns}
        try:
            curve = _judged(cells) if judged else Adbudg(*(float(cells[part]) for part in CURVE))
        except ValueError as error:
            column = JUDGED[0] if judged else CURVE[0]
            faults.append(Fault(name, path=column, message=str(error), row=int(table.source_row[row])))
            continue
        groups = tuple(part.strip() for part in str(cells["groups"]).split(BETWEEN) if part.strip())
        found.append(
            Use(
                str(cells["use"]),
                curve,
                float(cells["margin"]),
                float(cells["most"]),
                float(cells["least"]),
                groups,
            )
        )
        if found[-1].least > found[-1].most:
            faults.append(
                Fault(
                    name,
                    path="least",
                    message=f"above most, {found[-1].most:g}",
                    row=int(table.source_row[row]),
                )
            )
    return found


def _judged(cells: dict[str, np.float64]) -> Adbudg:
    """Return the curve of a panel's judgments in effort and sales of today."""
    if not cells["effort_today"] > 0:
        raise ValueError("judgments are relative to today: effort_today above 0 is wanted")
    unit = Adbudg.judged(*(float(cells[part]) for part in JUDGED))
    sales, effort = float(cells["sales_today"]), float(cells["effort_today"])
    return Adbudg(unit.lowest * sales, unit.highest * sales, unit.shape, unit.half * effort)
