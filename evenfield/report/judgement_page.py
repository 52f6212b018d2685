"""The page of a judgement: what was found in a few sentences, one picture at a glance, and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from evenfield.comparison.paired import PairedDifference
from evenfield.judgement.sheet import Sheet
from evenfield.report.environment import page_environment
from evenfield.report.picture import (
    DARK,
    GREY,
    INK,
    LIGHT,
    WARM,
    WIDTH_INCHES,
    Picture,
    house_style,
    panel,
    svg,
)
from evenfield.wording import thousands

SHADES = (DARK, WARM, LIGHT, GREY, INK)
"""Colours of the plans in a picture, in order; the sixth begins anew."""


@dataclass(frozen=True)
class Bars:
    """
    A picture of differences with intervals: one group a label, one bar in it a series.

    ``values`` stand by series and label; what ``sure`` says no to is drawn pale.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[PairedDifference, ...], ...]
    alt: str
    unit: str
    sure: tuple[tuple[bool, ...], ...] | None = None
    caption: str = "Bars: mean of paired differences; whiskers: 95 % interval; pale: cannot be told."


@dataclass(frozen=True)
class Page:
    """What a page shows, in this order."""

    title: str
    lead: str
    lines: tuple[str, ...]
    pictures: tuple[Bars, ...]
    sheets: tuple[Sheet, ...]
    small: str


def judgement_page(page: Page) -> bytes:
    """Return the page as one offline HTML file; the same page gives the same bytes."""
    with house_style():
        pictures = [draw(bars) for bars in page.pictures if bars.labels]
    return str(_template().render(page=page, pictures=pictures)).encode()


def draw(bars: Bars) -> Picture:
    """Return the bars as a picture, the first label on top."""
    n, each = len(bars.labels), len(bars.series)
    height = 1.05 + n * max(0.34, 0.2 * each + 0.12) + (0.3 if each > 1 else 0.0)
    longest = max(len(label) for label in bars.labels)
    left = min(0.5 + 0.078 * longest, 2.4)
    figure, axes = panel(
        bars.title, width=WIDTH_INCHES, height=height, below=0.85 if each > 1 else 0.58, left=left
    )
    thick = 0.72 / each
    for number, (name, values) in enumerate(zip(bars.series, bars.values, strict=True)):
        place = np.arange(n)[::-1] + 0.36 - thick * (number + 0.5)
        mean = np.array([one.mean for one in values])
        spread = np.array([[one.mean - one.low, one.high - one.mean] for one in values]).T
        shade = SHADES[number % len(SHADES)]
        drawn = axes.barh(place, mean, height=0.9 * thick, color=shade, label=name)
        for bar, sure in zip(drawn, bars.sure[number] if bars.sure else [True] * n, strict=True):
            bar.set_alpha(1.0 if sure else 0.35)
        axes.errorbar(mean, place, xerr=np.nan_to_num(spread), fmt="none", ecolor=INK, capsize=2, linewidth=1)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(np.arange(n)[::-1], bars.labels, parse_math=False)
    axes.xaxis.set_major_formatter(lambda value, _position: thousands(value))
    axes.locator_params(axis="x", nbins=6)
    axes.set_xlabel(bars.unit)
    if each > 1:
        handles, names = axes.get_legend_handles_labels()
        axes.legend(
            handles,
            names,
            loc="upper left",
            bbox_to_anchor=(0.0, -0.42 / (height - 1.27)),
            frameon=False,
            fontsize=9,
            ncols=3,
        )
    return svg(figure, bars.alt, bars.caption)


def shown(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Return the sheets that have rows."""
    return tuple(sheet for sheet in sheets if sheet.rows)


@cache
def _template() -> Any:  # noqa: ANN401 - jinja2's Template
    return page_environment().get_template("judgement_page.html")
