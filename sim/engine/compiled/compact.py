"""The log of a compiled run: kept in short lines, spread out into the columns of an event log when asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.state import TOLD, Table, empty
from sim.engine.log import EventLog, Kind

ORDER_KINDS = (Kind.ORDERED, Kind.SHIPPED, Kind.DELIVERED, Kind.CANCELLED)
CUSTOMER_KINDS = (Kind.WANTED, Kind.CHURNED)
NEITHER, LEAD, CUSTOMER, ORDER = range(4)


def joined(pieces: list[Table]) -> Table:
    """Return the pieces of a log as one, emptying the list as it goes so that nothing is held twice."""
    whole = empty(TOLD, sum(len(piece) for piece in pieces))
    start = 0
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        whole[start : start + len(piece)] = piece
        start += len(piece)
    return whole


def spread(told: Table, tables: dict[str, Table], others: EventLog) -> EventLog:
    """Return the event log, in order of (time, kind, entity); ``others`` are events that Python told."""
    about = _about(told)
    columns: dict[str, NDArray[Any]] = {
        "time": np.ascontiguousarray(told["time"]),
        "kind": np.ascontiguousarray(told["kind"]),
        "rep": np.ascontiguousarray(told["rep"]),
        "stage": np.ascontiguousarray(told["stage"]),
        "entity": np.empty(len(told), dtype=np.uint64),
        "unit": np.empty(len(told), dtype=np.int32),
        "family": np.full(len(told), -1, dtype=np.int8),
        "units": np.zeros(len(told), dtype=np.int64),
        "cents": np.zeros(len(told), dtype=np.int64),
    }
    lead, customer, order = tables["lead"], tables["customer"], tables["order"]
    mine = about == LEAD
    rows = told["row"][mine]
    columns["entity"][mine], columns["unit"][mine] = lead["id"][rows], lead["unit"][rows]
    columns["family"][mine] = lead["family"][rows]
    mine = about == CUSTOMER
    rows = told["row"][mine]
    columns["entity"][mine], columns["unit"][mine] = customer["key"][rows], customer["unit"][rows]
    columns["family"][mine] = customer["family"][rows]
    mine = about == ORDER
    rows = told["row"][mine]
    owners = order["customer"][rows]
    columns["entity"][mine], columns["unit"][mine] = order["id"][rows], customer["unit"][owners]
    columns["family"][mine] = customer["family"][owners]
    columns["units"][mine], columns["cents"][mine] = order["units"][rows], order["cents"][rows]
    columns["family"][columns["kind"] == Kind.BEGUN] = -1
    if len(others):
        columns = {name: np.concatenate([values, getattr(others, name)]) for name, values in columns.items()}
        order = np.argsort(columns["time"], kind="stable")
        columns = {name: values[order] for name, values in columns.items()}
    return EventLog(**_in_order(columns))


def _about(told: Table) -> NDArray[np.int8]:
    """Return whether each line is about a lead, a customer or an order."""
    by_kind = np.full(max(Kind) + 1, LEAD, dtype=np.int8)
    by_kind[list(CUSTOMER_KINDS)] = CUSTOMER
    by_kind[list(ORDER_KINDS)] = ORDER
    about: NDArray[np.int8] = by_kind[told["kind"]]
    about[(told["kind"] == Kind.BEGUN) & (told["stage"] < 0)] = CUSTOMER
    return about


def _in_order(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the columns in order of (time, kind, entity, …): they are in order of time, so only ties are looked at."""
    time = columns["time"]
    tied = np.zeros(len(time), dtype=np.bool_)
    same = time[1:] == time[:-1]
    tied[1:] |= same
    tied[:-1] |= same
    rows = np.flatnonzero(tied)
    by = ("cents", "units", "stage", "family", "unit", "rep", "entity", "kind", "time")
    order = rows[np.lexsort([columns[name][rows] for name in by])]
    for values in columns.values():
        values[rows] = values[order]
    return columns
