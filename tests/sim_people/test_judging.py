"""Goals that fit, talent, ranking, managers judged by potential, targets, roll-ups, delegation."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffed import STEADY, force, merge

from optimize.staffing import delegate
from sim.engine.compiled.run import run_compiled
from sim.people.capability import capability, mean_ramp
from sim.people.measures import roll_up
from sim.people.ranking import ranked, team_effect
from sim.people.talent import lost_with_the_best, pareto_exponent, pareto_share, share_of_best
from sim.people.targets import Funnel, chance_of_target, gap_drivers
from sim.quota import quotas_cents, rep_of_unit
from sim.replicate import replicate


def unlike(method="equal", **changes):
    """Return a force of four who differ in skill and tenure, with quotas dealt by a method."""
    reps = {
        "skill": [0.6, 1.0, 1.6, 1.0],
        "hired": ["2015-01-01", "2015-01-01", "2015-01-01", "2026-03-01"],
        "manager": ["A", "A", "B", "B"],
    }
    managers = [{"id": name, "hours_per_month": 0.0, "region": "north"} for name in ("A", "B")]
    people = {"ramp": [0.2, 0.4, 0.6, 0.8], "development": {"managers": managers}}
    plan = {"quotas": {"method": method, "total": "1000000.00"}, "supply": []}
    return force(8, 4, reps=reps, people=merge(STEADY, people), plan=plan, **changes)


def spread_of_reach(method):
    """Return the standard deviation over reps of the share of replications in which each makes quota."""
    world = unlike(method, market={"leads_per_year": 400.0}, customers={"opening": 0.0})
    quota = quotas_cents(world) * 0.40  # about what they sell
    made = [run_compiled(world, r).credit_cents[:, 1:].sum(axis=1) >= quota for r in range(24)]
    return np.mean(made, axis=0).std()


def test_row_80_quotas_by_capability_leave_chances_more_alike_than_equal_ones():
    assert spread_of_reach("capability") < 0.7 * spread_of_reach("equal")


def test_row_80_capability_is_potential_by_ramp_by_skill():
    world = unlike("capability")
    weight = capability(world, world.tables.units["potential"], rep_of_unit(world))

    # The third wins at each stage a: 1.6 a / (1 - a + 1.6 a).
    ratio = math.prod(1.6 / (1 - a + 1.6 * a) for a in (0.7, 0.6, 0.7, 0.7, 0.7))
    assert weight[2] / weight[1] == pytest.approx(ratio)
    assert quotas_cents(world).sum() == 100_000_000


def test_row_80_the_ramp_of_a_newcomer_is_his_mean_over_the_year():
    # Away until 1 March (59 days), then 30.4375 days at each of four steps (31, 30, 31 and 30 days seen), then full.
    expected = (31 * 0.2 + 30 * 0.4 + 31 * 0.6 + 30 * 0.8 + (365 - 59 - 122)) / 365

    assert mean_ramp(unlike()) == pytest.approx([1.0, 1.0, 1.0, expected], abs=0.002)


# Talent


def test_row_88_the_pareto_share_is_exact():
    alpha = pareto_exponent(0.2, 0.8)

    assert alpha == pytest.approx(1.161, abs=5e-4)
    assert pareto_share(0.2, alpha) == pytest.approx(0.8)
    assert pareto_share(0.2**2, alpha) == pytest.approx(0.8**2)  # 4 % bring 64 %


def test_row_88_a_star_who_leaves_takes_thirty_percent_and_one_of_equals_ten():
    star, equals = np.array([30.0] + [70 / 9] * 9), np.full(10, 10.0)

    assert lost_with_the_best(star) == pytest.approx(0.30)
    assert lost_with_the_best(equals) == pytest.approx(0.10)
    assert share_of_best(equals, 0.25) == pytest.approx(0.25)


# Ranking


def teams_with_a_star(effect, n_teams=400, n_reps=12):
    rng = np.random.Generator(np.random.Philox(91))
    results = rng.normal(0.0, 1.0, (n_teams, n_reps))
    results[:, 0] += effect
    return [ranked(result, np.ones(n_reps)) for result in results]


def test_row_91_in_a_team_of_equals_hardly_anybody_is_called_a_star():
    told = np.mean([(r.is_star | r.is_behind).any() for r in teams_with_a_star(0.0)])

    assert told <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)


def test_row_91_in_a_team_of_equals_who_ranks_first_is_random():
    # Teams whose spread is all noise rank everybody first: they say nothing about anybody.
    told = [r for r in teams_with_a_star(0.0) if r.weight[0] > 0]
    first = np.bincount([int(np.argmin(r.rank)) for r in told], minlength=12)

    expected = len(told) / 12
    assert ((first - expected) ** 2 / expected).sum() < 31.3  # 99.9 % of chi-square with 11 degrees
    assert expected > 5


def test_row_91_a_planted_star_is_found():
    found = np.mean([r.is_star[0] for r in teams_with_a_star(6.0)])

    assert found > 0.95


def test_row_91_estimates_are_drawn_in_by_how_uncertain_they_are():
    sure, unsure = (
        ranked(np.array([0.0, 2.0, 4.0]), np.full(3, 0.1)),
        ranked(np.array([0.0, 2.0, 4.0]), np.full(3, 1.9)),
    )

    assert np.ptp(unsure.estimate) < np.ptp(sure.estimate) < 4.0
    assert sure.rank.tolist() == [3, 2, 1]


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=20), st.floats(0.01, 100))
def test_row_91_nobody_passes_another_by_shrinkage_of_equal_errors(results, error):
    result = np.array(results)
    order = np.argsort(result, kind="stable")

    assert (np.diff(ranked(result, np.full(len(result), error)).estimate[order]) >= -1e-9).all()


# Managers, targets, ladder


def test_row_92_a_planted_manager_effect_is_recovered_whatever_his_territories():
    rng = np.random.Generator(np.random.Philox(92))
    team = np.repeat([0, 1], 40)
    potential = np.where(team == 0, 3.0, 1.0) * rng.uniform(0.5, 1.5, 80)
    credit = potential * np.where(team == 0, 1.0, 1.25) * np.exp(rng.normal(0.0, 0.2, 80))

    effect, error = team_effect(credit, potential, team)
    gap = math.log(effect[1] / effect[0])
    assert gap == pytest.approx(math.log(1.25), abs=3 * math.hypot(*error))
    assert gap > 3 * math.hypot(*error)


def test_row_95_the_chance_of_a_target_holds_on_fresh_seeds():
    world = unlike(run={"months": 3, "warmup_days": 0})

    def sales(replications):
        return np.array([run_compiled(world, r).credit_cents[:2, 1:].sum() / 100 for r in replications])

    target = float(np.quantile(sales(range(1000, 1040)), 0.4))
    predicted, error = chance_of_target(sales(range(40)), target)
    seen, other = chance_of_target(sales(range(100, 140)), target)
    assert abs(predicted - seen) < 3 * math.hypot(error, other)
    assert 0.2 < predicted < 0.95


def test_row_95_the_drivers_add_up_to_the_gap():
    got, wanted = Funnel(900.0, 0.08, 12_000.0), Funnel(1000.0, 0.10, 11_000.0)
    drivers = gap_drivers(got, wanted)

    assert sum(drivers.values()) == pytest.approx(got.sales - wanted.sales)
    assert min(drivers, key=drivers.__getitem__) == "win_rate"
    assert gap_drivers(got, got) == {"leads": 0.0, "win_rate": 0.0, "value_per_win": 0.0}


def test_row_98_each_step_of_the_ladder_adds_up():
    frame = replicate(unlike(), [0])
    total = frame.groupby("measure").value.sum()

    for what in ("credit", "quota"):
        assert total[f"team_{what}"] == pytest.approx(total[f"rep_{what}"], abs=0.005)
        assert total[f"region_{what}"] == pytest.approx(total[f"rep_{what}"], abs=0.005)
    assert sorted(frame[frame.measure == "team_credit"].entity) == ["A", "B"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-(10**12), 10**12)), min_size=1))
def test_row_98_roll_ups_lose_nothing(rows):
    names, cents = [name for name, _ in rows], np.array([value for _, value in rows])

    assert sum(roll_up(names, cents).values()) == cents.sum()


# Delegation


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10**6))
def test_row_93_delegation_is_the_best_of_all_assignments(n_people, n_tasks, seed):
    worth = np.random.Generator(np.random.Philox(seed)).integers(0, 20, (n_people, n_tasks)).astype(float)
    n = min(n_people, n_tasks)
    best = max(
        sum(worth[p, t] for p, t in zip(people, tasks, strict=True))
        for people in itertools.permutations(range(n_people), n)
        for tasks in itertools.combinations(range(n_tasks), n)
    )

    staffing = delegate(worth)
    assert staffing.value == best
    assert len({t for t in staffing.task.tolist() if t >= 0}) == n


def test_row_93_interest_decides_between_equals():
    strength, interest = np.ones((2, 2)), np.array([[0.0, 1.0], [1.0, 0.0]])

    assert delegate(strength, interest, 0.1).task.tolist() == [1, 0]
    with pytest.raises(ValueError, match="one shape"):
        delegate(strength, interest[:1])
