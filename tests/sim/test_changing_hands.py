"""What it costs when a territory changes hands, and that what is not switched on changes nothing."""

import numpy as np
import pytest
from worlds import queue, sales_force, table

from sim.engine.compiled.run import run_compiled
from sim.engine.cover import Cover
from sim.engine.laws import check_run
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.engine.world import prepare
from sim.loyalty import odds_times
from sim.plan import ALIGNMENT
from sim.table import Table

COST = {"win_odds": 0.3, "leave_odds": 3.0, "half_life_days": 120.0}


def after(former, **changes):
    """Return the little sales force, whose basic units were covered by the reps ``former`` before."""
    world = sales_force(6, 3, **changes)
    units = world.plan.alignment["unit"]
    tables = world.tables.model_copy(
        update={"former_alignment": Table.of(ALIGNMENT, {"unit": units, "rep": former})}
    )
    return world.model_copy(update={"tables": tables})


SAME = table(6, 3)["alignment"]["rep"].tolist()
SWAPPED = ["R01", "R01", "R00", "R00", "R02", "R02"]


@pytest.fixture(scope="module")
def settled():
    return run_reference(sales_force(6, 3), 0)


def test_the_same_alignment_costs_nothing_bit_for_bit(settled):
    moved = run_reference(after(SAME, customers={"relationship": COST}), 0)

    assert moved.log.same_as(settled.log)


def test_the_warm_up_runs_under_the_former_alignment():
    moved = run_reference(after(SWAPPED), 0)
    world = sales_force(6, 3)
    former = Table.of(ALIGNMENT, {"unit": world.plan.alignment["unit"], "rep": SWAPPED})
    before = run_reference(world.with_plan(world.plan.model_copy(update={"alignment": former})), 0)
    start = moved.world.line.start_hour

    warm_up = moved.log.where(moved.log.time < start)
    assert warm_up.same_as(before.log.where(before.log.time < start))
    assert len(warm_up) > 100


def test_afterwards_new_leads_go_to_the_reps_of_the_plan():
    run = run_reference(after(SWAPPED), 0)
    arrived = run.log.of(Kind.ARRIVED)
    measured = arrived.time >= run.world.line.start_hour

    assert (arrived.rep[measured] == run.world.rep_of_unit[arrived.unit[measured]]).all()
    assert (arrived.rep[~measured] == run.world.opening_rep_of_unit[arrived.unit[~measured]]).all()
    check_run(run)


def test_an_order_stays_with_the_rep_who_took_it():
    run = run_reference(after(SWAPPED), 0)
    ordered, shipped = run.log.of(Kind.ORDERED), run.log.of(Kind.SHIPPED)
    taker = dict(zip(ordered.entity.tolist(), ordered.rep.tolist(), strict=True))

    assert all(
        taker[order] == rep for order, rep in zip(shipped.entity.tolist(), shipped.rep.tolist(), strict=True)
    )


def test_moving_accounts_costs_customers_only_where_hands_change():
    def left(world):
        logs = [run_compiled(world, r).log.of(Kind.CHURNED) for r in range(6)]
        return np.sum([np.bincount(log.unit, minlength=6) for log in logs], axis=0)

    free, dear = left(after(SWAPPED)), left(after(SWAPPED, customers={"relationship": COST}))

    assert dear[:4].sum() > free[:4].sum()
    assert dear[4:].sum() == pytest.approx(free[4:].sum(), abs=3)


def test_win_odds_right_after_the_change_are_as_set():
    cover = Cover(prepare(after(SWAPPED, customers={"relationship": COST}), 0))
    before = cover.broken(0, 0, 0.0, 500.0)
    moved = cover.hand_over(720.0)

    assert before == 0.0
    assert moved == [0, 1, 2, 3]
    assert cover.broken(0, 1, 100.0, 720.0) == 1.0
    assert cover.broken(0, 1, 100.0, 720.0 + 120 * 24) == pytest.approx(0.5)
    assert cover.broken(0, 1, 720.0, 720.0) == 0.0  # who came later knows nobody else
    assert cover.broken(5, 2, 100.0, 720.0) == 0.0


