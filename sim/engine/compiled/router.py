"""The rule that gives leads to reps, mirror of :mod:`sim.engine.router`."""

from __future__ import annotations

import math

from sim.engine.compiled.jit import compiled
from sim.engine.compiled.luck import ROUTE, uniform
from sim.engine.compiled.parties import seller
from sim.engine.compiled.ranking import rank
from sim.engine.compiled.state import (
    State,
    desk_at,
    group_at,
    lead_at,
    member_at,
    odds_at,
    owner_at,
    passage_at,
    unit_at,
)
from sim.routing import (
    LEAST_LOADED,
    OWNER,
    POOL,
    RANDOM,
    SCORE_TIERED,
    SKILL,
    TERRITORY,
    WEIGHTED,
    drawn_place,
    due_by,
    is_skilled_enough,
    turns_until,
)

_drawn_place, _due_by = compiled(drawn_place), compiled(due_by)
_is_skilled_enough, _turns_until = compiled(is_skilled_enough), compiled(turns_until)
_EVERYBODY, _THE_OTHERS, _THE_BEST = -1, 0, 1


@compiled
def rep_for(s: State, row: int) -> int:
    """Return the rep to whom a new lead is given; a pool's lead stays with its territory until it is begun."""
    territory = seller(s, lead_at(s, row).family, lead_at(s, row).unit)
    if s.routing == POOL:
        return int(territory)
    if s.routing == TERRITORY:
        replaced = s.fallback >= 0 and not desk_at(s, territory).present
        return int(s.fallback) if replaced else int(territory)
    rep = _chosen(s, row, territory)
    desk_at(s, rep).given += 1
    return rep


@compiled
def instead_of(s: State, row: int, rep: int) -> int:
    """Return who takes over a lead from a rep, himself when there is nobody else."""
    if s.fallback >= 0:
        return int(s.fallback)
    other = _least_loaded(s, unit_at(s, lead_at(s, row).unit).group, rep, row, -math.inf)
    return other if other >= 0 else rep


@compiled
def _chosen(s: State, row: int, territory: int) -> int:
    """Return the rep of the group by the rule; the fallback when nobody of the group is there."""
    group = unit_at(s, lead_at(s, row).unit).group
    n_here = _how_many(s, group, _EVERYBODY)
    if n_here == 0:
        return int(s.fallback) if s.fallback >= 0 else territory
    if s.routing == LEAST_LOADED:
        return _least_loaded(s, group, -1, row, -math.inf)
    if s.routing == RANDOM:
        return _by_lot(s, group, _drawn_place(uniform(s, ROUTE, lead_at(s, row).id, 0), n_here))
    if s.routing == SKILL:
        return _least_loaded(s, group, -1, row, _best_skill(s, group, row))
    return _dealt(s, row, group, n_here)


@compiled
def _dealt(s: State, row: int, group: int, n_here: int) -> int:
    """Return the rep of the group who is due by the rules that count."""
    if s.routing == WEIGHTED:
        return _most_due(s, group, n_here)
    if s.routing == OWNER:
        return _owner_of(s, row, group)
    if s.routing == SCORE_TIERED:
        tier = _THE_BEST if rank(s, row) < s.best_ranks else _THE_OTHERS
        wanted = tier if _how_many(s, group, tier) > 0 else _EVERYBODY
        return _in_turn(s, group, tier, wanted)
    return _in_turn(s, group, 0, _EVERYBODY)


@compiled
def _how_many(s: State, group: int, tier: int) -> int:
    """Return how many of a group are there: everybody, the best, or the others."""
    number = 0
    for place in range(group_at(s, group).start, group_at(s, group).end):
        number += _is_here(s, member_at(s, place).value, tier)
    return number


@compiled
def _is_here(s: State, rep: int, tier: int) -> int:
    """Return 1 when a rep is there and of the tier, 0 when not."""
    desk = desk_at(s, rep)
    return int(bool(desk.present) and tier in (_EVERYBODY, desk.best))


@compiled
def _least_loaded(s: State, group: int, but: int, row: int, best_skill: float) -> int:
    """Return who of a group has the fewest tasks, then the fewest leads so far, of those skilled enough; -1: nobody."""
    found = -1
    for place in range(group_at(s, group).start, group_at(s, group).end):
        rep = member_at(s, place).value
        if rep == but or not desk_at(s, rep).present:
            continue
        if best_skill > -math.inf and not _is_skilled_enough(_skill(s, rep, row), best_skill, s.skill_within):
            continue
        if found < 0 or _has_less(s, rep, found):
            found = rep
    return found


@compiled
def _has_less(s: State, rep: int, other: int) -> bool:
    one, two = desk_at(s, rep), desk_at(s, other)
    return bool(one.load < two.load or (one.load == two.load and one.given < two.given))


@compiled
def _skill(s: State, rep: int, row: int) -> float:
    """Return a rep's skill for a lead: the factor on its odds to leave the first stage."""
    return float(odds_at(s, (rep * s.n_cells + lead_at(s, row).cell) * s.n_stages).value)


@compiled
def _best_skill(s: State, group: int, row: int) -> float:
    best = -math.inf
    for place in range(group_at(s, group).start, group_at(s, group).end):
        rep = member_at(s, place).value
        if desk_at(s, rep).present:
            best = max(best, _skill(s, rep, row))
    return best


@compiled
def _by_lot(s: State, group: int, number: int) -> int:
    """Return the rep who is number so-and-so of those of a group who are there."""
    for place in range(group_at(s, group).start, group_at(s, group).end):
        rep = member_at(s, place).value
        if desk_at(s, rep).present:
            if number == 0:
                return int(rep)
            number -= 1
    return -1


@compiled
def _in_turn(s: State, group: int, tier: int, wanted: int) -> int:
    """Return who is due next of a group's members, and pass the turn on."""
    pool = group_at(s, group)
    n_members = pool.end - pool.start
    turn = pool.turn_of_best if tier == _THE_BEST else pool.turn
    found, soonest = -1, n_members
    for place in range(n_members):
        if _is_here(s, member_at(s, pool.start + place).value, wanted):
            turns = _turns_until(place, turn, n_members)
            if turns < soonest:
                found, soonest = place, turns
    if tier == _THE_BEST:
        pool.turn_of_best = found + 1
    else:
        pool.turn = found + 1
    return int(member_at(s, pool.start + found).value)


@compiled
def _most_due(s: State, group: int, n_here: int) -> int:
    """Return who is due by weight; when nobody is (somebody was away), who has the least for his weight."""
    pool = group_at(s, group)
    weight, total = 0.0, 0
    for place in range(pool.start, pool.end):
        desk = desk_at(s, member_at(s, place).value)
        if desk.present:
            weight += desk.weight
            total += desk.given
    due, least = -1, -1
    soonest, lowest = math.inf, math.inf
    for place in range(pool.start, pool.end):
        rep = member_at(s, place).value
        desk = desk_at(s, rep)
        if not desk.present:
            continue
        when = _due_by(desk.weight / weight, desk.given, total, n_here)
        if when < soonest:
            due, soonest = rep, when
        if desk.given / desk.weight < lowest:
            least, lowest = rep, desk.given / desk.weight
    return due if due >= 0 else least


@compiled
def _owner_of(s: State, row: int, group: int) -> int:
    """Return who had the account's first lead; a new account, or one whose owner is away, goes in turn."""
    account = owner_at(s, passage_at(s, row).account)
    if account.value >= 0 and desk_at(s, account.value).present:
        return int(account.value)
    rep = _in_turn(s, group, 0, _EVERYBODY)
    if account.value < 0:
        account.value = rep
    return rep
