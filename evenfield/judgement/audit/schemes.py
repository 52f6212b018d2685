"""What schemers do, and the world in which some reps do it while all others stay honest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.agents.behaviour import with_honest_reps
from sim.calendar import MONTHS_PER_YEAR
from sim.documents.scheming import Scheming
from sim.documents.shortfalls import Shortfall
from sim.market import mean_order_units
from sim.scenario import Scenario
from sim.streams import Streams, entity_ids

LEFT_ALONE = 0.3
"""Share of the leads that a cherry-picker leaves alone, the poorest of all families and grades."""

_NOTHING = 1e-9


@dataclass(frozen=True)
class Scheme:
    """
    A way to be paid more for the same work.

    ``how`` is *engine* (simulated, day by day) or *replay* (the honest log's orders through the payroll, changed).
    """

    id: str
    words: str
    how: Literal["engine", "replay"]


SCHEMES = (
    Scheme("hold back", "keeps ripe deals for the next window", "engine"),
    Scheme("pull forward", "closes deals early, at a price cut", "engine"),
    Scheme("cherry-pick", "leaves the poorest leads alone", "engine"),
    Scheme("split", "books late orders in two halves, either side of a window's end", "replay"),
    Scheme("discount", "gives every new buyer a price cut to win more", "replay"),
)


def audited(scenario: Scenario) -> Scenario:
    """
    Return the honest scenario over a year and the longest window of its plan.

    What is moved over the end of a window in the year is paid before the run ends.
    """
    longest = max((component.measure.months for component in scenario.plan.pay.components), default=1)
    run = scenario.run.model_copy(update={"months": MONTHS_PER_YEAR + longest})
    return with_honest_reps(scenario).model_copy(update={"run": run})


def schemers(scenario: Scenario, share: float, replication: int) -> tuple[str, ...]:
    """Return who schemes in a replication: a share of the reps, at least one, drawn by their ids."""
    reps = scenario.tables.reps["id"]
    luck = Streams(scenario.run.seed, replication).uniforms("who schemes", entity_ids(reps))
    number = max(1, math.ceil(share * len(reps) - 1e-9))
    return tuple(sorted(reps[np.argsort(luck, kind="stable")[:number]].tolist()))


def schemed(scenario: Scenario, scheme: Scheme, who: Sequence[str]) -> Scenario:
    """
    Return an audited scenario in which some reps scheme.

    Raises
    ------
    ValueError
        When the scheme is a replay: it has no world of its own.
    """
    if scheme.id == "cherry-pick":
        return _cherry_picked(scenario, who)
    if scheme.how == "replay":
        raise ValueError(f"{scheme.id} is a replay, it has no world of its own")
    rule = Scheming(
        kind="scheming",
        honest=scenario.people.behaviour,  # type: ignore[arg-type]  # an audited scenario has honest reps
        reps=tuple(who),
        holds=scheme.id == "hold back",
        pulls=scheme.id == "pull forward",
        last_month=MONTHS_PER_YEAR,
    )
    return scenario.model_copy(update={"people": scenario.people.model_copy(update={"behaviour": rule})})


def _cherry_picked(scenario: Scenario, who: Sequence[str]) -> Scenario:
    """
    Return the scenario in which the poorest leads of some reps' territories are left alone.

    A lead that nobody ever works takes no time and is never won, as one that never came.
    """
    months = tuple(range(1, MONTHS_PER_YEAR + 1))
    left = tuple(
        Shortfall(
            id=f"left-{family}-{grade}",
            share=share,
            months=months,
            families=(family,),
            grades=(grade,),
            reps=tuple(who),
        )
        for family, grade, share in poorest_leads(scenario)
    )
    market = scenario.market.model_copy(update={"shortfalls": (*scenario.market.shortfalls, *left)})
    return scenario.model_copy(update={"market": market})


def poorest_leads(scenario: Scenario) -> list[tuple[str, str, float]]:
    """Return family, grade and the share of these leads left alone: those worth least, up to ``LEFT_ALONE``."""
    cells = []
    for family in scenario.market.families:
        value = family.win_ratio * float(family.price) * mean_order_units(family)
        cells += [
            (value * grade.win_ratio, family.share * grade.share, family.id, grade.id)
            for grade in scenario.pipeline.grades
        ]
    if len(cells) == 1:
        return []  # no lead is poorer than another
    poorest, room = [], LEFT_ALONE
    for _, share, family_id, grade_id in sorted(cells):
        if share > 0 and room > _NOTHING:
            poorest.append((family_id, grade_id, min(room / share, 1.0)))
            room -= min(room, share)
    return poorest
