"""Checks for the exercises of lesson 1: they say whether an answer is right, and give a hint when it is not."""

from __future__ import annotations

from math import isclose, prod

from evenfield import Scenario

NOT_YET = "no answer yet"
RIGHT = "right"


def check_win_rate_without_waiting(scenario: Scenario, answer: float | None) -> str:
    """Return what there is to say about a share of leads won when none waits: the product of the stages' shares."""
    if answer is None:
        return NOT_YET
    right = prod(stage.advance_share for stage in scenario.pipeline.stages)
    if isclose(answer, right, rel_tol=1e-6):
        return RIGHT
    if isclose(answer, 100 * right, rel_tol=1e-6):
        return "right in percent; a share goes from 0 to 1"
    if isclose(answer, sum(stage.advance_share for stage in scenario.pipeline.stages), rel_tol=1e-6):
        return "not a sum: who fails the first stage never sees the second"
    return "not yet: of 100 leads, how many pass the first stage, and how many of those the second?"


def check_replications_for_half_the_width(now: int, answer: int | None) -> str:
    """Return what there is to say about a number of replications: the width falls with the root of it."""
    if answer is None:
        return NOT_YET
    if answer == 4 * now:
        # Fewer replications have a larger t too, so that four times as many are a little more than enough.
        return RIGHT
    if answer == 2 * now:
        return "twice as many make it narrower by the root of 2 only"
    return "not yet: which n makes the root of n twice as large?"
