"""The lever *territory*: a new map, from where people stand today, and the same total quota dealt to it."""

from __future__ import annotations

from dataclasses import replace

from optimize.design.headcount import with_reps
from optimize.design.quotas import by_potential
from optimize.design.turning import Account, Offer, Task
from optimize.design.worth import ScarceWorth, scarce_worth
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
    worth = scarce_worth(task)
    found = _aligned(task, worth)
    return Offer.of_turn(task, turn_of(task, found, worth), Account(tuple(lines(found)), as_data(found)))


def _aligned(task: Task, worth: ScarceWorth | None) -> TerritoryDesign:
    """Return the map, drawn once for who works there and what scarcity is worth: on nothing else it depends."""
    scenario, reps = task.draft.scenario, task.draft.scenario.tables.reps
    balanced = None if worth is None else tuple(worth.by_unit.tolist())
    who = ("territory", tuple(zip(reps["id"].tolist(), reps["home"].tolist(), strict=True)), balanced)
    if who not in task.memo:
        today = with_reps(task.given.scenario, reps).plan
        plan = scenario.plan.model_copy(update={"alignment": today.alignment, "bases": today.bases})
        task.memo[who] = align(
            scenario.with_plan(plan), replace(task.wishes.rules, balanced=balanced), task.hear
        )
    found: TerritoryDesign = task.memo[who]
    return found


def turn_of(task: Task, found: TerritoryDesign, worth: ScarceWorth | None = None) -> Turn:
    """Return the turn of a territory design, its quotas dealt by what territories are worth where supply is short."""
    scenario = task.draft.scenario
    changes = {"alignment": found.alignment, "bases": found.bases}
    plan, notes = scenario.plan.model_copy(update=changes), list(found.notes)
    if task.wishes.quotas == "by-potential" and _is_another(scenario.plan, found):
        moved = scenario.model_copy(update={"plan": plan})
        by_rep = None if worth is None else worth.by_rep(moved)
        quotas = by_potential(moved, task.total, task.wishes.pins, by_rep)
        plan = plan.model_copy(update={"quotas": quotas})
        dealt = "potential" if worth is None else "worth"
        notes.append(f"The same total quota of {task.total / 100:,.2f} is dealt anew by {dealt}.")
    if worth is not None:
        told = ", ".join(f"{name} {price:,.2f} a unit" for name, price in worth.scarcity.items())
        notes.append(
            f"Supply is short ({told}) and units buy different mixes: what is balanced is their demand at margins less "
            "scarcity, in place of potential."
        )
    proof = Proof("territories", found.status, found.objective, found.bound, found.gap, found.seconds)
    return Turn("territory", plan, (proof,), tuple(notes), _assumed(task), found, found.interrupted)


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
