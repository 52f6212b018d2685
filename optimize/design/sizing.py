"""
The lever *size*: how many reps, hired when.

What one rep more or less brings is simulated, in territories cut from those there are; the headcount program says who
starts when, by ramp, attrition and lead time, and the design's world gets these people. The next lever may draw their
territories anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from optimize.design.draft import Charges, Draft
from optimize.design.headcount import with_reps
from optimize.design.turning import Account, Offer, Task
from optimize.experiment.reading import whole
from optimize.paired import PairedDifference, paired_difference
from optimize.profit.response import EFFORT_ELASTICITY
from optimize.program import Floats
from optimize.sizing import HeadcountPlan, plan_headcount
from optimize.sizing.scenario import Question, SizingWishes, question_of
from optimize.turn import Proof, Turn
from sim.calendar import MONTHS_PER_YEAR
from sim.scenario import REPS, Scenario
from sim.table import Table
from sim.territory.alignment import Alignment

STEP = 0.05
"""How far headcount is moved to see what it brings [share]."""
LEAST, MOST = 0.01, 0.95
"""Elasticities that the program takes."""
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class Brought:
    """What the force brings before pay [currency/year], and the elasticity of that to headcount with its interval."""

    contribution: float
    elasticity: PairedDifference


def turn_size(task: Task) -> Offer:
    """
    Return another headcount, as a world with the people of the headcount plan.

    Raises
    ------
    InfeasibleError
        When the needs of the headcount plan cannot be met.
    """
    scenario, wishes = task.draft.scenario, task.wishes
    plan = scenario.plan
    if plan.coverage is not None or len(scenario.tables.reps) < 2:  # noqa: PLR2004 - somebody must stay
        told = "headcount is left as it is: this force has roles besides territories, or one rep"
        return replace(Offer.of_turn(task, Turn("size", plan, ())), idle=told)
    brought = None if wishes.elasticity is not None and wishes.contribution is not None else _brought(task)
    question = _question(task, brought)
    found = plan_headcount(question.facts)
    hires, gone = _moves(found, task)
    reps = scenario.tables.reps
    if hires or gone:
        reps = _with(scenario, hires, gone)
    changed = with_reps(scenario, reps)
    charges = _charges(task.draft.charges, found, len(hires), wishes.severance or 0.0, gone)
    notes = _notes(hires, gone, brought)
    turn = Turn("size", changed.plan, (_proof(found),), notes, tuple(question.notes), found)
    return Offer(Draft(changed, charges), turn, Account((), _data(found)), idle=notes[-1])


def _brought(task: Task) -> Brought:
    """Return what the force brings, with fewer and more people too; all of them fully ramped."""
    scenario = task.draft.scenario
    n = len(scenario.tables.reps)
    by = max(1, round(STEP * n))
    fewer, more = _with(scenario, [], by), _with(scenario, [_LONG_AGO] * by, 0)
    worlds = {"as many": scenario, "more": with_reps(scenario, more)}
    if n - by > 0:
        worlds["fewer"] = with_reps(scenario, fewer)
    frames = task.runner(worlds, task.wishes.searched_on)
    value = {name: np.maximum(_before_pay(frames[name]), 1.0) for name in worlds}
    people = {"as many": n, "more": n + by, "fewer": n - by}
    ends = ("fewer" if "fewer" in worlds else "as many", "more")
    rise = np.log(value[ends[1]] / value[ends[0]]) / math.log(people[ends[1]] / people[ends[0]])
    yearly = float(value["as many"].mean()) * MONTHS_PER_YEAR / scenario.run.months
    return Brought(yearly, paired_difference(rise))


def _before_pay(frame: pd.DataFrame) -> Floats:
    """Return profit contribution before pay in each replication [currency]."""
    profit, pay = (whole(frame, name) for name in ("profit_contribution", "compensation_cost"))
    return np.asarray(profit + pay)


def _question(task: Task, brought: Brought | None) -> Question:
    """Return the headcount question, with what was simulated in place of what is usual."""
    wishes, scenario = task.wishes, task.draft.scenario
    contribution, elasticity = wishes.contribution, wishes.elasticity
    if brought is not None:
        contribution = contribution or brought.contribution
        elasticity = elasticity or float(np.clip(brought.elasticity.mean, LEAST, MOST))
    asked = SizingWishes(
        months=scenario.run.months,
        contribution=contribution,
        severance=wishes.severance,
        elasticity=EFFORT_ELASTICITY if elasticity is None else elasticity,
    )
    return question_of(scenario, asked)


def _moves(found: HeadcountPlan, task: Task) -> tuple[list[date], int]:
    """Return the first days of those who are hired, and how many go, within how far headcount may change."""
    room = math.floor(task.wishes.most_change * len(task.given.scenario.tables.reps))
    by_now = len(task.draft.scenario.tables.reps) - len(task.given.scenario.tables.reps)
    starts = [
        date(int(hire.starts[:4]), int(hire.starts[5:7]), 1)
        for hire in found.hires
        for _ in range(hire.number)
    ]
    gone = sum(int(role.laid_off.sum()) for role in found.roles.values())
    return starts[: max(room - by_now, 0)], min(gone, max(room + by_now, 0))


def _with(scenario: Scenario, hires: Sequence[date], gone: int) -> Table:
    """Return the reps with newcomers in the largest territories, and without those of the smallest."""
    reps = scenario.tables.reps
    rows = {name: column.tolist() for name, column in reps.columns.items()}
    alignment, potential = Alignment.of(scenario), scenario.tables.units["potential"].astype(np.float64)
    load = alignment.by_rep(potential).astype(np.float64)
    units = np.bincount(alignment.rep_of, minlength=len(reps))
    leavers = set(np.argsort(load, kind="stable")[: min(gone, len(reps) - 1)].tolist())
    kept = {name: [v for i, v in enumerate(column) if i not in leavers] for name, column in rows.items()}
    taken = set(rows["id"])
    homes: set[int] = set()
    for first_day in hires:
        owner = int(
            np.argmax(np.where((units > 1) & ~np.isin(np.arange(len(load)), list(leavers)), load, -1))
        )
        home = _home(alignment.rep_of, owner, potential, homes)
        homes.add(home)
        load[owner] /= 2
        units[owner] -= 1
        name = next(f"new-{k}" for k in range(1, len(taken) + len(hires) + 2) if f"new-{k}" not in taken)
        taken.add(name)
        about = {
            "role": rows["role"][owner],
            "manager": rows["manager"][owner],
            "skill": 1.0,
            "experience": "",
        }
        about |= {"id": name, "home": str(scenario.tables.units["id"][home]), "hired": first_day}
        for column, values in kept.items():
            values.append(about[column])
    return Table.of(REPS, kept)


def _home(rep_of: np.ndarray, owner: int, potential: Floats, taken: set[int]) -> int:
    """Return where a newcomer lives: the owner's unit of most potential after the largest, which stays with him."""
    mine = np.flatnonzero(rep_of == owner)
    order: list[int] = mine[np.argsort(-potential[mine], kind="stable")].tolist()
    return next((unit for unit in order[1:] if unit not in taken), order[-1])


