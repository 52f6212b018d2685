"""Account books: accounts and reps from CSV, Parquet or Excel files, every fault by file, row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimize.accounts.book import MEASURES, Accounts, Book, Names, Reps
from optimize.program import Floats
from scenarios import library
from scenarios.dialects import Dialect
from scenarios.faults import Fault, ScenarioError, did_you_mean, shown
from scenarios.tables import as_fault, built, read_raw
from sim.table import Column, Table, TableSpec

BETWEEN = ";"
"""Stands between names in one cell."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")
PLACE = (
    Column("latitude", "real", "where it is [degrees]", -90, 90, 0.0),
    Column("longitude", "real", "where it is [degrees]", -180, 180, 0.0),
)
ACCOUNTS = TableSpec(
    "accounts",
    ("account",),
    (
        Column("account", "text", "id of the account"),
        Column("owner", "text", "rep who has it now; empty: nobody", default=""),
        *PLACE,
        Column("workload_hours", "real", "selling hours it needs [hours/year]", 0, default=0.0),
        Column("potential", "real", "sales it could give [currency/year]", 0, default=0.0),
        Column("revenue", "real", "sales it gives [currency/year]", 0, default=0.0),
        Column("pipeline", "real", "open opportunities, weighted by their chance [currency]", 0, default=0.0),
        Column("tenure_years", "real", "how long its owner has had it [years]", 0, 100, 0.0),
        Column("renewal", "text", "day of its renewal, YYYY-MM-DD; empty: none", default=""),
        Column("calls_per_year", "real", "visits [1/year]", 0, default=0.0),
        Column("segment", "text", "segment; empty: any rep knows it", default=""),
        Column("skill", "real", "skill it needs, 0 to 1", 0, 1, 0.0),
        Column("seniority", "real", "least level of its rep", 0, 100, 0.0),
        Column("family", "text", "accounts of one family go to one rep; empty: alone", default=""),
        Column("locked_to", "text", "the rep who keeps it whatever happens", default=""),
        Column("named_to", "text", "the only reps who may have it, a semicolon between", default=""),
        Column("excluded_from", "text", "reps who may not have it, a semicolon between", default=""),
    ),
)
REPS = TableSpec(
    "reps",
    ("rep",),
    (
        Column("rep", "text", "id of the rep"),
        *PLACE,
        Column("share", "real", "part of a full-time rep, the fair load goes by it", 0, 10, 1.0),
        Column("segments", "text", "segments the rep knows, a semicolon between; empty: all", default=""),
        Column("skill", "real", "skill, 0 to 1", 0, 1, 1.0),
        Column("seniority", "real", "level", 0, 100, 0.0),
        Column("ramp_months", "real", "until the rep is fully productive with a new account", 0, 60, 0.0),
        Column("productivity", "real", "share at the start of the ramp", 0, 1, 1.0),
        Column("vacant_months", "real", "until the vacant post is filled [months]", 0, 60, 0.0),
        Column("closed", "text", "yes: takes nothing, all accounts go to others", default="no"),
        *(Column(f"most_{name}", "real", f"the most {name}", 0, default=0.0) for name in MEASURES),
    ),
)


@dataclass(frozen=True, eq=False)
class _File:
    """One file: its name, its table, and which headings it has."""

    name: str
    table: Table
    headings: frozenset[str]

    def texts(self, column: str) -> Names:
        return tuple(str(cell).strip() for cell in self.table[column].tolist())

    def lists(self, column: str) -> tuple[Names, ...]:
        cells = (cell.split(BETWEEN) for cell in self.texts(column))
        return tuple(tuple(part.strip() for part in parts if part.strip()) for parts in cells)

    def fault(self, row: int, column: str, message: str, *, got: str = "", hint: str = "") -> Fault:
        line = int(self.table.source_row[row])
        return Fault(self.name, path=column, message=message, row=line, got=got, hint=hint)

    def place(self) -> tuple[Floats, Floats]:
        if not self.headings >= {"latitude", "longitude"}:
            return np.empty(0), np.empty(0)
        return self.table["latitude"], self.table["longitude"]


def read_account_book(accounts: str | Path, reps: str | Path, today: date) -> Book:
    """
    Return the book of two files; ``library:`` begins a path in the library, renewals count from ``today``.

    Raises
    ------
    ScenarioError
        With every fault of both files, each with its row; names that no rep has with the near miss.
    """
    faults: list[Fault] = []
    of_accounts, of_reps = _read(str(accounts), ACCOUNTS, faults), _read(str(reps), REPS, faults)
    if of_accounts is None or of_reps is None:
        raise ScenarioError(faults)
    faults += [*_unknown(of_accounts, of_reps), *_contradictory(of_accounts, of_reps)]
    faults += _half_placed(of_accounts, of_reps)
    days = _parsed(of_accounts, "renewal", lambda text: _days_until(text, today), faults)
    closed = _parsed(of_reps, "closed", _yes, faults)
    if faults:
        raise ScenarioError(faults)
    return Book(_accounts(of_accounts, days), _reps(of_reps, closed > 0))


def read_specialists(file: str | Path) -> Reps:
    """
    Return specialists from a file like that of reps.

    Raises
    ------
    ScenarioError
        With every fault.
    """
    faults: list[Fault] = []
    found = _read(str(file), REPS, faults)
    if found is None:
        raise ScenarioError(faults)
    closed = _parsed(found, "closed", _yes, faults)
    if faults:
        raise ScenarioError(faults)
    return _reps(found, closed > 0)


