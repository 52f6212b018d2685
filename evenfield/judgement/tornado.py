"""A tornado: what profit gains and loses when one lever of selling at a time moves a little, and all together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd

from evenfield.comparison.paired import PairedDifference, paired_difference
from evenfield.comparison.values import kpi_values
from evenfield.judgement.worlds import CENT, with_quotas
from sim.compensation.plan import PayLevel
from sim.documents.competition import Price
from sim.quota import quotas_cents
from sim.scenario import Scenario
from sim.table import Table

Lever = Callable[[Scenario, float], Scenario]
"""Returns a scenario in which a lever stands at so many times what it was."""


@dataclass(frozen=True)
class Bar:
    """One lever: the change of profit when it falls and when it rises, paired by replication [currency]."""

    lever: str
    down: PairedDifference
    up: PairedDifference

    @property
    def swing(self) -> float:
        """Return the wider of both changes [currency]."""
        return max(abs(self.down.mean), abs(self.up.mean))


@dataclass(frozen=True)
class Tornado:
    """
    All bars, the widest first.

    ``together`` is the change when all levers rise at once, ``interaction`` that less the sum of one at a time.
    """

    delta: float
    bars: tuple[Bar, ...]
    together: PairedDifference
    interaction: PairedDifference


def _market(scenario: Scenario, **changes: object) -> Scenario:
    return scenario.model_copy(update={"market": scenario.market.model_copy(update=changes)})


def _leads(scenario: Scenario, by: float) -> Scenario:
    return _market(scenario, leads_per_year=scenario.market.leads_per_year * by)


def _skill(scenario: Scenario, by: float) -> Scenario:
    reps = scenario.tables.reps
    columns: dict[str, Any] = {**reps.columns, "skill": reps["skill"] * by}
    table = Table.of(reps.spec, columns)
    return scenario.model_copy(update={"tables": scenario.tables.model_copy(update={"reps": table})})


def _order_size(scenario: Scenario, by: float) -> Scenario:
    families = tuple(
        family.model_copy(
            update={
                "order_units": family.order_units.model_copy(
                    update={"log_mean": family.order_units.log_mean + math.log(by)}
                )
            }
        )
        for family in scenario.market.families
    )
    return _market(scenario, families=families)


def _margin(scenario: Scenario, by: float) -> Scenario:
    families = tuple(
        family.model_copy(update={"margin_share": family.margin_share * by})
        for family in scenario.market.families
    )
    return _market(scenario, families=families)


def _prices(scenario: Scenario, by: float) -> Scenario:
    now = {price.id: price.of_list for price in scenario.plan.prices}
    prices = tuple(Price(id=f.id, of_list=now.get(f.id, 1.0) * by) for f in scenario.market.families)
    return scenario.model_copy(update={"plan": scenario.plan.model_copy(update={"prices": prices})})


def _reorders(scenario: Scenario, by: float) -> Scenario:
    days = scenario.customers.reorder_mean_days
    if days is None:
        return scenario
    customers = scenario.customers.model_copy(update={"reorder_mean_days": days / by})
    return scenario.model_copy(update={"customers": customers})


def _hours(scenario: Scenario, by: float) -> Scenario:
    hours = min(scenario.calendar.selling_hours_per_day * by, 24.0)
    calendar = scenario.calendar.model_copy(update={"selling_hours_per_day": hours})
    return scenario.model_copy(update={"calendar": calendar})


def _quotas(scenario: Scenario, by: float) -> Scenario:
    return with_quotas(scenario, np.rint(quotas_cents(scenario) * by).astype(np.int64))


def _base(scenario: Scenario, by: float) -> Scenario:
    level = scenario.plan.pay.pay
    base = (level.base * Decimal(repr(by))).quantize(CENT, ROUND_HALF_UP)
    return _pay_level(scenario, PayLevel(base=base, ote=base + level.target_incentive))


def _incentive(scenario: Scenario, by: float) -> Scenario:
    level = scenario.plan.pay.pay
    incentive = (level.target_incentive * Decimal(repr(by))).quantize(CENT, ROUND_HALF_UP)
    return _pay_level(scenario, PayLevel(base=level.base, ote=level.base + incentive))


def _pay_level(scenario: Scenario, level: PayLevel) -> Scenario:
    pay = scenario.plan.pay.model_copy(update={"pay": level})
    return scenario.model_copy(update={"plan": scenario.plan.model_copy(update={"pay": pay})})


def _supply(scenario: Scenario, by: float) -> Scenario:
    limits = tuple(
        limit.model_copy(update={"units_per_month": limit.units_per_month * by})
        for limit in scenario.plan.supply
    )
    return scenario.model_copy(update={"plan": scenario.plan.model_copy(update={"supply": limits})})


LEVERS: Mapping[str, Lever] = {
    "leads": _leads,
    "skill (odds of a stage)": _skill,
    "order size": _order_size,
    "orders of customers": _reorders,
    "prices": _prices,
    "margin share": _margin,
    "selling hours": _hours,
    "quotas": _quotas,
    "base pay": _base,
    "target incentive": _incentive,
    "supply": _supply,
}
"""The levers of selling, each a factor on one thing."""


def moved(scenario: Scenario, lever: str, by: float) -> Scenario:
    """Return the scenario in which one lever stands at so many times what it was."""
    return LEVERS[lever](scenario, by)


def tornado_worlds(scenario: Scenario, delta: float) -> dict[str, Scenario]:
    """Return the scenario as it is, under "", each lever down and up, and all of them up, under "together"."""
    worlds = {"": scenario}
    together = scenario
    for lever in LEVERS:
        worlds[f"{lever} down"] = moved(scenario, lever, 1.0 - delta)
        worlds[f"{lever} up"] = moved(scenario, lever, 1.0 + delta)
        together = moved(together, lever, 1.0 + delta)
    return {**worlds, "together": together}


def tornado(frames: Mapping[str, pd.DataFrame], delta: float) -> Tornado:
    """Return the tornado from the results of :func:`tornado_worlds`; a lever that moves nothing is left out."""
    profit = {name: kpi_values(frame)["profit_contribution"].to_numpy() for name, frame in frames.items()}
    change = {name: values - profit[""] for name, values in profit.items()}
    bars = [
        Bar(lever, paired_difference(change[f"{lever} down"]), paired_difference(change[f"{lever} up"]))
        for lever in LEVERS
    ]
    bars = [bar for bar in bars if not (bar.down.same and bar.up.same)]
    one_by_one = np.sum([change[f"{lever} up"] for lever in LEVERS], axis=0)
    interaction = paired_difference(_rounded(change["together"] - one_by_one))
    return Tornado(
        delta,
        tuple(sorted(bars, key=lambda bar: -bar.swing)),
        paired_difference(change["together"]),
        interaction,
    )


def _rounded(
    amounts: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return amounts to the cent: a sum of differences in floating point is no more exact than that."""
    return np.round(amounts, 2) + 0.0
