"""
Basic units from a user's own map: GeoJSON (RFC 7946) without any library, shapefiles with pyshp.

Every feature is a unit; its properties say id, name, region and potential. Places are longitude and latitude (WGS 84).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.faults import Fault, ScenarioError, did_you_mean
from scenarios.text_files import UnreadableError, require_file

LARGEST_BYTES = 1_000_000_000
RING_POINTS = 4
Ring = tuple[tuple[float, float], ...]
_WORDS = {
    "id": ("id", "geoid", "code", "zip", "fips"),
    "name": ("name",),
    "region": ("region", "state"),
    "potential": ("potential",),
}
_LAT_LNG = ("CRS84", "4326", "WGS84", "WGS 84", "4269", "4258")


@dataclass(frozen=True)
class Shape:
    """A unit of a map: its fields and the rings of its polygons, outer and inner, closed [degrees]."""

    id: str
    name: str
    region: str
    potential: float
    rings: tuple[Ring, ...]


def read_shapes(path: Path, columns: Mapping[str, str] | None = None) -> list[Shape]:
    """
    Return the units of a ``.geojson``, ``.json`` or ``.shp`` file.

    Parameters
    ----------
    path
        The file.
    columns
        Which property holds ``id``, ``name``, ``region``, ``potential``; those not given are looked for by usual names.

    Raises
    ------
    ScenarioError
        With every fault: no such property, an id twice or missing, a unit without geometry, a geometry that is no
        polygon, a potential that is no number of zero or more, coordinates that are not degrees.
    """
    try:
        require_file(path, LARGEST_BYTES)
    except UnreadableError as error:
        raise ScenarioError([Fault(str(path), message=error.message, hint=error.hint)]) from error
    records = list(_shapefile(path) if path.suffix.lower() == ".shp" else _geojson(path))
    if not records:
        raise ScenarioError([Fault(str(path), message="the file holds no features")])
    chosen = _columns(path, records, columns or {})
    reader = _Reader(path, chosen)
    shapes = [reader.shape(row, *record) for row, record in enumerate(records, 1)]
    reader.check(shapes)
    return [shape for shape in shapes if shape is not None]


def _geojson(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield properties and geometry of each feature."""
    try:
        content = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        fault = Fault(str(path), error.lineno, error.colno, message=f"this is no JSON: {error.msg}")
        raise ScenarioError([fault]) from error
    except UnicodeDecodeError as error:
        raise ScenarioError([Fault(str(path), message="this is no text in UTF-8")]) from error
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        kind = content.get("type") if isinstance(content, dict) else type(content).__name__
        hint = "TopoJSON? convert it to GeoJSON" if kind == "Topology" else ""
        raise ScenarioError(
            [Fault(str(path), message="a GeoJSON FeatureCollection is wanted", got=repr(kind), hint=hint)]
        )
    crs = json.dumps(content.get("crs") or "CRS84")
    if not any(word in crs for word in _LAT_LNG):
        raise ScenarioError([_wrong_crs(path, crs)])
    for feature in content["features"]:
        one = feature if isinstance(feature, dict) else {}
        fields = one.get("properties")
        known = dict(fields) if isinstance(fields, dict) else {}
        yield ({"id": one["id"], **known} if "id" in one else known), one.get("geometry")


