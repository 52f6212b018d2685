"""Row 47 of the concepts: sales wants range, operations has set-ups; between them lies what pays."""

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from test_supply_cases import red_tomato

from optimize.supply import Family, SupplyFacts, Workforce, plan_supply
from optimize.supply.assortment import SETUPS, offering, ranges

PERIODS = ("Jan", "Feb", "Mar")
TEAM = Workforce(10, wage=1600, regular_hours=160)
DEMAND = {"a": (300, 320, 280), "b": (150, 150, 150), "c": (60, 20, 40), "d": (10, 10, 30)}
PRICE = {"a": 60.0, "b": 80.0, "c": 95.0, "d": 70.0}
FACTS = SupplyFacts(
    PERIODS,
    tuple(
        Family(name, demand, hours=3.0, material=20.0, holding=1.0, lost_sale=0.0, price=PRICE[name])
        for name, demand in DEMAND.items()
    ),
    TEAM,
)


def test_row_47_a_single_product_is_the_known_linear_program():
    (only,) = ranges(red_tomato(), setup_hours=500.0)

    assert only.plan.cost == pytest.approx(422_275.0)
    assert (only.families, only.dropped, only.served) == (("tools",), "", 1.0)


def test_row_47_without_set_ups_the_whole_range_earns_most():
    profits = [one.profit for one in ranges(FACTS, setup_hours=0.0)]

    assert len(profits) == 4
    assert all(wider >= narrower - 1e-6 for wider, narrower in pairwise(profits))


def test_row_47_set_ups_make_a_narrower_range_pay_and_serve_less():
    found = ranges(FACTS, setup_hours=100.0)
    best = max(found, key=lambda one: one.profit)

    assert [len(one.families) for one in found] == [4, 3, 2, 1]
    assert 1 <= len(best.families) < 4
    assert all(wider.dropped not in narrower.families for wider, narrower in pairwise(found))


def test_each_step_gives_up_what_its_profit_misses_least():
    found = ranges(FACTS, setup_hours=60.0, substitution=0.5)
    for wider, narrower in pairwise(found):
        others = combinations(wider.families, len(wider.families) - 1)
        best = max(plan_supply(offering(FACTS, other, 60.0, 0.5)).profit for other in others)
        assert narrower.profit == pytest.approx(best)


def test_those_who_find_another_are_conserved():
    facts = offering(FACTS, ("a", "b"), setup_hours=10.0, substitution=1.0)
    asked = np.sum([family.demand for family in facts.families if family.id != SETUPS], axis=0)

    assert asked == pytest.approx(np.sum(list(DEMAND.values()), axis=0))
    assert facts.families[-1].demand == (2.0,) * 3


def test_a_range_whose_set_ups_need_more_than_there_is_is_left_out():
    found = ranges(replace(FACTS, workforce=replace(TEAM, opening=2)), setup_hours=90.0)

    assert [len(one.families) for one in found] == [3, 2, 1]


@pytest.mark.parametrize(("hours", "share"), [(-1.0, 0.0), (0.0, 1.5), (float("nan"), 0.0)])
def test_numbers_that_make_no_sense_are_refused(hours, share):
    with pytest.raises(ValueError, match="are wanted, got"):
        ranges(FACTS, hours, share)
