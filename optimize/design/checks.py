"""What a design must keep, whatever it earns: whole territories, exact quotas, supply, pay budget, retention."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from optimize.design.wishes import USUAL_SHARE, Wishes
from optimize.experiment.reading import by_month, of_entities, whole
from optimize.program import Floats
from sim.calendar import MONTHS_PER_YEAR
from sim.quota import quotas_cents, rep_of_unit
from sim.scenario import Scenario
from sim.territory.contiguity import Adjacency, pieces_by_rep, with_crossings

BUDGET_LEVEL = 0.9
KEPT_SHARE = 0.95
"""Share of what he expects today that a rep finds elsewhere, where nothing says, and at most what is usual."""
_SHOWN = 3
_CLOSE = 1e-9


@dataclass(frozen=True)
class Check:
    """
    One thing a design must keep.

    ``miss`` is how far it is from it, 0 when it is kept; ``words`` say it to a reader, ``wished`` whether the user
    asked for it himself, and ``give`` by how much his wish would have to give way.
    """

    name: str
    miss: float
    words: str
    wished: bool = False
    give: float = 0.0

    @property
    def kept(self) -> bool:
        """Return whether it is kept."""
        return self.miss <= _CLOSE


@dataclass(frozen=True, eq=False)
class Limits:
    """What is to be kept, as amounts: worked out once, from the wishes and the input's own results."""

    wishes: Wishes
    total: int
    pay_share: float
    outside: float
    own: Mapping[str, float] = field(default_factory=dict)
    """What a rep finds elsewhere when it is less, by rep [currency/year]."""

    @classmethod
    def of(cls, scenario: Scenario, frame: pd.DataFrame, wishes: Wishes) -> Limits:
        """Return the limits of a design of a scenario; ``frame`` are the results of the scenario as it is."""
        total = int(quotas_cents(scenario).sum()) if wishes.total is None else wishes.total
        told = told_outside_pay(scenario, wishes)
        if told is not None:
            return cls(wishes, total, pay_share(frame), told)
        usual = USUAL_SHARE * float(scenario.plan.pay.pay.ote)
        # Who expects less than is usual, and has not left, does not find the usual elsewhere.
        pay = dict(zip(_reps(scenario), (KEPT_SHARE * expected_pay(scenario, frame)).tolist(), strict=True))
        own = {rep: amount for rep, amount in pay.items() if amount < usual}
        return cls(wishes, total, pay_share(frame), usual, own)

    def outside_of(self, rep: str) -> float:
        """Return what a rep could earn elsewhere [currency/year]."""
        return min(self.outside, self.own.get(rep, math.inf))


def told_outside_pay(scenario: Scenario, wishes: Wishes) -> float | None:
    """Return what a rep could earn elsewhere [currency/year], as wished or as the scenario says; ``None``: unsaid."""
    if wishes.outside_pay is not None:
        return wishes.outside_pay
    leaving = scenario.people.leaving
    return None if leaving is None else leaving.outside_pay


def _reps(scenario: Scenario) -> list[str]:
    return [str(rep) for rep in scenario.tables.reps["id"]]


def pay_share(frame: pd.DataFrame) -> float:
    """Return the share of shipped revenue that pay stays within in nine replications of ten."""
    return float(np.quantile(whole(frame, "compensation_cost"), BUDGET_LEVEL)) / _mean_shipped(frame)


def _mean_shipped(frame: pd.DataFrame) -> float:
    return max(float(whole(frame, "shipped_revenue").mean()), 0.01)


def checks(scenario: Scenario, frame: pd.DataFrame, limits: Limits) -> tuple[Check, ...]:
    """Return every check of a scenario; ``frame`` are its results."""
    return (
        _contiguous(scenario),
        _exact(scenario, limits),
        *_pins(scenario, limits.wishes),
        _shippable(scenario, frame),
        _budget(frame, limits),
        _retention(scenario, frame, limits),
    )


def _contiguous(scenario: Scenario) -> Check:
    """Return whether every territory hangs together, islands joined to the nearest unit of the mainland."""
    graph, units = Adjacency.of(scenario.tables), scenario.tables.units
    if graph is None:
        return Check("contiguous", 0.0, "the world has no borders, so territories may lie in pieces")
    graph, crossings = with_crossings(graph, units["lng"], units["lat"])
    pieces = pieces_by_rep(graph, rep_of_unit(scenario), len(scenario.tables.reps))
    over = int((pieces - (pieces > 0)).sum())
    joined = f" ({len(crossings)} islands joined to the mainland)" if crossings else ""
    told = "every territory is contiguous" if not over else f"territories lie in {over} pieces too many"
    return Check("contiguous", float(over), told + joined)


