"""The answer: who has which account, what is proved about it, what changes hands, and why each is where it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimize.accounts.items import rows
from optimize.accounts.statement import Portfolio
from optimize.program import Floats, Ints, Status


@dataclass(frozen=True)
class Handover:
    """An account that changes hands."""

    account: str
    before: str
    after: str


@dataclass(frozen=True)
class Reason:
    """
    Why an account is where it is.

    ``second`` is the rep who would take it next, None when nobody else may; ``delta`` what the total cost changes by
    when it (with its family) goes there and nothing else moves [currency/year]; ``held_by`` what keeps it from going:
    a rule, the bands that the move would break, or that it costs more.
    """

    account: str
    rep: str
    cost: float
    second: str | None
    delta: float
    held_by: tuple[str, ...]


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
        portfolio = self.portfolio
        if account not in portfolio.accounts:
            raise LookupError(f"there is no account {account!r}")
        i = list(portfolio.accounts).index(account)
        j, second = int(self.rep_of[i]), int(self.second[i])
        held = [*self._rules(account), *(self._bands(account, j, second) if second >= 0 else [])]
        if not held and self.delta[i] >= 0:
            held = ["costs more anywhere else"]
        other = portfolio.reps[second] if second >= 0 else None
        cost = float(portfolio.cost[i, j])
        return Reason(account, portfolio.reps[j], cost, other, float(self.delta[i]), tuple(held))

    def _family(self, account: str) -> tuple[str, ...]:
        return next((family for family in self.portfolio.families if account in family), (account,))

    def _rules(self, account: str) -> list[str]:
        """Return the rules that hold an account or its family."""
        told, family = [], self._family(account)
        if len(family) > 1:
            told.append(f"goes together with {', '.join(name for name in family if name != account)}")
        for name in family:
            if name in self.portfolio.locks:
                told.append(f"{name} is locked to {self.portfolio.locks[name]}")
            if name in self.portfolio.named:
                told.append(f"{name} is a named account of {', '.join(self.portfolio.named[name])}")
        return told

    def _bands(self, account: str, j: int, second: int) -> list[str]:
        """Return the bands that would break when an account (with its family) went to ``second`` alone."""
        portfolio, told = self.portfolio, []
        row = rows(portfolio.accounts)
        members = [row[name] for name in self._family(account)]
        for d, measure in enumerate(portfolio.measures):
            amount = np.broadcast_to(measure.amount.reshape(len(row), -1), (len(row), len(portfolio.reps)))
            less, more = (
                self.load[j, d] - amount[members, j].sum(),
                self.load[second, d] + amount[members, second].sum(),
            )
            if less < measure.low[j] - ROUNDING * abs(measure.low[j]):
                told.append(
                    f"{measure.name} of {portfolio.reps[j]} would be {less:,.6g}, below {measure.low[j]:,.6g}"
                )
            if more > measure.high[second] + ROUNDING * abs(measure.high[second]):
                name = portfolio.reps[second]
                told.append(
                    f"{measure.name} of {name} would be {more:,.6g}, above {measure.high[second]:,.6g}"
                )
        return told


ROUNDING = 1e-9


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
