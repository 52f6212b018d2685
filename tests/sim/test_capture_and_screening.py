"""Rows 3 and 4 of the concepts: inquiries are captured, lost or merged; the screening lets through what it says."""

from collections import Counter

import numpy as np
import pytest
from lead_worlds import busy
from worlds import sales_force

from sim.capture import CAPTURED, LOST_IN_FORM, MERGED
from sim.engine.choice import run_once
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind
from sim.engine.world import prepare
from sim.outcomes import measure

MANY = {"leads_per_year": 20_000.0}


@pytest.fixture(scope="module")
def run():
    return run_once(busy(), 0)


def test_row_3_captured_lost_and_merged_inquiries_are_all_inquiries(run):
    log, state = run.log, Counter(run.lead_state.tolist())
    lost, merged = len(log.of(Kind.LOST_IN_FORM)), len(log.of(Kind.MERGED))
    captured = sum(
        state[where]
        for where in LeadState
        if where not in {LeadState.NOT_YET, LeadState.LOST_IN_FORM, LeadState.MERGED}
    )

    assert lost > 0
    assert merged > 0
    assert captured + lost + merged == len(log.of(Kind.ARRIVED))


def test_row_3_what_is_not_captured_is_never_worked(run):
    gone = run.log.of(Kind.LOST_IN_FORM, Kind.MERGED).entity

    assert not np.isin(run.log.of(Kind.BEGUN, Kind.ASSIGNED).entity, gone).any()


def test_row_3_each_channels_form_captures_by_its_own_shares():
    sources = [
        {"id": "web", "share": 0.7, "capture": {"lost_share": 0.4, "duplicate_share": 0.25}},
        {"id": "fair", "share": 0.3},
    ]
    leads = prepare(sales_force(market={**MANY, "sources": sources}), 0).leads
    web = leads.fate[leads.source == 0]

    for fate, share in [(LOST_IN_FORM, 0.4), (MERGED, 0.6 * 0.25), (CAPTURED, 0.6 * 0.75)]:
        assert abs((web == fate).mean() - share) < 3 * np.sqrt(share * (1 - share) / len(web))
    assert (leads.fate[leads.source == 1] == CAPTURED).all()


def test_row_4_the_confusion_matrix_is_that_of_the_filter():
    leads = prepare(sales_force(market=MANY), 0).leads

    for valid, share in [(True, 0.95), (False, 0.2)]:
        passed = leads.passes[leads.valid == valid]
        assert abs(passed.mean() - share) < 3 * np.sqrt(share * (1 - share) / len(passed))


def test_row_4_a_perfect_filter_lets_through_the_valid_only():
    perfect = {"screening": {"valid_share": 0.6, "sensitivity": 1.0, "specificity": 1.0}}
    leads = prepare(sales_force(market=MANY, pipeline=perfect), 0).leads

    assert np.array_equal(leads.passes, leads.valid)


def test_row_4_screening_costs_each_captured_lead(run):
    values = {name: value for name, entity, month, value in measure(run) if not entity and not month}
    captured = values["leads"] - values["leads_lost_in_form"] - values["leads_merged"]

    assert values["screening_cost"] == pytest.approx(3.0 * captured)


def test_costs_of_leads_come_off_the_profit_contribution():
    free, dear = (
        {
            name: value
            for name, entity, month, value in measure(
                run_once(sales_force(pipeline={"screening": {"cost_per_lead": cost}}), 0)
            )
            if not entity and not month
        }
        for cost in (0.0, 10.0)
    )

    assert free["profit_contribution"] - dear["profit_contribution"] == pytest.approx(10.0 * free["leads"])
