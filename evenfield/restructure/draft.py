"""A scenario being restructured: its tables as columns, the values that change, and what is assumed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import scenarios
from evenfield.variant import same_table
from optimize.design import quota_total
from optimize.realignment.dealing import Land, deal, whole
from scenarios.faults import Fault, ScenarioError, did_you_mean
from sim.plan import TableQuotas
from sim.scenario import Scenario
from sim.table import Table, TableSpec
from sim.territory.contiguity import Adjacency

Columns = dict[str, list[Any]]
Floats = NDArray[np.float64]
_BY_REP = {
    "tables.reps": "id",
    "tables.skills": "rep",
    "tables.competencies": "rep",
    "plan.alignment": "rep",
    "plan.bases": "rep",
    "plan.coverage": "rep",
    "plan.quotas.table": "rep",
}
_BY_UNIT = {
    "tables.units": ("id",),
    "tables.neighbours": ("unit", "neighbour"),
    "tables.former_alignment": ("unit",),
    "plan.alignment": ("unit",),
    "plan.bases": ("unit",),
    "plan.coverage": ("unit",),
}


@dataclass(eq=False)
class Draft:
    """What a restructure makes of a scenario; tables go by their dotted paths."""

    scenario: Scenario
    tables: dict[str, Columns]
    changes: dict[str, Any] = field(default_factory=dict)
    assumptions: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, scenario: Scenario) -> Draft:
        """Return the draft that changes nothing yet."""
        found = {path: table_at(scenario, path) for path in {**_BY_REP, **_BY_UNIT}}
        return cls(scenario, {path: _columns(table) for path, table in found.items() if table is not None})

    @property
    def reps(self) -> list[str]:
        """Return the reps of the draft."""
        return self.tables["tables.reps"]["id"]

    def put(self, path: str, columns: Columns) -> None:
        """Set a table."""
        self.tables[path] = columns

    def say(self, path: str, value: object, why: str) -> None:
        """Set a value that carries its reason as source."""
        here, steps = self.changes, path.split(".")
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1]] = {"value": value, "source": why, "grade": "choice"}

    def drop_reps(self, gone: set[str]) -> None:
        """Take reps out of every table; their units have no rep until they are dealt."""
        for path, column in _BY_REP.items():
            self._keep(path, (column,), gone)
        if "tables.former_alignment" in self.tables:
            self._keep("tables.former_alignment", ("rep",), gone)
            if len(self.tables["tables.former_alignment"]["unit"]) < len(self.tables["tables.units"]["id"]):
                self.put("tables.former_alignment", {"unit": [], "rep": []})

    def drop_units(self, gone: set[str]) -> None:
        """Take units out of every table."""
        for path, names in _BY_UNIT.items():
            self._keep(path, names, gone)

    def _keep(self, path: str, names: tuple[str, ...], gone: set[str]) -> None:
        """Leave out the rows of a table in which one of these columns names somebody who is gone."""
        columns = self.tables.get(path)
        if columns is None:
            return
        left = [
            row
            for row, cells in enumerate(zip(*(columns[n] for n in names), strict=True))
            if not gone & {*cells}
        ]
        self.tables[path] = {name: [values[row] for row in left] for name, values in columns.items()}

    def unit_arrays(self) -> tuple[list[str], Floats, Floats, Floats]:
        """Return ids, longitude, latitude and potential of the units."""
        units = self.tables["tables.units"]
        return (units["id"], np.array(units["lng"]), np.array(units["lat"]), np.array(units["potential"]))

    def deal(self, units: Collection[str], reps: Collection[str], *, band: float = 0.1) -> dict[str, str]:
        """Return who of the reps gets each of the units: by nearness to homes, balanced, whole if there are borders."""
        ids, lng, lat, potential = self.unit_arrays()
        wanted = set(units)
        rows = np.array([row for row, unit in enumerate(ids) if unit in wanted], dtype=np.int64)
        home_of = dict(zip(self.reps, self.tables["tables.reps"]["home"], strict=True))
        place = {unit: row for row, unit in enumerate(ids)}
        named = sorted(reps)
        homes = np.array([place[home_of[rep]] for rep in named], dtype=np.int64)
        nearest = _nearest(lng, lat, rows, homes)
        dealt = deal(lng[rows], lat[rows], potential[rows], nearest, band=band)
        graph = self._borders(place, rows)
        if graph is not None:
            dealt = whole(dealt, Land(lng[rows], lat[rows], potential[rows], nearest, graph), band)
        return {ids[row]: named[j] for row, j in zip(rows.tolist(), dealt.tolist(), strict=True)}

    def _borders(self, place: Mapping[str, int], rows: NDArray[np.int64]) -> Adjacency | None:
        """Return the borders among some units, ``None`` where the scenario knows none."""
        table = self.tables.get("tables.neighbours")
        if table is None:
            return None
        one, other = (
            np.array([place[unit] for unit in table[side]], np.int64) for side in ("unit", "neighbour")
        )
        return Adjacency.of_pairs(len(place), one, other).part(rows)

    def align(self, changed: Mapping[str, str]) -> None:
        """Give units to reps, the others as they are."""
        now = dict(
            zip(self.tables["plan.alignment"]["unit"], self.tables["plan.alignment"]["rep"], strict=True)
        )
        both = {**now, **changed}
        self.put("plan.alignment", {"unit": list(both), "rep": list(both.values())})

    def same_quota(self, method: str, factor: float = 1.0) -> None:
        """Deal the total of today's quotas, times a factor, anew by a method."""
        total = (quota_total(self.scenario.plan) * Decimal(str(factor))).quantize(Decimal("0.01"))
        self.changes.setdefault("plan", {})["quotas"] = {"method": method, "total": total}
        self.tables.pop("plan.quotas.table", None)

    def write(self, out: Path, given: str, title: str, made_by: str) -> Path:
        """Write what differs as a scenario that extends ``given``, with the assumptions at the top."""
        tables: dict[str, Table] = {}
        changes = self.changes
        for path, columns in self.tables.items():
            before = table_at(self.scenario, path)
            spec = _SPECS[path]
            if not next(iter(columns.values())):
                _put_null(changes, path)
            elif before is None or not same_table(before, Table.of(spec, columns)):
                tables[path] = Table.of(spec, columns)
        out.parent.mkdir(parents=True, exist_ok=True)
        header = "\n".join(
            [f"Made by `{made_by}`.", "It assumes:", *(f"- {one}" for one in self.assumptions)]
        )
        return scenarios.write_variant(
            out, given, name=out.stem, title=title, changes=changes, tables=tables, header=header
        )


