"""The log of a compiled run: kept in short lines, spread out into the columns of an event log when asked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.state import Table
from sim.engine.contacting import CONTACT_STAGE, PITCH_STAGE
from sim.engine.log import COLUMNS, EventLog, Kind
from sim.streams import child_ids

ORDER_KINDS = (Kind.ORDERED, Kind.SHIPPED, Kind.DELIVERED, Kind.CANCELLED)
SAID_KINDS = (Kind.POLLED, Kind.ANSWERED, Kind.REFERRED)
CUSTOMER_KINDS = (Kind.WANTED, Kind.CHURNED)
WANT_KINDS = (Kind.OFFERED, Kind.ADOPTED)
LEAD, CUSTOMER, ORDER, WANT = range(4)
_BEGUN = int(Kind.BEGUN)
CROWD = 32
"""Events of one moment that are put in order one by one; more, such as orders that a new month lets go, are sorted."""


def spread(pieces: list[Table], tables: dict[str, Table], others: EventLog) -> EventLog:
    """Return the event log, in order of (time, kind, entity); ``others`` are events that Python told."""
    n_events = sum(len(piece) for piece in pieces)
    columns: dict[str, NDArray[Any]] = {name: np.empty(n_events, dtype=dtype) for name, dtype in COLUMNS}
    of_kind = np.full(max(Kind) + 1, LEAD, dtype=np.int64)
    for about, kinds in (
        (CUSTOMER, CUSTOMER_KINDS),
        (ORDER, (*ORDER_KINDS, *SAID_KINDS)),
        (WANT, WANT_KINDS),
    ):
        of_kind[list(kinds)] = about
    sources = [tables[name] for name in ("lead", "customer", "order", "want", "adoption")]
    start = 0
    for told in pieces:
        part = {name: values[start : start + len(told)] for name, values in columns.items()}
        _spread(told, of_kind, *sources, *part.values())
        _spread_rarely(told, tables, part)
        start += len(told)
    if len(others):
        columns = {name: np.concatenate([values, getattr(others, name)]) for name, values in columns.items()}
        order = np.argsort(columns["time"], kind="stable")
        columns = {name: values[order] for name, values in columns.items()}
    return EventLog(**_in_order(columns))


def _spread_rarely(told: Table, tables: dict[str, Table], columns: dict[str, NDArray[Any]]) -> None:
    """Put in what few scenarios tell of."""
    if tables["deal"].size:
        _tell_price_cuts(told, tables, columns)
    if any((columns["kind"] == kind).any() for kind in SAID_KINDS):
        _tell_what_is_said(told, tables, columns)


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
    crowds = np.empty((len(columns["time"]) // CROWD + 1, 2), dtype=np.int64)
    n_crowds = _order_ties(*[*columns.values(), crowds])
    for start, end in crowds[:n_crowds].tolist():
        order = start + np.lexsort([values[start:end] for values in reversed(columns.values())])
        for values in columns.values():
            values[start:end] = values[order]
    return columns


@kernel
def _order_ties(  # noqa: PLR0913, PLR0917 - the columns
    time: Table,
    kind: Table,
    entity: Table,
    rep: Table,
    unit: Table,
    family: Table,
    stage: Table,
    units: Table,
    cents: Table,
    crowds: Table,
) -> int:
    """Put the few events of each moment in order; return how many moments have many, whose rows ``crowds`` takes."""
    n_crowds, start = 0, 0
    while start < len(time):
        end = start + 1
        while end < len(time) and time[end] == time[start]:
            end += 1
        if end - start > CROWD:
            crowds[n_crowds, 0], crowds[n_crowds, 1] = start, end
            n_crowds += 1
        else:
            for row in range(start + 1, end):
                at = row
                while at > start and _is_before(at, kind, entity, rep, unit, family, stage, units, cents):
                    kind[at - 1], kind[at] = kind[at], kind[at - 1]
                    entity[at - 1], entity[at] = entity[at], entity[at - 1]
                    rep[at - 1], rep[at] = rep[at], rep[at - 1]
                    unit[at - 1], unit[at] = unit[at], unit[at - 1]
                    family[at - 1], family[at] = family[at], family[at - 1]
                    stage[at - 1], stage[at] = stage[at], stage[at - 1]
                    units[at - 1], units[at] = units[at], units[at - 1]
                    cents[at - 1], cents[at] = cents[at], cents[at - 1]
                    at -= 1
        start = end
    return n_crowds


@compiled
def _is_before(  # noqa: PLR0911, PLR0913, PLR0917 - one column after the other
    at: int,
    kind: Table,
    entity: Table,
    rep: Table,
    unit: Table,
    family: Table,
    stage: Table,
    units: Table,
    cents: Table,
) -> bool:
    """Return whether a row comes before the one above it."""
    if kind[at] != kind[at - 1]:
        return bool(kind[at] < kind[at - 1])
    if entity[at] != entity[at - 1]:
        return bool(entity[at] < entity[at - 1])
    if rep[at] != rep[at - 1]:
        return bool(rep[at] < rep[at - 1])
    if unit[at] != unit[at - 1]:
        return bool(unit[at] < unit[at - 1])
    if family[at] != family[at - 1]:
        return bool(family[at] < family[at - 1])
    if stage[at] != stage[at - 1]:
        return bool(stage[at] < stage[at - 1])
    if units[at] != units[at - 1]:
        return bool(units[at] < units[at - 1])
    return bool(cents[at] < cents[at - 1])
