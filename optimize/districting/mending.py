"""Bands that are still missed, kept at last: shifts and chains round about the territories that miss one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.districting.kernels import Ground, Heat, State, anneal_zone

KEPT = 1e-9
"""Missed shares of a mean below which a band counts as kept."""
MENDS = 24
RINGS, INNER = 4, (1.0, 0.8, 0.5)
PROPOSALS, PARTS = 150, 5
"""Proposals in a run by node of its zone, and the parts after which it is looked at."""
HEAT, FINE, CHAINS = 0.3, 100.0, 0.6


class Scale(NamedTuple):
    """What a mean node and a mean territory cost: heats and fines are in these."""

    node: float
    territory: float


def mend(
    ground: Ground, state: State, scale: Scale, key: np.uint64, done: Callable[[int, int], bool]
) -> None:
    """
    Bring the bands about that are missed, from a state and in it.

    Run by run the zone grows by a ring and begins anew with a dearer fine, and loads aim at the inner part of their
    bands, which passes on what is too much or too little to neighbours that have room themselves.

    Parameters
    ----------
    done
        Is given the number of the run and the proposals made, looks at the state, and says whether to stop.
    """
    for turn in range(MENDS):
        zone = _zone(ground, state, turn % RINGS)
        proposals = PROPOSALS * int(zone[state.owner].sum()) // PARTS
        fine = FINE * 2.0 ** (turn // RINGS) * scale.territory
        heat = Heat(HEAT * scale.node, 0.01 * HEAT * scale.node, fine, 10 * fine, CHAINS)
        aimed = _aimed(ground, INNER[turn % len(INNER)])
        for _ in range(PARTS):
            anneal_zone(aimed, state, heat, (zone, proposals), key)
            if done(turn, proposals):
                return


def missed(ground: Ground, state: State) -> NDArray[np.bool_]:
    """Return which territories miss a band, shape (k,)."""
    out = (state.load < ground.low - KEPT) | (state.load > ground.high + KEPT)
    return np.asarray(out.any(axis=0))


def _zone(ground: Ground, state: State, rings: int) -> NDArray[np.bool_]:
    """Return which territories miss a band or lie within some rings of one that does, shape (k,)."""
    zone = missed(ground, state)
    one, other = state.owner[ground.tail], state.owner[ground.neighbour]
    for _ in range(rings):
        zone[other[zone[one]]] = True
    return zone


def _aimed(ground: Ground, inner: float) -> Ground:
    """Return the ground with bands narrowed to a share of their width."""
    middle, half = (ground.low + ground.high) / 2, (ground.high - ground.low) / 2 * inner
    return ground._replace(low=middle - half, high=middle + half)
