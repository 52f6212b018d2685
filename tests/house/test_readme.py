"""The README's own lines run, on a world small enough for a test."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "commands" / "small.yaml"


def block(language: str) -> str:
    """Return the README's first block of a language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def test_the_ten_lines_of_python_run_as_a_plain_script_without_a_main_guard(tmp_path):
    fair = SMALL.read_text(encoding="utf-8").replace(
        "potential: 200", "potential: 100"
    )  # four equal counties
    (tmp_path / "fair.yaml").write_text(fair, encoding="utf-8")
    lines = (
        block("python")
        .replace("us-field-force/today", "fair.yaml")
        .replace("replications=8", "replications=3")
    )
    (tmp_path / "first.py").write_text(lines, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "first.py"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )

    assert done.returncode == 0, done.stderr
    assert "designed against today" in done.stdout
    assert "gap" in done.stdout


def test_the_ten_lines_of_yaml_are_a_scenario(tmp_path):
    (tmp_path / "uncapped.yaml").write_text(block("yaml"), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "evenfield", "check", "uncapped.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_of_the_table_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = sorted(set(re.findall(r"^\| `evenfield (\w+)", text, re.MULTILINE)))

    done = subprocess.run(
        [sys.executable, "-m", "evenfield", "--help"], capture_output=True, text=True, check=True
    )

    assert commands
    assert [name for name in commands if name not in done.stdout] == []
