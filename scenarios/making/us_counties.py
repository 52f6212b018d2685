"""The counties of the lower 48 states and DC as basic units, and which of them are neighbours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

STATES = {
    "01": "AL", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC", "12": "FL",
    "13": "GA", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY", "22": "LA", "23": "ME",
    "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT", "31": "NE", "32": "NV",
    "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR",
    "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA",
    "53": "WA", "54": "WV", "55": "WI", "56": "WY",
}  # fmt: skip
"""Postal code of each state of the lower 48, and DC, by the first two digits of its counties' FIPS codes."""

N_COUNTIES = 3108
"""Counties of the lower 48 states and DC in the census year 2019, Connecticut by its eight old counties."""


def units(raw: Path) -> pd.DataFrame:
    """
    Return the basic units in order of FIPS code, in the columns of ``sim.scenario.UNITS``.

    ``potential`` is the number of people employed (annual mean of 2019); ``area_km2`` includes inland water.

    Raises
    ------
    ValueError
        When the raw table does not hold the 3,108 counties, each with a positive number of employed people.
    """
    counties = pd.read_parquet(raw / "geo_us" / "counties.parquet").sort_values("fips")
    counties = counties[counties["fips"].str[:2].isin(list(STATES))].reset_index(drop=True)
    employed = counties["employed_2019"]
    if len(counties) != N_COUNTIES or not (employed > 0).all():
        raise ValueError(
            f"{N_COUNTIES} counties with employed people are wanted, "
            f"got {len(counties)}, {int((~(employed > 0)).sum())} of them without"
        )
    state = counties["fips"].str[:2].map(STATES)
    return pd.DataFrame(
        {
            "id": counties["fips"],
            "name": [
                _told(name, abbreviation)
                for name, abbreviation in zip(counties["CTYNAME"], state, strict=True)
            ],
            "region": state,
            "potential": employed,
            "lng": counties["lng"].round(4),
            "lat": counties["lat"].round(4),
            "area_km2": counties["area_km2"].round(2),
        }
    )


def _told(name: str, state: str) -> str:
    """Return a name for people, such as ``Mohave County, AZ``."""
    return "Washington, DC" if state == "DC" else f"{name}, {state}"


def neighbours(raw: Path, ids: list[str]) -> pd.DataFrame:
    """
    Return the pairs of neighbouring units, one row a pair, ``unit`` before ``neighbour``, sorted.

    Neighbours share a line of border, on land or in water, in the polygons. The census file alone would add pairs that
    only face each other over a lake or meet in a corner. A part that such borders leave alone (Nantucket, the San Juan
    Islands) keeps its neighbours of the census file: the ferry is the border.

    Raises
    ------
    ValueError
        When the graph is not connected even so.
    """
    pairs = pd.read_parquet(raw / "geo_us" / "county_adjacency.parquet")
    pairs = pairs[pairs["fips_a"].isin(ids) & pairs["fips_b"].isin(ids)]
    bordering = pairs["shares_border_topojson"].to_numpy()
    alone = islands(pairs[bordering], ids)
    crossing = pairs["fips_a"].isin(alone) | pairs["fips_b"].isin(alone)
    kept = pairs[bordering | (pairs["census_file"] & crossing).to_numpy()]
    if left := islands(kept, ids):
        raise ValueError(f"no neighbour at all joins these units to the rest: {', '.join(left)}")
    ends = np.sort(kept[["fips_a", "fips_b"]].to_numpy(dtype=str), axis=1)
    table = pd.DataFrame(ends, columns=["unit", "neighbour"]).drop_duplicates()
    return table.sort_values(["unit", "neighbour"]).reset_index(drop=True)


def islands(pairs: pd.DataFrame, ids: list[str]) -> list[str]:
    """Return the units that the pairs (first two columns) do not join to the largest connected part."""
    place = {unit: row for row, unit in enumerate(ids)}
    a, b = (pairs.iloc[:, end].map(place).to_numpy() for end in (0, 1))
    graph = coo_matrix((np.ones(len(pairs)), (a, b)), shape=(len(ids), len(ids)))
    _, part = connected_components(graph, directed=False)
    largest = np.bincount(part).argmax()
    return [unit for unit, its in zip(ids, part, strict=True) if its != largest]
