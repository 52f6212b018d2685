"""What a supply plan starts from: demand by product family and period, costs, capacity, stocks."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from optimize.program import Floats

Series = float | tuple[float, ...]
"""One number for every period, or one for each."""


def by_period(value: Series, n_periods: int) -> Floats:
    """Return a series as an array of shape (n_periods,)."""
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (n_periods,))


def in_period(value: Series, period: int) -> float:
    """Return a series' number in one period, counted from 0."""
    return value[period] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Family:
    """
    A product family; money is per unit (and period, where it is kept), all amounts are units.

    Limits and the price may differ by period.

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
    regular_limit, overtime_limit, subcontract_limit
        The most that can be made in regular time, made in overtime, and bought, in a period. A family that takes no
        hours has overtime only with a limit of its own.
    contract_units
        The least that must be bought in a period, by contract.
    """

    id: str
    demand: tuple[float, ...]
    hours: float
    material: float = 0.0
    overtime_material: float | None = None
    holding: float = 0.0
    backlog_cost: float | None = None
    subcontract: float | None = None
    price: Series = 0.0
    lost_sale: float | None = None
    opening_stock: float = 0.0
    opening_backlog: float = 0.0
    closing_stock: float = 0.0
    closing_backlog: float = 0.0
    most_units: Series = math.inf
    regular_limit: Series = math.inf
    overtime_limit: Series = math.inf
    subcontract_limit: Series = math.inf
    contract_units: Series = 0.0


@dataclass(frozen=True)
class Workforce:
    """
    The people who make it; money is per person (and period, where it is paid), hours are per person and period.

    ``overtime_cost`` is per hour; ``hire`` and ``lay_off`` are ``None`` when nobody may be hired or laid off. There are
    at most ``most`` people in a period, and at most ``most_hires`` are hired in one.
    ``extra_hours`` and ``extra_overtime`` are hours of a period from elsewhere, which nobody here is paid for.
    """

    opening: float
    wage: float
    regular_hours: float
    overtime_hours: float = 0.0
    overtime_cost: float = 0.0
    hire: float | None = None
    lay_off: float | None = None
    most: Series = math.inf
    most_hires: Series = math.inf
    extra_hours: Series = 0.0
    extra_overtime: Series = 0.0


NOBODY = Workforce(0.0, 0.0, 0.0)
"""No people of its own: families whose units take no hours are limited in units."""


@dataclass(frozen=True)
class SupplyFacts:
    """The facts of one planning problem; ``storage`` is the most units in stock at a period's end, of all families."""

    periods: tuple[str, ...]
    families: tuple[Family, ...]
    workforce: Workforce = NOBODY
    storage: Series = math.inf

    def __post_init__(self) -> None:
        """
        Refuse facts that make no problem.

        Raises
        ------
        ValueError
            With every fault, each with the field, its value and what is allowed.
        """
        faults = [*_shape_faults(self), *_value_faults(self), *_contract_faults(self)]
        if faults:
            raise ValueError("\n".join(faults))


def _shape_faults(facts: SupplyFacts) -> list[str]:
    n, faults = len(facts.periods), []
    if not n:
        faults.append("periods: at least one is wanted, got none")
    ids = [family.id for family in facts.families]
    faults += [f"families: {name!r} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    if not ids:
        faults.append("families: at least one is wanted, got none")
    faults += [
        f"{where}: {n} periods are planned, got {len(value)} values"
        for where, value in _values(facts)
        if isinstance(value, tuple) and len(value) != n
    ]
    return faults


def _value_faults(facts: SupplyFacts) -> list[str]:
    """Return a fault for each number below zero and each that is none."""
    return [
        f"{where}: a number of 0 or more is wanted, got {number}"
        for where, value in _values(facts)
        for number in (value if isinstance(value, tuple) else (value,))
        if isinstance(number, int | float) and not number >= 0
    ]


def _contract_faults(facts: SupplyFacts) -> list[str]:
    """Return a fault for each contract with suppliers that has no price."""
    return [
        f"{family.id}.contract_units: what must be bought has a price (subcontract), got none"
        for family in facts.families
        if family.subcontract is None
        and np.max(by_period(family.contract_units, len(facts.periods)), initial=0) > 0
    ]


def _values(facts: SupplyFacts) -> list[tuple[str, object]]:
    """Return every field of the facts with the name a user knows it by."""
    parts: list[tuple[str, Workforce | Family]] = [("workforce", facts.workforce)]
    parts += [(family.id, family) for family in facts.families]
    told = [
        (f"{what}.{each.name}", getattr(part, each.name)) for what, part in parts for each in fields(part)
    ]
    return [*told, ("storage", facts.storage)]
