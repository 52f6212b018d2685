"""The event log: what happened to whom and when, the one product of an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.engine.entities import among

CONTACT_STAGE, PITCH_STAGE = -2, -3
"""What the log says for the stage when an attempt begins, or the rep wins a lead in the database back."""


class Kind(IntEnum):
    """What happened. At equal times events are told in this order."""

    ARRIVED = 0  # an inquiry reaches the door
    SCREENED_OUT = 1
    BEGUN = 2  # a task: a stage of a lead, care (-1), an attempt (-2), a pitch (-3), a visit (-10), an offer (-11)
    ADVANCED = 3  # a lead leaves a stage for the next
    WON = 4
    LOST = 5
    EXPIRED = 6  # a new lead gave up waiting
    NURTURED = 7  # lost for now, kept in the database
    RECYCLED = 8  # back from the database
    ORDERED = 9
    SHIPPED = 10
    DELIVERED = 11
    CANCELLED = 12
    WANTED = 13  # a customer wants to order again
    CHURNED = 14
    LEFT = 15  # the holder of a position leaves the firm; the entity is the person
    HIRED = 16  # somebody new begins his first day
    PROMOTED = 17  # a seller becomes a manager and leaves his position
    ASSIGNED = 20  # a lead is given to a rep by a rule other than its territory
    REROUTED = 21  # ... and from him to another: he is away, or did not begin in time
    ATTEMPTED = 22  # an attempt that did not reach the lead; the stage is its number, from 0
    REJECTED = 23  # the rep sends a lead back; the stage is the reason's place in the list
    LOST_IN_FORM = 24  # an inquiry that is not captured
    MERGED = 25  # an inquiry that repeats an earlier one
    HELD = 30  # a ripe deal is held back by the rep
    RELEASED = 31  # ... and let go of: it is won now
    STALE = 32  # ... or lost, because it waited too long
    PULLED = 33  # a deal is closed before the customer is ready; cents are the price cut
    # From here on customers tell more; the numbers between are kept for others.
    OFFERED = 40  # a customer wants another family; the entity is his line of business there
    ADOPTED = 41  # ... and sells it
    REFERRED = 42  # a customer recommends the firm; the entity is the lead that will come of it
    POLLED = 43  # a customer is asked about an order; cents are his true score in hundredths of a point
    ANSWERED = 44  # ... and answers; cents are the answer in hundredths of a point
    TAKEN = 45  # a rival wins a lead that we lost; the stage is his place in market.competition
    REWORKED = 46  # an error is found in an order, which is prepared once more
    PREPARED = 47  # an order is prepared and reaches the plant
    # From quote to cash; the entity is the order, or the order that a quote would become.
    APPROVAL_ASKED = 60  # a price below the floor; cents are what the customer wants to pay
    APPROVED = 61
    REFUSED = 62  # the price is the floor's
    QUOTED = 63
    QUOTE_EXPIRED = 64  # nobody answered while the quote was valid
    DECLINED = 65  # the customer does not want the quote, or not at the floor's price
    CREDIT_HELD = 66  # the order would lift the customer above his credit limit
    CREDIT_FREED = 67  # ... and now it does not
    DEPOSITED = 68  # cents are the deposit
    INVOICED = 69
    PAID = 70  # the rest of an invoice; cents are what was paid
    WRITTEN_OFF = 71  # nobody pays; cents are what was owed
    RETURNED = 72  # goods come back; units and cents are theirs
    REFUNDED = 73  # cents are what we pay back: a deposit, or paid goods that came back
    CHARGED_BACK = 74  # the customer takes his payment back
    REVERSED = 75  # ... and it comes again: the dispute was settled for us
    SIGNED = 76  # a contract begins; the entity is its term
    RENEWED = 77  # ... and another term; cents are the value delivered in the one that ended
    NOT_RENEWED = 78  # ... or it ends, and the customer leaves


COLUMNS: tuple[tuple[str, Any], ...] = (
    ("time", np.float64),
    ("kind", np.int8),
    ("entity", np.uint64),
    ("rep", np.int32),
    ("unit", np.int32),
    ("family", np.int8),
    ("stage", np.int8),
    ("units", np.int64),
    ("cents", np.int64),
)
_NAMES = {name: None for name, _ in COLUMNS}.keys()


@dataclass(frozen=True)
class EventLog:
    """
    Events in order of (time, kind, entity); arrays of shape (n_events,).

    ``time`` is in hours from the first day of the warm-up; ``entity`` is the id of a lead, customer or order; ``rep``
    and ``unit`` are table rows, ``family`` and ``stage`` places in the scenario's lists, -1 where there is none;
    ``cents`` is the value of the order.
    """

    time: NDArray[np.float64]
    kind: NDArray[np.int8]
    entity: NDArray[np.uint64]
    rep: NDArray[np.int32]
    unit: NDArray[np.int32]
    family: NDArray[np.int8]
    stage: NDArray[np.int8]
    units: NDArray[np.int64]
    cents: NDArray[np.int64]

    @classmethod
    def made_from(cls, source: Source) -> EventLog:
        """Return a log whose columns are made when they are first asked for."""
        log = object.__new__(cls)
        log.__dict__["_source"] = source
        return log

    if not TYPE_CHECKING:  # to the outside all columns are there

        def __getattr__(self, name: str) -> NDArray[Any]:
            """Make a column that is asked for the first time; the source goes when the last one is made."""
            source = self.__dict__.get("_source")
            if source is None or name not in _NAMES:
                raise AttributeError(f"an event log has no {name!r}; its columns are {', '.join(_NAMES)}")
            column = self.__dict__[name] = source.column(name)
            if self.__dict__.keys() >= _NAMES:
                del self.__dict__["_source"]
            return column

    def __len__(self) -> int:
        """Return the number of events."""
        source: Source | None = self.__dict__.get("_source")
        return len(self.time) if source is None else len(source)

    def of(self, *kinds: Kind) -> EventLog:
        """Return the events of these kinds."""
        if kinds not in self._parts:
            order, start = self._by_kind
            rows = [order[start[kind] : start[kind + 1]] for kind in kinds]
            self._parts[kinds] = self._at(rows[0] if len(rows) == 1 else np.sort(np.concatenate(rows)))
        return self._parts[kinds]

    def since(self, hour: float) -> EventLog:
        """Return the events from an hour on."""
        first = int(np.searchsorted(self.time, hour))
        return self._at(slice(first, None)) if first else self

    def before(self, hour: float) -> EventLog:
        """Return the events before an hour."""
        return self._at(slice(0, int(np.searchsorted(self.time, hour))))

    @cached_property
    def _parts(self) -> dict[tuple[Kind, ...], EventLog]:
        """Return the parts by kinds that somebody asked for: measures ask for the same ones again and again."""
        return {}

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """Return how many events there are of every kind."""
        number = np.diff(self._by_kind[1])
        return {kind: int(number[kind]) for kind in Kind}

    @cached_property
    def waiting(self) -> EventLog:
        """Return the orders that are neither shipped nor cancelled in this log, as they were placed."""
        ordered, ended = self.of(Kind.ORDERED), (self.of(Kind.SHIPPED), self.of(Kind.CANCELLED))
        return ordered.where(~among(ordered.entity, np.concatenate([part.entity for part in ended])))

    @cached_property
    def _by_kind(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows in order of kind, and where each kind begins among them, and one more for the end."""
        order = np.argsort(self.kind, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(self.kind, minlength=max(Kind) + 1))])
        return order, start

    def where(self, mask: NDArray[np.bool_]) -> EventLog:
        """Return the events of a mask, shape (n_events,)."""
        return self._at(np.flatnonzero(mask))  # most masks leave little, and rows are quicker to follow

    def _at(self, rows: NDArray[np.int64] | slice) -> EventLog:
        return EventLog.made_from(_Part(self, rows))

    def same_as(self, other: EventLog) -> bool:
        """Return whether two logs are equal, event for event and bit for bit."""
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name, _ in COLUMNS)


