"""``design`` and ``attribute`` from the outside: going on where they stopped, records, and what they refuse."""

import json
import os
import signal
import time
from importlib.metadata import version

import pytest

import scenarios
from evenfield.cli.exits import BAD_INPUT, INFEASIBLE, INTERRUPTED

QUICK = ("--band", "0.25", "--search", "2", "-n", "2", "--workers", "1", "--accept", "always")


def design(desk, out, *options):
    return desk.run("design", "small.yaml", *QUICK, "--out", out, *options)


def test_the_same_command_goes_on_with_what_is_kept_and_makes_again_what_was_damaged(desk):
    levers = ("--levers", "supply,territory", "--runs", "runs")
    first = design(desk, "new.yaml", *levers)
    written = {path.name: path.read_bytes() for path in desk.folder.glob("new*")}
    kept = {path: path.stat().st_mtime_ns for path in (desk.folder / "runs").rglob("*.parquet")}
    offers = sorted((desk.folder / "runs/offers").glob("*.yaml"))
    good = offers[0].read_text()
    offers[0].write_text("extends: ../../small.yaml\nname: other\nrun: {months: 3}\n")

    again = design(desk, "new.yaml", *levers)

    assert (first.exit_code, again.exit_code) == (0, 0), first.stderr + again.stderr
    assert kept == {path: path.stat().st_mtime_ns for path in (desk.folder / "runs").rglob("*.parquet")}
    for name in ("new.yaml", "new.alignment.csv", "new.bases.csv"):
        assert (desk.folder / name).read_bytes() == written[name]
    assert again.stdout.splitlines()[:3] == first.stdout.splitlines()[:3]  # the map's account is kept too
    assert offers[0].read_text() == good
    sidecar = next((desk.folder / "runs/parts").glob("*.json"))
    assert json.loads(sidecar.read_text())["solver"] == {"name": "highs", "version": version("highspy")}
    the_record_says_what_was_asked_found_and_assumed(desk)


def the_record_says_what_was_asked_found_and_assumed(desk):
    told = json.loads((desk.folder / "new.record.json").read_text())
    page = (desk.folder / "new.record.md").read_text()
    assert told["command"].startswith("evenfield design small.yaml --levers supply,territory")
    assert told["replications"] == {"search": [0, 1], "judged": [1_000_000, 1_000_001]}
    assert [check["name"] for check in told["design"]["checks"]["after"]][:2] == [
        "contiguous",
        "quotas add up",
    ]
    assert {"## What was tried", "## What the programs proved", "## What was assumed"} <= set(
        page.splitlines()
    )
    assert "supply plan with relief" in page
    assert (desk.folder / "new.log").read_text().startswith("round 1, territory: taken")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_ends_with_130_and_what_is_done_stays(desk):
    options = ("--band", "0.25", "--search", "300", "-n", "300", "--workers", "1", "--runs", "cut")
    process = desk.start("design", "small.yaml", *options, "--out", "new.yaml")
    for _ in range(1200):
        if desk.parts("cut"):
            break
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == INTERRUPTED, told
    assert "Traceback" not in told
    assert desk.parts("cut")
    assert not (desk.folder / "new.yaml").exists()


def test_a_design_that_earns_nothing_is_the_input(desk):
    # One rep's quota more or less: the small firm's reps do not react to it.
    done = desk.run(
        "design",
        "small.yaml",
        "--levers",
        "size",
        "--search",
        "2",
        "-n",
        "2",
        "--workers",
        "1",
        "--out",
        "new.yaml",
    )

    assert done.exit_code == 0, done.stderr
    assert "The input is returned" in done.stdout
    assert scenarios.load("new.yaml").fingerprint() == scenarios.load("small.yaml").fingerprint()


def test_wishes_that_clash_are_exit_3_with_the_way_out(desk):
    done = design(desk, "new.yaml", "--levers", "pay", "--budget", "1000", "--outside-pay", "80000")

    assert done.exit_code == INFEASIBLE
    assert "these clash: outside options, pay budget" in done.stderr
    assert "to relax: pay budget by 25,666.67" in done.stderr  # two reps for two months: 26,666.67
    assert not (desk.folder / "new.yaml").exists()


@pytest.mark.parametrize(
    ("option", "asked", "row"),
    [
        ("--budget", 10_000, "pay budget"),  # base pay alone is 20,000 for two months
        ("--outside-pay", 400_000, "outside options"),
    ],
)
def test_giving_way_as_told_is_feasible(desk, option, asked, row):
    quick = ("--levers", "pay", "--search", "2", "-n", "2", "--workers", "1", "--rounds", "1")
    refused = desk.run("design", "roomy.yaml", *quick, option, asked, "--out", "new.yaml")
    (by,) = (line.partition(" by ")[2] for line in refused.stderr.splitlines() if f"to relax: {row}" in line)
    amount = float(by.replace(",", ""))
    then = asked + amount if option == "--budget" else asked - amount

    told = desk.run("design", "roomy.yaml", *quick, option, f"{then:.2f}", "--out", "new.yaml")

    assert refused.exit_code == INFEASIBLE
    assert told.exit_code == 0, told.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--pin", "adda=5000"), "no rep 'adda'; did you mean 'ada'"),
        (("--pin", "ada"), "REP=AMOUNT is wanted"),
        (("--pin", "ada=nan"), "an amount above 0 in whole cents"),
        (("--pin", "ada=1.005"), "whole cents"),
        (("--pin", "ada=5", "--pin", "ada=6"), "pinned twice"),
        (("--total", "-5"), "an amount above 0"),
        (("--budget", "-5"), "budget is an amount above 0"),
        (("--sheet", "nowhere.yaml"), "nowhere.yaml"),
        (("--levers", "territory,"), "no lever ''"),
        (("--runs", "small.yaml"), "wants a folder"),
        (("--runs", "."), "has other files in it"),
    ],
)
def test_bad_input_is_refused_in_words(desk, options, said):
    done = design(desk, "new.yaml", *options)

    assert done.exit_code == BAD_INPUT, done.stderr
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_what_each_part_contributed_adds_up(desk):
    (desk.folder / "new.yaml").write_text(
        "extends: small.yaml\nname: new\nplan:\n  quotas: {method: potential, total: 5000000.00}\n  supply: []\n"
    )

    done = desk.run("attribute", "small.yaml", "new.yaml", "-n", "3", "--workers", "1", "--out", "parts")
    again = desk.run(
        "attribute", "small.yaml", "new.yaml", "-n", "3", "--workers", "1", "--json", "--out", "parts"
    )

    told = json.loads(again.stdout)
    assert (done.exit_code, again.exit_code) == (0, 0), done.stderr + again.stderr
    assert [part["part"] for part in told["parts"]] == ["quota", "supply"]
    assert sum(part["mean"] for part in told["parts"]) == pytest.approx(told["whole"]["mean"])
    assert "together" in done.stdout
    assert json.loads((desk.folder / "parts/attribution.json").read_text()) == told


def test_other_worlds_and_equal_plans_are_told(desk):
    (desk.folder / "other.yaml").write_text("extends: small.yaml\nname: other\nrun: {months: 3}\n")

    other = desk.run("attribute", "small.yaml", "other.yaml", "-n", "2", "--workers", "1")
    same = desk.run("attribute", "small.yaml", "small.yaml", "-n", "2", "--workers", "1")

    assert other.exit_code == BAD_INPUT
    assert "their worlds differ" in " ".join(other.stderr.replace("│", " ").split())
    assert same.exit_code == 0, same.stderr
    assert "nothing to attribute" in same.stdout
