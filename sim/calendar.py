"""Time: real days, fiscal months, working hours, and the seasonal clock of the market."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.scenario import Run, Seasonality, WorkingCalendar

HOURS_PER_DAY = 24.0
DAYS_PER_YEAR = 365.25
HOURS_PER_YEAR = DAYS_PER_YEAR * HOURS_PER_DAY
MONTHS_PER_YEAR = 12
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months later, the month's last day when it has none."""
    years, month = divmod(day.month - 1 + months, MONTHS_PER_YEAR)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)


@dataclass(frozen=True)
class Timeline:
    """
    The days of one run, from the first day of the warm-up; time is in hours from that day's midnight.

    Attributes
    ----------
    first_day
        Date of day 0.
    working
        Whether reps work, shape (n_days,).
    opens_hour, full_hours
        When a working day opens [hour of day] and how long it is at full effort [hours].
    month
        Measured month from 1, 0 in the warm-up, shape (n_days,).
    fiscal_month
        Month of the fiscal year, 0 to 11, shape (n_days,).
    elapsed
        Share of the fiscal year that has passed when the day begins, shape (n_days,).
    month_days
        Length of each month of the first measured fiscal year [days], shape (12,).
    """

    first_day: date
    warmup_days: int
    working: NDArray[np.bool_]
    opens_hour: float
    full_hours: float
    month: NDArray[np.int64]
    fiscal_month: NDArray[np.int64]
    elapsed: NDArray[np.float64]
    month_days: NDArray[np.int64]

    @property
    def n_days(self) -> int:
        """Return the number of days, warm-up included."""
        return len(self.working)

    @property
    def start_hour(self) -> float:
        """Return the time at which measuring begins [hours]."""
        return self.warmup_days * HOURS_PER_DAY

    @property
    def end_hour(self) -> float:
        """Return the time at which the run ends [hours]."""
        return self.n_days * HOURS_PER_DAY

    def day_of(self, hour: float) -> int:
        """Return the day of a time; an event at exactly midnight belongs to the day that begins."""
        return int(hour // HOURS_PER_DAY)

    def next_open(self, day: int) -> float:
        """Return the time at which the first working day from ``day`` on opens [hours]; infinity after the last."""
        while day < self.n_days:
            if self.working[day]:
                return day * HOURS_PER_DAY + self.opens_hour
            day += 1
        return float("inf")

    def month_elapsed(self, day: int) -> float:
        """Return the share of its fiscal month that has passed when a day begins."""
        return self._month_elapsed[day]

    @cached_property
    def _month_elapsed(self) -> list[float]:
        """Return that share for every day."""
        starts = [day for day, _ in self.month_starts()]
        months = pairwise([*starts, self.n_days])
        return [(day - start) / (end - start) for start, end in months for day in range(start, end)]

    def month_starts(self) -> list[tuple[int, int]]:
        """Return (day, fiscal month) for day 0 and for every first day of a fiscal month."""
        changes = [0, *(np.flatnonzero(np.diff(self.fiscal_month)) + 1).tolist()]
        return [(day, int(self.fiscal_month[day])) for day in changes]


def timeline(run: Run, calendar: WorkingCalendar) -> Timeline:
    """Return the days of a run under a working calendar."""
    first_day = run.start - timedelta(days=run.warmup_days)
    end = add_months(run.start, run.months)
    n_days = (end - first_day).days
    days = [first_day + timedelta(days=i) for i in range(n_days)]
    always = calendar.kind == "always_open"
    holidays = set(calendar.holidays)
    working = [always or (_WEEKDAYS[d.weekday()] in calendar.weekdays and d not in holidays) for d in days]
    periods = _periods(run, first_day, end)
    month, fiscal, elapsed = _months(days, periods)
    return Timeline(
        first_day,
        run.warmup_days,
        np.array(working, dtype=np.bool_),
        0.0 if always else calendar.opens_at_hour,
        HOURS_PER_DAY if always else calendar.selling_hours_per_day,
        month,
        fiscal,
        elapsed,
        np.array(
            [(add_months(run.start, i + 1) - add_months(run.start, i)).days for i in range(MONTHS_PER_YEAR)]
        ),
    )


def _periods(run: Run, first_day: date, end: date) -> list[tuple[date, int]]:
    """Return (first day, month number from the run's start, negative in the warm-up) for every fiscal month touched."""
    back = 0
    while add_months(run.start, -back) > first_day:
        back += 1
    numbers = range(-back, run.months)
    return [(day, i) for i in numbers if (day := add_months(run.start, i)) < end]


def _months(
    days: list[date], periods: list[tuple[date, int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return measured month, fiscal month and elapsed share of the fiscal year of every day."""
    starts = np.array([day.toordinal() for day, _ in periods])
    ordinals = np.array([day.toordinal() for day in days])
    numbers = np.array([number for _, number in periods])[np.searchsorted(starts, ordinals, side="right") - 1]
    year_starts = {
        int(y): add_months(periods[0][0], int(y) * 12 - periods[0][1]) for y in np.unique(numbers // 12)
    }
    first = np.array([year_starts[int(y)].toordinal() for y in numbers // 12])
    length = np.array([add_months(year_starts[int(y)], 12).toordinal() for y in numbers // 12]) - first
    return np.maximum(numbers + 1, 0), numbers % 12, (ordinals - first) / length


def time_after(season: Sequence[float], hour: float, season_hours: float) -> float:
    """
    Return the real time [hours] at which so much season time has passed since ``hour``; infinity after the run.

    ``season`` is the season time at each midnight [hours], shape (n_days + 1,); in between it runs evenly.
    """
    n_days = len(season) - 1
    day = int(hour // HOURS_PER_DAY)
    goal = season_hours
    if day < n_days:
        slope = (season[day + 1] - season[day]) / HOURS_PER_DAY
        goal += slope * (hour - day * HOURS_PER_DAY) + season[day]
    else:
        goal += season[n_days]
    if goal >= season[n_days]:
        return math.inf
    low, high = day, n_days
    while high - low > 1:
        middle = (low + high) // 2
        if season[middle] <= goal:
            low = middle
        else:
            high = middle
    return HOURS_PER_DAY / (season[low + 1] - season[low]) * (goal - season[low]) + low * HOURS_PER_DAY


class SeasonalClock:
    """
    The market's own time, which runs fast in busy fiscal months and slow in quiet ones.

    Season time passes as fast as real time over a fiscal year: a rate per day of season time is a mean rate per day.
    """

    def __init__(self, line: Timeline, seasonality: Seasonality | None) -> None:
        speed = np.ones(MONTHS_PER_YEAR)
        if seasonality is not None:
            speed = np.array(seasonality.index) ** seasonality.strength
            speed = speed / np.average(speed, weights=line.month_days)
        self.line = line
        self._hours = np.arange(line.n_days + 1) * HOURS_PER_DAY
        self._season = np.concatenate([[0.0], np.cumsum(speed[line.fiscal_month] * HOURS_PER_DAY)])
        self.total_hours = float(self._season[-1])
        self.season: list[float] = self._season.tolist()

    def real(self, season_hours: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the real times of season times within the run [hours]."""
        times: NDArray[np.float64] = np.interp(season_hours, self._season, self._hours)
        return times

    def after(self, hour: float, season_hours: float) -> float:
        """Return the real time at which so much season time has passed since ``hour``; infinity after the run."""
        return time_after(self.season, hour, season_hours)
