"""What an account costs with a rep: travel, fit, a vacancy; each (n_accounts, n_reps), currency a year, to be added."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimize.program import Floats, Ints

EARTH_KM = 6371.0
"""Mean radius of the earth (IUGG)."""


def great_circle(lat: Floats, lng: Floats, rep_lat: Floats, rep_lng: Floats) -> Floats:
    """Return the distance of accounts from reps' homes [km], shape (n_accounts, n_reps); by haversines of degrees."""
    phi, phi_rep = np.radians(lat)[:, None], np.radians(rep_lat)[None, :]
    half_lat = np.sin((phi - phi_rep) / 2) ** 2
    half_lng = np.sin((np.radians(lng)[:, None] - np.radians(rep_lng)[None, :]) / 2) ** 2
    arc = np.sqrt(np.clip(half_lat + np.cos(phi) * np.cos(phi_rep) * half_lng, 0.0, 1.0))
    return np.asarray(2 * EARTH_KM * np.arcsin(arc))


def travel(calls_per_year: Floats, km: Floats, cost_per_km: float) -> Floats:
    """Return the cost of visiting each account from each rep's home and back: calls [1/year] times the way [km]."""
    return calls_per_year[:, None] * km * (2 * cost_per_km)


def fit(segment: Ints, penalty: Floats) -> Floats:
    """
    Return the cost of giving accounts to reps who do not know their segment.

    Parameters
    ----------
    segment
        Segment of each account, shape (n_accounts,).
    penalty
        Cost of an account of a segment with a rep [currency/year], infinite where ruled out, shape (n_segments,
        n_reps).
    """
    return np.asarray(penalty[segment])


def skill(margin: Floats, need: Floats, level: Floats) -> Floats:
    """
    Return the margin lost where a rep is less skilled than an account needs.

    Parameters
    ----------
    margin
        What the account earns with full skill [currency/year], shape (n_accounts,).
    need, level
        Needed and present skill on one scale from 0 to 1, shapes (n_accounts,) and (n_reps,): the part that is wanting
        is the part of the margin that is lost.
    """
    return np.asarray(margin[:, None] * np.maximum(need[:, None] - level[None, :], 0.0))


def seniority(least: Ints, level: Ints) -> Floats:
    """Return 0 where a rep's level is at least what the account asks for, else infinite: an exclusion."""
    return np.where(level[None, :] >= least[:, None], 0.0, np.inf)


def vacancy(margin: Floats, vacant: NDArray[np.bool_], months: Floats, held: float) -> Floats:
    """
    Return the margin lost while a territory has no rep.

    Parameters
    ----------
    margin
        What the account earns [currency/year], shape (n_accounts,).
    vacant, months
        Which territories are vacant, and for how long of the year, shape (n_reps,).
    held
        The part of sales that goes on without a rep, a share.
    """
    return np.asarray(margin[:, None] * np.where(vacant, (1 - held) * np.minimum(months, 12.0) / 12.0, 0.0))
