"""What is said of promises, shares, planners and stock and changes nothing without something else."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.idle_row import Idle
from sim.allocation import claimants
from sim.documents.supply import Allocation, Planner, SupplyLimit
from sim.scenario import Scenario

_DAYS_PER_MONTH = 365.25 / 12


def _shared(s: Scenario) -> Iterator[tuple[SupplyLimit, Allocation]]:
    return ((limit, limit.allocation) for limit in s.plan.supply if limit.allocation is not None)


def _planned(s: Scenario) -> Iterator[tuple[SupplyLimit, Planner]]:
    return ((limit, limit.planner) for limit in s.plan.supply if limit.planner is not None)


def _months(s: Scenario) -> float:
    """Return the months of a run, warm-up included."""
    return s.run.months + s.run.warmup_days / _DAYS_PER_MONTH


def _claims_with(s: Scenario, name: str, default: object, rule: str) -> list[str]:
    """Return the claims that say something which only another rule goes by."""
    return [
        f"{limit.id}.allocation.claims.{claim.id}.{name}"
        for limit, shares in _shared(s)
        for claim in shares.claims
        if shares.rule != rule and getattr(claim, name) != default
    ]


PLANT: tuple[Idle, ...] = (
    Idle(
        "plan.supply.{}",
        "rule priority goes by it",
        lambda s: _claims_with(s, "priority", 1, "priority"),
    ),
    Idle("plan.supply.{}", "rule margin goes by it", lambda s: _claims_with(s, "worth", None, "margin")),
    Idle("plan.supply.{}", "rule margin goes by it", lambda s: _claims_with(s, "floor", 0.0, "margin")),
    Idle(
        "plan.supply.{}.allocation",
        "there is one claimant only: nobody to share with",
        lambda s: [limit.id for limit, shares in _shared(s) if len(claimants(s, shares)) == 1],
    ),
    Idle(
        "plan.supply.{}.planner.overtime_cost",
        "nobody works overtime: overtime_share is 0",
        lambda s: [limit.id for limit, plan in _planned(s) if plan.overtime_cost and not plan.overtime_share],
    ),
    Idle(
        "plan.supply.{}.planner.lead_months",
        "the run ends before the first month that is planned",
        lambda s: [
            limit.id
            for limit, plan in _planned(s)
            if plan.lead_months > _months(s) and not plan.overtime_share
        ],
    ),
    Idle(
        "fulfilment.promises",
        "it is what everybody is promised",
        lambda s: (
            bool(s.fulfilment.promises)
            and all(promise.days == s.fulfilment.promise_days for promise in s.fulfilment.promises)
        ),
    ),
)
"""Settings of supply that are given and do nothing, because another one that they need is not."""
