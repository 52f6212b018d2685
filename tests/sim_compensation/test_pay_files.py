"""What ``evenfield pay`` writes: payouts with base, comparisons; whole or not at all, never over somebody's file."""

import errno
import json
import os

import pytest
from pay_desk import RUN, pay

from evenfield.pay.comparisons import FILES

BASED = """
extends: plan.yaml
pay: {base: 60000.00, ote: 60000.00}
"""


@pytest.fixture
def based(desk):
    """The same desk with a base of 5,000 a month."""
    (desk / "based.yaml").write_text(BASED)
    return desk


def test_base_pay_is_a_line_of_its_own_in_payouts_and_total(based):
    data = json.loads(pay("run", "based.yaml", *RUN[1:], "--json").stdout)

    assert [(one["period"], one["component"], one["amount"]) for one in data["payouts"]] == [
        ("2026-01", "base", "5000.00"),
        ("2026-01", "quota", "30.00"),
        ("2026-02", "base", "5000.00"),
        ("2026-02", "quota", "70.00"),
    ]
    assert (data["total"], data["of_which"]) == ("10100.00", {"base": "10000.00", "variable": "100.00"})


def test_a_month_that_somebody_was_there_for_in_part_pays_base_for_its_days(based):
    # Hired on 17 January: 15 of its 31 days. 5,000 x 15 / 31 = 2,419.354…
    (based / "people.csv").write_text("person,hire_date\nann,2026-01-17\n")
    (based / "deals.csv").write_text("deal_id,person,event,date,amount\nD1,ann,booking,2026-02-10,1\n")

    data = json.loads(pay("run", "based.yaml", *RUN[1:], "--people", "people.csv", "--json").stdout)

    base = [one["amount"] for one in data["payouts"] if one["component"] == "base"]
    assert base == ["2419.35", "5000.00"]


def test_a_change_knows_the_base_that_was_posted(based):
    pay("run", "based.yaml", *RUN[1:], "--out", "posted.json")

    data = json.loads(
        pay("change", "based.yaml", *RUN[1:], "--posted", "posted.json", "--open", "2026-02", "--json").stdout
    )

    assert data["changes"] == []


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_somebodys_file_is_never_written_over(desk, ending):
    mine = desk / f"mine.{ending}"
    mine.write_text("months of work")

    told = pay("run", *RUN, "--out", mine.name)

    assert told.exit_code == 2
    assert f"mine.{ending}: this file is there already, and pay run did not make it" in told.stderr
    assert mine.read_text() == "months of work"


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_its_own_file_is_written_again_and_force_takes_any(desk, ending):
    out = desk / f"payouts.{ending}"
    first, again = (pay("run", *RUN, "--out", out.name).exit_code for _ in range(2))
    out.write_text("somebody's")

    assert (first, again, pay("run", *RUN, "--out", out.name, "--force").exit_code) == (0, 0, 0)
    assert not out.read_bytes().startswith(b"somebody")


def test_a_full_disk_leaves_what_was_there(desk, monkeypatch):
    pay("run", *RUN, "--out", "payouts.json")
    before = (desk / "payouts.json").read_bytes()
    monkeypatch.setattr(os, "fsync", full_disk)

    told = pay("run", *RUN, "--to", "2026-01", "--out", "payouts.json")

    assert told.exit_code == 1
    assert "No space left on device" in told.stderr
    assert (desk / "payouts.json").read_bytes() == before
    assert [file.name for file in desk.iterdir() if file.name.endswith(".tmp")] == []


def full_disk(_handle):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_text_in_a_csv_can_never_be_run_by_a_spreadsheet(desk):
    (desk / "deals.csv").write_text("deal_id,person,event,date,amount\nD1,=cmd(),booking,2026-01-10,600\n")
    (desk / "quotas.csv").write_text("person,measure,period,amount\n=cmd(),sales,2026,1000\n")

    pay("run", *RUN, "--out", "payouts.csv")

    assert (desk / "payouts.csv").read_text().splitlines()[1] == "'=cmd(),2026-01,quota,30.00"


NEW = "extends: plan.yaml\nid: new\ncomponents:\n  - {id: quota, payout: {kind: commission, rate: 0.08}}\n"


def test_a_comparison_is_written_as_page_figures_and_tables(desk):
    (desk / "new.yaml").write_text(NEW)

    told = pay("compare", "plan.yaml", "new.yaml", *RUN[1:], "--out", "compared")

    assert told.exit_code == 0
    assert sorted(file.name for file in (desk / "compared").iterdir()) == sorted(FILES)
    page = (desk / "compared" / "compare.html").read_text()
    assert "It costs 80.00 instead of 100.00, 20.00 less" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_a_comparison_is_the_same_bytes_when_done_again(desk):
    (desk / "new.yaml").write_text(NEW)
    command = ("compare", "plan.yaml", "new.yaml", *RUN[1:], "--out", "compared")
    pay(*command)
    before = {name: (desk / "compared" / name).read_bytes() for name in FILES if not name.endswith("xlsx")}

    assert pay(*command).exit_code == 0
    assert {name: (desk / "compared" / name).read_bytes() for name in before} == before


def test_a_comparison_leaves_somebodys_folder_alone(desk):
    (desk / "new.yaml").write_text(NEW)
    (desk / "mine").mkdir()
    (desk / "mine" / "people.csv").write_text("my people")

    told = pay("compare", "plan.yaml", "new.yaml", *RUN[1:], "--out", "mine")

    assert told.exit_code == 2
    assert "mine/people.csv: this file is there already" in told.stderr
    assert [file.name for file in (desk / "mine").iterdir()] == ["people.csv"]


def test_the_payout_curve_pays_what_the_plans_say(desk):
    # Sales and quota 1,000: the old plan pays 5 % of sales below quota and 10 % from it on, the new one 8 %.
    (desk / "new.yaml").write_text(NEW)

    command = ("compare", "plan.yaml", "new.yaml", *RUN[1:], "--to", "2026-12", "--json")
    data = json.loads(pay(*command).stdout)["payout_curve"]

    assert data["person"] == "ann"
    told = [(float(p["attainment"]), float(p["old"]), float(p["new"])) for p in data["points"]]
    assert all(abs(old - at * (100 if at >= 1 else 50)) < 0.02 for at, old, _ in told)
    assert all(abs(new - at * 80) < 0.02 for at, _, new in told)
    assert (told[0][0], told[-1][0]) == (0, 1.5)
