"""What-if: units moved to reps, as arrays and as a scenario that extends the one it was asked of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import scenarios
from evenfield.territory.named import rows_of
from optimize.program import Ints
from scenarios.faults import Fault, ScenarioError
from sim.plan import Plan
from sim.scenario import Scenario
from sim.table import Table
from sim.territory.alignment import Alignment


def moved(scenario: Scenario, pairs: Sequence[tuple[str, str]]) -> Ints:
    """
    Return the row of each unit's rep after moves of (unit, rep), shape (n_units,).

    Raises
    ------
    ScenarioError
        When a name is unknown, a unit is moved twice or to the rep who has it, or a rep would be left with nothing.
    """
    units = [unit for unit, _ in pairs]
    faults: list[Fault] = []
    for kind, names in (("unit", units), ("rep", [rep for _, rep in pairs])):
        try:
            rows_of(scenario, kind, names, "moves")
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    rep_of: Ints = Alignment.of(scenario).rep_of.copy()
    seen: dict[int, str] = {}
    reps = scenario.tables.reps["id"]
    for unit, rep in pairs:
        (row,), (to,) = rows_of(scenario, "unit", [unit], "moves"), rows_of(scenario, "rep", [rep], "moves")
        if row in seen:
            faults.append(
                Fault("moves", message=f"the unit is moved twice, to {seen[row]} and {rep}", got=repr(unit))
            )
        elif rep_of[row] == to:
            faults.append(Fault("moves", message=f"{reps[to]} covers the unit already", got=repr(unit)))
        seen[row] = rep
        rep_of[row] = to
    faults += [] if faults else _left_with_nothing(scenario, rep_of)
    if faults:
        raise ScenarioError(faults)
    return rep_of


def _left_with_nothing(scenario: Scenario, rep_of: Ints) -> list[Fault]:
    """Return a fault for each rep who loses his last unit and has no other role."""
    coverage = scenario.plan.coverage
    other = set() if coverage is None else set(coverage["rep"].tolist())
    before = set(scenario.plan.alignment["rep"].tolist())
    reps = scenario.tables.reps["id"]
    left = before - {str(reps[row]) for row in rep_of} - other
    return [
        Fault("moves", message="this rep would be left without a territory", got=repr(rep))
        for rep in sorted(left)
    ]


def plan_with(scenario: Scenario, rep_of: Ints) -> Plan:
    """Return the scenario's plan under another alignment."""
    present = Alignment.of(scenario)
    return scenario.plan.model_copy(
        update={"alignment": Alignment(present.units, present.reps, rep_of).table()}
    )


def write_realigned(out: Path, given: str, scenario: Scenario, rep_of: Ints, made_by: str) -> Path:
    """Write a scenario that extends ``given`` with another alignment, its table beside it; quotas stay as they are."""
    table: Table = plan_with(scenario, rep_of).alignment
    out.parent.mkdir(parents=True, exist_ok=True)
    return scenarios.write_variant(
        out,
        given,
        name=out.stem,
        title=f"{scenario.title or scenario.name}, realigned"[:200],
        changes={},
        tables={"plan.alignment": table},
        header=f"Made by `{made_by}`.",
    )
