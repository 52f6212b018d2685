"""
A scenario's territories by expected profit: what its own market brings for the time that reps give it.

The contribution of a basic unit when it gets all the hours that its leads take is leads x win rate x mean order value x
margin. With less time it falls by the elasticity b of sales to selling effort: S(t) = contribution (t / hours)^b. The
elasticity is an input; the default is the mean over published studies (Albers, Mantrala and Sridhar 2010: 0.34).
Orders that customers place again, campaigns, ramp and skill are left out: they do not depend on who has the unit, or
are the simulation's to tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimize.profit.case import Bools, Case
from optimize.profit.response import EFFORT_ELASTICITY, Floats, Ints, PowerResponse, Response, TableResponse
from optimize.profit.solving import ProfitPlan, ProfitRules, maximize_profit
from optimize.program import Status
from optimize.territory import Move, Rules, TerritoryDesign, align
from optimize.territory.ground import Ground
from optimize.territory.result import moves_to
from sim.calendar import timeline
from sim.market import mean_order_units
from sim.plan import BASES
from sim.scenario import Scenario
from sim.table import Table
from sim.territory.alignment import Alignment

LEAST_PRICE = 1.0
"""Price of an hour on the road [currency] where the scenario has none, so that empty land lies near its rep."""


@dataclass(frozen=True)
class Reason:
    """
    Why a unit is with its rep.

    ``hours`` it gets [hours/year], ``second`` the best other rep ('' when nobody else may have it), and ``delta`` what
    giving it to him would change [currency/year]; below zero: it would cost that.
    """

    unit: str
    rep: str
    hours: float
    second: str
    delta: float


@dataclass(frozen=True, eq=False)
class ProfitDesign:
    """
    An alignment for expected profit; money is contribution less travel and disruption [currency/year].

    ``objective``, ``bound`` and ``gap`` hold for these bases, over all alignments. ``present`` is what today's
    alignment earns by the same response and the same bases, ``balanced`` what the balanced one does, and
    ``left_on_the_table`` what balancing alone would leave.
    """

    alignment: Table
    bases: Table
    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    present: float
    balanced: float
    moves: tuple[Move, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    plan: ProfitPlan

    @property
    def left_on_the_table(self) -> float:
        """Return what the balanced alignment earns less than this one [currency/year]."""
        return self.objective - self.balanced


def yearly_hours(scenario: Scenario) -> float:
    """Return the selling hours of a rep in the first twelve months of the run."""
    days = timeline(scenario.run.model_copy(update={"months": 12, "warmup_days": 0}), scenario.calendar)
    return float(days.working.sum()) * days.full_hours


def win_rate(scenario: Scenario) -> float:
    """Return the mean share of inquiries that are won, those that come back after a loss too, in a unit of ratio 1."""
    pipeline, market = scenario.pipeline, scenario.market
    once = float(np.prod([stage.advance_share for stage in pipeline.stages]))
    once *= sum(grade.share * grade.win_ratio for grade in pipeline.grades)
    once *= sum(source.share * source.win_ratio for source in market.sources)
    back = pipeline.nurture.share * (1.0 - min(once, 1.0))
    rounds = sum(back**loop for loop in range(pipeline.nurture.loops + 1))
    return min(pipeline.screening.valid_share * pipeline.screening.sensitivity * once * rounds, 1.0)


def margin_per_order(scenario: Scenario) -> float:
    """Return the mean margin of an order over the families, by their shares and win ratios [currency]."""
    return sum(
        family.share * family.win_ratio * float(family.price) * family.margin_share * mean_order_units(family)
        for family in scenario.market.families
    )


def contributions(scenario: Scenario) -> Floats:
    """Return what each basic unit brings with all the time it takes [currency/year], shape (n_units,)."""
    units = scenario.tables.units
    leads = scenario.market.leads_per_year * units["potential"] / units["potential"].sum()
    brought: Floats = leads * units["win_ratio"] * (win_rate(scenario) * margin_per_order(scenario))
    return brought


def response_of(ground: Ground, bases: Ints, elasticity: float = EFFORT_ELASTICITY) -> PowerResponse:
    """
    Return the response of a scenario's units to the time of reps who work from ``bases`` (rows of units, by rep).

    Raises
    ------
    ValueError
        When the elasticity is not between 0 and 1.
    """
    hours = np.maximum(ground.work.desk_hours, 1e-9)
    brought = np.where(ground.work.desk_hours > 0, contributions(ground.scenario), 0.0)
    units = np.arange(ground.n_units)[:, None]
    road = ground.hours(units, bases) - ground.work.desk_hours[:, None]
    travel = np.where(ground.work.desk_hours[:, None] > 0, road / hours[:, None], 0.0)
    return PowerResponse(brought / hours**elasticity, travel, elasticity)


def coverage_response(ground: Ground, bases: Ints, coverage: Floats, share: Floats) -> TableResponse:
    """
    Return a response by how much of the hours that its leads take a unit gets, such as one measured by simulation.

    Parameters
    ----------
    coverage
        Calling hours over the hours that all of a unit's leads take, from 0 up, shape (n_points,).
    share
        Of the contribution with all leads worked, at each coverage; rising ever less, shape (n_points,).
    """
    power = response_of(ground, bases)
    hours = np.maximum(ground.work.desk_hours, 1e-9)
    brought = np.where(ground.work.desk_hours > 0, contributions(ground.scenario), 0.0)
    return TableResponse(brought, power.travel, coverage, share, hours)


def profit_alignment(  # noqa: PLR0913 - the world and its rules, and four keywords
    scenario: Scenario,
    rules: Rules | None = None,
    profit_rules: ProfitRules | None = None,
    *,
    elasticity: float = EFFORT_ELASTICITY,
    response: Callable[[Ground, Ints], Response] | None = None,
    balanced: TerritoryDesign | None = None,
    most_moves: int | None = None,
) -> ProfitDesign:
    """
    Return the territories with the greatest expected profit, contiguous where there are borders.

    Reps work from the bases of the balanced alignment, so that what is compared is who gets which unit.

    Parameters
    ----------
    rules
        Prices of disruption and hours, and the bands of the balanced alignment.
    profit_rules
        How far the search goes.
    elasticity
        Of sales to selling effort.
    response
        Makes another response from the ground and the bases, such as :func:`coverage_response`; ``elasticity`` is not
        used then.
    balanced
        The balanced alignment; made by :func:`optimize.territory.align` when not given.
    most_moves
        How many units may leave today's rep.

    Raises
    ------
    InfeasibleError
        When there is no balanced alignment within the bands.
    ValueError
        When the elasticity or the number of moves makes no sense.
    """
    rules = rules or Rules()
    balanced = balanced or align(scenario, rules)
    ground = Ground.of(scenario, rules)
    unit_row, rep_row = scenario.tables.units.index(), scenario.tables.reps.index()
    base = ground.home.copy()
    for rep, unit in zip(balanced.bases["rep"], balanced.bases["unit"], strict=True):
        base[rep_row[str(rep)]] = unit_row[str(unit)]
    even = Alignment.read(ground.present.units, ground.present.reps, balanced.alignment).rep_of
    case = Case(
        response=response_of(ground, base, elasticity) if response is None else response(ground, base),
        hours=np.full(ground.n_reps, yearly_hours(scenario)),
        fixed=np.zeros(ground.n_reps),
        charge=_charges(ground, base),
        present=ground.present.rep_of,
        most_moves=most_moves,
        graph=ground.graph,
        allowed=_allowed(ground),
    )
    start = None if case.faults(even) else even
    plan = maximize_profit(case, profit_rules, start)
    return _design(ground, plan, base, case.profit(even))


def _allowed(ground: Ground) -> Bools | None:
    """Return who may have which unit, shape (n_units, n_reps): overlays none; ``None`` when there are none."""
    reps = ground.without_overlays().present.reps
    if len(reps) == ground.n_reps:
        return None
    return np.tile(np.isin(ground.present.reps, reps), (ground.n_units, 1))


def _charges(ground: Ground, base: Ints) -> Floats:
    """Return the cost of travel at full coverage, and of disruption, for each pair [currency/year]."""
    units, rules, travel = np.arange(ground.n_units)[:, None], ground.rules, ground.scenario.people.travel
    if travel is None or ground.work.visits.sum() <= 0:
        price = LEAST_PRICE * 1e-3  # kilometres only settle what is otherwise the same
    else:
        price = max(travel.cost_per_hour, LEAST_PRICE) / max(
            travel.cost_per_hour + rules.hour_value, LEAST_PRICE
        )
    other = ground.present.rep_of[:, None] != np.arange(ground.n_reps)
    disruption = rules.disruption_price * ground.work.leads[:, None] * other
    charge: Floats = disruption + price * ground.weight[:, None] * ground.visit_price(units, base)
    return charge


def _design(ground: Ground, plan: ProfitPlan, base: Ints, balanced: float) -> ProfitDesign:
    """Return the result in the user's words."""
    names, reps, rep_of = ground.present.units, ground.present.reps, plan.rep_of
    after = Alignment(names, reps, rep_of)
    reasons = tuple(
        Reason(
            str(names[i]),
            str(reps[rep_of[i]]),
            float(plan.hours[i]),
            str(reps[plan.second[i]]) if plan.second[i] >= 0 else "",
            float(plan.delta[i]),
        )
        for i in range(ground.n_units)
    )
    return ProfitDesign(
        alignment=after.table(),
        bases=Table.of(BASES, {"rep": reps.tolist(), "unit": names[base].tolist()}),
        status=plan.status,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        seconds=plan.seconds,
        present=plan.case.profit(ground.present.rep_of),
        balanced=balanced,
        moves=moves_to(ground, rep_of),
        reasons=reasons,
        notes=_notes(plan),
        plan=plan,
    )


def _notes(plan: ProfitPlan) -> tuple[str, ...]:
    """Return what a reader must know to judge the result."""
    b = plan.case.response.exponent
    notes = [f"The bound holds for these bases and all alignments; gap {plan.gap:.2%}."]
    notes += ["The search was stopped: this is the best map so far."] if plan.interrupted else []
    if b is not None:
        notes.append(
            f"Sales rise with selling effort by an elasticity of {b:g}; {EFFORT_ELASTICITY:g} is the mean of published "
            "studies (Albers, Mantrala and Sridhar 2010)."
        )
    notes.append(
        "The profit is expected by the response, not simulated: simulate the map before it is drawn."
    )
    if plan.case.graph is None:
        notes.append("The world has no borders table, so territories may lie in pieces.")
    return tuple(notes)
