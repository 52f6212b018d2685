"""Regret: what a plan earns less than the best plan would in the same hard times, and the plan that regrets least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenfield.comparison.paired import CONFIDENCE, PairedDifference, paired_difference
from sim.streams import Streams

Floats = NDArray[np.float64]
_RESAMPLES = 2000


@dataclass(frozen=True, eq=False)
class Regret:
    """
    Regret of each plan under each stress [currency], shape (n_designs, n_stresses), and what follows.

    ``told`` are the paired differences of the best plan over each plan, by plan and stress; ``worst`` each plan's
    largest regret; ``choice`` the plan whose largest regret is least, ``runner_up`` the next; ``lead`` the 95 %
    bootstrap interval of how much larger the runner-up's is.
    """

    designs: tuple[str, ...]
    stresses: tuple[str, ...]
    table: Floats
    best: tuple[str, ...]
    told: tuple[tuple[PairedDifference, ...], ...]
    worst: Floats
    choice: str
    runner_up: str
    lead: tuple[float, float, float]

    @property
    def is_told(self) -> bool:
        """Return whether the choice regrets less than the runner-up by more than luck."""
        return self.lead[1] > 0.0


def regret(designs: tuple[str, ...], stresses: tuple[str, ...], profit: Floats, seed: int) -> Regret:
    """
    Return the regret table and the min-max regret choice (Savage 1951, JASA 46, 55-67).

    Replications are resampled together for all plans and stresses, so that common luck stays common.

    Parameters
    ----------
    designs, stresses
        Names of plans and stresses.
    profit
        Profit of each replication [currency], shape (n_designs, n_stresses, n_replications).
    seed
        Of the bootstrap.
    """
    mean = profit.mean(axis=2)
    table, worst = _regret(mean), _regret(mean).max(axis=1)
    order = np.argsort(worst, kind="stable")
    choice, runner_up = int(order[0]), int(order[1])
    best = mean.argmax(axis=0)
    told = tuple(
        tuple(paired_difference(profit[best[s], s] - profit[d, s]) for s in range(len(stresses)))
        for d in range(len(designs))
    )
    leads = np.array(
        [_lead(profit[:, :, rows], choice, runner_up) for rows in _resamples(profit.shape[2], seed)]
    )
    low, high = np.quantile(leads, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)).tolist()
    return Regret(
        designs,
        stresses,
        table,
        tuple(designs[d] for d in best),
        told,
        worst,
        designs[choice],
        designs[runner_up],
        (float(worst[runner_up] - worst[choice]), low, high),
    )


def _regret(mean: Floats) -> Floats:
    """Return the regret of mean profits, shape of the input (n_designs, n_stresses)."""
    found: Floats = mean.max(axis=0) - mean
    return found


def _lead(profit: Floats, choice: int, other: int) -> float:
    worst = _regret(profit.mean(axis=2)).max(axis=1)
    return float(worst[other] - worst[choice])


def _resamples(n: int, seed: int) -> NDArray[np.int64]:
    """Return rows of replications drawn with replacement, shape (n_resamples, n)."""
    luck = Streams(seed, 0).uniforms(
        "regret bootstrap", np.arange(_RESAMPLES, dtype=np.uint64)[:, None], np.arange(n)
    )
    rows: NDArray[np.int64] = np.floor(luck * n).astype(np.int64)
    return rows