def _read(name: str, spec: TableSpec, faults: list[Fault]) -> _File | None:
    """Return a file's table, None with faults added when it has any."""
    path = library.LIBRARY / name.removeprefix(library.MARK) if name.startswith(library.MARK) else Path(name)
    raw = read_raw(path, spec, Dialect(in_scenario=False))
    table, issues = built(raw, spec)
    first = {key: str(cells[0]) for key, cells in (raw.columns or {}).items() if cells}
    faults += [as_fault(issue, name, spec, first) for issue in issues]
    return None if table is None else _File(name, table, frozenset(raw.columns or ()))


def _unknown(accounts: _File, reps: _File) -> Iterator[Fault]:
    """Yield the names in the accounts' file that no rep has."""
    known = reps.texts("rep")
    cells: Mapping[str, tuple[Names, ...]] = {
        **{
            one: tuple((cell,) if cell else () for cell in accounts.texts(one))
            for one in ("owner", "locked_to")
        },
        **{many: accounts.lists(many) for many in ("named_to", "excluded_from")},
    }
    for column, lists in cells.items():
        for row, names in enumerate(lists):
            for name in names:
                if name not in known:
                    hint = did_you_mean(name, known)
                    several = column in ("owner", "locked_to") and BETWEEN in name
                    told = "one rep is wanted" if several else f"{reps.name} has no such rep"
                    if several and column == "locked_to":
                        told += "; named_to takes several"
                    yield accounts.fault(row, column, told, got=shown(name), hint="" if several else hint)


def _contradictory(accounts: _File, reps: _File) -> Iterator[Fault]:
    """Yield the rows whose rules cannot hold together."""
    closed = {
        rep for rep, cell in zip(reps.texts("rep"), reps.texts("closed"), strict=True) if cell.lower() in YES
    }
    named, excluded = accounts.lists("named_to"), accounts.lists("excluded_from")
    for row, rep in enumerate(accounts.texts("locked_to")):
        if rep and rep in excluded[row]:
            yield accounts.fault(
                row, "locked_to", "the account is excluded from this rep too", got=shown(rep)
            )
        if rep and named[row] and rep not in named[row]:
            yield accounts.fault(row, "locked_to", "named_to does not have this rep", got=shown(rep))
        if rep in closed:
            yield accounts.fault(row, "locked_to", "this rep is closed and takes nothing", got=shown(rep))


def _half_placed(accounts: _File, reps: _File) -> Iterator[Fault]:
    """Yield a fault where only one file, or one coordinate, says where things are."""
    here = {file: file.headings & {"latitude", "longitude"} for file in (accounts, reps)}
    if any(here.values()):
        for file, found in here.items():
            for column in sorted({"latitude", "longitude"} - found):
                yield Fault(file.name, path=column, message="the column is missing; travel needs all places")


def _parsed(file: _File, column: str, parse: Callable[[str], float], faults: list[Fault]) -> Floats:
    """Return a column of texts as numbers, with a fault for each that cannot be read."""
    found = np.zeros(len(file.table))
    for row, text in enumerate(file.texts(column)):
        try:
            found[row] = parse(text)
        except ValueError as error:
            faults.append(file.fault(row, column, str(error), got=shown(text)))
    return found


def _days_until(text: str, today: date) -> float:
    if not text:
        return float("inf")
    try:
        # A renewal that is past was renewed: the next one is not known, and nothing is due.
        days = (date.fromisoformat(text) - today).days
    except ValueError:
        raise ValueError("a day is wanted as YYYY-MM-DD") from None
    return float(days) if days >= 0 else float("inf")


def _yes(text: str) -> float:
    if text.lower() not in YES + NO:
        raise ValueError("yes or no is wanted")
    return float(text.lower() in YES)


def _accounts(file: _File, renewal_days: Floats) -> Accounts:
    lat, lng = file.place()
    table = file.table
    return Accounts(
        ids=file.texts("account"),
        owner=file.texts("owner"),
        segment=file.texts("segment"),
        family=file.texts("family"),
        locked_to=file.texts("locked_to"),
        named_to=file.lists("named_to"),
        excluded_from=file.lists("excluded_from"),
        lat=lat,
        lng=lng,
        workload_hours=table["workload_hours"],
        potential=table["potential"],
        revenue=table["revenue"],
        pipeline=table["pipeline"],
        tenure_years=table["tenure_years"],
        renewal_days=renewal_days,
        calls_per_year=table["calls_per_year"],
        skill=table["skill"],
        seniority=table["seniority"].astype(np.int64),
    )


def _reps(file: _File, closed: NDArray[np.bool_]) -> Reps:
    lat, lng = file.place()
    table = file.table
    return Reps(
        ids=file.texts("rep"),
        lat=lat,
        lng=lng,
        share=table["share"],
        segments=file.lists("segments"),
        skill=table["skill"],
        seniority=table["seniority"].astype(np.int64),
        ramp_months=table["ramp_months"],
        productivity=table["productivity"],
        vacant_months=table["vacant_months"],
        closed=closed,
        most={name: table[f"most_{name}"] for name in MEASURES if f"most_{name}" in file.headings},
    )
