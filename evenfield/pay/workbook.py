"""Tables as an Excel file: amounts as numbers, text that no spreadsheet takes for a formula."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from evenfield.excel import as_file, new_book
from evenfield.study.written import safe_text

_AMOUNTS = {"amount", "non_cash_value", "owed", "held", "old", "new", "difference"}
_MOST_LETTERS = 60
_GAP = 2

Sheet = tuple[Sequence[str], Sequence[Mapping[str, Any]]]
"""Headings and rows."""


def workbook(sheets: Mapping[str, Sheet], made_by: str) -> bytes:
    """
    Return an Excel file with a sheet for each table.

    Raises
    ------
    ScenarioError
        When the package that writes Excel files is not there.
    """
    book = new_book(made_by)
    for name, (headings, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(headings))
        for row in rows:
            sheet.append([_cell(heading, row[heading]) for heading in headings])
        sheet.freeze_panes = "A2"
        for column in sheet.columns:
            letters = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(letters, _MOST_LETTERS) + _GAP
            for cell in column[1:]:
                cell.number_format = "#,##0.00" if column[0].value in _AMOUNTS else cell.number_format
    return as_file(book)


def is_ours(path: Path, made_by: str) -> bool:
    """Return whether an Excel file was made so."""
    try:
        with zipfile.ZipFile(path) as archive:
            return f">{made_by}<".encode() in archive.read("docProps/core.xml")
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError):
        return False


def _cell(heading: str, value: object) -> object:
    """Return what is written: amounts are exact texts and become numbers, all other text stays text."""
    if heading in _AMOUNTS and isinstance(value, str):
        return Decimal(value)
    return safe_text(value) if isinstance(value, str) else value
