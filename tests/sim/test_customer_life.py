"""
Customers against closed forms; seeds were fixed before the first run.

Survival runs through both engines, the rest through the compiled one; both tell the same, event for event.
"""

import math

import numpy as np
import pytest
from worlds import queue

from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.polls import chance_to_answer
from sim.streams import child_ids

SATISFACTION = {
    "opening": 5.0,
    "memory": 1.0,
    "floor": 1.7,
    "ceiling": 4.3,
    "midpoint_days": 3.0,
    "slope_per_day": 0.69,
    "never_delivered": 1.83,
}
STAY = {"share": 0.0, "at_score": 4.0, "per_point": 0.0}
AT_ONCE = {"lead_time_days": None, "promise_days": 0.0}


def customers(rules, months=12, per_hour=1e-6, **world):
    """Return a world of one desk that has nothing to do, and of customers who are as content as can be."""
    return queue(
        per_hour=per_hour,
        work_hours=0.01,
        months=months,
        run={"warmup_days": 0},
        fulfilment=AT_ONCE,
        customers={"satisfaction": SATISFACTION, "churn": STAY} | rules,
        **world,
    )


def z_and_half_width(share, theory, n):
    """Return how many standard errors a share of n is off, and its 95 % half-width relative to theory."""
    error = math.sqrt(theory * (1 - theory) / n)
    return (share - theory) / error, 1.96 * error / theory


def surviving(world, replications, run=run_compiled):
    """Return the share of the opening customers who are there at the end, and how many there were."""
    runs = [run(world, r) for r in replications]
    n = sum(len(one.world.customers[0]) for one in runs)
    return 1 - sum(len(one.log.of(Kind.CHURNED)) for one in runs) / n, n


def survival_z(rate, theory_rate=0.8, run=run_compiled):
    share, n = surviving(customers({"opening": 3000, "retention": {"leave_per_year": rate}}), range(4), run)
    return z_and_half_width(share, math.exp(-theory_rate * 365 / 365.25), n)


@pytest.mark.parametrize("run", [run_reference, run_compiled])
def test_row_15_without_effect_customers_survive_at_the_base_hazard(run):
    z, half = survival_z(0.8, run=run)

    assert abs(z) < 3
    assert half <= 0.02


def test_row_15_a_survival_five_percent_off_is_found_out():
    z, _ = survival_z(0.8 - math.log(1.05))

    assert abs(z) >= 3


def test_row_15_visits_keep_customers_as_the_closed_form_says():
    # The first visit comes at an exponential time T of rate v and holds for good: the rate of leaving falls from b to
    # c = b e^-effect. E exp(-(b - c) min(T, 1)) = v/(v+a) (1 - e^-(v+a)) + e^-(v+a) with a = b - c, in a year.
    retention = {"leave_per_year": 1.0, "visit_effect": 1.2, "visit_holds_days": 1e6}
    world = customers(
        {"opening": 4000, "retention": retention}, plan={"care": {"per_year": 3.0, "hours": 0.0}}
    )
    year, b, v = 365 / 365.25, 1.0, 3.0
    c = b * math.exp(-1.2)
    a = b - c
    waits = v / (v + a) * (1 - math.exp(-(v + a) * year)) + math.exp(-(v + a) * year)

    share, n = surviving(world, range(4))

    z, half = z_and_half_width(share, math.exp(-c * year) * waits, n)
    assert abs(z) < 3
    assert half <= 0.02


def test_row_15_visits_cost_the_reps_hours():
    world = customers(
        {"opening": 100, "retention": {"leave_per_year": 0.1}},
        plan={"care": {"per_year": 6.0, "hours": 2.0}},
    )
    run = run_compiled(world, 0)
    visits = int((run.log.of(Kind.BEGUN).stage == -10).sum())

    assert visits > 300
    assert run.worked_hours.sum() == pytest.approx(2.0 * visits, abs=2.0)


@pytest.fixture(scope="module")
def repeaters():
    """Return a run in which 6,000 customers order every three days or so and leave after each order with 0.25."""
    world = customers(
        {
            "opening": 7000,
            "churn": {"share": 0.25, "at_score": 4.0, "per_point": 0.0},
            "reorder_mean_days": 3.0,
        },
        market={
            "families": [
                {
                    "id": "core",
                    "share": 1.0,
                    "price": "1000.00",
                    "margin_share": 0.4,
                    "order_units": {"log_mean": -5.0, "log_sd": 0.0},
                }
            ]
        },
    )
    return run_compiled(world, 0)


def test_row_104_repeat_orders_are_geometric(repeaters):
    n, orders = len(repeaters.world.customers[0]), len(repeaters.log.of(Kind.ORDERED))
    error = math.sqrt(1 - 0.25) / 0.25 / math.sqrt(n)

    assert len(repeaters.log.of(Kind.CHURNED)) == n
    assert abs(orders / n - 4.0) < 3 * error
    assert 1.96 * error <= 0.0205 * 4.0
    assert abs(1.05 * orders / n - 4.0) >= 3 * error


def test_row_108_lifetime_value_is_the_order_value_over_the_share_who_leave(repeaters):
    n, cents = len(repeaters.world.customers[0]), repeaters.log.of(Kind.ORDERED).cents.sum()

    assert cents / 100 / n == pytest.approx(1000 / 0.25, rel=3 * math.sqrt(0.75 / n))


FAMILIES = [
    {
        "id": name,
        "share": share,
        "price": "1000.00",
        "margin_share": 0.4,
        "order_units": {"log_mean": 0, "log_sd": 0},
    }
    for name, share in (("first", 1.0), ("second", 0.0))
]


