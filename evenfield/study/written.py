"""The files made of a study's results, each whole or not at all, the same bytes for the same results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from evenfield.comparison import Comparison
from evenfield.comparison.values import Summary, finite, summarize
from evenfield.study.files import write_atomically
from sim.kpi import KPIS, Kpi

# A spreadsheet runs a cell that starts so (OWASP, CSV injection); full-width forms are folded to these by some.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - the full-width forms


def kpi_rows(frame: pd.DataFrame, kpis: Sequence[Kpi] = KPIS) -> list[dict[str, object]]:
    """Return each KPI's summary as plain values; no value is ``None``."""
    return [_row(summary) for summary in summarize(frame, kpis)]


def write_kpis(folder: Path, label: str, frame: pd.DataFrame, kpis: Sequence[Kpi] = KPIS) -> None:
    """Write one scenario's KPIs as ``kpis.json`` and ``kpis.csv``."""
    rows = kpi_rows(frame, kpis)
    write_atomically(folder / "kpis.json", _json({"scenario": label, "kpis": rows}))
    write_atomically(folder / "kpis.csv", csv(pd.DataFrame(rows)))


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Write a comparison as ``comparison.json`` and ``comparison.csv``."""
    write_atomically(folder / "comparison.json", comparison.to_json().encode())
    write_atomically(folder / "comparison.csv", csv(comparison.to_frame()))


def write_no_effect(folder: Path, beside: Comparison | None) -> None:
    """Write what stands beside scenarios with a response curve as ``no_effect.json``, when something does."""
    if beside is not None:
        write_atomically(folder / "no_effect.json", beside.to_json().encode())


def write_data(path: Path, content: object) -> None:
    """Write plain values as one JSON file."""
    write_atomically(path, _json(content))


def csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in which no text can be taken for a formula; numbers stay numbers."""
    safe = table.map(lambda cell: safe_text(cell) if isinstance(cell, str) else cell)
    return safe.to_csv(index=False, lineterminator="\n").encode()


def safe_text(text: str) -> str:
    """
    Return a text that a spreadsheet shows and never runs.

    Examples
    --------
    >>> safe_text("=cmd|' /C calc'!A0"), safe_text("today")
    ("'=cmd|' /C calc'!A0", 'today')
    """
    # A lone carriage return would start a row of its own for some readers.
    one_line = "".join(character if character.isprintable() else " " for character in text)
    return f"'{one_line}" if one_line.lstrip().startswith(_STARTS_A_FORMULA) else one_line


def _row(summary: Summary) -> dict[str, object]:
    row = asdict(summary)
    kpi = row.pop("kpi")
    return {"kpi": kpi["id"], "title": kpi["title"], "unit": kpi["unit"], **finite(row)}


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
