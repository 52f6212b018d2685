"""Realignments: deltas against a count that knows nothing of them, brute force on tiny maps, laws of budgets."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import grid, world

from optimize.realignment import Yardstick, best_moves, effect, front, why
from optimize.realignment import exact as exact_program
from optimize.realignment import moves as moves_module
from optimize.realignment.dealing import Land, deal, whole
from optimize.realignment.lumps import lumps, shares
from optimize.realignment.moves import in_order, realign
from optimize.realignment.program import lightest_ways
from optimize.realignment.relaxation import Relaxation
from optimize.realignment.search import Budget, anneal, greedy
from optimize.realignment.shifts import Map
from optimize.territory import Rules
from sim.territory import Adjacency, Alignment, pieces_by_rep
from sim.territory.workload import by_rep


def uneven(seed=0, rows=4, columns=5, n_reps=3):
    """Return a grid whose rep 0 has most of it: many moves gain."""
    n = rows * columns
    present = np.zeros(n, dtype=np.int64)
    present[-2:], present[-3:-2] = n_reps - 1, n_reps - 2
    homes = [int(np.flatnonzero(present == j)[0]) for j in range(n_reps)]
    again = grid(rows, columns, n_reps, seed=seed, homes=homes)
    table = Alignment(again.tables.units["id"], again.tables.reps["id"], present).table()
    return again.with_plan(again.plan.model_copy(update={"alignment": table}))


def hangs_together(stick, rep_of):
    """Return whether every unit reaches an anchor of its rep; grows sets, knows nothing of `pieces`."""
    graph = stick.ground.graph
    for rep in range(stick.cost.shape[1]):
        mine = set(np.flatnonzero(rep_of == rep).tolist())
        reached = {unit for unit in mine if stick.anchor[unit]}
        while grown := {u for u in mine - reached if reached & set(graph.of_unit(u).tolist())}:
            reached |= grown
        if reached != mine:
            return False
    return True


def best_of_all(stick, most):
    """Return the least objective over every alignment that moves at most so many units and hangs together."""
    free = np.flatnonzero(~stick.locked).tolist()
    k, least = stick.cost.shape[1], stick.objective(stick.today)
    for count in range(1, most + 1):
        for chosen in itertools.combinations(free, count):
            for reps in itertools.product(range(k), repeat=count):
                rep_of = stick.today.copy()
                rep_of[list(chosen)] = reps
                value = stick.objective(rep_of)
                if value < least - 1e-9 and hangs_together(stick, rep_of):
                    least = value
    return least


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_gain_is_the_difference_of_two_whole_objectives(seed):
    stick = Yardstick.of(grid(4, 5, 3, seed=seed))
    shifts = Map(stick).candidates()
    pick = seed % len(shifts.unit)
    moved = stick.today.copy()
    moved[shifts.unit[pick]] = shifts.rep[pick]

    assert shifts.gain[pick] == pytest.approx(stick.objective(stick.today) - stick.objective(moved), abs=1e-6)


def test_hours_after_a_move_are_those_of_the_scenario_with_the_move_made():
    scenario = grid(4, 5, 3, seed=3)
    stick = Yardstick.of(scenario)
    moved = stick.today.copy()
    moved[6] = 1
    told = effect(stick, moved)
    table = Alignment(scenario.tables.units["id"], scenario.tables.reps["id"], moved).table()
    changed = scenario.with_plan(scenario.plan.model_copy(update={"alignment": table}))
    fresh = Yardstick.of(changed)

    assert [t.hours for t in told.after.territories.values()] == by_rep(
        changed, Alignment.of(changed)
    ).tolist()
    assert told.after.quality == effect(fresh, fresh.today).before.quality
    assert told.after.profit == effect(fresh, fresh.today).before.profit
    assert told.after.travel == effect(fresh, fresh.today).before.travel


def test_leads_that_change_hands_are_priced():
    stick = Yardstick.of(grid(3, 4, 2), Rules(disruption_price=7.0))
    moved = stick.today.copy()
    moved[[4, 5]] = 1
    told = effect(stick, moved)

    assert told.units == int((moved != stick.today).sum())
    assert told.disruption == pytest.approx(7.0 * told.leads)
    assert told.net == pytest.approx(told.gain - told.disruption)


@pytest.mark.parametrize("seed", range(6))
def test_a_few_moves_are_the_best_of_all_by_brute_force(seed):
    stick = Yardstick.of(uneven(seed, rows=2, columns=5))
    most = 3

    found = best_moves(stick, most)

    assert found.best.method == "exact program"
    assert found.best.is_proved
    assert found.best.objective == pytest.approx(best_of_all(stick, most), abs=1e-4)


@pytest.mark.parametrize("seed", [0, 3])
def test_search_never_beats_the_exact_program_and_the_bound_never_exceeds_it(seed, monkeypatch):
    stick = Yardstick.of(uneven(seed))
    budget = Budget(np.ones(20), 4.0)
    exact = exact_program.best(stick, budget)
    monkeypatch.setattr(exact_program, "SMALL", 0)
    monkeypatch.setattr(moves_module, "SEEDS", 1)
    monkeypatch.setattr(moves_module, "ROUNDS", 1)

    searched = realign(stick, budget, Relaxation(stick, budget.weight))

    optimum = stick.objective(exact[0])
    assert searched.method == "search"
    assert searched.objective >= optimum - 1e-6
    assert searched.bound <= optimum + 1e-6
    assert searched.objective <= optimum * 1.05


@pytest.mark.parametrize("most", [1.0, 3.0, 7.0])
def test_annealing_obeys_budget_locks_and_contiguity(most):
    stick = Yardstick.of(uneven(1), locked=np.array([7, 12]))
    budget = Budget(np.ones(20), most)

    found = anneal(stick, budget, stick.today, rounds=1)

    assert budget.allows(stick, found)
    assert (found[stick.locked] == stick.today[stick.locked]).all()
    assert hangs_together(stick, found)
    assert stick.objective(found) < stick.objective(stick.today)


def test_annealing_gives_the_same_answer_again():
    stick = Yardstick.of(uneven(2))
    budget = Budget(np.ones(20), 5.0)

    assert anneal(stick, budget, stick.today, seed=3, rounds=1).tolist() == (
        anneal(stick, budget, stick.today, seed=3, rounds=1).tolist()
    )


def test_no_budget_leaves_everything_as_today():
    stick = Yardstick.of(uneven(0))
    found = best_moves(stick, 0)

    assert found.steps == ()
    assert found.gain == 0.0
    assert found.best.rep_of.tolist() == stick.today.tolist()


@pytest.mark.parametrize("after", [1, 2])
def test_a_stopped_search_returns_the_best_so_far(after, monkeypatch):
    stick = Yardstick.of(uneven(0))
    monkeypatch.setattr(exact_program, "SMALL", 0)
    told = []

    def stop(found):
        told.append(found)
        if len(told) == after:
            raise KeyboardInterrupt

    found = best_moves(stick, 3, stop).best

    assert found.interrupted
    assert found.objective <= told[0].objective
    assert int((found.rep_of != stick.today).sum()) <= 3
    assert found.bound <= found.objective


def test_moves_add_up_to_the_gain_and_every_prefix_hangs_together():
    stick = Yardstick.of(uneven(4))
    found = best_moves(stick, 5)
    here, whole = Map(stick), []
    for step in found.steps:
        here.shift(step.unit, step.after)
        whole.append(hangs_together(stick, here.rep_of) or not step.whole)

    assert sum(step.gain for step in found.steps) == pytest.approx(found.gain, abs=1e-6)
    assert here.rep_of.tolist() == found.best.rep_of.tolist()
    assert all(whole)
    assert found.steps[-1].share == pytest.approx(found.share, abs=1e-9)
    assert found.certified_share <= found.share + 1e-9


def test_a_larger_budget_is_never_worse_and_every_point_is_within_its_own():
    stick = Yardstick.of(uneven(5, rows=2, columns=6))
    points = front(stick, (0.05, 0.1, 0.2, 0.4))
    objectives = [point.found.objective for point in points]
    leads = float(stick.ground.work.leads.sum())

    assert points[0].units == 0
    assert points[0].found.objective == pytest.approx(stick.objective(stick.today))
    assert all(one >= other - 1e-9 for one, other in itertools.pairwise(objectives))
    assert all(point.leads <= min(point.share, 1.0) * leads + 1e-6 for point in points)
    assert all(point.found.bound <= point.found.objective + 1e-9 for point in points)


def test_the_bound_falls_as_budgets_grow(monkeypatch):
    stick = Yardstick.of(grid(6, 6, 4, seed=2))
    relaxation = Relaxation(stick, np.ones(36))
    for most in (12.0, 3.0, 6.0):
        relaxation.solve(most)
    bounds = [relaxation.bound(float(most)) for most in range(13)]

    assert all(one >= other - 1e-9 for one, other in itertools.pairwise(bounds))
    assert bounds[0] <= stick.objective(stick.today) + 1e-6


def test_a_share_outside_nought_to_one_is_refused_with_its_value():
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        front(Yardstick.of(grid(2, 3, 2)), (1.5,))


def test_a_negative_number_of_moves_is_refused():
    with pytest.raises(ValueError, match="zero or more, got -1"):
        best_moves(Yardstick.of(grid(2, 3, 2)), -1)


def test_the_way_to_a_unit_counts_the_units_between():
    # a row of 6: reps 0 and 1 have the outer thirds, rep 2 (locked at 2, his home) the middle two
    scenario = world(
        [1.0] * 6, np.arange(6) * 0.1, [0.0] * 6, [0, 5, 2], [0, 0, 2, 2, 1, 1],
        borders=[(i, i + 1) for i in range(5)],
    )  # fmt: skip
    stick = Yardstick.of(scenario)
    ways = lightest_ways(stick, np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]))

    assert ways[3, 1] == 8.0
    assert np.isinf(ways[3, 0])  # only over unit 2, which is locked
    assert np.isinf(ways[2]).all()
    assert ways[4, 2] == 16.0


def test_why_names_the_second_best_its_cost_and_what_locks():
    # units 0 1 2 3 in a row, homes 0 and 3: unit 1 could go to r001 only over 2
    scenario = world([5.0, 1.0, 1.0, 5.0], [0.0, 0.1, 0.2, 0.3], [0.0] * 4, [0, 3], [0, 0, 1, 1],
                     borders=[(0, 1), (1, 2), (2, 3)])  # fmt: skip
    stick = Yardstick.of(scenario)
    told, home = why(stick, 1), why(stick, 0)
    moved = np.array([0, 1, 1, 1])

    assert (told.rep, told.second_best, told.locks) == ("r000", "r001", ())
    assert told.second_cost == pytest.approx(stick.objective(moved) - stick.objective(stick.today))
    assert told.moving == effect(stick, moved)
    assert any("works from here" in lock for lock in home.locks)


def test_a_unit_that_holds_a_territory_together_is_said_to():
    row = [(i, i + 1) for i in range(4)]
    scenario = world([1.0] * 5, np.arange(5) * 0.1, [0.0] * 5, [0, 4], [0, 0, 0, 0, 1], borders=row)

    assert any("2 pieces" in lock for lock in why(Yardstick.of(scenario), 2).locks)


def test_the_only_rep_has_nobody_to_be_compared_with():
    scenario = world([1.0, 2.0], [0.0, 0.1], [0.0, 0.0], [0], [0, 0])

    with pytest.raises(ValueError, match="r000 is the only rep"):
        why(Yardstick.of(scenario), 0)


def test_a_large_unit_is_named_with_priced_options():
    potential = [40.0, 5.0, 5.0, 5.0]
    scenario = world(potential, [0.0, 0.1, 0.2, 0.3], [0.0] * 4, [0, 1, 3], [0, 1, 1, 2],
                     borders=[(0, 1), (1, 2), (2, 3)])  # fmt: skip
    stick = Yardstick.of(scenario)
    (lump,) = lumps(stick)
    by_name = {option.name: option for option in lump.options}
    totals = [option.total for option in lump.options]

    assert lump.unit == "u0000"
    assert lump.share == pytest.approx(40.0 / 7.5)
    assert {"keep", "split", "pool", "hire", "wider-band"} == set(by_name)
    assert sum(by_name["split"].parts) == pytest.approx(1.0)
    assert by_name["keep"].total == 0.0
    assert totals == sorted(totals)


def test_shares_of_a_unit_are_the_best_of_a_fine_grid():
    scenario = world([40.0, 5.0, 5.0], [0.0, 0.1, 0.3], [0.0] * 3, [0, 1], [0, 1, 1])
    stick = Yardstick.of(scenario)
    part = shares(stick, 0, np.arange(2))

    def cost(first):
        loads = stick.loads(stick.today)
        loads[:, 0] -= stick.amounts[:, 0, 0] * (1 - first)
        loads[:, 1] += stick.amounts[:, 0, 1] * (1 - first)
        return float(stick.cost[0] @ [first, 1 - first]) + stick.price * float(stick.misses(loads).sum())

    assert cost(part[0]) <= min(cost(f) for f in np.linspace(0, 1, 1001)) + 1e-6


def test_dealing_keeps_balance_and_gives_everybody_his_home():
    rng = np.random.default_rng(1)
    lng, lat, weight = rng.uniform(0, 5, 200), rng.uniform(0, 5, 200), rng.uniform(0.5, 1.5, 200)
    home = np.array([3, 50, 90, 120])
    dealt = deal(lng, lat, weight, home)
    loads = np.bincount(dealt, weight) / weight.sum() * 4

    assert dealt[home].tolist() == [0, 1, 2, 3]
    assert np.abs(loads - 1).max() <= 0.1 + 4 * weight.max() / weight.sum() * 4


def test_dealt_units_are_whole_where_there_are_borders():
    rng = np.random.default_rng(1)
    lng, lat = (axis.ravel() for axis in np.meshgrid(np.arange(12.0), np.arange(12.0)))
    weight, home = rng.uniform(0.5, 1.5, 144), np.array([3, 50, 90, 120, 121])
    at = np.arange(144).reshape(12, 12)
    one, other = np.r_[at[:, :-1].ravel(), at[:-1].ravel()], np.r_[at[:, 1:].ravel(), at[1:].ravel()]
    graph = Adjacency.of_pairs(144, one, other)
    dealt = whole(rng.integers(0, 5, 144), Land(lng, lat, weight, home, graph))
    loads = np.bincount(dealt, weight) / weight.sum() * 5

    assert pieces_by_rep(graph, dealt, 5).tolist() == [1] * 5
    assert dealt[home].tolist() == [0, 1, 2, 3, 4]
    assert np.abs(loads - 1).max() <= 0.1 + 1e-9


def test_greedy_stops_when_nothing_gains():
    stick = Yardstick.of(uneven(6))
    budget = Budget(np.ones(20), 20.0)
    once = greedy(stick, budget)

    assert greedy(stick, budget, once).tolist() == once.tolist()
    assert in_order(stick, stick.today, 1.0) == ()
    assert pieces_by_rep(stick.ground.graph, once, 3).max() == 1
