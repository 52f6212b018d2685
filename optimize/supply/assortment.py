"""How wide a range pays: more families are asked for more, and every one costs set-ups that make nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimize.elastic import InfeasibleError
from optimize.program import SolverName
from optimize.supply.facts import Family, SupplyFacts
from optimize.supply.planning import SupplyPlan, plan_supply

SETUPS = "set-ups"
"""Name of the family that stands for set-ups in a plan: hours that make nothing anybody buys."""


@dataclass(frozen=True)
class Range:
    """
    The best plan for a range of families.

    ``served`` is the share of all demand there would be for the whole range that is made and sold; ``dropped`` is the
    family that the next narrower range gives up ("" for the narrowest).
    """

    families: tuple[str, ...]
    plan: SupplyPlan
    profit: float
    served: float
    dropped: str


def ranges(
    facts: SupplyFacts, setup_hours: float, substitution: float = 0.0, solver: SolverName = "highs"
) -> list[Range]:
    """
    Return the ranges from all families down to one, the widest first: each gives up what its profit misses least.

    A period in which more than one family is offered has a set-up of ``setup_hours`` of work for each of them; the
    share ``substitution`` of demand for a family that is not offered goes to the others, in proportion to theirs.
    A range whose set-ups need more hours than there are is left out. Backward elimination: some n ** 2 / 2 linear
    programs for n families, not all 2 ** n ranges.

    Raises
    ------
    ValueError
        When set-up hours are negative or substitution is no share.
    InfeasibleError
        When not even one family alone has a plan.
    """
    if not setup_hours >= 0 or not 0 <= substitution <= 1:
        raise ValueError(
            f"setup_hours of 0 or more and a substitution in [0, 1] are wanted, got {setup_hours} and {substitution}"
        )
    offered = tuple(family.id for family in facts.families)
    found: list[Range] = []
    while True:
        plan = _plan(facts, offered, setup_hours, substitution, solver)
        narrower = {
            name: _plan(facts, tuple(o for o in offered if o != name), setup_hours, substitution, solver)
            for name in offered
            if len(offered) > 1
        }
        known = {name: other.profit for name, other in narrower.items() if other is not None}
        dropped = max(known, key=lambda name: known[name]) if known else (offered[0] if narrower else "")
        if plan is not None:
            found.append(Range(offered, plan, plan.profit, _served(facts, plan), dropped))
        if not narrower:
            break
        offered = tuple(name for name in offered if name != dropped)
    if not found:
        plan_supply(offering(facts, offered, setup_hours, substitution), solver)
    return found


def offering(
    facts: SupplyFacts, offered: tuple[str, ...], setup_hours: float, substitution: float = 0.0
) -> SupplyFacts:
    """Return the facts when only some families are offered, with their set-ups; as they are for one family alone."""
    kept = [family for family in facts.families if family.id in offered]
    demand = np.array([family.demand for family in kept], dtype=np.float64)
    lost = np.sum([f.demand for f in facts.families if f.id not in offered], axis=0) * substitution
    total = demand.sum(axis=0)
    share = np.divide(demand, total, out=np.full_like(demand, 1 / len(kept)), where=total > 0)
    families = [
        replace(family, demand=tuple((own + part * lost).tolist()))
        for family, own, part in zip(kept, demand, share, strict=True)
    ]
    if len(kept) > 1 and setup_hours > 0:
        families.append(Family(SETUPS, (float(len(kept)),) * len(facts.periods), setup_hours))
    return replace(facts, families=tuple(families))


def _plan(
    facts: SupplyFacts, offered: tuple[str, ...], setup_hours: float, substitution: float, solver: SolverName
) -> SupplyPlan | None:
    """Return the best plan for a range, ``None`` when it has none."""
    try:
        return plan_supply(offering(facts, offered, setup_hours, substitution), solver)
    except InfeasibleError:
        return None


def _served(facts: SupplyFacts, plan: SupplyPlan) -> float:
    """Return the share of the whole range's demand that is sold."""
    whole = sum(sum(family.demand) for family in facts.families)
    mine = [family for family in plan.facts.families if family.id != SETUPS]
    asked = sum(sum(family.demand) for family in mine)
    lost = sum(float(plan.flows[family.id]["lost"].sum()) for family in mine)
    return (asked - lost) / whole if whole else 1.0
