"""Payouts as files: CSV, JSON or Excel, by the ending of the name."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from scenarios.faults import Fault, ScenarioError
from sim.compensation.deals import Entry
from sim.compensation.deals.months import period_months

_COLUMNS = ("person", "period", "component", "amount")


def write_payouts(path: Path, data: dict[str, Any]) -> None:
    """
    Write payouts to a file, whose ending says how; JSON holds balances and rejects too.

    Raises
    ------
    ScenarioError
        For another ending.
    """
    if path.suffix == ".json":
        path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    elif path.suffix == ".csv":
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(data["payouts"])
        path.write_text(text.getvalue(), encoding="utf-8")
    elif path.suffix == ".xlsx":
        _write_excel(path, data)
    else:
        raise ScenarioError([Fault(str(path), message="payouts are written to .csv, .json or .xlsx")])


def read_posted(path: Path) -> list[Entry]:
    """
    Return what was posted before, from a JSON file that ``pay run --out`` wrote; several are one list of payouts.

    Raises
    ------
    ScenarioError
        When it is no such file.
    """
    try:
        payouts = json.loads(path.read_text(encoding="utf-8"))["payouts"]
        return [_entry(one) for one in payouts]
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        message = "this is no file of payouts that pay run --out wrote as JSON"
        raise ScenarioError([Fault(str(path), message=message)]) from error


def _entry(one: dict[str, str]) -> Entry:
    months = period_months(one["period"], 1)
    if months is None:
        raise ValueError(one["period"])
    return Entry(one["person"], months[0], one["component"], int(Decimal(one["amount"]) * 100))


def _write_excel(path: Path, data: dict[str, Any]) -> None:
    import openpyxl  # noqa: PLC0415 - an extra, which only this ending needs

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("payouts", "balances", "rejects"):
        sheet = book.create_sheet(name)
        rows = data[name]
        headings = list(rows[0]) if rows else list(_COLUMNS if name == "payouts" else ("person",))
        sheet.append(headings)
        for row in rows:
            sheet.append([row[heading] for heading in headings])
    book.save(path)
