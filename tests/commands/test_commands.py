"""Every command as a user types it: what it prints, what it writes, what it ends with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evenfield.cli import studies
from evenfield.cli.exits import BAD_INPUT, FAILED, INFEASIBLE, INTERRUPTED, explain
from evenfield.study.errors import BlockFailedError, StoreError
from evenfield.study.run import simulate_many
from optimize.elastic import InfeasibleError, Relaxation


@pytest.mark.parametrize("command", ["list", "check", "run", "compare", "report", "design"])
def test_every_command_explains_itself_with_an_example(desk, command):
    done = desk.run(command, "--help")

    assert done.exit_code == 0
    assert f"evenfield {command}" in done.stdout
    assert "--json" in done.stdout


def test_list_names_the_shipped_world(desk):
    done = desk.run("list", "--json")

    assert done.exit_code == 0
    assert "us-field-force/today" in [one["name"] for one in json.loads(done.stdout)]


def test_check_tells_how_large_a_scenario_is_and_what_it_rests_on(desk):
    done = desk.run("check", "small.yaml")

    assert done.exit_code == 0
    assert "2 reps, 4 basic units, 1,200 leads a year" in done.stdout
    assert "1 guess" in done.stdout


def test_check_reports_every_fault_of_every_file_with_its_line(desk):
    (desk.folder / "wrong.yaml").write_text(
        "extends: small.yaml\nrun: {monts: 2}\nmarket: {leads_per_year: -1}\n"
    )

    done = desk.run("check", "small.yaml", "wrong.yaml", "absent.yaml")

    assert done.exit_code == BAD_INPUT
    assert "wrong.yaml:2:7: run.monts" in done.stderr
    assert "wrong.yaml:3:" in done.stderr
    assert "absent.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_library_name_suggests_the_near_one(desk):
    done = desk.run("run", "us-field-force/tody")

    assert done.exit_code == BAD_INPUT
    assert "us-field-force/today" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "small.yaml"], "two scenarios or more"),
        (["run", "small.yaml", "-n", "0"], "'-n'"),
        (["run", "small.yaml", "--workers", "0"], "'--workers'"),
        (["design", "small.yaml", "--levers", "wages", "--out", "x.yaml"], "no lever 'wages'"),
        (["report", "nowhere"], "no study here"),
        (["report", "small.yaml"], "no study here"),
        (["run", "small.yaml", "--out", "small.yaml/sub"], "small.yaml is a file"),
        (["fly"], "fly"),
    ],
)
def test_what_cannot_be_meant_is_bad_input(desk, arguments, said):
    done = desk.run(*arguments)

    assert done.exit_code == BAD_INPUT
    assert said in done.stderr
    assert done.stdout == ""


def test_run_prints_json_and_nothing_else(desk):
    done = desk.run("run", "small.yaml", "-n", "2", "--workers", "1", "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["scenario"], told["replications"], told["kpis"][0]["kpi"]) == ("small", 2, "bookings")


def test_another_seed_is_another_year(desk):
    first, again, other = (
        desk.run("run", "small.yaml", "-n", "1", "--workers", "1", "--json", "--seed", seed).stdout
        for seed in (1, 1, 2)
    )

    assert first == again != other


def test_compare_writes_its_results_and_report_makes_the_page_again(desk):
    done = desk.run("compare", "small.yaml", "roomy.yaml", "-n", "3", "--workers", "1", "--out", "runs/first")

    study = desk.folder / "runs/first"
    written = sorted(path.name for path in study.iterdir())
    assert done.exit_code == 0, done.stderr
    assert "roomy against small" in done.stdout
    assert written == ["comparison.csv", "comparison.json", "parts", "report.html", "study.json"]
    page = (study / "report.html").read_bytes()
    (study / "report.html").unlink()

    again = desk.run("report", "runs/first")

    assert again.exit_code == 0, again.stderr
    assert (study / "report.html").read_bytes() == page


def test_a_scenario_against_itself_differs_by_exactly_nothing(desk):
    done = desk.run("compare", "small.yaml", "small.yaml", "-n", "2", "--workers", "1", "--json")

    rows = json.loads(done.stdout)["rows"]
    assert {row["scenario"] for row in rows} == {"small.yaml (2)"}
    assert {row["difference"] for row in rows} <= {0.0, None}


def test_a_report_of_a_changed_scenario_is_refused(desk):
    desk.run("run", "small.yaml", "-n", "1", "--workers", "1", "--out", "runs/one")
    small = desk.folder / "small.yaml"
    small.write_text(small.read_text().replace("leads_per_year: 1200", "leads_per_year: 1300"))

    done = desk.run("report", "runs/one")

    assert done.exit_code == BAD_INPUT
    assert "small.yaml has changed since the study" in done.stderr


def test_a_folder_with_other_files_is_refused(desk):
    (desk.folder / "mine").mkdir()
    (desk.folder / "mine/thesis.docx").touch()

    done = desk.run("run", "small.yaml", "-n", "1", "--out", "mine")

    assert done.exit_code == BAD_INPUT
    assert "mine has other files in it" in done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InfeasibleError("capacity clashes with demand", Relaxation((), {})), INFEASIBLE),
        (BlockFailedError("today, replication 3: LawBrokenError: ..."), FAILED),
        (StoreError("No space left on device"), FAILED),
        (PermissionError(13, "Permission denied", "report.html"), FAILED),
        (OSError(28, "No space left on device"), FAILED),
    ],
)
def test_what_is_no_fault_of_ours_ends_in_a_code_and_a_line(error, code):
    told = explain(error)

    assert told is not None
    assert told[0] == code
    assert told[1]


def test_an_infeasible_program_names_what_clashes_and_what_to_relax():
    error = InfeasibleError(
        "no answer", Relaxation(("balance of ada", "balance of ben"), {"balance of ben": 12.5})
    )

    assert explain(error) == (
        INFEASIBLE,
        ["no answer", "these clash: balance of ada, balance of ben", "to relax: balance of ben by 12.5"],
    )


def test_a_fault_of_ours_keeps_its_traceback():
    assert explain(KeyError("x")) is None


def test_a_reader_that_stops_reading_is_no_error_to_tell():
    assert explain(BrokenPipeError(32, "Broken pipe")) is None


def test_the_module_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "evenfield", "--version"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.split()[0]) == (0, "evenfield")


def test_a_study_that_another_took_the_folder_from_writes_no_results(desk, monkeypatch):
    def meanwhile(*arguments, **options):
        frames = simulate_many(*arguments, **options)
        (desk.folder / "runs/study.json").write_text("another question")
        return frames

    monkeypatch.setattr(studies, "simulate_many", meanwhile)

    done = desk.run("run", "small.yaml", "-n", "1", "--workers", "1", "--out", "runs")

    assert done.exit_code == FAILED
    assert "another study was started in this folder; the parts are kept" in done.stderr
    assert sorted(path.name for path in (desk.folder / "runs").iterdir()) == ["parts", "study.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["--help"], ["--version"]])
def test_an_output_that_takes_nothing_is_a_line_and_no_traceback(arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "evenfield", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr) == (FAILED, "evenfield: No space left on device\n")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("module", ["typer", "evenfield.cli.runs"])
def test_ctrl_c_while_the_program_is_still_loaded_ends_with_130(module):
    program = f"""
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Interrupts:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
runpy.run_module("evenfield", run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "")