def table_at(scenario: Scenario, path: str) -> Table | None:
    """Return a scenario's table by its path, ``None`` when it has none."""
    if path == "plan.quotas.table":
        return scenario.plan.quotas.table if isinstance(scenario.plan.quotas, TableQuotas) else None
    head, name = path.split(".")
    found: Table | None = getattr(scenario.tables if head == "tables" else scenario.plan, name)
    return found


def known_reps(scenario: Scenario, names: Collection[str], place: str) -> list[str]:
    """Return the reps; ScenarioError with a near miss for each that there is not."""
    known = scenario.tables.reps["id"].tolist()
    faults = [
        Fault(place, message="no such rep", got=repr(name), hint=did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if faults:
        raise ScenarioError(faults)
    return list(dict.fromkeys(names))


def _nearest(
    lng: Floats, lat: Floats, rows: NDArray[np.int64], homes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the place among ``rows`` nearest to each home, a place once: two reps may live in one unit or outside."""
    from sim.territory.travel import distance_km  # noqa: PLC0415

    taken: list[int] = []
    for home in homes.tolist():
        km = distance_km(lng[rows], lat[rows], lng[home], lat[home])
        if len(taken) < len(rows):
            km[taken] = np.inf
        taken.append(int(np.argmin(km)))
    return np.array(taken, dtype=np.int64)


def _columns(table: Table) -> Columns:
    columns: Columns = {}
    for column in table.spec.columns:
        values = table[column.name].tolist()
        columns[column.name] = [Decimal(v).scaleb(-2) for v in values] if column.kind == "cents" else values
    return columns


def _put_null(changes: dict[str, Any], path: str) -> None:
    *steps, last = path.split(".")
    for step in steps:
        changes = changes.setdefault(step, {})
    changes[last] = None


def _specs() -> dict[str, TableSpec]:
    """Return the layout of each table."""
    from sim.documents.roles import COMPETENCIES, SKILLS  # noqa: PLC0415
    from sim.plan import ALIGNMENT, BASES, COVERAGE, QUOTAS  # noqa: PLC0415
    from sim.scenario import NEIGHBOURS, REPS, UNITS  # noqa: PLC0415

    return {
        "tables.units": UNITS,
        "tables.neighbours": NEIGHBOURS,
        "tables.reps": REPS,
        "tables.skills": SKILLS,
        "tables.competencies": COMPETENCIES,
        "tables.former_alignment": ALIGNMENT,
        "plan.alignment": ALIGNMENT,
        "plan.bases": BASES,
        "plan.coverage": COVERAGE,
        "plan.quotas.table": QUOTAS,
    }


_SPECS = _specs()
