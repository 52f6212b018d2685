"""Filling a vacancy: applicants, their scores, the choice, and what a choice by score is worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from sim.market import normal_pair
from sim.streams import child_id

if TYPE_CHECKING:
    from sim.documents.turnover import Hiring
    from sim.streams import Streams

_MOST_SEARCHES = 1000


@dataclass(frozen=True)
class Applicant:
    """Somebody who applies: days after the vacancy began, true talent and score [standard deviations]."""

    key: int
    day: float
    talent: float
    score: float


@dataclass(frozen=True)
class Hire:
    """Who comes: first day after the vacancy began [calendar days], skill, experience, and what finding him cost."""

    days: float
    skill: float
    experienced: bool
    applicants: int
    cost: float


def applicants(rule: Hiring, streams: Streams, vacancy: int) -> Iterator[Applicant]:
    """
    Yield those who apply for a vacancy, in order of time; the same people under every rule of choice.

    They come as a Poisson process; score = accuracy * talent + sqrt(1 - accuracy**2) * noise.
    """
    mean_gap = DAYS_PER_YEAR / MONTHS_PER_YEAR / rule.applicants_per_month
    day, number = 0.0, 0
    while True:
        key = child_id(vacancy, number)
        day -= mean_gap * math.log(streams.uniform("applicant", key))
        talent, noise = normal_pair(streams, "applicant talent", key, 0)
        noisy = math.sqrt(1.0 - rule.accuracy * rule.accuracy) * noise
        yield Applicant(key, day, talent, rule.accuracy * talent + noisy)
        number += 1


def fill(rule: Hiring, streams: Streams, vacancy: int) -> Hire | None:
    """Return who fills a vacancy, or ``None`` when a thousand searches find nobody who is accepted."""
    coming = applicants(rule, streams, vacancy)
    following = next(coming)
    seen = 0
    for search in range(1, _MOST_SEARCHES + 1):
        found: list[Applicant] = []
        while following.day <= search * rule.search_days:
            found.append(following)
            following = next(coming)
        seen += len(found)
        fit = [one for one in found if rule.least_score is None or one.score >= rule.least_score]
        if fit:
            best = max(fit, key=lambda one: one.score)
            return Hire(
                search * rule.search_days + rule.notice_days,
                math.exp(rule.log_skill_mean + rule.log_skill_sd * best.talent),
                streams.uniform("applicant experience", best.key) < rule.experienced_share,
                seen,
                rule.cost_per_vacancy + rule.cost_per_applicant * seen,
            )
    return None


def selection_intensity(selected_share: float) -> float:
    """
    Return the mean score of those above the cut that lets a share of a standard normal population pass: pdf / share.

    With a score correlated by ``accuracy`` with talent of spread ``sd`` the gain in mean talent is intensity *
    accuracy * sd (the breeder's and personnel selection's equation; Brogden 1949, Cronbach and Gleser 1965).
    """
    if not 0 < selected_share < 1:
        raise ValueError(f"selected_share lies between 0 and 1, got {selected_share}")
    low, high = -10.0, 10.0
    for _ in range(200):  # bisection: the share above falls with the cut
        middle = (low + high) / 2.0
        low, high = (middle, high) if _share_above(middle) > selected_share else (low, middle)
    return math.exp(-low * low / 2.0) / math.sqrt(2.0 * math.pi) / selected_share


def best_of(n: int) -> float:
    """Return the mean of the largest of ``n`` standard normal scores: the selection intensity of taking the best."""
    if n < 1:
        raise ValueError(f"at least one applicant is wanted, got {n}")
    at = np.linspace(-10.0, 10.0, 4001)
    below = np.array([1.0 - _share_above(x) for x in at.tolist()])
    density = n * below ** (n - 1) * np.exp(-at * at / 2.0) / math.sqrt(2.0 * math.pi)
    return float((at * density).sum() * (at[1] - at[0]))


def _share_above(cut: float) -> float:
    return 0.5 * math.erfc(cut / math.sqrt(2.0))
