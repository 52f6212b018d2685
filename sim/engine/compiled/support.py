"""What of a scenario the compiled engine holds: every value it knows, and whatever is left as it is by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from sim.scenario import Scenario

HELD: dict[str, frozenset[str]] = {
    "Scenario": frozenset({"market", "pipeline", "customers", "fulfilment", "people", "plan"}),
    "Market": frozenset({"leads_per_year", "arrivals", "seasonality", "sources", "families"}),
    "Seasonality": frozenset({"index", "strength"}),
    "Source": frozenset({"id", "share", "win_ratio"}),
    "ProductFamily": frozenset({"id", "share", "win_ratio", "price", "margin_share", "order_units"}),
    "LogNormal": frozenset({"log_mean", "log_sd"}),
    "Pipeline": frozenset({"screening", "grades", "patience", "cycle_days", "stages", "nurture", "crm"}),
    "Screening": frozenset({"valid_share", "sensitivity", "specificity"}),
    "Grade": frozenset({"id", "share", "win_ratio"}),
    "Patience": frozenset({"kind", "mean_days"}),
    "Stage": frozenset({"id", "work_hours", "work", "advance_share", "gap_share", "visits"}),
    "Nurture": frozenset({"share", "mean_days", "loops", "pitch_cost"}),
    "Crm": frozenset({"admin_share"}),
    "Customers": frozenset({"opening", "reorder_mean_days", "care_hours", "satisfaction", "churn"}),
    "Satisfaction": frozenset(
        {"opening", "memory", "floor", "ceiling", "midpoint_days", "slope_per_day", "never_delivered"}
    ),
    "Churn": frozenset({"share", "at_score", "per_point"}),
    "Fulfilment": frozenset({"promise_days", "lead_time_days", "patience_days", "cancel_share"}),
    "Plan": frozenset({"alignment", "bases", "quotas", "pay", "supply"}),
    "SupplyLimit": frozenset({"id", "units_per_month", "profile"}),
    "People": frozenset({"behaviour", "relocation_cost"}),
    "Steady": frozenset({"kind", "effort"}),
    "Myopic": frozenset({"kind", "usual", "usual_rate", "elasticity", "least", "most"}),
}
"""
Fields by document. A field that is not here must stand at its default, or the scenario runs on the reference engine.

Whoever ports a feature adds its fields here; a new field needs no entry to be refused.
"""
AT_THE_DAY_BOUNDARY = frozenset(
    {
        *("pay", "quotas", "alignment", "bases"),
        *("ramp", "travel", "profile", "development", "motivation", "leaving", "hiring", "promotion"),
    }
)
"""Fields that only Python reads, before the run or between two days: whatever stands there works in both engines."""
OUTSIDE = frozenset({"name", "title", "currency", "run", "calendar", "tables", "borders", "assumptions"})
"""Fields of a scenario that make the world before the run, or that no engine reads."""


def unsupported(scenario: Scenario) -> tuple[str, ...]:
    """Return the dotted names of what a scenario asks for and the compiled engine does not hold yet; mostly none."""
    return (*_unknown(scenario, ""), *_tables(scenario))


def _unknown(document: BaseModel, path: str) -> Iterator[str]:
    """Yield the fields of a document, and of those within it, that are neither held nor at their default."""
    held = HELD.get(type(document).__name__, frozenset())
    for name, field in type(document).model_fields.items():
        value, where = getattr(document, name), f"{path}{name}"
        if name in AT_THE_DAY_BOUNDARY or (not path and name in OUTSIDE):
            continue
        if name not in held:
            if field.is_required() or value != field.get_default(call_default_factory=True):
                yield where
        elif isinstance(value, BaseModel):
            yield from _unknown(value, f"{where}.")
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel):
                    yield from _unknown(entry, f"{where}.")


def _tables(scenario: Scenario) -> Iterator[str]:
    """Yield what former territories ask for: the flow would have to change hands in the middle."""
    if scenario.tables.former_alignment is not None:
        yield "tables.former_alignment"
