"""The page on new quotas: who reaches how likely, before and after, how fair, and what the firm gains."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.ticker import PercentFormatter

from evenfield.comparison import Comparison
from evenfield.quota.tables import rep_table
from evenfield.quota.words import lines
from evenfield.report.environment import page_environment
from evenfield.report.pay_changes import FEWEST_REPS, pseudonyms
from evenfield.report.picture import DARK, GREY, INK, LIGHT, WARM, Picture, house_style, panel, svg
from evenfield.wording import money
from optimize.quota.answer import QuotaAnswer
from optimize.quota.facts import ANYHOW
from optimize.turn import Turn
from sim.scenario import Scenario

_MOST_REPS = 400
_WIDE, _HEIGHT = 5.6, 3.6


def quota_page(scenario: Scenario, turn: Turn, comparison: Comparison, *, names: bool = False) -> bytes:
    """Return the page; reps are pseudonymous unless ``names``. The same quotas give the same bytes."""
    found: QuotaAnswer = turn.found
    with house_style():
        pictures = [_chances(found), _attainments(found)]
    hidden = not names and len(found.reps) < FEWEST_REPS
    other = {rep: rep for rep in found.reps} if names else pseudonyms(found.reps, scenario.fingerprint())
    rows = rep_table(scenario, found, [other[rep] for rep in found.reps]).sort_values("rep")
    told: dict[str, Any] = {
        "scenario": scenario,
        "found": found,
        "notes": [_renamed(line, other) for line in lines(turn)],
        "pictures": pictures,
        "rows": [] if hidden else rows.head(_MOST_REPS).to_dict(orient="records"),
        "more": max(len(rows) - _MOST_REPS, 0),
        "comparison": comparison,
        "hidden": hidden,
        "fewest": FEWEST_REPS,
    }
    return str(_page().render(told)).encode()


def _renamed(line: str, other: dict[str, str] | Any) -> str:  # noqa: ANN401 - a mapping
    """Return a line with reps under the names that are shown."""
    words = line.split(" ")
    return " ".join(
        other[word.rstrip(",;")] + word[len(word.rstrip(",;")) :] if word.rstrip(",;") in other else word
        for word in words
    )


def _chances(found: QuotaAnswer) -> Picture:
    """Draw P(attain) of each rep before and after, from the least to the most likely before."""
    before, after = found.judged_before.chance, found.judged_after.chance
    order = np.argsort(before, kind="stable")
    place = np.arange(len(order)) + 1
    figure, axes = panel("P(attain) of each rep", width=_WIDE, height=_HEIGHT, below=0.85)
    low, high = found.bands.T
    if (found.bands != np.array(ANYHOW)).any():
        axes.fill_between(
            place, low[order], high[order], step="mid", color=LIGHT, linewidth=0, label="band wished"
        )
    axes.scatter(
        place, before[order], s=14, facecolors="none", edgecolors=GREY, label="quotas before", linewidth=1
    )
    axes.scatter(place, after[order], s=14, color=DARK, label="new quotas")
    axes.set(ylim=(-0.03, 1.03), xlabel="reps, by P(attain) before", ylabel="share of fresh years")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=3, frameon=False, fontsize=8)
    return svg(
        figure,
        f"P(attain) by rep: before {before.min():.0%} to {before.max():.0%}, "
        f"after {after.min():.0%} to {after.max():.0%}",
    )


def _attainments(found: QuotaAnswer) -> Picture:
    """Draw P10, P50 and P90 of attainment of each rep, before and after, reps by their median after."""
    figure, axes = panel("Attainment of each rep, P10 to P90", width=_WIDE, height=_HEIGHT, below=0.85)
    order = np.argsort(found.judged_after.quantiles[1], kind="stable")
    place = np.arange(len(order)) + 1
    for judged, colour, label, shift in (
        (found.judged_before, GREY, "quotas before", -0.2),
        (found.judged_after, DARK, "new quotas", 0.2),
    ):
        p10, p50, p90 = judged.quantiles[:, order]
        axes.vlines(place + shift, p10, p90, color=colour, linewidth=1, alpha=0.8)
        axes.scatter(place + shift, p50, s=8, color=colour, label=label)
    axes.axhline(1.0, color=WARM, linewidth=1)
    axes.set(ylim=(0, None), xlabel="reps, by median attainment after", ylabel="credit over quota")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.tick_params(colors=INK)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, frameon=False, fontsize=8)
    return svg(figure, "P10, P50 and P90 of attainment by rep, before and after")


@cache
def _page() -> Any:  # noqa: ANN401 - jinja2 has no types of its own here
    environment = page_environment()
    environment.filters["money"] = money
    return environment.get_template("quota_page.html")
