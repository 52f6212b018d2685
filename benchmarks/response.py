"""Responses measured: how often a planted one is inside its band, what hours bring in the shipped world, a map by it.

The full run draws the counties of the shipped world for profit by the measured response and by the published
elasticity, and simulates both beside the balanced map on years that nothing was measured on: about ten minutes.
"""

from __future__ import annotations

import time
from decimal import Decimal

import numpy as np
from table import Row, run

import scenarios
from evenfield.comparison.values import kpi_values
from evenfield.study.run import simulate_many
from optimize.experiment.factors import FACTORS
from optimize.paired import paired_difference
from optimize.profit import profit_alignment
from optimize.profit.response import EFFORT_ELASTICITY
from optimize.profit.scenario import coverage_response
from optimize.response.coverage import measure_coverage
from optimize.response.measuring import curve_of, measure_response
from optimize.territory import Rules, align
from sim.plan import DealtQuotas
from sim.quota import quotas_cents
from sim.scenario import Scenario

WORLD = "us-field-force/today"
STUDIES, YEARS = 400, 12
LEVELS = np.array([0.25, 0.5, 0.75, 1.0, 1.5, 2.0])


def measure(quick: bool) -> list[Row]:
    return [*band_rows(), *world_rows(quick), *map_rows(quick)]


def band_rows() -> list[Row]:
    """A saturating curve planted under common luck: its share inside the 95 % band, and what pairing is worth."""
    truth = 1.0 - np.exp(-2.0 * LEVELS)
    inside, paired = [], []
    for seed in range(STUDIES):
        luck = np.random.default_rng(seed)
        common, own = luck.normal(size=YEARS), luck.normal(size=(len(LEVELS), YEARS))
        curve = curve_of(LEVELS, truth[:, None] * (1 + 0.1 * common) + 0.03 * own, ("toy", "", ""), "rising")
        inside.append(((np.array(curve.low) <= truth) & (truth <= np.array(curve.high))).mean())
        paired.append(np.array(curve.paired[4]) / np.hypot(curve.error[3], curve.error[4]))
    share = float(np.mean(inside))
    what = f"planted response, {STUDIES} studies of {YEARS} years"
    return [
        Row(f"{what}: share of points inside their 95 % band", share, 0.95, abs(share - 0.95) <= 0.02),
        Row(f"{what}: error of a paired difference over an unpaired one", float(np.mean(paired))),
    ]


def world_rows(quick: bool) -> list[Row]:
    """The shipped world: by how much hours raise contribution, and how much that is known."""
    scenario, n = scenarios.load(WORLD), 6 if quick else 20
    rows, clock = [], time.perf_counter()
    for name in ("hours", "quota"):
        factor = FACTORS[name].over([0.5, 1.0, 2.0]) if quick else FACTORS[name]
        curve = measure_response(scenario, simulate_many, factor, replications=range(n))
        told = f"{n} replications x {len(curve.level)} levels"
        if name == "hours":
            told += f"; the published elasticity of sales to effort is {EFFORT_ELASTICITY}"
        rows.append(Row(f"{WORLD}: elasticity to {name} at level 1", curve.elasticity(step=0.2), told=told))
    seconds = time.perf_counter() - clock
    return [*rows, Row(f"{WORLD}: both responses, seconds", seconds)]


def map_rows(quick: bool) -> list[Row]:
    """Maps for profit by a guess and by the measured response, simulated beside the balanced one."""
    what = "map for profit, simulated, over the balanced map"
    if quick:
        return [Row(f"{what}: by the measured response", None, told="in the full run")]
    scenario = scenarios.load(WORLD)
    balanced = align(scenario, Rules())
    even = _under(scenario, balanced)
    level, share = measure_coverage(even, simulate_many, range(8))[0].from_zero(0.01)
    guess = profit_alignment(scenario, balanced=balanced)
    known = profit_alignment(
        scenario,
        balanced=balanced,
        response=lambda ground, bases: coverage_response(ground, bases, level, share),
    )
    worlds = {"balanced": even, "guess": _under(scenario, guess), "measured": _under(scenario, known)}
    frames = simulate_many(worlds, range(100, 160))
    profit = {name: kpi_values(frame)["profit_contribution"].to_numpy() for name, frame in frames.items()}
    rows = []
    for name, told in (("measured", "the measured response"), ("guess", "the published elasticity")):
        gain = paired_difference((profit[name] - profit["balanced"]) / profit["balanced"].mean())
        ok = gain.high > 0 if name == "measured" else None
        interval = f"95 % interval {gain.low:+.4f} to {gain.high:+.4f}, 60 fresh replications"
        rows.append(
            Row(f"{what}: by {told} [share]", gain.mean, 0.0 if ok is not None else None, ok, told=interval)
        )
    return rows


def _under(scenario: Scenario, design: object) -> Scenario:
    """The world under a map, today's total of quotas dealt to it by potential."""
    total = Decimal(int(quotas_cents(scenario).sum())).scaleb(-2)
    quotas = DealtQuotas(method="potential", total=total)
    changes = {"alignment": design.alignment, "bases": design.bases, "quotas": quotas}  # type: ignore[attr-defined]
    return scenario.with_plan(scenario.plan.model_copy(update=changes))


if __name__ == "__main__":
    run(__doc__, measure)
