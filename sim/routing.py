"""Who gets a lead: the groups leads are given within, and the rules of choice among a group's reps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from sim.documents.routing import RoutingKind
from sim.quota import rep_of_unit

if TYPE_CHECKING:
    from sim.scenario import Scenario

Ints = NDArray[np.int64]
KINDS: tuple[str, ...] = get_args(RoutingKind)
TERRITORY, POOL, ROUND_ROBIN, WEIGHTED, SKILL, OWNER, LEAST_LOADED, SCORE_TIERED, RANDOM, OWN = range(
    len(KINDS)
)
_ROUNDING = 1e-9


class Groups(NamedTuple):
    """
    The groups that leads are given within; each rep is in one of them.

    ``members[start[g] : start[g + 1]]`` are the rows of group g's reps; ``of_unit`` has shape (n_units,),
    ``weight`` and ``best`` (whether the rep gets the best leads) shape (n_reps,), ``fallback`` is a row or -1.
    """

    of_unit: Ints
    start: Ints
    members: Ints
    weight: NDArray[np.float64]
    best: NDArray[np.bool_]
    fallback: int


def groups_of(scenario: Scenario) -> Groups:
    """Return the groups of a scenario's routing; a region where nobody lives belongs to its reps' home region."""
    routing, units, reps = scenario.pipeline.routing, scenario.tables.units, scenario.tables.reps
    row = reps.index()
    weight = np.ones(len(reps))
    for entry in routing.weights:
        weight[row[entry.id]] = entry.weight
    best = np.zeros(len(reps), dtype=np.bool_)
    best[[row[rep] for rep in routing.best]] = True
    fallback = row[routing.fallback] if routing.fallback else -1
    unit_row = units.index()
    home_region = units["region"][[unit_row[home] for home in reps["home"].tolist()]]
    if routing.among == "all":
        home_region = np.full(len(reps), "")
    regions, group = np.unique(home_region, return_inverse=True)
    place = {str(region): number for number, region in enumerate(regions.tolist())}
    of_rep = group[rep_of_unit(scenario)].tolist()
    region_of_unit = units["region"].tolist() if routing.among == "region" else [""] * len(units)
    of_unit = [place.get(region, of_rep[unit]) for unit, region in enumerate(region_of_unit)]
    members = np.argsort(group, kind="stable").astype(np.int64)
    start = np.searchsorted(group[members], np.arange(len(regions) + 1))
    return Groups(np.array(of_unit), start.astype(np.int64), members, weight, best, fallback)


def turns_until(place: int, turn: int, n_members: int) -> int:
    """Return how many turns pass before the member at ``place`` of a group is due, when ``turn`` is due now."""
    return (place - turn) % n_members


def due_by(weight_share: float, given: int, total: int, n_members: int) -> float:
    """
    Return how soon a rep must get another lead for his share to be kept, infinity when he is not yet due.

    The rule of Tijdeman (1980, "The chairman assignment problem"): after each lead every rep has had his share of all
    leads so far rounded down or up. ``given`` of ``total`` leads so far were his.
    """
    if n_members == 1:
        return 0.0
    slack = 1.0 / (2.0 * n_members - 2.0)
    owed = weight_share * (total + 1) - given
    if owed < slack - _ROUNDING:
        return math.inf
    return (1.0 - slack - owed) / weight_share


def is_skilled_enough(skill: float, best_skill: float, within: float) -> bool:
    """Return whether a rep's skill for a lead is close enough to the best rep's."""
    return skill >= within * best_skill


def drawn_place(luck: float, n_members: int) -> int:
    """Return a member's place by lot."""
    return min(int(luck * n_members), n_members - 1)
