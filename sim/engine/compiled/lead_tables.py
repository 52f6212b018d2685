"""The tables and numbers of what leads go through beside the stages: routing, contact, scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from sim.calendar import HOURS_PER_DAY
from sim.contact import curve_of
from sim.engine.compiled.state import COUNT, GROUP, NUMBER, PASSAGE, Table, empty
from sim.engine.once import once_per_scenario
from sim.routing import KINDS, POOL, TERRITORY, Groups, groups_of

if TYPE_CHECKING:
    from sim.engine.world import World
    from sim.market import Leads
    from sim.scenario import Pipeline, Scenario

_ROOM = 16
_groups_of = once_per_scenario(groups_of)


def lead_tables(world: World) -> dict[str, Table]:
    """Return the tables, by name; those of what is off have one empty row."""
    pipeline = world.scenario.pipeline
    groups, curve = _groups_of(world.scenario), curve_of(pipeline)
    return {
        "group": _groups(groups),
        "member": _column(COUNT, groups.members),
        "owner": _column(COUNT, np.full(_accounts(world), -1)),
        "journey": _column(NUMBER, world.visit_hours_of.ravel()),
        "tier": _column(NUMBER, pipeline.scoring.tiers if pipeline.scoring else ()),
        "success": _column(NUMBER, pipeline.contact.success if pipeline.contact else ()),
        "curve_wait": _column(NUMBER, curve.waits),
        "curve_factor": _column(NUMBER, curve.factors),
        "reason": _column(NUMBER, _reasons(pipeline)),
    }


def mark(desks: Table, units: Table, world: World) -> None:
    """Write into the tables of desks and units which group they belong to, and what the routing says of the reps."""
    groups = _groups_of(world.scenario)
    desks["weight"], desks["best"], desks["group"] = groups.weight, groups.best, -1
    desks["present"] = True
    if world.scenario.pipeline.routing.kind == "pool":
        desks["group"][groups.members] = np.repeat(np.arange(len(groups.start) - 1), np.diff(groups.start))
    units["group"] = groups.of_unit


def lead_rules(world: World) -> dict[str, Any]:
    """Return what the pipeline says in single numbers."""
    pipeline = world.scenario.pipeline
    routing, contact, scoring, curve = (
        pipeline.routing,
        pipeline.contact,
        pipeline.scoring,
        curve_of(pipeline),
    )
    kind = KINDS.index(routing.kind)
    groups = _groups_of(world.scenario)
    n_adoptions = len(world.scenario.customers.adoption)
    return {
        "has_passages": has_passages(world.scenario),
        "room": _ROOM + (int(np.diff(groups.start).max()) if kind == POOL else 0) + n_adoptions,
        "routing": kind,
        "is_routed": kind != TERRITORY,
        "replaces_absent": kind != TERRITORY or routing.fallback is not None,
        "may_move": _may_move(pipeline),
        "fallback": groups.fallback,
        "best_ranks": routing.best_ranks,
        "skill_within": routing.skill_within,
        "reroutes": routing.reroute,
        "sla_hours": routing.sla_hours or 0.0,
        "n_grades": len(pipeline.grades),
        "n_tiers": len(scoring.tiers) if scoring else 0,
        "score_first": scoring is not None and scoring.order == "score_then_grade",
        "score_half_life_hours": scoring.half_life_days * HOURS_PER_DAY if scoring else 1.0,
        "attempts": contact.attempts if contact else 0,
        "attempt_hours": contact.attempt_hours if contact else 0.0,
        "gap_hours": contact.gap_hours if contact else 0.0,
        "curve_kind": curve.kind,
        "curve_first": curve.first,
        "curve_second": curve.second,
        "curve_on_contact": curve.on_contact,
        "rejection_share": pipeline.rejection.share if pipeline.rejection else 0.0,
        "pitch_hours": pipeline.nurture.pitch_hours if pipeline.nurture.pitch == "personal" else 0.0,
    }


def has_passages(scenario: Scenario) -> bool:
    """Return whether anything is on that a lead's record of its passage is for."""
    pipeline = scenario.pipeline
    captures = [pipeline.capture.lost_share, pipeline.capture.duplicate_share]
    return bool(
        _may_move(pipeline)
        or scenario.tables.former_alignment is not None
        or any(captures)
        or any(source.capture for source in scenario.market.sources)
        or pipeline.scoring
        or pipeline.contact
        or pipeline.rejection
        or pipeline.response_curve.kind != "none"
        or any(stage.beside_next for stage in pipeline.stages)
    )


def _may_move(pipeline: Pipeline) -> bool:
    """Return whether a task may wait elsewhere than at the desk of its territory's rep."""
    routing = pipeline.routing
    return routing.kind != "territory" or routing.fallback is not None or routing.reroute


def passages(leads: Leads, scenario: Scenario) -> Table:
    """Return what some leads remember beside their stages; one empty row when nothing is on that needs it."""
    if not has_passages(scenario):
        return empty(PASSAGE, 1)
    table = empty(PASSAGE, max(len(leads), 1))
    table["points"][: len(leads)], table["fate"][: len(leads)] = leads.points, leads.fate
    table["account"][: len(leads)] = leads.account
    table["desk"] = -1
    return table


def _accounts(world: World) -> int:
    """Return how many accounts there are whose owner must be remembered."""
    routing = world.scenario.pipeline.routing
    return len(world.rep_of_unit) * routing.accounts_per_unit if routing.kind == "owner" else 0


def _groups(groups: Groups) -> Table:
    table = empty(GROUP, len(groups.start) - 1)
    table["start"], table["end"], table["queue"] = groups.start[:-1], groups.start[1:], -1
    return table


def _reasons(pipeline: Pipeline) -> tuple[float, ...]:
    return tuple(reason.share for reason in pipeline.rejection.reasons) if pipeline.rejection else ()


def _column(dtype: np.dtype[Any], values: ArrayLike) -> Table:
    """Return a table of one number a row, with one row when there are no values."""
    given = np.asarray(values)
    table = empty(dtype, max(len(given), 1))
    table["value"][: len(given)] = given
    return table
