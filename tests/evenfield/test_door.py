"""What ``import evenfield`` offers, and what it costs."""

import subprocess
import sys

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
