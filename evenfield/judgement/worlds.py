"""The world under a stress: the same people, plan and luck, harder times."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from evenfield.judgement.stresses import (
    AttritionWave,
    LeadDrought,
    MisSetQuotas,
    PriceWar,
    Recession,
    Stress,
    SupplyOutage,
)
from sim.calendar import MONTHS_PER_YEAR
from sim.documents.competition import Price
from sim.documents.market import ProductFamily
from sim.documents.shortfalls import Shortfall
from sim.documents.supply import SupplyLimit
from sim.documents.turnover import Leaving, TenureHazard
from sim.plan import QUOTAS, TableQuotas
from sim.prices import asked_cents
from sim.quota import deal, quotas_cents
from sim.scenario import Scenario
from sim.streams import Streams, entity_ids
from sim.table import Table

CENT = Decimal("0.01")


def stressed(
    scenario: Scenario, stress: Stress, usual_units: Mapping[str, float], replication: int = 0
) -> Scenario:
    """
    Return a scenario under a stress; of strength 0 it gives the same results to the last bit.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    stress
        What happens.
    usual_units
        Units of each family booked in a mean month without stress, which capacity falls from where none is stated.
    replication
        Whose luck mis-set quotas are; nothing else depends on it.
    """
    match stress:
        case Recession():
            return _recession(scenario, stress)
        case LeadDrought():
            return _short(scenario, stress.id, stress.leads, stress.months, stress.regions)
        case PriceWar():
            return _price_war(scenario, stress)
        case AttritionWave():
            return _attrition(scenario, stress.yearly)
        case SupplyOutage():
            return _outage(scenario, stress, usual_units)
        case MisSetQuotas():
            return _mis_set(scenario, stress.sd, replication)


def _with_market(scenario: Scenario, **changes: object) -> Scenario:
    return scenario.model_copy(update={"market": scenario.market.model_copy(update=changes)})


def _with_plan(scenario: Scenario, **changes: object) -> Scenario:
    return scenario.model_copy(update={"plan": scenario.plan.model_copy(update=changes)})


def _short(
    scenario: Scenario, name: str, share: float, months: tuple[int, ...] = (), regions: tuple[str, ...] = ()
) -> Scenario:
    less = Shortfall(id=f"stress-{name}", share=share, months=months, regions=regions)
    return _with_market(scenario, shortfalls=(*scenario.market.shortfalls, less))


def _recession(scenario: Scenario, stress: Recession) -> Scenario:
    short = _short(scenario, stress.id, stress.leads)
    smaller, lost = math.log1p(-stress.order_size), 1.0 - stress.win_rate
    families = tuple(
        family.model_copy(
            update={
                "win_ratio": family.win_ratio * lost,
                "order_units": family.order_units.model_copy(
                    update={"log_mean": family.order_units.log_mean + smaller}
                ),
            }
        )
        for family in scenario.market.families
    )
    return _with_market(short, families=families)


def _price_war(scenario: Scenario, stress: PriceWar) -> Scenario:
    """
    Return the world in which rivals sell for less.

    Without rivals of their own the list price stands for the market's: it falls, our cost stays. What we hold is then
    dearer by comparison, as ``price_response`` sees it; what we match keeps its buyers and loses margin.
    """
    competition = scenario.market.competition
    if competition is not None:
        cheaper = tuple(
            rival.model_copy(update={"price_ratio": rival.price_ratio * (1.0 - stress.cut)})
            for rival in competition.rivals
        )
        at_war = _with_market(scenario, competition=competition.model_copy(update={"rivals": cheaper}))
        return _match(at_war, stress.cut) if stress.answer == "match" else at_war
    if stress.answer == "hold" and not buyers_react(scenario):
        return scenario
    asked = dict(zip((f.id for f in scenario.market.families), asked_cents(scenario), strict=True))
    families = tuple(_cheaper(family, stress.cut) for family in scenario.market.families)
    at_war = _with_market(scenario, families=families)
    if stress.answer == "match":
        return at_war
    prices = tuple(
        Price(id=family.id, of_list=asked[family.id] / int(family.price * 100))
        for family in families
        if family.price > 0
    )
    return _with_plan(at_war, prices=prices)


def buyers_react(scenario: Scenario) -> bool:
    """Return whether buyers react to price at all."""
    response = scenario.market.price_response
    return response.win_elasticity > 0 or response.repeat_elasticity > 0


def _match(scenario: Scenario, cut: float) -> Scenario:
    now = {price.id: price.of_list for price in scenario.plan.prices}
    return _with_plan(
        scenario,
        prices=tuple(
            Price(id=family.id, of_list=now.get(family.id, 1.0) * (1.0 - cut))
            for family in scenario.market.families
        ),
    )


def _cheaper(family: ProductFamily, cut: float) -> ProductFamily:
    """Return a family whose list price is cut and whose cost is what it was."""
    price = (family.price * (1 - Decimal(repr(cut)))).quantize(CENT, ROUND_HALF_UP)
    if price == family.price or price <= 0:
        return family
    margin = 1.0 - (1.0 - family.margin_share) * float(family.price / price)
    return family.model_copy(update={"price": price, "margin_share": margin})


def _attrition(scenario: Scenario, yearly: float) -> Scenario:
    monthly = 1.0 - (1.0 - yearly) ** (1.0 / MONTHS_PER_YEAR)
    leaving = scenario.people.leaving
    if leaving is None:
        leaving = Leaving(hazard=(TenureHazard(from_month=0, monthly=monthly),))
    else:
        hazard = tuple(
            row.model_copy(
                update={
                    "monthly": _either(row.monthly, monthly),
                    "by_decile": tuple(_either(share, monthly) for share in row.by_decile),
                }
            )
            for row in leaving.hazard
        )
        leaving = leaving.model_copy(update={"hazard": hazard})
    return scenario.model_copy(update={"people": scenario.people.model_copy(update={"leaving": leaving})})


def _either(one: float, other: float) -> float:
    """Return the chance of one of two independent events; exactly the first when the other never happens."""
    return one + other * (1.0 - one)


def _outage(scenario: Scenario, stress: SupplyOutage, usual_units: Mapping[str, float]) -> Scenario:
    family = stress.family or _largest(scenario, usual_units)
    down = [stress.down if month in stress.months else 0.0 for month in range(1, MONTHS_PER_YEAR + 1)]
    limits = {limit.id: limit for limit in scenario.plan.supply}
    if family in limits:
        profile = tuple(
            share * (1.0 - less) for share, less in zip(limits[family].profile, down, strict=True)
        )
        limits[family] = limits[family].model_copy(update={"profile": profile})
    elif stress.down > 0.0:
        # A family without a limit makes what is wanted; in the outage it makes a share of the usual, else no limit.
        usual = max(usual_units.get(family, 0.0), 1.0)
        profile = tuple((1.0 - less) if less else 1e6 for less in down)
        limits[family] = SupplyLimit(id=family, units_per_month=usual, profile=profile)
    return _with_plan(scenario, supply=tuple(limits.values()))


def _largest(scenario: Scenario, usual_units: Mapping[str, float]) -> str:
    """Return the family of which most is booked by value."""
    worth = {f.id: usual_units.get(f.id, 0.0) * float(f.price) for f in scenario.market.families}
    return max(worth, key=lambda name: worth[name])


def _mis_set(scenario: Scenario, sd: float, replication: int) -> Scenario:
    now = quotas_cents(scenario)
    if sd == 0.0:
        return scenario
    reps = scenario.tables.reps["id"]
    streams = Streams(scenario.run.seed, replication)
    off = streams.lognormals("mis-set quota", entity_ids(reps), 0.0, sd)
    return with_quotas(scenario, deal(int(now.sum()), now * off))


def with_quotas(scenario: Scenario, cents: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Scenario:
    """Return the scenario under other quotas [cents/year], shape (n_reps,); nobody's is below a cent."""
    quotas = [Decimal(max(int(quota), 1)).scaleb(-2) for quota in cents]
    table = Table.of(QUOTAS, {"rep": scenario.tables.reps["id"].tolist(), "quota": quotas})
    given = TableQuotas(method="table", table=table, next_year=scenario.plan.quotas.next_year)
    return _with_plan(scenario, quotas=given)
