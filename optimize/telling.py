"""A territory design in words and as plain data: status, bound, gap, balance before and after, who moves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from optimize.territory.result import Quality, TerritoryDesign

_ROWS = (
    ("largest deviation of potential", "potential_deviation", "{:.1%}"),
    ("largest deviation of workload", "workload_deviation", "{:.1%}"),
    ("variation of potential", "potential_variation", "{:.3f}"),
    ("hours on the road per visit", "hours_per_visit", "{:.2f}"),
    ("pieces beyond one a territory", "pieces_too_many", "{:d}"),
)
_SHOWN = 5


def lines(found: TerritoryDesign) -> list[str]:
    """Return what a person wants to know of a design, line by line."""
    told = [
        f"territories: {found.status}, cost {found.objective:,.0f}, bound {found.bound:,.0f}, gap {found.gap:.2%}, "
        f"{found.seconds:.0f} s",
        f"{'':34}{'before':>10}{'after':>10}",
    ]
    for title, name, form in _ROWS:
        before, after = form.format(getattr(found.before, name)), form.format(getattr(found.after, name))
        told.append(f"{title:34}{before:>10}{after:>10}")
    if found.oversize:
        told.append("Deviations leave out the reps of units larger than any fair territory.")
    leads = sum(move.leads for move in found.moves)
    told.append(f"{len(found.moves):,} basic units change hands, with {leads:,.0f} leads a year.")
    told.append(_relocations(found))
    return told


def _relocations(found: TerritoryDesign) -> str:
    """Return who would have to move house."""
    if not found.relocations:
        return "Nobody relocates."
    named = [f"{move.rep} ({move.home} to {move.base})" for move in found.relocations[:_SHOWN]]
    more = len(found.relocations) - len(named)
    return f"{len(found.relocations)} reps relocate: {', '.join(named)}{f' and {more} more' if more else ''}."


def as_data(found: TerritoryDesign) -> dict[str, Any]:
    """Return a design as plain data, without the tables that stand in the scenario file."""
    return {
        "status": found.status,
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "seconds": found.seconds,
        "before": _quality(found.before),
        "after": _quality(found.after),
        "oversize": list(found.oversize),
        "relocations": [asdict(move) for move in found.relocations],
        "units_moved": len(found.moves),
        "leads_moved_per_year": sum(move.leads for move in found.moves),
        "notes": list(found.notes),
    }


def _quality(quality: Quality) -> dict[str, float]:
    return {name: getattr(quality, name) for name in quality.__dataclass_fields__}
