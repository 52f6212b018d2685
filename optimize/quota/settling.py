"""
Quotas set, simulated and set again, because what reps book depends on the quota they have.

The program sees each replication's bookings as the highest quota that would just have been reached
(:func:`optimize.quota.band.reachable`), with the elasticity of bookings to quota that the rounds so far have shown. At
the fixed point the quotas no longer move and the elasticity no longer matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from optimize.elastic import InfeasibleError
from optimize.program import Effort, Floats, Ints
from optimize.quota.answer import Round
from optimize.quota.band import reachable
from optimize.quota.facts import QuotaFacts, QuotaRules
from optimize.quota.program import QuotaDesign, set_quotas
from optimize.quota.seen import attainment, reps_of, yearly_bookings
from optimize.quota.tree import assigned
from sim.runner import Runner
from sim.scenario import Scenario

CENTS = 100
STEP = 0.05
"""By how much all quotas are moved to see how bookings answer, when they need not move otherwise [share]."""
MOVES = 1e-3
"""Quotas that move by less than this share have settled."""
_MOST_REACTION, _LEAST_REACTION = 0.5, -2.0

Facts = Callable[[Floats], QuotaFacts]
"""From samples of quotas that would just be reached [currency/year] to the program's facts."""
Planned = Callable[[Scenario, Ints], Scenario]
"""From quotas [cents] to the scenario under them."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Where it ended: the design kept, every round, which one is kept, and what clashed in the round after the last."""

    design: QuotaDesign
    rounds: tuple[Round, ...]
    kept: int
    clash: str = ""


@dataclass(eq=False)
class Settling:
    """One search for quotas that hold in the world that answers to them."""

    world: Scenario
    rules: QuotaRules
    facts: Facts
    planned: Planned
    runner: Runner
    replications: range
    effort: Effort

    def run(self, quotas: Ints, frame: pd.DataFrame, rounds: int) -> Settled:
        """
        Return the best of the rounds: fewest reps out of band, then least in all.

        Parameters
        ----------
        quotas, frame
            In force [cents], and what is simulated under them.
        rounds
            The most rounds.

        Raises
        ------
        InfeasibleError
            When the rules clash in the first round. When they do in a later one, for reps answer otherwise than they
            were expected to, the rounds before it stand.
        """
        seen = quotas, yearly_bookings(self.world, frame)
        quotas, bookings, reaction = self._first_step(seen)
        tried: list[tuple[QuotaDesign, Round]] = []
        clash = ""
        for number in range(1, rounds + 1):
            samples = reachable(bookings, quotas / CENTS, reaction)
            try:
                design = self._set(self.facts(samples))
            except InfeasibleError as error:
                if not tried:
                    raise
                clash = str(error)
                break
            booked, reached = self._simulate(f"quotas, round {number}", design.quotas)
            moved = float(np.abs(design.quotas / quotas - 1.0).max())
            tried.append((design, Round(number, moved, *self._out(reached), reaction)))
            if tried[-1][1].excess == 0.0 or moved < MOVES:
                break
            reaction = reaction_between((quotas, bookings), (design.quotas, booked), reaction)
            quotas, bookings = design.quotas, booked
        best = min(range(len(tried)), key=lambda i: (tried[i][1].outside, tried[i][1].excess, i))
        return Settled(tried[best][0], tuple(each for _, each in tried), best + 1, clash)

    def _set(self, facts: QuotaFacts) -> QuotaDesign:
        """
        Return the fairest quotas, inside the bands of P(attain) by the noise of so few replications where that can be.

        A quota at the edge of its band in some replications is beyond it in about half of any others.
        """
        rules = self._not_absurd(facts)
        inner = _narrowed(rules, facts.reps, len(self.replications))
        if inner is not None:
            try:
                return set_quotas(facts, inner, self.effort)
            except ValueError:  # they clash, or are narrower than so few replications can tell
                pass
        return set_quotas(facts, rules, self.effort)

    def _not_absurd(self, facts: QuotaFacts) -> QuotaRules:
        """
        Return the rules with every quota within half and twice of what it would be without ceilings.

        Otherwise the whole total could be kept under a ceiling by giving it to those who happen to sell little of that
        family, and nothing to the others.
        """
        if not self.rules.ceilings:
            return self.rules
        open_ = set_quotas(facts, replace(self.rules, ceilings={}), self.effort)
        pairs = zip(facts.reps, open_.quotas.tolist(), strict=True)
        return replace(self.rules, near={rep: (cents // 2, 2 * cents) for rep, cents in pairs})

    def _first_step(self, seen: tuple[Ints, Floats]) -> tuple[Ints, Floats, float]:
        """
        Return quotas all moved alike [cents], what is booked under them, and the elasticity that this shows.

        They are moved to the total that is wished, or by ``STEP`` when that is about today's.
        """
        quotas, bookings = seen
        wished = assigned(self.rules.total, self.rules.over) / int(quotas.sum())
        far = abs(wished - 1.0) > STEP / 2
        moved = np.maximum(np.round(quotas * (wished if far else 1.0 + STEP)), 1.0).astype(np.int64)
        booked, _ = self._simulate("all quotas moved alike", moved)
        reaction = reaction_between(seen, (moved, booked), 0.0)
        return (moved, booked, reaction) if far else (quotas, bookings, reaction)

    def _simulate(self, name: str, quotas: Ints) -> tuple[Floats, Floats]:
        """Return bookings and attainment under these quotas, each shape (n_replications, n_reps)."""
        scenario = self.planned(self.world, quotas)
        frame = self.runner({name: scenario}, self.replications)[name]
        return yearly_bookings(scenario, frame), attainment(scenario, frame)

    def _out(self, reached: Floats) -> tuple[int, float]:
        """Return how many reps are out of their band of P(attain), and by how much in all."""
        chance = (reached >= 1.0).mean(axis=0)
        low, high = self.rules.bands(reps_of(self.world)).T
        excess = np.maximum(np.maximum(low - chance, chance - high), 0.0)
        excess[excess < 1e-9] = 0.0  # noqa: PLR2004 - noise of the shares
        return int((excess > 0).sum()), float(excess.sum())


def _narrowed(rules: QuotaRules, reps: Sequence[str], n: int) -> QuotaRules | None:
    """Return the rules with every band narrower by a standard error on either side, at most by half; None without."""
    bands = rules.bands(reps)
    low, high = bands.T
    middle = (low + high) / 2
    margin = np.minimum(np.sqrt(middle * (1 - middle) / n), (high - low) / 4)
    inner = np.column_stack([np.where(low > 0, low + margin, low), np.where(high < 1, high - margin, high)])
    if (inner == bands).all():
        return None
    pairs = {rep: (float(least), float(most)) for rep, (least, most) in zip(reps, inner, strict=True)}
    return replace(rules, attain_of=pairs)


def reaction_between(one: tuple[Ints, Floats], other: tuple[Ints, Floats], fallback: float) -> float:
    """
    Return the elasticity of bookings to quota over two simulated plans, one for all reps.

    The slope through the origin of the change in log mean bookings on the change in log quota; paired, because both
    have the same luck.

    Parameters
    ----------
    one, other
        Quotas [cents], shape (n_reps,), and bookings, shape (n_replications, n_reps).
    fallback
        When quotas have hardly moved.
    """
    step = np.log(other[0] / one[0])
    means = [np.maximum(each[1].mean(axis=0), 1e-9) for each in (one, other)]
    answer = np.log(means[1] / means[0])
    if float(step @ step) < len(step) * MOVES**2:
        return fallback
    return float(np.clip((step @ answer) / (step @ step), _LEAST_REACTION, _MOST_REACTION))
