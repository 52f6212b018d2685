"""Maps of a user's own: what is read, who borders on whom, and a fault for each thing that is wrong."""

import json

import pytest

from scenarios import ScenarioError, read_borders
from scenarios.geo_borders import arcs, centre_and_area, neighbours
from scenarios.geo_files import Shape, read_shapes
from scenarios.geo_writing import write_geography


def square(x, y, size=1.0):
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def feature(name, rings, potential=1.0, kind="Polygon"):
    geometry = None if rings is None else {"type": kind, "coordinates": rings}
    return {"type": "Feature", "properties": {"id": name, "potential": potential}, "geometry": geometry}


def written(tmp_path, features, **more):
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def faults(path, **columns):
    with pytest.raises(ScenarioError) as refused:
        read_shapes(path, columns)
    return [str(fault) for fault in refused.value.faults]


def shape(name, *rings):
    return Shape(name, "", "", 1.0, tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings))


def test_squares_side_by_side_are_neighbours_and_corners_are_none():
    shapes = [shape("a", square(0, 0)), shape("b", square(1, 0)), shape("c", square(2, 1))]

    assert neighbours(shapes) == [("a", "b")]


def test_every_border_is_an_arc_once_with_the_unit_on_either_side():
    found = arcs([shape("a", square(0, 0)), shape("b", square(1, 0))])

    assert sorted((left, right, len(points)) for left, right, points in found) == [
        ("a", "", 4),
        ("a", "b", 2),
        ("b", "", 4),
    ]


def test_a_hole_counts_against_the_area_and_belongs_to_the_unit_inside():
    ring, hole = square(0, 0, 4.0), square(1, 1, 2.0)
    whole, holed = shape("a", ring), shape("a", ring, hole)
    inside = shape("b", hole)

    assert centre_and_area(holed)[2] == pytest.approx(centre_and_area(whole)[2] * 12 / 16)
    assert neighbours([holed, inside]) == [("a", "b")]


def test_a_degree_square_at_the_equator_has_its_area_and_centre():
    lng, lat, area = centre_and_area(shape("a", square(10, -0.5)))

    # 6371 km * pi / 180 = 111.195 km a degree
    assert (lng, lat) == pytest.approx((10.5, 0.0))
    assert area == pytest.approx(111.195**2, rel=1e-4)


def test_a_map_becomes_tables_and_outlines_that_a_map_reads(tmp_path):
    path = written(tmp_path, [feature("a", [square(0, 0)], 5), feature("b", [square(1, 0)], 7)])
    lonely = write_geography(tmp_path / "geo", read_shapes(path), path.name)
    borders = read_borders(tmp_path / "geo" / "borders.parquet")

    assert lonely == []
    assert (tmp_path / "geo" / "neighbours.csv").read_text() == "unit,neighbour\na,b\n"
    assert (tmp_path / "geo" / "units.csv").read_text().splitlines()[1].startswith("a,,,5.0,0.5,0.5,")
    assert set(zip(borders["left"], borders["right"], strict=True)) == {("a", ""), ("a", "b"), ("b", "")}


def test_units_without_a_neighbour_are_told(tmp_path):
    path = written(tmp_path, [feature("a", [square(0, 0)]), feature("b", [square(5, 5)])])

    assert write_geography(tmp_path / "geo", read_shapes(path), path.name) == ["a", "b"]
    assert not (tmp_path / "geo" / "neighbours.csv").exists()


def test_every_fault_of_a_map_is_told_with_its_feature(tmp_path):
    told = faults(
        written(
            tmp_path,
            [
                feature("a", [square(0, 0)]),
                feature("a", [square(1, 0)]),
                feature("b", None),
                feature("c", [[0, 0], [1, 1]], kind="LineString"),
                feature("d", [square(2, 0)], -3),
                feature("e", [square(3, 0)], None),
                feature("", [square(4, 0)]),
                feature("f", [[[0, 0], [1, 0], [0, 0]]]),
            ],
        )
    )

    assert [line.split(":", 1)[1].split(" [")[0] for line in told] == [
        "row 2, id: this id stands already in feature 1 (got 'a')",
        "row 3, geometry: the unit has no geometry",
        "row 4, geometry: a Polygon or MultiPolygon is wanted (got 'LineString')",
        "row 5, potential: potential is a number of zero or more (got -3)",
        "row 6, potential: potential is a number of zero or more (got None)",
        "row 7, id: the unit has no id",
        "row 8, geometry: a ring has four points or more, all numbers, and ends where it begins",
    ]


def test_metres_are_refused_with_what_to_do(tmp_path):
    (told,) = faults(written(tmp_path, [feature("a", [square(500_000, 4_600_000)])]))

    assert "save it in WGS 84" in told
    assert "500000" in told or "5e+05" in told


def test_a_named_other_coordinate_system_is_refused(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    (told,) = faults(written(tmp_path, [feature("a", [square(0, 0)])], crs=crs))

    assert "EPSG::3857" in told


def test_a_property_that_there_is_not_gets_a_near_miss(tmp_path):
    (told,) = faults(written(tmp_path, [feature("a", [square(0, 0)])]), potential="potental")

    assert "did you mean 'potential'?" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "Topology"}', "convert it to GeoJSON"),
        ("[1, 2]", "a GeoJSON FeatureCollection is wanted"),
        ('{"features": [', "this is no JSON"),
        ('{"type": "FeatureCollection", "features": []}', "no features"),
    ],
)
def test_what_is_no_map_is_said_to_be_none(tmp_path, text, said):
    path = tmp_path / "map.geojson"
    path.write_text(text)

    assert said in faults(path)[0]


def test_a_shapefile_is_read_like_geojson(tmp_path):
    shapefile = pytest.importorskip("shapefile")
    with shapefile.Writer(str(tmp_path / "map")) as writer:
        writer.field("code", "C")
        writer.field("people", "N")
        writer.poly([square(0, 0)])
        writer.record("a", 5)
    (found,) = read_shapes(tmp_path / "map.shp", {"id": "code", "potential": "people"})

    assert (found.id, found.potential) == ("a", 5.0)
    assert centre_and_area(found)[:2] == pytest.approx((0.5, 0.5))
