"""From earned to paid: negative carry, and the law that no cent appears or vanishes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compensation.plan import Payment

Cents = NDArray[np.int64]


class LedgerError(RuntimeError):
    """The ledger does not add up, which is a fault of the engine and never of its input."""


def pay_out(earned: Cents, payment: Payment) -> tuple[Cents, Cents]:
    """
    Return what is paid and what the rep owes after each month [cents].

    Parameters
    ----------
    earned
        Variable pay earned, below zero when cancellations take back more [cents], shape (n_reps, n_months).
    payment
        How a negative month is carried.
    """
    if payment.negative_carry == "pay_back":
        return earned.copy(), np.zeros_like(earned)
    paid, owed = np.zeros_like(earned), np.zeros_like(earned)
    before = np.zeros(len(earned), dtype=np.int64)
    for month in range(earned.shape[1]):
        due = earned[:, month] - before
        paid[:, month] = np.maximum(due, 0)
        before = np.maximum(-due, 0)
        owed[:, month] = before
    return paid, owed


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
