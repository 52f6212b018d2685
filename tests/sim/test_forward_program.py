"""The dynamic program against what is known of reps who look ahead (behaviour facts T2, T12, T14, T15, T17)."""

import numpy as np
import pytest
from forward_reps import PER_EFFORT, month_ratios, reps, solved
from hypothesis import given, settings
from hypothesis import strategies as st
from timing_worlds import ACCELERATOR, BONUS, FLOOR, FLOOR_CAP, LINEAR, commission, curve

from sim.agents.forward.kinds import alike, means
from sim.agents.forward.plans import build
from sim.agents.forward.program import Program, solve
from sim.agents.forward.rehearsal import rehearse

OCTOBER = 9


def effort_in(month, attainments, policy):
    """Return the efforts of the first rep with no stock, in units of which 0.394 is the usual one."""
    rows = [round(a / policy.step) for a in attainments]
    number = policy.policy.effort[0, month, rows, policy.program.most_stock]
    return policy.program.effort[0, number] / PER_EFFORT


def test_t2_a_linear_plan_draws_the_same_effort_in_every_month_and_state():
    r = rehearse(solved(100, LINEAR), 4)
    by_month = r.effort.mean(axis=(0, 1))

    assert by_month.std() / by_month.mean() < 0.002
    assert month_ratios(r.booked) == pytest.approx((1.0, 1.0), abs=0.02)  # 400 rep-years: half-width 0.02


def test_a_linear_plan_draws_the_usual_effort():
    # A prototype told 0.394; the grid of 13 efforts has 0.30 and 0.45 for reps who are all alike.
    assert rehearse(solved(300, LINEAR), 2).effort.mean() / PER_EFFORT == pytest.approx(0.394, abs=0.01)


@pytest.mark.parametrize("pay", [FLOOR_CAP, FLOOR])
def test_t14_a_floor_makes_a_high_last_month_and_a_low_first_one(pay):
    last, first = month_ratios(rehearse(solved(150, pay), 4).booked)

    assert last >= 1.2
    assert first <= 0.8


def test_t15_under_a_bonus_october_effort_is_an_inverted_u():
    # A prototype told .02 .55 1.36 .52 .02; not the luck and timing behind it, so the shape is asserted.
    lost, far, near, close, won = effort_in(OCTOBER, (0.3, 0.5, 0.6, 0.8, 1.0), solved(1, BONUS, 0.0))

    assert lost < 0.1
    assert won < 0.1
    assert lost < far < near
    assert near > 1.0
    assert won < close < near


def test_t15_a_linear_plan_draws_the_same_effort_wherever_a_rep_stands():
    assert np.ptp(effort_in(OCTOBER, (0.3, 0.5, 0.6, 0.8, 1.0), solved(1, LINEAR, 0.0))) == 0.0


def test_t15_who_is_below_the_floor_pushes_out_and_who_is_above_it_pulls():
    r = rehearse(solved(150, FLOOR_CAP, full_attainment=1.2), 6)
    close, stock = r.opening[:, :, 11] + r.booked[:, :, 11], r.stock[:, :, 11]

    assert stock[(close > 0.75) & (close < 1.05)].mean() == pytest.approx(-0.12, abs=0.03)
    assert stock[close < 0.6].mean() > 0.05


def test_t15_who_is_above_a_cap_saves_deals_for_the_next_year():
    cap = curve([["0", "0"], ["1", "1"]], "0")
    r = rehearse(solved(150, cap, timing_cost=0.4), 6)
    stock = r.stock[:, :, 11]
    could_be = r.opening[:, :, 11] + r.booked[:, :, 11] + stock

    assert stock[could_be > 1.06].mean() > 0.05  # a prototype told +.102, and -.02 below
    assert -0.06 < stock[could_be < 0.9].mean() <= 0.0


def mass_above_the_kink(**words):
    r = rehearse(solved(200, ACCELERATOR, **words), 10)
    year = r.booked.sum(axis=2)
    above, next_to = ((year >= low - 1e-9) & (year < low + 0.04 - 1e-9) for low in (1.0, 1.04))
    return above.sum() / next_to.sum()


def test_t17_money_repels_from_a_kink_and_a_symbolic_reward_attracts():
    money, symbol = mass_above_the_kink(), mass_above_the_kink(motives={"knot_reward": 0.1})

    assert money < 1.0
    assert symbol > 1.3 * money


def test_loss_aversion_raises_effort_by_at_most_its_share_of_the_incentive():
    # A loss of 0.25 for 1.0 below quota adds a quarter of the incentive to who is surely below: 0.394 -> at most 0.49.
    # (A prototype told 0.523, more than its own words allow.)
    without, with_it = (
        rehearse(solved(200, LINEAR, motives={"loss_aversion": size}), 3) for size in (0.0, 0.25)
    )
    ratio = with_it.effort.mean() / without.effort.mean()

    assert 1.1 < ratio <= 1.25
    assert with_it.booked.mean() > without.booked.mean()


