"""A plan written as a scenario, and read back."""

from decimal import Decimal

import scenarios
from evenfield.variant import plan_changes, write_plan
from sim.plan import ALIGNMENT, BASES, QUOTAS, DealtQuotas, TableQuotas
from sim.table import Table


def other_plan(plan, **changes):
    return plan.model_copy(update=changes)


def test_the_same_plan_has_no_changes(desk):
    plan = scenarios.load("small.yaml").plan

    assert plan_changes(plan, other_plan(plan)) == ({}, {})


def test_a_written_plan_reads_back_as_the_plan_that_was_meant(desk):
    world = scenarios.load("small.yaml")
    units = ["north-west", "north-east", "south-west", "south-east"]
    plan = other_plan(
        world.plan,
        alignment=Table.of(ALIGNMENT, {"unit": units, "rep": ["ada", "ben", "ada", "ben"]}),
        bases=Table.of(BASES, {"rep": ["ben"], "unit": ["north-east"]}),
        quotas=DealtQuotas(method="potential", total=Decimal("5000000.10")),
    )

    write_plan(desk.folder / "new/designed.yaml", "small.yaml", world, plan, "a test")

    read = scenarios.load("new/designed.yaml")
    assert read.name == "designed"
    assert read.fingerprint() == world.with_plan(plan).fingerprint()


def test_a_quota_table_in_place_of_a_rule_is_written_too(desk):
    world = scenarios.load("small.yaml")
    quotas = Table.of(QUOTAS, {"rep": ["ada", "ben"], "quota": ["4000000.00", "2000000.00"]})
    plan = other_plan(world.plan, quotas=TableQuotas(method="table", table=quotas))

    write_plan(desk.folder / "designed.yaml", "small.yaml", world, plan, "a test")

    assert scenarios.load("designed.yaml").fingerprint() == world.with_plan(plan).fingerprint()