def _shapefile(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield properties and geometry of each record."""
    try:
        import shapefile  # noqa: PLC0415 - an optional library
    except ImportError as error:
        hint = "pip install 'evenfield[geo]', or save the map as GeoJSON"
        raise ScenarioError(
            [Fault(str(path), message="shapefiles need the library pyshp", hint=hint)]
        ) from error
    projection = path.with_suffix(".prj")
    if projection.is_file() and projection.read_text(errors="replace").lstrip().startswith("PROJCS"):
        raise ScenarioError([_wrong_crs(projection, projection.read_text(errors="replace")[:60])])
    try:
        with shapefile.Reader(str(path)) as reader:
            for record in reader.iterShapeRecords():
                empty = record.shape.shapeType == shapefile.NULL
                yield record.record.as_dict(), None if empty else record.shape.__geo_interface__
    except (shapefile.ShapefileException, OSError, UnicodeDecodeError) as error:
        raise ScenarioError([Fault(str(path), message=f"this is no shapefile: {error}")]) from error


def _wrong_crs(path: Path, crs: str) -> Fault:
    return Fault(
        str(path),
        message="the map is in another coordinate system than longitude and latitude",
        got=crs[:80],
        hint="save it in WGS 84 (EPSG:4326)",
    )


def _columns(
    path: Path, records: list[tuple[dict[str, Any], Any]], given: Mapping[str, str]
) -> dict[str, str]:
    """Return the property of each field; fields other than id and potential may have none."""
    known = list(dict.fromkeys(key for fields, _ in records for key in fields))
    by_lower = {key.lower(): key for key in reversed(known)}
    chosen, faults = {}, []
    for field, words in _WORDS.items():
        if field in given and given[field] not in known:
            hint = did_you_mean(given[field], known) or f"there are: {', '.join(known)}"
            faults.append(
                Fault(str(path), path=given[field], message="no feature has this property", hint=hint)
            )
            continue
        found = given.get(field) or next((by_lower[word] for word in words if word in by_lower), "")
        if not found and field in {"id", "potential"}:
            hint = f"name it with --{field}; there are: {', '.join(known) or 'none'}"
            faults.append(
                Fault(str(path), path=field, message=f"no property looks like the {field}", hint=hint)
            )
        chosen[field] = found
    if faults:
        raise ScenarioError(faults)
    return chosen


class _Reader:
    """Turns features into units and gathers their faults."""

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        self.path, self.columns = path, columns
        self.faults: list[Fault] = []
        self.first: dict[str, int] = {}

    def shape(self, row: int, fields: Mapping[str, Any], geometry: Any) -> Shape | None:  # noqa: ANN401 - any JSON
        """Return one unit, or nothing and a fault."""
        before = len(self.faults)
        name = self._id(row, fields)
        potential = self._potential(row, fields)
        rings = self._rings(row, geometry)
        if len(self.faults) > before:
            return None
        called, region = (
            str(fields.get(self.columns[field]) or "") if self.columns[field] else ""
            for field in ("name", "region")
        )
        return Shape(name, called, region, potential, rings)

    def check(self, shapes: list[Shape | None]) -> None:
        """Raise ScenarioError when there are faults, or coordinates that cannot be degrees."""
        points = [point for shape in shapes if shape for ring in shape.rings for point in ring]
        far = next((point for point in points if abs(point[0]) > 180 or abs(point[1]) > 90), None)  # noqa: PLR2004
        if far is not None:
            self.faults.append(_wrong_crs(self.path, f"a point at {far[0]:g}, {far[1]:g}"))
        if self.faults:
            raise ScenarioError(self.faults)

    def _fault(self, row: int, column: str, message: str, got: object = "") -> None:
        self.faults.append(Fault(str(self.path), row=row, path=column, message=message, got=str(got)))

    def _id(self, row: int, fields: Mapping[str, Any]) -> str:
        value = fields.get(self.columns["id"])
        name = "" if value is None else str(value).strip()
        if not name:
            self._fault(row, self.columns["id"], "the unit has no id")
        elif name in self.first:
            self._fault(
                row, self.columns["id"], f"this id stands already in feature {self.first[name]}", repr(name)
            )
        self.first.setdefault(name, row)
        return name

    def _potential(self, row: int, fields: Mapping[str, Any]) -> float:
        value = fields.get(self.columns["potential"])
        try:
            number = float(value) if value is not None and not isinstance(value, bool) else math.nan
        except (TypeError, ValueError):
            number = math.nan
        if not (math.isfinite(number) and number >= 0):
            self._fault(row, self.columns["potential"], "potential is a number of zero or more", repr(value))
        return number

    def _rings(self, row: int, geometry: Any) -> tuple[Ring, ...]:  # noqa: ANN401 - any JSON
        if not isinstance(geometry, dict) or not geometry.get("coordinates"):
            self._fault(row, "geometry", "the unit has no geometry")
            return ()
        kind, parts = geometry.get("type"), geometry["coordinates"]
        if kind not in {"Polygon", "MultiPolygon"}:
            self._fault(row, "geometry", "a Polygon or MultiPolygon is wanted", repr(kind))
            return ()
        try:
            rings = [ring for polygon in ([parts] if kind == "Polygon" else parts) for ring in polygon]
            read = tuple(tuple((float(point[0]), float(point[1])) for point in ring) for ring in rings)
        except (TypeError, ValueError, IndexError):
            read = ()
        good = all(len(ring) >= RING_POINTS and ring[0] == ring[-1] for ring in read)
        if (
            not read
            or not good
            or not all(map(math.isfinite, (c for ring in read for point in ring for c in point)))
        ):
            self._fault(
                row, "geometry", "a ring has four points or more, all numbers, and ends where it begins"
            )
        return read
