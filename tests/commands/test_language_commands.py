"""The commands that people live in scenario files with: show, diff, new, schema, check --report, matrices."""

import json

import pytest

import scenarios
from evenfield.cli.exits import BAD_INPUT


def test_show_prints_a_scenario_that_loads_to_the_same_meaning(desk):
    done = desk.run("show", "roomy.yaml")
    (desk.folder / "full.yaml").write_text(done.stdout)

    assert done.exit_code == 0
    assert "seed: 7  # small.yaml:4" in done.stdout
    assert "supply: []  # roomy.yaml:3" in done.stdout
    assert scenarios.load("full.yaml").fingerprint() == scenarios.load("roomy.yaml").fingerprint()


def test_show_as_json_holds_every_value_with_its_place(desk):
    done = desk.run("show", "small.yaml", "--json")

    told = json.loads(done.stdout)
    by_path = {one["path"]: one for one in told["values"]}
    assert told["fingerprint"] == scenarios.load("small.yaml").fingerprint()
    assert by_path["calendar.selling_hours_per_day"] == {
        "path": "calendar.selling_hours_per_day",
        "value": 6.5,
        "from": "small.yaml:5",
        "source": "made up for the tests",
        "grade": "guess",
    }
    assert by_path["plan.bases"]["from"] == "default"


def test_show_of_a_faulty_scenario_is_bad_input(desk):
    (desk.folder / "wrong.yaml").write_text("extends: small.yaml\nrun: {monts: 2}\n")

    done = desk.run("show", "wrong.yaml")

    assert done.exit_code == BAD_INPUT
    assert "wrong.yaml:2:7: run.monts" in done.stderr
    assert done.stdout == ""


def test_diff_tells_what_differs_in_words_and_as_json(desk):
    done = desk.run("diff", "small.yaml", "roomy.yaml")
    told = json.loads(desk.run("diff", "small.yaml", "roomy.yaml", "--json").stdout)

    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "small.yaml → roomy.yaml",
        "supply:",
        "  supply of core: 60 units a month → no limit",
    ]
    assert [(one["section"], one["path"], one["after"]) for one in told["differences"]] == [
        ("supply", "plan.supply.core", None)
    ]


def test_diff_of_one_scenario_with_itself_finds_nothing(desk):
    assert "no difference" in desk.run("diff", "small.yaml", "small.yaml").stdout


def test_diff_reports_the_faults_of_both(desk):
    (desk.folder / "wrong.yaml").write_text("extends: small.yaml\nrun: {monts: 2}\n")

    done = desk.run("diff", "wrong.yaml", "absent.yaml")

    assert done.exit_code == BAD_INPUT
    assert "wrong.yaml:2:7" in done.stderr
    assert "absent.yaml" in done.stderr


def test_new_writes_a_scenario_that_changes_nothing_and_overwrites_nothing(desk):
    done = desk.run("new", "mine", "--from", "small.yaml")
    again = desk.run("new", "mine.yaml", "--from", "small.yaml")

    assert done.exit_code == 0, done.stderr
    assert scenarios.load("mine.yaml").fingerprint() == scenarios.load("small.yaml").fingerprint()
    assert again.exit_code == BAD_INPUT
    assert "there already" in again.stderr


def seeds(desk):
    (desk.folder / "grid.yaml").write_text(
        "extends: small.yaml\ntitle: Leads\nvary: {grid: {market.leads_per_year: [600, 1200]}}\n"
    )
    return ["grid.yaml/leads_per_year-600", "grid.yaml/leads_per_year-1200"]


def test_a_matrix_is_listed_and_checked_cell_by_cell(desk):
    names = seeds(desk)

    listed = json.loads(desk.run("list", "grid.yaml", "--json").stdout)
    checked = json.loads(desk.run("check", "grid.yaml", "--json").stdout)

    assert [one["name"] for one in listed] == names
    assert listed[0]["title"] == "Leads: leads_per_year 600"
    assert [(one["scenario"], one["ok"]) for one in checked] == [(name, True) for name in names]


def test_a_matrix_is_compared_cell_by_cell_and_run_by_the_cell(desk):
    names = seeds(desk)

    compared = desk.run("compare", "grid.yaml", "-n", "2", "--workers", "1", "--json")
    one = desk.run("run", names[0], "-n", "1", "--workers", "1", "--json")
    whole = desk.run("run", "grid.yaml", "-n", "1")

    assert compared.exit_code == 0, compared.stderr
    assert {row["scenario"] for row in json.loads(compared.stdout)["rows"]} == {"grid.leads_per_year-1200"}
    assert json.loads(one.stdout)["scenario"] == "grid.leads_per_year-600"
    assert whole.exit_code == BAD_INPUT


def dirty(desk):
    (desk.folder / "quotas.csv").write_text("rep;quota\nada;600000\nada;1\nghost;5\nben;400000\n")
    (desk.folder / "dirty.yaml").write_text(
        "extends: small.yaml\nplan: {quotas: {method: table, table: quotas.csv}}\n"
    )
    return "dirty.yaml"


def test_check_says_how_each_table_file_was_read(desk):
    (desk.folder / "clean.yaml").write_text((desk.folder / dirty(desk)).read_text())
    (desk.folder / "quotas.csv").write_text("rep;quota\nada;600000\nben;400000\n")

    done = desk.run("check", "clean.yaml")

    assert done.exit_code == 0
    assert (
        "  plan.quotas.table: 2 rows of quotas.csv, CSV (semicolon sniffed, utf-8 sniffed, decimal point)"
        in done.stdout
    )


def test_check_is_strict_and_writes_what_became_of_every_row(desk):
    done = desk.run("check", dirty(desk), "--report", "repair.json")

    told = json.loads((desk.folder / "repair.json").read_text())
    (table,) = told["scenarios"]["dirty.yaml"]["tables"]
    assert done.exit_code == BAD_INPUT
    assert table["rows"] == {"in": 4, "kept": 3, "rejected": 1}
    assert table["totals"][0]["in"] == "1000006"
    assert table["totals"][0]["balances"] is True


def test_check_lenient_lists_every_row_it_leaves_out(desk):
    done = desk.run("check", dirty(desk), "--lenient", "--report", "repair.md")

    assert done.exit_code == 0, done.stderr
    assert "in order without 2 rejected rows" in done.stdout
    assert done.stderr.count("left out: quotas.csv:row") == 2
    assert "4 rows in = 2 kept + 2 rejected." in (desk.folder / "repair.md").read_text()


def test_schema_is_printed_and_written_alike(desk):
    printed = desk.run("schema")
    desk.run("schema", "--out", "evenfield.schema.json")

    assert printed.exit_code == 0
    assert (desk.folder / "evenfield.schema.json").read_text() == printed.stdout
    assert json.loads(printed.stdout)["title"] == "Evenfield scenario"


@pytest.mark.parametrize("command", ["new", "show", "diff", "schema"])
def test_every_command_explains_itself_with_an_example(desk, command):
    done = desk.run(command, "--help")

    assert done.exit_code == 0
    assert f"evenfield {command}" in done.stdout
