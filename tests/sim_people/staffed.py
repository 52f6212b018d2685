"""Small sales forces with people in them: reps with managers, roles, segments; everything about people switched on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from worlds import merge, queue, sales_force

from sim.scenario import REPS, UNITS, Scenario
from sim.table import Table, TableSpec

EVERYTHING: dict[str, Any] = {
    "ramp": [0.2, 0.4, 0.6, 0.8],
    "development": {
        "ramps": [{"experience": "experienced", "shares": [0.8]}],
        "onboarding": [{"id": "product", "hours": 20.0, "months_saved": 1.0}],
        "learning": {"log_odds": 0.3, "scale_hours": 500.0},
        "courses": [
            {"id": "closing", "months": [2], "hours": 20.0, "log_odds": 0.2, "half_life_months": 6.0}
        ],
        "managers": [{"id": "M", "hours_per_month": 60.0, "admin_share": 0.4, "region": "west"}],
        "coaching": {"policy": "middle", "log_odds": 0.4, "scale_hours": 10.0},
        "style": {"compliance": 0.1, "initiative": 0.05},
    },
    "motivation": {
        "morale": {
            "equity": 0.3,
            "success": 0.3,
            "support": 0.2,
            "reward": 0.3,
            "effort": 0.2,
            "log_odds": 0.2,
        },
        "goals": {"gain": 0.13, "spread": 0.2},
        "appraisal": {"intensity": 0.5, "effort": 0.05, "warmth": 0.3},
        "spot_bonus": {"amount": 100.0, "chance": 0.2, "risk_aversion": 0.001},
        "shock": {"first_month": 5, "months": 2, "size": 0.5, "support_share": 0.5},
    },
    "leaving": {
        "hazard": [
            {"from_month": 0, "monthly": 0.1},
            {
                "from_month": 6,
                "monthly": 0.05,
                "by_decile": [0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.02, 0.01, 0.0],
            },
        ],
        "pay": 1.0,
        "attainment": 1.0,
        "territory": 0.5,
        "morale": 1.0,
        "handover_odds": 0.7,
    },
    "hiring": {
        "applicants_per_month": 5.0,
        "accuracy": 0.5,
        "log_skill_sd": 0.4,
        "least_score": 0.0,
        "experienced_share": 0.5,
        "cost_per_vacancy": 1000.0,
        "cost_per_applicant": 50.0,
    },
    "promotion": {"month": 4, "manager": "M", "skill_kept": 0.5},
}
STEADY: dict[str, Any] = {"behaviour": {"kind": "steady", "effort": 0.9}}


def force(
    n_units: int = 6,
    n_reps: int = 3,
    *,
    reps: Mapping[str, Sequence[Any]] | None = None,
    units: Mapping[str, Sequence[Any]] | None = None,
    tables: Mapping[str, Table] | None = None,
    **changes: Any,
) -> Scenario:
    """Return the little sales force with more columns in its tables of reps and units, other tables, and changes."""
    plain = sales_force(n_units, n_reps)
    held = {
        "reps": with_columns(plain.tables.reps, REPS, reps or {}),
        "units": with_columns(plain.tables.units, UNITS, units or {}),
        **(tables or {}),
    }
    return sales_force(n_units, n_reps, **merge(changes, {"tables": held}))


def managed(n_units: int = 6, n_reps: int = 3, **changes: Any) -> Scenario:
    """Return a sales force whose reps all have the manager M, with everything about people switched on."""
    return force(n_units, n_reps, reps={"manager": ["M"] * n_reps}, **merge({"people": EVERYTHING}, changes))


def with_columns(table: Table, spec: TableSpec, columns: Mapping[str, Sequence[Any]]) -> Table:
    """Return a table with some columns replaced."""
    return Table.of(spec, {column.name: table[column.name] for column in spec.columns} | dict(columns))


__all__ = ["EVERYTHING", "STEADY", "force", "managed", "merge", "queue", "with_columns"]
