"""The tables that a pay plan is run on: deals, quotas, people, measures; every fault by file and row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

from scenarios import library
from scenarios.dialects import Dialect
from scenarios.faults import Fault, ScenarioError, did_you_mean, shown
from scenarios.tables import read_raw
from sim.compensation.deals import Book, DealEvent, Person, Reading, StatedQuota
from sim.compensation.deals.book import EventName
from sim.table import Column, TableSpec

_EVENTS = get_args(EventName)
_REVERSALS = ("return", "cancel")
_PERIOD = re.compile(r"\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?")
_LARGEST = Decimal(10) ** 15
_MOST_DECIMALS = 30
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_YEARS = 1970, 2100
_NOT_STATED = Dialect(in_scenario=False)


@dataclass(frozen=True)
class _Heading:
    """One column: what it holds and whether a row needs it."""

    kind: str
    needed: bool = False


_DEALS = {
    "deal_id": _Heading("text", needed=True),
    "person": _Heading("text", needed=True),
    "event": _Heading("event", needed=True),
    "date": _Heading("day", needed=True),
    "amount": _Heading("number"),
    "currency": _Heading("text"),
    "product": _Heading("text"),
    "units": _Heading("number"),
    "margin": _Heading("number"),
    "refers_to": _Heading("text"),
}
_QUOTAS = {
    "person": _Heading("text", needed=True),
    "measure": _Heading("text", needed=True),
    "period": _Heading("period", needed=True),
    "amount": _Heading("sum", needed=True),
}
_PEOPLE = {
    "person": _Heading("text", needed=True),
    **{name: _Heading("text") for name in ("manager", "role", "plan", "currency")},
    **{name: _Heading("day") for name in ("hire_date", "leave_date", "starts", "until")},
    **{name: _Heading("sum") for name in ("base", "target_incentive")},
}
_MEASURES = {**{k: v for k, v in _QUOTAS.items() if k != "amount"}, "value": _Heading("number", needed=True)}


def read_book(
    deals: str | Path,
    quotas: str | Path | None = None,
    people: str | Path | None = None,
    measures: str | Path | None = None,
) -> Book:
    """
    Return what a plan is run on, from CSV, Parquet or Excel files; ``library:`` begins a path in the library.

    Further columns of the deals are numbers that a plan's streams may name.

    Raises
    ------
    ScenarioError
        With every fault of all files, each with its row. A row that is sound but fits no plan is no fault: running the
        plan rejects it, and lists it.
    """
    files = {"deals": (deals, _DEALS), "quotas": (quotas, _QUOTAS)}
    files |= {"people": (people, _PEOPLE), "measures": (measures, _MEASURES)}
    sheets = {
        name: _Sheet(name, str(file), wanted) for name, (file, wanted) in files.items() if file is not None
    }
    _consistent(sheets)
    faults = [fault for sheet in sheets.values() for fault in sheet.faults]
    if faults:
        raise ScenarioError(faults)
    rows = {name: sheet.rows for name, sheet in sheets.items()}
    return Book(
        events=tuple(_event(row, number) for number, row in enumerate(rows["deals"], start=1)),
        quotas=tuple(StatedQuota(**row) for row in rows.get("quotas", ())),
        people=tuple(Person(**row) for row in rows["people"]) if "people" in rows else None,
        readings=tuple(Reading(**row) for row in rows.get("measures", ())),
    )


class _Sheet:
    """One file's rows by heading, cells read, and its faults."""

    def __init__(self, name: str, file: str, wanted: Mapping[str, _Heading]) -> None:
        self.file, self.wanted, self.further = file, wanted, name == "deals"
        self.faults: list[Fault] = []
        self.rows: list[dict[str, Any]] = []
        spec = TableSpec(
            name,
            (next(iter(wanted)),),
            tuple(Column(n, "day" if of.kind == "day" else "text", n) for n, of in wanted.items()),
        )
        path = (
            library.LIBRARY / file.removeprefix(library.MARK) if file.startswith(library.MARK) else Path(file)
        )
        raw = read_raw(path, spec, _NOT_STATED)
        self.faults += [
            Fault(file, path=one.column, message=one.message, code=one.code, row=one.row)
            for one in raw.issues
        ]
        if raw.columns is not None and self._headings(raw.columns) and not self.faults:
            self._read(raw.columns)

    def _headings(self, columns: Mapping[str, list[Any]]) -> bool:
        before = len(self.faults)
        for name, heading in self.wanted.items():
            if heading.needed and name not in columns:
                self._complain(0, name, "the column is missing")
        for name in columns:
            if name not in self.wanted and not self.further:
                self._complain(0, name, "no such column", hint=did_you_mean(name, list(self.wanted)))
        return len(self.faults) == before

    def _read(self, columns: Mapping[str, list[Any]]) -> None:
        names = list(columns)
        for number, cells in enumerate(zip(*columns.values(), strict=True), start=1):
            row = {}
            for name, cell in zip(names, cells, strict=True):
                heading = self.wanted.get(name, _Heading("number"))
                value = self._cell(number, name, heading, cell)
                if value is not None:
                    row[name] = value
            self.rows.append(row)

    def _cell(self, row: int, name: str, heading: _Heading, cell: object) -> object:
        text = "" if cell is None or cell != cell else str(cell).strip()  # noqa: PLR0124 - a NaN is no value
        if not text:
            if heading.needed:
                self._complain(row, name, "a value is wanted")
            return None
        try:
            return _READ[heading.kind](text)
        except ValueError as error:
            self._complain(row, name, str(error), got=shown(text))
            return None

    def _complain(self, row: int, column: str, message: str, *, got: str = "", hint: str = "") -> None:
        self.faults.append(Fault(self.file, path=column, message=message, got=got, hint=hint, row=row))

    def once(self, *key: str) -> None:
        """Note each row whose key stood in an earlier row."""
        first: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(self.rows, start=1):
            told = tuple(row.get(name) for name in key)
            if told in first:
                self._complain(
                    number, key[0], f"this {' and '.join(key)} already stands in row {first[told]}"
                )
            first.setdefault(told, number)

    def one_after_the_other(self) -> None:
        """Note each row of a person whose days overlap with those of another row of the same person."""
        known: dict[str, list[tuple[date, date, int]]] = {}
        for number, row in enumerate(self.rows, start=1):
            starts, until = row.get("starts", date.min), row.get("until", date.max)
            if until <= starts:
                self._complain(
                    number, "until", f"must be after starts, {starts}; it is the first day that is out"
                )
            for before, after, other in known.get(row.get("person", ""), ()):
                if (starts, until) == (before, after):
                    self._complain(number, "person", f"this person already stands in row {other}")
                elif starts < after and before < until:
                    self._complain(number, "starts", f"overlaps with the days of row {other}")
            known.setdefault(row.get("person", ""), []).append((starts, until, number))

    def refer(self) -> None:
        """Note each return or cancellation that refers to nothing."""
        for number, row in enumerate(self.rows, start=1):
            if row.get("event") in _REVERSALS and "refers_to" not in row:
                self._complain(number, "refers_to", f"a {row['event']} refers to the deal it takes back")


