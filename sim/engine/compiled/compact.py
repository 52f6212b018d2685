"""The log of a compiled run: kept in short lines, spread out into the columns of an event log when asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.state import TOLD, Table, empty
from sim.engine.contacting import CONTACT_STAGE, PITCH_STAGE
from sim.engine.log import EventLog, Kind
from sim.streams import child_ids

ORDER_KINDS = (Kind.ORDERED, Kind.SHIPPED, Kind.DELIVERED, Kind.CANCELLED)
SAID_KINDS = (Kind.POLLED, Kind.ANSWERED, Kind.REFERRED)
CUSTOMER_KINDS = (Kind.WANTED, Kind.CHURNED)
WANT_KINDS = (Kind.OFFERED, Kind.ADOPTED)
NEITHER, LEAD, CUSTOMER, ORDER, WANT = range(5)


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
    _tell_price_cuts(told, tables, columns)
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
    columns["stage"][mine] = customer["line"][owners]
    _tell_what_is_said(told, tables, columns)
    mine = about == WANT
    wants = tables["want"][told["row"][mine]]
    columns["entity"][mine], columns["unit"][mine] = wants["key"], customer["unit"][wants["customer"]]
    columns["family"][mine] = tables["adoption"]["family"][wants["rule"]]
    columns["family"][columns["kind"] == Kind.BEGUN] = -1
    if len(others):
        columns = {name: np.concatenate([values, getattr(others, name)]) for name, values in columns.items()}
        order = np.argsort(columns["time"], kind="stable")
        columns = {name: values[order] for name, values in columns.items()}
    return EventLog(**_in_order(columns))


def _tell_what_is_said(told: Table, tables: dict[str, Table], columns: dict[str, NDArray[Any]]) -> None:
    """Put in what customers say after an order: scores in the place of money, and the lead that will come of it."""
    kind, order = columns["kind"], tables["order"]
    for spoken, column in ((Kind.POLLED, "truth"), (Kind.ANSWERED, "answer"), (Kind.REFERRED, None)):
        mine = kind == spoken
        rows = told["row"][mine]
        columns["stage"][mine], columns["units"][mine] = -1, 0
        columns["cents"][mine] = order[column][rows] if column else 0
    referred = kind == Kind.REFERRED
    columns["entity"][referred] = child_ids(columns["entity"][referred], 0)


def _tell_price_cuts(told: Table, tables: dict[str, Table], columns: dict[str, NDArray[Any]]) -> None:
    """Put in what deals closed early cost; their lines hold the passage in the place of the stage."""
    pulled = told["kind"] == Kind.PULLED
    if pulled.any():
        n_passes = len(tables["deal"]) // len(tables["lead"])
        place = told["row"][pulled].astype(np.int64) * n_passes + told["stage"][pulled]
        columns["cents"][pulled], columns["stage"][pulled] = tables["deal"]["cut"][place], -1


def _about(told: Table) -> NDArray[np.int8]:
    """Return whether each line is about a lead, a customer or an order."""
    by_kind = np.full(max(Kind) + 1, LEAD, dtype=np.int8)
    by_kind[list(CUSTOMER_KINDS)] = CUSTOMER
    by_kind[[*ORDER_KINDS, *SAID_KINDS]] = ORDER
    by_kind[list(WANT_KINDS)] = WANT
    about: NDArray[np.int8] = by_kind[told["kind"]]
    of_leads = np.isin(told["stage"], (CONTACT_STAGE, PITCH_STAGE)) | (told["stage"] >= 0)
    about[(told["kind"] == Kind.BEGUN) & ~of_leads] = CUSTOMER
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
