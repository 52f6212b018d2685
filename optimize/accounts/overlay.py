"""Overlays: specialists over reps at a coverage ratio, such as one engineer for five reps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimize.accounts.result import Coverage
from optimize.accounts.statement import Measure, Portfolio
from optimize.program import Floats


def specialists_needed(n_reps: int, reps_per_specialist: int) -> int:
    """Return how many specialists a coverage ratio asks for."""
    if reps_per_specialist < 1:
        raise ValueError(f"a specialist covers 1 rep or more, got {reps_per_specialist}")
    return -(-n_reps // reps_per_specialist)


def overlay(
    base: Coverage,
    specialists: Sequence[str],
    cost: Floats,
    reps_per_specialist: int,
    *,
    needs: Floats | None = None,
) -> Portfolio:
    """
    Return the statement that gives reps to specialists, to be solved like any other.

    Parameters
    ----------
    base
        The accounts' coverage by reps.
    specialists
        Their ids; reps take the place of accounts.
    cost
        What an account costs with a specialist [currency/year], shape (n_accounts, n_specialists).
    reps_per_specialist
        The coverage ratio: nobody has more reps, and nobody two fewer than the others.
    needs
        The part of each account that needs the specialist, shape (n_accounts,); all of it when not given.

    Raises
    ------
    ValueError
        When the specialists are too few for the ratio.
    """
    reps = [rep for rep in base.portfolio.reps if rep not in base.unstaffed()]
    needed = specialists_needed(len(reps), reps_per_specialist)
    if len(specialists) < needed:
        raise ValueError(
            f"{len(reps)} reps at {reps_per_specialist} a specialist need {needed}; there are {len(specialists)}"
        )
    weight = np.ones(len(base.rep_of)) if needs is None else needs
    book = np.zeros((len(base.portfolio.reps), len(specialists)))
    np.add.at(book, base.rep_of, cost * weight[:, None])
    staffed = np.flatnonzero(np.bincount(base.rep_of, minlength=len(base.portfolio.reps)))
    one = np.ones(len(reps))
    most = np.full(len(specialists), float(reps_per_specialist))
    least = np.full(len(specialists), float(len(reps) // len(specialists)))
    return Portfolio(reps, list(specialists), book[staffed], (Measure("reps", one, least, most),))
