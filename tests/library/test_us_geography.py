"""The shipped counties, neighbours and borders."""

from pathlib import Path

import pandas as pd
import pytest

import scenarios
from scenarios.making.us_counties import islands

DATA = Path(scenarios.__file__).parent / "library" / "us-field-force" / "data"


@pytest.fixture(scope="module")
def units():
    return pd.read_parquet(DATA / "units.parquet")


@pytest.fixture(scope="module")
def neighbours():
    return pd.read_parquet(DATA / "neighbours.parquet")


@pytest.fixture(scope="module")
def borders():
    return pd.read_parquet(DATA / "borders.parquet")


def ends_of_outlines(borders):
    """Return each directed piece of outline: its unit, where it starts, where it ends."""
    arcs = borders.groupby("arc").agg(
        left=("left", "first"),
        right=("right", "first"),
        lng=("lng", "first"),
        lat=("lat", "first"),
        to_lng=("lng", "last"),
        to_lat=("lat", "last"),
    )
    back = arcs.rename(columns={"lng": "to_lng", "lat": "to_lat", "to_lng": "lng", "to_lat": "lat"})
    run = pd.concat([arcs.assign(unit=arcs["right"]), back.assign(unit=back["left"])])
    return run[run["unit"] != ""]


def test_the_lower_48_states_and_dc_have_3108_counties(units):
    # Census Bureau 2019: 3,142 counties and equivalents in 50 states and DC, less 29 in Alaska and 5 in Hawaii.
    assert units["id"].is_unique
    assert len(units) == 3142 - 29 - 5
    assert units["region"].nunique() == 49


def test_a_state_has_as_many_counties_as_the_census_says(units):
    # Texas 254, Georgia 159, Virginia 133 (95 counties and 38 cities), Delaware 3, DC 1; Connecticut's old 8.
    counties = units["region"].value_counts()

    assert counties[["TX", "GA", "VA", "DE", "DC", "CT"]].tolist() == [254, 159, 133, 3, 1, 8]


def test_every_county_has_people_employed_and_a_place_on_the_map(units):
    assert (units["potential"] > 0).all()
    assert units["lng"].between(-125, -66).all()
    assert units["lat"].between(24, 50).all()


def test_a_county_is_told_by_its_full_name_and_state(units):
    names = units.set_index("id")["name"]

    assert names[["04015", "24510", "11001"]].tolist() == [
        "Mohave County, AZ",
        "Baltimore city, MD",
        "Washington, DC",
    ]


def test_one_row_holds_a_pair_of_neighbours_in_order(neighbours):
    assert (neighbours["unit"] < neighbours["neighbour"]).all()
    assert not neighbours.duplicated().any()
    assert neighbours.equals(neighbours.sort_values(["unit", "neighbour"], ignore_index=True))


def test_the_neighbours_join_all_counties(units, neighbours):
    assert islands(neighbours, units["id"].tolist()) == []


def test_islands_hang_on_their_census_neighbours(neighbours):
    # Nantucket: Dukes. San Juan WA: Clallam, Island, Jefferson, Skagit, Whatcom.
    ends = pd.concat([neighbours, neighbours.rename(columns={"unit": "neighbour", "neighbour": "unit"})])

    assert ends.loc[ends["unit"] == "25019", "neighbour"].tolist() == ["25007"]
    assert sorted(ends.loc[ends["unit"] == "53055", "neighbour"]) == [
        "53009",
        "53029",
        "53031",
        "53057",
        "53073",
    ]


def test_counties_that_meet_in_a_corner_are_no_neighbours(neighbours):
    # Four Corners: San Juan UT (49037) and San Juan NM (35045), Montezuma CO (08083) and Apache AZ (04001).
    pairs = set(zip(neighbours["unit"], neighbours["neighbour"], strict=True))

    assert ("35045", "49037") not in pairs
    assert ("04001", "08083") not in pairs
    assert ("08083", "49037") in pairs


def test_every_county_has_an_outline_that_closes(units, borders):
    # A closed line leaves every point as often as it comes to it.
    ends = ends_of_outlines(borders)
    leaves = ends.groupby(["unit", "lng", "lat"]).size()
    comes = ends.groupby(["unit", "to_lng", "to_lat"]).size()
    comes.index.names = leaves.index.names

    assert set(ends["unit"]) == set(units["id"])
    assert leaves.sort_index().equals(comes.sort_index())


def test_a_county_lies_to_the_right_of_its_outline(units, borders):
    # The surveyor's formula over all of a county's arcs: clockwise is negative. Cook County IL, Loving County TX.
    step = borders.assign(to_lng=borders["lng"].shift(-1), to_lat=borders["lat"].shift(-1))
    step = step[borders["arc"] == borders["arc"].shift(-1)].astype({"lng": float, "lat": float})
    twice = step["lng"] * step["to_lat"] - step["to_lng"] * step["lat"]
    area = twice.groupby(step["right"]).sum().sub(twice.groupby(step["left"]).sum(), fill_value=0) / 2
    area = area.drop("").reindex(units["id"])

    assert (area.drop("51610") < 0).all()
    assert area["51610"] == pytest.approx(0, abs=1e-3)  # Falls Church has shrunk to a line


def test_two_sides_of_a_border_are_neighbours(borders, neighbours):
    sides = borders.drop_duplicates("arc")[["left", "right"]]
    inner = sides[(sides["left"] != "") & (sides["right"] != "")]
    pairs = set(zip(neighbours["unit"], neighbours["neighbour"], strict=True))

    assert {tuple(sorted(pair)) for pair in inner.itertuples(index=False)} <= pairs


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 1_500_000
