"""What the commands say about engines stands on standard error, once, in plain words."""

import json
import shutil
from pathlib import Path

import pytest

from sim.engine.compiled import cache

MINE = """
import evenfield as ef

@ef.customer_rule("same-odds")
def same_odds(customer):
    return 1.0
"""
OWN = """
extends: small.yaml
name: own
run: {months: 1, engine: %s}
customers: {own: {name: same-odds}}
pipeline:
  response_curve: {kind: exponential, half_life_hours: 24, source: "a curve for a test"}
"""
FEW = "extends: small.yaml\nname: few\nrun: {months: 1, warmup_days: 0}\nmarket: {leads_per_year: 100}\n"
NOTICE = "runs on the reference engine: the compiled one does not hold customers.own yet"


@pytest.fixture
def run(desk):
    (desk.folder / "mine.py").write_text(MINE)

    def run_on(engine):
        (desk.folder / "own.yaml").write_text(OWN % engine)
        return desk.run("run", "own.yaml", "--with", "mine.py", "-n", 1, "--workers", 1, "--json")

    return run_on


def test_what_falls_back_to_the_reference_is_said_once_beside_the_results(run):
    result = run("auto")  # two studies: with and without the response curve

    assert result.stderr.splitlines().count(NOTICE) == 1
    assert "Warning" not in result.stderr
    assert json.loads(result.stdout)["scenario"] == "own"


def test_who_asks_for_the_reference_is_told_nothing(run):
    assert NOTICE not in run("reference").stderr


def test_what_the_compiled_engine_holds_is_run_without_a_word_about_engines(desk):
    result = desk.run("run", "small.yaml", "-n", 1, "--workers", 1)

    assert result.exit_code == 0
    assert "reference engine" not in result.stderr


@pytest.fixture
def almost_ready(desk):
    """Return a cache folder whose compiler was stopped just before it noted that all is there: soon compiled again."""
    desk.run("run", "small.yaml", "-n", 1, "--workers", 1)
    kept = Path(cache.folder())
    shutil.copytree(kept, desk.folder / "cache" / "evenfield" / "compiled" / kept.name)
    (desk.folder / "cache" / "evenfield" / "compiled" / kept.name / "ready").unlink()
    return desk.folder / "cache"


def test_the_first_run_of_a_version_says_that_it_compiles(desk, monkeypatch, almost_ready):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(almost_ready))

    process = desk.start("run", "small.yaml", "-n", 1, "--workers", 1)
    told = process.communicate(timeout=120)[1]

    assert process.returncode == 0
    assert told.count("compiling the simulation engine, once for this version") == 1
    assert "Traceback" not in told
    assert len([*almost_ready.rglob("ready")]) == 1


def test_with_the_compiler_switched_off_nothing_is_said_or_marked_as_compiled(desk, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(desk.folder / "cache"))
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    (desk.folder / "few.yaml").write_text(FEW)

    process = desk.start("run", "few.yaml", "-n", 1, "--workers", 1)
    told = process.communicate(timeout=120)[1]

    assert process.returncode == 0, told
    assert "compiling" not in told
    assert [*(desk.folder / "cache").rglob("ready")] == []


def test_compare_says_which_scenarios_fall_back_and_nothing_twice(desk):
    (desk.folder / "mine.py").write_text(MINE)
    (desk.folder / "own.yaml").write_text(OWN % "auto")
    (desk.folder / "other.yaml").write_text("extends: own.yaml\nname: other\n")

    (desk.folder / "plain.yaml").write_text("extends: small.yaml\nname: plain\nrun: {months: 1}\n")
    files = ("plain.yaml", "own.yaml", "other.yaml")
    result = desk.run("compare", *files, "--with", "mine.py", "-n", 1, "--workers", 1)

    assert result.exit_code == 0, result.stderr
    assert result.stderr.count(NOTICE) == 1
    assert f"own, other: {NOTICE}" in result.stderr


def test_design_says_so_too(desk):
    (desk.folder / "mine.py").write_text(MINE)
    (desk.folder / "own.yaml").write_text(OWN % "auto")

    result = desk.run(
        "design",
        "own.yaml",
        "--out",
        "new.yaml",
        "--with",
        "mine.py",
        "--band",
        "0.9",
        "--search",
        2,
        "-n",
        2,
        "--workers",
        1,
    )

    assert result.exit_code == 0, result.stderr
    assert NOTICE in result.stderr
