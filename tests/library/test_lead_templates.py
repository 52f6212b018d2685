"""Row 11 of the concepts: the templates for business buyers and for consumers are as different as they are set."""

import numpy as np
import pytest

import scenarios
from sim.engine.choice import run_once
from sim.engine.log import Kind


@pytest.fixture(scope="module")
def runs():
    return {
        name: run_once(scenarios.load(f"first-steps/{name}"), 0) for name in ("business-buyers", "consumers")
    }


def days_to_win(run):
    log = run.log
    came = dict(zip(log.of(Kind.ARRIVED).entity.tolist(), log.of(Kind.ARRIVED).time.tolist(), strict=True))
    won = log.of(Kind.WON)
    return np.array([t - came[e] for e, t in zip(won.entity.tolist(), won.time.tolist(), strict=True)]) / 24


def test_row_11_consumers_are_many_and_quick_business_buyers_few_and_slow(runs):
    business, consumers = runs["business-buyers"], runs["consumers"]

    assert len(consumers.world.leads) > 10 * len(business.world.leads)
    assert np.median(days_to_win(consumers)) < 7
    assert np.median(days_to_win(business)) > 45


def test_row_11_customers_own_time_is_as_set(runs):
    # Medians of the two lognormals: exp(4.2) = 66.7 and exp(0.7) = 2.0 days;
    # A median has 1.2533 standard errors of a mean.
    for name, median in (("business-buyers", np.exp(4.2)), ("consumers", np.exp(0.7))):
        days = runs[name].world.leads.cycle / 24
        assert abs(np.log(np.median(days) / median)) < 3 * 1.2533 * np.log(days).std() / np.sqrt(len(days))


def test_row_11_business_buyers_are_contacted_more_often(runs):
    begun = {name: run.log.of(Kind.BEGUN) for name, run in runs.items()}
    contacts = {name: len(log) / len(np.unique(log.entity)) for name, log in begun.items()}

    assert contacts["business-buyers"] > contacts["consumers"] + 1


def test_both_templates_say_of_every_number_that_matters_that_it_is_a_template():
    for name in ("business-buyers", "consumers"):
        told = [
            one for one in scenarios.load(f"first-steps/{name}").assumptions if "a template" in one.source
        ]
        assert len(told) >= 8
