"""Realignments in words and as plain data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from evenfield.wording import money
from optimize.realignment import Effect, Why
from optimize.realignment.effects import Measures, Territory

_WHOLE: tuple[tuple[str, Callable[[Measures], float], str], ...] = (
    ("largest deviation of potential", lambda m: m.quality.potential_deviation, "share"),
    ("largest deviation of workload", lambda m: m.quality.workload_deviation, "share"),
    ("variation of potential", lambda m: m.quality.potential_variation, "number"),
    ("Gini of potential", lambda m: m.quality.potential_gini, "number"),
    ("hours on the road", lambda m: m.road_hours, "hours"),
    ("travel cost", lambda m: m.travel, "money"),
    ("price of imbalance", lambda m: m.imbalance, "money"),
    ("objective: both", lambda m: m.objective, "money"),
    ("expected profit (in theory)", lambda m: m.profit, "money"),
    ("pieces beyond one a territory", lambda m: m.quality.pieces_too_many, "count"),
)


def plain(value: Any) -> Any:  # noqa: ANN401 - any result
    """Return a result as data for JSON; infinite numbers as null, properties of dataclasses among their fields."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        for name in dir(type(value)):
            if isinstance(getattr(type(value), name), property):
                told[name] = plain(getattr(value, name))
        return told
    if isinstance(value, Mapping):
        return {str(key): plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [plain(child) for child in value]
    if isinstance(value, np.ndarray):
        return [plain(child) for child in value.tolist()]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def effect_lines(told: Effect, currency: str) -> Iterator[str]:
    """Yield what a realignment changes: the whole map, the territories that change, what it disturbs."""
    yield f"{'':32}{'before':>13}{'after':>13}{'change':>13}"
    for title, value, kind in _WHOLE:
        one, other = value(told.before), value(told.after)
        yield f"{title:32}{_cell(one, kind):>13}{_cell(other, kind):>13}{_change(other - one, kind):>13}"
    for rep, after in told.after.territories.items():
        before = told.before.territories[rep]
        if before != after:
            yield from _territory_lines(before, after)
    noun = "unit" if told.units == 1 else "units"
    hands = f"{told.leads:,.1f} leads a year and {told.customers:,.1f} of today's customers change hands"
    yield f"{told.units:,} {noun} with {hands}: {told.disruption:,.0f} {currency}"
    net = f"less disruption {_signed(told.net)} {currency} in the first year"
    yield f"gain {_signed(told.gain)} {currency} a year; {net}"


def _territory_lines(before: Territory, after: Territory) -> Iterator[str]:
    """Yield what changes for one rep."""
    yield f"{before.rep}:"
    for title, name, kind in (
        ("  units", "units", "count"),
        ("  potential of the fair territory", "potential_share", "share"),
        ("  hours needed a year", "hours", "hours"),
        ("  of them on the road", "road_hours", "hours"),
        ("  travel cost", "travel_cost", "money"),
        ("  pieces", "pieces", "count"),
    ):
        one, other = getattr(before, name), getattr(after, name)
        yield f"{title:32}{_cell(one, kind):>13}{_cell(other, kind):>13}{_change(other - one, kind):>13}"


def why_lines(told: Why, currency: str) -> Iterator[str]:
    """Yield why a unit is with its rep."""
    name = f" {told.name}" if told.name else ""
    yield f"{told.unit}{name}: {told.rep} covers it, {told.leads:,.1f} leads a year"
    yield f"{'rep':10}{'km':>8}{'travel/year':>14}{'gain/year':>14}  in the way"
    for one in told.candidates:
        gain = "" if one.rep == told.rep else _signed(one.gain)
        yield f"{one.rep:10}{one.km:>8,.0f}{one.travel_cost:>14,.0f}{gain:>14}  {'; '.join(one.obstacles)}".rstrip()
    dearer = "more" if told.second_cost >= 0 else "less"
    cost = f"{abs(told.second_cost):,.0f} {currency} {dearer} a year in travel and balance"
    yield f"second best: {told.second_best}, {cost}"
    yield from (f"locked: {lock}" for lock in told.locks)
    if not told.locks:
        yield "nothing locks it"
    yield f"if it went to {told.second_best}:"
    yield from effect_lines(told.moving, currency)


def measure_rows(measures: Measures) -> list[dict[str, Any]]:
    """Return one row a territory, for a table."""
    return [plain(one) for one in measures.territories.values()]


def _cell(value: float, kind: str) -> str:
    return {
        "share": f"{100 * value:,.1f} %",
        "number": f"{value:.4f}",
        "hours": f"{value:,.1f}",
        "money": f"{value:,.0f}",
        "count": f"{value:,.0f}",
    }[kind]


def _change(value: float, kind: str) -> str:
    if abs(value) < 1e-9:  # noqa: PLR2004 - rounding
        return "0"
    told = _cell(abs(value), kind).replace(" %", " pp")
    return f"{'+' if value > 0 else '-'}{told}"


def _signed(value: float) -> str:
    return f"{value:+,.0f}"


def front_money(value: float) -> str:
    """Return an amount for a table of the front."""
    return money(value)