def test_the_win_rate_of_newcomers_follows_the_closed_form():
    # Two reps swap units, the relationship never heals and every lead feels it: odds of one are multiplied by 0.4.
    two = table(2, 2)
    swapped = Table.of(ALIGNMENT, {"unit": two["alignment"]["unit"], "rep": two["alignment"]["rep"][::-1]})
    world = queue(
        per_hour=1.2,
        work_hours=0.01,
        months=6,
        run={"warmup_days": 0},
        tables={"units": two["units"], "reps": two["reps"], "former_alignment": swapped},
        pipeline={"stages": [{"id": "close", "work_hours": 0.01, "advance_share": 0.5}]},
        customers={"relationship": {"win_odds": 0.4, "half_life_days": 1e9, "newcomers": True}},
        plan={"alignment": two["alignment"]},
    )
    log = run_compiled(world, 0).log
    won, lost = len(log.of(Kind.WON)), len(log.of(Kind.LOST))
    theory = odds_times(0.5, 0.4)

    assert theory == pytest.approx(0.2 / 0.7)
    assert won / (won + lost) == pytest.approx(theory, abs=3 * np.sqrt(theory * (1 - theory) / (won + lost)))


NOTHING = {
    "loyalty": {"customers": {"loyalty": {"gain": 0.5, "loss": 0.5, "holds": 0.0}}},
    "adoption": {
        "customers": {"adoption": [{"id": "plus", "potential_share": 0.0, "innovation_per_year": 9.0}]}
    },
    "referral": {"customers": {"referral": {"share": 0.0}}},
    "poll": {"customers": {"poll": {"asked_share": 0.0}}},
    "retention": {"customers": {"retention": {"leave_per_year": 1e-9}}},
    "relationship": {"customers": {"relationship": COST}},
    "list price": {
        "market": {"price_response": {"win_elasticity": 2.0, "repeat_elasticity": 1.0}},
        "plan": {"prices": [{"id": "core", "of_list": 1.0}]},
    },
    "rivals who take nothing": {"market": {"competition": {"rivals": [{"id": "acme", "share": 0.0}]}}},
}


@pytest.mark.parametrize("lever", sorted(NOTHING))
def test_a_lever_at_zero_is_the_baseline_bit_for_bit(lever, settled):
    assert run_reference(sales_force(6, 3, **NOTHING[lever]), 0).log.same_as(settled.log)


EVERYTHING = {
    "customers": {
        "loyalty": {"gain": 0.3, "loss": 0.5, "holds": 0.5},
        "retention": {"leave_per_year": 0.5, "visit_effect": 0.7},
        "adoption": [
            {
                "id": "plus",
                "potential_share": 0.8,
                "innovation_per_year": 2.0,
                "offer_hours": 2.0,
                "win_share": 0.5,
            }
        ],
        "referral": {"share": 0.5, "mean_days": 20.0, "source": "fair"},
        "relationship": COST,
        "poll": {"response_share": 0.4, "response_bias": 0.5, "noise_sd": 0.5},
    },
    "market": {
        "price_response": {"win_elasticity": 2.0},
        "competition": {"rivals": [{"id": "acme", "share": 0.5}]},
    },
    "plan": {"care": {"per_year": 4.0, "hours": 1.0}, "prices": [{"id": "core", "of_list": 0.95}]},
}
TOLD = {Kind.OFFERED, Kind.ADOPTED, Kind.REFERRED, Kind.POLLED, Kind.ANSWERED, Kind.TAKEN, Kind.CHURNED}


def test_with_everything_on_the_laws_hold_and_everything_is_told():
    run = run_reference(after(SWAPPED, **EVERYTHING), 0)
    check_run(run)

    assert {kind for kind in TOLD if (run.log.kind == kind).any()} == TOLD
    assert np.isin(run.log.of(Kind.REFERRED).entity, run.log.of(Kind.ARRIVED).entity).mean() > 0.8


HOUR = 24.0
LEFT, CAME = 40 * HOUR, 70 * HOUR


def left_behind():
    """Return the cover of a position whose holder left after 40 days and whose successor came after 70."""
    world = sales_force(6, 3, customers={"relationship": COST})
    cover = Cover(prepare(world, 0))
    there = [True] * 3
    cover.staff([0, 0, 0], there, 0.0)
    cover.staff([1, 0, 0], [False, True, True], LEFT)
    cover.staff([1, 0, 0], there, CAME)
    return cover


