"""The log of a compiled run: kept in short lines, spread out into the columns of an event log when asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.state import TOLD, Table, empty
from sim.engine.contacting import CONTACT_STAGE, PITCH_STAGE
from sim.engine.log import COLUMNS, EventLog, Kind
from sim.streams import child_ids

ORDER_KINDS = (Kind.ORDERED, Kind.SHIPPED, Kind.DELIVERED, Kind.CANCELLED)
SAID_KINDS = (Kind.POLLED, Kind.ANSWERED, Kind.REFERRED)
CUSTOMER_KINDS = (Kind.WANTED, Kind.CHURNED)
WANT_KINDS = (Kind.OFFERED, Kind.ADOPTED)
LEAD, CUSTOMER, ORDER, WANT = range(4)
_BEGUN = int(Kind.BEGUN)


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
    columns: dict[str, NDArray[Any]] = {name: np.empty(len(told), dtype=dtype) for name, dtype in COLUMNS}
    of_kind = np.full(max(Kind) + 1, LEAD, dtype=np.int64)
    for about, kinds in (
        (CUSTOMER, CUSTOMER_KINDS),
        (ORDER, (*ORDER_KINDS, *SAID_KINDS)),
        (WANT, WANT_KINDS),
    ):
        of_kind[list(kinds)] = about
    sources = (tables[name] for name in ("lead", "customer", "order", "want", "adoption"))
    _spread(told, of_kind, *sources, *columns.values())
    if tables["deal"].size:
        _tell_price_cuts(told, tables, columns)
    if any((columns["kind"] == kind).any() for kind in SAID_KINDS):
        _tell_what_is_said(told, tables, columns)
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


@kernel
def _spread(  # noqa: PLR0913, PLR0917 - what is looked up in, and the columns
    told: Table,
    of_kind: Table,
    lead: Table,
    customer: Table,
    order: Table,
    want: Table,
    adoption: Table,
    time: Table,
    kind: Table,
    entity: Table,
    rep: Table,
    unit: Table,
    family: Table,
    stage: Table,
    units: Table,
    cents: Table,
) -> None:
    """Fill the columns from the lines and from what they are about."""
    for i in range(len(told)):
        line = told[i]
        row, about = line.row, of_kind[line.kind]
        time[i], kind[i], rep[i], stage[i], units[i], cents[i] = (
            line.time,
            line.kind,
            line.rep,
            line.stage,
            0,
            0,
        )
        if line.kind == _BEGUN and not _is_of_a_lead(line.stage):
            about = CUSTOMER
        if about == LEAD:
            entity[i], unit[i], family[i] = lead[row].id, lead[row].unit, lead[row].family
        elif about == CUSTOMER:
            entity[i], unit[i], family[i] = customer[row].key, customer[row].unit, customer[row].family
        elif about == ORDER:
            owner = order[row].customer
            entity[i], unit[i], family[i] = order[row].id, customer[owner].unit, customer[owner].family
            units[i], cents[i], stage[i] = order[row].units, order[row].cents, customer[owner].line
        else:
            entity[i], unit[i] = want[row].key, customer[want[row].customer].unit
            family[i] = adoption[want[row].rule].family
        if line.kind == _BEGUN:
            family[i] = -1


@compiled
def _is_of_a_lead(stage: int) -> bool:
    return bool(stage >= 0 or stage in (CONTACT_STAGE, PITCH_STAGE))


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