def _exact(scenario: Scenario, limits: Limits) -> Check:
    """
    Return whether the quotas add up to the total to the cent.

    Without a wish it is the input's, or less where S&OP cannot ship that much.
    """
    got, wished = int(quotas_cents(scenario).sum()), limits.wishes.total is not None
    off = abs(got - limits.total) if wished else max(got - limits.total, 0)
    told = f"quotas add up to {got / 100:,.2f}"
    if off:
        told += f", {off / 100:,.2f} off the total of {limits.total / 100:,.2f}"
    elif got < limits.total:
        told += f" to the cent, cut from {limits.total / 100:,.2f}"
    else:
        told += " to the cent"
    return Check("quotas add up", off / 100, told, wished, off / 100)


def _pins(scenario: Scenario, wishes: Wishes) -> list[Check]:
    """Return whether pinned quotas are where they were pinned; nothing without pins."""
    row = scenario.tables.reps.index()
    quota = quotas_cents(scenario)
    off = {rep: abs(int(quota[row[rep]]) - cents) / 100 for rep, cents in wishes.pins.items() if rep in row}
    if not off:
        return []
    missed = [rep for rep, by in off.items() if by]
    told = f"{', '.join(missed)} not at the pinned quota" if missed else "pinned quotas stand"
    return [Check("pins", sum(off.values()), told, wished=True, give=max(off.values()))]


def _shippable(scenario: Scenario, frame: pd.DataFrame) -> Check:
    """
    Return whether the quotas, in the mix that is booked, fit what S&OP can ship of each family in the horizon.

    Quotas over it could not all be made and shipped. What is booked beyond supply is not forbidden: it waits, is late,
    and costs customers in the simulation.
    """
    months, misses = scenario.run.months, {}
    quota = float(quotas_cents(scenario).sum()) / 100 * months / MONTHS_PER_YEAR
    bookings = max(float(whole(frame, "bookings").mean()), 0.01)
    for limit in scenario.plan.supply:
        supply = float(np.resize(np.array(limit.by_fiscal_month()), months).sum())
        booked = float(by_month(frame, "family_booked_units", limit.id, months).sum(axis=1).mean())
        asked = booked * quota / bookings
        if asked > supply:
            misses[limit.id] = asked / max(supply, 1e-6) - 1.0
    if not scenario.plan.supply:
        return Check("shippable", 0.0, "nothing is ever short in this world")
    if not misses:
        return Check("shippable", 0.0, "the quotas of every family fit what can be shipped")
    told = ", ".join(f"{name} by {over:.1%}" for name, over in sorted(misses.items()))
    return Check("shippable", sum(misses.values()), f"quotas over what can be shipped: {told}")


def _budget(frame: pd.DataFrame, limits: Limits) -> Check:
    """Return whether pay stays within its budget in nine replications of ten."""
    p90 = float(np.quantile(whole(frame, "compensation_cost"), BUDGET_LEVEL))
    if limits.wishes.budget is not None:
        miss = p90 - limits.wishes.budget
        told = f"P90 of pay {p90:,.0f} against a budget of {limits.wishes.budget:,.0f}"
        return Check("pay budget", max(miss, 0.0), told, wished=True, give=max(miss, 0.0))
    share = p90 / _mean_shipped(frame)
    told = f"P90 of pay {p90:,.0f} is {share:.2%} of shipped revenue; the plan in force takes {limits.pay_share:.2%}"
    return Check("pay budget", max(share - limits.pay_share, 0.0) * _mean_shipped(frame), told)


def _retention(scenario: Scenario, frame: pd.DataFrame, limits: Limits) -> Check:
    """Return whether everybody expects at least his outside option."""
    reps, pay = _reps(scenario), expected_pay(scenario, frame)
    outside = np.array([limits.outside_of(rep) for rep in reps])
    short: Floats = np.maximum(outside - pay, 0.0)
    order = np.argsort(-short, kind="stable")[:_SHOWN]
    named = [f"{reps[i]} {pay[i]:,.0f} of {outside[i]:,.0f}" for i in order if short[i] > 0]
    wished = limits.wishes.outside_pay is not None
    if not named:
        closest = int(np.argmin(pay - outside))
        told = f"nobody expects less than he could earn elsewhere; closest is {reps[closest]}: {pay[closest]:,.0f}"
        return Check("outside options", 0.0, f"{told} against {outside[closest]:,.0f}", wished)
    told = f"{int((short > 0).sum())} reps expect less than they could earn elsewhere: {', '.join(named)}"
    return Check("outside options", float(short.sum()), told, wished, float(short.max()))


def expected_pay(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    """Return the mean pay of each rep, over the time somebody is in post [currency/year], shape (n_reps,)."""
    reps = _reps(scenario)
    paid = np.nanmean(of_entities(frame, "rep_pay", reps), axis=0)
    staffed = np.nanmean(of_entities(frame, "rep_staffed_share", reps), axis=0)
    years = scenario.run.months / MONTHS_PER_YEAR
    yearly: Floats = paid / np.maximum(staffed, 0.01) / years
    return yearly
