"""The product's own engine against queueing theory and arithmetic; seeds were fixed before the first run."""

import numpy as np
import pytest
from two_engines import difference
from worlds import queue, sales_force

from sim.compensation import estimate_payout
from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.replicate import replicate
from sim.streams import child_ids

PER_HOUR, SERVICE_HOURS = 0.5, 1.0  # an M/M/1 queue with rho = 0.5
REPLICATIONS = range(24)


def mean_and_half_width(values):
    """Return the mean of independent replications and the half-width of its 95 % interval (t, 23 degrees: 2.069)."""
    return np.mean(values), 2.069 * np.std(values, ddof=1) / np.sqrt(len(values))


def times_in_system(scenario, replication):
    """Return hours from arrival to the end of work of every lead that arrives in the measured months and is done."""
    # Bit for bit the reference's log, as test_both_engines_run_the_same_desk checks on this very desk.
    run = run_compiled(scenario, replication)
    log, start = run.log, run.world.line.start_hour
    arrived, done = log.of(Kind.ARRIVED), log.of(Kind.WON)
    came = dict(zip(arrived.entity.tolist(), arrived.time.tolist(), strict=True))
    return np.array(
        [
            t - came[e]
            for e, t in zip(done.entity.tolist(), done.time.tolist(), strict=True)
            if came[e] >= start
        ]
    )


def z_of_time_in_system(service_hours):
    scenario = queue(per_hour=PER_HOUR, work_hours=service_hours)
    means = [times_in_system(scenario, r).mean() for r in REPLICATIONS]
    theory = 1 / (1 / SERVICE_HOURS - PER_HOUR)  # M/M/1: W = 1 / (mu - lambda) = 2 hours
    mean, half = mean_and_half_width(means)
    return (mean - theory) / (half / 2.069), half / theory


def test_one_desk_is_an_m_m_1_queue():
    z, relative_half_width = z_of_time_in_system(SERVICE_HOURS)

    assert abs(z) < 3
    assert relative_half_width <= 0.02


def test_a_service_time_wrong_by_five_percent_is_found_out():
    z, _ = z_of_time_in_system(1.05 * SERVICE_HOURS)

    assert abs(z) >= 3


def test_both_engines_run_the_same_desk():
    assert difference(queue(per_hour=PER_HOUR, work_hours=SERVICE_HOURS), replication=5) == ""


def test_littles_law_holds_at_the_desk():
    # L is counted from the log by levels at 20,000 evenly spaced moments, W from each lead: two separate roads.
    run = run_compiled(queue(per_hour=PER_HOUR, work_hours=SERVICE_HOURS), 0)
    log, line = run.log, run.world.line
    arrived, done = log.of(Kind.ARRIVED), log.of(Kind.WON)
    moments = np.linspace(line.start_hour, line.end_hour, 20_000)
    inside = np.searchsorted(arrived.time, moments, side="right") - np.searchsorted(
        done.time, moments, side="right"
    )
    rate = np.sum(arrived.time >= line.start_hour) / (line.end_hour - line.start_hour)

    waits = times_in_system(run.world.scenario, 0)

    assert inside.mean() == pytest.approx(rate * waits.mean(), rel=0.02)


def funnel_z(wrong=1.0):
    """Return z of wins per lead against the product of the stage rates, in a world where nothing waits or decays."""
    shares = [0.7, 0.6, 0.7, 0.7 * wrong, 0.8]
    stages = [
        {"id": f"s{i}", "work_hours": 0.01, "work": "fixed", "advance_share": share}
        for i, share in enumerate(shares)
    ]
    world = queue(per_hour=0.5, work_hours=0.01, pipeline={"stages": stages})
    rates = []
    for replication in range(24):
        frame = replicate(world, [replication]).set_index("measure").value
        rates.append(frame["leads_won"] / (frame["leads_won"] + frame["leads_lost"]))
    product = 0.7 * 0.6 * 0.7 * 0.7 * 0.8  # 0.164640
    mean, half = mean_and_half_width(rates)
    return (mean - product) / (half / 2.069), half / product


def test_row_9_wins_are_leads_times_the_product_of_the_stage_rates():
    z, relative_half_width = funnel_z()

    assert abs(z) < 3
    assert relative_half_width <= 0.02


def test_row_9_a_stage_rate_wrong_by_five_percent_is_found_out():
    z, _ = funnel_z(wrong=1.05)

    assert abs(z) >= 3


@pytest.fixture(scope="module")
def clockwork():
    """One rep, 730 leads in 365 days at even spacing, 8 hours of fixed work each, every lead wins an order of 1,000."""
    return queue(
        per_hour=730 / (365 * 24),
        work_hours=8.0,
        run={"warmup_days": 0},
        market={
            "leads_per_year": 730 * 365.25 / 365,
            "arrivals": "regular",
            "sources": [{"id": "web", "share": 1.0}],
            "families": [
                {
                    "id": "core",
                    "share": 1.0,
                    "price": "1000.00",
                    "margin_share": 0.4,
                    "order_units": {"log_mean": -5.0, "log_sd": 0.0},
                }
            ],
        },
        pipeline={"stages": [{"id": "work", "work_hours": 8.0, "work": "fixed", "advance_share": 1.0}]},
        fulfilment={"lead_time_days": None, "promise_days": 0.0},
        plan={"quotas": {"method": "equal", "total": "600000.00"}},
    )


