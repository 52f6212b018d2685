"""Winners and losers: each rep's pay under a scenario against the first, paired over replications."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.patches import Patch
from numpy.typing import NDArray

from evenfield.comparison.paired import Verdict, judge, paired_difference
from evenfield.report.measures import by_rep
from evenfield.report.picture import DARK, INK, WARM, Picture, panel, svg
from evenfield.wording import thousands

Floats = NDArray[np.float64]
_GROUPS: tuple[tuple[tuple[Verdict, ...], str, str, str], ...] = (
    (("better",), "wins", DARK, ""),
    (("cannot tell", "no value", "same"), "cannot tell or the same", "#dddddd", ""),
    (("worse",), "loses", WARM, "////"),
)
FEWEST_REPS = 5
"""With fewer reps a pseudonym hides nobody, so single reps are not shown."""


@dataclass(frozen=True)
class PayChange:
    """
    A rep's pay under a scenario against the first [currency], means over replications with a 95 % interval.

    ``verdict`` is better (wins), worse (loses), same or cannot tell, by Holm over the reps of the scenario.
    """

    rep: str
    first_pay: float
    difference: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True)
class PayChanges:
    """
    All reps of one scenario against the first, largest gain first.

    ``gone`` counts the reps that only the first has, ``new`` those that only this one has: neither has a change.
    """

    scenario: str
    reps: tuple[PayChange, ...]
    gone: int = 0
    new: int = 0

    def count(self, *verdicts: Verdict) -> int:
        """Return how many reps have one of these verdicts."""
        return sum(change.verdict in verdicts for change in self.reps)

    def in_words(self, first: str) -> str:
        """Return in one or two sentences how many reps win, lose, or are in one of the two scenarios only."""
        wins, losses = self.count("better"), self.count("worse")
        told = (
            f"of {_reps(len(self.reps))} {wins} {_earn(wins)} more than under {first} for sure, "
            f"{losses} {_earn(losses)} less for sure, {self.count('same')} the same, "
            f"{self.count('cannot tell', 'no value')} cannot be told."
        )
        if not self.gone + self.new:
            return told
        return f"{told} Not compared: {_reps(self.gone)} only in {first}, {_reps(self.new)} only in {self.scenario}."


def pay_changes(scenario: str, first: pd.DataFrame, this: pd.DataFrame) -> PayChanges:
    """Return every rep's change of pay over the replications that both results have."""
    before, after = by_rep(first, "rep_pay"), by_rep(this, "rep_pay")
    gone, new = (
        len(one.columns.difference(other.columns)) for one, other in ((before, after), (after, before))
    )
    before, after = before.align(after, join="inner")
    reps = [str(rep) for rep in before.columns]
    told = [paired_difference((after[rep] - before[rep]).to_numpy(np.float64)) for rep in before.columns]
    verdicts = judge(told, [True] * len(told))
    changes = [
        PayChange(rep, float(before[rep].mean()), each.mean, each.low, each.high, judged.verdict)
        for rep, each, judged in zip(reps, told, verdicts, strict=True)
    ]
    ordered = sorted(changes, key=lambda change: (-change.difference, change.rep))
    return PayChanges(scenario, tuple(ordered), gone, new)


def _reps(n: int) -> str:
    return "1 rep" if n == 1 else f"{n} reps"


def _earn(n: int) -> str:
    return "earns" if n == 1 else "earn"


def pseudonyms(reps: Sequence[str], secret: str) -> Mapping[str, str]:
    """
    Return a pseudonym for each rep: a number in an order that follows from a secret and says nothing.

    Whoever has only the report cannot tell who is who; whoever has the scenario can make the same list again.
    """

    def place(rep: str) -> str:
        return hashlib.blake2b(f"{secret}|{rep}".encode(), digest_size=16).hexdigest()

    digits = len(str(len(reps)))
    ordered = sorted(set(reps), key=lambda rep: (place(rep), rep))
    return {rep: f"anon-{number:0{digits}d}" for number, rep in enumerate(ordered, start=1)}


def pay_change_charts(changes: Sequence[PayChanges], currency: str) -> list[Picture]:
    """Return one sorted bar chart per scenario, all on the same axes."""
    ends = [
        end
        for each in changes
        for change in each.reps
        for end in (change.low, change.high, change.difference)
    ]
    known = np.array([end for end in ends if np.isfinite(end)] or [0.0])
    reach = float(np.abs(known).max()) or 1.0
    bottom, top = (1.08 * min(float(known.min()), -0.1 * reach), 1.08 * max(float(known.max()), 0.1 * reach))
    return [_chart(each, currency, (bottom, top)) for each in changes if each.reps]


def _chart(changes: PayChanges, currency: str, limits: tuple[float, float]) -> Picture:
    figure, axes = panel(changes.scenario, height=3.6, below=0.88)
    marks = []
    for verdicts, label, colour, hatch in _GROUPS:
        place = [i for i, change in enumerate(changes.reps) if change.verdict in verdicts]
        looks = {"facecolor": colour, "edgecolor": INK, "linewidth": 0.5, "hatch": hatch}
        bars = axes.bar(place, [changes.reps[i].difference for i in place], width=0.8)
        for patch in [*bars, mark := Patch(label=f"{label} ({len(place)})")]:
            patch.set(**looks)
        marks.append(mark)
    known = [(i, c.low, c.high) for i, c in enumerate(changes.reps) if np.isfinite(c.low) and c.low < c.high]
    if known:
        axes.vlines(*zip(*known, strict=True), color=INK, linewidth=0.9)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set(ylim=limits, xlim=(-0.8, len(changes.reps) - 0.2), xticks=[])
    axes.set_xlabel("reps, largest gain first; lines: 95 % intervals")
    axes.set_ylabel(f"change of pay [{currency}]")
    axes.yaxis.set_major_formatter(lambda value, _position: thousands(value))
    # Below the plot, because with few reps bars and intervals can be anywhere in it.
    axes.legend(
        handles=marks,
        loc="upper center",
        bbox_to_anchor=(0.45, -0.14),
        frameon=False,
        fontsize=9,
        ncols=3,
        handlelength=1.6,
    )
    counts = f"{changes.count('better')} win, {changes.count('worse')} lose, {changes.count('same')} the same"
    return svg(
        figure, f"Bars of each rep's change of pay under {changes.scenario}: {counts}, the others unclear."
    )
