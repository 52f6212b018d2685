"""Responses measured on demand: several factors, by type of territory where that is asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimize.experiment.factors import FACTORS
from optimize.experiment.running import run_experiment
from optimize.experiment.yields import CREDIT
from optimize.response.coverage import measure_coverage
from optimize.response.curve import ResponseCurve
from optimize.response.measuring import measure_response
from optimize.response.pooling import curves_by_type
from sim.quota import potential_by_rep
from sim.runner import Runner
from sim.scenario import Scenario

COVERAGE = "coverage"
NAMES = (*FACTORS, COVERAGE)
TYPES = ("role", "manager", "potential")
_THIRDS = ("least potential", "middle", "most potential")


def measure(  # noqa: PLR0913 - the world, who simulates, and what is asked
    scenario: Scenario,
    runner: Runner,
    factors: Sequence[str],
    replications: int,
    *,
    levels: Sequence[float] | None = None,
    by: str | None = None,
) -> list[ResponseCurve]:
    """
    Return the curves of the factors, each of the whole sales force first and then by type where asked.

    Raises
    ------
    ValueError
        When a factor or a level does not fit the scenario, or its reps have no such types.
    """
    found: list[ResponseCurve] = []
    for name in factors:
        if name == COVERAGE:
            found += measure_coverage(scenario, runner, range(replications), levels)
            continue
        factor = FACTORS[name] if levels is None else FACTORS[name].over(levels)
        found.append(measure_response(scenario, runner, factor, replications=range(replications)))
        if by is not None:
            types = types_of(scenario, by)
            observed = run_experiment(scenario, factor, runner, range(replications), CREDIT)
            curves = curves_by_type(observed, types, "credit, as a share of that at level 1")
            found += [curve for curve in curves if curve.group]
    return found


def types_of(scenario: Scenario, by: str) -> list[str]:
    """
    Return each rep's type: his role, his manager, or the third of potential that his territory is in.

    Raises
    ------
    ValueError
        When the table of reps names none.
    """
    if by == "potential":
        rank = np.argsort(np.argsort(potential_by_rep(scenario), kind="stable"), kind="stable")
        return [_THIRDS[place * len(_THIRDS) // len(rank)] for place in rank.tolist()]
    types = [str(one) for one in scenario.tables.reps[by].tolist()]
    if not all(types):
        raise ValueError(f"by {by}: not every rep has one in this scenario; there is also potential")
    return types
