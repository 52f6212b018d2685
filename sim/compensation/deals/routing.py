"""Step 0, continued: who is in which plan together, and to which of them each event belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.compensation.deals.book import DealEvent, Reject
from sim.compensation.deals.deal import REVERSALS
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
    """Return each leg's own events, and those of nobody's."""
    found: list[list[DealEvent]] = [[] for _ in legs]
    rejects: list[Reject] = []
    last: dict[str, int] = {}
    for event in sorted(events, key=lambda one: (one.day, one.event in REVERSALS)):
        deal = event.refers_to or event.deal_id
        here = next((i for i, leg in enumerate(legs) if leg.holds(event.person, event.day)), None)
        credits = here is not None and event.event in {
            legs[here].plan.credit_event,
            *(stream.event for stream in legs[here].plan.streams),
        }
        at = here if credits else last.get(deal, here)
        if at is None:
            rejects.append(_reject(plans, event, legs[0].roster, all_stints))
            continue
        if credits:
            last[deal] = at
        found[at].append(event)
    return found, rejects


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
    return any(who != event.person and who in leg.stints for who, *_ in shares)
