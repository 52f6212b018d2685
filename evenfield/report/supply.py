"""Monthly bookings against supply: fans over replications, capacity as a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from evenfield.report.measures import by_month, percentiles
from evenfield.report.picture import DARK, INK, LIGHT, WARM, WIDTH_INCHES, Picture, panel, svg
from evenfield.wording import thousands
from sim.scenario import Scenario

Floats = NDArray[np.float64]
_MOST_FAMILIES = 6
_MOST_WIDE = 2
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Flow:
    """What one panel shows by month: booked and shipped percentiles, shape (3, n_months), and capacity if any."""

    months: Floats
    booked: Floats
    shipped: Floats | None
    capacity: Floats | None

    @property
    def top(self) -> float:
        """Return the highest number shown."""
        shown = [part for part in (self.booked, self.shipped, self.capacity) if part is not None]
        return max(float(np.nanmax(part)) for part in shown)


@dataclass(frozen=True)
class SupplyRow:
    """One family, or all of them in currency, over the scenarios."""

    title: str
    pictures: tuple[Picture, ...]

    @property
    def size(self) -> Literal["wide", "narrow"]:
        """Return how wide the page sets each picture; the figures are drawn for it, so that letters stay one size."""
        return _size(len(self.pictures))


def supply_rows(
    scenarios: Mapping[str, Scenario], results: Mapping[str, pd.DataFrame]
) -> tuple[list[SupplyRow], list[str]]:
    """Return a row of charts for all families together and for each family, and the families left out."""
    limited = {limit.id for scenario in scenarios.values() for limit in scenario.plan.supply}
    sold = dict.fromkeys(family.id for scenario in scenarios.values() for family in scenario.market.families)
    families = sorted(sold, key=lambda name: name not in limited)
    rows = [_row("All families", "", scenarios, results)]
    rows += [_row(f"Family {name}", name, scenarios, results) for name in families[:_MOST_FAMILIES]]
    return [row for row in rows if row.pictures], families[_MOST_FAMILIES:]


def _row(
    title: str, family: str, scenarios: Mapping[str, Scenario], results: Mapping[str, pd.DataFrame]
) -> SupplyRow:
    flows = {name: _flow(results[name], family) for name in scenarios if name in results}
    known = {name: flow for name, flow in flows.items() if flow is not None}
    top = 1.08 * max((flow.top for flow in known.values()), default=1.0)
    size = _size(len(known))
    pictures = [_chart(scenarios[name], title, family, flow, (top, size)) for name, flow in known.items()]
    return SupplyRow(title, tuple(pictures))


def _size(n_pictures: int) -> Literal["wide", "narrow"]:
    return "wide" if n_pictures <= _MOST_WIDE else "narrow"


def _flow(results: pd.DataFrame, family: str) -> Flow | None:
    booked = by_month(results, "family_booked_units" if family else "month_bookings", family)
    shipped = by_month(results, "family_shipped_units" if family else "month_shipped", family)
    capacity = by_month(results, "family_capacity_units", family) if family else pd.DataFrame()
    if booked.empty:
        return None
    return Flow(
        booked.columns.to_numpy(np.float64),
        percentiles(booked),
        None if shipped.empty else percentiles(shipped),
        None if capacity.empty else np.asarray(capacity.mean(axis=0), dtype=np.float64),
    )


def _chart(
    scenario: Scenario, title: str, family: str, flow: Flow, shared: tuple[float, Literal["wide", "narrow"]]
) -> Picture:
    top, size = shared
    width, height = (WIDTH_INCHES, 3.3) if size == "wide" else (3.2, 2.9)
    figure, axes = panel(scenario.name, width=width, height=height, below=0.78)
    low, middle, high = flow.booked
    axes.fill_between(flow.months, low, high, color=LIGHT, linewidth=0, label="booked, P10 to P90")
    axes.plot(flow.months, middle, color=DARK, linewidth=2, label="booked, P50")
    if flow.shipped is not None:
        axes.plot(flow.months, flow.shipped[1], color=INK, linewidth=1.2, linestyle=":", label="shipped, P50")
    if flow.capacity is not None:
        axes.stairs(
            flow.capacity, _edges(flow.months), baseline=None, color=WARM, linewidth=2, label="capacity"
        )
    axes.set(ylim=(0, top), xlim=(flow.months[0] - 0.5, flow.months[-1] + 0.5))
    axes.set_ylabel("units a month" if family else f"{scenario.currency} a month")
    axes.yaxis.set_major_formatter(lambda value, _position: thousands(value))
    _month_axis(scenario, flow.months, axes)
    # Below the plot, because bookings can be anywhere in it.
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.42, -0.14),
        frameon=False,
        fontsize=9 if size == "wide" else 8,
        ncols=2,
        handlelength=1.6,
    )
    return svg(figure, _alt(scenario, title, flow))


def _month_axis(scenario: Scenario, months: Floats, axes: Axes) -> None:
    shown = months[:: max(1, len(months) // 6)]
    axes.set_xticks(shown, [_MONTHS[(scenario.run.start.month + int(month) - 2) % 12] for month in shown])


def _edges(months: Floats) -> Sequence[float]:
    return [*(months - 0.5), float(months[-1]) + 0.5]


def _alt(scenario: Scenario, title: str, flow: Flow) -> str:
    peak = int(np.argmax(flow.booked[1]))
    height, month = flow.booked[1][peak], int(flow.months[peak])
    text = f"{title} under {scenario.name}: median bookings peak at {height:,.0f} in month {month}"
    if flow.capacity is None:
        return f"{text}; supply is not limited."
    over = int(np.sum(flow.booked[1] > flow.capacity))
    return f"{text}; they are above capacity in {over} of {len(flow.months)} months."
