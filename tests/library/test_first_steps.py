"""The teaching world: what its comments and the first lesson say of it holds."""

from math import exp

import pytest

import scenarios
from sim.calendar import timeline


@pytest.fixture(scope="module")
def world():
    return scenarios.load("first-steps/two-reps")


def potential_of(world, rep):
    units = dict(
        zip(world.tables.units["id"].tolist(), world.tables.units["potential"].tolist(), strict=True)
    )
    alignment = world.plan.alignment
    return sum(
        units[unit] for unit, who in zip(alignment["unit"], alignment["rep"], strict=True) if who == rep
    )


def test_ada_has_seven_tenths_of_the_potential(world):
    assert (potential_of(world, "ada"), potential_of(world, "ben")) == (350_000, 150_000)


def test_the_leads_are_2380_hours_of_work(world):
    # 700 x (1 hour for the first stage + 0.6 of them x 4 hours for the second) = 700 x 3.4.
    first, second = world.pipeline.stages

    work = world.market.leads_per_year * (first.work_hours + first.advance_share * second.work_hours)

    assert work == pytest.approx(2_380)


def test_the_two_reps_have_3132_hours_together(world):
    # 261 weekdays in 2026, no holidays, 6 hours each, two reps.
    days = timeline(world.run, world.calendar)

    assert 2 * days.full_hours * (days.working & (days.month > 0)).sum() == 3_132


def test_an_order_is_about_three_units(world):
    # Mean of a lognormal: exp(1 + 0.5 x 0.5 / 2) = 3.08.
    size = world.market.families[0].order_units

    assert exp(size.log_mean + size.log_sd**2 / 2) == pytest.approx(3.08, abs=0.005)


def test_every_chosen_number_of_the_market_says_that_it_is_chosen(world):
    assert {assumption.grade for assumption in world.assumptions} == {"choice"}
    assert "market.leads_per_year" in {assumption.path for assumption in world.assumptions}
