"""What comes between a quote and the cash, for the random worlds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Changes = dict[str, Any]
DISCOUNTS = {"share": 0.7, "least": 0.0, "most": 0.3, "walk_share": 0.4}


def _quotes(luck: Random) -> Changes:
    rule = {
        "valid_days": luck.uniform(2.0, 12.0),
        "answer_days": {"log_mean": luck.uniform(0.0, 2.0), "log_sd": luck.choice([0.0, 0.7])},
        "accepted_share": luck.uniform(0.4, 1.0),
    }
    return {"order_to_cash": {"quotes": rule}}


def _floors(luck: Random) -> Changes:
    """Return floors near the list price, which is what is asked: its name comes after that of *prices*."""
    families = [{"id": "core", "of_list": luck.uniform(0.8, 1.0)}, {"id": "plus", "of_list": 0.9}]
    approval = {"days": luck.choice([0.0, 1.5]), "approved_share": luck.choice([0.0, 0.5])}
    return {
        "plan": {"prices": [], "floors": {"families": families[: luck.randint(1, 2)], "approval": approval}},
        "order_to_cash": {"discounts": DISCOUNTS},
    }


def _terms(luck: Random) -> Changes:
    terms = {
        "payment_days": luck.choice([0.0, 10.0]),
        "deposit_share": luck.choice([0.0, 0.25, 1.0]),
        "write_off_days": luck.uniform(1.0, 20.0),
    }
    late = {"log_mean": luck.uniform(0.0, 2.5), "log_sd": 0.8}
    payers = [
        {"id": "good", "share": 0.7, "late_days": luck.choice([None, late])},
        {"id": "bad", "share": 0.3, "default_share": luck.uniform(0.1, 0.6), "late_days": late},
    ]
    return {"plan": {"terms": terms}, "order_to_cash": {"payers": luck.choice([[], payers])}}


def _credit(luck: Random) -> Changes:
    """Return limits of two or three orders, so that some are held and freed, and some never fit."""
    credit = {
        "limit": f"{luck.uniform(3_000, 15_000):.2f}",
        "hold_days": luck.uniform(3.0, 20.0),
        "segments": [{"id": "s0", "of_limit": luck.uniform(0.5, 1.5)}],
    }
    return {
        "customers": {"opening": 25.0, "reorder_mean_days": 6.0},
        "plan": {"terms": {"payment_days": luck.uniform(3.0, 15.0), "credit": credit}},
    }


def _back(luck: Random) -> Changes:
    returns = {
        "share": luck.uniform(0.1, 0.6),
        "mean_days": luck.uniform(1.0, 15.0),
        "part": luck.choice([1.0, 0.3]),
    }
    disputes = {
        "share": luck.uniform(0.2, 0.8),
        "mean_days": luck.uniform(1.0, 8.0),
        "settled_days": 3.0,
        "reversed_share": luck.random(),
    }
    return {
        "order_to_cash": {"returns": returns, "disputes": disputes},
        "plan": {"terms": {"payment_days": luck.uniform(0.0, 6.0)}},
    }


def _contracts(luck: Random) -> Changes:
    rule = {
        "share": luck.uniform(0.3, 1.0),
        "term_months": 1,
        "leave_share": luck.uniform(0.1, 0.6),
        "per_point": luck.uniform(0.0, 1.0),
    }
    return {"customers": {"opening": 20.0}, "order_to_cash": {"contracts": rule}}


CASH: dict[str, Callable[[Random], Changes]] = {
    "quotes": _quotes,
    "sales below the floor": _floors,
    "terms of payment": _terms,
    "credit limits": _credit,
    "returns and disputes": _back,
    "contracts": _contracts,
    "credit at an event of money": lambda luck: {
        "plan": {"pay": {"credit_at": luck.choice(["delivery", "invoice", "cash"])}, "terms": {}}
    },
    "credit at renewals": lambda luck: {
        "plan": {"pay": {"credit_at": "renewal"}},
        "order_to_cash": {"contracts": {"share": 0.6, "term_months": 1, "leave_share": 0.2}},
    },
}
"""Each feature by name: what it changes in a scenario."""
