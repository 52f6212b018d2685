"""Compare scenarios on the same luck: each KPI's paired difference to the first scenario, and a verdict."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.comparison.paired import (
    CONFIDENCE,
    MOST_REPLICATIONS,
    PairedDifference,
    Verdict,
    judge,
    paired_difference,
)
from evenfield.comparison.values import finite, kpi_values
from evenfield.wording import amount, difference, relative
from sim.kpi import KPIS, Kpi
from sim.kpi_groups import kpi

_FIRST_NUMBERS = 5


@dataclass(frozen=True)
class Row:
    """
    One KPI of one scenario against the first.

    ``first_mean``, ``this_mean`` and ``difference`` are means over the ``replications`` that both have;
    ``low`` and ``high`` end the paired 95 % interval of the difference; ``relative`` is the difference over
    the first's mean; ``p`` is of this test alone and ``p_holm`` of the whole table; ``more`` is about how
    many replications would tell.
    """

    scenario: str
    kpi: str
    first_mean: float
    this_mean: float
    difference: float
    low: float
    high: float
    relative: float
    p: float
    p_holm: float
    replications: int
    verdict: Verdict
    more: int | None

    @property
    def about(self) -> Kpi:
        """Return the KPI: its title, unit, good direction and meaning."""
        return kpi(self.kpi)

    @property
    def verdict_text(self) -> str:
        """Return the verdict in words, with the replications that would tell when it cannot be told."""
        if self.verdict == "no value":
            return "no value in both"
        if self.verdict != "cannot tell":
            return self.verdict
        if self.replications == 1:
            return "cannot tell (run at least 1 more)"
        if self.more is None:
            return f"cannot tell (more than {MOST_REPLICATIONS:,})"
        return f"cannot tell (run about {self.more:,} more)"

    @property
    def short_verdict(self) -> str:
        """Return the verdict in at most 12 letters, for a narrow table with ``SHORT_READING`` below it."""
        if self.verdict != "cannot tell":
            return self.verdict
        if self.replications == 1:
            return "open (+1)"
        return f"open (>{MOST_REPLICATIONS // 1000}k)" if self.more is None else f"open (+{self.more})"

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """Return the row as text: KPI, first, this, difference with interval, verdict."""
        unit = self.about.unit
        told = difference(self.difference, self.low, self.high, unit)
        return (
            self.about.title,
            amount(self.first_mean, unit),
            amount(self.this_mean, unit),
            told,
            self.verdict_text,
        )


@dataclass(frozen=True)
class Comparison:
    """Every KPI of every later scenario against the first, and what must be known to read it."""

    first: str
    scenarios: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def of(self, scenario: str) -> tuple[Row, ...]:
        """Return the rows of one later scenario, in the order of the KPI dictionary."""
        return tuple(row for row in self.rows if row.scenario == scenario)

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a table, one column per field."""
        return pd.DataFrame([asdict(row) for row in self.rows], columns=list(Row.__dataclass_fields__))

    def to_json(self) -> str:
        """Return the comparison as JSON, the same text for the same numbers; no value is null."""
        rows = [finite(asdict(row)) for row in self.rows]
        told = {"first": self.first, "scenarios": list(self.scenarios), "confidence": CONFIDENCE}
        return (
            json.dumps(told | {"notes": list(self.notes), "rows": rows}, indent=2, ensure_ascii=False) + "\n"
        )

    def __str__(self) -> str:
        """Return the comparison as plain text, one block per scenario."""
        blocks = [_block(self.first, scenario, self.of(scenario)) for scenario in self.scenarios[1:]]
        return "\n\n".join([*blocks, "\n".join([*self.notes, *wrap(READING, 100)])])


READING = (
    "Brackets: paired 95 % interval of the difference. Better and worse go by the KPI's own good direction "
    "and hold at 5 % for the whole table (Holm): an interval can be clear of zero and the row not told yet."
)
SHORT_READING = (
    f"open (+8): cannot tell; run about 8 more replications (>{MOST_REPLICATIONS // 1000}k: more than "
    f"{MOST_REPLICATIONS:,})."
)


