"""The design of a plan: levers, quotas, and what is simulated."""

from decimal import Decimal

import pytest
from small_worlds import grid

from optimize.design import design, quota_total
from optimize.territory import Rules
from sim.plan import QUOTAS, TableQuotas
from sim.table import Table

RULES = Rules(band=0.3, starts=1)


def test_a_designed_plan_deals_the_same_total_quota_by_potential():
    scenario = grid(4, 4, 2)
    quotas = Table.of(QUOTAS, {"rep": ["r000", "r001"], "quota": ["100.01", "200.02"]})
    given = scenario.with_plan(
        scenario.plan.model_copy(update={"quotas": TableQuotas(method="table", table=quotas)})
    )

    designed = design(given, rules=RULES)

    assert quota_total(given.plan) == Decimal("300.03")
    assert designed.plan.quotas.method == "potential"
    assert designed.plan.quotas.total == Decimal("300.03")


def test_quotas_are_kept_on_request():
    scenario = grid(4, 4, 2)

    assert design(scenario, quotas="keep", rules=RULES).plan.quotas == scenario.plan.quotas


def test_the_plan_holds_alignment_and_bases_of_the_design():
    designed = design(grid(4, 4, 2), rules=RULES)

    assert designed.plan.alignment is designed.territory.alignment
    assert designed.plan.bases is designed.territory.bases


def test_before_and_after_are_simulated_by_what_is_given():
    designed = design(grid(4, 4, 2), rules=RULES, simulate=lambda scenario: scenario.name)

    assert (designed.before, designed.after) == ("small", "small-designed")


def test_an_unknown_lever_is_refused_with_the_near_miss():
    with pytest.raises(ValueError, match="'teritory'; there is territory; did you mean 'territory'"):
        design(grid(2, 2, 1), ["teritory"])


@pytest.mark.parametrize("levers", ["territory", []])
def test_levers_are_a_list_with_something_in_it(levers):
    with pytest.raises(ValueError, match="levers is a list"):
        design(grid(2, 2, 1), levers)


def test_an_unknown_quota_rule_is_refused():
    with pytest.raises(ValueError, match=r"no such quota rule: 'by_potential'.*did you mean 'by-potential'"):
        design(grid(2, 2, 1), quotas="by_potential")
