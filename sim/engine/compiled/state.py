"""The state of a run: one record of single numbers and tables of records, which kernels read and write in place."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.jit import number_reader, row_reader

Table = NDArray[Any]
State = Any
Record = Any
"""The record of single numbers, one row of :data:`STATE`; kernels reach every table through it."""

STAGE = np.dtype(
    [
        ("work_hours", "f8"),
        ("is_exponential", "i8"),
        ("advance_share", "f8"),
        ("gap_share", "f8"),
        ("visits", "f8"),
    ]
)

FAMILY = np.dtype(
    [
        ("price_cents", "i8"),
        ("log_mean", "f8"),
        ("log_sd", "f8"),
        ("is_limited", "i8"),
        ("left", "f8"),  # units of this month's capacity
        ("first", "i8"),  # order at the head of the backlog, -1: none
        ("last", "i8"),
    ]
)

LEAD = np.dtype(
    [
        ("id", "u8"),
        ("arrival", "f8"),
        ("quality", "f8"),
        ("patience", "f8"),
        ("cycle", "f8"),
        ("cents", "i8"),
        ("units", "i8"),
        ("ticket", "i8"),  # of the task it waits for, 0: none or begun
        ("unit", "i4"),
        ("rep", "i4"),
        ("grade", "i4"),
        ("cell", "i4"),  # of skill
        ("known", "i4"),  # person who made the first contact
        ("family", "i2"),
        ("loop", "i1"),
        ("stage", "i1"),
        ("state", "i1"),
        ("valid", "i1"),
        ("passes", "i1"),
        ("spare", "i1"),
    ]
)

CUSTOMER = np.dtype(
    [
        ("key", "u8"),
        ("satisfaction", "f8"),
        ("placed", "f8"),  # when the latest order was placed
        ("orders", "i8"),
        ("order", "i8"),  # row of the latest order
        ("unit", "i4"),
        ("family", "i4"),
    ]
)

ORDER = np.dtype(
    [
        ("id", "u8"),
        ("units", "i8"),
        ("cents", "i8"),
        ("lacking", "f8"),
        ("customer", "i4"),
        ("rep", "i4"),  # who took it
        ("before", "i4"),  # neighbours in the backlog, -1: none
        ("after", "i4"),
        ("waits", "i2"),
        ("begun", "i2"),
    ]
)

DESK = np.dtype(
    [
        ("speed", "f8"),
        ("opens", "f8"),
        ("closes", "f8"),
        ("hours_left", "f8"),  # of the task in hand
        ("worked_today", "f8"),
        ("worked", "f8"),
        ("available", "f8"),
        ("road", "f8"),
        ("queue", "i4"),  # root of the heap of tasks, -1: empty
        ("row", "i4"),  # lead or customer of the task in hand
        ("person", "i4"),  # who holds the position
        ("kind", "i1"),  # of the task in hand
        ("idle", "i1"),
        ("measured", "i1"),
        ("spare", "i1"),
    ]
)

EVENT = np.dtype(
    [("time", "f8"), ("sequence", "i8"), ("row", "i4"), ("kind", "i4"), ("ticket", "i8"), ("next", "i8")]
)

TASK = np.dtype(
    [
        ("first", "i4"),  # priority, the lower the more urgent
        ("second", "i4"),
        ("asked", "f8"),
        ("entity", "u8"),
        ("ticket", "i8"),
        ("row", "i4"),
        ("kind", "i4"),
        ("left", "i4"),  # children in the heap, -1: none
        ("right", "i4"),
    ]
)

TOLD = np.dtype([("time", "f8"), ("row", "i4"), ("rep", "i4"), ("kind", "i1"), ("stage", "i1")])
"""One line of the log; ``row`` is of the lead, customer or order that the kind is about."""

DAY = np.dtype(
    [
        ("next_open", "f8"),  # opening of the first working day from this day on, infinite after the last
        ("month", "i8"),  # measured month from 1, 0 in the warm-up
        ("first_event", "i8"),  # of the list of events of a day to come, -1: none
        ("events", "i8"),  # in that list
    ]
)

UNIT = np.dtype([("visit_hours", "f8"), ("rep", "i8")])

KEY = np.dtype([("low", "u8"), ("high", "u8")])
"""Philox key of each purpose of :mod:`sim.engine.compiled.luck`."""

NUMBER = np.dtype([("value", "f8")])
COUNT = np.dtype([("value", "i8")])

TABLES: dict[str, np.dtype[Any]] = {
    "stage": STAGE,
    "family": FAMILY,
    "lead": LEAD,
    "customer": CUSTOMER,
    "order": ORDER,
    "desk": DESK,
    "unit": UNIT,
    "day": DAY,
    "key": KEY,
    "event": EVENT,
    "today": EVENT,
    "task": TASK,
    "line": TOLD,
    "season": NUMBER,  # season time at each midnight [hours], one row more than days
    "odds": NUMBER,  # factor on the odds of a stage, by rep, cell and stage
    "capacity": NUMBER,  # units of a family in a fiscal month
    "credit": COUNT,  # cents by rep and measured month
    "year_credit": NUMBER,  # currency by rep
    "month_credit": NUMBER,
    "quarter_credit": NUMBER,
}
"""Every table; those of events, lines, customers, orders and tasks are replaced by larger ones between two calls."""

STATE = np.dtype(
    [
        ("now", "f8"),
        ("day", "i8"),
        ("sequence", "i8"),  # events scheduled so far: at equal times the earlier one comes first
        ("ticket", "i8"),  # tasks asked for so far
        ("arrivals", "i8"),  # leads that have come
        ("customers", "i8"),
        ("orders", "i8"),
        ("backlog", "i8"),  # orders that wait for capacity
        ("lines", "i8"),  # in the log's last piece
        ("pending", "i8"),  # events in the heap of today
        ("events", "i8"),  # rows of the table of events that were ever used
        ("free_event", "i8"),  # first of the list of free rows, -1: none
        ("tasks", "i8"),
        ("free_task", "i8"),
        ("broken", "i8"),  # rep who worked more than he has, -1: nobody
        # What the scenario says in single numbers:
        ("n_days", "i8"),
        ("n_stages", "i8"),
        ("n_passes", "i8"),
        ("n_cells", "i8"),
        ("n_months", "i8"),  # columns of the table of credit
        ("opens_hour", "f8"),
        ("full_hours", "f8"),
        ("handover_odds", "f8"),  # on the odds of a stage when the first contact was another person's
        ("nurture_share", "f8"),
        ("nurture_mean_days", "f8"),
        ("reorder_mean_days", "f8"),  # infinite: nobody orders again
        ("care_hours", "f8"),
        ("opening_satisfaction", "f8"),
        ("memory", "f8"),
        ("floor", "f8"),
        ("ceiling", "f8"),
        ("midpoint_days", "f8"),
        ("slope_per_day", "f8"),
        ("never_delivered", "f8"),
        ("churn_share", "f8"),
        ("churn_at_score", "f8"),
        ("churn_per_point", "f8"),
        ("promise_days", "f8"),
        ("has_transport", "i8"),
        ("transport_log_mean", "f8"),
        ("transport_log_sd", "f8"),
        ("order_patience_days", "f8"),  # infinite: nobody cancels
        ("cancel_share", "f8"),
        ("books_at_order", "i8"),
        *(
            (f"{table}_{what}", "u8" if what == "place" else "i8")
            for table in TABLES
            for what in ("place", "rows")
        ),
    ]
)
"""One row. ``x_place`` is where table x lies in memory and ``x_rows`` how long it is."""

stage_at = row_reader("stage", STAGE)
family_at = row_reader("family", FAMILY)
lead_at = row_reader("lead", LEAD)
customer_at = row_reader("customer", CUSTOMER)
order_at = row_reader("order", ORDER)
desk_at = row_reader("desk", DESK)
unit_at = row_reader("unit", UNIT)
day_at = row_reader("day", DAY)
key_at = row_reader("key", KEY)
event_at = row_reader("event", EVENT)
today_at = row_reader("today", EVENT)
task_at = row_reader("task", TASK)
line_at = row_reader("line", TOLD)
season = number_reader("season")
odds_at = row_reader("odds", NUMBER)
capacity_at = row_reader("capacity", NUMBER)
credit_at = row_reader("credit", COUNT)
year_credit_at = row_reader("year_credit", NUMBER)
month_credit_at = row_reader("month_credit", NUMBER)
quarter_credit_at = row_reader("quarter_credit", NUMBER)


Id = Any
"""The stable 64-bit id of a lead, customer or order, without a sign."""


def empty(dtype: np.dtype[Any], rows: int) -> Table:
    """Return a table of zeros whose records have attributes, in compiled code and in plain Python alike."""
    return np.zeros(rows, dtype).view(np.recarray)


def grown(table: Table, rows: int) -> Table:
    """Return a table with more rows and the same content."""
    larger = empty(table.dtype, rows)
    larger[: len(table)] = table
    return larger


def place(state: Table, name: str, table: Table) -> None:
    """Tell the state where a table lies; whoever calls keeps the table alive."""
    state[0][f"{name}_place"], state[0][f"{name}_rows"] = table.ctypes.data, len(table)
