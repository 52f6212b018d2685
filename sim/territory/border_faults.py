"""Rows of a table of borders that make no sense: a unit beside itself, a border that stands one way only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.table import RowIssue, Table


def border_faults(neighbours: Table) -> Iterator[RowIssue]:
    """
    Yield an issue for each row that borders on itself, or whose way back was lost.

    A table lists each border once, in either direction, or each twice: a row without its way back among a majority
    of rows with one is a row that somebody lost.
    """
    units, coded = np.unique(
        np.concatenate([neighbours["unit"], neighbours["neighbour"]]), return_inverse=True
    )
    one, other = np.split(coded.astype(np.int64), 2)
    for row in np.flatnonzero(one == other).tolist():
        yield _issue(neighbours, row, "T030", "a unit borders on others only")
    alone = (one != other) & ~np.isin(one * len(units) + other, other * len(units) + one)
    if 2 * alone.sum() < len(one):
        for row in np.flatnonzero(alone).tolist():
            back = f"{neighbours['neighbour'][row]},{neighbours['unit'][row]}"
            message = f"this border stands one way only, most others both ways; add the row {back}, or list each once"
            yield _issue(neighbours, row, "T037", message)


def _issue(neighbours: Table, row: int, code: str, message: str) -> RowIssue:
    """Return an issue of one row, at its neighbour."""
    return RowIssue(
        code, int(neighbours.source_row[row]), "neighbour", str(neighbours["neighbour"][row]), message
    )
