"""The design of a sales force: turn the levers that are asked for and return a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Literal

from optimize import telling
from optimize.territory import Rules, TerritoryDesign, align
from sim.plan import DealtQuotas, Plan, TableQuotas
from sim.scenario import Scenario

LEVERS = ("territory",)
"""What can be designed."""
QuotaRule = Literal["by-potential", "keep"]
Simulate = Callable[[Scenario], Any]
"""From a scenario to its outcomes; given from above, because the optimizers import no runner."""


@dataclass(frozen=True, eq=False)
class Design:
    """
    A plan, what each lever proved, and what a reader must know.

    ``before`` and ``after`` are what ``simulate`` returned for the given and the designed scenario, if it was given.
    """

    plan: Plan
    territory: TerritoryDesign
    notes: tuple[str, ...]
    before: Any = field(default=None, repr=False)
    after: Any = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return status, bound, gap, balance before and after, who moves, and the notes."""
        return "\n".join([*telling.lines(self.territory), *self.notes])

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data."""
        return {"territory": telling.as_data(self.territory), "notes": list(self.notes)}


def design(
    scenario: Scenario,
    levers: Sequence[str] = ("territory",),
    *,
    quotas: QuotaRule = "by-potential",
    rules: Rules | None = None,
    simulate: Simulate | None = None,
) -> Design:
    """
    Return a better plan for a scenario.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    levers
        What may be changed: ``territory``.
    quotas
        A quota belongs to a territory: ``by-potential`` deals the same total anew to the new territories,
        ``keep`` leaves each rep's.
    rules
        Bands, prices and limits of the territory program; among them whether homes move.
    simulate
        Called with the scenario before and after, when given.

    Raises
    ------
    ValueError
        When a lever or a quota rule is unknown.
    InfeasibleError
        When no alignment keeps the bands.
    """
    _check(levers, quotas)
    found = align(scenario, rules)
    plan = scenario.plan.model_copy(update={"alignment": found.alignment, "bases": found.bases})
    notes = list(found.notes)
    if quotas == "by-potential":
        total = quota_total(scenario.plan)
        plan = plan.model_copy(update={"quotas": DealtQuotas(method="potential", total=total)})
        notes.append(f"The same total quota of {total:,} is dealt anew by potential.")
    designed = scenario.with_plan(plan, f"{scenario.name}-designed"[:80])
    before = simulate(scenario) if simulate else None
    after = simulate(designed) if simulate else None
    return Design(plan, found, tuple(notes), before, after)


def quota_total(plan: Plan) -> Decimal:
    """Return the sum of a plan's quotas [currency/year], to the cent."""
    if isinstance(plan.quotas, TableQuotas):
        cents = sum(int(quota) for quota in plan.quotas.table["quota"])
        return Decimal(cents).scaleb(-2)
    return plan.quotas.total


def _check(levers: Sequence[str], quotas: str) -> None:
    """Raise ValueError when a lever or quota rule is unknown, with what there is."""
    if isinstance(levers, str) or not levers:
        raise ValueError(f"levers is a list such as ['territory'], got {levers!r}")
    for lever in levers:
        if lever not in LEVERS:
            raise ValueError(_unknown("lever", lever, LEVERS))
    if quotas not in ("by-potential", "keep"):
        raise ValueError(_unknown("quota rule", quotas, ("by-potential", "keep")))


def _unknown(kind: str, got: str, allowed: Sequence[str]) -> str:
    near = get_close_matches(got, allowed, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"no such {kind}: {got!r}; there is {', '.join(allowed)}{hint}"
