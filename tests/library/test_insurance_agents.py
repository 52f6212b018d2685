"""``insurance-agents`` against the facts of the panel it is calibrated to, and deliveries against the delay curve."""

import numpy as np
import pandas as pd
import pytest

import scenarios
from scenarios.making import insurance_agents
from scenarios.making.insurance_moments import FACTS, intraclass_correlation, moments
from sim.calendar import HOURS_PER_DAY
from sim.engine.choice import run_once
from sim.engine.log import Kind
from sim.satisfaction import review_score


@pytest.fixture(scope="module")
def found():
    agents = scenarios.load("insurance-agents/agents")
    return moments([run_once(agents, number) for number in range(4)])


@pytest.mark.parametrize("fact", FACTS, ids=[fact.name for fact in FACTS])
def test_every_moment_lies_in_its_band(found, fact):
    assert fact.low <= fact.panel <= fact.high
    assert fact.low <= found[fact.name] <= fact.high


def test_the_tables_are_remade_as_they_are():
    for name, table in insurance_agents.tables().items():
        shipped = (insurance_agents.LIBRARY / "data" / f"{name}.csv").read_text()
        assert table.to_csv(index=False, lineterminator="\n") == shipped


def test_the_readme_shows_every_moment():
    told = (insurance_agents.LIBRARY / "README.md").read_text()
    assert all(f"| {fact.name} |" in told for fact in FACTS)


def test_intraclass_correlation_of_a_planted_spread():
    rng = np.random.default_rng(7)
    people, months = 400, 12
    level = np.repeat(rng.normal(0.0, np.sqrt(0.15), people), months)
    rows = pd.DataFrame(
        {
            "person": np.repeat(np.arange(people), months),
            "production": level + rng.normal(0.0, np.sqrt(0.85), people * months),
        }
    )
    assert intraclass_correlation(rows) == pytest.approx(0.15, abs=0.03)


DELAYS = [
    (-1000, -10, 4.31),
    (-10, -5, 4.29),
    (-5, 0, 4.16),
    (0, 2, 3.83),
    (2, 5, 2.65),
    (5, 10, 1.92),
    (10, 1000, 1.67),
]


@pytest.mark.parametrize(("low", "high", "review"), DELAYS)
def test_simulated_deliveries_are_reviewed_as_the_real_ones(low, high, review):
    """Mean review by days late, 6,839 orders of Olist (CC BY-NC-SA, facts only); band 0.35 of a point."""
    world = scenarios.load("us-field-force/tight-supply")
    log = run_once(world, 0).log
    ordered, delivered = log.of(Kind.ORDERED), log.of(Kind.DELIVERED)
    placed = dict(zip(ordered.entity.tolist(), ordered.time.tolist(), strict=True))
    taken = (
        delivered.time - np.array([placed[order] for order in delivered.entity.tolist()])
    ) / HOURS_PER_DAY
    late = taken - world.fulfilment.promise_days
    inside = late[(late > low) & (late <= high)]
    rule = world.customers.satisfaction
    facts = (rule.floor, rule.ceiling, rule.midpoint_days, rule.slope_per_day)
    scores = [review_score(*facts, days) for days in inside.tolist()]
    assert len(scores) >= 30
    assert np.mean(scores) == pytest.approx(review, abs=0.35)
