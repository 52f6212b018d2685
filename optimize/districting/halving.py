"""A map cut in two again and again, each part with as much load as the territories it is to hold."""

from __future__ import annotations

import numpy as np

from optimize.districting.terrain import Terrain
from optimize.program import Floats, Ints

SAMPLE = 500
"""Nodes looked at for the two that lie farthest apart."""


def halved(terrain: Terrain, rows: Ints, share: Floats, parts: int, draws: Floats) -> list[Ints]:
    """
    Return some nodes in ``parts`` groups of about the same load, each near together.

    Two nodes that lie far apart are the poles of a cut; nodes are ordered by how much nearer they lie to the one (on a
    plane, with squared distance, this is a sweep line between them), and cut where the load is divided as the
    territories are.

    Parameters
    ----------
    rows
        Nodes, at least as many as parts.
    share
        Load of each node of the terrain, shape (n,).
    draws
        In (0, 1), two for each cut, shape (2 * (parts - 1),).
    """
    done, waiting, cuts = list[Ints](), [(rows, parts)], 0
    while waiting:
        inside, wanted = waiting.pop()
        if wanted == 1:
            done.append(inside)
            continue
        draw, side = draws[2 * cuts], draws[2 * cuts + 1]
        cuts += 1
        first = wanted // 2 if side < 0.5 else wanted - wanted // 2  # noqa: PLR2004 - a fair coin
        ordered = inside[np.argsort(_along(terrain, inside, draw), kind="stable")]
        filled = np.cumsum(share[ordered])
        cut = int(np.searchsorted(filled, filled[-1] * first / wanted))
        cut = min(max(cut, first), len(ordered) - (wanted - first))
        waiting += [(ordered[:cut], first), (ordered[cut:], wanted - first)]
    return done


def _along(terrain: Terrain, inside: Ints, draw: float) -> Floats:
    """Return where each node lies between two poles: one far from a node drawn, and one far from that."""
    some = inside[:: max(1, len(inside) // SAMPLE)]
    pole = _farthest(terrain, some, int(inside[int(draw * len(inside))]))
    other = _farthest(terrain, some, pole)
    far = terrain.between(inside, np.array([pole, other]))
    along: Floats = far[:, 0] - far[:, 1]
    return along


def _farthest(terrain: Terrain, some: Ints, node: int) -> int:
    return int(some[int(terrain.between(some, np.array([node]))[:, 0].argmax())])
