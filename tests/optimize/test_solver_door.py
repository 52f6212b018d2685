"""The door to PuLP: status, bound, gap and duals that mean the same for both solvers."""

import itertools
import math

import numpy as np
import pytest

from optimize.elastic import InfeasibleError, elastic
from optimize.lp import solve
from optimize.program import Limits, Program

SOLVERS = ("highs", "cbc")


def carpenter(sense="max"):
    program = Program("carpenter", sense=sense)
    tables, chairs = program.add_columns(["tables", "chairs"], cost=[5.0, 3.0])
    return program, int(tables), int(chairs)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_dual_says_what_one_unit_more_of_a_resource_earns(solver):
    # both rows bind at (10, 20): 110; one wood more gives (11, 19): 112
    program, tables, chairs = carpenter()
    program.add_row("wood", {tables: 2.0, chairs: 1.0}, high=40.0)
    program.add_row("hours", {tables: 1.0, chairs: 1.0}, high=30.0)

    solution = solve(program, solver)

    assert solution.status == "optimal"
    assert solution.objective == pytest.approx(110.0)
    assert solution.bound == pytest.approx(110.0)
    assert solution.duals == pytest.approx({"wood": 2.0, "hours": 1.0})


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_dual_says_what_one_unit_more_of_a_requirement_costs(solver):
    # cheapest 4 pieces with at least 1 table: 5 + 3 * 3 = 14
    program, tables, chairs = carpenter("min")
    program.add_row("pieces", {tables: 1.0, chairs: 1.0}, low=4.0, high=9.0)
    program.add_row("tables", {tables: 1.0}, low=1.0)

    solution = solve(program, solver)

    assert solution.objective == pytest.approx(14.0)
    assert solution.duals == pytest.approx({"pieces": 3.0, "tables": 2.0})


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_program_without_answer_is_infeasible(solver):
    program, tables, chairs = carpenter()
    program.add_row("few", {tables: 1.0, chairs: 1.0}, high=1.0)
    program.add_row("many", {tables: 1.0, chairs: 1.0}, low=2.0)

    solution = solve(program, solver)

    assert solution.status == "infeasible"
    assert not solution.found
    assert math.isinf(solution.gap)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_program_without_end_is_unbounded(solver):
    program, tables, chairs = carpenter()
    program.add_row("more tables than chairs", {tables: 1.0, chairs: -1.0}, high=1.0)

    assert solve(program, solver).status == "unbounded"


def knapsack(sense="max", n=12):
    rng = np.random.default_rng(5)
    weight, value = rng.integers(10, 99, n).astype(float), rng.integers(10, 99, n).astype(float)
    program = Program("knapsack", sense=sense)
    x = program.add_columns([f"item {i}" for i in range(n)], cost=value, high=1.0, whole=True)
    side = {"high": weight.sum() / 2} if sense == "max" else {"low": weight.sum() / 2}
    program.add_row("weight", (x, weight), **side)
    picks = np.array(list(itertools.product((0.0, 1.0), repeat=n)))
    fits = picks @ weight <= weight.sum() / 2 if sense == "max" else picks @ weight >= weight.sum() / 2
    worth = (picks @ value)[fits]
    return program, worth.max() if sense == "max" else worth.min()


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("sense", ["max", "min"])
def test_a_small_knapsack_is_the_best_of_all_subsets(solver, sense):
    program, best = knapsack(sense)

    solution = solve(program, solver)

    assert solution.status == "optimal"
    assert solution.objective == pytest.approx(best)
    assert solution.gap == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("solver", SOLVERS)
def test_an_answer_stopped_by_a_node_limit_is_not_called_optimal_and_keeps_its_bound(solver):
    rng = np.random.default_rng(0)
    cost, load = rng.random((40, 4)) * 100, rng.random(40) ** 3
    program = Program("stopped")
    x = program.add_columns([f"x{i}" for i in range(160)], cost=cost.ravel(), high=1.0, whole=True).reshape(
        40, 4
    )
    for i in range(40):
        program.add_row(f"unit {i}", (x[i], np.ones(4)), low=1.0, high=1.0)
    for j in range(4):
        program.add_row(f"load {j}", (x[:, j], load), low=load.sum() / 4 * 0.999, high=load.sum() / 4 * 1.001)

    solution = solve(program, solver, Limits(gap=0.0, nodes=3))

    assert solution.status in ("feasible", "failed")
    assert solution.gap > 0.01


@pytest.mark.parametrize("solver", SOLVERS)
def test_the_relaxation_bounds_the_whole_program(solver):
    program, best = knapsack()

    assert solve(program, solver, relaxed=True).objective >= best - 1e-6


def test_an_unknown_solver_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="'highs' and 'cbc'"):
        solve(carpenter()[0], "gurobi")


def test_a_coefficient_that_is_no_number_is_refused_by_its_row():
    program, tables, _ = carpenter()

    with pytest.raises(ValueError, match="row 'wood'"):
        program.add_row("wood", {tables: math.nan}, high=1.0)


def test_a_cost_that_is_no_number_is_refused_by_its_column():
    with pytest.raises(ValueError, match="column 'oak'"):
        Program("p").add_columns(["oak"], cost=math.nan)


def test_forty_thousand_binaries_solve_as_built():
    program = Program("large")
    x = program.add_columns(
        [f"x{i}" for i in range(40_000)], cost=np.tile(np.arange(20.0), 2000), high=1.0, whole=True
    )
    for i in range(2000):
        program.add_row(f"unit {i}", (x[20 * i : 20 * i + 20], np.ones(20)), low=1.0, high=1.0)

    assert solve(program).objective == pytest.approx(0.0)


def test_the_cheapest_relaxation_names_the_rows_that_clash():
    program, tables, chairs = carpenter()
    program.add_row("few", {tables: 1.0, chairs: 1.0}, high=1.0)
    program.add_row("many", {tables: 1.0, chairs: 1.0}, low=3.0)
    program.add_row("beside the point", {tables: 1.0}, high=100.0)

    relaxation = elastic(program)

    assert relaxation.clashing == ("few", "many")
    assert sum(relaxation.by.values()) == pytest.approx(2.0)


def test_rows_that_may_not_give_way_are_named_when_they_clash():
    program, tables, _ = carpenter()
    program.add_row("law", {tables: 1.0}, low=2.0)
    program.add_row("also law", {tables: 1.0}, high=1.0)
    program.add_row("wish", {tables: 1.0}, high=0.5)

    with pytest.raises(InfeasibleError) as refused:
        elastic(program, soft={"wish"})

    assert refused.value.relaxation.clashing == ("law", "also law")


@pytest.mark.parametrize("minutes_an_hour", [1.0, 60.0])
def test_the_cheapest_relaxation_is_the_same_whatever_unit_a_limit_is_told_in(minutes_an_hour):
    program, tables, _ = carpenter()
    program.add_row("time", {tables: minutes_an_hour}, high=2.0 * minutes_an_hour)
    program.add_row("wanted", {tables: 1.0}, low=3.0)
    program.add_row("promised", {tables: 1.0}, low=3.0)

    relaxation = elastic(program)

    assert relaxation.proved
    assert relaxation.by == pytest.approx({"time": minutes_an_hour})
