"""Time for the single customer: what reps take beyond the usual for every lead, and what it brings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario


def stage_hours(scenario: Scenario) -> tuple[float, ...]:
    """Return the mean of a rep's time in each stage under the plan [hours]."""
    longer = 1.0 + scenario.plan.personal_time
    return tuple(stage.work_hours * longer for stage in scenario.pipeline.stages)


def personal_log_odds(scenario: Scenario) -> float:
    """Return what the plan's personal time adds to the log odds of every stage, 0 where it brings nothing."""
    rule = scenario.pipeline.personal
    return 0.0 if rule is None else gain(rule.log_odds, rule.scale, scenario.plan.personal_time)


def gain(log_odds: float, scale: float, time: float) -> float:
    """Return log_odds * (1 - exp(-time / scale)): nothing for nothing, and less and less for more."""
    return log_odds * -math.expm1(-time / scale)


def win_chance(shares: tuple[float, ...], log_odds: float) -> float:
    """Return the chance to pass all stages, when their odds are those of the shares times exp(log_odds)."""
    odds = math.exp(log_odds)
    return math.prod(share * odds / (1.0 - share + share * odds) for share in shares)
