"""Distances on the globe and the hours a visit takes on the road."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.scenario import Travel

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (Moritz 2000, "Geodetic Reference System 1980", R1)."""

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
