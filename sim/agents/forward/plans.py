"""From traits and a pay plan to the program that reps solve, and back to what they do."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.forward.kinds import alike, means
from sim.agents.forward.program import Policy, Program, solve
from sim.agents.forward.reading import Reading
from sim.agents.forward.traits import Traits
from sim.agents.knots import salient_knots
from sim.compensation.plan import PayPlan
from sim.documents.behaviour import Forward

Floats = NDArray[np.float64]
MONTHS = 12
EFFORTS = 13
STEP = {12: 0.02, 3: 0.04, 1: 0.1}
"""Width of the grid by the length of the window [attainment of the window]."""
_HIGHEST, _LEAST_HIGH = 4.0, 2.0
_MOST_STOCK = 6  # steps either way
_KEPT = 16
_ROUNDING = 1e-9
_EASY, _HARD = 1.2, 0.8


@dataclass(frozen=True)
class Circumstances:
    """
    What a program needs beside the traits.

    Attributes
    ----------
    spec
        The rule.
    plan, reading
        The pay plan, and how it is read.
    quota
        Of the fiscal year [currency], shape (n_reps,).
    season
        Relative size of each fiscal month for what comes without work, mean 1, shape (12,).
    stale
        Share of the deals held back that is lost in a month.
    ratchet
        By how much next year's quota grows for 1.0 of attainment above quota, and falls for 1.0 below [share].
    """

    spec: Forward
    plan: PayPlan
    reading: Reading
    quota: Floats
    season: Floats
    stale: float
    ratchet: tuple[float, float]


@dataclass(frozen=True)
class Solved:
    """Policies of the types, the type of each rep, and the program they answer."""

    program: Program
    policy: Policy
    kind: NDArray[np.int64]
    months: int
    step: float


_solved: OrderedDict[str, Solved] = OrderedDict()


def solve_for(who: Traits, what: Circumstances) -> Solved:
    """Return what reps do, by type; the answer to what was asked before is kept."""
    program = build(who, what)
    key = _key(program, what.spec.types)
    if key not in _solved:
        _solved[key] = _solve(program, who, what)
        if len(_solved) > _KEPT:
            _solved.popitem(last=False)
    return _solved[key]


def _solve(program: Program, who: Traits, what: Circumstances) -> Solved:
    n_curve = program.potential.shape[1]
    marks = program.potential[:, :: max(n_curve // 4, 1)]
    features = np.concatenate([who.logarithms(), marks], axis=1)
    kind = alike(features, what.spec.types)
    of_types = _of_types(program, kind)
    return Solved(of_types, solve(of_types), kind, what.reading.months, STEP[what.reading.months])


def _of_types(program: Program, kind: NDArray[np.int64]) -> Program:
    """Return the program of the mean member of each type."""
    by_rep = [field.name for field in fields(program) if field.name not in {"resets", "most_stock"}]
    changed: dict[str, Any] = {name: means(getattr(program, name), kind) for name in by_rep}
    return replace(program, **changed)


def _key(program: Program, n_types: int | None) -> str:
    digest = hashlib.blake2b(repr((n_types, program.most_stock)).encode(), digest_size=16)
    for field in fields(program):
        digest.update(np.ascontiguousarray(getattr(program, field.name)).tobytes())
    return digest.hexdigest()


def build(who: Traits, what: Circumstances) -> Program:
    """
    Return the program of each rep, in steps of attainment of the window.

    A step is worth ``share of the year x width`` of a year's quota. A month without effort above the least brings
    (least x reach + repeat x season) / 12 of it, effort x above the least adds x reach / 12; the utility of a
    window's pay is pay over usual pay, which is usual_rate x quota.
    """
    months, spec = what.reading.months, what.spec
    share, n = months / MONTHS, len(who.reach)
    worth = share * STEP[months]
    attainment = _grid(who, months, spec.least)
    loss = spec.motives.loss_aversion * share * np.maximum(1.0 - attainment, 0.0)
    pay = utility_of_pay(who, what, attainment)
    rest = spec.least * who.reach[:, None] + who.repeat[:, None] * what.season
    return Program(
        arrivals=rest / MONTHS / worth,
        gain=np.repeat(who.reach[:, None], MONTHS, axis=1) / MONTHS / worth,
        noise=who.luck / worth,
        effort=np.linspace(0.0, 1.0, EFFORTS)[None, :] * who.room[:, None],
        cost=who.cost,
        timing=who.timing * worth**2,
        stale=np.full(n, what.stale),
        discount=np.full(n, spec.monthly_discount),
        potential=pay + spec.motives.knot_reward * share * _knots_passed(what.plan, attainment),
        window_end=-loss - spec.foresight * share * _ratchet(who, what, attainment),
        envy=np.full(n, spec.motives.envy / MONTHS * STEP[months]),
        pace=np.tile((np.arange(MONTHS) % months) / months / STEP[months], (n, 1)),
        resets=(np.arange(MONTHS) + 1) % months == 0,
        most_stock=min(_MOST_STOCK, round(spec.timing_most / worth)),
    )


def utility_of_pay(who: Traits, what: Circumstances, attainment: Floats) -> Floats:
    """
    Return the utility of a window's pay by attainment, in usual pay of a year, shape (n_reps, n_attainments).

    With relative risk aversion r it is ((w / w0)^(1 - r) - 1) / (1 - r) x w0 of the window's income w, base included;
    w0 is the income at usual pay, so that there a unit of currency is worth the same to everybody.
    """
    heading_for = who.reach * what.spec.usual + who.repeat
    return _utility(what, what.reading.pay(attainment, what.quota, heading_for))


def _utility(what: Circumstances, pay: Floats) -> Floats:
    """Return the utility of a window's variable pay [currency], shape (n_reps, n)."""
    spec, share = what.spec, what.reading.months / MONTHS
    usual = (spec.usual_rate * what.quota)[:, None]
    pay = pay / usual
    aversion = spec.risk_aversion
    if aversion == 0.0:
        return pay
    base = float(what.plan.pay.base) * share / usual
    least = 1e-3 * share
    relative = np.maximum(base + pay, least) / (base + share)
    worth = np.log(relative) if aversion == 1.0 else (relative ** (1.0 - aversion) - 1.0) / (1.0 - aversion)
    utility: Floats = worth * (base + share)
    return utility


