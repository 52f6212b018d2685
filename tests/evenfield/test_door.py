"""What ``import evenfield`` offers, and what it costs."""

import subprocess
import sys
from pathlib import Path

import pytest

import evenfield as ef


def loaded_after(statement):
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert not loaded_after("import evenfield") & {"numpy", "pandas", "pydantic", "scenarios", "sim"}


def test_help_is_made_without_what_a_simulation_needs():
    assert not loaded_after("import evenfield.cli.app") & {"numpy", "pandas", "pydantic", "scenarios", "sim"}


def test_a_worker_loads_neither_pictures_nor_commands():
    assert not loaded_after("import evenfield.study.worker") & {"matplotlib", "typer", "rich", "yaml", "pulp"}


def test_functions_are_not_hidden_by_modules_of_the_same_name():
    statement = (
        "import evenfield.comparison, evenfield.report, evenfield as ef; ef.load; "
        "assert callable(ef.compare) and callable(ef.write_report)"
    )

    assert "evenfield.comparison" in loaded_after(statement)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = ef.simulat


def test_the_door_lists_what_it_offers():
    assert {"load", "simulate", "compare", "design", "write_report"} <= set(dir(ef))


@pytest.mark.parametrize("given", ["first-steps/two-reps", Path("today.yaml"), None])
def test_a_name_in_place_of_a_scenario_is_told_how_to_load_it(given):
    with pytest.raises(TypeError, match=rf"got {type(given).__name__}; use ef\.load"):
        ef.simulate(given, 1)


@pytest.mark.parametrize("store", ["file", "file/below"])
def test_a_file_is_no_store_and_said_so_at_once(tmp_path, store):
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError, match="results are kept in a folder"):
        ef.simulate(ef.load("first-steps/two-reps"), 1, workers=1, store=tmp_path / store)
