"""Row 105 of the concepts: a personal buying experience wins more of fewer leads; how much time is best, on a grid."""

import math

import numpy as np
import pytest
from worlds import queue, sales_force

from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.personal import gain, win_chance
from sim.territory.workload import expected

RULE = {"log_odds": 2.0, "scale": 0.5}
GRID = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
SHARE, HOURS = 0.3, 1.0


def crowded(time, rule=RULE):
    """Return a desk that is never without work: a tenth more leads than it could see, an hour of fixed work each."""
    stages = [{"id": "sell", "work_hours": HOURS, "work": "fixed", "advance_share": SHARE}]
    return queue(
        per_hour=1.1,
        work_hours=HOURS,
        months=12,
        pipeline={"stages": stages, "personal": rule},
        plan={"personal_time": time},
    )


def decided(scenario, replication=0):
    """Return wins and decided leads of the measured months."""
    run = run_compiled(scenario, replication)
    log = run.log.where(run.log.time >= run.world.line.start_hour)
    won = len(log.of(Kind.WON))
    return won, won + len(log.of(Kind.LOST))


def test_row_105_no_time_beyond_the_usual_is_the_baseline_bit_for_bit():
    usual = run_reference(sales_force(), 0).log

    assert run_reference(sales_force(pipeline={"personal": RULE}), 0).log.same_as(usual)


@pytest.fixture(scope="module")
def on_the_grid():
    return np.array([np.sum([decided(crowded(x), r) for r in range(3)], axis=0) for x in GRID])


def by_formula(time):
    """Return wins a year: 8,760 hours over (1 + x) an hour each, times the chance to win."""
    return 8_760 / (1 + time) * win_chance((SHARE,), gain(RULE["log_odds"], RULE["scale"], time))


def test_row_105_more_time_wins_a_larger_share_of_fewer_leads_by_the_closed_form(on_the_grid):
    for time, (won, n) in zip(GRID, on_the_grid.tolist(), strict=True):
        chance = win_chance((SHARE,), gain(RULE["log_odds"], RULE["scale"], time))

        assert n == pytest.approx(3 * 8_760 / (1 + time), abs=4)
        assert abs(won / n - chance) < 3 * math.sqrt(chance * (1 - chance) / n)


def test_row_105_the_best_time_on_the_grid_is_that_of_the_formula(on_the_grid):
    # Odds 3/7: at x = 0.5 they are 3/7 exp(2 (1 - 1/e)) = 1.517, 60.3 % of 5,840; at 0, 30 % of 8,760.
    best = GRID[int(np.argmax(on_the_grid[:, 0]))]
    formula = [by_formula(time) for time in GRID]

    assert best == GRID[int(np.argmax(formula))] == 0.5
    assert formula[2] == pytest.approx(0.6027 * 5_840, rel=1e-3)
    # In the mean of three years the neighbours lie more than three standard errors lower: it is no draw.
    assert formula[2] - max(formula[1], formula[3]) > 3 * math.sqrt(2 * 5_840 * 0.24 / 3)


def test_row_105_time_that_brings_nothing_only_costs():
    nothing = [decided(crowded(x, {"log_odds": 0.0, "scale": 1.0}))[0] for x in (0.0, 0.5, 1.0)]

    assert nothing == sorted(nothing, reverse=True)
    assert nothing[1] / nothing[0] == pytest.approx(1 / 1.5, rel=0.05)


def test_row_105_both_engines_take_the_time_alike():
    world = sales_force(pipeline={"personal": RULE}, plan={"personal_time": 0.4})

    assert run_compiled(world, 0).log.same_as(run_reference(world, 0).log)


def test_row_105_the_workload_of_territories_grows_with_the_time():
    usual, personal = (expected(sales_force(plan={"personal_time": time})) for time in (0.0, 0.5))
    care = expected(sales_force(market={"leads_per_year": 1e-9})).desk_hours

    assert personal.desk_hours - care == pytest.approx(1.5 * (usual.desk_hours - care))
