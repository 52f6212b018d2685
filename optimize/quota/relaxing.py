"""Wishes of quotas that clash: which, the cheapest way out in the user's words, and the wishes relaxed that way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optimize.elastic import InfeasibleError, Relaxation, elastic
from optimize.program import Program, SolverName
from optimize.quota.band import attain_bounds
from optimize.quota.facts import QuotaFacts, QuotaRules

CENTS = 100
_SHOWN = 3
_BAND, _FAIR = "P(attain) of ", "fair "
_MOST_SIGNS = 6
"""Rows that may give way upwards or downwards, of which every combination is tried."""


class ClashError(InfeasibleError):
    """Wishes that clash; ``relaxed`` are the rules after the cheapest relaxation, ``None`` when none was found."""

    def __init__(self, message: str, relaxation: Relaxation, relaxed: QuotaRules | None) -> None:
        super().__init__(message, relaxation)
        self.relaxed = relaxed


def cheapest(program: Program, solver: SolverName) -> Relaxation:
    """
    Return the clashing rows, those of one kind as one, and the relaxation of least total.

    Of two that cost the same the one that leaves every band of P(attain) alone is taken, for it is told in one number.
    """
    rows = [row.name for row in program.rows if not row.name.startswith(_FAIR)]
    told = elastic(program, rows, solver)
    try:
        plain = elastic(program, [name for name in rows if not name.startswith(_BAND)], solver)
    except InfeasibleError:
        plain = None
    if plain and sum(plain.by.values()) <= sum(told.by.values()) * (1 + 1e-9) + 1 / CENTS:
        told = replace(plain, clashing=told.clashing)
    return replace(told, clashing=_grouped(told.clashing))


def _grouped(names: Sequence[str]) -> tuple[str, ...]:
    bands = [name.removeprefix(_BAND) for name in names if name.startswith(_BAND)]
    if len(bands) <= _SHOWN:
        return tuple(names)
    shown = f"{_BAND}{', '.join(bands[:_SHOWN])} and {len(bands) - _SHOWN} more"
    return (*(name for name in names if not name.startswith(_BAND)), shown)


def relaxed(
    facts: QuotaFacts,
    rules: QuotaRules,
    relaxation: Relaxation,
    feasible: Callable[[QuotaRules], bool],
) -> QuotaRules | None:
    """
    Return the rules with every row giving way as told, ``None`` when that is not enough.

    A total, a target and a pin may give way upwards or downwards; which, is tried.
    """
    both = [name for name in relaxation.by if name == "total" or name.startswith(("target of ", "pin of "))]
    for signs in itertools.product((-1, 1), repeat=min(len(both), _MOST_SIGNS)):
        ways = dict(itertools.zip_longest(both, signs, fillvalue=-1))
        changed = rules
        for name, by in relaxation.by.items():
            changed = _give_way(facts, changed, name, by, ways.get(name, 1))
        if feasible(changed):
            return changed
    return None


def _give_way(facts: QuotaFacts, rules: QuotaRules, name: str, by: float, sign: int) -> QuotaRules:
    """Return the rules with one row relaxed [currency], to the next cent or replication beyond."""
    cents = math.ceil(by * CENTS - 1e-6)
    if name == "total":
        return replace(rules, total=rules.total + sign * _over(cents, rules.over))
    kind, _, whose = name.partition(" of ")
    if kind == "target":
        shift = sign * _over(cents, rules.over)
        teams = {**rules.teams, whose: rules.teams[whose] + shift}
        return replace(rules, teams=teams, total=rules.total + shift)
    if kind == "P(attain)":
        return replace(rules, attain_of={**rules.attain_of, whose: _wider(facts, rules, whose, by)})
    field = {"floor": "floors", "cap": "caps", "pin": "pins", "ceiling": "ceilings"}[kind]
    amounts: Mapping[str, int] = getattr(rules, field)
    step = -cents if kind == "floor" else sign * cents
    return _with(rules, field, {**amounts, whose: max(amounts[whose] + step, 1)})


def _over(cents: int, over: Fraction) -> int:
    """Return what a quota must change by so that the ones below it change by so much, rounding included."""
    return cents if over == 1 else math.ceil(cents / over) + 1


def _with(rules: QuotaRules, field: str, amounts: Mapping[str, int]) -> QuotaRules:
    match field:
        case "floors":
            return replace(rules, floors=amounts)
        case "caps":
            return replace(rules, caps=amounts)
        case "pins":
            return replace(rules, pins=amounts)
        case _:
            return replace(rules, ceilings=amounts)


def _wider(facts: QuotaFacts, rules: QuotaRules, rep: str, by: float) -> tuple[float, float]:
    """Return a rep's band of P(attain), wide enough for quotas so much beyond it on either side."""
    i = facts.reps.index(rep)
    band = rules.attain_of.get(rep, rules.attain)
    mine = facts.bookings[:, [i]]
    low, high = attain_bounds(mine, *band)
    least = float((mine >= high + by + 1 / CENTS).mean()) if np.isfinite(high).all() else band[0]
    most = float((mine >= max(low.item() - by, 0.0)).mean())
    return min(band[0], least), max(band[1], most)


def in_words(before: QuotaRules, after: QuotaRules) -> list[str]:
    """Return each wish that gave way, with what would do."""
    told = []
    if after.total != before.total and not before.teams:
        told.append(f"a total of {after.total / CENTS:,.2f} in place of {before.total / CENTS:,.2f}")
    for what, was, now in (
        ("the target of", before.teams, after.teams),
        ("a floor of", before.floors, after.floors),
        ("a cap of", before.caps, after.caps),
        ("a pin of", before.pins, after.pins),
        ("a ceiling of", before.ceilings, after.ceilings),
    ):
        told += [
            f"{what} {name} at {now[name] / CENTS:,.2f} in place of {was[name] / CENTS:,.2f}"
            for name in was
            if now[name] != was[name]
        ]
    for rep, (low, high) in after.attain_of.items():
        was_low, was_high = before.attain_of.get(rep, before.attain)
        if (low, high) != (was_low, was_high):
            told.append(
                f"P(attain) of {rep} from {low:g} to {high:g} in place of {was_low:g} to {was_high:g}"
            )
    return told
