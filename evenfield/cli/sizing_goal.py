"""A plan to be hit: bookings from simulated replications, in the mean or in a share of them; and further roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import typer

from evenfield.cli.progress import Bar
from evenfield.study.run import simulate_many
from optimize.program import Floats
from optimize.sizing import Goal, HeadcountPlan, plan_headcount, plan_surely
from optimize.sizing.roles import REP, Beside, roles_of, with_roles
from optimize.sizing.scenario import Question
from sim.scenario import Scenario


@dataclass(frozen=True)
class Hit:
    """Share of years hit that was asked for, and that of years the plan has not seen, with its 95 % interval."""

    wanted: float
    share: float
    low: float
    high: float
    years: int


def beside_of(given: Sequence[str]) -> tuple[Beside, ...]:
    """Return the roles of texts such as ``engineer=5`` or ``engineer=5:140000``: one for five reps, and his pay."""
    found = []
    for text in given:
        name, _, rest = text.partition("=")
        per, _, pay = rest.partition(":")
        try:
            found.append(Beside(name, float(per), None, float(pay) if pay else None))
        except ValueError as error:
            told = str(error) if str(error).startswith("role") else "NAME=REPS or NAME=REPS:PAY is wanted"
            raise typer.BadParameter(f"{text!r}: {told}", param_hint="--role") from None
    if len({one.id for one in found}) < len(found):
        raise typer.BadParameter("each role once", param_hint="--role")
    return tuple(found)


def roled(question: Question, scenario: Scenario, given: Sequence[str]) -> Question:
    """Return the question with the scenario's own further roles and those that are asked for."""
    asked = beside_of(given)
    own, reps = roles_of(scenario)
    named = {one.id for one in asked}
    beside = (*(one for one in own if one.id not in named), *asked)
    if not beside:
        return question
    people = len(scenario.tables.reps)
    told = tuple(
        f"one {one.id} at least for {one.per:g} reps{'' if one in asked else ', as today'}" for one in beside
    )
    reps = reps if own else people
    return Question(with_roles(question.facts, beside, reps), (*question.notes, *told))


def aimed(
    question: Question, scenario: Scenario, amount: float, surely: float | None, how: tuple[int, int | None]
) -> tuple[Question, Floats | None]:
    """
    Return the question with bookings to be reached, and the replications kept back to check on.

    ``how``: replications and workers. Half of the replications make the plan, the others judge it.
    """
    replications, workers = how
    if surely is not None and replications < MIN_REPLICATIONS:
        raise typer.BadParameter(
            f"{MIN_REPLICATIONS} or more are wanted: half make the plan, half judge it",
            param_hint="--replications",
        )
    with Bar() as progress:
        frame = simulate_many({"today": scenario}, replications, workers=workers, progress=progress)["today"]
    mine = frame[frame["measure"] == "month_bookings"].sort_values(["replication", "month"])
    monthly = mine["value"].to_numpy(np.float64).reshape(replications, -1)
    facts = question.facts
    rows = np.stack([np.resize(row, facts.n_months) for row in monthly]) / facts.role(REP).opening
    told = (
        f"{replications} replications: a rep books {rows.mean() * 12:,.0f} {scenario.currency} a year in the mean; "
        "the plan takes bookings to rise in proportion to effective reps"
    )
    if surely is None:
        goal, others = Goal(REP, amount, rows.mean(axis=0)), None
    else:
        goal, others = Goal(REP, amount, rows[::2], surely), rows[1::2]
    return replace(question, facts=replace(facts, goal=goal), notes=(*question.notes, told)), others


MIN_REPLICATIONS = 4


def planned(question: Question, others: Floats | None) -> tuple[HeadcountPlan, Hit | None]:
    """Return the plan, and how often it is hit in replications that it has not seen."""
    goal = question.facts.goal
    if goal is None or others is None or goal.probability is None:
        return plan_headcount(question.facts), None
    # as many samples as years: people's luck could be drawn anew for ever, but the years are only so many
    plan = plan_surely(question.facts, others, len(others))
    chance = plan.out_of_sample(others, len(others))
    return plan, Hit(goal.probability, chance.share, chance.low, chance.high, len(others))