def _consistent(sheets: Mapping[str, _Sheet]) -> None:
    sheets["deals"].refer()
    for name in ("quotas", "measures"):
        if name in sheets:
            sheets[name].once("person", "measure", "period")
    if "people" in sheets:
        sheets["people"].one_after_the_other()


def _event(row: dict[str, Any], number: int) -> DealEvent:
    own = {name: value for name, value in row.items() if name in _DEALS and name != "date"}
    further = {name: value for name, value in row.items() if name not in _DEALS}
    return DealEvent(**own, day=row["date"], columns=further, row=number)


def _text(text: str) -> str:
    return text


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("a number is wanted, such as 1250.50") from error
    if not number.is_finite() or abs(number) > _LARGEST:
        raise ValueError("a finite number is wanted, at most 1e15")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        # 1e-999999999 is a number too, and as an exact fraction it would fill the memory.
        raise ValueError(f"a number with at most {_MOST_DECIMALS} decimals is wanted")
    return number


def _sum(text: str) -> Decimal:
    number = _number(text)
    if number < 0:
        raise ValueError("0 or more is wanted")
    return number


def _day(text: str) -> date:
    # Python also takes 20260105 and 2026-W01-1 for days; whoever wrote them may have meant something else.
    found = _DAY.match(text)
    try:
        day = date.fromisoformat(found[0] if found else "")
    except ValueError as error:
        raise ValueError("a day is wanted as YYYY-MM-DD") from error
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        # Each month up to the last day is run, so that a slip of a digit would take hours.
        raise ValueError(f"a day from {_YEARS[0]} to {_YEARS[1]} is wanted")
    return day


def _name_of_event(text: str) -> str:
    if text not in _EVENTS:
        raise ValueError(f"no such event; allowed are {', '.join(_EVENTS)}")
    return text


def _period(text: str) -> str:
    if not _PERIOD.fullmatch(text):
        raise ValueError("a period is wanted: 2026, 2026-Q2 or 2026-05")
    return text


_READ: Mapping[str, Callable[[str], object]] = {
    "text": _text,
    "number": _number,
    "sum": _sum,
    "day": _day,
    "event": _name_of_event,
    "period": _period,
}
