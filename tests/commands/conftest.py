"""Runs the program as a user does, in a folder of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenfield.cli.app import app

# SIGINT is set as a terminal would have it: a test run in the background inherits "ignore".
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from evenfield.cli import main
main()
"""


class Desk:
    """A user's folder, with ``small.yaml`` and ``roomy.yaml`` (the same world without a supply limit) in it."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copy(Path(__file__).with_name("small.yaml"), folder)
        (folder / "roomy.yaml").write_text("extends: small.yaml\nname: roomy\nplan: {supply: []}\n")

    def run(self, *arguments):
        """Run a command in this process; ``exit_code``, ``stdout`` and ``stderr`` are of a process of its own."""
        return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="evenfield")

    def start(self, *arguments):
        """Start a command in a process of its own, to be killed or interrupted."""
        command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.folder, **pipes)

    def parts(self, study):
        return {path.name: path.read_bytes() for path in (self.folder / study / "parts").glob("*.parquet")}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return Desk(tmp_path)
