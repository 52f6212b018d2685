"""Row 20 of the concepts: a small firm starts from one Excel file and has its numbers in seconds."""

import time

import openpyxl
import pytest

import scenarios
from sim.engine.choice import run_once


@pytest.fixture
def started(desk):
    told = desk.run("new", "my-firm", "--from", "first-steps/small-firm", "--workbook")
    assert told.exit_code == 0, told.stderr
    return desk


def test_row_20_a_small_firm_s_own_districts_go_through_one_workbook_and_a_run_takes_seconds(started):
    run_once(
        scenarios.load("first-steps/small-firm"), 0
    )  # the engine is compiled once for a version, not for a firm
    book = openpyxl.load_workbook("my-firm.xlsx")
    for sheet, column in (("units", "A"), ("neighbours", "A"), ("neighbours", "B"), ("alignment", "A")):
        for cell in book[sheet][column]:
            cell.value = {"harbour": "old-town"}.get(cell.value, cell.value)
    book["reps"]["B2"] = "old-town"
    book["units"]["D2"] = 240_000
    book.save("my-firm.xlsx")

    before = time.process_time()
    told = started.run("run", "my-firm.yaml", "-n", 20, "--workers", 1)
    seconds = time.process_time() - before

    assert told.exit_code == 0, told.stderr
    assert "old-town" in scenarios.load("my-firm.yaml").tables.units["id"]
    assert "Bookings" in told.stdout
    assert seconds < 5.0  # from installation to the first report: `make demo`, 20 s measured


def test_row_20_the_starter_is_three_reps_without_a_crm():
    world = scenarios.load("first-steps/small-firm")

    assert len(world.tables.reps) == 3
    assert world.pipeline.crm.logged_share == world.pipeline.crm.admin_share == 0.0
    assert {assumption.grade for assumption in world.assumptions} == {"choice"}


def test_a_new_scenario_with_its_workbook_is_the_base_itself(started):
    mine, base = scenarios.load("my-firm.yaml"), scenarios.load("first-steps/small-firm")

    same = mine.model_copy(update={"name": base.name, "title": base.title})

    assert same.fingerprint() == base.fingerprint()


def test_a_workbook_that_is_there_stays_as_it_is(started):
    (started.folder / "my-firm.yaml").unlink()
    there = (started.folder / "my-firm.xlsx").read_bytes()

    told = started.run("new", "my-firm", "--from", "first-steps/small-firm", "--workbook")

    assert told.exit_code == 2
    assert "my-firm.xlsx: this file is there already" in told.stderr
    assert (started.folder / "my-firm.xlsx").read_bytes() == there


def test_a_scenario_that_cannot_be_written_leaves_no_workbook_behind(desk):
    told = desk.run("new", "small", "--from", "first-steps/small-firm", "--workbook")

    assert told.exit_code == 2
    assert not (desk.folder / "small.xlsx").exists()
