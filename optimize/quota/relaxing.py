"""Wishes of quotas that clash: which, the cheapest way out in the user's words, and the wishes relaxed that way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimize.elastic import InfeasibleError, Relaxation, elastic
from optimize.lp import solve
from optimize.program import Floats, Ints, Program, SolverName
from optimize.quota.cents import CENT_NOISE, limits_in_cents
from optimize.quota.facts import QuotaFacts, QuotaRules
from optimize.quota.tree import assigned

Bools = NDArray[np.bool_]
CENTS = 100
_SHOWN = 3
_BAND, _FAIR, _CEILING = "P(attain) of ", "fair ", "ceiling of "


class ClashError(InfeasibleError):
    """Wishes that clash; ``relaxed`` are the rules after the cheapest relaxation, ``None`` when none was found."""

    def __init__(self, message: str, relaxation: Relaxation, relaxed: QuotaRules | None) -> None:
        super().__init__(message, relaxation)
        self.relaxed = relaxed


def cheapest(program: Program, solver: SolverName) -> Relaxation:
    """
    Return the clashing rows, those of one kind as one, and the relaxation of least total.

    What cannot be shipped gives way only when nothing else will do. Of two relaxations that cost the same the one that
    leaves every band of P(attain) alone is taken, for it is told in one number.
    """
    rows = [row.name for row in program.rows if not row.name.startswith(_FAIR)]
    told = _first(program, ([name for name in rows if not name.startswith(_CEILING)], rows), solver)
    try:
        plain = elastic(program, [name for name in rows if not name.startswith((_BAND, _CEILING))], solver)
    except InfeasibleError:
        plain = None
    if plain and sum(plain.by.values()) <= sum(told.by.values()) * (1 + 1e-9) + 1 / CENTS:
        told = replace(plain, clashing=told.clashing)
    return replace(told, clashing=_grouped([name for name in told.clashing if not name.startswith(_FAIR)]))


def _first(program: Program, choices: Sequence[Sequence[str]], solver: SolverName) -> Relaxation:
    """Return the relaxation of the first choice of rows that has one."""
    *others, last = choices
    for rows in others:
        try:
            return elastic(program, rows, solver)
        except InfeasibleError:
            continue
    return elastic(program, last, solver)


def _grouped(names: Sequence[str]) -> tuple[str, ...]:
    bands = [name.removeprefix(_BAND) for name in names if name.startswith(_BAND)]
    if len(bands) <= _SHOWN:
        return tuple(names)
    shown = f"{_BAND}{', '.join(bands[:_SHOWN])} and {len(bands) - _SHOWN} more"
    return (*(name for name in names if not name.startswith(_BAND)), shown)


def relaxed(
    facts: QuotaFacts, rules: QuotaRules, program: Program, relaxation: Relaxation
) -> QuotaRules | None:
    """
    Return the rules with every row giving way as told, to what the fairest quotas of the relaxed program ask.

    ``None`` when the solver fails on it. A pin may move by the last cents that no total makes.

    Parameters
    ----------
    program
        The program that has no answer; its first columns are the quotas.
    """
    answer = solve(_loosened(program, relaxation))
    if not answer.found:
        return None
    cents = _whole(facts, rules, relaxation, answer.values[: len(facts.reps)])
    return _limits(facts, _sums(facts, rules, relaxation, cents), cents)


def _whole(facts: QuotaFacts, rules: QuotaRules, relaxation: Relaxation, quota: Floats) -> Ints:
    """Return quotas in whole cents, within the limits of everybody none of whose own gives way."""
    low, high = limits_in_cents(facts, rules)
    own = {name.partition(" of ")[2] for name in relaxation.by if not name.startswith(("target", "ceiling"))}
    bound = np.array([rep not in own for rep in facts.reps]) & (low <= high)
    # Where a sum gives way under a ceiling, whole cents below it keep the ceiling too.
    exact = quota * CENTS - (CENT_NOISE if rules.ceilings else 0.0)
    cents = np.maximum(np.floor(exact) if rules.ceilings else np.round(exact), 1.0)
    found: Ints = np.where(bound, np.clip(cents, low, np.maximum(low, high)), cents).astype(np.int64)
    return found


def _loosened(program: Program, relaxation: Relaxation) -> Program:
    """Return the program with the relaxed rows as far open as told, and a thousandth of a cent for rounding."""
    loose = Program(f"{program.name}, relaxed as told")
    cost, low, high, whole = program.columns()
    loose.add_columns(program.column_names, cost=cost, low=low, high=high, whole=whole)
    for row in program.rows:
        by = relaxation.by.get(row.name, 0.0)
        by += 1e-5 if by else 0.0
        ends = {"low": row.low - by, "high": row.high + by}
        loose.add_row(row.name, (row.columns, row.coefficients), **ends)
    return loose


def _sums(facts: QuotaFacts, rules: QuotaRules, relaxation: Relaxation, cents: Ints) -> QuotaRules:
    """
    Return the rules with the total and the targets that the cents make, which are mended to the last one.

    A total times over-assignment cannot be any number of cents, and rounded quotas may be some cents off a sum that did
    not give way.
    """
    team = np.array(facts.team or [""] * len(cents))
    teams, shifts = dict(rules.teams), 0
    for name, target in rules.teams.items():
        if f"target of {name}" in relaxation.by:
            teams[name] = _above(int(cents[team == name].sum()), rules.over)
            shifts += teams[name] - target
        _mend(facts, rules, cents, team == name, assigned(teams[name], rules.over))
    others = ~np.isin(team, list(teams))
    total = rules.total
    if not others.any():
        total += shifts
    else:
        rest = int(sum(assigned(target, rules.over) for target in teams.values()))
        if "total" in relaxation.by:
            total = _above(int(cents[others].sum()) + rest, rules.over)
        _mend(facts, rules, cents, others, assigned(total, rules.over) - rest)
    return replace(rules, total=total, teams=teams)


def _above(cents: int, over: Fraction) -> int:
    """Return the quota over parts of so many cents together, which may be some cents off."""
    return max(round(Fraction(cents) / over), 1)


def _mend(facts: QuotaFacts, rules: QuotaRules, cents: Ints, mine: Bools, wanted: int) -> None:
    """Change cents in place so that some reps' make the sum wanted: by one who is not pinned, if there is one."""
    off = wanted - int(cents[mine].sum())
    if off:
        able = [i for i in np.flatnonzero(mine).tolist() if cents[i] + off > 0]
        free = [i for i in able if facts.reps[i] not in rules.pins]
        cents[(free or able)[0]] += off


def _limits(facts: QuotaFacts, rules: QuotaRules, cents: Ints) -> QuotaRules:
    """Return the rules with every rep's own limits and every ceiling wide enough for the cents."""
    quota = dict(zip(facts.reps, cents.tolist(), strict=True))
    ceilings = dict(rules.ceilings)
    if facts.mix is not None:
        used = {family: float(facts.mix[:, f] @ cents) for f, family in enumerate(facts.families)}
        ceilings = {family: max(cap, math.ceil(used[family])) for family, cap in ceilings.items()}
    reached = (facts.bookings * CENTS >= cents - CENT_NOISE).mean(axis=0)
    bands = {}
    for rep, p, (low, high) in zip(facts.reps, reached.tolist(), rules.bands(facts.reps), strict=True):
        if not low <= p <= high:
            bands[rep] = (min(float(low), p), max(float(high), p))
    return replace(
        rules,
        floors={rep: min(floor, quota[rep]) for rep, floor in rules.floors.items()},
        caps={rep: max(cap, quota[rep]) for rep, cap in rules.caps.items()},
        pins={rep: quota[rep] for rep in rules.pins},
        ceilings=ceilings,
        attain_of={**rules.attain_of, **bands},
    )


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
