"""Team pay: how hard each of n people works when all share what they bring together."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import minimize_scalar

from optimize.program import Floats

_ROUNDS, _STILL = 200, 1e-10


def team_efforts(rate: float, effect: Floats, effort_cost: Floats, share: Floats | None = None) -> Floats:
    """
    Return everybody's effort when nobody gains by changing his own (Nash), shape (n_people,).

    A team's sales are sum effect_i e_i; person i is paid ``share_i`` (null: one n-th) of ``rate`` times them and bears
    effort_cost_i e_i^2 / 2. Each in turn searches his best effort given the others', until nobody moves; no formula is
    used, so the search checks the closed form e_i = share_i * rate * effect_i / effort_cost_i: with equal shares one
    n-th of what he would do alone (free riding, Holmstrom 1982).

    Raises
    ------
    ValueError
        When shapes differ or an effort costs nothing.
    """
    n = len(effect)
    shares = np.full(n, 1.0 / n) if share is None else share
    if not n or len(effort_cost) != n or len(shares) != n or not (effort_cost > 0).all():
        raise ValueError(f"one effect, one cost above 0 and one share a person are wanted, for {n} people")
    efforts = np.zeros(n)
    for _ in range(_ROUNDS):
        before = efforts.copy()
        for i in range(n):
            efforts[i] = _best_reply(i, efforts, rate * shares[i], effect, float(effort_cost[i]))
        if np.abs(efforts - before).max() <= _STILL:
            break
    return efforts


def _best_reply(person: int, efforts: Floats, rate: float, effect: Floats, effort_cost: float) -> float:
    """Return the effort that leaves a person most, the others' given."""
    others = float(effect @ efforts - effect[person] * efforts[person])

    def loss(effort: float) -> float:
        return effort_cost * effort * effort / 2 - rate * (others + float(effect[person]) * effort)

    most = 4.0 * max(rate * float(effect[person]) / effort_cost, math.ulp(1.0))
    found = minimize_scalar(loss, bounds=(0.0, most), method="bounded", options={"xatol": 1e-9})
    return float(found.x)
