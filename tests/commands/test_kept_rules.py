"""A study remembers the files of own rules it was made with: path and hash, and what became of them since."""

import json

import pytest

from evenfield.study import plugins
from sim.agents.registry import BEHAVIOURS

RULES = """
from dataclasses import dataclass

import evenfield as ef
import numpy as np


@ef.behaviour("half-idle")
@dataclass(frozen=True)
class Idle:
    def act(self, reps):
        return ef.Decision(effort=np.full(len(reps.attainment), 0.5))
"""
MINE = "extends: small.yaml\nname: mine\npeople: {behaviour: {kind: own, name: half-idle}}\n"


@pytest.fixture
def kept(desk, monkeypatch):
    """Return a user's folder with a study that was made with rules of his own, which are not known any more."""
    (desk.folder / "my.py").write_text(RULES)
    (desk.folder / "mine.yaml").write_text(MINE)
    told = desk.run("run", "mine.yaml", "-n", 1, "--workers", 1, "--with", "my.py", "--out", "runs/own")
    assert told.exit_code == 0, told.stderr
    forget(monkeypatch)
    return desk


def forget(monkeypatch):
    """Forget what was loaded, as another process would not know it."""
    monkeypatch.setattr(plugins, "_loaded", [])
    monkeypatch.setattr(BEHAVIOURS, "_rules", {})


def test_opening_a_study_runs_no_rules_that_were_not_given(kept):
    told = kept.run("report", "runs/own")

    assert told.exit_code == 2
    assert "which is as it was; to run it, give it: --with my.py" in told.stderr
    assert BEHAVIOURS.names == ()
    assert kept.run("report", "runs/own", "--with", "my.py").exit_code == 0


def test_the_folder_and_the_rules_may_move_together(kept):
    (kept.folder / "elsewhere").mkdir()
    for name in ("runs", "my.py", "mine.yaml", "small.yaml"):
        (kept.folder / name).rename(kept.folder / "elsewhere" / name)

    told = kept.run("report", "elsewhere/runs/own")

    assert "give it: --with elsewhere/my.py" in told.stderr
    assert kept.run("report", "elsewhere/runs/own", "--with", "elsewhere/my.py").exit_code == 0


@pytest.mark.parametrize(("change", "words"), [("", "is not there"), ("# another rule", "has changed since")])
def test_rules_that_changed_or_are_gone_are_named_with_a_way_out(kept, change, words):
    file = kept.folder / "my.py"
    if change:
        file.write_text(RULES + change)
    else:
        file.unlink()

    told = kept.run("report", "runs/own")

    assert told.exit_code == 2
    assert f"my.py: the study in runs/own was made with the rules in this file, which {words}" in told.stderr
    assert "with --with" in told.stderr


def test_the_old_file_given_by_hand_is_as_good(kept):
    (kept.folder / "my.py").rename(kept.folder / "old.py")

    told = kept.run("report", "runs/own", "--with", "old.py")

    assert told.exit_code == 0, told.stderr


def test_runs_show_says_how_the_rules_stand(kept):
    assert "rules of your own: my.py (unchanged)" in kept.run("runs", "show", "runs/own").stdout
    (kept.folder / "my.py").write_text("# nothing")

    assert json.loads(kept.run("runs", "show", "runs/own", "--json").stdout)["rules"] == {"my.py": "changed"}


def test_a_block_is_worked_again_with_the_rules_it_was_made_with(kept):
    (key,) = [
        state["key"] for state in json.loads(kept.run("runs", "show", "runs/own", "--json").stdout)["blocks"]
    ]

    told = kept.run("runs", "replay", key, "runs/own", "--with", "my.py")

    assert "equal to the last bit" in told.stdout
