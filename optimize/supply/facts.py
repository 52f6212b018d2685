"""What a supply plan starts from: demand by product family and period, costs, capacity, stocks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Family:
    """
    A product family; money is per unit (and period, where it is kept), all amounts are units.

    Attributes
    ----------
    demand
        Unconstrained demand of each period [units], shape (n_periods,).
    hours
        Hours of work for one unit.
    material, overtime_material
        Material for a unit made in regular time, and in overtime (``None``: the same).
    holding, backlog_cost
        For a unit in stock, or owed, at a period's end.
    subcontract
        Price of a unit bought, material included; ``None``: none can be bought.
    price
        What a unit sells for; 0 when only cost matters.
    lost_sale
        Penalty, besides the price not earned, for a unit of demand that is turned away; ``None``: none may be.
    opening_stock, opening_backlog, closing_stock
        Stock and backlog before the first period, and the least stock after the last.
    closing_backlog
        The most that may be owed after the last period.
    most_units
        The most that suppliers can provide for in a period, made or bought.
    subcontract_limit
        The most that can be bought in a period.
    """

    id: str
    demand: tuple[float, ...]
    hours: float
    material: float = 0.0
    overtime_material: float | None = None
    holding: float = 0.0
    backlog_cost: float | None = None
    subcontract: float | None = None
    price: float = 0.0
    lost_sale: float | None = None
    opening_stock: float = 0.0
    opening_backlog: float = 0.0
    closing_stock: float = 0.0
    closing_backlog: float = 0.0
    most_units: float = math.inf
    subcontract_limit: float = math.inf


@dataclass(frozen=True)
class Workforce:
    """
    The people who make it; money is per person (and period, where it is paid), hours are per person and period.

    ``overtime_cost`` is per hour; ``hire`` and ``lay_off`` are ``None`` when nobody may be hired or laid off.
    """

    opening: float
    wage: float
    regular_hours: float
    overtime_hours: float = 0.0
    overtime_cost: float = 0.0
    hire: float | None = None
    lay_off: float | None = None
    most: float = math.inf


@dataclass(frozen=True)
class SupplyFacts:
    """The facts of one planning problem; ``storage`` is the most units in stock at a period's end, of all families."""

    periods: tuple[str, ...]
    families: tuple[Family, ...]
    workforce: Workforce
    storage: float = math.inf

    def __post_init__(self) -> None:
        """
        Refuse facts that make no problem.

        Raises
        ------
        ValueError
            With every fault, each with the field, its value and what is allowed.
        """
        faults = [*_shape_faults(self), *_value_faults(self)]
        if faults:
            raise ValueError("\n".join(faults))


def _shape_faults(facts: SupplyFacts) -> list[str]:
    faults = []
    if not facts.periods:
        faults.append("periods: at least one is wanted, got none")
    ids = [family.id for family in facts.families]
    faults += [f"families: {name!r} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    if not ids:
        faults.append("families: at least one is wanted, got none")
    faults += [
        f"{family.id}.demand: {len(facts.periods)} periods are planned, got {len(family.demand)} values"
        for family in facts.families
        if len(family.demand) != len(facts.periods)
    ]
    return faults


def _value_faults(facts: SupplyFacts) -> list[str]:
    """Return a fault for each number below zero and each that is none."""
    faults = []
    for what, part in [("workforce", facts.workforce), *((f.id, f) for f in facts.families)]:
        for entry in fields(part):  # type: ignore[arg-type]  # both are dataclasses
            value = getattr(part, entry.name)
            numbers: Sequence[float] = value if isinstance(value, tuple) else (value,)
            bad = [n for n in numbers if isinstance(n, int | float) and not n >= 0]
            faults += [f"{what}.{entry.name}: a number of 0 or more is wanted, got {n}" for n in bad]
    return faults
