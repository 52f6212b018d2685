"""Which leads a market goes without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.calendar import HOURS_PER_DAY, Timeline
from sim.near_misses import NearMisses
from sim.quota import rep_of_unit
from sim.table import RowIssue

if TYPE_CHECKING:
    from sim.documents.shortfalls import Shortfall
    from sim.market import Leads
    from sim.scenario import Scenario
    from sim.streams import Streams


def without_shortfalls(scenario: Scenario, leads: Leads, line: Timeline, streams: Streams) -> Leads:
    """Return the leads that come, in their order: those that no shortfall of the market keeps away."""
    stays = np.ones(len(leads), dtype=np.bool_)
    for shortfall in scenario.market.shortfalls:
        luck = streams.uniforms(f"shortfall {shortfall.id}", leads.id)
        stays &= ~(_named(scenario, shortfall, leads, line) & (luck < shortfall.share))
    if stays.all():
        return leads
    return replace(leads, **{field.name: getattr(leads, field.name)[stays] for field in fields(leads)})


def _named(scenario: Scenario, shortfall: Shortfall, leads: Leads, line: Timeline) -> NDArray[np.bool_]:
    """Return the leads that every list of a shortfall names, shape (n_leads,)."""
    units = scenario.tables.units
    named: NDArray[np.bool_] = line.month[(leads.arrival // HOURS_PER_DAY).astype(np.int64)] > 0
    if shortfall.months:
        month = line.month[(leads.arrival // HOURS_PER_DAY).astype(np.int64)]
        named = named & np.isin(month, shortfall.months)
    if shortfall.regions:
        named = named & np.isin(units["region"], shortfall.regions)[leads.unit]
    if shortfall.families:
        named = (
            named & np.isin([one.id for one in scenario.market.families], shortfall.families)[leads.family]
        )
    if shortfall.grades:
        named = named & np.isin([one.id for one in scenario.pipeline.grades], shortfall.grades)[leads.grade]
    if shortfall.reps:
        theirs = np.isin(scenario.tables.reps["id"], shortfall.reps)[rep_of_unit(scenario)]
        named = named & theirs[leads.unit]
    return named


def shortfall_faults(scenario: Scenario) -> Iterator[tuple[str, RowIssue]]:
    """Yield a fault for each name in a shortfall that nothing in the scenario has."""
    known = {
        "regions": ("T052", "region", set(scenario.tables.units["region"].tolist())),
        "families": ("T041", "product family", {one.id for one in scenario.market.families}),
        "grades": ("T053", "grade", {one.id for one in scenario.pipeline.grades}),
        "reps": ("T021", "rep", set(scenario.tables.reps["id"].tolist())),
    }
    ids = [one.id for one in scenario.market.shortfalls]
    for shortfall in scenario.market.shortfalls:
        path = f"market.shortfalls.{shortfall.id}"
        if ids.count(shortfall.id) > 1:
            yield f"{path}.id", RowIssue("T003", 0, "id", shortfall.id, "each shortfall's id stands once")
        for column, (code, noun, there) in known.items():
            near = NearMisses(there)
            for name in getattr(shortfall, column):
                if name not in there:
                    told = f"no such {noun}{near.hint(name)}"
                    yield f"{path}.{column}", RowIssue(code, 0, column, name, told)
