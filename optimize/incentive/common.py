"""The best payout curve that all types of reps share, with its proof, and what types do under any curve."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NoReturn

import numpy as np

from optimize.elastic import InfeasibleError, Relaxation, elastic
from optimize.incentive.curve_program import CurveProgram, add_curve
from optimize.incentive.curve_wishes import CurveWishes
from optimize.incentive.force import RepType
from optimize.lp import solve
from optimize.program import Effort, Floats, Ints, Program, Solution, Status


@dataclass(frozen=True, eq=False)
class CommonCurve:
    """
    The best common curve, with its proof; money [currency/year].

    Attributes
    ----------
    base, pay
        Base pay, and variable pay at the knots, shape (n_knots,).
    effort
        Number of each type's effort, shape (n_types,).
    quota_factor
        What quotas are multiplied by.
    utility
        What a rep of each type is left with, shape (n_types,).
    expected_pay
        Of all reps.
    at_quota
        Expected share of reps at quota.
    profit
        Margin less pay, of all reps; ``bound`` is what no curve passes, ``gap`` the share between.
    """

    base: float
    pay: Floats
    effort: Ints
    quota_factor: float
    utility: Floats
    expected_pay: float
    at_quota: float
    profit: float
    bound: float
    status: Status
    seconds: float
    solution: Solution = field(repr=False)

    @property
    def gap(self) -> float:
        """Return how far profit may be below the best possible [share of it]."""
        return abs(self.bound - self.profit) / max(abs(self.profit), 1e-9)


def best_common_curve(
    types: list[RepType], margin: float, wishes: CurveWishes, effort: Effort | None = None
) -> CommonCurve:
    """
    Return the most profitable payout curve that all types share.

    Parameters
    ----------
    types
        A dozen at the most is quick.
    margin
        What one of sales is worth before pay [share].
    wishes
        What it must keep.
    effort
        By which solver, and when it stops; a limit that stops it is told by ``status``.

    Raises
    ------
    ValueError
        When there are no types, or they differ in the number of efforts.
    InfeasibleError
        When the wishes clash: it carries the rows and the cheapest relaxation, in shares of on-target earnings or of
        reps.
    RuntimeError
        When the solver was stopped before it found any curve.
    """
    _check_curve(wishes)
    build = CurveProgram(types, margin, wishes)
    effort = effort or Effort()
    answer = solve(build.program, effort.solver, effort.limits)
    if answer.status == "infeasible":
        _refuse(elastic(build.program, build.soft), build.soft)
    if not answer.found:
        raise RuntimeError(f"the solver ended with status {answer.status} before it found a curve")
    return _read(build, answer)


def _check_curve(wishes: CurveWishes) -> None:
    """Raise InfeasibleError when no curve at all is as wished, whoever works by it; pay at target is not given up."""
    program = Program("payout curve")
    (base,) = program.add_columns(["base"], cost=0.0, high=1.0).tolist()
    pay = program.add_columns([f"pay at {x:g}" for x in wishes.knots], cost=0.0)
    rows = add_curve(program, wishes, base, pay)
    if solve(program).status == "infeasible":
        _refuse(
            elastic(program, [row for row in rows if row not in {"pay at target", "pay begins at 0"}]), rows
        )


def _refuse(found: Relaxation, wished: list[str]) -> NoReturn:
    """Raise the error that names the clashing wishes; rows that only tie the program together are not told."""
    told = replace(found, clashing=tuple(name for name in found.clashing if name in wished))
    by = "; ".join(f"{name} by {amount:.3g}" for name, amount in told.by.items())
    clash = "; ".join(told.clashing)
    raise InfeasibleError(
        f"no curve keeps all wishes. Clashing: {clash}. Cheapest way out [OTE or share]: {by}", told
    )


@dataclass(frozen=True, eq=False)
class Evaluated:
    """What types do under a curve: their efforts, what they are left with, expected pay, share at quota, profit."""

    effort: Ints
    utility: Floats
    expected_pay: float
    at_quota: float
    profit: float


def evaluate_curve(  # noqa: PLR0913, PLR0917 - a curve and whom it is for
    types: list[RepType], margin: float, knots: Floats, base: float, pay: Floats, factor: float = 1.0
) -> Evaluated:
    """Return what each type does under a curve, from each rep's own point of view; of equals what the firm prefers."""
    efforts, left, total, at_quota, profit = [], [], 0.0, 0.0, 0.0
    for one in types:
        paid = base + one.hats(knots, factor) @ pay
        net = paid - one.cost
        earned = margin * one.sells() - paid
        best = np.flatnonzero(net >= net.max() - 1e-9 * abs(base + float(pay.max())))
        chosen = int(best[np.argmax(earned[best])])
        efforts.append(chosen)
        left.append(float(net[chosen]))
        total += one.reps * float(paid[chosen])
        at_quota += one.reps * float(one.reaches(factor)[chosen])
        profit += one.reps * float(earned[chosen])
    reps = sum(one.reps for one in types)
    return Evaluated(np.array(efforts), np.array(left), total, at_quota / reps, profit)


def _read(build: CurveProgram, answer: Solution) -> CommonCurve:
    """Return the curve of a solution, with its numbers worked out anew from the chosen efforts."""
    ote, factors = build.wishes.ote, build.wishes.quota_factors
    chosen = [int(np.argmax(answer.values[columns])) for columns in build.work]
    factor = chosen[0] // build.n_efforts
    pay = answer.values[build.pay] * ote
    base = float(answer.values[build.base]) * ote
    effort = np.array([one % build.n_efforts for one in chosen])
    left, total, at_quota = [], 0.0, 0.0
    for number, one in enumerate(build.types):
        paid = base + float(build.hats[number][factor][effort[number]] @ pay)
        left.append(paid - float(one.cost[effort[number]]))
        total += one.reps * paid
        at_quota += one.reps * float(one.reaches(factors[factor])[effort[number]])
    reps = sum(one.reps for one in build.types)
    return CommonCurve(
        base, pay, effort, factors[factor], np.array(left), total, at_quota / reps,
        answer.objective * ote, answer.bound * ote, answer.status, answer.seconds, answer,
    )  # fmt: skip
