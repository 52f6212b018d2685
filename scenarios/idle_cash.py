"""What is said of quotes, prices, payments and contracts and changes nothing without something else."""

from __future__ import annotations

from scenarios.idle_row import Idle
from sim.agents.behaviour import times_deals
from sim.documents.order_to_cash import Terms
from sim.scenario import Scenario

_NO_TERMS = "there are no invoices: plan.terms"


def _asks_for_less(s: Scenario) -> bool:
    rule = s.order_to_cash.discounts
    return (rule is not None and rule.share > 0 and rule.most > 0) or times_deals(s)


def _is_given_up_on(s: Scenario) -> bool:
    return any(payer.share > 0 and payer.default_share > 0 for payer in s.order_to_cash.payers)


CASH = (
    Idle(
        "order_to_cash.payers",
        _NO_TERMS,
        lambda s: bool(s.order_to_cash.payers) and s.plan.terms is None,
    ),
    Idle(
        "order_to_cash.returns",
        _NO_TERMS,
        lambda s: s.order_to_cash.returns is not None and s.plan.terms is None,
    ),
    Idle(
        "order_to_cash.returns.share",
        "a share of 0 brings nothing back",
        lambda s: s.order_to_cash.returns is not None and s.order_to_cash.returns.share == 0,
    ),
    Idle(
        "order_to_cash.disputes",
        _NO_TERMS,
        lambda s: s.order_to_cash.disputes is not None and s.plan.terms is None,
    ),
    Idle(
        "order_to_cash.disputes.share",
        "a share of 0 disputes nothing",
        lambda s: s.order_to_cash.disputes is not None and s.order_to_cash.disputes.share == 0,
    ),
    Idle(
        "order_to_cash.contracts.share",
        "a share of 0 signs nothing",
        lambda s: s.order_to_cash.contracts is not None and s.order_to_cash.contracts.share == 0,
    ),
    Idle(
        "order_to_cash.discounts",
        "share or most is 0, so nobody gets one",
        lambda s: (
            s.order_to_cash.discounts is not None
            and s.order_to_cash.discounts.share * s.order_to_cash.discounts.most == 0
        ),
    ),
    Idle(
        "order_to_cash.discounts.walk_share",
        "no discount is refused: plan.floors",
        lambda s: (
            s.order_to_cash.discounts is not None
            and s.order_to_cash.discounts.walk_share > 0
            and s.plan.floors is None
        ),
    ),
    Idle(
        "plan.floors",
        "nobody asks for less: order_to_cash.discounts, or reps who pull deals forward",
        lambda s: s.plan.floors is not None and not _asks_for_less(s),
    ),
    Idle(
        "plan.terms.write_off_days",
        "everybody pays: order_to_cash.payers with a default_share",
        lambda s: (
            s.plan.terms is not None
            and s.plan.terms.write_off_days != Terms.model_fields["write_off_days"].default
            and not _is_given_up_on(s)
        ),
    ),
)
