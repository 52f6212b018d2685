"""From the words of ``evenfield quota set`` to wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import typer

from evenfield.cli.quota.words import band, by_name, cents, plain_and_named, ratio
from evenfield.quota.reading import read_texts
from optimize.quota.facts import ANYHOW
from optimize.quota.wishes import Method, QuotaWishes
from scenarios.faults import Fault, ScenarioError, did_you_mean
from sim.scenario import Scenario

Many = Sequence[str] | None
_COLUMNS = ("rep", "year", "bookings")


@dataclass(frozen=True)
class Words:
    """The options as they were given."""

    method: Method
    total: str | None
    over: Many
    attain: Many
    pin: Many
    floor: Many
    cap: Many
    team: Many
    ceiling: Many
    risk: float | None
    history: Path | None
    replications: int
    rounds: int


def wishes_of(words: Words, scenario: Scenario) -> QuotaWishes:
    """
    Return the wishes.

    Raises
    ------
    typer.BadParameter
        With every fault: the option, what it says, what is allowed.
    ScenarioError
        With every fault of the file of past bookings.
    """
    over, levels = plain_and_named(words.over, ratio, Fraction(1))
    strange = set(levels) - {"managers", "reps"}
    if strange:
        raise typer.BadParameter(
            f"no level {', '.join(sorted(strange))}; there are managers and reps", param_hint="--over"
        )
    attain, attain_of = plain_and_named(words.attain, band, ANYHOW)
    from_supply = words.ceiling is not None and list(words.ceiling) == ["supply"]
    if words.risk is not None and not from_supply:
        raise typer.BadParameter("belongs to --ceiling supply", param_hint="--risk")
    wishes = QuotaWishes(
        method=words.method,
        total=None if words.total is None else cents(words.total),
        over=levels.get("reps", over),
        over_managers=levels.get("managers", Fraction(1)),
        attain=attain,
        attain_of=attain_of,
        floors=by_name(words.floor, cents, "REP=AMOUNT"),
        caps=by_name(words.cap, cents, "REP=AMOUNT"),
        pins=by_name(words.pin, cents, "REP=AMOUNT"),
        teams=by_name(words.team, cents, "MANAGER=AMOUNT"),
        ceilings="supply" if from_supply else by_name(words.ceiling, cents, "FAMILY=AMOUNT"),
        risk=words.risk,
        history=None if words.history is None else read_history(words.history, scenario),
        replications=words.replications,
        fresh=words.replications,
        rounds=words.rounds,
    )
    try:
        wishes.check(scenario)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return wishes


def read_history(path: Path, scenario: Scenario) -> list[list[float]]:
    """
    Return past bookings by year and rep [currency/year], NaN where a rep has no row.

    Raises
    ------
    ScenarioError
        With every fault of the file: a column that is missing, a rep that is not known or stands twice in a year, an
        amount that is none.
    """
    table = read_texts(path)
    missing = [name for name in _COLUMNS if name not in table.columns]
    if missing or not len(table):
        got = ", ".join(map(str, table.columns))
        told = f"the columns {', '.join(_COLUMNS)} and a row or more are wanted, got {got}"
        raise ScenarioError([Fault(str(path), message=told)])
    reps = scenario.tables.reps["id"].tolist()
    amount = pd.to_numeric(table["bookings"], errors="coerce").to_numpy(np.float64)
    faults, seen = [], set()
    for row, (rep, year) in enumerate(zip(table["rep"], table["year"], strict=True)):
        place = f"{path}:{row + 2}"
        if rep not in reps:
            faults.append(Fault(place, message="no such rep", got=repr(rep), hint=did_you_mean(rep, reps)))
        elif (rep, year) in seen:
            faults.append(Fault(place, message=f"{rep} stands twice in {year}"))
        elif not np.isfinite(amount[row]):
            faults.append(
                Fault(place, message="bookings: a number is wanted", got=repr(table["bookings"][row]))
            )
        seen.add((rep, year))
    if faults:
        raise ScenarioError(faults)
    years = sorted(set(table["year"]))
    found = np.full((len(years), len(reps)), np.nan)
    found[[years.index(year) for year in table["year"]], [reps.index(rep) for rep in table["rep"]]] = amount
    return [[float(value) for value in row] for row in found]
