"""The rule that gives leads to reps, at work."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.engine.pool import Pool
from sim.own_rules import LeadFacts, RepFacts, chosen_place
from sim.routing import (
    KINDS,
    LEAST_LOADED,
    OWN,
    OWNER,
    POOL,
    RANDOM,
    ROUND_ROBIN,
    SCORE_TIERED,
    SKILL,
    TERRITORY,
    WEIGHTED,
    drawn_place,
    due_by,
    groups_of,
    is_skilled_enough,
    turns_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.engine.leads import LeadFlow


class Router:
    """
    Gives each lead that passed the screening to one rep, or to a pool.

    Among equals the rep with the fewest leads so far comes first, then the first in the table.
    """

    def __init__(self, leads: LeadFlow) -> None:
        self.leads, self.flow = leads, leads.flow
        scenario = leads.world.scenario
        self.rule = scenario.pipeline.routing
        self.kind = KINDS.index(self.rule.kind)
        self.is_on = self.kind != TERRITORY
        self.replaces_absent = self.is_on or self.rule.fallback is not None
        self.groups = groups_of(scenario)
        start = self.groups.start.tolist()
        everybody = self.groups.members.tolist()
        self.members: list[list[int]] = [everybody[a:b] for a, b in pairwise(start)]
        self._group_of_unit: list[int] = self.groups.of_unit.tolist()
        self._weight, self._best = self.groups.weight.tolist(), self.groups.best.tolist()
        self._rep_ids = scenario.tables.reps["id"].tolist()
        self._unit_ids = scenario.tables.units["id"].tolist()
        self._family_ids = [family.id for family in scenario.market.families]
        self.given = [0] * len(self._weight)
        self._turn = [[0, 0] for _ in self.members]
        self._owner: dict[int, int] = {}
        self._rules: dict[int, Callable[[int, int, Sequence[int]], int]] = {
            ROUND_ROBIN: self._by_turn,
            WEIGHTED: self._by_weight,
            SKILL: self._by_skill,
            OWNER: self._owner_of,
            LEAST_LOADED: self._spread,
            SCORE_TIERED: self._in_tier,
            RANDOM: self._by_lot,
            OWN: self._by_own_rule,
        }
        self.pools = [
            Pool(self.flow.env, [self.flow.desks[rep] for rep in members])
            for members in (self.members if self.kind == POOL else [])
        ]

    def pool(self, row: int) -> Pool:
        """Return the pool in which a lead waits."""
        return self.pools[self._group_of_unit[self.leads.unit[row]]]

    def rep_for(self, row: int) -> int:
        """Return the rep to whom a new lead is given; a pool's lead stays with its territory until it is begun."""
        territory = self.flow.cover.seller[self.leads.family[row]][self.leads.unit[row]]
        if self.kind == POOL:
            return territory
        if self.kind == TERRITORY:
            replaced = self.groups.fallback >= 0 and not self.flow.present[territory]
            return self.groups.fallback if replaced else territory
        rep = self._chosen(row, territory)
        self.given[rep] += 1
        return rep

    def instead_of(self, row: int, rep: int) -> int:
        """Return who takes over a lead from a rep, himself when there is nobody else."""
        if self.groups.fallback >= 0:
            return self.groups.fallback
        members = self.members[self._group_of_unit[self.leads.unit[row]]]
        others = [other for other in members if self.flow.present[other] and other != rep]
        return self._least_loaded(others) if others else rep

    def _chosen(self, row: int, territory: int) -> int:
        """Return the rep of the group by the rule; the fallback when nobody of the group is there."""
        group = self._group_of_unit[self.leads.unit[row]]
        members = self.members[group]
        here = [rep for rep in members if self.flow.present[rep]]
        if not here:
            return self.groups.fallback if self.groups.fallback >= 0 else territory
        return self._rules[self.kind](row, group, here)

    def _spread(self, row: int, group: int, reps: Sequence[int]) -> int:
        return self._least_loaded(reps)

    def _by_lot(self, row: int, group: int, reps: Sequence[int]) -> int:
        return reps[drawn_place(float(self.leads.luck.route[row]), len(reps))]

    def _by_own_rule(self, row: int, group: int, reps: Sequence[int]) -> int:
        """Return whom a rule of the user's own chooses."""
        rule, leads = self.rule.own, self.leads
        assert rule is not None
        lead = LeadFacts(
            self._unit_ids[leads.unit[row]],
            self._family_ids[leads.family[row]],
            leads.rank(row),
            self.flow.env.now,
            float(leads.luck.route[row]),
        )
        facts = [
            RepFacts(self._rep_ids[r], self.flow.desks[r].load, self.given[r], leads.skill_for(row, r))
            for r in reps
        ]
        return reps[chosen_place(rule.name, lead, facts, rule.values())]

    def _by_weight(self, row: int, group: int, reps: Sequence[int]) -> int:
        return self._most_due(reps)

    def _by_skill(self, row: int, group: int, reps: Sequence[int]) -> int:
        return self._least_loaded(self._skilled(row, reps))

    def _by_turn(self, row: int, group: int, reps: Sequence[int]) -> int:
        return self._in_turn(group, 0, reps)

    def _least_loaded(self, reps: Sequence[int]) -> int:
        desks = self.flow.desks
        return min(reps, key=lambda rep: (desks[rep].load, self.given[rep], rep))

    def _in_turn(self, group: int, tier: int, reps: Sequence[int]) -> int:
        """Return who is due next of a group's members, and pass the turn on."""
        members, turn = self.members[group], self._turn[group][tier]
        place = min(
            (members.index(rep) for rep in reps), key=lambda place: turns_until(place, turn, len(members))
        )
        self._turn[group][tier] = place + 1
        return members[place]

    def _most_due(self, reps: Sequence[int]) -> int:
        """Return who is due by weight; when nobody is (somebody was away), who has the least for his weight."""
        weight = sum(self._weight[rep] for rep in reps)
        total = sum(self.given[rep] for rep in reps)
        due = [(due_by(self._weight[r] / weight, self.given[r], total, len(reps)), r) for r in reps]
        soonest, rep = min(due)
        return (
            rep if soonest < float("inf") else min(reps, key=lambda r: (self.given[r] / self._weight[r], r))
        )

    def _skilled(self, row: int, reps: Sequence[int]) -> Sequence[int]:
        skills = [self.leads.skill_for(row, rep) for rep in reps]
        best = max(skills)
        return [
            r
            for r, skill in zip(reps, skills, strict=True)
            if is_skilled_enough(skill, best, self.rule.skill_within)
        ]

    def _owner_of(self, row: int, group: int, reps: Sequence[int]) -> int:
        """Return who had the account's first lead; a new account, or one whose owner is away, goes in turn."""
        account = int(self.leads.leads.account[row])
        owner = self._owner.get(account)
        if owner is not None and self.flow.present[owner]:
            return owner
        rep = self._in_turn(group, 0, reps)
        self._owner.setdefault(account, rep)
        return rep

    def _in_tier(self, row: int, group: int, reps: Sequence[int]) -> int:
        """Return who is due among the best reps for one of the best leads, among the others for the rest."""
        is_best = self.leads.rank(row) < self.rule.best_ranks
        tier = [rep for rep in reps if self._best[rep] == is_best]
        return self._in_turn(group, int(is_best), tier or reps)