@pytest.fixture(scope="module")
def clockwork_values(clockwork):
    return replicate(clockwork, [0]).query("month == 0").set_index("measure").value


def test_a_deterministic_rep_does_what_arithmetic_says(clockwork_values):
    # Leads come every 12 hours, the first at hour 6, and take 8 hours: none waits. The 730th comes at 6 + 729 x 12 =
    # 8,754 and would be done at 8,762; the year ends at 8,760, when 6 of its 8 hours are worked.
    assert clockwork_values["leads"] == 730
    assert clockwork_values["leads_won"] == 729
    assert clockwork_values["bookings"] == 729_000
    assert clockwork_values["lead_wait_days"] == 0
    assert clockwork_values["rep_hours_worked"] == pytest.approx(729 * 8 + 6)


def test_a_deterministic_rep_is_paid_to_the_cent(clockwork, clockwork_values):
    # 729,000 on a quota of 600,000 is attainment 1.215; 1 + 3 x 0.215 = 1.645 of target, capped at 1.5 x 60,000.
    assert clockwork_values["rep_attainment"] == pytest.approx(1.215)
    assert clockwork_values["rep_variable_pay"] == 90_000.00
    assert clockwork_values["compensation_cost"] == 150_000.00
    assert clockwork_values["profit_contribution"] == pytest.approx(729_000 * 0.4 - 150_000)
    assert estimate_payout(clockwork.plan.pay, 1.215) == pytest.approx(90_000)


def test_a_task_pauses_overnight_and_over_the_weekend():
    # Thursday 1 January 2026, open 9 to 15: a lead at 12:00 with 10 hours of work does 3 on Thursday, 6 on Friday, and
    # the last hour on Monday at 9:00, done at hour 4 x 24 + 10.
    world = queue(
        per_hour=1 / 24,
        work_hours=10.0,
        months=1,
        calendar={"kind": "business", "selling_hours_per_day": 6.0},
        run={"warmup_days": 0},
        market={"arrivals": "regular", "leads_per_year": 365.25},
        pipeline={"stages": [{"id": "work", "work_hours": 10.0, "work": "fixed", "advance_share": 1.0}]},
    )
    log = run_reference(world, 0).log

    assert log.of(Kind.ARRIVED).time[0] == pytest.approx(12.0)
    assert log.of(Kind.WON).time[0] == pytest.approx(4 * 24 + 10.0)


def test_the_waiting_lead_gives_up_when_its_patience_ends():
    world = queue(
        per_hour=1 / 24,
        work_hours=60.0,
        months=1,
        run={"warmup_days": 0},
        market={"arrivals": "regular", "leads_per_year": 365.25},
        pipeline={
            "patience": {"kind": "fixed", "mean_days": 2.0},
            "stages": [{"id": "work", "work_hours": 60.0, "work": "fixed", "advance_share": 1.0}],
        },
    )
    log = run_reference(world, 0).log
    first_to_go = log.of(Kind.EXPIRED).entity[0]

    # Leads at 12, 36, 60, 84 h. The desk is busy to 72 (1st), 132 (2nd, came 36): the 3rd gives up at 60 + 48 = 108.
    assert log.of(Kind.EXPIRED).time[0] == pytest.approx(108.0)
    assert first_to_go == log.of(Kind.ARRIVED).entity[2]


def test_a_stationary_world_has_month_1_like_month_13():
    world = sales_force(
        6,
        3,
        run={"months": 13, "warmup_days": 250, "seed": 5},
        customers={"opening": 0.0, "reorder_mean_days": 30.0, "churn": {"share": 0.5}},
        people={"behaviour": {"kind": "steady", "effort": 0.9}},
        plan={"supply": []},
    )
    frame = replicate(world, range(30)).query("measure == 'month_bookings'")
    by_month = frame.pivot(index="replication", columns="month", values="value")
    difference = by_month[13] - by_month[1]

    mean, half = np.mean(difference), 2.045 * np.std(difference, ddof=1) / np.sqrt(30)
    assert abs(mean) < 1.5 * half  # |z| < 3
    assert half < 0.25 * by_month[1].mean()  # months of 31 days both; the test would see a quarter


def test_lead_ids_are_children_of_their_basic_unit():
    run = run_reference(sales_force(), 0)
    first = child_ids(np.array([run.world.leads.id[0]], dtype=np.uint64), 0)

    assert first[0] not in run.world.leads.id
    assert len(np.unique(run.world.leads.id)) == len(run.world.leads)
