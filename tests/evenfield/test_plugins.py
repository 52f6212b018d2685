"""Files of the user's own rules: run once, with every fault told, and part of what identifies a result."""

import sys

import pytest

from evenfield.study import plugins
from evenfield.study.blocks import source_hash
from evenfield.study.plugins import PluginError, load_plugins, loaded


@pytest.fixture(autouse=True)
def none_loaded(monkeypatch):
    monkeypatch.setattr(plugins, "_loaded", [])


def test_a_file_is_run_once_and_again_when_it_has_changed(tmp_path):
    sys.told = []
    file = tmp_path / "my.py"
    file.write_text("import sys\nsys.told.append(1)\n")
    load_plugins([file])
    load_plugins([file])
    assert sys.told == [1]
    file.write_text("import sys\nsys.told.append(2)\n")
    load_plugins([file])
    assert sys.told == [1, 2]


def test_its_bytes_are_in_what_identifies_a_result(tmp_path):
    bare = source_hash()
    file = tmp_path / "my.py"
    file.write_text("A = 1\n")
    load_plugins([file])
    one = source_hash()
    file.write_text("A = 2\n")
    load_plugins([file])
    assert len({bare, one, source_hash()}) == 3


def test_where_it_lies_does_not_matter(tmp_path, monkeypatch):
    hashes = []
    for folder in ("here", "there"):
        monkeypatch.setattr(plugins, "_loaded", [])
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "my.py").write_text("A = 1\n")
        load_plugins([tmp_path / folder / "my.py"])
        hashes.append(source_hash())
    assert hashes[0] == hashes[1]


def test_every_fault_is_told_at_once_with_file_and_line(tmp_path):
    (tmp_path / "syntax.py").write_text("x = 1\ndef f(:\n")
    (tmp_path / "raises.py").write_text("\n\nraise KeyError('no')\n")
    with pytest.raises(PluginError) as told:
        load_plugins([tmp_path / "syntax.py", tmp_path / "raises.py", tmp_path / "none.py"])
    first, second, third = str(told.value).splitlines()
    assert "syntax.py:2:7:" in first
    assert "raises.py:3: KeyError: 'no'" in second
    assert "none.py: No such file" in third
    assert loaded() == ()


def test_a_dataclass_in_it_works(tmp_path):
    (tmp_path / "my.py").write_text(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "@dataclass(frozen=True)\nclass Rule:\n    ease_at: float = 0.95\n"
    )
    load_plugins([tmp_path / "my.py"])
    assert sys.modules[loaded()[0].name].Rule().ease_at == 0.95


def test_a_file_that_ends_the_program_is_told_of(tmp_path):
    file = tmp_path / "my.py"
    file.write_text("A = 1\nraise SystemExit(0)\n")
    with pytest.raises(PluginError, match=r"my\.py:2: it ends the program"):
        load_plugins([file])
