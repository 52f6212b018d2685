"""Which rep gets which territory, and where he works from."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from optimize.territory.ground import Floats, Ground, Ints

NEAR_FIRST = 1.0
"""Currency per km between home and centre: decides only between matches that are otherwise alike."""


def match(ground: Ground, territory: Ints, centre: Ints) -> Ints:
    """
    Return the rep of each territory, shape (k,), so that leads keep their rep and reps their home where that pays.

    Assignment problem (Kuhn 1955): a lead that stays with its rep saves the disruption price, a rep who lives
    outside costs the relocation price.

    Parameters
    ----------
    territory
        Of every unit, shape (n_units,).
    centre
        Row of the unit in the middle of each territory, shape (k,).
    """
    k = ground.n_reps
    kept = np.zeros((k, k))
    np.add.at(kept, (territory, ground.present.rep_of), ground.work.leads)
    outside = territory[ground.home][None, :] != np.arange(k)[:, None]
    km = ground.km(centre[:, None], ground.home)
    rules = ground.rules
    cost = rules.relocation_price * outside - rules.disruption_price * kept + NEAR_FIRST * km
    return np.asarray(linear_sum_assignment(cost)[1], dtype=np.int64)


def bases(ground: Ground, territory: Ints, centre: Ints, rep: Ints) -> Ints:
    """
    Return the unit each territory is worked from, shape (k,).

    A rep who lives in his territory stays, unless the centre saves more travel a year than moving costs; one who
    lives outside moves to the centre, the unit from which the territory's visits cost least.
    """
    home = ground.home[rep]
    saving = np.array(
        [_saving(ground, np.flatnonzero(territory == j), home[j], centre[j]) for j in range(len(rep))]
    )
    stays = (territory[home] == np.arange(len(rep))) & (saving <= ground.rules.relocation_price)
    return np.where(stays, home, centre)


def _saving(ground: Ground, units: Ints, home: int, centre: int) -> float:
    """Return what a year's travel costs less from the centre than from home [currency/year]."""
    cost: Floats = ground.weight[units] @ ground.visit_price(units[:, None], np.array([home, centre]))
    return float(cost[0] - cost[1])
