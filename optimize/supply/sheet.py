"""What a planner knows of supply beyond the scenario: people, costs, stock, and what overtime and suppliers ask."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import model_validator

from optimize.program import Floats
from optimize.supply.facts import NOBODY, Family, Workforce
from sim.document import AsTuple, Document, Id, NonNegative, Positive, Share
from sim.documents.shares import check_once

HOLDING, BACKLOG = 0.01, 0.02
OVERTIME_SHARE, OVERTIME_EXTRA = 0.10, 0.5
SUBCONTRACT_SHARE, SUBCONTRACT_EXTRA = 0.20, 0.8
"""Assumed where nothing is said: shares of material (holding, extras), of price (backlog) and of capacity (shares)."""


class FamilySheet(Document):
    """Costs and stock of one family; money is per unit (and month, where it is kept); null: assumed."""

    id: Id
    hours: NonNegative = 0.0
    """Hours of work for one unit; 0: limited by ``plan.supply`` alone."""
    material: NonNegative | None = None
    """Cost of making one unit; null: what the margin leaves of the list price."""
    holding: NonNegative | None = None
    backlog_cost: NonNegative | None = None
    lost_sale: NonNegative = 0.0
    """Penalty, besides the margin not earned, for a unit turned away."""
    overtime_share: NonNegative = OVERTIME_SHARE
    """Units that overtime can add, as a share of the month's capacity."""
    overtime_extra: NonNegative | None = None
    """What a unit costs more in overtime."""
    subcontract_share: NonNegative = SUBCONTRACT_SHARE
    """Units that can be bought, as a share of the month's capacity."""
    subcontract_extra: NonNegative | None = None
    """What a unit costs more when it is bought."""
    contract_units: NonNegative = 0.0
    """Units a month that a contract with suppliers makes one buy, with relief or without."""
    opening_stock: NonNegative = 0.0
    closing_stock: NonNegative = 0.0


class Crew(Document):
    """The people who make it; money and hours are per person and month. ``hire``, ``lay_off``: null forbids it."""

    opening: NonNegative
    wage: NonNegative
    regular_hours: Positive
    overtime_hours: NonNegative = 0.0
    overtime_cost: NonNegative = 0.0
    """For an hour of overtime."""
    hire: NonNegative | None = None
    lay_off: NonNegative | None = None
    most_people: NonNegative | None = None
    most_hires: NonNegative | None = None
    """People taken on in a month at most; null: as many as are wanted."""


class SupplySheet(Document):
    """A supply sheet: what the scenario does not say about making and storing what is sold."""

    families: Annotated[tuple[FamilySheet, ...], AsTuple] = ()
    """Families that are not listed are as assumed."""
    workforce: Crew | None = None
    storage: NonNegative | None = None
    """Room for all families together [units]; null: enough."""
    setup_hours: NonNegative = 0.0
    """Hours a month to set up for each family, where more than one is offered."""
    substitution: Share = 0.0
    """Share of demand for a family that is not offered which goes to the others."""

    @model_validator(mode="after")
    def _once(self) -> SupplySheet:
        check_once([family.id for family in self.families])
        if self.workforce is None and any(family.hours for family in self.families):
            raise ValueError("a family takes hours, so workforce is wanted: who works them")
        if self.workforce is None and self.setup_hours:
            raise ValueError("set-ups take hours, so workforce is wanted: who works them")
        return self


def family_facts(
    sheet: FamilySheet, demand: Floats, sold: tuple[float, float], capacity: Floats, *, relief: bool
) -> Family:
    """
    Return a family as the plan takes it.

    Parameters
    ----------
    sheet
        What is known of it.
    demand, capacity
        Units of each period, shape (n_periods,); capacity is infinite where there is no limit.
    sold
        Price and margin share.
    relief
        Whether overtime and suppliers may help.
    """
    price, margin = sold
    material = price * (1 - margin) if sheet.material is None else sheet.material
    limited = np.isfinite(capacity).all()
    overtime, bought = sheet.overtime_share * capacity, sheet.subcontract_share * capacity
    helps = relief and limited
    none = np.zeros(len(demand))
    # What a contract makes one buy is there without relief too, as far as suppliers can provide it.
    owed = np.minimum(sheet.contract_units, bought) if limited else np.full(len(demand), sheet.contract_units)
    return Family(
        sheet.id,
        tuple(demand.tolist()),
        hours=sheet.hours,
        material=material,
        overtime_material=material + _or(sheet.overtime_extra, OVERTIME_EXTRA * material),
        holding=_or(sheet.holding, HOLDING * material),
        backlog_cost=_or(sheet.backlog_cost, BACKLOG * price),
        subcontract=material + _or(sheet.subcontract_extra, SUBCONTRACT_EXTRA * material),
        price=price,
        lost_sale=sheet.lost_sale,
        opening_stock=sheet.opening_stock,
        closing_stock=sheet.closing_stock,
        regular_limit=tuple(capacity.tolist()),
        overtime_limit=tuple((overtime if helps else none).tolist()),
        subcontract_limit=tuple((bought if helps else owed).tolist()),
        contract_units=sheet.contract_units,
    )


def crew_facts(crew: Crew | None) -> Workforce:
    """Return the people as the plan takes them."""
    if crew is None:
        return NOBODY
    return Workforce(
        crew.opening,
        crew.wage,
        crew.regular_hours,
        crew.overtime_hours,
        crew.overtime_cost,
        crew.hire,
        crew.lay_off,
        _or(crew.most_people, math.inf),
        _or(crew.most_hires, math.inf),
    )


def _or(given: float | None, assumed: float) -> float:
    return assumed if given is None else given
