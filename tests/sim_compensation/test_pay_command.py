"""``evenfield pay`` as a user meets it: statements, rejects, faults with their places, remarks, comparison."""

import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from pay_desk import DEALS, PLAN, QUOTAS, RUN, pay

import scenarios

LIBRARY = "library:adventureworks/data/"
DATA = Path(scenarios.__file__).parent / "library" / "adventureworks" / "data"


def test_a_run_tells_statements_rejects_and_rows_that_add_up(desk):
    told = pay("run", *RUN)

    assert told.exit_code == 0
    # January 600 x 5 %, February 1,000 x 10 % less 30
    assert told.stdout.splitlines() == [
        "ann",
        "  month     quota    paid",
        "  2026-01   30.00   30.00",
        "  2026-02   70.00   70.00",
        "  total    100.00  100.00",
        "",
        "total 100.00: base 0.00, variable 100.00",
        "rejected: row 3, deal D3, 50: 'bob' is in no plan [unknown-person]",
        "rejected for unknown-person: 1 row, 50",
        "rows      number  amount",
        "in             3   1,050",
        "taken          2   1,000",
        "rejected       1      50",
    ]


def test_only_the_months_asked_for_are_shown(desk):
    data = json.loads(pay("run", *RUN, "--from", "2026-02", "--json").stdout)

    assert data["payouts"] == [
        {"person": "ann", "period": "2026-02", "component": "quota", "amount": "70.00"}
    ]
    assert data["total"] == "70.00"


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_payouts_are_written_as_the_file_is_called(desk, ending):
    assert pay("run", *RUN, "--out", f"payouts.{ending}").exit_code == 0

    assert (desk / f"payouts.{ending}").stat().st_size > 0


def test_why_names_rule_slices_and_ledger(desk):
    told = pay("why", *RUN, "--person", "ann", "--period", "2026-02").stdout

    assert "attainment 100.00 % of quota 1,000.00" in told
    assert "slice from 0 to 1 at 0.1 of 1,000.00: 100.00" in told
    assert "ledger: quota 70.00" in told


def test_somebody_who_is_not_there_is_bad_input(desk):
    told = pay("why", *RUN, "--person", "zoe")

    assert told.exit_code == 2
    assert "'zoe' is not in the plan; there are ann" in told.stderr


def test_check_names_the_cliff_with_its_component_and_line(desk):
    data = json.loads(pay("check", "plan.yaml", "--json").stdout)

    assert [(one["code"], one["component"], one["line"]) for one in data["remarks"]] == [("P001", "quota", 4)]
    assert "worth 5 % of the window's quota" in data["remarks"][0]["message"]


def test_a_wrong_plan_is_told_with_file_and_line(desk):
    (desk / "plan.yaml").write_text("extends: base.yaml\n" + PLAN.replace("boundary", "bundary"))

    told = pay("check", "plan.yaml")

    assert told.exit_code == 2
    assert "plan.yaml:10:7: components.quota.payout.bundary: no such field" in told.stderr
    assert "did you mean 'boundary'?" in told.stderr


def test_a_word_that_is_missing_is_told_with_what_is_allowed(desk):
    (desk / "plan.yaml").write_text("extends: base.yaml\n" + PLAN + "    cap: {of: amount, max: 10.00}\n")

    told = pay("check", "plan.yaml")

    assert told.exit_code == 2
    wanted = "components.quota.cap.excess: this field is missing (allowed lost, carried_in_year, carried)"
    assert wanted in told.stderr


def test_an_unknown_measure_is_told_at_its_component(desk):
    (desk / "plan.yaml").write_text("extends: base.yaml\n" + PLAN.replace("credit: sales", "credit: salez"))

    told = pay("check", "plan.yaml")

    assert told.exit_code == 2
    assert "plan.yaml:4:5: components.quota: component quota counts 'salez'" in told.stderr


def test_every_faulty_row_of_the_tables_is_told(desk):
    (desk / "deals.csv").write_text(DEALS + "D4,ann,boking,2026-02-30,much\nR1,ann,return,2026-03-01,10\n")

    told = pay("run", *RUN)

    assert told.exit_code == 2
    assert [line.split(" (")[0] for line in told.stderr.splitlines()] == [
        "evenfield: deals.csv:row 4, event: no such event; "
        "allowed are booking, delivery, invoice, cash, renewal, return, cancel",
        "evenfield: deals.csv:row 4, date: a day is wanted as YYYY-MM-DD",
        "evenfield: deals.csv:row 4, amount: a number is wanted, such as 1250.50",
        "evenfield: deals.csv:row 5, refers_to: a return refers to the deal it takes back",
    ]


def test_a_late_deal_is_posted_as_a_difference_in_the_open_month(desk):
    pay("run", *RUN, "--to", "2026-02", "--out", "posted.json")
    (desk / "deals.csv").write_text(DEALS + "D4,ann,booking,2026-01-20,100\n")

    data = json.loads(pay("change", *RUN, "--posted", "posted.json", "--open", "2026-03", "--json").stdout)

    # 100 at the 10 % that quota has unlocked.
    assert data["changes"] == [
        {"person": "ann", "period": "2026-03", "component": "quota", "amount": "10.00"}
    ]


def test_a_change_that_was_posted_adds_nothing_when_it_is_done_again(desk):
    pay("run", *RUN, "--to", "2026-02", "--out", "posted.json")
    (desk / "deals.csv").write_text(DEALS + "D4,ann,booking,2026-01-20,100\n")
    change = ("change", *RUN, "--open", "2026-03", "--posted", "posted.json")
    (desk / "changes.json").write_text(pay(*change, "--json").stdout)

    again = pay(*change, "--posted", "changes.json")

    assert again.stdout == "0 changes  0.00\n"


