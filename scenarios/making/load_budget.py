"""What a world should come to in closed form, before it is simulated: hours, wins, customers, orders, bookings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, prod
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAYS_PER_YEAR, timeline
from sim.market import mean_order_units
from sim.pipeline import ramp_share
from sim.satisfaction import chance_to_leave, review_score
from sim.scenario import Customers, Fulfilment, LogNormal, Myopic, Pipeline, Scenario, Steady
from sim.territory.alignment import Alignment
from sim.territory.workload import homes, hours_from

Floats = NDArray[np.float64]
MONTHS = 12


@dataclass(frozen=True, eq=False)
class Budget:
    """
    A year of a world as a fluid: averages instead of luck, and a rep who has no time left works on fewer leads.

    Left out: leads that lose patience although their rep has time, skill, the season, and late deliveries for want of
    supply. Everything else is the expectation of the rules that the simulation draws from.

    Attributes
    ----------
    hours_available, hours_needed
        Selling hours at the usual effort and ramp, and hours that all leads and customers would take
        [hours/year], shape (n_reps,).
    share_worked
        Share of each rep's leads that he has time for, shape (n_reps,).
    win_share
        Wins for each inquiry that is worked, those who come back included.
    wins
        Leads won [1/year].
    mean_score
        Mean review score of a delivery when nothing is short [1 to 5].
    churn
        Mean chance of a customer to leave after an order.
    stationary_customers
        Number of customers at which the wins make up for those who leave.
    orders
        Orders with the opening customers, half of the year's net gain in customers included [1/year].
    bookings
        Their value [currency/year].
    units_per_month
        Mean demand of each product family [units/month].
    """

    hours_available: Floats
    hours_needed: Floats
    share_worked: Floats
    win_share: float
    wins: float
    churn: float
    mean_score: float
    stationary_customers: float
    orders: float
    bookings: float
    units_per_month: Mapping[str, float]

    @property
    def busy_share(self) -> float:
        """Return the hours needed over the hours available, of all reps together."""
        return float(self.hours_needed.sum() / self.hours_available.sum())

    def told(self) -> str:
        """Return the budget as lines of text."""
        load = self.hours_needed / self.hours_available
        rows = {
            "hours needed of hours available": f"{self.busy_share:.3f}",
            "  least, median, most busy rep": f"{load.min():.2f}  {np.median(load):.2f}  {load.max():.2f}",
            "  reps needed beyond their hours": f"{int((load > 1).sum())}",
            "wins for each inquiry worked": f"{self.win_share:.4f}",
            "wins a year": f"{self.wins:,.0f}",
            "mean score of a delivery": f"{self.mean_score:.2f}",
            "chance to leave after an order": f"{self.churn:.4f}",
            "customers that wins keep up": f"{self.stationary_customers:,.0f}",
            "orders a year": f"{self.orders:,.0f}",
            "bookings a year": f"{self.bookings:,.0f}",
        }
        rows |= {
            f"mean demand of {family} [units/month]": f"{n:,.0f}"
            for family, n in self.units_per_month.items()
        }
        width = max(map(len, rows))
        return "\n".join(f"{what:<{width}}  {value}" for what, value in rows.items())


def budget(scenario: Scenario) -> Budget:
    """Return what a year of this world should come to under its plan."""
    alignment = Alignment.of(scenario)
    available = hours_available(scenario)
    leads = alignment.by_rep(_lead_hours(scenario, alignment))
    care = alignment.by_rep(_care_hours(scenario))
    share_worked = np.clip((available - care) / leads, 0.0, 1.0)
    win_share = wins_per_inquiry(scenario.pipeline)
    inquiries = scenario.market.leads_per_year * alignment.by_rep(_potential_share(scenario))
    wins = float(inquiries @ share_worked) * win_share
    score, churn = score_and_churn(scenario.customers, scenario.fulfilment)
    repeats, stationary = _repeat_orders(scenario, wins, churn)
    orders = wins + repeats
    units = {
        family.id: mean_order_units(family) * family.share * orders for family in scenario.market.families
    }
    price = {family.id: float(family.price) for family in scenario.market.families}
    return Budget(
        hours_available=available,
        hours_needed=leads + care,
        share_worked=share_worked,
        win_share=win_share,
        wins=wins,
        churn=churn,
        mean_score=score,
        stationary_customers=stationary,
        orders=orders,
        bookings=sum(n * price[family] for family, n in units.items()),
        units_per_month={family: n / MONTHS for family, n in units.items()},
    )


def hours_available(scenario: Scenario) -> Floats:
    """Return each rep's hours in the measured year at the usual effort, weighted with the ramp, shape (n_reps,)."""
    line = timeline(scenario.run, scenario.calendar)
    behaviour = scenario.people.behaviour
    if not isinstance(behaviour, Myopic | Steady):
        raise TypeError(f"a load budget is of reps with one usual effort, not of {behaviour.kind} ones")
    effort = behaviour.usual if isinstance(behaviour, Myopic) else behaviour.effort
    days = [
        line.first_day + timedelta(days=day)
        for day in np.flatnonzero(line.working & (line.month > 0)).tolist()
    ]
    ramp = scenario.people.ramp
    full = [
        sum(ramp_share(ramp, (np.datetime64(day) - hired).astype(int)) for day in days)
        for hired in scenario.tables.reps["hired"]
    ]
    return np.array(full) * line.full_hours * effort


