"""What a design is made of: other reps on the same ground, capacity, checks, and wishes that cannot be."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_worlds import grid

from optimize.design import Draft, Wishes, design
from optimize.design.checks import Limits, checks
from optimize.design.draft import Charges
from optimize.design.headcount import with_reps
from optimize.design.quotas import by_potential
from optimize.design.sizing import turn_size
from optimize.design.supplying import turn_supply
from optimize.design.turning import Task
from optimize.design.wishing import StrangerError, refuse_impossible
from optimize.elastic import InfeasibleError
from optimize.quota.table import quota_table
from sim.plan import SupplyLimit, TableQuotas
from sim.quota import quotas_cents, rep_of_unit
from sim.replicate import replicate
from sim.runner import run_here
from sim.scenario import REPS
from sim.table import Table
from sim.territory.contiguity import Adjacency, pieces_by_rep

WORLD = grid(4, 4, 2)
FOUR = grid(4, 4, 4)


def reps_of(ids, homes):
    return Table.of(REPS, {"id": ids, "home": homes})


def held(world):
    """Return the world with a quota table whose cents do not divide evenly."""
    reps = world.tables.reps["id"].tolist()
    table = quota_table(reps, [1000_01 + 7 * i for i in range(len(reps))])
    plan = world.plan.model_copy(update={"quotas": TableQuotas(method="table", table=table)})
    return world.with_plan(plan)


@given(
    gone=st.sets(st.integers(0, 3), max_size=3), homes=st.lists(st.integers(0, 15), max_size=2, unique=True)
)
@settings(max_examples=25, deadline=None)
def test_with_other_reps_maps_stay_whole_and_quotas_add_up(gone, homes):
    world = held(FOUR)
    # Of four units a newcomer may take three, so that a second one in the same territory would find nothing to halve.
    assume(len(set(rep_of_unit(world)[homes].tolist())) == len(homes))
    ids, lives = (world.tables.reps[name].tolist() for name in ("id", "home"))
    kept = [i for i in range(4) if i not in gone]
    units = world.tables.units["id"].tolist()
    then = reps_of(
        [*(ids[i] for i in kept), *(f"new{h}" for h in homes)],
        [*(lives[i] for i in kept), *(units[h] for h in homes)],
    )

    changed = with_reps(world, then)

    pieces = pieces_by_rep(Adjacency.of(changed.tables), rep_of_unit(changed), len(then))
    assert pieces.tolist() == [1] * len(then)
    assert quotas_cents(changed).sum() == quotas_cents(world).sum()


def test_the_same_reps_are_the_same_world():
    assert with_reps(WORLD, WORLD.tables.reps) is WORLD


def test_a_newcomer_takes_about_half_of_the_territory_he_lives_in():
    changed = with_reps(WORLD, reps_of(["r000", "r001", "x"], [*WORLD.tables.reps["home"].tolist(), "u0000"]))

    potential, before, after = WORLD.tables.units["potential"], rep_of_unit(WORLD), rep_of_unit(changed)
    share = potential[after == 2].sum() / potential[before == before[0]].sum()
    assert 0.4 < share < 0.7  # as near to half as whole units allow


def test_nobody_left_is_refused():
    with pytest.raises(ValueError, match="nobody stays"):
        with_reps(WORLD, reps_of(["x"], ["u0000"]))


@given(total=st.integers(10_000, 10**9), pin=st.integers(1, 9_000))
@settings(max_examples=30, deadline=None)
def test_a_total_dealt_with_pins_adds_up_and_the_pinned_stand(total, pin):
    quotas = by_potential(FOUR, total, {"r001": pin})
    dealt = FOUR.with_plan(FOUR.plan.model_copy(update={"quotas": quotas}))

    assert quotas_cents(dealt).sum() == total
    assert quotas_cents(dealt)[1] == pin


def task_of(world, wishes):
    frame = replicate(world, wishes.searched_on)
    return Task(Draft(world), Draft(world), run_here, Limits.of(world, frame, wishes))


QUICK = Wishes(search=2, judged=2)


def test_hires_come_with_their_first_day_and_what_they_cost():
    wishes = replace(QUICK, contribution=50e6, elasticity=0.9, most_change=0.5)

    offer = turn_size(task_of(WORLD, wishes))

    reps = offer.draft.scenario.tables.reps
    assert reps["id"].tolist() == ["new-1", "r000", "r001"]  # half of two may come, in the order of the table
    assert reps["hired"][0] >= np.datetime64(date(2026, 3, 1))  # two months from requisition to start
    assert offer.turn.proofs[0].gap <= 1e-4
    assert "1 start on 2026-" in " ".join(offer.turn.notes)


def test_nobody_is_hired_who_brings_less_than_he_costs():
    offer = turn_size(task_of(WORLD, replace(QUICK, contribution=1000.0, elasticity=0.3)))

    assert offer.draft.scenario is WORLD
    assert "nobody is hired" in offer.turn.notes[-1]


def test_who_costs_more_than_he_brings_goes_against_severance():
    wishes = replace(QUICK, contribution=1000.0, elasticity=0.3, severance=10.0, most_change=0.5)

    offer = turn_size(task_of(WORLD, wishes))

    assert len(offer.draft.scenario.tables.reps) == 1
    assert offer.draft.charges.once["severance"] == 10.0


def limited(world, units):
    supply = (SupplyLimit(id=world.market.families[0].id, units_per_month=units),)
    return world.with_plan(world.plan.model_copy(update={"supply": supply}))


def test_capacity_grows_where_it_is_short_and_is_charged_beyond_what_there_was():
    short = limited(WORLD, 1.0)

    offer = turn_supply(task_of(short, QUICK))

    family = short.market.families[0]
    # Usual sheet: overtime adds a tenth, suppliers a fifth, at 0.8 of material; material is 0.5 of the price here.
    assert offer.draft.scenario.plan.supply[0].units_per_month == pytest.approx(1.3)
    material = float(family.price) * (1 - family.margin_share)
    assert offer.draft.charges.per_unit == {family.id: pytest.approx(0.8 * material)}


def test_capacity_that_is_not_short_is_left_alone():
    offer = turn_supply(task_of(limited(WORLD, 1e6), QUICK))

    assert offer.turn.notes == (
        "nothing is short of the mean demand, so that no capacity is worth anything more",
    )
    assert not offer.draft.charges.per_unit


def test_what_the_input_ships_costs_nothing_more():
    world = limited(WORLD, 1.0)
    frame = replicate(world, range(2))
    family = world.market.families[0].id

    assert Charges({"hiring": 3.0}, {family: 100.0}).cost(world, frame, frame).tolist() == [3.0, 3.0]


def test_every_check_says_what_it_found():
    frame = replicate(WORLD, range(2))
    found = checks(WORLD, frame, Limits.of(WORLD, frame, QUICK))

    assert [check.name for check in found] == [
        "contiguous", "quotas add up", "shippable", "pay budget", "outside options",
    ]  # fmt: skip
    assert all(check.kept for check in found)


def test_pins_over_the_total_clash_and_relaxing_as_told_is_feasible():
    wishes = replace(QUICK, total=1000_00, pins={"r000": 900_00, "r001": 300_00})

    with pytest.raises(InfeasibleError) as told:
        refuse_impossible(WORLD, ["quota"], wishes)

    assert set(told.value.relaxation.by) <= {"total of the quotas", "pin of r000", "pin of r001"}
    assert sum(told.value.relaxation.by.values()) == pytest.approx(200.0)
    refuse_impossible(WORLD, ["quota"], _relaxed(wishes, told.value.relaxation.by))


def _relaxed(wishes, by):
    pins = {rep: cents - round(100 * by.get(f"pin of {rep}", 0)) for rep, cents in wishes.pins.items()}
    return replace(wishes, pins=pins, total=wishes.total + round(100 * by.get("total of the quotas", 0)))


def test_a_budget_under_what_reps_find_elsewhere_clashes_and_relaxing_as_told_is_feasible():
    wishes = replace(QUICK, budget=100_000.0, outside_pay=70_000.0)  # two reps for a year: 140,000

    with pytest.raises(InfeasibleError, match=r"pay budget by 40,000\.00") as told:
        design(WORLD, ["pay"], wishes=wishes)

    assert set(told.value.relaxation.clashing) == {"outside options", "pay budget"}
    refuse_impossible(
        WORLD, ["pay"], replace(wishes, budget=100_000.0 + told.value.relaxation.by["pay budget"])
    )


def test_base_pay_over_the_budget_clashes_unless_pay_is_designed():
    wishes = replace(QUICK, budget=100_000.0)  # base pay 60,000 for two

    with pytest.raises(InfeasibleError, match=r"pay budget by 20,000\.00"):
        refuse_impossible(WORLD, ["territory"], wishes)
    refuse_impossible(WORLD, ["pay"], wishes)


def test_a_wish_that_nothing_keeps_is_infeasible_with_what_would_do():
    # 60,000 each is what they are paid: nobody expects 65,000, and territories cannot change that.
    wishes = replace(QUICK, outside_pay=65_000.0)

    with pytest.raises(InfeasibleError) as told:
        design(WORLD, ["quota"], wishes=wishes)

    by = told.value.relaxation.by
    assert by == {"outside options": pytest.approx(5_000.0)}
    assert design(WORLD, ["quota"], wishes=replace(wishes, outside_pay=65_000.0 - by["outside options"]))


def test_a_pin_of_nobody_is_refused_with_the_near_miss():
    with pytest.raises(StrangerError, match="no rep 'r0001'; did you mean 'r001'"):
        refuse_impossible(WORLD, ["quota"], replace(QUICK, pins={"r0001": 5}))
