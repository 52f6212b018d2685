"""What differs between the tables of two scenarios, counted in basic units, reps, potential and money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.amounts import percent, rounded_money
from sim.quota import quotas_cents
from sim.scenario import Scenario
from sim.table import Table

_NAMED = 3
_METHODS = {
    "table": "rep by rep",
    "potential": "by potential",
    "equal": "equally",
    "capability": "by potential, ramp and skill",
}


@dataclass(frozen=True)
class Told:
    """One thing that differs: figures before and after, and the same in words."""

    before: Any
    after: Any
    words: str


def _units(before: Scenario, after: Scenario) -> Iterator[Told]:
    one, other = before.tables.units, after.tables.units
    yield from _rows("basic unit", one, other)
    sums = [float(table["potential"].sum()) for table in (one, other)]
    if sums[0] != sums[1]:
        yield Told(sums[0], sums[1], f"potential of all basic units: {sums[0]:,.6g} → {sums[1]:,.6g}")


def _reps(before: Scenario, after: Scenario) -> Iterator[Told]:
    yield from _rows("rep", before.tables.reps, after.tables.reps)


def _neighbours(before: Scenario, after: Scenario) -> Iterator[Told]:
    one, other = (_pairs(scenario.tables.neighbours) for scenario in (before, after))
    if one != other:
        words = (
            f"neighbours: {_count(len(other - one), 'pair')} more, {_count(len(one - other), 'pair')} less"
        )
        yield Told(len(one), len(other), words)


def _alignment(before: Scenario, after: Scenario) -> Iterator[Told]:
    """Yield how many basic units change hands, and how much of the potential goes with them."""
    one, other = (_column(scenario.plan.alignment, "rep") for scenario in (before, after))
    moved = [unit for unit in one if unit in other and one[unit] != other[unit]]
    if not moved:
        return
    potential = _column(before.tables.units, "potential")
    share = sum(potential[unit] for unit in moved) / sum(potential.values())
    reps = {side[unit] for unit in moved for side in (one, other)}
    words = (
        f"{_count(len(moved), 'basic unit')} {_change(moved)} hands, "
        f"{percent(round(share, 3))} of potential; {_count(len(reps), 'rep')} gain or lose some"
    )
    yield Told(None, {"units": len(moved), "potential_share": share, "reps": len(reps)}, words)


def _former(before: Scenario, after: Scenario) -> Iterator[Told]:
    """Yield how many basic units change hands when measuring begins."""
    one, other = before.tables.former_alignment, after.tables.former_alignment
    if (one and _column(one, "rep")) != (other and _column(other, "rep")):
        moved = [_handed_over(scenario) for scenario in (before, after)]
        words = f"basic units that change hands when measuring begins: {moved[0]:,} → {moved[1]:,}"
        yield Told(moved[0], moved[1], words)


def _handed_over(scenario: Scenario) -> int:
    """Return how many basic units another rep covered before the plan."""
    former = scenario.tables.former_alignment
    if former is None:
        return 0
    before, now = _column(former, "rep"), _column(scenario.plan.alignment, "rep")
    return sum(before.get(unit, rep) != rep for unit, rep in now.items())


def _bases(before: Scenario, after: Scenario) -> Iterator[Told]:
    """Yield how many reps work from another place."""
    one, other = (_where(scenario) for scenario in (before, after))
    moved = [rep for rep in one if rep in other and one[rep] != other[rep]]
    if moved:
        words = f"{_count(len(moved), 'rep')} {_change(moved)} base: {_named(moved)}"
        yield Told(None, {"reps": moved}, words)


def _quotas(before: Scenario, after: Scenario) -> Iterator[Told]:
    """Yield how quotas are set, and what becomes of them rep by rep."""
    methods = [scenario.plan.quotas.method for scenario in (before, after)]
    if methods[0] != methods[1]:
        said = [_METHODS[method] for method in methods]
        yield Told(methods[0], methods[1], f"quotas are set: {said[0]} → {said[1]}")
    try:
        one, other = _cents(before), _cents(after)
    except ValueError:  # a territory without potential, which the simulation refuses by itself
        return
    changed = [rep for rep in one if rep in other and one[rep] != other[rep]]
    sums = [sum(side.values()) for side in (one, other)]
    if not changed and sums[0] == sums[1]:
        return
    words = f"quotas: sum {_money(sums)}, {_count(len(changed), 'rep')} {_change(changed)}"
    if changed:
        most = max(changed, key=lambda rep: (abs(other[rep] - one[rep]), rep))
        words += f", the most {most}: {_money([one[most], other[most]])}"
    yield Told(sums[0] / 100, sums[1] / 100, words)


def _listed(
    noun: str, where: Callable[[Scenario], Table | None]
) -> Callable[[Scenario, Scenario], Iterator[Told]]:
    """Return what compares a table that may be missing, row by row of its key."""

    def compare(before: Scenario, after: Scenario) -> Iterator[Told]:
        one, other = (_by_key(where(scenario)) for scenario in (before, after))
        come, gone = other.keys() - one.keys(), one.keys() - other.keys()
        changed = [key for key in one if key in other and one[key] != other[key]]
        if come or gone or changed:
            counts = f"{len(come):,} new, {len(gone):,} gone, {len(changed):,} changed"
            yield Told(len(one), len(other), f"{noun}: {_count(len(other), 'row')}; {counts}")

    return compare


TABLES: Mapping[str, Callable[[Scenario, Scenario], Iterator[Told]]] = {
    "plan.alignment": _alignment,
    "plan.bases": _bases,
    "plan.quotas": _quotas,
    "plan.coverage": _listed("who has which role", lambda scenario: scenario.plan.coverage),
    "tables.skills": _listed("skills", lambda scenario: scenario.tables.skills),
    "tables.competencies": _listed("competencies", lambda scenario: scenario.tables.competencies),
    "tables.units": _units,
    "tables.neighbours": _neighbours,
    "tables.reps": _reps,
    "tables.former_alignment": _former,
}
"""What compares each table, by its path; quotas are compared by what each rep gets, however that is said."""


def _rows(noun: str, one: Table, other: Table) -> Iterator[Told]:
    """Yield which rows come and go, and how many change in each column."""
    here, there = one.index(), other.index()
    gone, come = [key for key in here if key not in there], [key for key in there if key not in here]
    if gone or come:
        words = f"{noun}s: {len(here):,} → {len(there):,}"
        words += f"; new: {_named(come)}" if come else ""
        words += f"; gone: {_named(gone)}" if gone else ""
        yield Told(len(here), len(there), words)
    for column in one.spec.columns[1:]:
        before, after = _column(one, column.name), _column(other, column.name)
        changed = [key for key in before if key in after and before[key] != after[key]]
        if changed:
            values = f" ({before[changed[0]]} → {after[changed[0]]})" if len(changed) == 1 else ""
            words = f"{column.name} of {_count(len(changed), noun)} changes: {_named(changed)}{values}"
            yield Told(None, {"column": column.name, "rows": len(changed)}, words)


def _column(table: Table, name: str) -> dict[str, Any]:
    return dict(zip(table[table.spec.key[0]].tolist(), table[name].tolist(), strict=True))


def _by_key(table: Table | None) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return the rows of a table by key; none when there is no table."""
    if table is None:
        return {}
    rows = zip(*(table[column.name].tolist() for column in table.spec.columns), strict=True)
    return {row[: len(table.spec.key)]: row for row in rows}


def _pairs(table: Table | None) -> set[frozenset[str]]:
    if table is None:
        return set()
    return {frozenset(pair) for pair in zip(table["unit"].tolist(), table["neighbour"].tolist(), strict=True)}


def _where(scenario: Scenario) -> dict[str, str]:
    bases = scenario.plan.bases
    return _column(scenario.tables.reps, "home") | (_column(bases, "unit") if bases is not None else {})


def _cents(scenario: Scenario) -> dict[str, int]:
    return dict(zip(scenario.tables.reps["id"].tolist(), quotas_cents(scenario).tolist(), strict=True))


def _change(those: Sequence[str]) -> str:
    return "changes" if len(those) == 1 else "change"


def _money(cents: Iterable[int]) -> str:
    return " → ".join(rounded_money(amount / 100) for amount in cents)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _named(names: Iterable[str]) -> str:
    known = [*names]
    more = f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else ""
    return ", ".join(known[:_NAMED]) + more