def test_t12_a_foreseen_ratchet_leaves_rho_over_rho_plus_lambda_of_the_incentive():
    # Weitzman 1980: lambda = 0.3 and a discount rate of 0.1 leave 0.1 / (0.1 + 0.3) = 0.25.
    who, what = reps(1, LINEAR, 0.0, monthly_discount=(1 / 1.1) ** (1 / 12))
    what = type(what)(**{**vars(what), "ratchet": (0.3, 0.3)})
    program = build(who, what)
    grid = np.arange(program.potential.shape[1])
    slope = np.diff(program.potential[0] + program.window_end[0])[grid[50:60]]

    assert slope / np.diff(program.potential[0])[50] == pytest.approx(0.25)


def test_a_ratchet_of_quotas_takes_nothing_from_a_commission():
    who, what = reps(3, commission("0.1"))
    ratcheted = type(what)(**{**vars(what), "ratchet": (0.5, 0.5)})

    assert not build(who, ratcheted).window_end.any()


def test_quarterly_and_monthly_clocks_start_anew():
    quarter = curve([["0.7", "0"], ["1", "1"]], "3.3333333333333333")
    quarter["components"][0]["measure"]["window"] = "quarter"
    r = rehearse(solved(60, quarter), 6)
    by_month = r.booked.mean(axis=(0, 1)).reshape(4, 3).mean(axis=0)

    assert r.opening[:, :, [0, 3, 6, 9]].max() == 0.0
    assert by_month[2] > by_month[0]


def test_types_stand_for_individuals():
    own = solved(300, FLOOR_CAP)
    alone, typed = (rehearse(one, 4, own.program) for one in (own, solved(300, FLOOR_CAP, types=64)))

    assert typed.booked.sum(axis=2).mean() == pytest.approx(alone.booked.sum(axis=2).mean(), abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 2**31))
def test_types_are_no_more_than_wanted_and_everybody_has_one(n_reps, n_types, seed):
    features = np.random.default_rng(seed).standard_normal((n_reps, 3))
    kind = alike(features, n_types)

    assert len(kind) == n_reps
    assert sorted(set(kind.tolist())) == list(range(len(set(kind.tolist()))))
    assert len(set(kind.tolist())) <= n_types
    assert means(features, kind).shape == (kind.max() + 1, 3)


def brute_force(program, years):
    """Solve one rep's program by plain loops, a year so many times over; return the best efforts of the last one."""
    n_a, middle = program.potential.shape[1], program.most_stock
    shocks, weights = np.polynomial.hermite_e.hermegauss(5)
    weights = weights / weights.sum()
    opening = np.zeros(2 * middle + 1)
    for _ in range(years):
        value = np.tile(opening, (n_a, 1))
        efforts = np.empty((12, n_a, 2 * middle + 1), dtype=np.int64)
        for month in range(11, -1, -1):
            end = program.window_end[0] if program.resets[month] else np.zeros(n_a)
            following = np.tile(value[0], (n_a, 1)) if program.resets[month] else value
            now = np.empty((n_a, 2 * middle + 1))
            for a, f in np.ndindex(now.shape):
                totals = []
                for x in program.effort[0]:
                    total = -0.5 * program.cost[0] * x * x
                    for shock, weight in zip(shocks, weights, strict=True):
                        z = max(
                            program.arrivals[0, month]
                            + program.gain[0, month] * x
                            + program.noise[0] * shock,
                            0,
                        )
                        for cells, part in ((int(z), 1 - z % 1), (int(z) + 1, z % 1)):
                            options = []
                            for g in range(min(cells + f, 2 * middle) + 1):
                                to = min(a + f + cells - g, n_a - 1)
                                if to < 0:
                                    continue
                                gained = (
                                    program.potential[0, to] + end[to] - program.timing[0] * (g - middle) ** 2
                                )
                                options.append(gained + program.discount[0] * following[to, g])
                            total += weight * part * max(options)
                    totals.append(total)
                now[a, f] = max(totals) - program.potential[0, a]
                efforts[month, a, f] = int(np.argmax(totals))
            value = now
        opening = value[0] - value[0, middle]
    return efforts


def test_the_compiled_program_is_the_one_that_plain_loops_solve():
    n_a, middle = 14, 1
    pay = np.where(np.arange(n_a) >= 8, 1.0, 0.0)[None, :]
    ones = np.ones((1, 12))
    program = Program(
        arrivals=0.4 * ones,
        gain=0.5 * ones,
        noise=np.array([0.3]),
        effort=np.array([[0.0, 0.6, 1.2]]),
        cost=np.array([0.08]),
        timing=np.array([0.002]),
        stale=np.array([0.0]),
        discount=np.array([0.98]),
        potential=pay,
        window_end=np.zeros((1, n_a)),
        envy=np.zeros(1),
        pace=np.zeros((1, 12)),
        resets=np.arange(12) == 11,
        most_stock=middle,
    )
    policy = solve(program, tolerance=1e-9)

    assert policy.sweeps[0] < 60
    assert np.array_equal(policy.effort[0], brute_force(program, 6))
    assert set(np.unique(policy.effort)) == {0, 1, 2}
