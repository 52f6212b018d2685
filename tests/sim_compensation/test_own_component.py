"""A component of one's own: ten lines of Python, a contract, and a plan that names it."""

import json
from fractions import Fraction
from itertools import count
from pathlib import Path

import pytest
from deal_examples import BASE
from pay_desk import RUN, pay
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


def own(pay, *, monotone=False, additive=False, form=None):
    return OwnComponent("mine", pay, monotone, additive, form)


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


FLAT = {"rate": Fraction("0.07")}


def as_commission(words):
    return {"kind": "commission", "rate": words["rate"]}


def test_a_function_that_pays_what_the_kernel_pays_for_its_form_keeps_its_contract():
    pays = own(
        lambda credit, _at, words: credit * words["rate"], monotone=True, additive=True, form=as_commission
    )

    assert check_component(pays, FLAT) == ()


def test_a_function_that_pays_a_cent_more_than_the_kernel_does_not():
    pays = own(lambda credit, _at, words: credit * words["rate"] + Fraction(1, 100), form=as_commission)

    # 7 % of 500
    assert check_component(pays, FLAT)[3] == (
        "mine declares a form, and the kernel pays 35.00 for 500, mine 35.01"
    )


def test_a_curve_is_held_to_the_kernel_by_its_attainment():
    curve = {"kind": "curve", "points": [["0.5", 0], [1, 1]], "beyond": {"slope": 2}, "threshold": "hinge",
             "knot_rule": "marginal"}  # fmt: skip

    def pay(_credit, at, _words):
        half, full = Fraction(1, 2), Fraction(1)
        return 100_000 * (
            0 if at is None or at < half else 2 * (at - half) if at < full else 1 + 2 * (at - full)
        )

    assert check_component(own(pay, monotone=True, form=lambda _: curve), {}) == ()


def test_a_form_that_is_no_payout_is_told():
    told = check_component(own(lambda *_: Fraction(0), form=lambda _: {"kind": "commision"}), {})

    assert "mine declares a form that is no payout" in told[0]


@pytest.mark.parametrize(
    ("pays", "told"),
    [
        (lambda *_: float("nan"), "pays nan for 0; an exact number is wanted"),
        (lambda *_: True, "pays True for 0; an exact number is wanted"),
        (lambda *_: Fraction(10) ** 16, "pays more than 1e15"),
        (lambda credit, at, words: credit / at, "raises TypeError"),
        (lambda credit, *_: 1 / credit, "raises ZeroDivisionError"),
        (lambda credit, at, words: words["rte"], "asks for the word 'rte'"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(pays, told):
    assert told in check_component(own(pays), FLAT)[0]


def test_what_pays_something_else_when_asked_again_is_refused():
    asked = count()

    assert "and asked again" in check_component(own(lambda *_: next(asked)), {})[0]


@pytest.fixture
def mine(desk):
    """A plan with a component of one's own in the current folder, and the example of the page that pays it."""
    page = Path(__file__).parents[2] / "docs" / "pay-deals.md"
    (desk / "my.py").write_text(page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0])
    (desk / "plan.yaml").write_text("extends: base.yaml\n" + PLAN)
    return desk


def test_the_example_of_the_page_is_short_and_pays(mine):
    told = pay("run", *RUN, "--with", "my.py", "--json")

    assert len((mine / "my.py").read_text().splitlines()) <= 11
    # 600 and 1,000 of credit: a thousand is full in February.
    assert json.loads(told.stdout)["total"] == "50.00"


def test_check_holds_components_to_their_contract_at_their_line(mine):
    (mine / "my.py").write_text(MINE.replace("credit // 1000", "-credit"))

    told = pay("check", "plan.yaml", "--with", "my.py")

    assert told.exit_code == 2
    assert "plan.yaml:4: thousands: thousands is declared monotone and pays" in told.stderr


def test_check_is_content_with_the_example(mine):
    assert pay("check", "plan.yaml", "--with", "my.py").exit_code == 0


def test_a_component_that_fails_when_it_pays_is_bad_input(mine):
    (mine / "my.py").write_text(MINE.replace('words["each"]', 'words["evry"]'))

    told = pay("run", *RUN, "--with", "my.py")

    assert told.exit_code == 2
    assert "plan.yaml: thousands asks for the word 'evry', which it was not given" in told.stderr


def test_a_file_that_cannot_be_run_is_told_with_its_line(mine):
    (mine / "my.py").write_text("import json\n\nraise RuntimeError('not today')\n")

    told = pay("run", *RUN, "--with", "my.py")

    assert told.exit_code == 2
    assert "my.py:3: RuntimeError: not today" in told.stderr
