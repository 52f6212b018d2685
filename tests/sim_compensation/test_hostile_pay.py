"""What strangers hand to the pay commands: one message a fault with file and row, never a traceback, never hours."""

import json

import openpyxl
import pytest
from pay_desk import DEALS, QUOTAS, RUN, pay

DEAL = "D9,ann,booking,2026-03-01,"


def refused(told):
    assert told.exit_code == 2
    assert isinstance(told.exception, SystemExit)
    return [line.removeprefix("evenfield: ") for line in told.stderr.splitlines()]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (DEAL + "NaN", "amount: a finite number is wanted"),
        (DEAL + "1e400", "amount: a finite number is wanted"),
        (DEAL + "1e-999999999", "amount: a number with at most 30 decimals is wanted"),
        ("D9,ann,booking,9999-12-31,5", "date: a day from 1970 to 2100 is wanted"),
        ("D9,ann,booking,20260301,5", "date: a day is wanted as YYYY-MM-DD"),
        ("D9,ann,booking,2026-02-30,5", "date: a day is wanted as YYYY-MM-DD"),
        ("D9,,booking,2026-03-01,5", "person: a value is wanted"),
    ],
)
def test_a_faulty_row_is_one_message(desk, row, fault):
    (desk / "deals.csv").write_text(f"{DEALS}{row}\n")

    told = refused(pay("run", *RUN))

    assert len(told) == 1
    assert told[0].startswith(f"deals.csv:row 4, {fault}")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("deals.csv", "", "deals.csv: deal_id:"),
        ("deals.csv", "deal_id,person,amount\nD1,ann,5\n", "deals.csv: event: the column is missing"),
        ("deals.csv", DEALS + "D4,ann\n", "deals.csv:row 4, deal_id: 5 cells are wanted"),
        ("deals.csv", DEALS + 'D4,"ann,booking\n', "deals.csv:row 4, deal_id: this is no CSV"),
        ("quotas.csv", QUOTAS + "ann,sales,2026,5\n", "quotas.csv:row 2, person: this person"),
        (
            "quotas.csv",
            "person,measure,period,amount\nann,sales,2026,-5\n",
            "quotas.csv:row 1, amount: 0 or more",
        ),
        ("quotas.csv", "person,mesure,period,amount\nann,sales,2026,5\n", "quotas.csv: measure: the column"),
    ],
)
def test_a_faulty_table_is_told_by_its_place(desk, name, content, fault):
    (desk / name).write_text(content)

    assert refused(pay("run", *RUN))[0].startswith(fault)


@pytest.mark.parametrize(
    "data", [("﻿" + DEALS).encode(), DEALS.encode("utf-16"), DEALS.replace(",", ";").encode()]
)
def test_marks_encodings_and_semicolons_are_read(desk, data):
    (desk / "deals.csv").write_bytes(data)

    assert json.loads(pay("run", *RUN, "--json").stdout)["total"] == "100.00"


def test_what_is_no_utf_8_is_told_without_advice_that_only_a_scenario_can_follow(desk):
    (desk / "deals.csv").write_bytes(DEALS.replace("ann", "zoë").encode("cp1252"))

    (told,) = refused(pay("run", *RUN))
    assert told.startswith("deals.csv:row 1, deal_id: byte 0xeb is not UTF-8 text; save the file as UTF-8")
    assert "encoding" not in told


def test_a_formula_without_its_value_is_told(desk):
    book = openpyxl.Workbook()
    book.active.append(["deal_id", "person", "event", "date", "amount"])
    book.active.append(["D1", "ann", "booking", "2026-01-10", "=1+2"])
    book.save(desk / "deals.xlsx")

    told = refused(pay("run", "plan.yaml", "--deals", "deals.xlsx"))

    assert told[0].startswith("deals.xlsx:row 1, amount: a formula without a stored value")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (("--to", "2026-13"), "a month is wanted, such as 2026-03, got '2026-13'"),
        (("--to", "9999-12"), "a month is wanted, such as 2026-03, got '9999-12'"),
        (("--to", "2025-12"), "--to 2025-12 is before anything begins"),
        (("--from", "2026-05", "--to", "2026-01"), "--from 2026-05 is after --to 2026-01"),
        (("--out", "payouts.pdf"), "payouts.pdf: payouts are written to .csv, .json or .xlsx"),
        (("--out", "deals.csv/x.json"), "deals.csv/x.json: deals.csv is no folder"),
        (("--with", "absent.py"), "absent.py: no such file"),
    ],
)
def test_a_wrong_option_is_told(desk, more, fault):
    assert refused(pay("run", *RUN, *more))[0].startswith(fault)


@pytest.mark.parametrize("amount", ["NaN", "1e999999999", "1", 5])
def test_what_was_posted_must_be_amounts(desk, amount):
    payout = {"person": "ann", "period": "2026-01", "component": "quota", "amount": amount}
    (desk / "posted.json").write_text(json.dumps({"payouts": [payout]}))

    told = refused(pay("change", *RUN, "--posted", "posted.json", "--open", "2026-03"))

    assert told == ["posted.json: this is no JSON of pay run --out or pay change --json"]


def test_a_file_that_ends_the_program_is_told(desk):
    (desk / "my.py").write_text("raise SystemExit(3)\n")

    assert refused(pay("run", *RUN, "--with", "my.py"))[0].startswith("my.py: it ends the program")


def test_quotas_that_count_for_nothing_are_noted(desk):
    (desk / "quotas.csv").write_text(QUOTAS.replace("sales", "salez"))

    told = pay("run", *RUN)

    assert told.exit_code == 0
    assert "quotas of 'salez' count for nothing, no plan measures it; did you mean 'sales'?" in told.stderr


def test_every_reject_is_listed_and_what_came_in_adds_up(desk):
    rows = "D4,zoe,booking,2026-01-10,7\nD5,ann,booking,2029-01-10,11\nR,ann,return,2026-02-01,13,\n"
    (desk / "deals.csv").write_text(DEALS + rows.replace(",13,", ",13"))
    faults = refused(pay("run", *RUN))
    (desk / "deals.csv").write_text(DEALS + rows.splitlines(keepends=True)[0] + rows.splitlines()[1] + "\n")

    told = pay("run", *RUN).stdout

    assert faults == ["deals.csv:row 6, refers_to: a return refers to the deal it takes back"]
    assert "rejected for outside-plan: 1 row, 11" in told
    assert "rejected for unknown-person: 2 rows, 57" in told
    assert "in             5   1,068" in told
