"""Why no headcount plan keeps all limits, the cheapest way out, and the facts relaxed as told."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from optimize.elastic import InfeasibleError, Relaxation, elastic
from optimize.program import Effort, Floats, Program
from optimize.sizing.facts import Goal, Need, Role, SizingFacts

SOFT = ("plan of", "workload of", "ratio of", "headcount of", "hires of", "layoffs of")
"""Rows that a user has set and may relax; the others say what words mean."""
SHOWN = 8
MARGIN = 1e-9
"""Given on top of a relaxation, so that rounding does not keep it from being enough."""


def per_month(productivity: Floats) -> float:
    """Return the mean sales of an effective person in a month: the plan's row is in months of people."""
    return max(float(np.mean(productivity)), 1e-12)


def refusal(program: Program, facts: SizingFacts, effort: Effort) -> InfeasibleError:
    """Return what clashes, and the cheapest way out, in the user's words."""
    soft = [row.name for row in program.rows if row.name.startswith(SOFT)]
    relaxation = elastic(program, soft, effort.solver)
    ways = ", ".join(f"{name} by {amount:,.4g}" for name, amount in relaxation.by.items())
    named = [name for kind in SOFT for name in relaxation.clashing if name.startswith(kind)]
    clashing = ", ".join(named[:SHOWN])
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return InfeasibleError(
        f"no headcount plan keeps all limits of {facts.n_months} months; these clash: {clashing}{more}; "
        f"cheapest relaxation: {ways}",
        relaxation,
    )


def relaxed(facts: SizingFacts, relaxation: Relaxation) -> SizingFacts:
    """Return the facts with every limit of a relaxation given way by what it says; whole people are hired."""
    changed = facts
    for name, amount in relaxation.by.items():
        kind, _, what = name.partition(" of ")
        role_id, _, month = what.partition(" in ")
        at = facts.months.index(month) if month in facts.months else -1
        if kind in ("hires", "headcount", "layoffs"):
            roles = tuple(
                _looser(role, kind, (at, facts.n_months), amount) if role.id == role_id else role
                for role in changed.roles
            )
            changed = replace(changed, roles=roles)
        elif kind == "workload":
            needs = tuple(_lighter(n, at, amount) if n.role == role_id else n for n in changed.needs)
            changed = replace(changed, needs=needs)
        elif kind == "ratio":
            kept = tuple(r for r in changed.ratios if f"{r.role} to {r.of}" != role_id)
            changed = replace(changed, ratios=kept)
        elif changed.goal is not None:
            changed = replace(changed, goal=_lower(changed.goal, amount))
    return changed


def _looser(role: Role, kind: str, when: tuple[int, int], amount: float) -> Role:
    """Return a role with more hires in the month ``when[0]`` of ``when[1]``, more people, or more layoffs."""
    if kind == "headcount":
        return replace(role, most=max(role.most, role.most + amount + MARGIN))
    if kind == "layoffs":
        return replace(role, most_layoffs=role.most_layoffs + math.ceil(amount - MARGIN))
    limits = np.broadcast_to(np.asarray(role.most_hires, dtype=np.float64), (when[1],)).copy()
    limits[when[0]] += math.ceil(amount - 1e-6)
    return replace(role, most_hires=tuple(limits.tolist()))


def _lighter(need: Need, month: int, amount: float) -> Need:
    """Return a need of fewer people in one month."""
    fewer = [p - amount - MARGIN if t == month else p for t, p in enumerate(need.people)]
    return replace(need, people=tuple(max(p, 0.0) for p in fewer))


def _lower(goal: Goal, amount: float) -> Goal:
    """Return a lower plan, or one hit in fewer of its samples."""
    if goal.probability is None:
        return replace(goal, amount=max(goal.amount - (amount + MARGIN) * per_month(goal.productivity), 0.0))
    wanted = math.ceil(goal.probability * len(goal.productivity) - MARGIN) - math.ceil(amount - 1e-6)
    return replace(goal, probability=max(wanted, 1) / len(goal.productivity))
