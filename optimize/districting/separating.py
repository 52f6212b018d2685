"""
Separator rows: what a torn territory breaks, x_ic <= sum_{s in S} x_sc where S separates node i from the centre c.

A cut is (node, candidate, nodes of the separator). ``own`` (n_candidates,) is the node of each candidate centre and
``share`` (n, n_candidates) how much of each node a solution gives to each.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

from optimize.districting.terrain import Terrain
from optimize.program import Floats, Ints, Program
from sim.territory.contiguity import pieces

VIOLATION, WORST = 1e-4, 3
CHOSEN = 0.5

Cut = tuple[int, int, Ints]


def relaxed_cuts(terrain: Terrain, own: Ints, share: Floats) -> list[Cut]:
    """Return separators that a solution in shares breaks, for the worst nodes of each loose piece."""
    cuts: list[Cut] = []
    for c in np.flatnonzero(share.sum(axis=0) > VIOLATION).tolist():
        mine = share[:, c] > VIOLATION
        piece = pieces(terrain.nodes.graph, mine)
        for number in np.unique(piece[mine & (piece != piece[own[c]])]):
            loose = np.flatnonzero(piece == number)
            around = _separator(terrain, loose, int(own[c]))
            worst = loose[np.argsort(-share[loose, c], kind="stable")[:WORST]]
            cuts += [(int(i), c, around) for i in worst if share[i, c] > share[around, c].sum() + VIOLATION]
    return cuts


def whole_cuts(terrain: Terrain, own: Ints, share: Floats) -> list[Cut]:
    """
    Return separators between all pieces of each torn territory of a whole solution, none when all are whole.

    They are for every centre in the pieces: the same territory around another centre would come next.
    """
    cuts: list[Cut] = []
    for c in np.flatnonzero(share[own, np.arange(len(own))] > CHOSEN).tolist():
        mine = share[:, c] > CHOSEN
        piece = pieces(terrain.nodes.graph, mine)
        parts = [np.flatnonzero(piece == number) for number in np.unique(piece[mine])]
        for one, other in permutations(parts, 2):
            around = _separator(terrain, one, int(other[0]))
            centres = np.flatnonzero(np.isin(own, other)).tolist()
            cuts += [(int(i), centre, around) for i in one for centre in centres]
    return cuts


def add_cut(program: Program, column: Ints, cut: Cut) -> None:
    """Add one separator row; arcs that the program does not have (column -1) are zero."""
    i, c, around = cut
    if column[i, c] < 0:
        return
    terms = {int(column[i, c]): 1.0} | {int(s): -1.0 for s in column[around, c] if s >= 0}
    program.add_row(f"way from {i} to {c} over {len(around)}", terms, high=0.0)


def _separator(terrain: Terrain, loose: Ints, centre: int) -> Ints:
    """Return the nodes around a piece that the centre reaches without passing others of them: a minimal separator."""
    graph = terrain.nodes.graph
    around = np.setdiff1d(np.concatenate([graph.of_unit(int(i)) for i in loose]), loose)
    label = np.zeros(terrain.n, dtype=np.int64)
    label[around] = 1
    label[loose] = 2
    piece = pieces(graph, label)
    home = piece == piece[centre]
    touches = [bool(home[graph.of_unit(int(s))].any()) or int(s) == centre for s in around]
    between: Ints = around[np.array(touches)]
    return between
