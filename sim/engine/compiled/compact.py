"""The log of a compiled run: kept in short lines, of which a column of the event log is made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.luck import child_id
from sim.engine.compiled.state import Id, Record, Table, empty
from sim.engine.contacting import CONTACT_STAGE, PITCH_STAGE
from sim.engine.log import COLUMNS, EventLog, Kind

if TYPE_CHECKING:
    from sim.market import Leads

Ints = NDArray[np.int64]
SAID_KINDS = (Kind.POLLED, Kind.ANSWERED, Kind.REFERRED)
PEOPLE_KINDS = (Kind.LEFT, Kind.HIRED, Kind.PROMOTED)
LEAD, CUSTOMER, ORDER, SAID, WANT, OTHER = range(6)
ABOUT = {
    CUSTOMER: (Kind.WANTED, Kind.CHURNED),
    ORDER: (Kind.ORDERED, Kind.SHIPPED, Kind.DELIVERED, Kind.CANCELLED),
    SAID: SAID_KINDS,
    WANT: (Kind.OFFERED, Kind.ADOPTED),
    OTHER: PEOPLE_KINDS,
}
"""What the row of a line is of, by kind; a lead where nothing is said."""
IN_LINES = {"time", "kind", "rep"}
IN_UNIT, FAMILY, STAGE, UNITS, CENTS = range(5)
LOOKED_UP = {"unit": IN_UNIT, "family": FAMILY, "stage": STAGE, "units": UNITS, "cents": CENTS}
_BEGUN, _PULLED, _REFERRED = int(Kind.BEGUN), int(Kind.PULLED), int(Kind.REFERRED)
_POLLED, _ANSWERED = int(Kind.POLLED), int(Kind.ANSWERED)
CROWD = 16
"""Events of one moment that are put in order one by one; more, such as those of an opening hour, are merged."""


class CompactLog:
    """Lines in order of time, and what they are about."""

    def __init__(self, pieces: list[Table], tables: dict[str, Table], leads: Leads, others: EventLog) -> None:
        customer, order, want = (tables[name] for name in ("customer", "order", "want"))
        self._sources: list[Table] = [leads.id, customer, order, want, others.entity]
        rarely = tables["adoption"], tables["deal"]
        self._marks: list[Table] = [leads.unit, leads.family, customer, order, want, *rarely]
        self._pieces = _parted(_with_others(pieces, others))
        self._is_in_order = False
        self._of_kind = np.full(max(Kind) + 1, LEAD, dtype=np.int64)
        for about, kinds in ABOUT.items():
            self._of_kind[list(kinds)] = about

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
            _entities(lines, self._of_kind, entity, *self._sources)
            return entity
        found = np.empty(len(lines), np.int64)
        _look_up(LOOKED_UP[name], lines, self._of_kind, found, *self._marks)
        return found

    def _order(self) -> None:
        """Put the lines of each moment in order of (kind, entity, …), the first time that anybody asks."""
        if self._is_in_order:
            return
        longest = max(map(len, self._pieces), default=0)
        rank, spare = np.empty((2, longest), np.int64)
        for lines in self._pieces:
            copy = np.empty(longest, lines.dtype)
            _order_ties(lines, self._of(lines, "entity"), rank, spare, copy)
        self._is_in_order = True


def _with_others(pieces: list[Table], others: EventLog) -> list[Table]:
    """Return the lines with those of others among them; their rows are places in the others' columns."""
    if not len(others):
        return pieces
    n = sum(len(piece) for piece in pieces)
    lines = empty(pieces[0].dtype, n + len(others))
    lines[:n] = np.concatenate(pieces)
    for name in ("time", "kind", "rep"):
        lines[name][n:] = getattr(others, name)
    lines["row"][n:], lines["stage"][n:] = np.arange(len(others)), -1
    lines[:] = lines[np.argsort(lines["time"], kind="stable")]
    return [lines]


def _parted(pieces: list[Table]) -> list[Table]:
    """Return the lines in pieces between which time passes, so that each can be put in order by itself."""
    parted: list[Table] = []
    for piece in pieces:
        n = int(np.searchsorted(piece["time"], parted[-1]["time"][-1], side="right")) if parted else 0
        if n:
            before = parted[-1]
            parted[-1] = empty(piece.dtype, len(before) + n)
            parted[-1][: len(before)], parted[-1][len(before) :] = before, piece[:n]
        if n < len(piece):
            parted.append(piece[n:])
    return parted


@compiled
def _about(kind: int, stage: int, of_kind: Table) -> int:
    """Return what a line is about: work that was begun is a lead's by its stage, else a customer's."""
    if kind == _BEGUN and not (stage >= 0 or stage in (CONTACT_STAGE, PITCH_STAGE)):
        return CUSTOMER
    about: int = of_kind[kind]
    return about


@kernel
def _entities(  # noqa: PLR0913, PLR0917 - what is looked up in
    lines: Table,
    of_kind: Table,
    entity: Table,
    lead_id: Table,
    customer: Table,
    order: Table,
    want: Table,
    others: Table,
) -> None:
    """Fill in whom or what some lines are about."""
    for i in range(len(lines)):
        kind, row = lines[i].kind, lines[i].row
        about = _about(kind, lines[i].stage, of_kind)
        if about == LEAD:
            entity[i] = lead_id[row]
        elif about == CUSTOMER:
            entity[i] = customer[row].key
        elif about == WANT:
            entity[i] = want[row].key
        elif about == OTHER:
            entity[i] = others[row]
        elif kind == _REFERRED:
            entity[i] = child_id(order[row].id, 0)
        else:
            entity[i] = order[row].id


