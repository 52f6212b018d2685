"""The page on paying deals shows a plan and a component that work."""

from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import TypeAdapter

from scenarios.pay_plans import read_plan
from sim.compensation.deals import DealPlan
from sim.compensation.deals.payouts import DealPayout

PAGE = Path(__file__).parents[2] / "docs" / "pay-deals.md"


def blocks(language):
    return [text.split("```")[0] for text in PAGE.read_text(encoding="utf-8").split(f"```{language}\n")[1:]]


def block(language):
    return blocks(language)[0]


def test_the_plan_of_the_page_is_in_order(tmp_path):
    (tmp_path / "plan.yaml").write_text(block("yaml"))

    plan = read_plan(tmp_path / "plan.yaml").plan

    assert isinstance(plan, DealPlan)
    assert plan.pay.target_incentive == Decimal("90000.00")


@pytest.mark.parametrize("words", ["excess: lost", "counts_from: hire", "credit_so_far"])
def test_what_the_page_adds_to_its_plan_is_in_order_too(words, tmp_path):
    (tmp_path / "plan.yaml").write_text(block("yaml"))
    more = next(text for text in blocks("yaml")[1:] if words in text)
    (tmp_path / "more.yaml").write_text("extends: plan.yaml\n" + more)

    assert isinstance(read_plan(tmp_path / "more.yaml").plan, DealPlan)


def test_the_page_shows_every_payout_with_the_words_it_needs():
    told = yaml.load(next(text for text in blocks("yaml") if "unit_tiers" in text), yaml.BaseLoader)

    read = TypeAdapter(list[DealPayout]).validate_python(told)

    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(DealPayout)}
    assert {one.kind for one in read} == kinds - {"gonik", "own"}  # which have examples of their own


def test_the_menu_of_the_page_is_gonik_s_own(tmp_path):
    menu = next(text for text in blocks("yaml") if "gonik" in text)
    indented = "".join(f"    {line}\n" for line in menu.splitlines())
    head, parts = block("yaml").split("  - id: sales\n    weight: 1\n")
    launch = parts[parts.index("  - id: launch") :].replace("components: [sales]", "components: [menu]")
    measure = "    measure: {credit: sales, window: quarter, against: full_quota}\n"
    (tmp_path / "plan.yaml").write_text(f"{head}  - id: menu\n    weight: 1\n{measure}{indented}{launch}")

    payout = read_plan(tmp_path / "plan.yaml").plan.components[0].payout

    # 120 % where the forecast comes true, 60 (1 + 1.5) = 150 % where A = 1.5, 60 (3 x 0.5 - 1) = 30 % where A = 0.5.
    assert payout.exact == Decimal("1.2")
    assert payout.over.forecast + payout.over.result * Decimal("1.5") == Decimal("1.5")
    assert payout.under.forecast + payout.under.result * Decimal("0.5") == Decimal("0.3")


def test_the_component_of_the_page_keeps_its_contract():
    exec(compile(block("python"), str(PAGE), "exec"), {})
