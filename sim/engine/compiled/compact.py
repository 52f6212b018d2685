"""The log of a compiled run: kept in short lines, of which a column of the event log is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.state import Table, bytes_of, empty
from sim.engine.compiled.subjects import ABOUT_OF_KIND, LOOKED_UP, entities, look_up
from sim.engine.compiled.ties import order_ties
from sim.engine.log import COLUMNS, EventLog

if TYPE_CHECKING:
    from sim.market import Leads

IN_LINES = {"time", "kind", "rep"}


class CompactLog:
    """Lines in order of time, and what they are about."""

    def __init__(self, pieces: list[Table], tables: dict[str, Table], leads: Leads, others: EventLog) -> None:
        customer, order, want = (tables[name] for name in ("customer", "order", "want"))
        self._sources: list[Table] = [leads.id, customer, order, want, others.entity]
        rarely = tables["adoption"], tables["deal"], tables["bill"]
        self._marks: list[Table] = [leads.unit, leads.family, customer, order, want, *rarely]
        self._pieces = _parted(_with_others(pieces, others))
        self._is_in_order = False

    def __len__(self) -> int:
        """Return the number of lines."""
        return sum(len(piece) for piece in self._pieces)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of the event log, in order of (time, kind, entity)."""
        self._order()
        column = np.empty(len(self), dict(COLUMNS)[name])
        start = 0
        for piece in self._pieces:
            column[start : start + len(piece)] = self._of(piece, name)
            start += len(piece)
        return column

    def _of(self, lines: Table, name: str) -> NDArray[Any]:
        """Return a column of some lines."""
        if name in IN_LINES:
            values: NDArray[Any] = lines[name]
            return values
        if name == "entity":
            entity = np.empty(len(lines), np.uint64)
            entities(lines, entity, ABOUT_OF_KIND, *self._sources)
            return entity
        found = np.empty(len(lines), np.int64)
        look_up(LOOKED_UP[name], lines, ABOUT_OF_KIND, found, *self._marks)
        return found

    def _order(self) -> None:
        """Put the lines of each moment in order of (kind, entity, …), the first time that anybody asks."""
        if self._is_in_order:
            return
        longest = max(map(len, self._pieces), default=0)
        rank, spare = np.empty((2, longest), np.int64)
        entity = np.empty(longest, np.uint64)
        for lines in self._pieces:
            copy = np.empty(longest, lines.dtype)
            order_ties(lines, entity, rank, spare, copy, ABOUT_OF_KIND, *self._sources)
        self._is_in_order = True


def _with_others(pieces: list[Table], others: EventLog) -> list[Table]:
    """Return the lines with those of others among them; their rows are places in the others' columns."""
    if not len(others):
        return pieces
    n, k = sum(len(piece) for piece in pieces), len(others)
    lines = empty(pieces[0].dtype, n + k)
    memory, size = bytes_of(lines), lines.dtype.itemsize
    start = 0
    for piece in pieces:
        memory[start : start + piece.nbytes] = bytes_of(piece)
        start += piece.nbytes
    # Each other goes behind the lines of its moment; what comes after it moves up, from the end on.
    places = [*np.searchsorted(lines["time"][:n], others.time, side="right").tolist(), n]
    for row in range(k - 1, -1, -1):
        first, end = places[row], places[row + 1]
        memory[(first + row + 1) * size : (end + row + 1) * size] = memory[first * size : end * size]
        lines[first + row] = (others.time[row], row, others.rep[row], others.kind[row], -1)
    return [lines]


def _parted(pieces: list[Table]) -> list[Table]:
    """Return the lines in pieces between which time passes, so that each can be put in order by itself."""
    parted: list[Table] = []
    for piece in pieces:
        if not len(piece):
            continue
        n = 0
        if parted and parted[-1]["time"][-1] == piece["time"][0]:
            before = parted.pop()
            first = int(np.searchsorted(before["time"], piece["time"][0]))
            n = int(np.searchsorted(piece["time"], piece["time"][0], side="right"))
            if first:
                parted.append(before[:first])
            between = empty(piece.dtype, len(before) - first + n)
            between[: len(before) - first], between[len(before) - first :] = before[first:], piece[:n]
            parted.append(between)
        if n < len(piece):
            parted.append(piece[n:])
    return parted