@pytest.mark.parametrize(
    ("rep", "known", "day", "broken"),
    [
        (0, -np.inf, 39, 0.0),  # still there
        (0, -np.inf, 69, 1.0),  # vacant: nobody heals it
        (0, -np.inf, 70 + 120, 0.5),  # a half-life after the successor came
        (0, 50 * HOUR, 71, 0.0),  # came to know nobody but the successor
        (1, -np.inf, 200, 0.0),
    ],
)
def test_ties_break_when_the_rep_leaves_and_heal_from_his_successor_on(rep, known, day, broken):
    at = day * HOUR
    cover = left_behind() if at > LEFT else Cover(prepare(sales_force(6, 3), 0))

    assert cover.broken(0, rep, known, at) == pytest.approx(broken)


def test_of_two_breaks_the_later_one_counts():
    cover = left_behind()
    cover.handed_over[0] = CAME + 30 * HOUR

    assert cover.broken(0, 0, -np.inf, CAME + 150 * HOUR) == pytest.approx(0.5)


LEAVERS = {
    "leaving": {"hazard": [{"from_month": 0, "monthly": 0.2}]},
    "hiring": {"applicants_per_month": 20.0},
}


def test_ties_cost_nothing_where_nobody_leaves_and_leaving_nothing_where_ties_are_worth_nothing(settled):
    stay = run_reference(sales_force(6, 3, customers={"relationship": COST}), 0)
    plain, free = (
        run_reference(sales_force(6, 3, people=LEAVERS, customers=customers), 0)
        for customers in ({}, {"relationship": {"half_life_days": 5.0}})
    )

    assert stay.log.same_as(settled.log)
    assert free.log.same_as(plain.log)
    assert not run_reference(
        sales_force(6, 3, people=LEAVERS, customers={"relationship": COST}), 0
    ).log.same_as(plain.log)


RATE, LEAVE_ODDS = 0.5, 3.0


@pytest.fixture(scope="module")
def orphaned():
    """Return a run of a year, 3 reps and 30,000 customers; the best seller goes after a month and is not replaced."""
    manager = {"development": {"managers": [{"id": "M", "hours_per_month": 0.0}]}}
    world = sales_force(
        6,
        3,
        run={"warmup_days": 0},
        market={"leads_per_year": 300.0},
        customers={
            "opening": 30_000.0,
            "reorder_mean_days": None,
            "retention": {"leave_per_year": RATE},
            "relationship": {"leave_odds": LEAVE_ODDS, "half_life_days": 30.0},
        },
        people=manager | {"promotion": {"month": 2, "manager": "M", "refilled": False}},
    )
    reps = world.tables.reps
    managed = Table.of(reps.spec, dict(reps.columns) | {"manager": ["M"] * len(reps)})
    return run_compiled(
        world.model_copy(update={"tables": world.tables.model_copy(update={"reps": managed})}), 0
    )


def test_customers_left_without_their_rep_leave_at_the_higher_rate_by_the_closed_form(orphaned):
    # Gone for good after 31 days: survival exp(-rate (31 + 3 x 334) / 365.25), and exp(-rate 365 / 365.25) elsewhere.
    log, (ids, units, _) = orphaned.log, orphaned.world.customers
    rep = int(log.of(Kind.PROMOTED).rep[0])
    left = np.isin(ids, log.of(Kind.CHURNED).entity)
    his = orphaned.world.rep_of_unit[units] == rep

    for whose, days in ((his, 31 + LEAVE_ODDS * 334), (~his, 365)):
        share, n = 1 - np.exp(-RATE * days / 365.25), whose.sum()
        assert abs(left[whose].mean() - share) < 3 * np.sqrt(share * (1 - share) / n)


def test_both_engines_break_ties_alike():
    for newcomers in (False, True):
        world = sales_force(
            6,
            3,
            people=LEAVERS,
            customers={"relationship": COST | {"newcomers": newcomers}, "retention": {"leave_per_year": 0.5}},
        )
        assert run_compiled(world, 0).log.same_as(run_reference(world, 0).log)
