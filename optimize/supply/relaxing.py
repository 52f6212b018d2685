"""The cheapest relaxation of a supply problem without an answer, applied to its facts as a planner would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from optimize.elastic import Relaxation
from optimize.lp import solve
from optimize.program import Limits, Program, Row, SolverName
from optimize.supply.facts import Family, Series, SupplyFacts, by_period
from optimize.supply.program import CONTRACT, HOURS, LIMITS, TEAM_LIMITS

_HARD = ("people of", "turned away of")
_MOST_SIFTED = 60


def is_soft(row: str) -> bool:
    """Return whether a planner may give way in a row: all but bookkeeping and wanting more."""
    return not row.startswith(_HARD) and not row.endswith(", and no more")


def in_fewest_words(program: Program, relaxation: Relaxation, solver: SolverName) -> Relaxation:
    """
    Return the relaxation with the limits that clash told as sets none of whose limits can be left out.

    Of a planner's limits with a price in the relaxed program, those without which there is still no plan go, one by one
    (deletion filter, Chinneck 2008, *Feasibility and Infeasibility in Optimization*, chapter 6), until the rest has a
    plan; what is left then may clash once more. Bookkeeping stays and is not told. Of very many limits all are told.
    """
    hard = [row for row in program.rows if not is_soft(row.name)]
    left = {row.name: row for row in program.rows if is_soft(row.name) and row.name in relaxation.clashing}
    if len(left) > _MOST_SIFTED:
        return replace(relaxation, clashing=tuple(left))
    told: list[str] = []
    while left and not _has_plan(program, [*hard, *left.values()], solver):
        clash = dict(left)
        for name in left:
            fewer = {other: row for other, row in clash.items() if other != name}
            if not _has_plan(program, [*hard, *fewer.values()], solver):
                clash = fewer
        told += clash
        left = {name: row for name, row in left.items() if name not in clash}
    # A program in whole numbers may have an answer in parts of them: then no set of limits clashes for sure.
    named = {*(told or left), *relaxation.by}
    return replace(relaxation, clashing=tuple(row.name for row in program.rows if row.name in named))


def _has_plan(program: Program, rows: list[Row], solver: SolverName) -> bool:
    """Return whether some of a program's rows can be kept together, in parts of whole numbers."""
    _, low, high, _ = program.columns()
    part = Program(f"{program.name}, in part")
    part.add_columns(program.column_names, cost=0.0, low=low, high=high)
    for row in rows:
        part.add_row(row.name, (row.columns, row.coefficients), low=row.low, high=row.high)
    return solve(part, solver, Limits()).found


def relaxed(facts: SupplyFacts, relaxation: Relaxation) -> SupplyFacts:
    """
    Return the facts with every limit given way by what the relaxation says; they then have a plan.

    Demand that is relaxed is turned away, limits, storage, headcount and hires grow, hours come from elsewhere,
    contracts ask for less, and stock and backlog at the end may be less and more.
    """
    for row, by in relaxation.by.items():
        facts = _give_way(
            facts, row, by * (1 + 1e-9) + 1e-9
        )  # a solver's tolerance must not leave it infeasible
    return facts


def _give_way(facts: SupplyFacts, row: str, by: float) -> SupplyFacts:
    for t, period in enumerate(facts.periods):
        shared = _shared(facts, row, (t, period), by)
        if shared is not None:
            return shared
        for family in facts.families:
            changed = _of_family(family, row, (t, period), by)
            if changed is not None:
                return _with(facts, changed)
    raise LookupError(f"no row of this problem is called {row!r}")


def _shared(facts: SupplyFacts, row: str, at: tuple[int, str], by: float) -> SupplyFacts | None:
    """Return the facts with one of the rows that all families share given way, ``None`` when it is none of them."""
    t, period = at
    n = len(facts.periods)
    if row == f"storage of {period}":
        return replace(facts, storage=_more(facts.storage, n, t, by))
    for word, (_, _, elsewhere) in HOURS.items():
        if row == f"{word} of {period}":
            more: Any = {elsewhere: _more(getattr(facts.workforce, elsewhere), n, t, by)}
            return replace(facts, workforce=replace(facts.workforce, **more))
    for word, (_, limit) in TEAM_LIMITS.items():
        if row == f"{word} of {period}":
            more = {limit: _more(getattr(facts.workforce, limit), n, t, by)}
            return replace(facts, workforce=replace(facts.workforce, **more))
    return None


def _of_family(family: Family, row: str, at: tuple[int, str], by: float) -> Family | None:
    t, period = at
    n, name = len(family.demand), f"{family.id} in {period}"
    ways: dict[str, Callable[[], Family]] = {
        f"demand of {name}": lambda: _without(family, t, by),
        f"{CONTRACT} of {name}": lambda: replace(
            family, contract_units=_less(family.contract_units, n, t, by)
        ),
        f"closing stock of {family.id}": lambda: replace(
            family, closing_stock=max(family.closing_stock - by, 0.0)
        ),
        f"closing backlog of {family.id}": lambda: replace(
            family, closing_backlog=family.closing_backlog + by
        ),
    }
    if row in ways:
        return ways[row]()
    for word, (limit, _) in LIMITS.items():
        if row == f"{word} of {name}":
            more: Any = {limit: _more(getattr(family, limit), n, t, by)}
            return replace(family, **more)
    return None


def _without(family: Family, t: int, by: float) -> Family:
    """
    Return a family with so much less demand: the period's, what it owes from before, then that of later ones.

    Units that a period lacks beyond its own demand are wanted from stock later, or at the end.
    """
    demand, owed, closing = list(family.demand), family.opening_backlog, family.closing_stock
    for later in range(t, len(demand)):
        less = min(by, demand[later])
        demand[later] -= less
        by -= less
        if later == 0:
            less = min(by, owed)
            owed, by = owed - less, by - less
    return replace(family, demand=tuple(demand), opening_backlog=owed, closing_stock=max(closing - by, 0.0))


def _more(value: Series, n_periods: int, t: int, by: float) -> tuple[float, ...]:
    values = by_period(value, n_periods).copy()
    values[t] += by
    return tuple(values.tolist())


def _less(value: Series, n_periods: int, t: int, by: float) -> tuple[float, ...]:
    values = by_period(value, n_periods).copy()
    values[t] = max(values[t] - by, 0.0)
    return tuple(values.tolist())


def _with(facts: SupplyFacts, changed: Family) -> SupplyFacts:
    families = tuple(changed if family.id == changed.id else family for family in facts.families)
    return replace(facts, families=families)
