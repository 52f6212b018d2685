"""The alignment as GeoJSON, CSV or Parquet: one row a unit, or one a territory."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenfield.report.outlines import outlines
from scenarios import read_borders
from sim.scenario import Scenario
from sim.territory.alignment import Alignment
from sim.territory.workload import bases, expected

Row = dict[str, Any]
Ring = list[list[float]]


class Degrees:
    """The map that leaves longitude and latitude as they are."""

    def project(self, lng: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """Return points [degrees], shape (n_points, 2)."""
        return np.column_stack([np.asarray(lng, np.float64), np.asarray(lat, np.float64)])


def unit_rows(scenario: Scenario) -> list[Row]:
    """Return one row a unit: id, name, region, rep, the rep's base, potential, expected leads and desk hours a year."""
    units, alignment, work = scenario.tables.units, Alignment.of(scenario), expected(scenario)
    base = units["id"][bases(scenario)]
    return [
        {
            "unit": str(units["id"][i]),
            "name": str(units["name"][i]),
            "region": str(units["region"][i]),
            "rep": str(alignment.reps[rep]),
            "base": str(base[rep]),
            "potential": float(units["potential"][i]),
            "leads_per_year": float(work.leads[i]),
            "desk_hours_per_year": float(work.desk_hours[i]),
            "lng": float(units["lng"][i]),
            "lat": float(units["lat"][i]),
        }
        for i, rep in enumerate(alignment.rep_of.tolist())
    ]


def territory_rows(scenario: Scenario) -> list[Row]:
    """Return one row a territory: rep, base, units, potential, expected leads and desk hours a year."""
    units, alignment, work = scenario.tables.units, Alignment.of(scenario), expected(scenario)
    base = bases(scenario)
    sums = (np.ones(len(units)), units["potential"], work.leads, work.desk_hours)
    count, potential, leads, hours = (alignment.by_rep(of_unit) for of_unit in sums)
    return [
        {
            "rep": str(rep),
            "base": str(units["id"][base[j]]),
            "units": int(count[j]),
            "potential": float(potential[j]),
            "leads_per_year": float(leads[j]),
            "desk_hours_per_year": float(hours[j]),
            "lng": float(units["lng"][base[j]]),
            "lat": float(units["lat"][base[j]]),
        }
        for j, rep in enumerate(alignment.reps.tolist())
    ]


def exported(scenario: Scenario, kind: str, *, whole: bool) -> bytes:
    """Return the alignment as a file of this kind (geojson, csv or parquet), by unit or, ``whole``, by territory."""
    rows = territory_rows(scenario) if whole else unit_rows(scenario)
    if kind == "geojson":
        return _geojson(scenario, rows, "rep" if whole else "unit")
    if kind == "csv":
        return _csv(rows)
    import pyarrow as pa  # noqa: PLC0415 - only Parquet needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _geojson(scenario: Scenario, rows: list[Row], key: str) -> bytes:
    """Return a FeatureCollection (RFC 7946); without outlines the features are points."""
    shapes = {} if scenario.borders is None else _shapes(scenario, by_rep=key == "rep")
    features = []
    for row in rows:
        rings = shapes.get(row[key])
        geometry: Row = {"type": "Point", "coordinates": [row["lng"], row["lat"]]}
        if rings:
            geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
        features.append({"type": "Feature", "id": row[key], "properties": row, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _shapes(scenario: Scenario, *, by_rep: bool) -> dict[str, list[Ring]]:
    """Return the outer rings of each unit, or of each rep's territory, closed and counter-clockwise [degrees]."""
    borders = read_borders(Path(scenario.borders or ""))
    if by_rep:
        rep_of = dict(zip(scenario.plan.alignment["unit"], scenario.plan.alignment["rep"], strict=True))
        sides = [
            np.array([rep_of.get(unit, "") for unit in borders[side]], dtype=object)
            for side in ("left", "right")
        ]
        apart = sides[0] != sides[1]
        borders = {
            name: column[apart]
            for name, column in (borders | dict(zip(("left", "right"), sides, strict=True))).items()
        }
    drawn = outlines(borders, Degrees())
    shapes: dict[str, list[Ring]] = {}
    for ring, owner in zip(drawn.rings, drawn.unit_of, strict=True):
        shapes.setdefault(owner, []).append(_closed(ring))
    return shapes


def _closed(ring: NDArray[np.float64]) -> Ring:
    """Return a ring that ends where it begins and runs counter-clockwise, to a tenth of a metre."""
    x, y = ring[:, 0], ring[:, 1]
    turned = ring if np.dot(x, np.roll(y, -1)) >= np.dot(y, np.roll(x, -1)) else ring[::-1]
    rounded = np.round(turned, 6)
    fresh = np.append(
        True, (np.diff(rounded, axis=0) != 0).any(axis=1)
    )  # arcs repeat the point at which they meet
    points: Ring = rounded[fresh].tolist()
    return points if points[0] == points[-1] else [*points, points[0]]
