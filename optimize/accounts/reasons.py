"""Why each account is where it is: its second rep, what the change would cost, and what holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimize.accounts.items import rows

if TYPE_CHECKING:
    from optimize.accounts.result import Coverage

ROUNDING = 1e-9


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


class Reasons:
    """The reasons of one answer; names are looked up once for all of them."""

    def __init__(self, found: Coverage) -> None:
        self._found, portfolio = found, found.portfolio
        self._row = rows(portfolio.accounts)
        self._family = {name: family for family in portfolio.families for name in family}

    def of(self, account: str) -> Reason:
        """
        Return why an account is with its rep.

        Raises
        ------
        LookupError
            When there is no such account.
        """
        found, portfolio = self._found, self._found.portfolio
        if account not in self._row:
            raise LookupError(f"there is no account {account!r}")
        i = self._row[account]
        j, second = int(found.rep_of[i]), int(found.second[i])
        held = [*self._rules(account), *(self._bands(account, j, second) if second >= 0 else [])]
        if not held and second < 0:
            held = ["nobody else may have it"]
        if not held:
            held = ["costs more anywhere else" if found.delta[i] >= 0 else "within the gap that is left"]
        other = portfolio.reps[second] if second >= 0 else None
        cost = float(portfolio.cost[i, j])
        return Reason(account, portfolio.reps[j], cost, other, float(found.delta[i]), tuple(held))

    def _rules(self, account: str) -> list[str]:
        """Return the rules that hold an account or its family."""
        told, family, portfolio = [], self._family.get(account, (account,)), self._found.portfolio
        if len(family) > 1:
            told.append(f"goes together with {', '.join(name for name in family if name != account)}")
        for name in family:
            if name in portfolio.locks:
                told.append(f"{name} is locked to {portfolio.locks[name]}")
            if name in portfolio.named:
                told.append(f"{name} is a named account of {', '.join(portfolio.named[name])}")
        return told

    def _bands(self, account: str, j: int, second: int) -> list[str]:
        """Return the bands that would break when an account (with its family) went to ``second`` alone."""
        portfolio, load, told = self._found.portfolio, self._found.load, []
        members = [self._row[name] for name in self._family.get(account, (account,))]
        for d, measure in enumerate(portfolio.measures):
            amount = measure.amount[members].reshape(len(members), -1)
            goes, comes = amount[:, j % amount.shape[1]].sum(), amount[:, second % amount.shape[1]].sum()
            less, more = load[j, d] - goes, load[second, d] + comes
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
