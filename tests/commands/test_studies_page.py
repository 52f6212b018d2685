"""The lines of docs/studies.md run."""

import re
import shlex
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/studies.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_page_can_be_followed_from_top_to_bottom(desk):
    commands = [line for block in blocks("sh") for line in block.splitlines()]

    done = [desk.run(*shlex.split(line)[1:]) for line in commands]

    assert len(done) == 6
    assert [one.exit_code for one in done] == [0] * 6, [one.stderr for one in done]
    (python,) = blocks("python")
    names = {}
    exec(python, names)
    assert names["late"]["scenario"].tolist() == ["roomy", "small"]
    assert names["late"]["backlog"][0] < names["late"]["backlog"][1]  # roomy has no limit of supply
