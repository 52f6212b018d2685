"""Distances on the globe and the hours a visit takes on the road."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.calendar import DAYS_PER_YEAR
from sim.scenario import Travel

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (Moritz 2000, "Geodetic Reference System 1980", R1)."""

NEAR = 0.57
"""Way from stop to stop, in roots of the area for each stop (Daganzo 1984)."""
FROM_CENTRE = (math.sqrt(2.0) + math.log(1.0 + math.sqrt(2.0))) / 6.0
"""Mean distance of the points of a unit square from its centre, 0.3826."""

Floats = NDArray[np.float64]


def distance_km(lng: ArrayLike, lat: ArrayLike, to_lng: ArrayLike, to_lat: ArrayLike) -> Floats:
    """
    Return great-circle distances [km], broadcast over places in degrees.

    Haversine formula (Sinnott 1984, "Virtues of the haversine"): exact on a sphere of the earth's mean
    radius and stable for near places; against the ellipsoid it is up to 0.6 % off.

    >>> round(float(distance_km(-118.24, 34.05, -74.01, 40.71)))  # Los Angeles to New York
    3935
    """
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half = np.sin((to_phi - phi) / 2) ** 2
    half = half + np.cos(phi) * np.cos(to_phi) * np.sin((np.radians(to_lng) - np.radians(lng)) / 2) ** 2
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return km


def uncapped_hours(travel: Travel | None, km: ArrayLike) -> Floats:
    """Return the hours there and back over each distance [km], however long; zero without travel."""
    distance: Floats = np.asarray(km, dtype=np.float64)
    if travel is None:
        return np.zeros_like(distance)
    return distance * (2 * travel.road_factor / travel.km_per_hour)


def round_trip_hours(travel: Travel | None, km: ArrayLike) -> Floats:
    """
    Return the hours on the road for one visit, there and back, for each distance [km].

    distance * road_factor / km_per_hour * 2, never more than ``longest_hours``: a longer journey is one of
    several visits with nights away, so that no single visit bears more.
    """
    hours = uncapped_hours(travel, km)
    return hours if travel is None else np.minimum(hours, travel.longest_hours)


def visit_hours(
    travel: Travel | None, km: ArrayLike, area_km2: ArrayLike, visits_per_year: ArrayLike
) -> Floats:
    """
    Return the hours on the road for one visit to a basic unit, broadcast.

    Without tours it is :func:`round_trip_hours`. With tours of c stops, out of the n visits that a round brings to a
    unit of area A at distance r, a visit bears its part of the way there and the way to the next stop (Daganzo 1984,
    "The length of tours in zones of different shapes"; the local term is of the kind of Beardwood, Halton and
    Hammersley 1959, 0.7124 sqrt(n A) for one tour of all points):

        km = 2 r / c + 0.57 sqrt(A / n),  never more than a journey of its own, 2 r,

    where r is at least 0.3826 sqrt(A), the mean distance within the unit. Against exact tours of 3 to 10 stops it is
    within 4 % when the base lies a side of the zone away or farther, and within 16 % when it lies inside.

    Parameters
    ----------
    km
        From the rep's base to the unit.
    area_km2
        Of the unit.
    visits_per_year
        Expected there.
    """
    if travel is None or travel.tours is None:
        return round_trip_hours(travel, km)
    area: Floats = np.asarray(area_km2, dtype=np.float64)
    visits = np.asarray(visits_per_year, dtype=np.float64) * (travel.tours.round_days / DAYS_PER_YEAR)
    alone = round_trip_hours(travel, np.maximum(km, FROM_CENTRE * np.sqrt(area)))
    # Where next to nobody is visited the stops lie as far apart as they may, and each visit is a journey of its own.
    near = uncapped_hours(travel, NEAR / 2.0 * np.sqrt(area / np.maximum(visits, 1e-12)))
    hours: Floats = np.minimum(alone, alone / travel.tours.stops + near)
    return hours
