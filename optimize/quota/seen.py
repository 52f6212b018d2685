"""What simulated replications tell of the reps, as the quota program wants it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimize.experiment.reading import by_month, of_entities
from optimize.program import Floats
from optimize.shrinkage import fay_herriot
from optimize.supply.ceiling import Ceiling, family_ceiling
from optimize.supply.limits import asked_prices, capacities
from sim.calendar import MONTHS_PER_YEAR
from sim.people.capability import capability, mean_ramp
from sim.quota import potential_by_rep, rep_of_unit
from sim.scenario import Scenario

BETWEEN = "|"
"""Stands between family and rep in the entity of ``order_units``."""


def year_of(scenario: Scenario) -> Scenario:
    """Return a scenario that runs one fiscal year at the most, which is what a quota is for."""
    if scenario.run.months <= MONTHS_PER_YEAR:
        return scenario
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"months": MONTHS_PER_YEAR})})


def reps_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of the reps, in the order of their table."""
    return tuple(scenario.tables.reps["id"].tolist())


def yearly_bookings(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """
    Return what each rep is credited with [currency/year], shape (n_replications, n_reps).

    Over a horizon shorter than a year it is scaled as the quota is, so that a rep who attains it attains his quota.
    """
    return of_entities(frame, "rep_credit", reps_of(scenario)) * (MONTHS_PER_YEAR / scenario.run.months)


def attainment(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """Return credit over quota of each replication and rep, shape (n_replications, n_reps)."""
    return of_entities(frame, "rep_attainment", reps_of(scenario))


def capability_of(scenario: Scenario) -> Floats:
    """
    Return what each rep can be expected to sell, on any scale: potential x ramp x skill, shape (n_reps,).

    Units in which a rep has a role count with his ramp.
    """
    owner, potential = rep_of_unit(scenario), scenario.tables.units["potential"]
    own = np.bincount(owner, weights=potential, minlength=len(scenario.tables.reps))
    in_roles = potential_by_rep(scenario) - own
    found: Floats = capability(scenario, potential, owner) + in_roles * mean_ramp(scenario)
    return found


def mix_of(scenario: Scenario, frame: pd.DataFrame) -> tuple[Floats, float]:
    """
    Return each family's share of what a rep books, shape (n_reps, n_families), and how much of it is his own.

    Where the results hold ``order_units`` by family and rep, a rep's shares are drawn towards the whole sales force's
    as far as luck explains that they differ (:func:`optimize.shrinkage.fay_herriot`); else they are the whole's.
    """
    families, reps = [family.id for family in scenario.market.families], reps_of(scenario)
    prices = np.array(list(asked_prices(scenario).values()))
    months = scenario.run.months
    units = np.array([by_month(frame, "family_booked_units", f, months).sum() for f in families])
    common = units * prices / (units @ prices)
    whole = np.tile(common, (len(reps), 1))
    mine = frame[frame["measure"] == "order_units"]
    numbers = sorted(set(mine["replication"]))
    if len(numbers) < 2 or len(reps) < 3:  # noqa: PLR2004 - fewer tell no luck from a rep
        return whole, 0.0
    sums = mine.groupby(["replication", "entity"], observed=True)["value"].sum()
    order = [f"{family}{BETWEEN}{rep}" for rep in reps for family in families]
    table = sums.unstack("entity").reindex(index=numbers, columns=order).to_numpy(np.float64)
    money = table.reshape(len(numbers), len(reps), len(families)) * prices
    total = money.sum(axis=2, keepdims=True)
    shares = np.where(total > 0, money / np.where(total > 0, total, 1.0), common)
    return _shrunk_mix(shares, whole)


def _shrunk_mix(shares: Floats, whole: Floats) -> tuple[Floats, float]:
    """Return shares by rep and family drawn towards the whole's, and the mean weight of what is the rep's own."""
    n, n_reps, n_families = shares.shape
    weight = np.zeros((n_reps, n_families))
    for f in range(n_families):
        noise = shares[:, :, f].var(axis=0, ddof=1) / n
        if noise.max() <= 0:
            weight[:, f] = 1.0
            continue
        between, _ = fay_herriot(shares[:, :, f].mean(axis=0), np.ones((n_reps, 1)), noise)
        weight[:, f] = between / (between + noise) if between > 0 else 0.0
    own = weight.mean(axis=1, keepdims=True)  # one weight a rep, so that his shares still make a whole
    found: Floats = own * shares.mean(axis=0) + (1.0 - own) * whole
    return found, float(own.mean())


def supply_ceilings(scenario: Scenario, unlimited: pd.DataFrame, risk: float | None) -> dict[str, Ceiling]:
    """
    Return the ceiling of every family with limits over the horizon, as ``evenfield supply`` has it.

    Parameters
    ----------
    unlimited
        Results of the world without supply limits.
    risk
        Share of replications in which bookings may pass supply; ``None``: only the rule of the mean is asked.
    """
    quota = of_entities(unlimited, "rep_quota", reps_of(scenario)).sum(axis=1).mean()
    months, prices = scenario.run.months, asked_prices(scenario)
    booked = {
        family: by_month(unlimited, "family_booked_units", family, months).sum(axis=1) for family in prices
    }
    reached = float(sum(prices[family] * units.mean() for family, units in booked.items()) / quota)
    return {
        family: family_ceiling(family, 0, float(supply.sum()), booked[family], (reached, risk or 0.0))
        for family, supply in capacities(scenario).items()
    }
