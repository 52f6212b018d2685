"""What people earn and are paid under a monthly plan, exact to the cent on every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.compensation import cells
from sim.compensation.ledger import Cents, LedgerError
from sim.compensation.monthly.form import MonthlyPlan
from sim.compensation.monthly.rows import BROKEN, TOO_LARGE, Found, Given, Tables, desk_for, pay_people
from sim.compensation.monthly.tables import narrow, tables, target_numbers

Arithmetic = Literal["int64", "python integers"]


@dataclass(frozen=True)
class MonthlyPay:
    """
    What everybody earned and was paid, month by month [cents], each of shape (n_people, n_months).

    Parameters
    ----------
    lines
        Variable pay earned, per component id; per id of a cap on several what it takes, or above 0 gives back.
    top_up
        What non-recoverable draws added.
    forgiven
        What was owed of draws and is forgiven.
    earned
        All lines, top-ups and what is forgiven.
    paid
        Variable pay paid.
    owed
        What each owes at the month's end.
    beyond_int64
        How many people 64 bits could not hold; they were worked out in Python's own integers.
    """

    lines: Mapping[str, Cents]
    top_up: Cents
    forgiven: Cents
    earned: Cents
    paid: Cents
    owed: Cents
    beyond_int64: int

    @property
    def arithmetic(self) -> Arithmetic:
        """Return ``int64``, or ``python integers`` when somebody's products could have left it."""
        return "python integers" if self.beyond_int64 else "int64"


def pay_months(  # noqa: PLR0913 - what a plan is paid on
    plan: MonthlyPlan,
    credit: Cents,
    quota: Cents,
    target: Cents | None = None,
    owed: Cents | None = None,
    *,
    quota_in_play: bool = False,
) -> MonthlyPay:
    """
    Return what people earn and are paid.

    Parameters
    ----------
    plan
        The plan.
    credit
        New credit of each month [cents], shape (n_people, n_months, n_streams).
    quota
        Quota of a fiscal year of each stream, dealt to its months by the plan's shares, shape (n_people, 1, n_streams)
        [cents]; with ``quota_in_play`` that of each month and stick, shape (n_people, n_months, n_sticks).
    target
        Each one's target pay [cents/year], shape (n_people,); the plan's when not given.
    owed
        What each owes at the start [cents], shape (n_people,).

    Raises
    ------
    OverflowError
        When an amount itself exceeds what 64 bits hold.
    LedgerError
        When paid is not earned plus owed; a fault of the engine.
    """
    n_people = len(credit)
    whose = np.array([plan.target], dtype=object) if target is None else target
    targets, target_dens = target_numbers(plan, whose)
    in_full, in_64_bits = _compiled(plan, target_dens, quota_in_play)
    targets, fits = _in_64_bits(targets)
    given = Given(
        credit=_mine(credit),
        quota=_mine(quota),
        target=targets,
        owed=np.zeros(n_people, dtype=np.int64) if owed is None else _mine(owed),
    )
    found = _room(plan, n_people, np.int64)
    if in_64_bits is None or not fits:
        found.status[:] = TOO_LARGE
    elif cells.worth_compiling(credit.size * len(plan.parts)):
        cells.pay_people(in_64_bits, given, found)
    else:
        _in_python(plan, in_full, given, found, np.arange(n_people), bounded=True)
    beyond = np.flatnonzero(found.status == TOO_LARGE)
    _in_python(plan, in_full, given, found, beyond, bounded=False)
    _check(found)
    lines = {part.id: found.lines[n] for n, part in enumerate(plan.parts)}
    lines |= {cap.id: found.cuts[n] for n, cap in enumerate(plan.caps)}
    return MonthlyPay(
        lines, found.top_up, found.forgiven, found.earned, found.paid, found.owed, beyond_int64=len(beyond)
    )


@lru_cache(maxsize=64)
def _compiled(
    plan: MonthlyPlan,
    target_dens: tuple[int, ...],
    by_month: bool,
) -> tuple[Tables, Tables | None]:
    """Return a plan in whole numbers of any size, and in 64 bits if they hold it."""
    found = tables(plan, target_dens, quota_by_month=by_month)
    return found, narrow(found)


def _mine(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return an array of the one layout that the kernel is compiled for: contiguous and not read-only."""
    contiguous = np.ascontiguousarray(values)
    return contiguous if contiguous.flags.writeable else contiguous.copy()


def _in_64_bits(numbers: NDArray[np.object_]) -> tuple[NDArray[Any], bool]:
    """Return numbers in 64 bits and whether they fit; those that do not are left as they are."""
    try:
        return np.ascontiguousarray(numbers.astype(np.int64)), True
    except OverflowError:
        return numbers, False


def _room(plan: MonthlyPlan, n_people: int, dtype: type) -> Found:
    shape = (n_people, len(plan.promises))
    # What is mostly nothing is left as the zeros that the system hands out, which no one has to write.
    return Found(
        lines=np.empty((len(plan.parts), *shape), dtype),
        cuts=np.empty((len(plan.caps), *shape), dtype),
        top_up=np.zeros(shape, dtype),
        forgiven=np.zeros(shape, dtype),
        earned=np.empty(shape, dtype),
        paid=np.empty(shape, dtype),
        owed=np.empty(shape, dtype),
        status=np.zeros(n_people, dtype=np.int64),
    )


def _in_python(  # noqa: PLR0913 - a plan twice over, and what comes in and goes out
    plan: MonthlyPlan,
    in_full: Tables,
    given: Given,
    found: Found,
    people: NDArray[np.int64],
    *,
    bounded: bool,
) -> None:
    """Pay some people with the same lines in plain Python, whose integers have no end."""
    some = Given(
        credit=given.credit[people].astype(object),
        quota=given.quota[people].astype(object),
        target=(given.target[people] if len(given.target) > 1 else given.target).astype(object),
        owed=given.owed[people].astype(object),
    )
    room = _room(plan, len(people), object)
    desk = desk_for(in_full, len(plan.promises), object)
    pay_people(in_full, some, room, desk, 0, len(people), int(bounded))
    found.status[people] = room.status
    done = room.status != TOO_LARGE
    for whole, part in zip(found[:-1], room[:-1], strict=True):
        whole[..., people[done], :] = part[..., done, :]


def _check(found: Found) -> None:
    if (found.status == BROKEN).any():
        person = int(np.argmax(found.status == BROKEN))
        raise LedgerError(f"paid is not earned plus balance for person {person}")
