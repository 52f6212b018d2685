"""What the payment layer promises in a month, and the fault of a ledger that does not add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.compensation.payment import Payment

Cents = NDArray[np.int64]


class LedgerError(RuntimeError):
    """The ledger does not add up, which is a fault of the engine and never of its input."""


@dataclass(frozen=True)
class Terms:
    """
    What the payment layer promises in one month [cents].

    ``floor`` is paid in any case; ``top_up_to`` is the part of it that is earned for good; ``spared`` is left to the
    rep out of what the month earns while a balance is recovered; ``recovers`` is whether one is.
    """

    floor: int = 0
    top_up_to: int = 0
    spared: int = 0
    recovers: bool = True


def terms(payment: Payment, month: int) -> Terms:
    """Return the terms of a month of the plan, 1 is the first."""
    floor = top_up_to = spared = 0
    recovers = True
    for draw in payment.draws:
        amount = int(draw.amount * 100)
        if draw.covers(month):
            floor = amount
            top_up_to = amount if draw.kind == "non_recoverable" else 0
        if draw.recover_from_month is not None and draw.from_month <= month < draw.recover_from_month:
            recovers = False
        if draw.recovery_floor == "draw" and month >= draw.from_month:
            spared = max(spared, amount)
    return Terms(floor, top_up_to, spared, recovers)
