"""The answer: who has which account, what is proved about it, what changes hands, and why each is where it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimize.accounts.reasons import Reason, Reasons
from optimize.accounts.statement import Portfolio
from optimize.program import Floats, Ints, Status


@dataclass(frozen=True)
class Handover:
    """An account that changes hands."""

    account: str
    before: str
    after: str


@dataclass(frozen=True, eq=False)
class Coverage:
    """
    Accounts given to reps.

    ``rep_of`` (n_accounts,) rows of reps; ``load`` (n_reps, n_measures). ``objective`` and its proved ``bound``
    [currency/year]; ``status`` is ``optimal`` when the gap is proved to be nothing, else ``feasible``. ``stopped``
    tells that a person or the clock ended the search. ``second`` and ``delta`` (n_accounts,) as in :class:`Reason`, -1
    and infinite where nobody else may have the account.
    """

    portfolio: Portfolio = field(repr=False)
    rep_of: Ints = field(repr=False)
    load: Floats = field(repr=False)
    status: Status
    objective: float
    bound: float
    seconds: float
    stopped: bool
    second: Ints = field(repr=False)
    delta: Floats = field(repr=False)

    @property
    def gap(self) -> float:
        """Return the relative gap between objective and bound."""
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)

    def by_account(self) -> dict[str, str]:
        """Return the rep of each account."""
        reps = self.portfolio.reps
        return {name: reps[j] for name, j in zip(self.portfolio.accounts, self.rep_of.tolist(), strict=True)}

    def handovers(self) -> tuple[Handover, ...]:
        """Return the accounts that get another rep than they have, in the order of accounts."""
        now, owner = self.by_account(), self.portfolio.owner
        return tuple(
            Handover(name, owner[name], rep) for name, rep in now.items() if owner.get(name, rep) != rep
        )

    def unstaffed(self) -> tuple[str, ...]:
        """Return the reps who take nothing."""
        count = np.bincount(self.rep_of, minlength=len(self.portfolio.reps))
        return tuple(self.portfolio.reps[j] for j in np.flatnonzero(count == 0).tolist())

    def why(self, account: str) -> Reason:
        """
        Return why an account is with its rep.

        Raises
        ------
        LookupError
            When there is no such account.
        """
        return Reasons(self).of(account)

    def reasons(self) -> tuple[Reason, ...]:
        """Return why each account is with its rep, in the order of accounts."""
        reasons = Reasons(self)
        return tuple(reasons.of(account) for account in self.portfolio.accounts)


def lines(found: Coverage) -> list[str]:
    """Return what a person wants to know first, line by line."""
    told = [
        f"accounts to reps: {found.status}, cost {found.objective:,.0f}, bound {found.bound:,.0f}, "
        f"gap {found.gap:.3%}, {found.seconds:.1f} s{', stopped before its end' if found.stopped else ''}"
    ]
    for d, measure in enumerate(found.portfolio.measures):
        load = found.load[:, d]
        told.append(f"{measure.name}: {load.min():,.6g} to {load.max():,.6g} a rep, mean {load.mean():,.6g}")
    told.append(f"{len(found.handovers()):,} accounts change hands.")
    return told