def wins_per_inquiry(pipeline: Pipeline) -> float:
    """
    Return the expected wins of one inquiry that is worked.

    v * s * w * sum over l = 0..loops of (nurtured share * (1 - w))^l, with w the product of the advance shares.
    """
    win = prod(stage.advance_share for stage in pipeline.stages)
    back = pipeline.nurture.share * (1.0 - win)
    rounds = sum(back**loop for loop in range(pipeline.nurture.loops + 1))
    return pipeline.screening.valid_share * pipeline.screening.sensitivity * win * rounds


def score_and_churn(customers: Customers, fulfilment: Fulfilment) -> tuple[float, float]:
    """
    Return mean score of a delivery and mean chance to leave after it, when every order ships at once.

    The satisfaction has the scores' mean and (1 - memory) / (1 + memory) of their variance (an exponential mean of
    independent scores); the chance is expanded to second order about the mean.
    """
    rule, churn = customers.satisfaction, customers.churn
    shape = (rule.floor, rule.ceiling, rule.midpoint_days, rule.slope_per_day)
    days = lognormal_quantiles(fulfilment.lead_time_days) - fulfilment.promise_days
    scores = np.array([review_score(*shape, late) for late in days.tolist()])
    mean, step = float(scores.mean()), 0.01
    variance = float(scores.var()) * (1.0 - rule.memory) / (1.0 + rule.memory)
    below, at, above = (
        chance_to_leave(churn.share, churn.at_score, churn.per_point, mean + move)
        for move in (-step, 0.0, step)
    )
    return mean, at + 0.5 * variance * (below - 2 * at + above) / step**2


def lognormal_quantiles(spec: LogNormal | None, n: int = 4000) -> Floats:
    """Return n equally likely values of a lognormal quantity, zeros when there is none, shape (n,)."""
    if spec is None:
        return np.zeros(n)
    normal = NormalDist(spec.log_mean, spec.log_sd)
    return np.array([exp(normal.inv_cdf((i + 0.5) / n)) for i in range(n)])


def work_per_inquiry(scenario: Scenario) -> tuple[float, float]:
    """
    Return hours of work and journeys that one inquiry takes, over the mix of sources and grades.

    A lead of quality r reaches stage k with r^(k / n) times the mean lead's chance; the mean of that root over the mix
    is below 1, so leads leave earlier than the mean lead would. A lost one comes back as in :func:`wins_per_inquiry`.
    """
    pipeline, stages = scenario.pipeline, scenario.pipeline.stages
    pairs = [(s, g) for s in scenario.market.sources for g in pipeline.grades]
    share = np.array([s.share * g.share for s, g in pairs])
    ratio = np.array([s.win_ratio * g.win_ratio for s, g in pairs])
    step = ratio[:, None] ** (np.arange(len(stages) + 1) / len(stages))
    reach = np.cumprod([1.0, *(stage.advance_share for stage in stages)]) * step
    back = pipeline.nurture.share * (1.0 - reach[:, -1:])
    rounds = sum(back**loop for loop in range(pipeline.nurture.loops + 1))
    worked = share @ (reach[:, :-1] * rounds)
    valid = pipeline.screening.valid_share * pipeline.screening.sensitivity
    invalid = (1.0 - pipeline.screening.valid_share) * (1.0 - pipeline.screening.specificity)
    hours = valid * worked @ [stage.work_hours for stage in stages] + invalid * stages[0].work_hours
    return float(hours), float(valid * worked @ [stage.visits for stage in stages])


def _lead_hours(scenario: Scenario, alignment: Alignment) -> Floats:
    """Return the hours for leads of each unit, journeys from the rep's base included [hours/year], shape (n_units,)."""
    hours, visits = work_per_inquiry(scenario)
    road = hours_from(scenario, _bases(scenario)[alignment.rep_of])
    total: Floats = scenario.market.leads_per_year * _potential_share(scenario) * (hours + visits * road)
    return total


def _care_hours(scenario: Scenario) -> Floats:
    """Return the hours for the opening customers' repeat orders of each unit [hours/year], shape (n_units,)."""
    customers = scenario.customers
    return _potential_share(scenario) * customers.opening * _orders_a_year(scenario) * customers.care_hours


def _potential_share(scenario: Scenario) -> Floats:
    potential: Floats = scenario.tables.units["potential"]
    share: Floats = potential / potential.sum()
    return share


def _orders_a_year(scenario: Scenario) -> float:
    """Return how often a customer orders again: every gap, which begins when the order before was delivered."""
    gap = scenario.customers.reorder_mean_days
    if gap is None:
        return 0.0
    return DAYS_PER_YEAR / (gap + float(lognormal_quantiles(scenario.fulfilment.lead_time_days).mean()))


def _repeat_orders(scenario: Scenario, wins: float, churn: float) -> tuple[float, float]:
    """
    Return repeat orders in the year and the stationary number of customers.

    The number of customers N follows N' = wins (1 - churn) - churn * f * N: a new one may leave after his first order,
    and each orders f times a year and may leave after each.
    """
    per_year = _orders_a_year(scenario)
    decay = churn * per_year
    if decay == 0.0:
        return 0.0, scenario.customers.opening
    stationary = wins * (1.0 - churn) / decay
    mean = stationary + (scenario.customers.opening - stationary) * (1.0 - exp(-decay)) / decay
    return mean * per_year, stationary


def _bases(scenario: Scenario) -> NDArray[np.int64]:
    """Return the row of the unit each rep works from under the plan, shape (n_reps,)."""
    row, rows = scenario.tables.units.index(), homes(scenario)
    if scenario.plan.bases is not None:
        place = scenario.tables.reps.index()
        for rep, unit in zip(scenario.plan.bases["rep"], scenario.plan.bases["unit"], strict=True):
            rows[place[str(rep)]] = row[str(unit)]
    return rows
