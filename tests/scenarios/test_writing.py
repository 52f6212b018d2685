import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scenarios
from scenarios import writing
from scenarios.tables import read_table
from scenarios.yaml_tree import parse
from sim.plan import ALIGNMENT
from sim.scenario import REPS
from sim.table import Table

ANYWHERE = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture
def swapped():
    units = ["01001", "01002", "01003", "01004"]
    return Table.of(ALIGNMENT, {"unit": units, "rep": ["bob", "bob", "ann", "ann"]})


def write(path, base, **parts):
    given = {"name": "swapped", "title": "", "changes": {}, "tables": {}} | parts
    return scenarios.write_variant(path, base, **given)


def test_a_written_variant_is_the_scenario_that_was_meant(tiny, swapped):
    (tiny / "out").mkdir()
    base = scenarios.load(tiny / "base.yaml")

    path = write(
        tiny / "out" / "new.yaml",
        tiny / "base.yaml",
        title="Two: the other way # round",
        changes={"plan": {"quotas": {"method": "potential", "total": Decimal("480000.10")}}},
        tables={"plan.alignment": swapped},
        header="made by a test\nin two lines",
    )
    read = scenarios.load(path)

    assert (read.name, read.title) == ("swapped", "Two: the other way # round")
    assert read.plan.quotas.total == Decimal("480000.10")
    assert read.plan.alignment["rep"].tolist() == ["bob", "bob", "ann", "ann"]
    expected = base.with_plan(base.plan.model_copy(update={"alignment": swapped, "quotas": read.plan.quotas}))
    assert read.fingerprint() == expected.fingerprint()


def test_the_file_is_a_few_lines_that_a_person_could_have_written(tiny, swapped):
    tables = {"plan.alignment": swapped}
    path = write(tiny / "new.yaml", tiny / "base.yaml", title="Swapped", tables=tables, header="Made by hand")

    assert path.read_text() == (
        "# Made by hand\nextends: base.yaml\nname: swapped\ntitle: Swapped\nplan:\n  alignment: new.alignment.csv\n"
    )
    assert (
        tiny / "new.alignment.csv"
    ).read_text() == "unit,rep\n01001,bob\n01002,bob\n01003,ann\n01004,ann\n"


def test_the_base_may_be_a_library_name(tmp_path):
    path = write(tmp_path / "new.yaml", "us-field-force/today", changes={"run": {"seed": 5}})

    assert "extends: us-field-force/today\n" in path.read_text()
    assert scenarios.load(path).run.seed == 5


def test_changes_are_left_as_they_were(tiny, swapped):
    changes = {"plan": {"quotas": {"method": "equal", "total": 5}}}

    write(tiny / "new.yaml", tiny / "base.yaml", changes=changes, tables={"plan.alignment": swapped})

    assert changes == {"plan": {"quotas": {"method": "equal", "total": 5}}}


@ANYWHERE
@given(text=WORDS)
def test_any_text_reads_back_to_itself(text, tmp_path):
    read, faults = parse(f"a: {writing.spelled(text)}\n{writing.spelled('k' + text)}: 1\n", "t.yaml")

    assert faults == []
    assert read.entries["a"].value == text
    assert list(read.entries) == ["a", "k" + text]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("no", "no"),
        ("012", "012"),
        ("12", "12"),
        ("true", "true"),
        ("null", "null"),
        ("", ""),
        ("- a", "- a"),
        ("a: b", "a: b"),
        (" a ", " a "),
        ("2026-01-01", "2026-01-01"),
        (date(2026, 1, 1), "2026-01-01"),
        (None, None),
        (True, True),
        (12, 12),
        (0.1, Decimal("0.1")),
        (1e-7, Decimal("1e-7")),
        (1e22, Decimal("1e22")),
        (Decimal("1E+3"), Decimal("1000")),
        (Decimal("5.00"), Decimal("5.00")),
    ],
)
def test_a_value_reads_back_to_itself(value, read):
    tree, faults = parse(f"a: {writing.spelled(value)}", "t.yaml")

    assert faults == []
    assert tree.entries["a"].value == read


def test_lists_and_mappings_read_back():
    tree, faults = parse(
        f"a: {writing.spelled([{'id': 'x', 'n': [Decimal('0.50'), None]}, {}, []])}", "t.yaml"
    )

    first, second, third = tree.entries["a"].items
    assert faults == []
    assert (first.entries["id"].value, [leaf.value for leaf in first.entries["n"].items]) == (
        "x",
        [Decimal("0.5"), None],
    )
    assert (second.entries, third.items) == ({}, [])


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("1e999"), 10**50, object(), "\ud800", b"x"]
)
def test_what_a_file_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="a scenario file"):
        writing.spelled(value)


@ANYWHERE
@given(reps=st.lists(WORDS.filter(lambda text: text and "\0" not in text), min_size=1, max_size=5))
def test_any_table_reads_back_to_itself(reps, tmp_path):
    table = Table.of(ALIGNMENT, {"unit": [f"0{n}" for n in range(len(reps))], "rep": reps})
    writing.write_whole(tmp_path / "t.csv", writing.csv_text(table))

    read, issues = read_table(tmp_path / "t.csv", ALIGNMENT)

    assert issues == []
    assert read["rep"].tolist() == reps


def test_numbers_and_days_of_a_table_read_back_to_the_bit(tmp_path):
    columns = {
        "id": ["a", "b"],
        "home": ["1", "2"],
        "hired": ["2020-02-29", "1999-12-31"],
        "skill": [0.1 + 0.2, 1 / 3],
    }
    table = Table.of(REPS, columns)
    writing.write_whole(tmp_path / "t.csv", writing.csv_text(table))

    read, _ = read_table(tmp_path / "t.csv", REPS)

    assert [read[name].tolist() for name in columns] == [table[name].tolist() for name in columns]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else(tiny, monkeypatch):
    target = tiny / "new.yaml"
    target.write_text("old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = sorted(tiny.iterdir())

    with pytest.raises(OSError, match="No space left"):
        writing.write_whole(target, "new")
    assert target.read_text() == "old"
    assert sorted(tiny.iterdir()) == before


def test_a_variant_cannot_replace_its_base_or_be_called_anything(tiny):
    with pytest.raises(ValueError, match="would extend itself"):
        write(tiny / "base.yaml", tiny / "base.yaml")
    with pytest.raises(ValueError, match=r"ends in \.yaml"):
        write(tiny / "new.json", tiny / "base.yaml")


def test_a_path_is_named_from_the_new_file(tiny, monkeypatch):
    (tiny / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tiny)

    write(Path("a/b/new.yaml"), "base.yaml")

    assert "extends: ../../base.yaml\n" in Path("a/b/new.yaml").read_text()
    assert scenarios.load("a/b/new.yaml").name == "swapped"
