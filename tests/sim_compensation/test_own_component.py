"""A component of one's own: ten lines of Python, a contract, and a plan that names it."""

import json
from fractions import Fraction

from deal_examples import BASE
from typer.testing import CliRunner

from evenfield.cli.app import app
from sim.compensation.deals import OwnComponent, check_component

WORDS = {"each": Fraction(50)}
MINE = """
from sim.compensation.deals import component

@component("thousands", monotone=True, additive=False)
def thousands(credit, attainment, words):
    return words["each"] * (credit // 1000)
"""
PLAN = """
components:
  - id: thousands
    measure: {credit: sales, window: ytd, against: full_quota}
    payout: {kind: own, name: thousands, words: {each: 50}}
"""


def test_a_plan_pays_by_a_component_from_a_file(tmp_path):
    for name, text in (("base.yaml", BASE), ("plan.yaml", "extends: base.yaml\n" + PLAN), ("mine.py", MINE)):
        (tmp_path / name).write_text(text)
    (tmp_path / "deals.csv").write_text("deal_id,person,event,date,amount\nD1,ann,booking,2026-01-10,2999\n")
    given = [str(tmp_path / name) for name in ("plan.yaml", "deals.csv", "mine.py")]

    told = CliRunner().invoke(
        app, ["pay", "run", given[0], "--deals", given[1], "--with", given[2], "--json"]
    )

    assert json.loads(told.stdout)["total"] == "100.00"


def own(pay, *, monotone=False, additive=False):
    return OwnComponent("mine", pay, monotone, additive)


def test_floats_break_the_contract():
    assert (
        "an exact number is wanted" in check_component(own(lambda credit, *_: 0.1 * float(credit)), WORDS)[0]
    )


def test_falling_pay_breaks_what_was_declared():
    assert "is declared monotone" in check_component(own(lambda credit, *_: -credit, monotone=True), WORDS)[0]


def test_a_bonus_at_once_is_not_additive():
    assert "is declared additive" in check_component(own(lambda *_: Fraction(5), additive=True), WORDS)[0]


def test_a_flat_rate_keeps_all_it_declares():
    assert check_component(own(lambda credit, *_: credit / 10, monotone=True, additive=True), WORDS) == ()


def test_a_component_that_was_not_loaded_is_bad_input(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "plan.yaml").write_text(
        "extends: base.yaml\n" + PLAN.replace("name: thousands", "name: absent")
    )
    (tmp_path / "deals.csv").write_text("deal_id,person,event,date,amount\nD1,ann,booking,2026-01-10,2999\n")

    told = CliRunner().invoke(
        app, ["pay", "run", str(tmp_path / "plan.yaml"), "--deals", str(tmp_path / "deals.csv")]
    )

    assert told.exit_code == 2
    assert "no component of your own is called 'absent'" in told.stderr
