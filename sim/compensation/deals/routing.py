"""Step 0, continued: who is in which plan together, and to which of them each event belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sim.compensation.deals.book import DealEvent, Reject
from sim.compensation.deals.plan import DealPlan
from sim.compensation.deals.roster import Leg, Roster, Stint
from sim.compensation.deals.sharing import shared_out

Stints = Mapping[str, Sequence[Stint]]
"""Everybody's stints in the order of their days."""


def legs_of(plans: Sequence[DealPlan], roster: Roster, all_stints: Stints) -> list[Leg]:
    """Return each plan with who is in it for the first time, the second time, and so on."""
    found: list[Leg] = []
    for plan in plans:
        times: list[dict[str, Stint]] = [{}]
        for name, own in all_stints.items():
            for at, stint in enumerate(one for one in own if one.plan is plan):
                if at == len(times):
                    times.append({})
                times[at][name] = stint
        for stints in times:
            settled = frozenset(name for name, one in stints.items() if _is_taken_over(one, all_stints[name]))
            found.append(Leg(plan, stints, roster, settled=settled))
    return found


def routed_events(
    plans: Sequence[DealPlan], events: Sequence[DealEvent], legs: Sequence[Leg], all_stints: Stints
) -> tuple[list[list[DealEvent]], list[Reject]]:
    """Return each leg's own events, and those of nobody's; what follows a credit belongs where the credit was."""
    found: list[list[DealEvent]] = [[] for _ in legs]
    rejects: list[Reject] = []
    credited: dict[str, list[tuple[date, int]]] = defaultdict(list)
    homes = [(event, _home(event, legs)) for event in sorted(events, key=lambda one: one.day)]
    for event, home in homes:
        if home is not None and _credits(legs[home].plan, event):
            credited[event.deal_id].append((event.day, home))
    for event, home in homes:
        known = credited.get(event.refers_to or event.deal_id, [])
        before = [leg for day, leg in known if day <= event.day]
        at = home if home is not None and _credits(legs[home].plan, event) else None
        if at is None:
            at = before[-1] if before else known[0][1] if known else home
        if at is None:
            rejects.append(_reject(plans, event, legs[0].roster, all_stints))
        else:
            found[at].append(event)
    return found, rejects


def _home(event: DealEvent, legs: Sequence[Leg]) -> int | None:
    """Return the leg that an event's person is in, else one in which it credits somebody, such as the manager."""
    here = next((i for i, leg in enumerate(legs) if leg.holds(event.person, event.day)), None)
    if here is not None:
        return here
    return next((i for i, leg in enumerate(legs) if credits_here(leg, event)), None)


def _credits(plan: DealPlan, event: DealEvent) -> bool:
    return event.event in {plan.credit_event, *(stream.event for stream in plan.streams)}


def _reject(plans: Sequence[DealPlan], event: DealEvent, roster: Roster, all_stints: Stints) -> Reject:
    rows = roster.rows.get(event.person)
    told_of = event.row, event.deal_id, event.person, event.event, event.amount, event.currency
    if rows is None:
        return Reject(*told_of, "unknown-person", f"{event.person!r} is in no plan")
    if not all_stints[event.person]:
        ids = ", ".join(dict.fromkeys(plan.id for plan in plans))
        return Reject(*told_of, "other-plan", f"{event.person} is in plan {rows[-1].plan!r}, run are {ids}")
    return Reject(*told_of, "outside-plan", f"{event.person} is in no plan on {event.day}")


def _is_taken_over(stint: Stint, own: Sequence[Stint]) -> bool:
    """Return whether the plan after a stint pays its credit anew."""
    at = own.index(stint)
    after = own[at + 1].plan.switching if at + 1 < len(own) else None
    return after is not None and after.credit_so_far == "rerate"


def credits_here(leg: Leg, event: DealEvent) -> bool:
    """Return whether an event of another leg credits somebody of this one, such as the manager."""
    if not leg.plan.crediting.rules or event.person not in leg.roster.rows:
        return False
    shares = shared_out(leg.plan, event, leg.roster.at(event.day))
    return any(who != event.person and leg.holds(who, event.day) for who, *_ in shares)
