"""Rows 10, 12 and 18 of the concepts: what leads cost and brought, by source; new and existing customers; records."""

import numpy as np
import pytest
from lead_worlds import busy
from worlds import sales_force

from sim.activities import activities, written_down
from sim.attribution import origin_of_orders
from sim.engine.choice import run_once
from sim.engine.log import Kind
from sim.outcomes import measure
from sim.replicate import replicate


def of_world(scenario, replication=0):
    """Return {(measure, entity): value} of the whole horizon."""
    rows = measure(run_once(scenario, replication))
    return {(name, entity): value for name, entity, month, value in rows if month == 0}


@pytest.fixture(scope="module")
def values():
    return of_world(busy())


def test_row_10_sources_and_campaigns_add_up_to_all_leads(values):
    by_source = sum(values["source_leads", source] for source in ("web", "fair"))
    by_campaign = sum(values["campaign_leads", campaign] for campaign in ("search", "show"))

    assert by_source == values["leads", ""]
    assert values["campaign_leads", "show"] == 40
    assert by_campaign < by_source


def test_row_10_costs_by_source_are_those_of_its_campaigns(values):
    assert values["source_cost", "web"] == values["campaign_cost", "search"] == pytest.approx(24_000.0)
    assert values["source_cost", "fair"] == values["campaign_cost", "show"] == pytest.approx(5000.0)
    assert values["campaign_cost_per_lead", "show"] == pytest.approx(125.0)
    assert values["campaign_cost_per_win", "search"] == pytest.approx(
        24_000 / values["campaign_wins", "search"]
    )


def test_row_10_planted_source_effects_are_recovered():
    # web wins 1.5 times the mean, fair half: a ratio of 3 over all five stages, whatever the reps' hours.
    sources = [{"id": "web", "share": 0.5, "win_ratio": 1.5}, {"id": "fair", "share": 0.5, "win_ratio": 0.5}]
    world = sales_force(
        market={"sources": sources, "leads_per_year": 1500.0},
        calendar={"kind": "always_open"},
        pipeline={
            "patience": {"kind": "none"},
            "nurture": {"loops": 0},
            "cycle_days": {"log_mean": 0.0, "log_sd": 0.1},
        },
        people={"travel": None, "behaviour": {"kind": "steady"}},
    )
    frame = replicate(world, range(8))
    totals = (
        frame[frame.measure.isin(["source_wins", "source_leads"])].groupby(["measure", "entity"]).value.sum()
    )
    rates = totals["source_wins"] / totals["source_leads"]
    error = np.sqrt((1 / totals["source_wins"]).sum())  # of the logarithm of a ratio of two Poisson counts

    assert abs(np.log(rates["web"] / rates["fair"]) - np.log(3.0)) < 3 * error
    assert abs(np.log(rates["web"] / rates["fair"]) - np.log(2.0)) > 3 * error  # another effect would be seen


def test_row_12_bookings_of_new_and_existing_customers_add_to_the_total(values):
    assert values["bookings_new", ""] + values["bookings_existing", ""] == pytest.approx(
        values["bookings", ""]
    )
    assert min(values["bookings_new", ""], values["bookings_existing", ""]) > 0


def test_every_order_goes_back_to_a_won_lead_or_an_opening_customer():
    run = run_once(sales_force(), 0)
    origin, number = origin_of_orders(run.log, 0)
    ordered = run.log.of(Kind.ORDERED)

    assert (
        np.sort(origin[number == 1]) == np.arange(len(run.log.of(Kind.WON)))
    ).all()  # each win orders at once
    assert (ordered.unit[origin >= 0] == run.log.of(Kind.WON).unit[origin[origin >= 0]]).all()
    assert (origin < 0).any()


def test_row_18_records_that_cost_no_time_are_the_baseline_bit_for_bit():
    free = run_once(sales_force(pipeline={"crm": {"admin_share": 0.0, "logged_share": 0.5}}), 0)

    assert free.log.same_as(run_once(sales_force(), 0).log)


def test_row_18_time_saved_is_worth_its_difference_under_the_same_luck():
    frames = {
        share: replicate(
            sales_force(pipeline={"crm": {"admin_share": share}}, people={"behaviour": {"kind": "steady"}}),
            range(6),
        )
        for share in (0.3, 0.0)
    }
    hours = {
        share: frame[frame.measure == "rep_hours_available"].value.sum() for share, frame in frames.items()
    }
    won = {
        share: frame[frame.measure == "leads_won"].set_index("replication").value
        for share, frame in frames.items()
    }

    assert hours[0.3] == pytest.approx(0.7 * hours[0.0])
    assert (won[0.0] - won[0.3]).mean() > 0


def test_row_14_the_records_hold_the_share_of_activities_that_is_written_down():
    run = run_once(sales_force(), 0)
    done = activities(run.log)
    half, most = (written_down(done, share, run.world.streams) for share in (0.5, 0.9))

    assert abs(len(half) / len(done) - 0.5) < 3 * np.sqrt(0.25 / len(done))
    assert written_down(done, 1.0, run.world.streams).same_as(done)
    kept = {(e, t) for e, t in zip(most.entity.tolist(), most.time.tolist(), strict=True)}
    assert all((e, t) in kept for e, t in zip(half.entity.tolist(), half.time.tolist(), strict=True))
