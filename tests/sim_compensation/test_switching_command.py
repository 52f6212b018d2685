"""``evenfield pay`` with several plans and with people who change between them."""

import json

import pytest
from deal_examples import BASE
from typer.testing import CliRunner

from evenfield.cli.app import app

PLAN = """
extends: base.yaml
id: {id}
switching: {{quota: full, credit_so_far: restart}}
components:
  - id: commission
    measure: {{credit: sales, window: ytd, against: full_quota}}
    payout: {{kind: commission, rate: {rate}}}
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "inside.yaml").write_text(PLAN.format(id="inside", rate="0.10"))
    (tmp_path / "field.yaml").write_text(PLAN.format(id="field", rate="0.05"))
    (tmp_path / "deals.csv").write_text(
        "deal_id,person,event,date,amount\nD1,ann,booking,2026-03-15,800\nD2,ann,booking,2026-08-15,600\n"
    )
    (tmp_path / "people.csv").write_text(
        "person,plan,starts,until\nann,inside,,2026-07-01\nann,field,2026-07-01,\n"
    )
    return tmp_path


def pay(*arguments):
    return CliRunner().invoke(app, ["pay", *arguments, "--deals", "deals.csv", "--people", "people.csv"])


def test_the_command_runs_several_plans_with_one_statement_for_each_person(desk):
    data = json.loads(pay("run", "inside.yaml", "field.yaml", "--json").stdout)

    assert data["plan"] == "inside, field"
    assert [(one["period"], one["amount"]) for one in data["payouts"]] == [
        ("2026-03", "80.00"),
        ("2026-08", "30.00"),
    ]


def test_why_tells_the_rule_of_the_plan_that_paid(desk):
    tables = ["--deals", "deals.csv", "--people", "people.csv"]
    told = CliRunner().invoke(
        app, ["pay", "why", "inside.yaml", "field.yaml", *tables, "--person", "ann", "--json"]
    )

    months = {
        one["period"]: [line["rule"]["plan"] for line in one["lines"]] for one in json.loads(told.stdout)
    }
    assert (months["2026-03"], months["2026-08"]) == (["inside"], ["field"])


def test_the_command_names_the_plan_that_leaves_the_change_open(desk):
    plan = desk / "field.yaml"
    plan.write_text(plan.read_text().replace("switching: {quota: full, credit_so_far: restart}", ""))

    told = pay("run", "inside.yaml", "field.yaml")

    assert told.exit_code == 2
    assert "inside.yaml, field.yaml: ann is in plan field from 2026-07-01" in told.stderr


def test_rows_of_people_that_overlap_are_bad_input(desk):
    (desk / "people.csv").write_text("person,plan,starts,until\nann,inside,,\nann,field,2026-07-01,\n")

    told = pay("run", "inside.yaml", "field.yaml")

    assert told.exit_code == 2
    assert "people.csv:row 2, starts: overlaps with the days of row 1" in told.stderr
