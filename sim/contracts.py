"""What a rule of the user's own must keep: the contract each kind is checked by, told as sentences, none when kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.view import SHARES, Behaviour, Decision, RepView
from sim.own_rules import CustomerFacts, CustomerRule, LeadFacts, RepFacts, Router, is_place
from sim.streams import Streams

_N, _MOMENTS = 7, (0.0, 0.02, 0.5, 0.97)
Floats = NDArray[np.float64]


def check_behaviour(rule: Behaviour, pay: Callable[[Floats], Floats] | None = None) -> tuple[str, ...]:
    """
    Return where a behaviour breaks its contract.

    It decides a share between 0 and 1 for every rep, the same twice for the same view, leaves the view alone, and each
    rep's decision does not hang on his place in the table.

    Parameters
    ----------
    rule
        The behaviour, made with its settings.
    pay
        Variable pay by a year's credit, shape as given; 5 % of credit when not given.
    """
    for view in _views(pay or (lambda credit: 0.05 * credit)):
        found = tuple(_behaviour_faults(rule, view))
        if found:
            return found
    return ()


def check_router(rule: Router, **settings: object) -> tuple[str, ...]:
    """
    Return where a router breaks its contract.

    It returns a place in the list of reps, also when there is one, the same twice for the same lead and reps.
    """
    for lead, reps in _choices():
        first, again = rule(lead, reps, **settings), rule(lead, list(reps), **settings)
        if not is_place(first, len(reps)):
            return (f"returns {first!r} for {len(reps)} reps; a place from 0 to {len(reps) - 1} is wanted",)
        if first != again:
            return (
                f"returns {first} and then {again} for the same lead and reps; use lead.luck for choices by lot",
            )
    return ()


def check_customer_rule(
    rule: CustomerRule, *, rises_with_satisfaction: bool = False, **settings: object
) -> tuple[str, ...]:
    """
    Return where a customer rule breaks its contract.

    It returns a factor of 0 or more, the same twice, and does not rise with satisfaction unless it is said to.
    """
    for orders, loyalty in ((1, 0.0), (3, 0.5), (40, 1.0)):
        known = [CustomerFacts(score, loyalty, orders, 24.0 * 30 * orders) for score in (1.0, 2.5, 4.0, 5.0)]
        factors = [float(rule(customer, **settings)) for customer in known]
        if not all(0.0 <= factor < float("inf") for factor in factors):
            return (f"returns {factors} for satisfaction 1, 2.5, 4 and 5; factors of 0 or more are wanted",)
        if factors != [float(rule(customer, **settings)) for customer in known]:
            return ("returns another factor for the same customer",)
        if not rises_with_satisfaction and any(low < high for low, high in pairwise(factors)):
            return (
                f"returns {factors} for satisfaction 1, 2.5, 4 and 5; more satisfied customers leave more",
            )
    return ()


def _views(pay: Callable[[Floats], Floats]) -> Iterator[RepView]:
    """Yield what seven reps see at some moments of a year, one of them without any credit, one far above quota."""
    streams, ids = Streams(1, 0), np.arange(_N, dtype=np.uint64)
    quota = 500_000.0 * (0.5 + streams.uniforms("quota", ids))
    for number, elapsed in enumerate(_MOMENTS):
        credit = quota * elapsed * (0.2 + 1.6 * streams.uniforms("credit", ids, number))
        credit[0], credit[1] = 0.0, 3.0 * quota[1]
        month = min(int(elapsed * 12), 11)
        share = elapsed * 12 - month
        zero = np.zeros(_N)
        yield RepView(
            credit,
            quota,
            elapsed,
            pay,
            month=month,
            month_elapsed=share,
            month_credit=credit * 0.1,
            quarter_credit=credit * 0.2,
            held=zero.copy(),
            pulled=zero.copy(),
            within_reach=quota * 0.02,
            hold=zero.copy(),
        )


def _behaviour_faults(rule: Behaviour, view: RepView) -> Iterator[str]:
    columns = {name: value for name, value in vars(view).items() if isinstance(value, np.ndarray)}
    before = {name: value.copy() for name, value in columns.items()}
    decision = rule.act(view)
    changed = [name for name, value in columns.items() if not np.array_equal(value, before[name])]
    if changed:
        yield f"changes what reps see: {', '.join(changed)}; work on a copy"
    if not isinstance(decision, Decision):
        yield f"returns {type(decision).__name__}; a Decision is wanted"
        return
    again = rule.act(view)
    backwards: dict[str, Any] = {name: value[::-1].copy() for name, value in before.items()}
    turned = rule.act(replace(view, **backwards))
    for name in SHARES:
        share = decision.shares(name)
        if share.shape != view.quota.shape:
            yield f"{name} has shape {share.shape}; one share a rep, {view.quota.shape}, is wanted"
        elif not ((share >= 0) & (share <= 1)).all():
            wrong = share[~((share >= 0) & (share <= 1))][0]
            yield f"{name} is {wrong:g} at {view.elapsed:.0%} of the year; 0 to 1 is wanted"
        elif not np.array_equal(share, again.shares(name)):
            yield f"{name} differs for the same view: a behaviour may not draw numbers or remember"
        elif not np.allclose(turned.shares(name)[::-1], share, rtol=1e-9, atol=1e-12):
            yield f"{name} of a rep hangs on his place in the table"


def _choices() -> Iterator[tuple[LeadFacts, Sequence[RepFacts]]]:
    """Yield some leads and the reps they may go to."""
    streams = Streams(1, 0)
    for number in range(40):
        luck = [streams.uniform("choice", number, k) for k in range(20)]
        lead = LeadFacts("unit", "family", int(3 * luck[0]), 24.0 * number, luck[1])
        n = 1 + int(5 * luck[2])
        yield (
            lead,
            [
                RepFacts(f"rep {k}", int(6 * luck[3 + k]), int(9 * luck[9 + k]), 0.5 + luck[14 + k])
                for k in range(n)
            ],
        )
