"""What the result rests on: every parameter with its source, and what differs between the scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from pydantic import BaseModel

from evenfield.report.picture import DARK, INK, LIGHT, WARM, Picture, svg
from sim.scenario import Scenario
from sim.table import Table

GRADES: Final = {
    "fact": "taken from data",
    "published": "from a publication",
    "vendor": "claimed by a vendor",
    "choice": "chosen for this example",
    "guess": "a guess",
    "no source": "no source given",
}
_NOT_ASSUMED = ("name", "title", "assumptions", "borders", "run", "tables")
_COLOURS = (DARK, DARK, LIGHT, LIGHT, WARM, "white")
_HATCHES = ("", "", "", "", "////", "")


@dataclass(frozen=True)
class Parameter:
    """A number of the world or the plan, where it is from, and in which scenarios."""

    path: str
    value: str
    source: str
    grade: str
    where: str


@dataclass(frozen=True)
class Changed:
    """A setting that is not the same in the first scenario and a later one."""

    path: str
    first: str
    this: str


def parameters(scenarios: Mapping[str, Scenario]) -> list[Parameter]:
    """Return every numeric parameter that a scenario states, those with a source first as written, by path."""
    seen: dict[tuple[str, str, str, str], list[str]] = {}
    for label, scenario in scenarios.items():
        for entry in _parameters_of(scenario):
            seen.setdefault(entry, []).append(label)
    found = [
        Parameter(*entry, where="all" if len(labels) == len(scenarios) else ", ".join(labels))
        for entry, labels in seen.items()
    ]
    return sorted(found, key=lambda each: (each.path, each.value, each.where))


def count_by_grade(found: Sequence[Parameter]) -> dict[str, int]:
    """Return how many parameters there are of each grade."""
    return {grade: sum(each.grade == grade for each in found) for grade in GRADES}


def grade_chart(counts: Mapping[str, int]) -> Picture:
    """Return a small bar chart of how much rests on what."""
    figure = Figure(figsize=(5.6, 2.1))
    axes = figure.add_axes((0.43, 0.03, 0.49, 0.94))
    place = np.arange(len(counts))
    names = [f"{grade}: {GRADES[grade]}" if grade != "no source" else GRADES[grade] for grade in counts]
    bars = axes.barh(place, list(counts.values()), color=_COLOURS, edgecolor=INK, linewidth=0.6)
    for bar, hatch in zip(bars, _HATCHES, strict=True):
        bar.set_hatch(hatch)
    axes.bar_label(bars, padding=3)
    axes.set_yticks(place, names)
    axes.invert_yaxis()
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.tick_params(length=0, labelbottom=False)
    told = ", ".join(f"{count} {grade}" for grade, count in counts.items())
    return svg(figure, f"Parameters by what they rest on: {told}.")


def changes(first: Scenario, this: Scenario) -> list[Changed]:
    """Return every setting and table in which a scenario differs from the first, world and plan."""
    before, after = dict(_settings(first)), dict(_settings(this))
    paths = [path for path in (before | after) if not _alike(before.get(path), after.get(path))]
    return [_changed(path, before.get(path), after.get(path)) for path in sorted(paths)]


def _parameters_of(scenario: Scenario) -> Iterator[tuple[str, str, str, str]]:
    """Yield path, value, source and grade of the sourced parameters, then of those that nobody gave a source."""
    sourced = {assumption.path for assumption in scenario.assumptions}
    for assumption in scenario.assumptions:
        yield assumption.path, assumption.value, assumption.source, assumption.grade
    for name in type(scenario).model_fields:
        if name not in _NOT_ASSUMED:
            for paths, value in _stated(getattr(scenario, name), (name,)):
                if not any(_covered(path, sourced) for path in paths):
                    yield paths[-1], _told(value), "", "no source"


def _covered(path: str, sourced: set[str]) -> bool:
    parts = path.split(".")
    return any(".".join(parts[:length]) in sourced for length in range(1, len(parts) + 1))


def _stated(value: object, paths: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """
    Yield the numbers that the file states (defaults are not in it), a list of numbers as one.

    A list item has two paths, by its place and by its id, because a source can be noted under either.
    """
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name in value.model_fields_set:
                yield from _stated(getattr(value, name), tuple(f"{path}.{name}" for path in paths))
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for place, item in enumerate(value):
            keys = {str(place), str(getattr(item, "id", place))}
            yield from _stated(item, tuple(f"{path}.{key}" for path in paths for key in sorted(keys)))
    elif _is_number(value):
        yield paths, value


def _is_number(value: object) -> bool:
    """Return whether this is a number or a list of numbers, such as a season or the points of a curve."""
    if isinstance(value, tuple):
        return bool(value) and all(_is_number(item) for item in value)
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _settings(scenario: Scenario) -> Iterator[tuple[str, object]]:
    for name in type(scenario).model_fields:
        if name not in ("name", "title", "assumptions", "borders"):
            yield from _leaves(getattr(scenario, name), name)


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Yield every setting with its default, lists of things by their id."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for place, item in enumerate(value):
            yield from _leaves(item, f"{path}.{getattr(item, 'id', place)}")
    else:
        yield path, value


def _alike(one: object, other: object) -> bool:
    if isinstance(one, Table) and isinstance(other, Table):
        return all(np.array_equal(one[name], other[name]) for name in one.columns)
    return one == other


def _changed(path: str, one: object, other: object) -> Changed:
    if isinstance(one, Table) and isinstance(other, Table) and len(one) == len(other):
        differ = np.zeros(len(one), dtype=bool)
        for name in one.columns:
            differ |= one[name] != other[name]
        return Changed(path, f"{len(one):,} rows", f"{int(differ.sum()):,} of {len(other):,} rows differ")
    return Changed(path, _told(one), _told(other))


def _told(value: Any) -> str:  # noqa: ANN401 - a leaf can be anything that a file can hold
    if value is None:
        return "none"
    if isinstance(value, Table):
        return f"{len(value):,} rows"
    if isinstance(value, tuple):
        return "[" + ", ".join(_told(item) for item in value) + "]"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
