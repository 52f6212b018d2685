"""Two plans on the same history in words, and as a folder of tables, figures and one page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evenfield.pay.columns import WIDTH, money, table
from evenfield.pay.workbook import workbook
from evenfield.study.files import nearest, write_atomically
from evenfield.study.written import csv
from scenarios.faults import Fault, ScenarioError
from sim.compensation.deals.comparing import Comparison, comparison_data

_MADE_BY = "evenfield pay compare"
_MARK = "comparison.json"
_PEOPLE = ("person", "attainment", "old", "new", "difference")
_BANDS = ("attainment", "people", "old", "new")
_POINTS = ("attainment", "old", "new")
_FIGURES = ("payout-curve", "cost-by-attainment", "changes")
FILES = (
    _MARK, "compare.html", "people.csv", "bands.csv", "payout-curve.csv", "comparison.xlsx",
    *(f"{name}.{ending}" for name in _FIGURES for ending in ("svg", "png")),
)  # fmt: skip
"""All that a comparison's folder may hold."""


def comparison(found: Comparison) -> Iterator[str]:
    """Yield two plans held against each other: people, winners and losers, bands of attainment, total."""
    heading = ["person", "attained", found.old_plan, found.new_plan, "difference"]
    rows = [
        [
            one.person,
            "" if one.attainment is None else f"{100 * float(one.attainment):.1f} %",
            money(one.old),
            money(one.new),
            money(one.new - one.old),
        ]
        for one in found.people
    ]
    old, new = found.cost
    total = ["total", "", money(old), money(new), money(new - old)]
    yield from _fitting([heading, *rows, total])
    yield ""
    bands = [
        (name, f"{people:,}", money(before), money(after), money(after - before))
        for name, people, before, after in found.by_band()
        if people
    ]
    yield from _fitting([["attainment", "people", *heading[2:]], *bands])
    yield ""
    same = len(found.people) - len(found.winners) - len(found.losers)
    yield f"winners {len(found.winners)}, losers {len(found.losers)}, the same {same}"


def _fitting(rows: list[Any]) -> list[str]:
    """Return a table, with the plans called old and new where their names make it too wide."""
    lines = table(rows, indent="")
    if max(map(len, lines)) > WIDTH:
        lines = table([[*rows[0][:2], "old", "new", *rows[0][4:]], *rows[1:]], indent="")
    return lines


def comparison_folder(folder: Path, *, force: bool) -> Path:
    """
    Return the folder that a comparison may be written to; asked before anything is worked out.

    Raises
    ------
    ScenarioError
        When it is no folder, or holds somebody's files of the same names: only what ``pay compare`` wrote itself is
        written again, unless ``force``.
    """
    there = nearest(folder)
    if not there.is_dir():
        raise ScenarioError([Fault(str(folder), message=f"{there} is a file, a folder is wanted")])
    taken = [folder / name for name in FILES if (folder / name).exists()]
    if taken and not force and not _is_ours(folder / _MARK):
        message = "this file is there already, and pay compare did not make it; --force overwrites it"
        raise ScenarioError([Fault(str(file), message=message) for file in taken])
    return folder


def write_comparison(folder: Path, found: Comparison, currency: str) -> None:
    """
    Write a comparison as JSON, CSV, Excel, figures and one offline page, each whole or not at all.

    Raises
    ------
    OSError
        When a file cannot be written.
    """
    from evenfield.report.pay_comparison import pay_comparison_files  # noqa: PLC0415 - Matplotlib takes its time

    data = comparison_data(found)
    files = {_MARK: _json(data), **_tables(data), **pay_comparison_files(found, currency)}
    for name, content in files.items():  # the mark first, so that what was interrupted can be done again
        write_atomically(folder / name, content)
    for name in set(FILES) - set(files):
        (folder / name).unlink(missing_ok=True)  # of a comparison that had more to show


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps({"what": _MADE_BY, **data}, indent=2, ensure_ascii=False) + "\n").encode()


def _tables(data: Mapping[str, Any]) -> dict[str, bytes]:
    points = (data["payout_curve"] or {}).get("points", [])
    sheets: dict[str, tuple[tuple[str, ...], list[Any]]] = {
        "people": (_PEOPLE, data["people"]),
        "bands": (_BANDS, data["bands"]),
    }
    sheets |= {"payout-curve": (_POINTS, points)} if points else {}
    return {f"{name}.csv": _csv(*sheet) for name, sheet in sheets.items()} | _excel(sheets)


def _excel(sheets: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the Excel file; nothing where the package for it is not there, which CSV does not need."""
    try:
        return {"comparison.xlsx": workbook(sheets, _MADE_BY)}
    except ScenarioError:
        return {}


def _csv(headings: tuple[str, ...], rows: list[Any]) -> bytes:
    frame = pd.DataFrame(rows, columns=list(headings))
    amounts = [name for name in ("old", "new", "difference") if name in headings]
    return csv(frame.assign(**{name: pd.to_numeric(frame[name]) for name in amounts}))


def _is_ours(mark: Path) -> bool:
    try:
        return bool(json.loads(mark.read_bytes())["what"] == _MADE_BY)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
