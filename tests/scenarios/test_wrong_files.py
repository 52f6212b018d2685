"""Each file under ``wrong/`` is refused with exactly the text beside it; ``{folder}`` stands for this folder."""

from pathlib import Path

import pytest

import scenarios

HERE = Path(__file__).parent
WRONG = sorted(file.stem for file in (HERE / "wrong").glob("*.yaml"))


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_every_fault_and_its_place(name, monkeypatch):
    monkeypatch.chdir(HERE)
    expected = Path("wrong", f"{name}.txt").read_text(encoding="utf-8")

    with pytest.raises(scenarios.ScenarioError) as refused:
        scenarios.load(f"wrong/{name}.yaml")

    assert str(refused.value) + "\n" == expected


def test_there_is_a_text_beside_every_wrong_file():
    assert len(WRONG) >= 25
    assert sorted(file.stem for file in (HERE / "wrong").glob("*.txt")) == WRONG


def test_a_day_that_is_not_in_the_calendar_is_refused_with_its_line(tiny):
    (tiny / "v.yaml").write_text("extends: base.yaml\nrun: {start: 2027-02-30}\n")

    with pytest.raises(scenarios.ScenarioError) as refused:
        scenarios.load(tiny / "v.yaml")

    (fault,) = refused.value.faults
    assert (fault.line, fault.column, fault.path, fault.got) == (2, 14, "run.start", "'2027-02-30'")
    assert fault.message.startswith("a date is wanted as YYYY-MM-DD")


def test_a_name_that_is_not_in_the_library_is_refused_with_the_near_miss():
    with pytest.raises(scenarios.ScenarioError, match="did you mean 'us-field-force/today'"):
        scenarios.load("us-field-force/todya")
