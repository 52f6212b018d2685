"""
The headcount question of a scenario: what its reps earn together, how they ramp, leave and are found.

What the force brings today is what its market gives in closed form, as far as its hours reach:

    C = leads x win rate x margin of an order x orders of the first year x min(1, hours there are / hours it takes)

and with n effective people in place of n0 it brings C (n / n0)^b, b the elasticity of sales to selling effort (Albers,
Mantrala and Sridhar 2010: 0.34 in the mean), spread over the months by season. A response measured in the scenario, by
hours in place of people, replaces both: it knows when leads run out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimize.profit.response import EFFORT_ELASTICITY
from optimize.profit.scenario import contributions, yearly_hours
from optimize.program import Floats
from optimize.response.curve import ResponseCurve
from optimize.sizing.facts import Earning, Need, Role, SizingFacts
from sim.calendar import add_months
from sim.scenario import Scenario
from sim.territory.alignment import Alignment
from sim.territory.workload import DAYS_PER_YEAR, by_rep

POINTS, LARGEST = 80, 3.0
"""Points of the curve, up to so many times today's people."""
MONTH_DAYS = DAYS_PER_YEAR / 12
USUAL_LEAD = 2
"""Months to find somebody where the scenario does not say [months]."""


@dataclass(frozen=True)
class SizingWishes:
    """
    What a scenario does not say; ``None``: as the scenario has it, or the usual.

    Attributes
    ----------
    months
        To plan for, from the start of the run.
    elasticity
        Of sales to selling effort.
    contribution
        What today's force brings [currency/year].
    pay
        All that a rep costs [currency/year]; else on-target earnings.
    lead_months, leaving
        Months to find somebody; chance to leave at a month's end.
    most_hires
        A month; ``None``: a tenth of the force.
    severance
        For each person laid off; ``None``: nobody is.
    at_least
        Fully effective people wanted in the last month.
    """

    months: int = 12
    elasticity: float = EFFORT_ELASTICITY
    contribution: float | None = None
    pay: float | None = None
    lead_months: int | None = None
    leaving: float | None = None
    most_hires: float | None = None
    severance: float | None = None
    at_least: float = 0.0


@dataclass(frozen=True)
class Question:
    """The facts of a scenario's headcount, and what was taken for granted, in words."""

    facts: SizingFacts
    notes: tuple[str, ...]


def question_of(
    scenario: Scenario, wishes: SizingWishes | None = None, response: ResponseCurve | None = None
) -> Question:
    """
    Return the headcount question of a scenario with one role, ``rep``, everybody in post fully ramped.

    Parameters
    ----------
    response
        To hours, measured (:func:`optimize.response.measuring.measure_response`), in place of the elasticity; what is
        brought without any reps is not counted, for it does not depend on how many there are.

    Raises
    ------
    ValueError
        When a wish makes no sense.
    """
    wishes = wishes or SizingWishes()
    if not 0 < wishes.elasticity < 1 or wishes.months < 1:
        raise ValueError(
            f"an elasticity between 0 and 1 and a month or more are wanted, got {wishes.elasticity}, {wishes.months}"
        )
    n = len(scenario.tables.reps)
    months = tuple(f"{add_months(scenario.run.start, m):%Y-%m}" for m in range(wishes.months))
    if response is None:
        people, monthly, told = _by_elasticity(scenario, wishes, n)
    else:
        people, monthly, told = _by_response(scenario, wishes, n, response)
    role, notes = _role(scenario, wishes, n)
    earning = Earning(
        "rep",
        tuple(people.tolist()),
        tuple(monthly.tolist()),
        tuple(season_by_month(scenario, wishes.months)),
    )
    needs = (Need("rep", (0.0,) * (wishes.months - 1) + (wishes.at_least,)),) if wishes.at_least else ()
    return Question(SizingFacts(months, (role,), (earning,), needs, seed=scenario.run.seed), (*told, *notes))


