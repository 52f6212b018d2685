"""Whether scenarios may be compared at all, and what weakens the comparison."""

from __future__ import annotations

from collections.abc import Mapping

from evenfield.comparison.no_effect import curve_source
from sim.scenario import Scenario
from sim.table import Table


def comparability_notes(scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    """
    Return a note for each later scenario whose leads are not those of the first, so that pairing says less.

    A scenario with a response curve has a note of where the curve comes from.

    Parameters
    ----------
    scenarios
        Scenarios by label; the first is what the others are compared to.

    Raises
    ------
    ValueError
        When a later scenario has another currency, or another start or number of months: the difference of such
        numbers means nothing. The message names both values.
    """
    (first, base), *others = scenarios.items()
    clashes = [
        f"{name} has {what} {there} and {first} has {here}"
        for name, other in others
        for what, here, there in _measured(base, other)
        if here != there
    ]
    if clashes:
        raise ValueError(f"these scenarios cannot be compared: {'; '.join(clashes)}")
    curves = [f"{name}: {source}." for name, one in scenarios.items() if (source := curve_source(one))]
    weaker = [(name, _other_luck(base, other)) for name, other in others]
    less = tuple(
        f"{name}: {', '.join(differs)} than {first}: not the same luck for every lead, so the pairing says less."
        for name, differs in weaker
        if differs
    )
    return (*less, *curves)


def _measured(base: Scenario, other: Scenario) -> tuple[tuple[str, object, object], ...]:
    """Return what is measured over and in: name, the first's value, the other's value."""
    return (
        ("currency", base.currency, other.currency),
        ("run.start", base.run.start, other.run.start),
        ("run.months", base.run.months, other.run.months),
    )


def _other_luck(base: Scenario, other: Scenario) -> list[str]:
    """Return what makes the leads of two scenarios others."""
    alike = {
        "other seed": base.run.seed == other.run.seed,
        "other market": base.market == other.market,
        "other units": _same_rows(base.tables.units, other.tables.units),
    }
    return [what for what, same in alike.items() if not same]


def _same_rows(one: Table, other: Table) -> bool:
    """Return whether two tables hold the same; rows are sorted by key, so their order in the file is no matter."""
    return one is other or {name: column.tolist() for name, column in one.columns.items()} == {
        name: column.tolist() for name, column in other.columns.items()
    }
