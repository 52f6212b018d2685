"""Ways to close the gap between demand and supply, each as facts of its own to plan on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from optimize.program import SolverName
from optimize.supply.facts import Family, SupplyFacts, by_period
from optimize.supply.planning import SupplyPlan, plan_supply


@dataclass(frozen=True)
class Promotion:
    """
    A price cut in one period that makes people buy more, and some of them sooner.

    Attributes
    ----------
    family, period
        What is promoted, and when.
    price_cut
        Taken off the price in that period [currency/unit].
    lift
        Growth of that period's own demand [share].
    forward_share, forward_periods
        Share of the demand of so many periods after it that is bought in it instead.
    """

    family: str
    period: str
    price_cut: float
    lift: float
    forward_share: float = 0.0
    forward_periods: int = 2


@dataclass(frozen=True)
class OptionPlan:
    """An option, the best plan under it, and what it gains over the first one [currency]."""

    name: str
    plan: SupplyPlan
    gain: float
    served: float
    """Share of its demand that is not turned away."""


def promoted(facts: SupplyFacts, promotion: Promotion) -> SupplyFacts:
    """
    Return the facts with a promotion: more demand in its period, less after it, at a lower price.

    Demand of the period times (1 + lift), plus ``forward_share`` of each of the next ``forward_periods`` periods, which
    lose it (Chopra and Meindl, *Supply Chain Management*, chapter on managing demand in aggregate planning).

    Raises
    ------
    ValueError
        When there is no such family or period, a share is none, or the cut is more than the price.
    """
    family, t = family_of(facts, promotion.family), _period(facts, promotion.period)
    if not 0 <= promotion.forward_share <= 1 or promotion.lift < -1:
        raise ValueError(
            f"promotion of {family.id}: forward_share in [0, 1] and lift of -1 or more are wanted, "
            f"got {promotion.forward_share} and {promotion.lift}"
        )
    price = by_period(family.price, len(facts.periods)).copy()
    if not 0 <= promotion.price_cut <= price[t]:
        raise ValueError(
            f"promotion of {family.id}: a price_cut in [0, {price[t]:g}] is wanted, got {promotion.price_cut}"
        )
    price[t] -= promotion.price_cut
    demand = np.array(family.demand, dtype=np.float64)
    after = slice(t + 1, t + 1 + promotion.forward_periods)
    sooner = promotion.forward_share * demand[after]
    demand[t] = demand[t] * (1 + promotion.lift) + sooner.sum()
    demand[after] -= sooner
    return with_family(facts, replace(family, demand=tuple(demand.tolist()), price=tuple(price.tolist())))


def repriced(facts: SupplyFacts, family: str, ratio: float, elasticity: float) -> SupplyFacts:
    """
    Return the facts with one family at another price: demand times ratio ** -elasticity in every period.

    Raises
    ------
    ValueError
        When there is no such family, or the ratio is not above zero.
    """
    if not ratio > 0:
        raise ValueError(f"price of {family}: a ratio above 0 is wanted, got {ratio}")
    old = family_of(facts, family)
    demand = tuple((np.array(old.demand) * ratio**-elasticity).tolist())
    price = tuple((by_period(old.price, len(facts.periods)) * ratio).tolist())
    return with_family(facts, replace(old, demand=demand, price=price))


def weigh_options(
    facts: SupplyFacts, options: Mapping[str, SupplyFacts], solver: SolverName = "highs"
) -> list[OptionPlan]:
    """Return the best plan without and under each option, the most profitable first; ties in the order given."""
    first = plan_supply(facts, solver)
    found = [OptionPlan("as it is", first, 0.0, served(first))]
    for name, changed in options.items():
        plan = plan_supply(changed, solver)
        found.append(OptionPlan(name, plan, plan.profit - first.profit, served(plan)))
    return sorted(found, key=lambda option: -option.gain)


def served(plan: SupplyPlan) -> float:
    """Return the share of all demand that is not turned away; 1 when there is none."""
    wanted = sum(sum(family.demand) for family in plan.facts.families)
    lost = sum(float(flow["lost"].sum()) for flow in plan.flows.values())
    return 1.0 - lost / wanted if wanted else 1.0


def family_of(facts: SupplyFacts, name: str) -> Family:
    """Return a family by its id; ValueError with the near miss when there is none."""
    for family in facts.families:
        if family.id == name:
            return family
    raise ValueError(_unknown("family", name, [family.id for family in facts.families]))


def with_family(facts: SupplyFacts, changed: Family) -> SupplyFacts:
    """Return the facts with one family changed."""
    families = tuple(changed if family.id == changed.id else family for family in facts.families)
    return replace(facts, families=families)


def _period(facts: SupplyFacts, name: str) -> int:
    if name not in facts.periods:
        raise ValueError(_unknown("period", name, facts.periods))
    return facts.periods.index(name)


def _unknown(kind: str, got: str, known: list[str] | tuple[str, ...]) -> str:
    near = get_close_matches(got, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"no such {kind}: {got!r}; there are {', '.join(known)}{hint}"
