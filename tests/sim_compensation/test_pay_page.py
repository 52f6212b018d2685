"""The page on pay plans shows plans that work."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml
from pay_making import plan_of

from sim.compensation import PayPlan, run_payroll

PAGE = Path(__file__).parents[2] / "docs" / "pay.md"


class ExactLoader(yaml.SafeLoader):
    """Reads a number that is not whole as the exact decimal of its text, like the scenario reader."""


ExactLoader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node))
)


def blocks():
    """The YAML of the page."""
    parts = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    return [yaml.load(part.split("```")[0], Loader=ExactLoader) for part in parts]


def test_the_first_plan_of_the_page_pays_what_its_words_say():
    # 120 % of quota: 80,000 + 80,000 * 1.5 * 0.2 = 104,000 of variable pay.
    plan = PayPlan.model_validate(blocks()[0])

    assert run_payroll(plan, np.array([[120_000_000]]), np.array([100_000_000])).variable.tolist() == [
        [104_000_00]
    ]


def test_the_second_block_of_the_page_is_a_component():
    # 60 % of quota passes the unlock: 60,000 * 10 %.
    plan = plan_of(blocks()[1])

    assert run_payroll(plan, np.array([[60_000_00]]), np.array([100_000_00])).variable.tolist() == [
        [6_000_00]
    ]


def test_the_third_block_of_the_page_completes_the_first_plan():
    # At 100 % of quota the gate is still closed: half of 80,000.
    plan = PayPlan.model_validate(blocks()[0] | blocks()[2])

    assert run_payroll(plan, np.array([[100_000_000]]), np.array([100_000_000])).variable.tolist() == [
        [40_000_00]
    ]


@pytest.mark.parametrize("word", ["curve", "steps", "commission", "tiers", "lump"])
def test_every_payout_is_on_the_page(word):
    assert f"| `{word}` |" in PAGE.read_text(encoding="utf-8")
