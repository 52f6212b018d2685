"""What a cell may look like, whatever kind of file it comes from."""

import numpy as np
import pytest

from sim.plan import ALIGNMENT, QUOTAS
from sim.scenario import REPS, UNITS
from sim.table import build


def codes(issues):
    return [(issue.code, issue.row, issue.column) for issue in issues]


def test_an_empty_name_in_an_array_of_names_is_refused_like_any_other():
    units, reps = np.array(["u1", ""]), np.array(["ann", ""])

    assert codes(build(ALIGNMENT, {"unit": units, "rep": reps})[1]) == [
        ("T005", 2, "rep"),
        ("T004", 2, "unit"),
    ]


def test_an_array_of_names_gives_the_table_of_a_list():
    one, _ = build(ALIGNMENT, {"unit": np.array(["u2", "u1"]), "rep": np.array(["b", "a"])})
    other, _ = build(ALIGNMENT, {"unit": ["u2", "u1"], "rep": ["b", "a"]})

    assert one["rep"].tolist() == other["rep"].tolist() == ["a", "b"]


def test_rows_without_a_key_do_not_repeat_each_other():
    _, issues = build(ALIGNMENT, {"unit": ["", "", "u"], "rep": ["a", "b", "c"]})

    assert codes(issues) == [("T004", 1, "unit"), ("T004", 2, "unit")]


@pytest.mark.parametrize("key", ["nan", "NaN", "#N/A", "#REF!", "", None, float("nan")])
def test_a_key_that_says_nothing_is_none(key):
    assert codes(build(ALIGNMENT, {"unit": ["u", key], "rep": ["nan", "b"]})[1]) == [("T004", 2, "unit")]


def test_a_repeated_key_says_whether_the_rows_are_alike():
    _, (other, same) = build(ALIGNMENT, {"unit": ["u", "u", "u"], "rep": ["a", "b", "a"]})

    assert other.message == "this unit already stands in row 1, with other values"
    assert same.message == "this unit already stands in row 1, with the same values"


@pytest.mark.parametrize("cell", ["1_000", "٣", "0x10", "1e", "--1", True, "1,5", "nan", "inf", float("inf")])
def test_what_only_python_or_another_country_takes_for_a_number_is_refused(cell):
    assert codes(build(UNITS, {"id": ["u"], "potential": [cell]})[1])[0][0] == "T006"
    assert codes(build(QUOTAS, {"rep": ["a"], "quota": [cell]})[1])[0][0] == "T006"


@pytest.mark.parametrize(
    ("cell", "cents"), [("5", 500), (" 5.10 ", 510), ("1e3", 100_000), (7, 700), (0.1, 10)]
)
def test_an_amount_is_read_to_the_cent(cell, cents):
    table, issues = build(QUOTAS, {"rep": ["a"], "quota": [cell]})

    assert issues == []
    assert table["quota"].tolist() == [cents]


@pytest.mark.parametrize("cell", ["1e99", "1e999999999999", "10000000000000000", 10**20])
def test_an_amount_beyond_whole_cents_is_refused(cell):
    assert codes(build(QUOTAS, {"rep": ["a"], "quota": [cell]})[1]) == [("T006", 1, "quota")]


@pytest.mark.parametrize(
    "cell", ["2026", "2026-02", "today", "now", "NaT", "2026-02-30", "20260101", "2026-01-01x"]
)
def test_a_day_is_written_in_full(cell):
    assert codes(build(REPS, {"id": ["a"], "home": ["u"], "hired": [cell]})[1]) == [("T006", 1, "hired")]


def test_a_day_with_a_time_of_day_is_that_day():
    table, _ = build(REPS, {"id": ["a"], "home": ["u"], "hired": ["2026-01-31 00:00:00"]})

    assert str(table["hired"][0]) == "2026-01-31"
