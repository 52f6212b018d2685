"""What the quota lever found, in plain English and as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenfield.quota.tables import CENTS, node_table, rep_table
from optimize.quota.answer import QuotaAnswer
from optimize.quota.facts import ANYHOW
from optimize.turn import Turn
from sim.scenario import Scenario

_SHOWN = 5


def lines(turn: Turn) -> list[str]:
    """Return what a person wants to know, line by line."""
    found: QuotaAnswer = turn.found
    total, before = int(found.quotas.sum()) / CENTS, int(found.before.sum()) / CENTS
    told = [
        *map(str, turn.proofs),
        f"quotas add up to {total:,.2f}, before {before:,.2f}, to the cent"
        + (f"; {_over(found)}" if found.wishes.over != 1 or found.wishes.over_managers != 1 else ""),
        _spread("P(attain)", found.judged_before.chance, found.judged_after.chance),
        _spread(
            "quota over potential x ramp x skill", *map(found.over_capability, (found.before, found.quotas))
        ),
    ]
    if (found.bands != np.array(ANYHOW)).any():
        told.append(_bands(found))
    told += [_round(one, kept=one.number == found.kept) for one in found.rounds]
    told += [
        f"ceiling of {family}: {cents / CENTS:,.0f} of quota" for family, cents in found.ceilings.items()
    ]
    return [*told, *turn.notes, *(f"Taken for granted: {note}" for note in turn.assumed)]


def _over(found: QuotaAnswer) -> str:
    company = found.nodes["company"] / CENTS
    return f"the company's target is {company:,.2f}"


def _spread(what: str, before: np.ndarray, after: np.ndarray) -> str:
    ends = [f"{v.min():.2f} to {v.max():.2f} (standard deviation {v.std():.3f})" for v in (before, after)]
    return f"{what} by rep: {ends[1]}, before {ends[0]}"


def _bands(found: QuotaAnswer) -> str:
    """Return in one line whether the bands of P(attain) hold on fresh replications."""
    verdicts = found.verdicts
    n, fresh = len(verdicts), len(found.judged_after.attainment)
    counts = {word: verdicts.count(word) for word in ("in", "luck", "low", "high")}
    line = f"bands of P(attain) on {fresh} fresh replications: {counts['in']} of {n} reps are inside"
    if counts["luck"]:
        line += f", {counts['luck']} outside by no more than luck"
    out = [rep for rep, word in zip(found.reps, verdicts, strict=True) if word in {"low", "high"}]
    if out:
        more = f" and {len(out) - _SHOWN} more" if len(out) > _SHOWN else ""
        line += f"; NOT held for {', '.join(out[:_SHOWN])}{more}"
    return line


def _round(one: Any, *, kept: bool) -> str:  # noqa: ANN401 - a round
    mark = ", kept" if kept else ""
    return (
        f"round {one.number}{mark}: quotas moved by up to {one.moved:.1%}, {one.outside} reps out of their band when "
        f"simulated again; bookings rise by {one.reaction:+.2f} % for 1 % of quota"
    )


def as_data(scenario: Scenario, turn: Turn) -> dict[str, Any]:
    """Return it as plain data; money in currency."""
    found: QuotaAnswer = turn.found
    return {
        "method": found.wishes.method,
        "total_before": int(found.before.sum()) / CENTS,
        "total": int(found.quotas.sum()) / CENTS,
        "held": found.held,
        "reps": rep_table(scenario, found).to_dict(orient="records"),
        "nodes": node_table(scenario, found).to_dict(orient="records"),
        "rounds": [vars(one) for one in found.rounds],
        "kept": found.kept,
        "ceilings": {family: cents / CENTS for family, cents in found.ceilings.items()},
        "proofs": [vars(proof) for proof in turn.proofs],
        "notes": list(turn.notes),
        "assumed": list(turn.assumed),
    }
