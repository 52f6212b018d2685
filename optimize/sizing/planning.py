"""
Headcount by role and month: whom to hire when, so that what people earn less what they cost is greatest.

For each role r and month t, expected values over who leaves (H and L whole, all variables >= 0):

    max   sum_rt  season_t slope_rk w_rtk - salary_r N_rt - hire_cost_r H_rt - severance_r L_rt - short_r M_rt
    s.t.  people of r in t     N_rt = opening_r S^t + sum_{s<=t} (H_rs - L_rs) S^(t-s)
          effective of r in t  E_rt = opening_r S^t + sum_{s<=t} (H_rs ramp_(t-s) - L_rs) S^(t-s)
          use of r in t        sum_k w_rtk <= E_rt,  w_rtk <= width_rk
          workload of r in t   E_rt + M_rt >= need_rt
          layoffs of r by t    sum_{s<=t} L_rs S^-s <= opening_r
          hires of r in t      H_rt <= most hires;  lead time of r in t: H_rt <= 0
          headcount of r in t  N_rt <= most
          ratio r : o in t     N_rt >= N_ot / per
          plan of r            sum_t productivity_t E_rt >= amount        (or a chance row, optimize.sizing.chance)

S is the share that stays a month, ramp the share of full effect by tenure; w fills the pieces of a concave earning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from optimize.elastic import InfeasibleError
from optimize.lp import solve
from optimize.program import Effort, Ints, Limits, Program, Solution
from optimize.sizing.chance import Samples, add_chance, draw_samples
from optimize.sizing.facts import Earning, Role, SizingFacts, most_hires, ramped, survival
from optimize.sizing.relaxing import per_month, refusal
from optimize.sizing.result import HeadcountPlan, read

NODES = 20_000
"""After which the search ends, with what is proved till then."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Column numbers of a role by month, each shape (n_months,); ``laid_off`` is empty when nobody may be."""

    hired: Ints
    laid_off: Ints
    people: Ints
    effective: Ints


@dataclass(eq=False)
class Sheet:
    """The program and its columns by role."""

    program: Program
    columns: dict[str, Columns] = field(default_factory=dict)


def plan_headcount(
    facts: SizingFacts, effort: Effort | None = None, *, one_more: bool = True
) -> HeadcountPlan:
    """
    Return who is hired when, the profit by month, and what one more person in post would be worth.

    Parameters
    ----------
    facts
        Roles, earnings, needs and limits. A goal with a probability is met in that share of its samples, with people
        leaving by luck drawn for each (sample average approximation: Luedtke and Ahmed 2008).
    effort
        By which solver, and when it stops.
    one_more
        Work out what one more person of each role is worth, by planning anew with him.

    Raises
    ------
    InfeasibleError
        When no plan keeps all limits; it names those that clash and the cheapest relaxation. See :func:`relaxed`.
    """
    effort = effort or Effort(limits=Limits(nodes=NODES))
    sheet, samples, solution = _solved(facts, effort)
    worth = {r.id: _one_more(facts, r, effort, solution) if one_more else math.nan for r in facts.roles}
    return read(facts, sheet.columns, samples, solution, worth)


def _solved(facts: SizingFacts, effort: Effort) -> tuple[Sheet, Samples | None, Solution]:
    """Return the program, the samples of its chance row, and its answer."""
    sheet = headcount_program(facts)
    samples = None
    if facts.goal is not None and facts.goal.probability is not None:
        samples = draw_samples(facts, facts.goal, range(len(facts.goal.productivity)))
        add_chance(facts, facts.goal, samples, sheet.program, sheet.columns[facts.goal.role])
    solution = solve(sheet.program, effort.solver, effort.limits)
    if not solution.found:
        raise refusal(sheet.program, facts, effort)
    return sheet, samples, solution


def _one_more(facts: SizingFacts, role: Role, effort: Effort, now: Solution) -> float:
    """Return what one more person in post at the opening, and paid like the others, adds to the profit [currency]."""
    richer = replace(role, opening=role.opening + 1, most=role.most + 1)
    roles = tuple(richer if r.id == role.id else r for r in facts.roles)
    try:
        return _solved(replace(facts, roles=roles), effort)[2].objective - now.objective
    except InfeasibleError:
        return math.nan


def headcount_program(facts: SizingFacts) -> Sheet:
    """Return the program of the module's text, without the chance row."""
    sheet = Sheet(Program("headcount", sense="max"))
    for role in facts.roles:
        sheet.columns[role.id] = _role_columns(sheet.program, facts, role)
        _people_rows(sheet.program, facts, role, sheet.columns[role.id])
    for number, earning in enumerate(facts.earnings):
        _earning_rows(sheet.program, facts, earning, sheet.columns[earning.role], number)
    _need_rows(facts, sheet)
    return sheet


