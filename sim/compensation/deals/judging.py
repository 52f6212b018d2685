"""Steps 9 to 11: what caps and linkages leave of a component, and the factors of gates and multipliers."""

from __future__ import annotations

from fractions import Fraction

from sim.compensation.deals.desk import Desk
from sim.compensation.deals.linking import DealFactor, Linkage
from sim.compensation.deals.plan import DealComponent
from sim.compensation.exact import total
from sim.compensation.payout import is_reached
from sim.compensation.slices import InPlay
from sim.compensation.trace import Factor, limit


def factors(desk: Desk, component: DealComponent, person: str, month: int) -> tuple[Factor, ...]:
    """Return the factors of the gates and multipliers that act on a component in a month, in the plan's order."""
    return tuple(_judged(desk, link, person, month) for link in desk.plan.links_of(component))


def _judged(desk: Desk, link: DealFactor, person: str, month: int) -> Factor:
    """Return the factor of a link in a month: that of the last step reached."""
    attainment = _attainment(desk, link, person, month)
    factor, steps = link.staircase()
    for start, here in steps:
        if attainment is not None and is_reached(Fraction(start), attainment, link.boundary):
            factor = here
    return Factor(link.id, attainment, Fraction(factor), link.order)


def cap_on(
    desk: Desk, component: DealComponent, person: str, month: int, in_play: InPlay
) -> tuple[Fraction | None, Fraction | None]:
    """
    Return the most that the open window pays [cents], None for no limit: by the component's own cap, and in all.

    A linkage that is closed may lower it; what that withholds is never carried.
    """
    # A window of single deals has none: each deal has the cap of its own.
    own = None
    if component.cap is not None and component.measure.window != "per_deal":
        # The desk keeps what is in play, so that its number in memory stands for it.
        own = desk.once(("cap", component.id, id(in_play)), lambda: limit(component.cap, in_play))
    if not desk.plan.links:
        return own, own
    closed = [
        limit(link.while_closed, in_play)
        for link in desk.plan.linkages_of(component)
        if not _is_open(desk, link, person, month)
    ]
    found = [one for one in (own, *closed) if one is not None]
    return own, min(found) if found else None


def _is_open(desk: Desk, link: Linkage, person: str, month: int) -> bool:
    attainment = _attainment(desk, link, person, month)
    return attainment is not None and is_reached(Fraction(link.opens_at), attainment, link.boundary)


def _attainment(desk: Desk, link: DealFactor | Linkage, person: str, month: int) -> Fraction | None:
    """Return the attainment that a link looks at, None without quota."""
    in_play = desk.in_play(link.measure, None, person, month)
    if not in_play.quota:
        return None
    open_now, _ = desk.window(link.measure, month)
    credit = desk.quota_credit(link.measure, person)
    return total(credit[m] for m in open_now if m in credit) / in_play.quota
