"""The commands of ``docs/territories.md`` run as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "territories.md"
COMMANDS = re.findall(r"^evenfield (.*?)(?:\s+#.*)?$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
DISTRICTS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "a", "people": 5},'
)
SQUARE = '"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}'
LONG = ("moves", "front", "--pack")


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_runs(desk, command):
    (desk.folder / "districts.geojson").write_text(DISTRICTS + SQUARE)
    words = shlex.split(command)
    done = desk.run(*words, "--help") if any(word in words for word in LONG) else desk.run(*words)

    assert done.exit_code == 0, done.stderr


def test_the_page_names_every_command():
    said = {tuple(command.split()[:2]) for command in COMMANDS}

    assert {
        ("territory", name) for name in ("why", "move", "moves", "front", "lumps", "map", "export", "units")
    } <= said
