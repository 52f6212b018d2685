"""Rows 1, 2 and 13 of the concepts: advertising brings leads, in bursts too, and builds a brand that is forgotten."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import merge, sales_force

from sim.campaigns import brand_stock, campaign_rates, lift_of, responses, stock_after
from sim.engine.choice import run_once
from sim.engine.world import prepare

SEARCH = {
    "kind": "spend",
    "id": "search",
    "source": "web",
    "spend": [3000.0] * 12,
    "reach": 1000.0,
    "half_spend": 3000.0,
    "response_share": 0.2,
}
SHOW = {"kind": "burst", "id": "show", "source": "fair", "on": "2026-03-10", "days": 3, "inquiries": 40}
BRAND = {"half_life_days": 30.0, "half_stock": 5000.0, "lift": 0.5}


def with_campaigns(*campaigns, **market):
    return sales_force(market={"campaigns": [*campaigns], **market})


def leads_of(scenario, replication=0):
    return prepare(scenario, replication).leads


def test_row_1_zero_spend_brings_only_organic_leads():
    nothing = leads_of(with_campaigns(merge(SEARCH, {"spend": [0.0] * 12}), brand=BRAND))
    organic = leads_of(sales_force())

    assert np.array_equal(nothing.id, organic.id)
    assert np.array_equal(nothing.source, organic.source)


def test_row_1_responses_are_poisson_with_the_mean_of_the_curve():
    # 1,000 x 0.2 x 3,000 / 6,000 = 100 a month; 12 months measured. The warm-up of 30 days brings 100 x 30 / 31 more.
    scenario = with_campaigns(SEARCH)
    counts = []
    for replication in range(40):
        world = prepare(scenario, replication)
        mine = world.leads.campaign == 0
        counts.append(np.sum(world.leads.arrival[mine] >= world.line.start_hour))

    assert abs(np.mean(counts) - 1200) < 3 * np.sqrt(1200 / 40)
    assert np.var(counts, ddof=1) == pytest.approx(1200, rel=0.6)  # chi-square, 39 degrees, 0.1 % points


def test_row_1_a_spend_wrong_by_five_percent_is_found_out():
    scenario = with_campaigns(merge(SEARCH, {"response_share": 0.21}))
    counts = [np.sum(leads_of(scenario, r).campaign == 0) for r in range(40)]

    expected = 100 * (12 + 30 / 31)
    assert abs(np.mean(counts) - expected) > 3 * np.sqrt(expected / 40)


def test_a_lead_that_less_spend_lets_in_is_the_same_lead_under_more():
    less, more = (
        leads_of(with_campaigns(merge(SEARCH, {"spend": [500.0] * 12}))),
        leads_of(with_campaigns(SEARCH)),
    )
    rows = np.searchsorted(np.sort(more.id), less.id)
    of_more = np.argsort(more.id)[rows]

    assert len(less) < len(more)
    for name in ("id", "unit", "arrival", "source", "grade", "amount_cents", "campaign", "points"):
        assert np.array_equal(getattr(more, name)[of_more], getattr(less, name))


@given(st.floats(0, 1e6), st.floats(0.01, 1e6), st.floats(1, 1e5))
def test_more_spend_brings_more_but_each_bit_less(spend, step, half):
    one, two, three = (responses(spend + i * step, 1000.0, half, 0.5) for i in range(3))

    assert 0 <= one <= two <= three <= 500.0
    assert three - two <= two - one + 1e-9
    assert responses(half, 1000.0, half, 0.5) == pytest.approx(250.0)


def test_row_2_a_burst_has_its_exact_total_on_its_days():
    world = prepare(with_campaigns(SHOW), 0)
    arrivals = world.leads.arrival[world.leads.campaign == 0]
    opens = (SHOW_DAY - world.line.first_day).days * 24

    assert len(arrivals) == 40
    assert opens <= arrivals.min() <= arrivals.max() < opens + 72
    assert (world.leads.source[world.leads.campaign == 0] == 1).all()


SHOW_DAY = sales_force(market={"campaigns": [SHOW]}).market.campaigns[0].on


def test_row_2_a_larger_burst_keeps_the_leads_of_the_smaller():
    small, large = leads_of(with_campaigns(SHOW)), leads_of(with_campaigns(merge(SHOW, {"inquiries": 60})))

    assert np.isin(small.id, large.id).all()
    assert len(large) == len(small) + 20


def test_row_13_the_brand_halves_in_its_half_life():
    stock = 1000.0
    for _ in range(30):
        stock = stock_after(stock, 0.0, 30.0)

    assert stock == pytest.approx(500.0)


def test_row_13_steady_spend_builds_the_stock_of_the_closed_form():
    # B = spend / (1 - 2^(-1/h)) in the long run: 100 a day, half-life 30 days: 4,378.
    stock = 0.0
    for _ in range(3000):
        stock = stock_after(stock, 100.0, 30.0)

    assert stock == pytest.approx(100.0 / (1 - 2 ** (-1 / 30)))


def test_row_13_the_brand_raises_the_response_and_is_seen_in_the_rates():
    scenario = with_campaigns(SEARCH, brand=BRAND | {"opening": 5000.0})
    world = prepare(scenario, 0)
    (_, _, _, rate, highest) = next(campaign_rates(scenario.market, world.line))
    stock = brand_stock(scenario.market, world.line)

    assert stock[0] == 5000.0
    assert lift_of(5000.0, 5000.0, 0.5) == pytest.approx(1.25)
    assert rate[0] == pytest.approx(100 / 31 * 1.25)
    assert (rate <= highest).all()


def test_the_brand_lifts_organic_demand_with_leads_of_its_own():
    lifted = leads_of(sales_force(market={"brand": BRAND | {"organic_lift": 0.3, "opening": 50_000.0}}))
    organic = leads_of(sales_force())

    assert np.isin(organic.id, lifted.id).all()
    assert len(lifted) > len(organic)


def test_campaigns_cost_what_was_spent_in_the_measured_months():
    from sim.lead_outcomes import lead_costs  # noqa: PLC0415

    run = run_once(with_campaigns(SEARCH, SHOW | {"cost": 700.0}), 0)

    assert lead_costs(run, run.log).campaigns.tolist() == pytest.approx([36_000.0, 700.0])


def test_a_campaign_for_an_unknown_source_is_named():
    with pytest.raises(ValueError, match="no such source; did you mean 'web'"):
        with_campaigns(merge(SEARCH, {"source": "wb"}))
