"""Why a basic unit is covered by whom it is: what others would cost, what holds it there, what moving it changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.realignment.effects import Effect, effect
from optimize.realignment.shifts import Map, rest_in_pieces
from optimize.realignment.yardstick import Yardstick

SHOWN = 6
"""Reps that are compared."""


@dataclass(frozen=True)
class Candidate:
    """
    A rep who could cover the unit.

    ``travel_cost`` of the unit from his base [currency/year] over ``km``; ``gain`` is what the objective falls by when
    it goes to him; ``obstacles`` say in words what the rules of contiguity have against it.
    """

    rep: str
    km: float
    travel_cost: float
    gain: float
    obstacles: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """
    A unit and its reps, the one of today first, then by gain.

    ``second_best`` costs ``second_cost`` more a year in travel and balance than today's rep (below zero: less);
    ``locks`` say in words what holds the unit; ``moving`` is the exact effect of moving it to the second best.
    """

    unit: str
    name: str
    rep: str
    leads: float
    candidates: tuple[Candidate, ...]
    locks: tuple[str, ...]
    second_best: str
    second_cost: float
    moving: Effect


def why(yardstick: Yardstick, unit: int) -> Why:
    """
    Return why the unit in a row is where it is.

    Raises
    ------
    ValueError
        When there is no other rep.
    """
    stick, now = yardstick, int(yardstick.today[unit])
    units, reps = stick.ground.scenario.tables.units, stick.ground.present.reps
    here = Map(stick)
    others = np.flatnonzero(stick.active & (np.arange(len(reps)) != now))
    if not len(others):
        raise ValueError(f"{reps[now]} is the only rep with a territory, so there is nobody to compare with")
    gains = here.gain(np.full(len(others), unit), others)
    possible = np.array([here.beside(unit, int(rep)) for rep in others])
    order = np.lexsort((-gains, ~possible))
    second = int(others[order[0]])
    changed = stick.today.copy()
    changed[unit] = second
    listed = [now, *others[order[:SHOWN]].tolist()]
    return Why(
        str(units["id"][unit]),
        str(units["name"][unit]),
        str(reps[now]),
        float(stick.ground.work.leads[unit]),
        tuple(_candidate(here, unit, rep) for rep in listed),
        locks_of(here, unit),
        str(reps[second]),
        -float(gains[order[0]]),
        effect(stick, changed),
    )


def _candidate(here: Map, unit: int, rep: int) -> Candidate:
    """Return what a rep would make of a unit."""
    stick, row = here.yardstick, np.array([unit])
    km = float(stick.ground.km(row, stick.base[[rep]])[0])
    gain = float(here.gain(row, np.array([rep]))[0])
    obstacles = []
    if rep != here.rep_of[unit] and not here.beside(unit, rep):
        obstacles.append("nothing of his borders on it")
    return Candidate(
        str(stick.ground.present.reps[rep]), km, float(stick.cost[unit, rep]), gain, tuple(obstacles)
    )


def locks_of(here: Map, unit: int) -> tuple[str, ...]:
    """Return what holds a unit where it is, in words."""
    stick, rep = here.yardstick, int(here.rep_of[unit])
    name, graph = str(stick.ground.present.reps[rep]), stick.ground.graph
    locks = []
    if stick.base[rep] == unit:
        locks.append(f"{name} works from here: without it his territory would lie apart from his base")
    elif stick.anchor[unit]:
        locks.append(f"it holds a piece of {name}'s territory that is cut off from the rest")
    elif stick.locked[unit]:
        locks.append("it is locked")
    if here.count[rep] == 1:
        locks.append(f"it is all that {name} has")
    if graph is not None:
        parts = rest_in_pieces(graph, here.rep_of, unit)
        if parts > 1:
            locks.append(f"without it {name}'s territory would fall into {parts} pieces around it")
    if unit in stick.alone:
        locks.append("it is larger than a fair territory: whoever covers it has too much")
    return tuple(locks)
