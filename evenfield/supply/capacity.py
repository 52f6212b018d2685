"""What one more unit of a family's capacity is worth: in the plan, with relief, and simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.supply.trials import shipped_units
from optimize.supply.planning import SupplyPlan

BINDS = 1e-6
"""A price above this binds [currency/unit]."""


@dataclass(frozen=True)
class Capacity:
    """
    What one more unit of a family's capacity is worth [currency/unit].

    ``own`` in the plan without relief, mean over the months; ``binding`` in how many months it is worth
    anything; ``with_relief`` in the plan with overtime and suppliers; ``simulated``: profit per unit shipped more when
    capacity grows as overtime would have it, before what overtime costs and with all that follows (``None``: not run).
    """

    family: str
    own: float
    binding: int
    with_relief: float
    simulated: PairedDifference | None = None


def capacity_of(family: str, plan: SupplyPlan, relieved: SupplyPlan) -> Capacity:
    """Return the worth of one more unit a month, mean over the months."""
    own, helped = (each.limit_price["capacity"][family] for each in (plan, relieved))
    return Capacity(family, float(own.mean()), int((own > BINDS).sum()), float(helped.mean()))


def simulated_worth(
    family: str, short: tuple[str, ...], frames: Mapping[str, pd.DataFrame]
) -> PairedDifference | None:
    """Return profit per unit shipped more with the capacity of overtime: of a family that alone is short."""
    if short != (family,) or "overtime" not in frames:
        return None
    more, first = frames["overtime"], frames[""]
    units = shipped_units(more, family) - shipped_units(first, family)
    mean = float(units.mean())
    if mean <= 0:
        return None
    name = "profit_contribution"
    mine, base = (
        f[(f["measure"] == name)].sort_values("replication")["value"].to_numpy() for f in (more, first)
    )
    # A ratio of means: the spread is that of profit less the mean worth times the units (delta method).
    worth = float((mine - base).mean()) / mean
    return paired_difference(worth + ((mine - base) - worth * units) / mean)
