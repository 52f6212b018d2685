"""``evenfield size`` as a user runs it, in a world of two reps."""

import csv
import json

import pytest


def test_a_headcount_plan_is_told_by_month_with_its_proof(desk):
    done = desk.run(
        "size", "small.yaml", "--contribution", "2e6", "--most-hires", "1", "--leaving", "0.02", "--json"
    )

    told = json.loads(done.stdout)
    assert done.exit_code == 0, done.stderr
    assert told["status"] == "optimal"
    assert told["gap"] <= 1e-6
    assert len(told["months"]) == 12
    assert told["profit"] == pytest.approx(sum(row["profit"] for row in told["months"]), abs=1.0)
    assert sum(row["start"] for row in told["months"]) == sum(hire["number"] for hire in told["hires"]) > 0
    assert any("0.34" in note for note in told["notes"])


def test_people_who_do_not_pay_for_themselves_are_not_hired(desk):
    done = desk.run("size", "small.yaml", "--contribution", "1000")

    assert done.exit_code == 0, done.stderr
    assert "Nobody is hired" in done.stdout
    assert "Headcount by month" in done.stdout


def test_dear_people_are_laid_off_only_when_severance_is_named(desk):
    kept = json.loads(desk.run("size", "small.yaml", "--contribution", "1000", "--json").stdout)
    gone = json.loads(
        desk.run("size", "small.yaml", "--contribution", "1000", "--severance", "100", "--json").stdout
    )

    assert sum(row["laid_off"] for row in kept["months"]) == 0
    assert sum(row["laid_off"] for row in gone["months"]) == 2
    assert gone["profit"] > kept["profit"]


def test_the_plan_is_written_as_tables(desk):
    done = desk.run("size", "small.yaml", "--contribution", "2e6", "--months", "6", "--out", "plan")

    with (desk.folder / "plan" / "headcount.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert done.exit_code == 0, done.stderr
    assert len(rows) == 6
    assert (desk.folder / "plan" / "hires.csv").exists()
    assert json.loads((desk.folder / "plan" / "size.json").read_text())["status"] == "optimal"


def test_people_wanted_beyond_the_limits_of_hiring_are_exit_3_with_the_way_out(desk):
    done = desk.run("size", "small.yaml", "--months", "4", "--most-hires", "1", "--at-least", "9")

    assert done.exit_code == 3
    assert "workload of rep in" in done.stderr
    assert "hires of rep in" in done.stderr
    assert "to relax:" in done.stderr


def test_a_share_that_is_none_is_exit_2(desk):
    done = desk.run("size", "small.yaml", "--leaving", "1.5")

    assert done.exit_code == 2
    assert "leaving" in done.stderr


def test_further_roles_keep_their_ratio_and_have_their_own_money(desk):
    # two reps, one engineer for two reps at 24,000 a year, one manager for 8 reps paid like a rep
    done = desk.run(
        "size",
        "small.yaml",
        "--contribution",
        "1000",
        "--months",
        "3",
        "--role",
        "engineer=2:24000",
        "--role",
        "manager=8",
        "--json",
        "--out",
        desk.folder / "plan",
    )

    told = json.loads(done.stdout)
    assert done.exit_code == 0, done.stderr
    engineer = [row for row in told["months"] if row["role"] == "engineer"]
    assert [row["people"] for row in engineer] == [1, 1, 1]
    assert [row["pay"] for row in engineer] == [2000, 2000, 2000]
    assert sum(row["profit"] for row in told["months"]) == pytest.approx(told["profit"], abs=1.0)
    with (desk.folder / "plan" / "profit.csv").open(encoding="utf-8") as file:
        assert float(list(csv.DictReader(file))[-1]["profit_so_far"]) == pytest.approx(
            told["profit"], abs=1.0
        )


def test_a_plan_is_hit_as_surely_as_is_asked_in_years_it_was_not_made_on(desk):
    in_mean = desk.run("size", "small.yaml", "--plan", "1000", "-n", "4", "--workers", "1", "--json")
    surely = desk.run(
        "size", "small.yaml", "--plan", "1000", "--surely", "0.9", "-n", "4", "--workers", "1", "--json"
    )

    assert json.loads(in_mean.stdout)["chance"] is None
    chance = json.loads(surely.stdout)["chance"]
    assert (chance["wanted"], chance["share"], chance["years"]) == (0.9, 1.0, 2)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--surely", "0.8"), "goes with --plan"),
        (("--plan", "1000", "--surely", "0.8", "-n", "3"), "half make the plan, half judge it"),
        (("--role", "engineer"), "NAME=REPS"),
        (("--role", "engineer=0"), "reps a person above 0"),
        (("--role", "rep=5"), "what the reps themselves are called"),
        (("--role", "a=5", "--role", "a=6"), "each role once"),
    ],
)
def test_roles_and_goals_that_make_no_sense_are_refused(desk, options, told):
    done = desk.run("size", "small.yaml", *options)

    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split()).replace(" │ │ ", " ")
