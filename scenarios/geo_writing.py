"""A user's own map as the tables of a world: units, neighbours, outlines, and a file that a scenario extends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.geo_borders import arcs, centre_and_area, neighbours
from scenarios.geo_files import Shape
from scenarios.writing import csv_text, write_whole
from sim.scenario import NEIGHBOURS, UNITS
from sim.table import Table

FILES = ("units.csv", "neighbours.csv", "borders.parquet", "geography.yaml")


def write_geography(folder: Path, shapes: Sequence[Shape], source: str) -> list[str]:
    """
    Write the tables, the outlines and ``geography.yaml``, and return the units without a neighbour.

    A scenario takes the map over with ``extends: [base.yaml, geography.yaml]``; it still needs reps who live in these
    units and an alignment of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = [centre_and_area(shape) for shape in shapes]
    units: dict[str, list[Any]] = {
        "id": [shape.id for shape in shapes],
        "name": [shape.name for shape in shapes],
        "region": [shape.region for shape in shapes],
        "potential": [shape.potential for shape in shapes],
        "lng": [lng for lng, _, _ in places],
        "lat": [lat for _, lat, _ in places],
        "area_km2": [area for _, _, area in places],
    }
    pairs = neighbours(shapes)
    write_whole(folder / "units.csv", csv_text(Table.of(UNITS, units)))
    lines = [f"# Made from {source}; to be extended.", "tables:", "  units: units.csv"]
    if pairs:
        columns = {"unit": [one for one, _ in pairs], "neighbour": [other for _, other in pairs]}
        write_whole(folder / "neighbours.csv", csv_text(Table.of(NEIGHBOURS, columns)))
        lines.append("  neighbours: neighbours.csv")
    write_borders(folder / "borders.parquet", shapes)
    write_whole(folder / "geography.yaml", "\n".join([*lines, "borders: borders.parquet", ""]))
    with_neighbours = {unit for pair in pairs for unit in pair}
    return [shape.id for shape in shapes if shape.id not in with_neighbours]


def write_borders(path: Path, shapes: Sequence[Shape]) -> None:
    """Write outlines as a borders file: columns ``arc, left, right, lng, lat``, one row a point."""
    import pyarrow as pa  # noqa: PLC0415 - 0.3 s to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    numbered = [
        (number, left, right, lng, lat)
        for number, (left, right, points) in enumerate(arcs(shapes))
        for lng, lat in points
    ]
    kinds = (pa.int64(), pa.string(), pa.string(), pa.float64(), pa.float64())
    columns = zip(("arc", "left", "right", "lng", "lat"), kinds, zip(*numbered, strict=True), strict=True)
    table = pa.table({name: pa.array(values, kind) for name, kind, values in columns})
    temporary = path.with_name(f".{path.name}.part")
    pq.write_table(table, temporary)
    temporary.replace(path)