def _charges(charges: Charges, found: HeadcountPlan, hired: int, severance: float, gone: int) -> Charges:
    """Return what hiring and letting go cost once, which the simulation does not charge."""
    each = max((role.hire_cost for role in found.facts.roles), default=0.0)
    once = dict(charges.once)
    for what, amount in (("hiring", each * hired), ("severance", severance * gone)):
        if amount:
            once[what] = once.get(what, 0.0) + amount
    return Charges(once, charges.per_unit)


def _proof(found: HeadcountPlan) -> Proof:
    solution = found.solution
    return Proof("headcount", solution.status, found.profit, found.bound, found.gap, solution.seconds)


def _notes(hires: Sequence[date], gone: int, brought: Brought | None) -> tuple[str, ...]:
    """Return what was found, in words."""
    told = []
    if brought is not None:
        b = brought.elasticity
        told.append(
            f"1 % more people bring {b.mean:.2f} % more before pay [{b.low:.2f}, {b.high:.2f}], simulated in "
            "territories cut from those there are"
        )
    told += [f"{hires.count(start)} start on {start:%Y-%m-%d}" for start in sorted(set(hires))]
    if gone:
        told.append(f"{gone} reps of the smallest territories go")
    if not hires and not gone:
        told.append("nobody is hired: no start within the horizon would pay for itself")
    return tuple(told)


def _data(found: HeadcountPlan) -> dict[str, object]:
    return {
        "profit": found.profit,
        "bound": found.bound,
        "hires": [vars(hire) for hire in found.hires],
        "laid_off": {name: int(role.laid_off.sum()) for name, role in found.roles.items()},
    }
