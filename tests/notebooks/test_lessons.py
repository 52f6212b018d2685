"""Lessons: each runs, its notebook is its source without outputs, and its exercises can be answered."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import evenfield as ef

LESSONS = Path(__file__).parents[2] / "notebooks"
SOURCES = sorted(LESSONS.glob("[0-9][0-9]_*.py"))


def module(name):
    """Return a module of the folder of lessons, which is no package."""
    spec = importlib.util.spec_from_file_location(name, LESSONS / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


answers = module("answers_01")


def test_there_is_a_first_lesson():
    assert "01_first_run" in [source.stem for source in SOURCES]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_lesson_runs_from_anywhere_and_its_claims_hold(source, tmp_path):
    done = subprocess.run(
        [sys.executable, source],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"EVENFIELD_FAST": "1"},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "95 % interval" in done.stdout
    assert list(tmp_path.iterdir()) == []  # a lesson leaves nothing behind


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_lesson_ends_in_asserted_results(source):
    assert source.read_text(encoding="utf-8").count("\nassert ") >= 3


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_notebook_is_what_its_source_makes(source):
    pytest.importorskip("jupytext")
    made = module("build").notebook(source)

    assert source.with_suffix(".ipynb").read_text(encoding="utf-8") == made, "run `python notebooks/build.py`"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_notebook_has_no_outputs(source):
    cells = json.loads(source.with_suffix(".ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]

    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (0.3, "right"),  # 0.6 x 0.5
        (30, "right in percent"),
        (1.1, "not a sum"),
        (0.26, "not yet"),
        (None, "no answer yet"),
    ],
)
def test_the_win_rate_without_waiting_is_the_product_of_the_stages(answer, told):
    said = answers.check_win_rate_without_waiting(ef.load("first-steps/two-reps"), answer)

    assert said.startswith(told)


@pytest.mark.parametrize(
    ("answer", "told"), [(160, "right"), (80, "twice as many"), (41, "not yet"), (None, "no answer yet")]
)
def test_half_the_width_takes_four_times_the_replications(answer, told):
    assert answers.check_replications_for_half_the_width(40, answer).startswith(told)
