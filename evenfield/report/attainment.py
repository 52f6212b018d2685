"""How quota attainment is spread: every rep's year in every replication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator, MultipleLocator, PercentFormatter
from numpy.typing import NDArray

from evenfield.report.measures import by_rep
from evenfield.report.picture import DARK, INK, LIGHT, Picture, panel, svg

Floats = NDArray[np.float64]
_BIN = 0.1
_WIDEST = 3.0


@dataclass(frozen=True)
class Attainment:
    """A scenario's attainment over all rep-years: mean, percentiles, and the share at quota."""

    scenario: str
    rep_years: int
    mean: float
    p10: float
    p50: float
    p90: float
    at_quota: float


def attainments(results: Mapping[str, pd.DataFrame]) -> dict[str, Floats]:
    """Return every rep-year's attainment by scenario, those with a value."""
    whole = {
        name: by_rep(frame, "rep_attainment").to_numpy(np.float64).ravel() for name, frame in results.items()
    }
    return {name: values[np.isfinite(values)] for name, values in whole.items() if np.isfinite(values).any()}


def attainment_summary(scenario: str, values: Floats) -> Attainment:
    """Return the figures under the histogram."""
    p10, p50, p90 = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
    return Attainment(
        scenario, len(values), float(values.mean()), p10, p50, p90, float(np.mean(values >= 1.0))
    )


def attainment_charts(of: Mapping[str, Floats]) -> list[Picture]:
    """Return one histogram per scenario, all on the same axes, so that they compare by eye."""
    if not of:
        return []
    edges = _edges(np.concatenate(list(of.values())))
    heights = {name: _heights(values, edges) for name, values in of.items()}
    top = 1.12 * max(float(height.max()) for height in heights.values())
    return [_chart(name, of[name], heights[name], edges, top) for name in of]


def _edges(values: Floats) -> Floats:
    """Return bins of 0.1; what lies above the last one (the rarest 0.5 %) is counted in it."""
    last = min(max(float(np.quantile(values, 0.995)), 1.5), _WIDEST)
    return np.asarray(np.arange(int(np.ceil(last / _BIN)) + 1) * _BIN, dtype=np.float64)


def _heights(values: Floats, edges: Floats) -> Floats:
    # An attainment of exactly 1.0 made quota, so it belongs to the bin above; floor with a hair of slack does that.
    bins = np.floor(values / _BIN + 1e-9).astype(np.int64).clip(0, len(edges) - 2)
    return np.asarray(np.bincount(bins, minlength=len(edges) - 1) / len(values))


def _chart(name: str, values: Floats, heights: Floats, edges: Floats, top: float) -> Picture:
    told = attainment_summary(name, values)
    figure, axes = panel(name)
    made = edges[:-1] >= 1.0 - 1e-9
    centres = edges[:-1] + _BIN / 2
    axes.bar(centres[~made], heights[~made], _BIN, color=LIGHT, edgecolor=INK, linewidth=0.6, hatch="////")
    axes.bar(centres[made], heights[made], _BIN, color=DARK, edgecolor=INK, linewidth=0.6)
    axes.axvline(1.0, color=INK, linewidth=1.4)
    axes.text(1.03, 0.97 * top, f"{told.at_quota:.0%} at quota", va="top", fontweight="bold")
    axes.set(
        xlim=(0, edges[-1]), ylim=(0, top), xlabel="attainment (1 is quota)", ylabel="share of rep-years"
    )
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))  # whole percents
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.xaxis.set_major_locator(MultipleLocator(0.5))
    alt = (
        f"Histogram of attainment under {name}: mean {told.mean:.2f}, P10 {told.p10:.2f}, P90 {told.p90:.2f}, "
        f"{told.at_quota:.0%} of rep-years at quota or above."
    )
    return svg(figure, alt)