ABROAD = """
currency:
  plan: USD
  rate_date: event
  payout: payee
  payout_rate_date: plan_start
  rates: [{currency: GBP, starts: 2026-01-01, rate: 2}]
"""


def test_amounts_of_several_currencies_are_not_added_up(desk):
    (desk / "abroad.yaml").write_text("extends: plan.yaml\n" + ABROAD)
    (desk / "people.csv").write_text("person,currency\nann,GBP\nbob,USD\n")
    (desk / "quotas.csv").write_text(QUOTAS + "bob,sales,2026,1000\n")
    rows = "D4,zoe,booking,2026-01-10,7,GBP\nD5,zoe,booking,2026-01-10,9,\n"
    (desk / "deals.csv").write_text(
        DEALS.replace("amount\n", "amount,currency\n").replace("0\n", "0,\n") + rows
    )
    words = ("abroad.yaml", *RUN[1:], "--people", "people.csv")

    told = pay("run", *words, "--out", "paid.csv").stdout
    data = json.loads(pay("run", *words, "--json").stdout)

    # ann's 100.00 dollars are 50.00 pounds, bob's 50 at 5 % are dollars.
    assert "total GBP 50.00: base 0.00, variable 50.00\ntotal USD 2.50: base 0.00, variable 2.50\n" in told
    assert "rejected for unknown-person: 2 rows, 7 GBP, 9 USD\n" in told
    assert told.endswith(
        "in             5    7  1,059\ntaken          3    0  1,050\nrejected       2    7      9\n"
    )
    assert (data["total"], data["of_which"]) == (None, None)
    assert [(one["currency"], one["total"]) for one in data["totals"]] == [("GBP", "50.00"), ("USD", "2.50")]
    assert (desk / "paid.csv").read_text().splitlines()[-1] == "bob,2026-02,quota,2.50,USD"


def test_a_statement_abroad_says_what_its_balances_are_in(desk):
    (desk / "abroad.yaml").write_text("extends: plan.yaml\n" + ABROAD)
    (desk / "people.csv").write_text("person,currency\nann,GBP\n")
    rows = "D1,ann,booking,2026-01-10,600,\nR1,ann,return,2026-02-10,400,D1\n"
    (desk / "deals.csv").write_text("deal_id,person,event,date,amount,refers_to\n" + rows)

    words = ("abroad.yaml", *RUN[1:], "--people", "people.csv")
    told = pay("run", *words).stdout.splitlines()
    why = pay("why", *words, "--person", "ann", "--period", "2026-01")
    (traced, _) = json.loads(pay("why", *words, "--person", "ann", "--json").stdout)

    # 600 and -400 dollars at 5 %; a month below 0 pays nothing, and 20 dollars stay owed.
    assert told[0] == "ann  [GBP; owed and held in USD]"
    assert told[3].split() == ["2026-02", "-10.00", "10.00", "0.00", "20.00"]
    assert why.stdout.startswith("ann 2026-01: paid 30.00 USD\n  paid in GBP: one is 2 USD on 2026-01-01\n")
    assert "  ledger: quota 30.00, paid as 15.00 GBP\n" in why.stdout
    assert traced["abroad"]["entries"] == ["15.00"]
    assert traced["abroad"]["rate"] == "2"


def test_plans_in_different_currencies_do_not_compare(desk):
    (desk / "abroad.yaml").write_text("extends: plan.yaml\n" + ABROAD)

    told = pay("compare", *RUN[:1], "abroad.yaml", *RUN[1:])

    assert told.exit_code == 2
    assert "plan.yaml pays in no currency that it names, abroad.yaml in USD" in told.stderr


def test_a_file_that_is_no_list_of_payouts_is_bad_input(desk):
    told = pay("change", *RUN, "--posted", "deals.csv", "--open", "2026-03")

    assert told.exit_code == 2
    assert "deals.csv: this is no JSON of pay run" in told.stderr


def test_compare_tells_winners_and_losers_by_attainment(desk):
    (desk / "new.yaml").write_text(
        "extends: plan.yaml\nid: new\ncomponents:\n  - {id: quota, payout: {kind: commission, rate: 0.08}}\n"
    )

    data = json.loads(pay("compare", "plan.yaml", "new.yaml", *RUN[1:], "--to", "2026-12", "--json").stdout)

    assert data["losers"] == ["ann"]
    assert data["total"] == {"old": "100.00", "new": "80.00", "difference": "-20.00"}
    assert [one["people"] for one in data["bands"] if one["attainment"] == "100-110 %"] == [1]


def test_the_shipped_history_pays_what_its_lines_and_rates_say():
    # 287 is a manager: those without a commission of their own are paid only bonuses.
    tables = [f"--{name}={LIBRARY}{name}.csv" for name in ("quotas", "people", "measures")]
    deals = f"--deals={LIBRARY}deals.parquet"

    data = json.loads(pay("run", "adventureworks/pay/standard", deals, *tables, "--json").stdout)

    assert data["rows"]["in"]["rows"] == 57_851
    assert data["rejects"] == []
    paid = {one["component"] for one in data["payouts"] if one["person"] == "287"}
    assert paid == {"base", "quarter-bonus"}
    # 286 has no quarter at quota and a rate of 1.8 %.
    lines = pd.read_parquet(DATA / "deals.parquet")
    sales = sum(Decimal(text) for text in lines.loc[lines["person"] == "286", "amount"])
    mine = [one for one in data["payouts"] if one["person"] == "286" and one["component"] != "base"]
    own = sum(Decimal(one["amount"]) for one in mine)
    assert own == round(sales * Decimal("0.018"), 2)
