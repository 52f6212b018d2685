"""A new scenario changes nothing until a setting in it is uncommented."""

import re

import pytest

import scenarios

HEADER = 3


def made(path, base):
    return scenarios.write_skeleton(path, base, scenarios.read(base))


def uncommented(text):
    """Return a skeleton with all its settings, without the lines that explain it."""
    return "\n".join(line.removeprefix("# ") for line in text.splitlines()[HEADER:])


@pytest.mark.parametrize("name", list(scenarios.names()))
def test_a_new_scenario_means_what_its_base_means_commented_or_not(name, tmp_path):
    path = made(tmp_path / "mine.yaml", name)
    (tmp_path / "all.yaml").write_text(uncommented(path.read_text()))

    new, whole, base = scenarios.load_all([path, tmp_path / "all.yaml", name])

    assert new.name == "mine"
    assert new.fingerprint() == base.fingerprint()
    assert whole.fingerprint() == base.fingerprint()


def test_the_settings_stand_there_with_their_values_and_meaning(tmp_path):
    lines = made(tmp_path / "mine.yaml", "us-field-force/today").read_text().splitlines()

    assert lines[HEADER : HEADER + 2] == ["extends: us-field-force/today", "name: mine"]
    assert "#   leads_per_year: 10000  # leads a year" in lines
    assert "#         cap: {of: target, max: 1.5}  # null is no cap; max 1.5 is 150 % of target pay" in lines
    assert not any(re.search(r"\btable:", line) for line in lines)


def test_a_setting_is_changed_by_uncommenting_its_lines(tiny):
    path = made(tiny / "mine.yaml", tiny / "base.yaml")
    path.write_text(path.read_text().replace("# run:\n#   seed: 1 ", "run:\n  seed: 5 "))

    assert scenarios.load(path).run.seed == 5


def test_the_schema_is_named_when_it_is_beside_the_file(tiny):
    (tiny / "evenfield.schema.json").write_text("{}")

    first = made(tiny / "mine.yaml", tiny / "base.yaml").read_text().splitlines()[0]

    assert first == "# yaml-language-server: $schema=evenfield.schema.json"


def test_nothing_is_overwritten(tiny):
    (tiny / "mine.yaml").write_text("precious")

    with pytest.raises(scenarios.ScenarioError, match="there already"):
        made(tiny / "mine.yaml", tiny / "base.yaml")
    with pytest.raises(scenarios.ScenarioError, match="there already"):
        made(tiny / "base.yaml", tiny / "base.yaml")
    assert (tiny / "mine.yaml").read_text() == "precious"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("mine.txt", r"ends in \.yaml"),
        ("my plan.yaml", "letters, digits"),
        ("none/mine.yaml", "no such folder"),
    ],
)
def test_a_name_that_no_scenario_can_have_is_refused(name, why, tiny):
    with pytest.raises(scenarios.ScenarioError, match=why):
        made(tiny / name, tiny / "base.yaml")
