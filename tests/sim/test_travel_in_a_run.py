"""Distance costs selling time in a run, and the design prices it alike."""

import numpy as np
import pytest
from worlds import sales_force

from optimize.territory.ground import Ground, Rules
from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.engine.world import prepare
from sim.scenario import UNITS, Scenario
from sim.table import Table
from sim.territory.workload import bases

TOURS = {"km_per_hour": 60.0, "longest_hours": 12.0, "tours": {"stops": 4.0, "round_days": 28.0}}


def spread(times: float, travel: dict | None = None) -> Scenario:
    """Return the little sales force on a map so many times as wide and as high."""
    units = Table.of(
        UNITS,
        {
            "id": [f"u{i:02d}" for i in range(6)],
            "potential": [1.0] * 6,
            "lng": [0.2 * times * i for i in range(6)],
            "lat": [0.0] * 6,
            "area_km2": [500.0 * times**2] * 6,
        },
    )
    return sales_force(
        6, 3, tables={"units": units}, people={"travel": travel or TOURS}, market={"leads_per_year": 900.0}
    )


@pytest.fixture(scope="module")
def runs():
    return [[run_compiled(spread(times), r) for r in range(5)] for times in (0.01, 1.0, 2.0, 4.0)]


def test_a_wider_map_costs_hours_on_the_road_and_wins(runs):
    road = [np.mean([run.road_hours.sum() for run in group]) for group in runs]
    won = [np.mean([len(run.log.of(Kind.WON)) for run in group]) for group in runs]

    assert road == sorted(road)
    assert road[3] > 2 * road[1]
    assert won[3] < won[0]


def test_tours_cost_less_than_journeys_of_their_own():
    together, alone = (prepare(spread(1.0, TOURS | {"tours": {"stops": stops}}), 0) for stops in (4.0, 1.0))

    assert (together.visit_hours > 0).all()
    assert (together.visit_hours < alone.visit_hours).all()


def test_the_design_prices_a_visit_as_the_engine_does():
    scenario = spread(2.0)
    ground = Ground.of(scenario, Rules())
    units, world = np.arange(6), prepare(scenario, 0)
    base = bases(scenario)[world.rep_of_unit]

    road = ground.hours(units, base) - ground.work.desk_hours

    assert road == pytest.approx(ground.work.visits * world.visit_hours)
