"""The lever *territory*: a new map, from where people stand today, and the same total quota dealt to it."""

from __future__ import annotations

from optimize.design.headcount import with_reps
from optimize.design.quotas import by_potential
from optimize.design.turning import Account, Offer, Task
from optimize.telling import as_data, lines
from optimize.territory import TerritoryDesign, align
from optimize.turn import Proof, Turn
from sim.plan import Plan


def turn_territory(task: Task) -> Offer:
    """
    Return new territories.

    Disruption counts from the input's map, in every round: nobody has moved yet. A quota belongs to a territory, so the
    total is dealt anew by potential when the map is another one.

    Raises
    ------
    InfeasibleError
        When no alignment keeps the bands.
    """
    found = _aligned(task)
    return Offer.of_turn(task, turn_of(task, found), Account(tuple(lines(found)), as_data(found)))


def _aligned(task: Task) -> TerritoryDesign:
    """Return the map, which depends on who works there and on nothing else that a design changes: drawn once."""
    scenario, reps = task.draft.scenario, task.draft.scenario.tables.reps
    who = ("territory", tuple(zip(reps["id"].tolist(), reps["home"].tolist(), strict=True)))
    if who not in task.memo:
        today = with_reps(task.given.scenario, reps).plan
        plan = scenario.plan.model_copy(update={"alignment": today.alignment, "bases": today.bases})
        task.memo[who] = align(scenario.with_plan(plan), task.wishes.rules)
    found: TerritoryDesign = task.memo[who]
    return found


def turn_of(task: Task, found: TerritoryDesign) -> Turn:
    """Return the turn of a territory design."""
    scenario = task.draft.scenario
    changes = {"alignment": found.alignment, "bases": found.bases}
    plan, notes = scenario.plan.model_copy(update=changes), list(found.notes)
    if task.wishes.quotas == "by-potential" and _is_another(scenario.plan, found):
        moved = scenario.model_copy(update={"plan": plan})
        quotas = by_potential(moved, task.total, task.wishes.pins)
        plan = plan.model_copy(update={"quotas": quotas})
        notes.append(f"The same total quota of {task.total / 100:,.2f} is dealt anew by potential.")
    proof = Proof("territories", found.status, found.objective, found.bound, found.gap, found.seconds)
    return Turn("territory", plan, (proof,), tuple(notes), _assumed(task), found)


def _is_another(plan: Plan, found: TerritoryDesign) -> bool:
    """Return whether some unit would change hands; alignments stand in the order of their units."""
    return bool((plan.alignment["rep"] != found.alignment["rep"]).any())


def _assumed(task: Task) -> tuple[str, ...]:
    """Return what the program takes for granted."""
    rules = task.wishes.rules
    return (
        f"an hour of a rep is worth {rules.hour_value:,.0f} beside the cost of travel",
        f"a lead that changes hands costs {rules.disruption_price:,.0f}, "
        f"moving a home {rules.relocation_price:,.0f} a year",
    )
