"""``evenfield runs``: what a user does with kept studies."""

import json
import shutil

import pytest

from evenfield.cli.exits import BAD_INPUT, FAILED

# 1,200 leads a year for 2 months and 10 days: 11 replications a block, so blocks 0-10 and 11 of each scenario.
RUN = ("compare", "small.yaml", "roomy.yaml", "-n", "12", "--workers", "1", "--out", "runs/first")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return what one study keeps, made once for this module."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def study(desk, kept):
    """Return a desk with a finished study in ``runs/first``."""
    if not (kept / "runs").exists():
        assert desk.run(*RUN).exit_code == 0
        shutil.copytree(desk.folder / "runs", kept / "runs")
    shutil.copytree(kept / "runs", desk.folder / "runs", dirs_exist_ok=True)
    return desk


def first_key(desk):
    return json.loads((desk.folder / "runs/first/study.json").read_text())["scenarios"][0]["parts"][0]


@pytest.mark.parametrize("command", ["list", "show", "compact", "verify", "replay"])
def test_every_command_explains_itself_with_an_example(desk, command):
    done = desk.run("runs", command, "--help")

    assert done.exit_code == 0
    assert f"evenfield runs {command}" in done.stdout
    assert "--json" in done.stdout


def test_list_tells_of_every_study_how_far_it_is(study):
    done = study.run("runs", "list", "--json")

    (told,) = json.loads(done.stdout)
    assert (told["path"], told["scenarios"], told["done"], told["total"]) == (
        "runs/first",
        ["small", "roomy"],
        24,
        24,
    )
    assert "24/24" in study.run("runs", "list").stdout


def test_nothing_kept_is_no_error(desk):
    done = desk.run("runs", "list")

    assert (done.exit_code, done.stdout) == (0, "no study here\n")


def test_show_names_blocks_and_kpis(study):
    done = study.run("runs", "show", "runs/first")

    assert done.exit_code == 0
    assert first_key(study)[:12] in done.stdout
    assert "small: 12 replications" in done.stdout


def test_show_of_an_unfinished_study_says_what_is_missing_and_shows_no_kpis(study):
    (study.folder / f"runs/first/parts/{first_key(study)}.parquet").unlink()

    done = study.run("runs", "show", "runs/first")

    assert done.exit_code == 0
    assert "missing" in done.stdout
    assert "run the same command again" in done.stdout
    assert "Bookings" not in done.stdout


def test_a_compacted_study_reports_the_same_and_resumes(study):
    before = study.run("runs", "show", "runs/first", "--json").stdout

    done = study.run("runs", "compact", "runs/first")
    again = study.run(*RUN)

    assert "small: 2 parts in one file" in done.stdout
    assert again.exit_code == 0
    assert "replications" not in again.stderr  # nothing was simulated
    assert study.run("runs", "show", "runs/first", "--json").stdout == before.replace('"part"', '"pack"')
    assert study.run("runs", "verify", "runs/first").stdout == "runs/first: 4 parts, all whole\n"


def test_verify_names_what_is_damaged_and_ends_with_1(study):
    part = study.folder / f"runs/first/parts/{first_key(study)}.parquet"
    part.write_bytes(part.read_bytes()[:-1])

    done = study.run("runs", "verify")

    assert done.exit_code == FAILED
    assert f"runs/first/parts/{part.name}: not a whole Parquet file" in done.stderr
    assert "runs/first: 4 parts, 1 faults" in done.stdout


def test_replay_of_the_beginning_of_a_key_is_equal(study):
    done = study.run("runs", "replay", first_key(study)[:10])

    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("small, replications 0-10: equal to the last bit\n")


def test_replay_finds_a_block_in_a_pack(study):
    study.run("runs", "compact", "runs/first")

    done = study.run("runs", "replay", first_key(study), "runs/first", "--json")

    assert json.loads(done.stdout)["equal"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nowhere"], "nowhere: no study here"),
        (["verify", "nowhere"], "nowhere: no study here"),
        (["compact", "nowhere"], "nowhere: no study here"),
        (["replay", "zz"], "no block has a key that begins with 'zz'"),
        (["replay", ""], "4 blocks have a key that begins with ''"),
    ],
)
def test_what_is_not_there_is_bad_input(study, arguments, said):
    done = study.run("runs", *arguments)

    assert done.exit_code == BAD_INPUT
    assert said in done.stderr


def test_a_changed_scenario_cannot_be_replayed(study):
    small = study.folder / "small.yaml"
    small.write_text(small.read_text().replace("leads_per_year: 1200", "leads_per_year: 1300"))

    done = study.run("runs", "replay", first_key(study))

    assert done.exit_code == BAD_INPUT
    assert "has changed since the block was made" in done.stderr


def test_a_cell_of_a_matrix_is_replayed_from_anywhere(desk, monkeypatch):
    (desk.folder / "matrix.yaml").write_text(
        "extends: small.yaml\nname: matrix\nvary: {grid: {market.leads_per_year: [600, 1200]}}\n"
    )
    first = desk.run("compare", "matrix.yaml", "-n", "1", "--workers", "1", "--out", "runs/first")
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    done = desk.run("runs", "replay", first_key(desk), "../runs/first")

    assert first.exit_code == 0, first.stderr
    assert done.exit_code == 0, done.stderr
    assert "equal to the last bit" in done.stdout
