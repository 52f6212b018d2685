from datetime import date

import numpy as np
import pytest

from sim.calendar import SeasonalClock, add_months, timeline
from sim.scenario import Run, Seasonality, WorkingCalendar

OFFICE = WorkingCalendar(
    kind="business", opens_at_hour=9.0, selling_hours_per_day=6.0, holidays=["2026-01-01"]
)


def test_months_are_real_months_of_the_fiscal_year():
    line = timeline(Run(start="2026-02-01", months=3), OFFICE)

    assert np.bincount(line.month)[1:].tolist() == [28, 31, 30]  # February, March, April 2026
    assert line.fiscal_month[[0, 28, 59]].tolist() == [0, 1, 2]


def test_the_warm_up_lies_in_the_last_months_of_the_year_before():
    line = timeline(Run(start="2026-01-01", months=12, warmup_days=40), OFFICE)

    assert line.first_day == date(2025, 11, 22)
    assert line.month[:40].max() == 0
    assert line.fiscal_month[0] == 10  # November
    assert line.elapsed[0] == pytest.approx((date(2025, 11, 22) - date(2025, 1, 1)).days / 365)


def test_weekends_and_holidays_are_no_working_days():
    line = timeline(Run(start="2026-01-01", months=1), OFFICE)

    assert np.flatnonzero(line.working[:12]).tolist() == [
        1,
        4,
        5,
        6,
        7,
        8,
        11,
    ]  # 1 January 2026 was a Thursday


def test_the_next_opening_skips_the_weekend_and_ends_with_the_run():
    line = timeline(Run(start="2026-01-01", months=1), OFFICE)

    assert line.next_open(2) == 4 * 24 + 9
    assert line.next_open(31) == float("inf")


def test_a_month_after_the_31st_is_the_last_of_the_month():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_midnight_belongs_to_the_day_that_begins():
    line = timeline(Run(start="2026-01-01", months=1), OFFICE)

    assert line.day_of(24.0) == 1


def test_season_time_passes_as_fast_as_real_time_over_a_year():
    line = timeline(Run(start="2026-01-01", months=12), OFFICE)
    clock = SeasonalClock(line, Seasonality(index=[1.0] * 11 + [3.0]))

    assert clock.total_hours == pytest.approx(365 * 24)


def test_a_month_three_times_as_busy_sees_three_times_the_season_time():
    line = timeline(Run(start="2026-01-01", months=12), OFFICE)
    clock = SeasonalClock(line, Seasonality(index=[1.0] * 11 + [3.0]))

    quiet = clock.after(0.0, 24.0)
    busy = clock.after(340 * 24.0, 24.0) - 340 * 24.0  # day 340 is in December
    assert quiet == pytest.approx(3 * busy)


def test_strength_zero_switches_the_season_off():
    line = timeline(Run(start="2026-01-01", months=12), OFFICE)
    clock = SeasonalClock(line, Seasonality(index=[1.0] * 11 + [3.0], strength=0.0))

    assert clock.after(100.0, 50.0) == pytest.approx(150.0)
    assert clock.after(100.0, 365 * 24.0) == float("inf")
