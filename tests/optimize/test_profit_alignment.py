"""Profit-driven alignment: against all alignments of tiny cases, by its laws, and never below a balanced map."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import grid

from optimize.profit import (
    Case,
    PowerResponse,
    ProfitRules,
    TableResponse,
    coverage_response,
    maximize_profit,
    profit_alignment,
)
from optimize.profit.bound import Prices, bound
from optimize.profit.closing import reduced
from optimize.profit.scenario import contributions, margin_per_order, win_rate
from optimize.profit.searching import Search
from optimize.territory import Rules
from sim.territory import Adjacency, pieces_by_rep

PROVED = ProfitRules(gap=1e-6, nodes=None)


def powers(n, k, seed, b=0.34):
    """Return a response of units and reps at random places of a square."""
    rng = np.random.default_rng(seed)
    units, reps = rng.random((n, 2)), rng.random((k, 2))
    km = np.sqrt(((units[:, None] - reps) ** 2).sum(axis=2))
    return PowerResponse(1000.0 * np.exp(rng.normal(0, 0.8, n)), 0.15 + 2.0 * km, b)


def table(n, k, seed):
    """Return a response whose curve has five points, units of several sizes."""
    power = powers(n, k, seed)
    effort, share = np.array([0.0, 0.5, 1.0, 2.0, 4.0]), np.array([0.1, 0.6, 0.8, 0.95, 1.0])
    return TableResponse(
        power.scale, power.travel, effort, share, np.random.default_rng(seed).uniform(100, 400, n)
    )


def case_of(response, fixed=0.0, **rules):
    k = response.shape[1]
    return Case(response, np.linspace(1200.0, 1500.0, k), np.full(k, fixed), **rules)


def every(n, k):
    return np.array(list(itertools.product(range(k), repeat=n)))


def best_of_all(case):
    """Return the greatest profit over all alignments, by the closed form of a power response."""
    alignments, b = every(*case.response.shape), case.response.elasticity
    total = -case.charges[np.arange(case.n_units), alignments].sum(axis=1)
    for j in range(case.n_reps):
        mine = alignments == j
        total += case.hours[j] ** b * (mine @ case.response.weight[:, j]) ** (1 - b)
        total -= case.fixed[j] * mine.any(axis=1)
    lawful = np.array([not case.faults(rep_of) for rep_of in alignments])
    return total[lawful].max()


@pytest.mark.parametrize("fixed", [0.0, 3e3, 2e4, 1e9])
@pytest.mark.parametrize("seed", range(8))
def test_a_tiny_case_is_the_best_of_all_alignments_and_proved(seed, fixed):
    case = case_of(powers(4 + seed % 4, 2 + seed % 2, seed), fixed)

    plan = maximize_profit(case, PROVED)

    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best_of_all(case), rel=1e-6)
    assert plan.bound >= plan.objective


@pytest.mark.parametrize("seed", [8, 21, 131])
def test_hardly_more_units_than_reps_are_proved_too(seed):
    # A rep with no unit was worth something in the program; 10 % of the profit then stayed unproved.
    case = case_of(powers(3, 3, seed))

    plan = maximize_profit(case, PROVED)

    assert (plan.status, plan.objective) == ("optimal", pytest.approx(best_of_all(case), rel=1e-6))


@pytest.mark.parametrize("seed", range(4))
def test_locks_charges_and_a_move_budget_are_kept_at_the_optimum(seed):
    rng = np.random.default_rng(seed)
    allowed = rng.random((6, 3)) > 0.2
    present = rng.integers(0, 3, 6)
    allowed[np.arange(6), present] = True
    charge = rng.uniform(0, 3000, (6, 3)) * (np.arange(3) != present[:, None])
    case = case_of(powers(6, 3, seed), allowed=allowed, charge=charge, present=present, most_moves=2)

    plan = maximize_profit(case, PROVED)

    assert case.faults(plan.rep_of) == []
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best_of_all(case), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_a_tiny_map_is_the_best_of_all_contiguous_alignments(seed):
    # 0 1 2 over 3 4 5 over 6 7 8
    graph = Adjacency.of_pairs(9, [0, 1, 3, 4, 6, 7, 0, 1, 2, 3, 4, 5], [1, 2, 4, 5, 7, 8, 3, 4, 5, 6, 7, 8])
    case = case_of(powers(9, 2, seed), graph=graph)

    plan = maximize_profit(case, PROVED)

    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best_of_all(case), rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_a_response_by_a_table_is_the_best_of_all_alignments(seed):
    case = case_of(table(5, 2, seed))

    plan = maximize_profit(case, PROVED)

    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(max(case.profit(rep_of) for rep_of in every(5, 2)), rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 0.9))
def test_the_value_of_a_territory_is_the_closed_form(seed, b):
    case = case_of(powers(12, 3, seed, b))
    rep_of = np.arange(12) % 3

    total = np.bincount(rep_of, case.response.weight[np.arange(12), rep_of], 3)

    assert case.values(rep_of) == pytest.approx(case.hours**b * total ** (1 - b), rel=1e-9)


@pytest.mark.parametrize("response", [powers, table])
def test_hours_sum_to_the_reps_time_and_bring_the_territorys_value(response):
    case = case_of(response(30, 3, 5))
    rep_of = np.arange(30) % 3

    hours = case.timetable(rep_of)

    sales = case.response.sales(np.arange(30), rep_of, hours)
    assert np.bincount(rep_of, hours, 3) == pytest.approx(case.hours, rel=1e-6)
    assert np.bincount(rep_of, sales, 3) == pytest.approx(case.values(rep_of), rel=1e-6)


def test_the_marginal_value_of_an_hour_is_the_same_in_every_unit_of_a_territory():
    case = case_of(powers(40, 4, 2))
    plan = maximize_profit(case)
    units, step = np.arange(40), 1e-4

    more = case.response.sales(units, plan.rep_of, plan.hours * (1 + step))
    less = case.response.sales(units, plan.rep_of, plan.hours * (1 - step))

    marginal = (more - less) / (2 * step * plan.hours)
    assert marginal == pytest.approx(plan.hour_value[plan.rep_of], rel=1e-6)


def test_in_a_table_no_unit_could_use_an_hour_better_than_another():
    case = case_of(table(20, 2, 3))
    rep_of = np.arange(20) % 2
    hours, units = case.timetable(rep_of), np.arange(20)
    now = case.response.sales(units, rep_of, hours)

    gained = case.response.sales(units, rep_of, hours + 0.01) - now
    lost = now - case.response.sales(units, rep_of, np.maximum(hours - 0.01, 0.0))

    for rep in range(2):
        mine = (rep_of == rep) & (hours >= 0.01)
        assert gained[rep_of == rep].max() <= lost[mine].min() + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 4e3, 3e4]))
def test_any_prices_are_a_bound_on_every_alignment(seed, fixed):
    case = case_of(powers(6, 3, seed), fixed)
    rng = np.random.default_rng(seed)
    prices = Prices(rng.uniform(0, 9000, 6), rng.uniform(0.1, 30.0, 3))
    forced = reduced(case, prices)

    best = best_of_all(case)

    assert bound(case, prices) >= best * (1 - 1e-12)
    assert forced.max(axis=1).min() >= best * (1 - 1e-12)  # the optimum's own pairs are never left out


def test_free_opening_opens_everybody_and_dear_opening_one():
    response = powers(40, 5, 1)

    free, dear = maximize_profit(case_of(response, 0.0)), maximize_profit(case_of(response, 1e7))

    assert len(np.unique(free.rep_of)) == 5
    assert len(np.unique(dear.rep_of)) == 1
    assert dear.gap < 1e-3


def test_a_start_is_never_left_for_something_worse_and_what_it_leaves_is_told():
    case = case_of(powers(60, 6, 4))
    load = (
        np.argsort(np.argsort(-case.response.scale)) % 6
    )  # large and small in turn: balanced in number and sales

    plan = maximize_profit(case, ProfitRules(exact_pairs=0), start=load)

    assert plan.left_on_the_table(load) == pytest.approx(plan.objective - case.profit(load))
    assert plan.left_on_the_table(load) > 0.01 * plan.objective
    assert plan.objective <= plan.bound


def test_the_second_best_rep_of_a_unit_costs_exactly_what_is_said():
    case = case_of(powers(40, 4, 6))
    plan = maximize_profit(case, ProfitRules(exact_pairs=0))
    moved = plan.rep_of.copy()
    moved[7] = plan.second[7]

    assert case.profit(moved) - plan.objective == pytest.approx(plan.delta[7], rel=1e-6)
    assert plan.delta.max() <= 1e-6


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_a_move_budget_and_borders_hold_in_the_large_search(seed):
    scenario = grid(6, 6, 3, seed=seed % 7)
    graph = Adjacency.of(scenario.tables)
    present = np.arange(36) * 3 // 36
    case = case_of(powers(36, 3, seed), graph=graph, present=present, most_moves=seed % 9)

    plan = maximize_profit(case, ProfitRules(exact_pairs=0, trials=10))

    assert (plan.rep_of != present).sum() <= seed % 9
    assert pieces_by_rep(graph, plan.rep_of, 3).max() == 1
    assert plan.objective >= case.profit(present) - 1e-6


def test_more_elasticity_makes_an_hour_worth_more_of_the_sales():
    # b V / T: with V = T^b H^(1-b) an hour earns the share b of the mean
    case = case_of(powers(20, 2, 3, b=0.5))
    rep_of = np.arange(20) % 2

    assert case.price(rep_of) == pytest.approx(0.5 * case.values(rep_of) / case.hours, rel=1e-9)


@pytest.mark.parametrize("response", [powers, table])
def test_the_search_knows_the_profit_that_the_case_knows(response):
    case = case_of(response(20, 3, 1), 2000.0)

    met = Search(case, np.full(3, 5.0)).descended(np.arange(20) % 3, np.ones(3, bool))

    assert met.profit == pytest.approx(case.profit(met.rep_of), rel=1e-9)
    assert met.profit >= case.profit(np.arange(20) % 3)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hours": np.array([1.0, 0.0])}, "hours: numbers above 0"),
        ({"fixed": np.array([np.nan, 0.0])}, "fixed: numbers of 0 or more"),
        ({"charge": np.zeros((2, 2))}, r"charge: shape \(4, 2\) is wanted, got \(2, 2\)"),
        ({"allowed": np.array([[True, True]] * 3 + [[False, False]])}, r"nobody may have .* \[3\]"),
        ({"most_moves": 3}, "with the present reps"),
        ({"graph": Adjacency.of_pairs(4, [0], [1])}, "one piece is wanted, got 3"),
    ],
)
def test_a_case_without_sense_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        replace(case_of(powers(4, 2, 0)), **change)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: PowerResponse(np.array([1.0, np.nan]), np.zeros((2, 2))), "scale.*row 1"),
        (lambda: PowerResponse(np.ones(2), -np.ones((2, 2))), "travel.*and 3 more"),
        (lambda: PowerResponse(np.ones(2), np.ones((2, 2)), 1.0), "elasticity"),
        (lambda: PowerResponse(np.ones(3), np.ones((2, 2))), "for 3 units"),
        (
            lambda: TableResponse(
                np.ones(1), np.ones((1, 1)), np.array([0.0, 1, 2]), np.array([0, 0.1, 0.9])
            ),
            "falling slopes",
        ),
        (
            lambda: TableResponse(np.ones(1), np.ones((1, 1)), np.array([1.0, 2]), np.array([0, 1.0])),
            "effort",
        ),
    ],
)
def test_a_response_that_is_none_is_refused(make, told):
    with pytest.raises(ValueError, match=told):
        make()


def test_a_start_that_breaks_a_rule_is_refused():
    case = case_of(powers(4, 2, 0), present=np.zeros(4, np.int64), most_moves=1)

    with pytest.raises(ValueError, match="2 units move, 1 may"):
        maximize_profit(case, start=np.array([0, 0, 1, 1]))


@pytest.fixture(scope="module")
def designed():
    scenario = grid(8, 8, 4, seed=1)
    return scenario, profit_alignment(scenario, Rules(band=0.15, starts=1))


def test_a_scenarios_profit_is_never_below_the_balanced_maps(designed):
    scenario, design = designed

    graph = Adjacency.of(scenario.tables)
    assert design.left_on_the_table >= -1e-9
    assert design.objective >= max(design.balanced, design.present) - 1e-9
    assert design.bound >= design.objective
    assert pieces_by_rep(graph, design.plan.rep_of, 4).tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("place", ["least_bound", "reduced", "_polished"])
def test_ctrl_c_ends_a_search_with_the_best_so_far_and_a_bound(monkeypatch, place):
    def stopped(*_given, **_named):
        raise KeyboardInterrupt

    case = case_of(powers(12, 3, 0))
    start = np.arange(12) % 3
    best = maximize_profit(case, start=start)
    monkeypatch.setattr(f"optimize.profit.solving.{place}", stopped)

    early = maximize_profit(case, ProfitRules(gap=0.0), start=start)

    assert early.interrupted
    assert not best.interrupted
    assert case.profit(start) - 1e-9 <= early.objective <= best.bound + 1e-9
    assert early.bound >= best.objective - 1e-9


def test_ctrl_c_before_there_is_anything_goes_on_its_way(monkeypatch):
    def stopped(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr("optimize.profit.solving.least_bound", stopped)
    with pytest.raises(KeyboardInterrupt):
        maximize_profit(case_of(powers(6, 2, 0)))


def test_every_unit_of_a_scenario_has_a_reason(designed):
    scenario, design = designed

    assert [reason.unit for reason in design.reasons] == scenario.tables.units["id"].tolist()
    assert all(reason.delta <= 0 or reason.second for reason in design.reasons)
    assert [reason.rep for reason in design.reasons] == design.alignment["rep"].tolist()


def test_a_scenario_may_have_a_response_of_its_own():
    scenario = grid(5, 5, 3, seed=2)
    curve = np.array([0.0, 0.5, 1.0, 1.5]), np.array([0.0, 0.7, 0.95, 1.0])

    design = profit_alignment(
        scenario,
        Rules(band=0.25, starts=1),
        ProfitRules(trials=5),
        response=lambda ground, bases: coverage_response(ground, bases, *curve),
    )

    assert design.objective >= max(design.balanced, design.present) - 1e-9
    assert design.objective <= contributions(scenario).sum()
    assert "elasticity" not in " ".join(design.notes)


def test_contribution_is_leads_by_win_rate_by_margin(designed):
    scenario, _ = designed

    # 1,000 leads a year, 0.5 x 0.4 of them won, at a margin of half of 100 a unit
    units = margin_per_order(scenario) / 50.0
    assert win_rate(scenario) == pytest.approx(0.2)
    assert units > np.exp(1.0 + 0.5**2 / 2)  # rounded up to whole units
    assert contributions(scenario).sum() == pytest.approx(1000 * 0.2 * 50.0 * units)
