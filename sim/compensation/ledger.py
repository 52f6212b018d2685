"""From earned to paid: negative carry and draws, and the law that no cent appears or vanishes."""

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


@dataclass(frozen=True)
class PaidOut:
    """
    What became of what was earned, month by month [cents], each of shape (n_reps, n_months).

    ``earned`` contains ``top_up``; ``owed`` is what the rep owes at the month's end.
    """

    top_up: Cents
    earned: Cents
    paid: Cents
    owed: Cents


def pay_out(earned: Cents, payment: Payment) -> PaidOut:
    """
    Return what is paid for what was earned.

    Parameters
    ----------
    earned
        Variable pay earned by the components, below zero when cancellations take back more [cents], shape
        (n_reps, n_months).
    payment
        Negative carry and draws.

    Raises
    ------
    LedgerError
        When paid is not earned plus what is owed; a fault of the engine.
    """
    if payment.negative_carry == "pay_back":
        return PaidOut(np.zeros_like(earned), earned, earned.copy(), np.zeros_like(earned))
    top_up, paid, owed = (np.zeros_like(earned) for _ in range(3))
    before = np.zeros(len(earned), dtype=np.int64)
    for month in range(earned.shape[1]):
        agreed = terms(payment, month + 1)
        top_up[:, month] = np.maximum(agreed.top_up_to - np.maximum(earned[:, month], 0), 0)
        now = earned[:, month] + top_up[:, month]
        least = np.maximum(agreed.floor, np.minimum(agreed.spared, now))
        paid[:, month] = np.maximum(least, now - before * agreed.recovers)
        before = before + paid[:, month] - now
        owed[:, month] = before
    check_conservation(earned + top_up, paid, owed)
    return PaidOut(top_up, earned + top_up, paid, owed)


def check_conservation(earned: Cents, paid: Cents, owed: Cents) -> None:
    """
    Check that paid so far = earned so far + what the rep owes, for every rep after every month.

    Raises
    ------
    LedgerError
        When it does not, naming the first rep and month.
    """
    wrong = np.argwhere(np.cumsum(paid, axis=1) != np.cumsum(earned, axis=1) + owed)
    if len(wrong):
        rep, month = wrong[0].tolist()
        raise LedgerError(f"paid is not earned plus balance for rep {rep} in month {month + 1}")
