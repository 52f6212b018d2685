"""
Aggregate planning against textbooks.

Red Tomato Tools: Chopra and Meindl, *Supply Chain Management*, aggregate planning chapter. Midterm: Drexel OPM 325
(published answer 2,445,500; hire 55 in the first quarter).
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from optimize.elastic import InfeasibleError
from optimize.supply import Family, SupplyFacts, Workforce, plan_supply

RED_TOMATO = SupplyFacts(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    (
        Family(
            "tools",
            (1600, 3000, 3200, 3800, 2200, 2200),
            hours=4,
            material=10,
            holding=2,
            backlog_cost=5,
            subcontract=30,
            opening_stock=1000,
            closing_stock=500,
        ),
    ),
    Workforce(80, wage=640, regular_hours=160, overtime_hours=10, overtime_cost=6, hire=300, lay_off=500),
)
MIDTERM = SupplyFacts(
    ("Q1", "Q2", "Q3", "Q4"),
    (
        Family(
            "unit",
            (700, 1300, 1100, 850),
            hours=1,
            material=100,
            overtime_material=0,
            holding=40,
            backlog_cost=300,
            opening_stock=50,
        ),
    ),
    Workforce(
        140, wage=2500, regular_hours=5, overtime_hours=1.25, overtime_cost=850, hire=1000, lay_off=1400
    ),
)


def red_tomato(demand=None, price=0.0):
    family = RED_TOMATO.families[0]
    return replace(
        RED_TOMATO, families=(replace(family, demand=tuple(demand or family.demand), price=price),)
    )


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize(
    ("facts", "cost"),
    [
        (red_tomato(), 422_275.00),
        (red_tomato((1000, 3000, 3800, 4800, 2000, 1400)), 432_858.3333333),
        (red_tomato((3000, 2400, 2560, 3800, 2200, 2200)), 421_915.00),
        (red_tomato((1600, 3000, 3200, 5060, 1760, 1760)), 438_856.6666667),
        (replace(red_tomato(), workforce=replace(RED_TOMATO.workforce, hire=None, lay_off=None)), 466_000.00),
        (MIDTERM, 2_445_500.00),
    ],
    ids=["red-tomato", "fluctuating", "promotion-jan", "promotion-apr", "nobody-laid-off", "midterm"],
)
def test_rows_46_and_49_the_published_cost(facts, cost, solver):
    plan = plan_supply(facts, solver)

    assert plan.cost == pytest.approx(cost, rel=1e-6)
    assert plan.solution.status == "optimal"
    assert plan.solution.gap <= 1e-6


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize(
    ("demand", "cost"),
    [(None, 422_660), ((1000, 3000, 3800, 4800, 2000, 1400), 433_080)],
)
def test_the_cost_in_whole_people_and_units(demand, cost, solver):
    assert plan_supply(red_tomato(demand), solver, whole=True).cost == pytest.approx(cost, rel=1e-6)


def test_the_midterm_hires_55_first():
    plan = plan_supply(MIDTERM)
    np.testing.assert_allclose(plan.hired, [55, 0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(plan.flows["unit"]["regular"], 975, atol=1e-6)


@pytest.mark.parametrize(
    ("demand", "month", "profit"),
    [
        ((3000, 2400, 2560, 3800, 2200, 2200), 0, 221_485),
        ((1600, 3000, 3200, 5060, 1760, 1760), 3, 211_283),
        ((4440, 2400, 2560, 3800, 2200, 2200), 0, 242_810),
        ((1600, 3000, 3200, 8480, 1760, 1760), 3, 247_320),
    ],
)
def test_a_promotion_of_one_off_in_a_month(demand, month, profit):
    plan = plan_supply(red_tomato(demand, price=40.0))
    assert plan.profit - demand[month] * 1.0 == pytest.approx(profit, abs=0.5)


def test_row_48_the_price_of_a_unit_is_the_difference_of_two_solves():
    plan, one = plan_supply(red_tomato()), 1.0
    assert plan.unit_price["tools"][3] == pytest.approx(27.25)
    for month in range(6):
        demand = list(RED_TOMATO.families[0].demand)
        demand[month] += one
        more = plan_supply(red_tomato(demand)).cost
        assert more - plan.cost == pytest.approx(plan.unit_price["tools"][month], abs=1e-6)


def test_row_50_the_cost_never_rises_when_a_unit_takes_fewer_hours():
    family = RED_TOMATO.families[0]
    costs = [
        plan_supply(replace(RED_TOMATO, families=(replace(family, hours=hours),))).cost
        for hours in (4.4, 4.0, 3.6, 3.0, 2.0)
    ]

    assert costs[1] == pytest.approx(422_275.0)
    assert all(fewer < more for more, fewer in pairwise(costs))


def test_the_price_of_an_hour_is_what_an_hour_saves():
    """A free hour in March, made as a unit that needs no work of anybody, lowers the cost by the hour's price."""
    plan = plan_supply(red_tomato())
    hour = plan.hour_price["regular hours"][2]
    assert hour >= 0
    # 4 hours make a unit, which still needs its material: the unit's price less material is four hours'.
    assert plan.unit_price["tools"][2] == pytest.approx(4 * hour + 10)


def test_units_are_conserved_in_every_period():
    plan = plan_supply(red_tomato((1000, 3000, 3800, 4800, 2000, 1400)))
    flow = plan.flows["tools"]
    stock = np.concatenate([[1000], flow["stock"]]) - np.concatenate([[0], flow["backlog"]])
    made = flow["regular"] + flow["overtime"] + flow["subcontract"] + flow["lost"]
    np.testing.assert_allclose(
        np.diff(stock), made - np.array([1000, 3000, 3800, 4800, 2000, 1400]), atol=1e-6
    )


def test_what_may_be_turned_away_is_when_it_does_not_pay():
    family = replace(RED_TOMATO.families[0], price=25.0, lost_sale=0.0, subcontract=None, backlog_cost=None)
    plan = plan_supply(replace(RED_TOMATO, families=(family,)))
    assert plan.flows["tools"]["lost"].sum() > 0
    assert plan.profit > plan_supply(red_tomato(price=25.0)).profit


def test_limits_that_clash_are_named_with_the_cheapest_way_out():
    family = replace(RED_TOMATO.families[0], most_units=2000.0, backlog_cost=None)
    facts = replace(RED_TOMATO, families=(family,))
    with pytest.raises(InfeasibleError) as told:
        plan_supply(facts)
    relaxation = told.value.relaxation
    assert any(row.startswith("suppliers of tools") for row in relaxation.clashing)
    short = sum(relaxation.by.values())
    assert short == pytest.approx(sum(family.demand) + 500 - 1000 - 6 * 2000)


def test_every_fault_of_the_facts_is_told_at_once():
    with pytest.raises(ValueError) as told:  # noqa: PT011 - the words are looked at below
        SupplyFacts(
            ("Jan", "Feb"),
            (Family("a", (1.0,), hours=-1.0), Family("a", (1.0, float("nan")), hours=1.0)),
            Workforce(1, 1, 1),
        )
    assert str(told.value).splitlines() == [
        "families: 'a' stands twice",
        "a.demand: 2 periods are planned, got 1 values",
        "a.hours: a number of 0 or more is wanted, got -1.0",
        "a.demand: a number of 0 or more is wanted, got nan",
    ]