def compare(
    results: Mapping[str, pd.DataFrame], notes: Sequence[str] = (), kpis: Sequence[Kpi] = KPIS
) -> Comparison:
    """
    Return the paired differences of every KPI of each later scenario to the first.

    Replications are paired by number, because replication k of every scenario has the same luck; one that
    either lacks is left out, and the notes say so. The tests of the whole table are corrected together
    (Holm).

    Parameters
    ----------
    results
        Tidy results by scenario name, two scenarios or more; the first is what the others are compared to.
    notes
        What else must be known to read it, such as `comparability_notes` of the scenarios; stand first.
    kpis
        What is compared; one beside the main KPIs that no scenario has a value of is left out.

    Raises
    ------
    ValueError
        When there are fewer than two scenarios, a column is missing, a KPI stands twice for a replication, or
        two scenarios have no replication in common.
    """
    names = tuple(results)
    if len(names) < 2:  # noqa: PLR2004 - two make a comparison
        raise ValueError(f"a comparison needs two scenarios or more, got {len(names)}")
    values = {name: kpi_values(frame, name, kpis) for name, frame in results.items()}
    told_of = [k for k in kpis if k.group == "main" or any(v[k.id].notna().any() for v in values.values())]
    first, said = names[0], list(notes)
    pairs: list[tuple[str, Kpi, NDArray[np.float64], NDArray[np.float64]]] = []
    for name in names[1:]:
        both = values[first].index.intersection(values[name].index)
        said += _pairing_notes(first, name, values[first].index, values[name].index)
        before, after = values[first].loc[both], values[name].loc[both]
        pairs += [(name, k, before[k.id].to_numpy(), after[k.id].to_numpy()) for k in told_of]
    differences = [paired_difference(after - before) for _, _, before, after in pairs]
    verdicts = judge(differences, [k.good == "higher" for _, k, _, _ in pairs])
    rows = [
        Row(
            name,
            k.id,
            *_means(before, after, told),
            told.p,
            judged.p_holm,
            told.n,
            judged.verdict,
            judged.more,
        )
        for (name, k, before, after), told, judged in zip(pairs, differences, verdicts, strict=True)
    ]
    said += _value_notes(pairs, differences)
    return Comparison(first, names, tuple(rows), tuple(said))


def _means(
    before: NDArray[np.float64], after: NDArray[np.float64], told: PairedDifference
) -> tuple[float, float, float, float, float, float]:
    """Return first, this, difference, low, high and relative difference over the pairs with values."""
    paired = np.isfinite(before) & np.isfinite(after)
    if not paired.any():
        return (math.nan,) * 6
    # Sorted for the same reason as in paired_difference: no order of replications may show.
    first, this = float(np.mean(np.sort(before[paired]))), float(np.mean(np.sort(after[paired])))
    return first, this, told.mean, told.low, told.high, told.mean / abs(first) if first else math.nan


def _pairing_notes(first: str, name: str, has: pd.Index[int], other: pd.Index[int]) -> list[str]:
    both = has.intersection(other)
    if not len(both):
        raise ValueError(f"{first} and {name} have no replication in common, so nothing can be paired")
    notes = [
        f"{whose} lacks {_numbers(lacks)}, so {name} is compared to {first} on {len(both)} replications."
        for whose, lacks in ((name, has.difference(other)), (first, other.difference(has)))
        if len(lacks)
    ]
    if len(both) == 1:
        notes.append(f"{name}: one replication has no interval; nothing can be told before there are two.")
    return notes


def _numbers(lacks: Sequence[int] | pd.Index[int]) -> str:
    shown = ", ".join(str(number) for number in list(lacks)[:_FIRST_NUMBERS])
    more = f" and {len(lacks) - _FIRST_NUMBERS} more" if len(lacks) > _FIRST_NUMBERS else ""
    return f"replication{'s' if len(lacks) > 1 else ''} {shown}{more}"


def _value_notes(
    pairs: Sequence[tuple[str, Kpi, NDArray[np.float64], NDArray[np.float64]]],
    told: Sequence[PairedDifference],
) -> list[str]:
    notes = []
    for (name, entry, before, _), difference_ in zip(pairs, told, strict=True):
        lacking = len(before) - difference_.n
        if lacking:
            notes.append(f"{name}, {entry.title}: no value in {lacking} of {len(before)} replications.")
        elif difference_.sd == 0.0 and not difference_.same:
            notes.append(
                f"{name}, {entry.title}: the same difference in every replication, so no interval, only a sign test."
            )
    return notes


def _block(first: str, scenario: str, rows: Sequence[Row]) -> str:
    heading = ("KPI", "first", "this", "difference [95 % interval]", "relative", "verdict")
    lines = [heading, *((*row.cells[:4], relative(row.relative), row.cells[4]) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heading))]
    text = [f"{scenario} against {first}"]
    for line in lines:
        told = [
            cell.rjust(w) if 0 < i < len(line) - 1 else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        ]
        text.append("  ".join(told).rstrip())
    return "\n".join(text)
