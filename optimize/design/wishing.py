"""Wishes that cannot be: which of them clash, and the cheapest way out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimize.design.checks import Check
from optimize.design.wishes import LeverName, Wishes
from optimize.elastic import InfeasibleError, Relaxation, elastic
from optimize.lp import solve
from optimize.program import Program
from sim.calendar import MONTHS_PER_YEAR
from sim.near_misses import NearMisses
from sim.quota import quotas_cents
from sim.scenario import Scenario


class StrangerError(ValueError):
    """A wish names a rep who is not known."""


def refuse_impossible(scenario: Scenario, levers: Sequence[LeverName], wishes: Wishes) -> None:
    """
    Refuse wishes that no design can keep, before anything is simulated.

    Raises
    ------
    StrangerError
        When a pinned rep is not known.
    InfeasibleError
        When pins leave the others no quota of the total, or pay at outside options is over the budget.
    """
    reps = [str(rep) for rep in scenario.tables.reps["id"]]
    near = NearMisses(set(reps))
    strangers = [f"no rep {rep!r}{near.hint(rep)}" for rep in wishes.pins if rep not in reps]
    if strangers:
        raise StrangerError("; ".join(strangers))
    _refuse(_pins(scenario, wishes), "quotas")
    _refuse(_pay(scenario, levers, wishes), "pay", ["pay budget"])


def refuse_missed(checks: Sequence[Check]) -> None:
    """
    Refuse to end with a wish unkept.

    Raises
    ------
    InfeasibleError
        When a check that the user wished for is missed: by how much it has to give way.
    """
    missed = [check for check in checks if check.wished and not check.kept]
    if missed:
        told = "; ".join(check.words for check in missed)
        by = {check.name: check.give for check in missed}
        raise InfeasibleError(
            f"no design that was found keeps what is wished: {told}", Relaxation(tuple(by), by)
        )


def refuse_offer(error: InfeasibleError, kept_by_input: Sequence[Check]) -> None:
    """
    Refuse wishes that a lever cannot keep, unless the input keeps them.

    Raises
    ------
    InfeasibleError
        With what clashes, and by how much the wishes have to give way for the input itself to keep them: that is
        surely enough, where what a lever's closed form would need is not.
    """
    missed = [check for check in kept_by_input if check.wished and not check.kept]
    if missed:
        told = "; ".join(check.words for check in missed)
        by = {check.name: check.give for check in missed}
        first = str(error).splitlines()[0].partition(" Cheapest way out")[0]
        raise InfeasibleError(f"{first} The plan in force: {told}", Relaxation(error.relaxation.clashing, by))


def _refuse(program: Program, what: str, soft: Sequence[str] | None = None) -> None:
    if solve(program).status != "infeasible":
        return
    told = elastic(program, soft)
    ways = "; ".join(f"{name} by {by:,.2f}" for name, by in told.by.items())
    raise InfeasibleError(f"{what}: not all that is wished can be kept. Cheapest way out: {ways}", told)


def _pins(scenario: Scenario, wishes: Wishes) -> Program:
    """Return the program of quotas that are pinned, at least a cent for everybody else, and add up to the total."""
    reps = [str(rep) for rep in scenario.tables.reps["id"]]
    total = int(quotas_cents(scenario).sum()) if wishes.total is None else wishes.total
    program = Program("quotas")
    quota = program.add_columns([f"quota of {rep}" for rep in reps], cost=0.0, low=0.01)
    program.add_row("total of the quotas", (quota, np.ones(len(reps))), low=total / 100, high=total / 100)
    for i, rep in enumerate(reps):
        if rep in wishes.pins:
            pinned = wishes.pins[rep] / 100
            program.add_row(f"pin of {rep}", {int(quota[i]): 1.0}, low=pinned, high=pinned)
    return program


def _pay(scenario: Scenario, levers: Sequence[LeverName], wishes: Wishes) -> Program:
    """
    Return the program of what each rep expects: his outside option at least, base pay too, all within the budget.

    Base pay gives way to nobody unless pay is designed; a force that may shrink is only as large as it must be.
    """
    reps = [str(rep) for rep in scenario.tables.reps["id"]]
    years = scenario.run.months / MONTHS_PER_YEAR
    least = len(reps)
    if "size" in levers and wishes.severance is not None:
        least = max(1, int(np.ceil(len(reps) * (1 - wishes.most_change))))
    program = Program("pay")
    base = 0.0 if "pay" in levers else float(scenario.plan.pay.pay.base)
    pay = program.add_columns([f"pay of {rep}" for rep in reps[:least]], cost=0.0, low=base * years)
    outside = 0.0 if wishes.outside_pay is None else wishes.outside_pay * years
    program.add_row("outside options", (pay, np.ones(least)), low=outside * least)
    if wishes.budget is not None:
        program.add_row("pay budget", (pay, np.ones(least)), high=wishes.budget)
    return program