def _by_elasticity(
    scenario: Scenario, wishes: SizingWishes, n: int
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return numbers of people, what they bring a month by the elasticity, and what was taken for granted."""
    brought = contribution_today(scenario) if wishes.contribution is None else wishes.contribution
    people: Floats = np.concatenate([[0.0], np.geomspace(n / 50, LARGEST * n, POINTS)])
    monthly: Floats = brought / 12 * (people / n) ** wishes.elasticity
    market = (
        " by the scenario's own market (first-year orders, no campaigns)"
        if wishes.contribution is None
        else ""
    )
    return (
        people,
        monthly,
        (
            f"today's {n} reps bring {brought:,.0f} {scenario.currency} a year{market}",
            f"sales rise with selling effort by an elasticity of {wishes.elasticity:g} "
            f"(published mean {EFFORT_ELASTICITY:g}: Albers, Mantrala and Sridhar 2010)",
        ),
    )


def _by_response(
    scenario: Scenario, wishes: SizingWishes, n: int, response: ResponseCurve
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return the same by a measured response to hours."""
    level, value = response.from_zero()
    today = float(response.at(1.0) - value[0])
    if response.factor != "hours" or today <= 0:
        raise ValueError(
            f"a response to hours that rises is wanted, got {response.factor} bringing {today:,.0f} more than none"
        )
    scale = 1.0 if wishes.contribution is None else wishes.contribution / today
    monthly: Floats = (value - value[0]) * scale / 12
    asked = "" if wishes.contribution is None else f", scaled to the {wishes.contribution:,.0f} asked for"
    return (
        level * n,
        monthly,
        (
            f"today's {n} reps bring {today:,.0f} {scenario.currency} a year more than none would, by simulation"
            f"{asked}; {value[0]:,.0f} would come without anybody (the measured curve carried on to no hours)",
            f"sales rise with hours by an elasticity of {response.elasticity():.2f} at today's headcount, measured at "
            f"{response.level[0]:g} to {response.level[-1]:g} times today's hours; beyond them nothing more is counted",
        ),
    )


def contribution_today(scenario: Scenario) -> float:
    """Return what the present force brings, as far as its hours reach [currency/year]."""
    needed = float(by_rep(scenario, Alignment.of(scenario)).sum())
    there = yearly_hours(scenario) * len(scenario.tables.reps)
    reached = min(1.0, there / needed) if needed > 0 else 1.0
    return float(contributions(scenario).sum()) * orders_per_win(scenario) * reached


def orders_per_win(scenario: Scenario) -> float:
    """Return the orders that a new customer places within a year, his first one counted."""
    gap, leaves = scenario.customers.reorder_mean_days, scenario.customers.churn.share
    if gap is None:
        return 1.0
    return float(sum((1.0 - leaves) ** order for order in range(int(DAYS_PER_YEAR / gap) + 1)))


def season_by_month(scenario: Scenario, months: int) -> Floats:
    """Return the factor on each month's leads, 1 in the mean of a year, shape (n_months,)."""
    season = scenario.market.seasonality
    if season is None:
        return np.ones(months)
    strength = np.power(np.array(season.index), season.strength)
    factor: Floats = np.resize(strength / strength.mean(), months)
    return factor


def _role(scenario: Scenario, wishes: SizingWishes, n: int) -> tuple[Role, list[str]]:
    """Return the reps as a role, and what was taken for granted."""
    people, notes = scenario.people, []
    pay = float(scenario.plan.pay.pay.ote) if wishes.pay is None else wishes.pay
    lead, cost = wishes.lead_months, 0.0
    if people.hiring is not None:
        hiring = people.hiring
        applicants = hiring.applicants_per_month * hiring.search_days / MONTH_DAYS
        cost = hiring.cost_per_vacancy + hiring.cost_per_applicant * applicants
        lead = math.ceil((hiring.search_days + hiring.notice_days) / MONTH_DAYS) if lead is None else lead
    if lead is None:
        lead = USUAL_LEAD
        notes.append(
            f"the scenario does not say how people are hired: {lead} months from requisition to start"
        )
    leaving = wishes.leaving
    if leaving is None:
        leaving = 0.0 if people.leaving is None else _hazard(scenario)
        if people.leaving is None:
            notes.append("the scenario says nobody leaves")
    most = max(math.ceil(n / 10), 1) if wishes.most_hires is None else wishes.most_hires
    if wishes.most_hires is None:
        notes.append(f"at most {most:g} people start in a month, a tenth of the force")
    return Role("rep", n, pay / 12, people.ramp, leaving, lead, cost, most, severance=wishes.severance), notes


def _hazard(scenario: Scenario) -> float:
    """Return the monthly chance to leave of somebody long with the firm, of the mean decile."""
    leaving = scenario.people.leaving
    assert leaving is not None
    last = leaving.hazard[-1]
    return float(np.mean(last.by_decile)) if last.by_decile else float(last.monthly)
