"""What an experiment looks at: contribution before pay, credit by rep, bookings."""

from __future__ import annotations

import pandas as pd

from optimize.experiment.reading import of_entities, whole
from optimize.experiment.running import Yield
from optimize.program import Floats
from optimize.quota.seen import reps_of
from sim.calendar import MONTHS_PER_YEAR
from sim.market import mean_order_units
from sim.prices import margin_shares
from sim.scenario import Scenario


def _contribution(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """Return profit contribution before pay [currency/year], shape (n_replications, 1)."""
    money = whole(frame, "profit_contribution") + whole(frame, "compensation_cost")
    return money[:, None] * (MONTHS_PER_YEAR / scenario.run.months)


def _profit(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """Return profit contribution [currency/year], shape (n_replications, 1)."""
    return whole(frame, "profit_contribution")[:, None] * (MONTHS_PER_YEAR / scenario.run.months)


def _credit(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """Return what each rep is credited with [currency/year], shape (n_replications, n_reps)."""
    return of_entities(frame, "rep_credit", reps_of(scenario)) * (MONTHS_PER_YEAR / scenario.run.months)


def _margin(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """Return margin on what each rep is credited with [currency/year], at the mean of the market's families."""
    return _credit(scenario, frame) * mean_margin(scenario)


def mean_margin(scenario: Scenario) -> float:
    """Return the mean margin of a unit of currency sold to a new customer at the plan's prices [share]."""
    sold = [
        family.share * family.win_ratio * float(family.price) * mean_order_units(family)
        for family in scenario.market.families
    ]
    margins = margin_shares(scenario)
    return sum(s * float(m) for s, m in zip(sold, margins, strict=True)) / sum(sold)


CONTRIBUTION = Yield("contribution before pay [currency/year]", _contribution)
PROFIT = Yield("profit contribution [currency/year]", _profit)
CREDIT = Yield("credit by rep [currency/year]", _credit, by_rep=True)
MARGIN = Yield("margin on credit by rep [currency/year]", _margin, by_rep=True)
