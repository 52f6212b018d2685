"""The reps' quotas in whole cents: named one by one, or a total dealt out so that the parts add up to it exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.plan import NextYear, TableQuotas

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.table import Table


def deal(total: int, weights: Sequence[float] | NDArray[np.float64]) -> NDArray[np.int64]:
    """
    Return whole parts of a total in proportion to weights, shape (n_weights,); they add up to the total exactly.

    Largest remainder (Hamilton): everybody gets the whole part of his share, what is left goes one by one to
    the largest remainders, the first of equals first.

    Raises
    ------
    ValueError
        When a weight is negative or all are zero.
    """
    exact = [Fraction(float(weight)) for weight in weights]
    whole = sum(exact)
    if min(exact) < 0 or whole == 0:
        raise ValueError("weights are zero or more, and one is above zero")
    shares = [total * weight / whole for weight in exact]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return np.array(parts, dtype=np.int64)


def quotas_cents(scenario: Scenario) -> NDArray[np.int64]:
    """
    Return each rep's bookings quota for a fiscal year [cents], shape (n_reps,), in the order of the table of reps.

    Raises
    ------
    ValueError
        When a rep would have no quota at all, because his territory has no potential.
    """
    quotas, reps = scenario.plan.quotas, scenario.tables.reps
    if isinstance(quotas, TableQuotas):
        row = quotas.table.index()
        cents: NDArray[np.int64] = quotas.table["quota"][[row[rep] for rep in reps["id"].tolist()]]
        return cents
    parts = deal(int(quotas.total * 100), _weights(scenario, quotas.method))
    empty = [str(rep) for rep, part in zip(reps["id"], parts, strict=True) if part <= 0]
    if empty:
        why = (
            "the territory has no potential" if quotas.total * 100 >= len(reps) else "the total is too small"
        )
        raise ValueError(f"no quota is left for {', '.join(empty[:5])}: {why}")
    return parts


def _weights(scenario: Scenario, method: str) -> NDArray[np.float64]:
    """Return what a total is dealt by, shape (n_reps,)."""
    from sim.people.capability import capability  # noqa: PLC0415 - it reads who is where from here

    if method == "equal":
        return np.ones(len(scenario.tables.reps))
    if method == "potential":
        return potential_by_rep(scenario)
    return capability(scenario, scenario.tables.units["potential"], rep_of_unit(scenario))


def rep_of_unit(scenario: Scenario) -> NDArray[np.int64]:
    """Return the row of the rep who covers each basic unit, shape (n_units,), in the order of the table of units."""
    return _reps_of(scenario, scenario.plan.alignment)


def opening_rep_of_unit(scenario: Scenario) -> NDArray[np.int64]:
    """Return the same for the first day of the warm-up: by the former alignment when there is one."""
    former = scenario.tables.former_alignment
    return rep_of_unit(scenario) if former is None else _reps_of(scenario, former)


def _reps_of(scenario: Scenario, alignment: Table) -> NDArray[np.int64]:
    reps = scenario.tables.reps.index()
    # Both tables are in the order of the unit's id, and integrity has checked that each unit stands in both once.
    return np.array([reps[rep] for rep in alignment["rep"].tolist()], dtype=np.int64)


def potential_by_rep(scenario: Scenario) -> NDArray[np.float64]:
    """Return the potential of each rep's territory, and of the units in which he has a role, shape (n_reps,)."""
    potential, n_reps = scenario.tables.units["potential"], len(scenario.tables.reps)
    by_rep: NDArray[np.float64] = np.bincount(
        rep_of_unit(scenario), weights=potential, minlength=n_reps
    ).astype(np.float64)
    covered = scenario.plan.coverage
    if covered is not None:
        unit, reps = scenario.tables.units.index(), scenario.tables.reps.index()
        rows = [reps[rep] for rep in covered["rep"].tolist()]
        there = potential[[unit[name] for name in covered["unit"].tolist()]]
        by_rep += np.bincount(rows, weights=there, minlength=n_reps)
    return by_rep


def next_quotas(quota: NDArray[np.int64], credit: NDArray[np.int64], rule: NextYear) -> NDArray[np.int64]:
    """
    Return the quotas of the next fiscal year [cents], shape (n_reps,).

    Parameters
    ----------
    quota, credit
        This year's [cents], shape (n_reps,).
    rule
        How quotas follow attainment: quota x (1 + growth) x (1 + ratchet x (attainment - 1)), to the cent, never less
        than a cent (Weitzman 1980; an asymmetric ratchet, Leone, Misra and Zimmerman 2004).
    """
    beyond = credit / quota - 1.0
    ratchet = np.where(beyond >= 0.0, rule.ratchet, rule.ratchet_down)
    grown = np.floor(quota * (1.0 + rule.growth) * (1.0 + ratchet * beyond) + 0.5)
    return np.maximum(grown, 1.0).astype(np.int64)
