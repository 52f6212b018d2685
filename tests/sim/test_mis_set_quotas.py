"""The library's sales force of Misra and Nair is the one of the studies, and what frees it of cap and quota."""

import pytest
from misra_nair_world import misra_nair

import scenarios

NOT_OF_THE_WORLD = {"name", "title", "assumptions", "tables", "plan"}


@pytest.fixture(scope="module")
def capped():
    return scenarios.load("first-steps/mis-set-quotas")


def test_it_is_the_world_of_the_studies(capped):
    told = misra_nair(24)

    for name in set(type(capped).model_fields) - NOT_OF_THE_WORLD - {"market"}:
        assert getattr(capped, name) == getattr(told, name), name
    assert capped.market.families == told.market.families
    assert capped.market.leads_per_year == pytest.approx(told.market.leads_per_year, rel=1e-5)
    assert capped.plan.quotas.table["quota"].tolist() == told.plan.quotas.table["quota"].tolist()
    assert capped.plan.pay.components == told.plan.pay.components


def test_the_straight_commission_differs_by_what_pays_alone(capped):
    straight = scenarios.load("first-steps/straight-commission")

    (part,) = straight.plan.pay.components
    assert (part.payout.kind, part.cap) == ("commission", None)
    assert straight.with_plan(capped.plan).fingerprint() == capped.fingerprint()
