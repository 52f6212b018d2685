"""What a person's pay needs of everybody's credit: the part of a pool, and who is among the best."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sim.compensation.deals.awards import Pool, Rank
from sim.compensation.deals.book import Credit
from sim.compensation.deals.desk import Desk
from sim.compensation.deals.months import window
from sim.compensation.deals.plan import DealComponent
from sim.compensation.exact import total

NONE = Fraction(0)


def credit_in(credits: Iterable[Credit], months: range) -> Fraction:
    """Return the quota credit of some months [hundredths]."""
    return total(one.quota for one in credits if one.month in months)


def pool_share(desk: Desk, component: DealComponent, pool: Pool, person: str, months: range) -> Fraction:
    """Return a person's part of a pool: of everybody's positive commission credit in a window, or of their number."""
    shares = desk.once(("pool", component.id, months), lambda: _pool_shares(desk, component, pool, months))
    return shares.get(person, NONE)


def _pool_shares(desk: Desk, component: DealComponent, pool: Pool, months: range) -> dict[str, Fraction]:
    credit: dict[str, Fraction] = {}
    for who in desk.people:
        own = desk.credits(component.measure, who, component)
        credit[who] = total(one.commission for one in own if one.month in months)
    sharing = {who: one for who, one in credit.items() if one > 0}
    if pool.shared == "equally":
        return {who: Fraction(1, len(sharing)) for who in sharing}
    whole = total(sharing.values())
    return {who: one / whole for who, one in sharing.items()}


def winners(desk: Desk, component: DealComponent, rank: Rank, month: int) -> set[str]:
    """Return who is among the best of a window that ends with this month."""
    return desk.once(("rank", component.id, month), lambda: _winners(desk, component, rank, month))


def _winners(desk: Desk, component: DealComponent, rank: Rank, month: int) -> set[str]:
    whole, _ = window(component.measure, month, desk.plan.effective.fiscal_year_starts_in)
    reached: dict[str, Fraction] = {}
    for who in desk.people:
        quota = desk.in_play(component.measure, None, who, month).quota
        if quota:
            reached[who] = credit_in(desk.credits(component.measure, who, component), whole) / quota
    good = {who: at for who, at in reached.items() if at >= Fraction(rank.min_attainment)}
    order = sorted(good.values(), reverse=True)
    places = _places(rank, len(desk.people))
    if len(order) <= places:
        return set(good)
    last = order[places - 1]
    shared = order[places] == last
    return {
        who
        for who, at in good.items()
        if at > last or (at == last and (not shared or rank.ties == "all_win"))
    }


def _places(rank: Rank, people: int) -> int:
    exact = people * Fraction(rank.top_share)
    whole = exact.numerator // exact.denominator
    return max(whole + (rank.places == "rounded_up" and exact > whole), 1)
