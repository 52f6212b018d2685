"""Payouts as files: CSV, JSON or Excel, by the ending of the name; whole or not at all, never over somebody's file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from evenfield.pay.workbook import is_ours, workbook
from evenfield.study.files import nearest, write_atomically
from evenfield.study.written import csv
from scenarios.faults import Fault, ScenarioError
from sim.compensation.deals import Entry
from sim.compensation.deals.months import period_months

_COLUMNS = ("person", "period", "component", "amount")
_SHEETS: Mapping[str, Sequence[str]] = {
    "payouts": _COLUMNS,
    "awards": ("person", "period", "component", "non_cash_value"),
    "balances": ("person", "owed", "held"),
    "rejects": ("row", "deal_id", "person", "event", "amount", "currency", "code", "message"),
}
_MADE_BY = "evenfield pay run"
_AMOUNT = re.compile(r"-?[0-9]{1,18}\.[0-9]{2}")


def payouts_file(path: Path, *, force: bool) -> Path:
    """
    Return the file that payouts may be written to; asked before anything is worked out.

    Raises
    ------
    ScenarioError
        When its ending is none that is written, its folder cannot be there, or somebody's work is at its place: only
        what ``pay run`` wrote itself is written again, unless ``force``.
    """
    if path.suffix not in _WRITE:
        raise _fault(path, "payouts are written to .csv, .json or .xlsx")
    if path.is_dir():
        raise _fault(path, "this is a folder, a file is wanted")
    if not nearest(path.parent).is_dir():
        raise _fault(path, f"{nearest(path.parent)} is no folder")
    if path.exists() and not force and not _OURS[path.suffix](path):
        raise _fault(path, "this file is there already, and pay run did not make it; --force overwrites it")
    return path


def write_payouts(path: Path, data: dict[str, Any]) -> None:
    """
    Write payouts to a file, whose ending says how; JSON and Excel hold balances and rejects too.

    Raises
    ------
    OSError
        When the file cannot be written; what was there before then still is.
    """
    write_atomically(path, _WRITE[path.suffix](data))


def read_posted(path: Path) -> list[Entry]:
    """
    Return what was posted before, from JSON of ``pay run --out``, or of ``pay change --json`` for changes posted since.

    Raises
    ------
    ScenarioError
        When it is no such file.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        return [_entry(one) for one in told["changes" if "changes" in told else "payouts"]]
    except FileNotFoundError as error:
        raise _fault(path, "no such file") from error
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise _fault(path, "this is no JSON of pay run --out or pay change --json") from error


def _entry(one: dict[str, str]) -> Entry:
    months = period_months(one["period"], 1)
    found = _AMOUNT.fullmatch(one["amount"])
    if months is None or len(months) != 1 or not found:
        raise ValueError(one)
    return Entry(str(one["person"]), months[0], str(one["component"]), int(Decimal(one["amount"]) * 100))


def _fault(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Fault(str(path), message=message)])


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _csv(data: dict[str, Any]) -> bytes:
    payouts = pd.DataFrame(data["payouts"], columns=_columns(data))
    # Numbers stay numbers: a text that begins with a minus would be written as no formula.
    return csv(payouts.assign(amount=payouts["amount"].map(Decimal)))


def _excel(data: dict[str, Any]) -> bytes:
    sheets = {name: (columns, data[name]) for name, columns in _SHEETS.items()}
    return workbook(sheets | {"payouts": (_columns(data), data["payouts"])}, _MADE_BY)


def _columns(data: dict[str, Any]) -> list[str]:
    """Return the columns of payouts, the currency where people are paid in their own."""
    return [*_COLUMNS, "currency"] if any("currency" in one for one in data["payouts"]) else [*_COLUMNS]


def _is_json(path: Path) -> bool:
    try:
        return set(_SHEETS) <= set(json.loads(path.read_bytes()))
    except (ValueError, TypeError, RecursionError):
        return False


def _is_csv(path: Path) -> bool:
    with path.open("rb") as file:
        heading = file.readline(200).rstrip(b"\r\n").decode(errors="replace").split(",")
    return heading in ([*_COLUMNS], [*_COLUMNS, "currency"])


_WRITE: Mapping[str, Callable[[dict[str, Any]], bytes]] = {".json": _json, ".csv": _csv, ".xlsx": _excel}
_OURS: Mapping[str, Callable[[Path], bool]] = {
    ".json": _is_json,
    ".csv": _is_csv,
    ".xlsx": lambda path: is_ours(path, _MADE_BY),
}
