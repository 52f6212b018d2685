"""What a user installs: the wheel holds the library and runs from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return a folder with the wheel unpacked in it, as a non-editable install lays it down."""
    made, folder = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made), cwd=ROOT)
    [wheel] = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_the_library_and_the_page(installed):
    library = installed / "scenarios" / "library" / "us-field-force"

    assert {"today.yaml", "balanced.yaml", "uncapped.yaml", "tight-supply.yaml", "SOURCE.md"} <= {
        path.name for path in library.iterdir()
    }
    assert (library / "data" / "units.parquet").stat().st_size > 10_000
    assert (installed / "evenfield" / "report" / "page.html").exists()
    assert not list(installed.glob("tests*"))


def test_the_installed_package_runs_from_another_folder(installed, tmp_path):
    env = {**os.environ, "PYTHONPATH": str(installed)}

    where = run(sys.executable, "-c", "import scenarios; print(scenarios.__file__)", cwd=tmp_path, env=env)
    told = run(sys.executable, "-m", "evenfield", "check", "us-field-force/today", cwd=tmp_path, env=env)

    assert Path(where.strip()).is_relative_to(installed)
    assert "us-field-force/today" in told
