"""``evenfield design`` from the outside: a file that extends its input, exit codes, and words for the infeasible."""

import json
import shlex
import sys
from pathlib import Path

import pytest

import scenarios
from evenfield.cli import designs
from evenfield.cli.exits import BAD_INPUT, INFEASIBLE, INTERRUPTED

SMALL = Path(__file__).with_name("small.yaml")
QUICK = ("--band", "0.25", "--search", "2", "-n", "2", "--workers", "1")


def test_a_design_is_a_scenario_that_extends_its_input_and_is_judged(desk):
    done = desk.run("design", "small.yaml", "--out", "new.yaml", *QUICK, "--accept", "always", "--json")

    told = json.loads(done.stdout)
    new = scenarios.load(desk.folder / "new.yaml")
    assert done.exit_code == 0, done.stderr
    assert told["design"]["territory"]["status"] == "optimal"
    assert told["design"]["territory"]["gap"] <= 1e-6
    # Potential 100, 200, 100, 100: two reps get 200 and 300, a fifth off the average of 250.
    assert [row["kpi"] for row in told["comparison"]["rows"]][:2] == ["bookings", "shipped_revenue"]
    assert new.plan.quotas.method == "potential"
    assert (desk.folder / "new.yaml").read_text(encoding="utf-8").count("extends: small.yaml") == 1


def test_bands_that_cannot_be_kept_are_exit_3_with_the_clash_and_the_way_out(desk):
    done = desk.run("design", "small.yaml", "--out", "new.yaml", "-n", "2", "--search", "2", "--workers", "1")

    assert done.exit_code == INFEASIBLE
    assert "these clash: potential of ada" in done.stderr
    assert "try a band of" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (desk.folder / "new.yaml").exists()


def test_ctrl_c_while_a_map_is_drawn_judges_and_writes_the_best_so_far(desk, monkeypatch):
    def stopped(*_given, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr("optimize.territory.solving._searched", stopped)
    done = desk.run(
        "design", "small.yaml", *QUICK, "--accept", "always", "--runs", "runs", "--out", "new.yaml"
    )
    record = json.loads((desk.folder / "new.record.json").read_text())

    assert done.exit_code == INTERRUPTED, done.stderr
    assert "stopped; this is the best so far, judged as ever" in done.stderr
    assert "The search was stopped: this is the best map so far." in "".join(record["design"]["notes"])
    assert scenarios.load(desk.folder / "new.yaml").name == "new"
    assert not list((desk.folder / "runs").rglob("offers/*.json"))  # the same command looks on


@pytest.mark.parametrize("mine", ["new.yaml", "new.alignment.csv", "new.bases.csv", "new.table.csv"])
def test_a_file_that_is_there_is_refused_before_anything_is_solved(desk, monkeypatch, mine):
    monkeypatch.setattr(designs, "design_plan", no_solve)
    (desk.folder / mine).write_text("years of work")

    done = desk.run("design", "small.yaml", "--out", "new.yaml")

    assert done.exit_code == BAD_INPUT
    assert "this file is there already and stays as it is" in " ".join(done.stderr.replace("│", " ").split())
    assert (desk.folder / mine).read_text() == "years of work"


@pytest.mark.parametrize("out", ["small.yaml/new.yaml", "/proc/nowhere/new.yaml"])
@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_folder_that_takes_no_file_is_refused_before_anything_is_solved(desk, monkeypatch, out):
    monkeypatch.setattr(designs, "design_plan", no_solve)

    done = desk.run("design", "small.yaml", "--out", out)

    assert done.exit_code == BAD_INPUT
    assert "takes no file" in done.stderr


def test_the_header_of_a_design_makes_it_again(desk):
    out = desk.folder / "new.yaml"
    wishes = ("--quotas", "keep", "--homes", "keep", "--accept", "always", "--band", "0.25", "--search", "2")
    desk.run("design", "small.yaml", *wishes, "-n", "2", "--workers", "1", "--out", out)
    first = out.read_text()
    said = first.splitlines()[0].removeprefix("# Made by `evenfield ").removesuffix("`.")

    again = desk.run(*shlex.split(said), "--out", "new.yaml", "-n", "2", "--workers", "1")

    assert said == (
        "design small.yaml --levers territory --quotas keep --homes keep --band 0.25 --accept always --search 2"
    )
    assert again.exit_code == 0, again.stderr  # a design of ours may be made again
    assert out.read_text() == first
    assert scenarios.load(out).plan.quotas == scenarios.load(SMALL).plan.quotas  # they were to be kept


def no_solve(*_arguments, **_options):
    raise AssertionError("solved")
