"""The page on paying deals shows a plan and a component that work."""

from decimal import Decimal
from pathlib import Path

from scenarios.pay_plans import read_plan
from sim.compensation.deals import DealPlan

PAGE = Path(__file__).parents[2] / "docs" / "pay-deals.md"


def block(language):
    return PAGE.read_text(encoding="utf-8").split(f"```{language}\n")[1].split("```")[0]


def test_the_plan_of_the_page_is_in_order(tmp_path):
    (tmp_path / "plan.yaml").write_text(block("yaml"))

    plan = read_plan(tmp_path / "plan.yaml").plan

    assert isinstance(plan, DealPlan)
    assert plan.pay.target_incentive == Decimal("90000.00")


def test_the_component_of_the_page_keeps_its_contract():
    exec(compile(block("python"), str(PAGE), "exec"), {})
