"""What is refused of quotes, prices, terms of payment and payable events, in words and all at once."""

import pytest
from cash_desk import cash_world
from worlds import sales_force

QUOTES = {"valid_days": 5.0, "answer_days": {"log_mean": 1.0, "log_sd": 0.5}}
REFUSED = {
    "a floor of an unknown family": (
        {"plan": {"floors": {"families": [{"id": "cores", "of_list": 0.9}]}}},
        "no such product family; did you mean 'core'",
    ),
    "a floor twice": (
        {"plan": {"floors": {"families": [{"id": "core", "of_list": 0.9}] * 2}}},
        "this family stands here already",
    ),
    "a floor above the price": (
        {
            "plan": {
                "prices": [{"id": "core", "of_list": 0.8}],
                "floors": {"families": [{"id": "core", "of_list": 0.9}]},
            }
        },
        "the plan asks 0.8 of the list price, which is below this floor",
    ),
    "a limit for an unknown class": (
        {"plan": {"terms": {"credit": {"limit": "100.00", "classes": [{"id": "slo", "limit": "1.00"}]}}}},
        "no such class of order_to_cash.payers; did you mean 'slow'",
    ),
    "a limit for an unknown segment": (
        {"plan": {"terms": {"credit": {"limit": "100.00", "segments": [{"id": "west", "of_limit": 1.0}]}}}},
        "no such segment of the basic units",
    ),
    "a class twice": (
        {"plan": {"terms": {"credit": {"limit": "9.00", "classes": [{"id": "slow", "limit": "1.00"}] * 2}}}},
        "each id stands once; twice: slow",
    ),
    "payers who are not all": (
        {"order_to_cash": {"payers": [{"id": "a", "share": 0.5}]}},
        "must add to 1, they add to 0.5",
    ),
    "a discount of everything": (
        {"order_to_cash": {"discounts": {"share": 0.1, "most": 1.0}}},
        "less than 1",
    ),
    "discounts the wrong way round": (
        {"order_to_cash": {"discounts": {"share": 0.1, "least": 0.3, "most": 0.2}}},
        "the least discount, 0.3, is above the most, 0.2",
    ),
    "a quote that is never valid": (
        {"order_to_cash": {"quotes": {**QUOTES, "valid_days": 0.0}}},
        "greater than 0",
    ),
    "nothing of an order coming back": (
        {"order_to_cash": {"returns": {"share": 0.1, "mean_days": 2.0, "part": 0.0}}},
        "greater than 0",
    ),
    "a term of nothing": (
        {"order_to_cash": {"contracts": {"share": 0.1, "leave_share": 0.1, "term_months": 0}}},
        "greater than or equal to 1",
    ),
    "a payable event that there is not": (
        {"plan": {"pay": {"credit_at": "payment"}}},
        "'booking', 'shipment', 'delivery', 'invoice', 'cash' or 'renewal'",
    ),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_makes_no_sense_is_refused_in_words(what):
    changes, words = REFUSED[what]

    with pytest.raises(ValueError, match=words):
        cash_world(**changes)


@pytest.mark.parametrize(
    ("event", "wanted"),
    [("invoice", "plan.terms"), ("cash", "plan.terms"), ("renewal", "order_to_cash.contracts")],
)
def test_credit_at_an_event_that_never_comes_is_refused(event, wanted):
    with pytest.raises(ValueError, match=f"nothing would ever be credited: {event} comes with {wanted}"):
        sales_force(plan={"pay": {"credit_at": event}})


def test_every_fault_is_told_at_once():
    floors = {"families": [{"id": "cores", "of_list": 0.9}]}
    credit = {"limit": "9.00", "segments": [{"id": "west", "of_limit": 1.0}]}

    with pytest.raises(ValueError, match="cores") as refusal:
        sales_force(plan={"floors": floors, "terms": {"credit": credit}, "pay": {"credit_at": "renewal"}})

    assert all(
        words in str(refusal.value) for words in ("plan.floors", "plan.terms.credit.segments", "credit_at")
    )
