"""
Short supply shared out among claimants each month, in plain numbers for both engines.

The rules are those of ``optimize.supply.allocation``; where floors need more than there is, all of them are scaled
alike here, for a plant cannot refuse to open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.documents.supply import AllocationRule, Claim
from sim.prices import asked_cents, margin_shares

if TYPE_CHECKING:
    from sim.documents.supply import Allocation
    from sim.scenario import Scenario

Numbers = Any
"""A list or an array of numbers, which compiled code reads and writes in place."""
_CENTS = 100.0


def fair_factor(supply: float, wants: float) -> float:
    """Return the factor on everybody's wants, given their sum: 1 where there is enough."""
    return supply / wants if wants > supply else 1.0


@dataclass(frozen=True)
class Ranks:
    """
    In which class each claimant is served, and which share of his wants he gets before anybody, each of shape (n,).

    ``n_classes`` is 0 for max-min, which has none.
    """

    rank: tuple[int, ...]
    floor: tuple[float, ...]
    n_classes: int


def ranks(
    rule: AllocationRule, priority: Sequence[int], worth: Sequence[float], floors: Sequence[float]
) -> Ranks:
    """Return the classes in which a rule serves claimants; floors count for *margin* alone."""
    n = len(priority)
    key: Sequence[float] = (0.0,) * n
    if rule == "priority":
        key = priority
    elif rule == "margin":
        key = [-each for each in worth]
    order = sorted(set(key))
    place = {value: number for number, value in enumerate(order)}
    kept = tuple(floors) if rule == "margin" else (0.0,) * n
    return Ranks(tuple(place[value] for value in key), kept, 0 if rule == "max-min" else len(order))


def share_out(  # noqa: PLR0913, PLR0917 - whose shares, by what, and of how much
    shares: Numbers,
    wants: Numbers,
    floors: Numbers,
    rank: Numbers,
    first: int,
    end: int,
    n_classes: int,
    supply: float,
) -> None:
    """
    Write the units of the claimants from ``first`` to ``end``; together never more than there is, but for rounding.

    ``wants`` are units, ``floors`` shares of them, ``rank`` the class in which each is served, of ``n_classes``; 0 is
    max-min, which has none.
    """
    if n_classes == 0:
        level = _level(wants, first, end, supply)
        for i in range(first, end):
            shares[i] = min(wants[i], level)
        return
    kept = 0.0
    for i in range(first, end):
        kept += floors[i] * wants[i]
    factor = fair_factor(supply, kept)
    for i in range(first, end):
        shares[i] = factor * (floors[i] * wants[i])
    left = max(supply - factor * kept, 0.0)
    for number in range(n_classes):
        left = _serve_class(shares, wants, rank, first, end, number, left)


def _serve_class(  # noqa: PLR0913, PLR0917 - as above
    shares: Numbers, wants: Numbers, rank: Numbers, first: int, end: int, number: int, left: float
) -> float:
    """Share what is left among a class alike; return what is left then."""
    total = 0.0
    for i in range(first, end):
        if rank[i] == number:
            total += wants[i] - shares[i]
    factor = fair_factor(left, total)
    for i in range(first, end):
        if rank[i] == number:
            shares[i] += factor * (wants[i] - shares[i])
    return max(left - factor * total, 0.0)


def _level(wants: Numbers, first: int, end: int, supply: float) -> float:
    """Return the most that anybody gets under max-min: it rises until those above it have all that is left."""
    level, higher = -1.0, supply / (end - first)
    while higher > level:
        level = higher
        below, n_above = 0.0, 0
        for i in range(first, end):
            if wants[i] <= level:
                below += wants[i]
            else:
                n_above += 1
        higher = (supply - below) / n_above if n_above > 0 else level
    return level


def claimants(scenario: Scenario, rule: Allocation) -> list[str]:
    """Return the names of those among whom a family is shared: all reps, all regions, or all segments."""
    if rule.by == "territory":
        reps: list[str] = scenario.tables.reps["id"].tolist()
        return reps
    return sorted(set(scenario.tables.units[rule.by].tolist()))


def claimant_of_unit(scenario: Scenario, rule: Allocation) -> list[int]:
    """Return the place of each basic unit's region or segment among the claimants; empty where reps claim."""
    if rule.by == "territory":
        return []
    place = {name: number for number, name in enumerate(claimants(scenario, rule))}
    return [place[name] for name in scenario.tables.units[rule.by].tolist()]


def claims_of(scenario: Scenario, family: int, rule: Allocation) -> Ranks:
    """Return in what order the claimants of a family are served."""
    listed = {claim.id: claim for claim in rule.claims}
    claims = [listed.get(name, Claim(id="other")) for name in claimants(scenario, rule)]
    margin = asked_cents(scenario)[family] / _CENTS * margin_shares(scenario)[family]
    return ranks(
        rule.rule,
        [claim.priority for claim in claims],
        [margin if claim.worth is None else claim.worth for claim in claims],
        [claim.floor for claim in claims],
    )