def _role_columns(program: Program, facts: SizingFacts, role: Role) -> Columns:
    """Add the columns of a role: hires, layoffs, people in post, effective people."""
    months = facts.months
    hired = program.add_columns([f"hired {role.id} {m}" for m in months], cost=-role.hire_cost, whole=True)
    laid_off = np.empty(0, dtype=np.int64)
    if role.severance is not None:
        laid_off = program.add_columns(
            [f"laid off {role.id} {m}" for m in months], cost=-role.severance, whole=True
        )
    people = program.add_columns([f"people {role.id} {m}" for m in months], cost=-role.salary)
    effective = program.add_columns([f"effective {role.id} {m}" for m in months], cost=0.0)
    return Columns(hired, laid_off, people, effective)


def _people_rows(program: Program, facts: SizingFacts, role: Role, columns: Columns) -> None:
    """Add who is in post, how effective they are, and the limits of hiring and laying off."""
    n = facts.n_months
    stays, share, limits = survival(role, n), ramped(role, n), most_hires(role, n)
    for t, month in enumerate(facts.months):
        back = np.arange(t, -1, -1)
        there = role.opening * float(stays[t])
        for word, column, part in (
            ("people", columns.people, np.ones(t + 1)),
            ("effective", columns.effective, share[back]),
        ):
            terms = {int(column[t]): 1.0}
            terms |= {int(columns.hired[s]): -float(part[s] * stays[t - s]) for s in range(t + 1)}
            if len(columns.laid_off):
                terms |= {int(columns.laid_off[s]): float(stays[t - s]) for s in range(t + 1)}
            program.add_row(f"{word} {role.id} {month}", terms, low=there, high=there)
        if math.isfinite(limits[t]):
            word = "lead time" if t < role.lead_months else "hires"
            one = {int(columns.hired[t]): 1.0}
            program.add_row(f"{word} of {role.id} in {month}", one, high=float(limits[t]))
        if math.isfinite(role.most):
            program.add_row(
                f"headcount of {role.id} in {month}", {int(columns.people[t]): 1.0}, high=role.most
            )
        if len(columns.laid_off):
            gone = {int(columns.laid_off[s]): float(stays[t - s]) for s in range(t + 1)}
            program.add_row(f"laid off of {role.id} by {month}", gone, high=there)
            if math.isfinite(role.most_layoffs):
                one = {int(columns.laid_off[t]): 1.0}
                program.add_row(f"layoffs of {role.id} in {month}", one, high=role.most_layoffs)


def _earning_rows(
    program: Program, facts: SizingFacts, earning: Earning, columns: Columns, number: int
) -> None:
    """Add the pieces of a concave earning in each month."""
    width = np.diff(earning.people)
    slope = np.diff(earning.value) / width
    for t, month in enumerate(facts.months):
        season = earning.season[t] if earning.season else 1.0
        names = [f"piece {number}.{k} {month}" for k in range(len(width))]
        pieces = program.add_columns(names, cost=slope * season, high=width)
        terms = (np.append(pieces, columns.effective[t]), np.append(np.ones(len(pieces)), -1.0))
        program.add_row(f"use {number} of {earning.role} in {month}", terms, high=0.0)


def _need_rows(facts: SizingFacts, sheet: Sheet) -> None:
    """Add what must be covered: workload by month, ratios of roles, the plan in the mean."""
    program = sheet.program
    for need in facts.needs:
        for t, month in enumerate(facts.months):
            terms = {int(sheet.columns[need.role].effective[t]): 1.0}
            if need.short is not None:
                missing = program.add_columns([f"short {need.role} {month}"], cost=-need.short)
                terms[int(missing[0])] = 1.0
            program.add_row(f"workload of {need.role} in {month}", terms, low=need.people[t])
    for ratio in facts.ratios:
        for t, month in enumerate(facts.months):
            mine, theirs = sheet.columns[ratio.role].people[t], sheet.columns[ratio.of].people[t]
            terms = {int(mine): 1.0, int(theirs): -1.0 / ratio.per}
            program.add_row(f"ratio of {ratio.role} to {ratio.of} in {month}", terms, low=0.0)
    goal = facts.goal
    if goal is not None and goal.probability is None:
        unit = per_month(goal.productivity)
        columns = sheet.columns[goal.role].effective
        program.add_row(f"plan of {goal.role}", (columns, goal.productivity / unit), low=goal.amount / unit)
