"""The rules of the pipeline: how good a lead is, whether it advances, how long work takes, what comes first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.scoring import highest_signal_ratio

if TYPE_CHECKING:
    from sim.documents.relations import Referral
    from sim.scenario import Market, Pipeline

CARE_PRIORITY = -1
"""A customer who orders again is served before any lead."""


def quality(
    source_ratio: NDArray[np.float64],
    grade_ratio: NDArray[np.float64],
    n_stages: int,
    other_ratio: NDArray[np.float64] | float = 1.0,
) -> NDArray[np.float64]:
    """
    Return the factor on every stage's advance share, shape of the inputs.

    The ratios act on the whole funnel, so each of the stages carries the n-th root: the product over the stages is
    (win rate of the mean lead) x source ratio x grade ratio x other ratio (of the product family and the basic unit).
    """
    factor: NDArray[np.float64] = (source_ratio * grade_ratio * other_ratio) ** (1.0 / n_stages)
    return factor


def highest_quality(
    market: Market, pipeline: Pipeline, unit_ratio: float = 1.0, referral: Referral | None = None
) -> float:
    """Return the largest factor on an advance share that a lead can have; ``unit_ratio`` is of the best unit."""
    used = {campaign.source for campaign in market.campaigns} | {referral.source if referral else None}
    source = max(entry.win_ratio for entry in market.sources if entry.share > 0 or entry.id in used)
    grade = max(entry.win_ratio for entry in pipeline.grades if entry.share > 0)
    family = max(entry.win_ratio for entry in market.families if entry.share > 0)
    signals = highest_signal_ratio(pipeline.scoring)
    return math.pow(source * grade * family * unit_ratio * signals, 1.0 / len(pipeline.stages))


def chance_to_advance(advance_share: float, lead_quality: float, skill: float) -> float:
    """
    Return the chance that a lead leaves a stage for the next one (the last stage: that it is won).

    ``skill`` multiplies the odds, so that a skilled rep gains most where the outcome is open.
    """
    chance = advance_share * lead_quality
    return chance * skill / (1.0 - chance + chance * skill)


def exponential(mean: float, luck: float) -> float:
    """Return an exponential quantity of this mean from a number in (0, 1)."""
    return -mean * math.log(luck)


def ramp_share(ramp: tuple[float, ...], tenure_days: float) -> float:
    """Return the share of full speed after so many days with the firm; months of 365.25 / 12 days."""
    month = int(tenure_days // (365.25 / 12))
    return ramp[month] if 0 <= month < len(ramp) else (1.0 if month >= 0 or not ramp else ramp[0])
