"""
What it costs in a year to hand an account to another rep.

For an account with margin rate m, revenue R and open pipeline P [currency], known by its owner for t years, up for
renewal in d days, and a new owner j:

    price = m * (P * pipeline_loss + R * (relation_loss * (1 - exp(-t / settling)) + renewal_loss * max(0, 1 - d /
    window)
                 + ramp_j))
    ramp_j = ramp_months_j / 12 * (1 - productivity_j) / 2

The ramp is linear: a new owner who starts at ``productivity`` and reaches 1 after ``ramp_months`` loses the triangle
between. The shares are the user's own estimates; those given here are round numbers to start from, not measurements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimize.program import Floats, Ints


@dataclass(frozen=True)
class HandoverLoss:
    """
    What a handover loses, as shares: of open pipeline, of revenue where the relation is old, at a renewal that is due.

    ``settling_years`` is how long a relation takes to settle (63 % of its worth), ``window_days`` how long before a
    renewal a handover starts to be felt, ``margin`` the part of revenue that is earned.
    """

    pipeline_loss: float = 0.2
    relation_loss: float = 0.05
    renewal_loss: float = 0.1
    settling_years: float = 2.0
    window_days: float = 180.0
    margin: float = 0.4

    def __post_init__(self) -> None:
        """Refuse shares out of 0 to 1 and spans of nothing."""
        for name in ("pipeline_loss", "relation_loss", "renewal_loss", "margin"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, got {value}")
        for name in ("settling_years", "window_days"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is above 0, got {getattr(self, name)}")


@dataclass(frozen=True, eq=False)
class Relation:
    """
    What binds accounts to their owners, each shape (n_accounts,).

    ``owner`` row of the present rep, -1 for none; ``revenue`` [currency/year]; ``pipeline`` open opportunities
    weighted by their chance [currency]; ``tenure_years``; ``renewal_days`` until the renewal, infinite for none.
    """

    owner: Ints
    revenue: Floats
    pipeline: Floats
    tenure_years: Floats
    renewal_days: Floats


@dataclass(frozen=True, eq=False)
class Ramp:
    """How long new owners take to be fully productive [months], and how productive they start; shape (n_reps,)."""

    months: Floats
    productivity: Floats


def disruption(relation: Relation, ramp: Ramp, loss: HandoverLoss | None = None) -> Floats:
    """Return the price of each account with each rep [currency/year], shape (n_accounts, n_reps); 0 with its owner."""
    loss = loss or HandoverLoss()
    settled = 1 - np.exp(-relation.tenure_years / loss.settling_years)
    due = np.maximum(0.0, 1 - relation.renewal_days / loss.window_days)
    of_account = relation.pipeline * loss.pipeline_loss
    of_account = of_account + relation.revenue * (loss.relation_loss * settled + loss.renewal_loss * due)
    of_rep = ramp.months / 12 * (1 - ramp.productivity) / 2
    price = np.asarray(loss.margin * (of_account[:, None] + relation.revenue[:, None] * of_rep))
    owned = np.flatnonzero(relation.owner >= 0)
    price[owned, relation.owner[owned]] = 0.0
    price[relation.owner < 0] = loss.margin * relation.revenue[relation.owner < 0, None] * of_rep
    return price
