"""What is asked: accounts, reps, what each pairing costs, the loads to keep in their bands, and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from optimize.program import Floats


@dataclass(frozen=True, eq=False)
class Measure:
    """
    One thing that loads a rep: workload, potential, current revenue, a count.

    ``amount`` (n_accounts,), or (n_accounts, n_reps) where it depends on who has the account (hours on the road);
    ``low`` and ``high`` (n_reps,) in the same unit, infinite for no limit.
    """

    name: str
    amount: Floats = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)

    @classmethod
    def balanced(cls, name: str, amount: Floats, share: Floats, band: float) -> Measure:
        """
        Return a measure that keeps each rep within ``band`` of a fair load.

        Parameters
        ----------
        name
            The measure's name.
        amount
            What an account brings, shape (n_accounts,).
        share
            Weight of each rep, such as full-time equivalents, shape (n_reps,); 0 takes nothing.
        band
            Deviation allowed, a share of the fair load.
        """
        fair = amount.sum() * share / share.sum()
        return cls(name, amount, fair * (1 - band), fair * (1 + band))

    @classmethod
    def capacity(cls, name: str, amount: Floats, high: Floats) -> Measure:
        """Return a measure with an upper limit only, shape (n_reps,)."""
        return cls(name, amount, np.zeros(len(high)), high)


@dataclass(frozen=True, eq=False)
class Portfolio:
    """
    Accounts to be given to reps, each whole and to one rep.

    Attributes
    ----------
    accounts, reps
        Their ids.
    cost
        What an account costs with a rep [currency/year], shape (n_accounts, n_reps): travel, fit, disruption (see
        :mod:`optimize.accounts.costs`); infinite where the rep must not have it.
    measures
        The loads, each with its band or capacity.
    owner
        Present rep by account, for the list of moves.
    locks
        Rep by account that may not move.
    named
        The only reps who may have a named or strategic account.
    families
        Accounts that go together to one rep.
    exclusions
        Pairs of account and rep that are ruled out.
    closed
        Reps who take nothing: an unstaffed territory whose accounts go to others. A vacancy that is to be filled keeps
        its accounts instead: leave it open and add :func:`optimize.accounts.costs.vacancy` to its cost.
    """

    accounts: Sequence[str] = field(repr=False)
    reps: Sequence[str] = field(repr=False)
    cost: Floats = field(repr=False)
    measures: tuple[Measure, ...]
    owner: Mapping[str, str] = field(default_factory=dict, repr=False)
    locks: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: tuple[tuple[str, ...], ...] = ()
    exclusions: tuple[tuple[str, str], ...] = ()
    closed: tuple[str, ...] = ()