@kernel
def _look_up(  # noqa: PLR0913, PLR0917 - what is looked up in
    what: int,
    lines: Table,
    of_kind: Table,
    found: Table,
    lead_unit: Table,
    lead_family: Table,
    customer: Table,
    order: Table,
    want: Table,
    adoption: Table,
    deal: Table,
) -> None:
    """Fill in one column for some lines."""
    n_passes = len(deal) // max(len(lead_unit), 1)
    for i in range(len(lines)):
        kind, row, stage = lines[i].kind, lines[i].row, lines[i].stage
        about = _about(kind, stage, of_kind)
        if what == IN_UNIT:
            found[i] = _unit_of(about, row, lead_unit, customer, order, want)
        elif what == FAMILY:
            found[i] = -1
            if kind != _BEGUN:
                found[i] = _family_of(about, row, lead_family, customer, order, want, adoption)
        elif what == STAGE:
            found[i] = stage
            if about == ORDER:
                found[i] = customer[order[row].customer].line
            elif about == SAID or kind == _PULLED:
                found[i] = -1
        elif what == UNITS:
            found[i] = order[row].units if about == ORDER else 0
        elif kind == _PULLED:
            found[i] = deal[row * n_passes + stage].cut
        else:
            found[i] = _cents_of(about, kind, row, order)


@compiled
def _unit_of(  # noqa: PLR0913, PLR0917 - what is looked up in
    about: int, row: int, lead_unit: Table, customer: Table, order: Table, want: Table
) -> int:
    """Return the basic unit that a line is about."""
    if about == LEAD:
        return int(lead_unit[row])
    if about == OTHER:
        return -1
    owner = row
    if about == WANT:
        owner = want[row].customer
    elif about != CUSTOMER:
        owner = order[row].customer
    return int(customer[owner].unit)


@compiled
def _family_of(  # noqa: PLR0913, PLR0917 - what is looked up in
    about: int, row: int, lead_family: Table, customer: Table, order: Table, want: Table, adoption: Table
) -> int:
    """Return the product family that a line is about."""
    if about == LEAD:
        return int(lead_family[row])
    if about == OTHER:
        return -1
    if about == WANT:
        return int(adoption[want[row].rule].family)
    return int(customer[row if about == CUSTOMER else order[row].customer].family)


@compiled
def _cents_of(about: int, kind: int, row: int, order: Table) -> int:
    """Return what a line tells in cents: an order's value, or a score in hundredths of a point."""
    if about == ORDER:
        return int(order[row].cents)
    if kind == _POLLED:
        return int(order[row].truth)
    return int(order[row].answer) if kind == _ANSWERED else 0


@kernel
def _order_ties(lines: Table, entity: Table, rank: Table, spare: Table, copy: Table) -> None:
    """Put the lines of each moment in order of (kind, entity, rep, stage); the last three are room to work in."""
    start = 0
    while start < len(lines):
        end, time = start + 1, lines[start].time
        while end < len(lines) and lines[end].time == time:
            end += 1
        if end - start > CROWD:
            _merge(lines, entity, start, end, rank, spare, copy)
        else:
            for row in range(start + 1, end):
                at = row
                while at > start:
                    line, above = lines[at], lines[at - 1]
                    if not _comes_before(line, above, entity[at], entity[at - 1]):
                        break
                    entity[at - 1], entity[at] = entity[at], entity[at - 1]
                    line.row, above.row = above.row, line.row
                    line.rep, above.rep = above.rep, line.rep
                    line.kind, above.kind = above.kind, line.kind
                    line.stage, above.stage = above.stage, line.stage
                    at -= 1
        start = end


@compiled
def _merge(  # noqa: PLR0913, PLR0917 - where the lines are, and room to work in
    lines: Table, entity: Table, first: int, last: int, rank: Table, spare: Table, copy: Table
) -> None:
    """Put many lines of one moment in order: runs of twice the length each time."""
    n, width = last - first, 1
    for row in range(n):
        rank[row] = first + row
    while width < n:
        start = 0
        while start < n:
            middle, end = min(start + width, n), min(start + 2 * width, n)
            left, right = start, middle
            for place in range(start, end):
                takes_right = right < end
                if takes_right and left < middle:
                    one, other = rank[right], rank[left]
                    takes_right = _comes_before(lines[one], lines[other], entity[one], entity[other])
                if takes_right:
                    spare[place] = rank[right]
                    right += 1
                else:
                    spare[place] = rank[left]
                    left += 1
            start = end
        for row in range(n):
            rank[row] = spare[row]
        width *= 2
    for row in range(n):
        _copy(lines[rank[row]], copy[row])
    for row in range(n):
        _copy(copy[row], lines[first + row])


@compiled
def _copy(line: Record, to: Record) -> None:
    """Write one line over another of the same moment."""
    to.row, to.rep, to.kind, to.stage = line.row, line.rep, line.kind, line.stage


@compiled
def _comes_before(line: Record, other: Record, entity: Id, its_entity: Id) -> bool:
    """Return whether a line comes before another of the same moment."""
    if line.kind != other.kind:
        return bool(line.kind < other.kind)
    if entity != its_entity:
        return bool(entity < its_entity)
    if line.rep != other.rep:
        return bool(line.rep < other.rep)
    return bool(line.stage < other.stage)
