"""The floors and doors of the house: imports point one way, each outside library has one door."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("sim", "optimize", "scenarios", "evenfield")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the packages' Python files in which a test may plant a wrong import."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "library")
        )
    return folder


def test_imports_point_one_way_and_every_library_has_one_door(copy):
    result = lint(copy)

    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("sim/planted.py", "import optimize.lp", "floors"),
        ("optimize/planted.py", "import scenarios", "floors"),
        ("scenarios/planted.py", "import evenfield", "floors"),
        ("optimize/planted.py", "import pulp", "PuLP has one door"),
        ("evenfield/planted.py", "import yaml", "YAML has one door"),
        ("evenfield/planted.py", "import matplotlib", "Matplotlib has one door"),
        ("optimize/planted.py", "import simpy", "SimPy has one door"),
        ("sim/planted.py", "import pathlib", "no file format"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy, file, planted, contract):
    path = copy / file
    path.write_text(f'"""Planted."""\n\n{planted}\n', encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        path.unlink()

    broken = [line for line in result.stdout.splitlines() if "BROKEN" in line]
    assert result.returncode == 1
    assert any(contract in line for line in broken)