class Source(Protocol):
    """What the columns of a log are made from."""

    def __len__(self) -> int:
        """Return the number of events."""
        ...

    def column(self, name: str) -> NDArray[Any]:
        """Return a column."""
        ...


@dataclass(frozen=True)
class _Part:
    """Some rows of a log."""

    log: EventLog
    rows: NDArray[np.int64] | slice

    def __len__(self) -> int:
        """Return the number of rows."""
        if isinstance(self.rows, slice):
            return len(range(*self.rows.indices(len(self.log))))
        return len(self.rows)

    def column(self, name: str) -> NDArray[Any]:
        """Return these rows of a column."""
        column: NDArray[Any] = getattr(self.log, name)[self.rows]
        return column


class Recorder:
    """Collects events in any order while an engine runs."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, int, int, int, int, int, int, int, int]] = []
        self._add: Callable[[tuple[float, int, int, int, int, int, int, int, int]], None] = self._rows.append

    def add(  # noqa: PLR0913, PLR0917 - one argument a column, and this is the hottest call of the engine
        self,
        time: float,
        kind: int,
        entity: int,
        rep: int,
        unit: int,
        family: int = -1,
        stage: int = -1,
        units: int = 0,
        cents: int = 0,
    ) -> None:
        """Record one event."""
        self._add((time, kind, entity, rep, unit, family, stage, units, cents))

    def log(self) -> EventLog:
        """Return what was recorded, in order of (time, kind, entity)."""
        self._rows.sort()  # nearly in order already, which Python's sort uses
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * len(COLUMNS)
        return EventLog(
            *(np.array(column, dtype=dtype) for column, (_, dtype) in zip(columns, COLUMNS, strict=True))
        )
