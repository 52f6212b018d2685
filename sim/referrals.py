"""Leads that a run itself brings forth: drawn by their own ids like any other, once it is known that they come."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sim.campaigns import ORGANIC
from sim.inquiries import Inquiries
from sim.market import LeadLuck, Leads, describe_leads

if TYPE_CHECKING:
    from sim.engine.world import World

Columns = TypeVar("Columns", Leads, LeadLuck)


def referred_leads(world: World, expected: list[tuple[float, int, int]]) -> Leads:
    """Return what referred leads are, in the order given: (arrival [hours], id, row of the basic unit) each."""
    arrival, ids, unit = zip(*expected, strict=True)
    rule = world.scenario.customers.referral
    sources = [source.id for source in world.scenario.market.sources]
    source = ORGANIC if rule is None or rule.source is None else sources.index(rule.source)
    inquiries = Inquiries(
        np.array(ids, dtype=np.uint64),
        np.array(unit, dtype=np.int64),
        np.array(arrival, dtype=np.float64),
        np.full(len(ids), ORGANIC),
        np.full(len(ids), source),
    )
    return describe_leads(world.scenario, inquiries, world.streams)


def joined(*parts: Columns) -> Columns:
    """Return the rows of some parts, in this order."""
    columns = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(parts[0])
    }
    return type(parts[0])(**columns)
