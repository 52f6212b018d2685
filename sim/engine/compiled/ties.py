"""The order of the lines of the log that are told of one moment: (kind, entity, rep, stage)."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.state import Id, Record, Table
from sim.engine.compiled.subjects import entity_of

CROWD = 16
"""Events of one moment that are put in order one by one; more, such as those of an opening hour, are merged."""


@kernel
def order_ties(  # noqa: PLR0913, PLR0917 - the lines, room to work in, and what is looked up in
    lines: Table,
    entity: Table,
    rank: Table,
    spare: Table,
    copy: Table,
    of_kind: Table,
    lead_id: Table,
    customer: Table,
    order: Table,
    want: Table,
    others: Table,
) -> None:
    """Put the lines of each moment in order."""
    start = 0
    while start < len(lines):
        end, time = start + 1, lines[start].time
        while end < len(lines) and lines[end].time == time:
            end += 1
        if end - start > CROWD:
            for row in range(start, end):
                entity[row] = entity_of(lines[row], of_kind, lead_id, customer, order, want, others)
            _merge(lines, entity, start, end, rank, spare, copy)
        else:
            for row in range(start + 1, end):
                at = row
                while at > start:
                    line, above = lines[at], lines[at - 1]
                    mine, its = np.uint64(0), np.uint64(0)
                    if line.kind == above.kind:
                        mine = entity_of(line, of_kind, lead_id, customer, order, want, others)
                        its = entity_of(above, of_kind, lead_id, customer, order, want, others)
                    if not _comes_before(line, above, mine, its):
                        break
                    _swap(line, above)
                    at -= 1
        start = end


@compiled
def _swap(line: Record, other: Record) -> None:
    """Let two lines of one moment change places."""
    line.row, other.row = other.row, line.row
    line.rep, other.rep = other.rep, line.rep
    line.kind, other.kind = other.kind, line.kind
    line.stage, other.stage = other.stage, line.stage


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
