"""The result in plain English: what differs for sure, what cannot be told, and how the reps behave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenfield.comparison import Comparison, Row
from evenfield.report.reps_in_words import reps_in_words
from evenfield.wording import difference, relative
from sim.scenario import Scenario


@dataclass(frozen=True)
class Headline:
    """What can be said of one later scenario against the first, as lists of short phrases."""

    scenario: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    unclear: tuple[str, ...]
    same: tuple[str, ...]


def headlines(comparison: Comparison) -> list[Headline]:
    """Return a headline for each later scenario."""
    return [_headline(scenario, comparison.of(scenario)) for scenario in comparison.scenarios[1:]]


def _headline(scenario: str, rows: Sequence[Row]) -> Headline:
    def of(verdict: str) -> list[Row]:
        return [row for row in rows if row.verdict == verdict]

    return Headline(
        scenario,
        tuple(_phrase(row) for row in of("better")),
        tuple(_phrase(row) for row in of("worse")),
        tuple(_open(row) for row in of("cannot tell")),
        tuple(_plain(row) for row in of("same")),
    )


def _plain(row: Row) -> str:
    return row.about.title[0].lower() + row.about.title[1:]


def _phrase(row: Row) -> str:
    unit = row.about.unit
    told = difference(row.difference, math.nan, math.nan, unit)  # the interval stands in the table
    # A share's change is told in percentage points; "+5 %" of a percentage would be misread.
    return (
        f"{_plain(row)} {told}"
        if unit in ("share", "days")
        else f"{_plain(row)} {relative(row.relative)} ({told})"
    )


def _open(row: Row) -> str:
    return f"{_plain(row)}{row.verdict_text.removeprefix('cannot tell')}"


def behaviours(scenarios: Mapping[str, Scenario]) -> list[tuple[str, str]]:
    """Return, for each way of behaving in these scenarios, who has it and what it means."""
    told: dict[str, list[str]] = {}
    for label, scenario in scenarios.items():
        told.setdefault(reps_in_words(scenario), []).append(label)
    return [(", ".join(labels), words) for words, labels in told.items()]