def _grid(who: Traits, months: int, least: float) -> Floats:
    """Return the attainments of a window, from 0 to what nine reps in ten can hardly reach."""
    share = months / MONTHS
    most = who.reach * (least + who.room) + who.repeat + 3.0 * who.luck * np.sqrt(months) / share
    highest = min(max(float(np.quantile(most, 0.9)), _LEAST_HIGH), _HIGHEST)
    grid: Floats = np.round(np.arange(int(highest / STEP[months] + _ROUNDING) + 1) * STEP[months], 10)
    return grid


def _knots_passed(plan: PayPlan, attainment: Floats) -> Floats:
    """Return how many of the plan's goals are reached at each attainment, shape (n_attainments,)."""
    return np.searchsorted(salient_knots(plan), attainment + _ROUNDING, side="right").astype(np.float64)


def _ratchet(who: Traits, what: Circumstances, attainment: Floats) -> Floats:
    """
    Return what the quotas to come cost for each attainment, in usual pay of a year, shape (n_reps, n_attainments).

    A quota that grows by rho for 1.0 of attainment above it and goes back to that rhythm afterwards is higher by
    rho (1 - rho)^(n - 1) in the n-th year: worth rho D / (1 - D (1 - rho)) of a year's pay by quota, with D the
    worth of next year (Weitzman 1980). Pay by quota is what sales of one quota earn more with a quota that they make
    1.2 times than with one they make 0.8 times; a commission, which no quota touches, loses nothing.
    """
    year = what.spec.monthly_discount**MONTHS
    up, down = (rho * year / (1.0 - year * (1.0 - rho)) if rho > 0 else 0.0 for rho in what.ratchet)
    above = up * np.maximum(attainment - 1.0, 0.0) - down * np.maximum(1.0 - attainment, 0.0)
    if not above.any():
        return np.zeros((len(what.quota), len(attainment)))
    easy, hard = (_pay_of_one_quota(who, what, made) for made in (_EASY, _HARD))
    rise = (easy - hard) / (_EASY - _HARD) / (what.reading.months / MONTHS)
    cost: Floats = rise * above[None, :]
    return cost


def _pay_of_one_quota(who: Traits, what: Circumstances, made: float) -> Floats:
    """Return the utility of a window with sales of one quota that are ``made`` times another, shape (n_reps, 1)."""
    heading_for = (who.reach * what.spec.usual + who.repeat) * made
    return _utility(what, what.reading.pay(np.array([made]), what.quota / made, heading_for))