def adopted_share(innovation, imitation, opening, replications):
    """Return the share of those who can use a family that has adopted it, and its standard error over runs."""
    rule = {
        "id": "second",
        "potential_share": 0.8,
        "innovation_per_year": innovation,
        "imitation_per_year": imitation,
    }
    world = customers({"opening": opening, "adoption": [rule]}, market={"families": FAMILIES})
    runs = [run_compiled(world, r) for r in range(replications)]
    shares = []
    for run in runs:
        lines = child_ids(run.world.customers[0], (1 << 32) + 1)
        able = int((run.world.streams.uniforms("potential", lines) < 0.8).sum())
        shares.append(len(run.log.of(Kind.ADOPTED)) / able)
    return np.mean(shares), np.std(shares, ddof=1) / math.sqrt(len(shares))


def bass(p, q, t):
    return (1 - math.exp(-(p + q) * t)) / (1 + q / p * math.exp(-(p + q) * t))


def test_adoption_spreads_as_bass_says_and_a_planted_error_is_found_out():
    share, error = adopted_share(0.4, 0.6, 5000, 8)
    theory = bass(0.4, 0.6, 365 / 365.25)

    # Eight runs: t with 7 degrees of freedom, whose 97.5 % point is 2.365.
    assert abs(share - theory) < 3 * error
    assert 2.365 * error <= 0.02 * theory
    assert abs(share - 1.05 * theory) >= 3 * error


def test_adoption_stops_at_the_potential():
    share, _ = adopted_share(8.0, 8.0, 500, 2)

    assert 0.999 < share <= 1.0


def test_a_family_that_is_adopted_brings_orders_of_its_own():
    rule = {"id": "second", "potential_share": 1.0, "innovation_per_year": 4.0, "reorder_mean_days": 30.0}
    world = customers({"opening": 100, "adoption": [rule]}, market={"families": FAMILIES})
    log = run_compiled(world, 0).log
    ordered, adopted = log.of(Kind.ORDERED), log.of(Kind.ADOPTED)

    assert set(ordered.stage.tolist()) == {0}
    assert set(ordered.family.tolist()) == {1}
    assert np.isin(child_ids(adopted.entity, 1), ordered.entity).all()
    assert len(ordered) > 2 * len(adopted)


def chain_lengths(share):
    """Return the number of leads of each seed and its descendants, of seeds of the first five months."""
    world = customers({"referral": {"share": share, "mean_days": 1.0}}, months=7, per_hour=1.4)
    run = run_compiled(world, 0)
    known = set(run.log.of(Kind.ARRIVED).entity.tolist())
    seeds = run.world.leads.id[
        (run.world.leads.arrival < 150 * 24) & ~np.isin(run.world.leads.id, referred(run))
    ]
    lengths, generation = np.ones(len(seeds)), seeds
    while (alive := np.array([lead in known for lead in generation.tolist()])).any():
        lengths += alive & (generation != seeds)
        generation = child_ids(child_ids(child_ids(generation, 0), 1), 0)
    return lengths


def referred(run):
    return run.log.of(Kind.REFERRED).entity


def test_a_lead_and_its_descendants_are_geometric():
    lengths = chain_lengths(0.5)
    error = lengths.std() / math.sqrt(len(lengths))

    assert abs(lengths.mean() - 1 / (1 - 0.5)) < 3 * error
    assert 1.96 * error <= 0.0205 * 2.0


def test_a_referral_rate_five_percent_off_is_found_out():
    lengths = chain_lengths(0.55)

    assert abs(lengths.mean() - 2.0) >= 3 * lengths.std() / math.sqrt(len(lengths))


def test_discontented_customers_refer_nobody():
    content = SATISFACTION | {"opening": 4.0}
    rules = {"referral": {"share": 1.0, "from_score": 4.99}, "satisfaction": content}
    world = customers(rules, months=2, per_hour=0.5)

    assert len(referred(run_compiled(world, 0))) == 0


POLL = {"asked_share": 0.8, "response_share": 0.4, "response_bias": 1.2, "at_score": 3.0, "noise_sd": 0.7}


def polled(**changes):
    """Return truth and answers [points] of many customers, some of whose orders come late."""
    rules = {
        "opening": 3000,
        "reorder_mean_days": 30.0,
        "poll": POLL | changes,
        "satisfaction": SATISFACTION | {"opening": 4.0, "memory": 0.3},
    }
    world = customers(rules, months=3)
    slow = {"promise_days": 8.0, "lead_time_days": {"log_mean": 2.0, "log_sd": 0.6}}
    world = world.model_copy(update={"fulfilment": world.fulfilment.model_validate(slow)})
    log = run_compiled(world, 0).log
    return log.of(Kind.POLLED).cents / 100, log.of(Kind.ANSWERED).cents / 100


def test_row_103_without_bias_the_poll_is_the_truth_on_average():
    truth, answers = polled(response_bias=0.0)

    error = answers.std() / math.sqrt(len(answers))
    assert abs(answers.mean() - truth.mean()) < 3 * error
    assert 1.96 * error <= 0.02 * truth.mean()
    assert len(answers) / len(truth) == pytest.approx(0.4, abs=3 * math.sqrt(0.24 / len(truth)))


def test_row_103_the_estimate_is_off_as_the_bias_is_set():
    truth, answers = polled(answer_bias=0.25)
    weight = np.array([chance_to_answer(0.4, 3.0, 1.2, score) for score in truth.tolist()])
    expected = 0.25 + (weight * truth).sum() / weight.sum()

    error = answers.std() / math.sqrt(len(answers))
    assert abs(answers.mean() - expected) < 3 * error
    assert answers.mean() - truth.mean() > 5 * error
