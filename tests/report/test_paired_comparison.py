"""Differences to the first scenario: pairing, intervals, Holm, verdicts, replications that would tell."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from fake_study import results
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from rich.console import Console
from scipy import stats

from evenfield.comparison import compare
from evenfield.comparison.paired import PairedDifference, holm, judge, paired_difference, replications_to_tell
from evenfield.comparison.values import kpi_values, summarize
from evenfield.tables import comparison_table, kpi_table
from sim.kpi import KPIS

NUMBERS = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=12)


def kpis(name: str, values) -> pd.DataFrame:
    """Return results that have one KPI only, one value per replication from 0."""
    return pd.DataFrame(
        {"replication": range(len(values)), "measure": name, "entity": "", "month": 0, "value": values}
    )


def row(comparison, name):
    return next(row for row in comparison.rows if row.kpi == name)


def test_the_interval_is_the_paired_t_interval_worked_by_hand():
    # Differences 1, 2, 3: mean 2, sd 1, t(2, 0.975) = 4.302653; half-width 4.302653 / sqrt(3) = 2.484138.
    # t = 2 * sqrt(3) = 3.4641, p = 0.07418.
    told = paired_difference([1.0, 2.0, 3.0])

    assert_allclose([told.mean, told.low, told.high], [2.0, -0.484138, 4.484138], atol=1e-6)
    assert told.p == pytest.approx(0.07418, abs=1e-5)


def test_the_p_value_is_the_one_scipy_gives():
    before, after = np.random.default_rng(5).normal(size=(2, 15))

    assert paired_difference(after - before).p == pytest.approx(stats.ttest_rel(after, before).pvalue)


def test_holm_is_the_one_worked_by_hand():
    # Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04; running maximum last 0.06.
    assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])


def test_holm_does_not_count_a_test_that_could_not_be_made():
    # Two tests are left: 0.01 times 2, 0.04 times 1.
    assert_allclose(holm([0.01, math.nan, 0.04]), [0.02, math.nan, 0.04])


def test_a_scenario_against_itself_is_the_same_in_every_kpi():
    frame = results()

    comparison = compare({"today": frame, "again": frame})

    assert {row.verdict for row in comparison.rows} == {"same"}
    assert {(row.difference, row.low, row.high) for row in comparison.rows} == {(0.0, 0.0, 0.0)}


@pytest.mark.parametrize(
    ("name", "change", "verdict"),
    [
        ("bookings", 5.0, "better"),
        ("bookings", -5.0, "worse"),
        ("compensation_cost", 5.0, "worse"),
        ("lead_wait_days", -5.0, "better"),
    ],
)
def test_better_goes_by_the_kpis_own_direction(name, change, verdict):
    before = np.array([10.0, 12.0, 9.0, 11.0, 10.5])
    after = before + change + np.array([0.1, -0.1, 0.05, -0.05, 0.0])

    assert row(compare({"a": kpis(name, before), "b": kpis(name, after)}), name).verdict == verdict


def test_an_interval_on_both_sides_of_zero_cannot_be_told():
    comparison = compare({"a": kpis("bookings", [0.0] * 4), "b": kpis("bookings", [1.0, -1.0, 2.0, 0.0])})

    assert row(comparison, "bookings").verdict == "cannot tell"
    # mean 0.5, sd 1.2910, alone in the table: smallest n with t(n-1, 0.975) / sqrt(n) < 0.38730 is 29
    # (n = 28: 2.05183 / 5.29150 = 0.38776; n = 29: 2.04841 / 5.38516 = 0.38038), so 25 more than 4.
    assert row(comparison, "bookings").verdict_text == "cannot tell (run about 25 more)"


def test_the_replications_that_tell_are_the_fewest_whose_interval_clears_zero():
    told = paired_difference([1.0, -1.0, 2.0, 0.0])
    n = replications_to_tell(told, 0.05)
    halves = [stats.t.ppf(0.975, k - 1) * told.sd / math.sqrt(k) for k in (n - 1, n)]

    assert halves[1] < told.mean < halves[0]


def test_hopeless_differences_are_capped():
    before = np.zeros(6)
    after = np.array([1.0, -1.0, 2.0, -2.0, 3.0, -2.999])
    comparison = compare({"a": kpis("bookings", before), "b": kpis("bookings", after)})

    assert row(comparison, "bookings").verdict_text == "cannot tell (more than 10,000)"


def test_what_cannot_be_told_is_given_the_level_of_holms_next_step():
    # One of three is told (p = 2e-6), so the next needs p <= 0.05 / 2.
    sure = paired_difference([1.0] * 20)
    open_ = paired_difference([1.0, -1.0, 2.0, 0.0])
    verdicts = judge([sure, open_, open_], [True] * 3)

    assert verdicts[1].more == replications_to_tell(open_, 0.025) - 4


def test_one_replication_tells_nothing_and_says_so():
    comparison = compare({"a": kpis("bookings", [1.0]), "b": kpis("bookings", [2.0])})

    assert row(comparison, "bookings").verdict_text == "cannot tell (run at least 1 more)"
    assert "b: one replication has no interval; nothing can be told before there are two." in comparison.notes


def test_a_few_equal_differences_are_no_proof():
    # Sign test, three pairs: 2 / 2^3 = 0.25. Alone in the table 2 / 2^n <= 0.05 first holds at n = 6 (0.03125).
    comparison = compare({"a": kpis("bookings", [1.0, 2.0, 3.0]), "b": kpis("bookings", [2.0, 3.0, 4.0])})

    assert row(comparison, "bookings").p == 0.25
    assert row(comparison, "bookings").verdict_text == "cannot tell (run about 3 more)"
    assert (
        "b, Bookings: the same difference in every replication, so no interval, only a sign test."
        in comparison.notes
    )


def test_twenty_equal_differences_are_told_among_all_kpis():
    # 2 / 2^20 = 1.9e-6, times the tests of a table of KPIs far below 0.05.
    frames = [pd.concat([kpis(k.id, np.arange(20.0) + change) for k in KPIS]) for change in (0.0, 1.0)]
    comparison = compare(dict(zip("ab", frames, strict=True)))

    assert {told.p for told in comparison.rows} == {2 * 0.5**20}
    assert {told.verdict for told in comparison.rows} == {"better", "worse"}


def test_two_equal_differences_pass_through_holm():
    told = [paired_difference([1.0, 1.0])] * 4

    # 0.5 times 4, at most 1; the level of Holm's next step is 0.05 / 4: 2 / 2^8 = 0.0078 is the first below.
    assert [(each.verdict, each.p_holm, each.more) for each in judge(told, [True] * 4)] == [
        ("cannot tell", 1.0, 6)
    ] * 4


def test_a_spread_that_is_rounding_is_none():
    # 0.3 - 0.2 and 0.4 - 0.3 differ in the seventeenth digit.
    told = paired_difference([0.3 - 0.2, 0.4 - 0.3, 0.1])

    assert (told.sd, told.p) == (0.0, 0.25)


def test_a_kpi_without_value_is_left_out_of_its_pair_and_said():
    comparison = compare(
        {"a": kpis("win_rate", [math.nan, 0.1, 0.2, 0.1]), "b": kpis("win_rate", [0.5, 0.3, 0.4, math.nan])}
    )

    assert row(comparison, "win_rate").replications == 2
    assert row(comparison, "win_rate").first_mean == pytest.approx(0.15)
    assert "b, Win rate: no value in 2 of 4 replications." in comparison.notes
    assert row(comparison, "bookings").verdict_text == "no value in both"


def test_only_replications_that_both_have_are_paired_and_the_lack_is_said():
    later = kpis("bookings", [5.0, 7.0, 9.0])
    comparison = compare({"a": kpis("bookings", [1.0, 2.0, 3.0]), "b": later[later["replication"] > 0]})

    assert row(comparison, "bookings").difference == pytest.approx(5.5)  # (7 - 2 + 9 - 3) / 2
    assert "b lacks replication 0, so b is compared to a on 2 replications." in comparison.notes


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ({"a": kpis("bookings", [1.0])}, "two scenarios or more, got 1"),
        (
            {"a": kpis("bookings", [1.0]), "b": kpis("bookings", [1.0])[["value"]]},
            "b: results have the columns",
        ),
        (
            {"a": pd.concat([kpis("bookings", [1.0])] * 2), "b": kpis("bookings", [1.0])},
            "a: bookings stands twice for replication 0",
        ),
        (
            {"a": kpis("bookings", [1.0]), "b": kpis("bookings", [1.0]).assign(replication=7)},
            "no replication in common",
        ),
    ],
)
def test_results_that_cannot_be_compared_are_refused(frames, message):
    with pytest.raises(ValueError, match=message):
        compare(frames)


@given(differences=NUMBERS, shift=st.floats(-1e3, 1e3))
def test_a_difference_shifts_with_its_values(differences, shift):
    told = paired_difference(differences)
    moved = paired_difference(np.array(differences) + shift)

    scale = max(1.0, *(abs(d) for d in differences))
    assert_allclose(
        [moved.mean, moved.low, moved.high],
        np.array([told.mean, told.low, told.high]) + shift,
        atol=1e-8 * scale,
    )


@given(differences=NUMBERS, seed=st.integers(0, 99))
def test_the_order_of_replications_changes_nothing(differences, seed):
    shuffled = np.random.default_rng(seed).permutation(differences)

    assert paired_difference(shuffled) == paired_difference(differences)


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    adjusted = holm(p_values)

    assert np.all(adjusted >= np.array(p_values))
    assert np.all(np.diff(adjusted[np.argsort(p_values, kind="stable")]) >= 0)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_comparison_is_the_same_for_shuffled_rows(seed):
    first, later = results(replications=3), results(0.06, replications=3)
    mixed = later.sample(frac=1.0, random_state=seed)

    assert compare({"a": first, "b": mixed}).to_json() == compare({"a": first, "b": later}).to_json()


def test_luck_that_both_share_does_not_matter():
    luck, before, after = np.array([[100.0, -50.0, 7.0], [1.0, 2.0, 4.0], [2.0, 4.0, 5.0]])
    one = compare({"a": kpis("bookings", before), "b": kpis("bookings", after)})
    other = compare({"a": kpis("bookings", luck + before), "b": kpis("bookings", luck + after)})

    assert row(one, "bookings").p == pytest.approx(row(other, "bookings").p)


def test_a_comparison_is_a_frame_a_json_text_and_a_table():
    comparison = compare({"today": results(), "more": results(0.06)})
    told = json.loads(comparison.to_json())

    assert len(comparison.to_frame()) == len(KPIS)
    assert [entry["kpi"] for entry in told["rows"]] == [k.id for k in KPIS]
    assert "Bookings" in str(comparison)
    assert "more against today" in str(comparison)


def test_no_value_is_null_in_json():
    comparison = compare({"a": kpis("bookings", [1.0]), "b": kpis("bookings", [2.0])})

    assert json.loads(comparison.to_json())["rows"][0]["low"] is None


def printed(renderable, width=100) -> str:
    console = Console(width=width, record=True, file=None, force_terminal=False, quiet=False)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def test_the_table_fits_a_terminal_of_100_columns():
    text = printed(comparison_table(compare({"today": results(), "uncapped": results(0.0, capped=False)})))

    assert max(len(line) for line in text.splitlines()) <= 100
    assert "…" not in text
    assert "Compensation cost" in text


def test_what_cannot_be_told_stays_on_its_line():
    text = printed(
        comparison_table(compare({"a": results(replications=4), "b": results(-0.001, replications=4)}))
    )

    assert text.count("cannot tell (run about ") == text.count("more)") > 5
    assert all("cannot tell" in line for line in text.splitlines() if "more)" in line)


def test_at_80_columns_every_kpi_is_one_line_and_the_short_verdict_is_explained():
    comparison = compare({"a": results(replications=4), "b": results(-0.001, replications=4)})
    lines = printed(comparison_table(comparison), width=80).splitlines()

    start = next(number for number, line in enumerate(lines) if line.startswith("Bookings"))
    for line, told in zip(lines[start:], comparison.rows, strict=False):
        assert line.startswith(told.about.title)
        assert line.rstrip().endswith("same" if told.verdict == "same" else f"open (+{told.more})")
    assert any(line.startswith("open (+8): cannot tell; run about 8 more replications") for line in lines)
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("values", "short"),
    [
        ([1.0], "open (+1)"),
        ([1.0, -1.0, 2.0, 0.0], "open (+25)"),
        ([1.0, -1.0, 2.0, -2.0, 3.0, -2.999], "open (>10k)"),
        ([0.0, 0.0], "same"),
        ([math.nan], "no value"),
    ],
)
def test_short_verdicts(values, short):
    comparison = compare({"a": kpis("bookings", [0.0] * len(values)), "b": kpis("bookings", values)})

    assert row(comparison, "bookings").short_verdict == short


def test_one_replication_is_not_many():
    assert "today: 1 replication\n" in re.sub(
        " +\n", "\n", printed(kpi_table(results(replications=1), "today"))
    )


def test_a_scenarios_name_is_no_markup():
    text = printed(comparison_table(compare({"[bold]a": results(), "[red]b": results()})))

    assert "[red]b against [bold]a" in text


def test_the_kpis_of_one_scenario_have_mean_interval_and_percentiles():
    # 1, 2, 3: mean 2, interval 2 +- 2.484, percentiles by linear interpolation 1.2, 2, 2.8.
    told = summarize(kpis("lead_wait_days", [1.0, 2.0, 3.0]))
    wait = next(entry for entry in told if entry.kpi.id == "lead_wait_days")

    assert_allclose([wait.mean, wait.low, wait.high], [2.0, -0.484138, 4.484138], atol=1e-6)
    assert_allclose([wait.p10, wait.p50, wait.p90], [1.2, 2.0, 2.8])
    assert "1.20 d" in printed(kpi_table(kpis("lead_wait_days", [1.0, 2.0, 3.0])))


def test_kpi_values_have_a_row_for_every_replication():
    frame = pd.concat([kpis("win_rate", [0.1, 0.2]), kpis("bookings", [1.0, 2.0, 3.0])])

    assert kpi_values(frame)["win_rate"].isna().tolist() == [False, False, True]


def test_nothing_to_compare_has_no_value():
    told = paired_difference([math.nan])

    assert told.n == 0
    assert judge([told], [True])[0].verdict == "no value"
    assert isinstance(told, PairedDifference)
