"""Luck or skill in a scenario: shares of attainment, length of a record, ranking, teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evenfield.judgement.luck.record import Ranked, Size, Team, ranking, record_size, teams
from evenfield.judgement.luck.shares import Shares, variance_shares
from evenfield.judgement.luck.worlds import average_reps, notes_on, quotas_by_potential
from evenfield.judgement.stress import Simulate
from sim.scenario import Scenario
from sim.table import Column, Table, TableSpec

RECORD = TableSpec(
    "record",
    ("rep", "year"),
    (
        Column("rep", "text", "rep"),
        Column("year", "text", "year, or any name for it", default=""),
        Column("attainment", "real", "credit over quota, 1 is made quota", minimum=0.0),
    ),
)
"""What a file with the record of the reps holds."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Luck:
    """All that was found; ``ranked`` is of the record, empty without one; ``teams`` without managers."""

    scenario: str
    replications: int
    shares: Shares
    size: Size
    ranked: tuple[Ranked, ...]
    teams: tuple[Team, ...]
    notes: tuple[str, ...]


def luck_or_skill(scenario: Scenario, record: Table | None, simulate: Simulate) -> Luck:
    """
    Return what attainment in a scenario comes from, and who stands out in a record of it.

    Raises
    ------
    ValueError
        With fewer than two replications or reps.
    """
    average = average_reps(scenario)
    worlds = {"as it is": scenario, "average": average, "by potential": quotas_by_potential(average)}
    frames = simulate(worlds)
    actual, usual, potential = (attainments(frames[name]) for name in worlds)
    shares = variance_shares(potential.to_numpy(), usual.to_numpy(), actual.to_numpy(), scenario.run.seed)
    variance = shares.sd**2
    rep, luck = (max(shares.part(name).share, 0.0) * variance for name in ("rep", "luck"))
    reps = scenario.tables.reps
    manager = dict(zip(reps["id"].tolist(), reps["manager"].tolist(), strict=True))
    told = {} if record is None else _by_rep(record)
    return Luck(
        scenario.name,
        len(actual),
        shares,
        record_size(rep, luck, actual.shape[1]),
        ranking(told, {str(name): usual[name].to_numpy() for name in usual.columns}, rep),
        teams([manager[name] for name in actual.columns], usual.to_numpy(), actual.to_numpy()),
        tuple(notes_on(scenario)),
    )


def attainments(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the attainment of a year's horizon, a row a replication and a column a rep."""
    rows = frame.loc[frame["measure"] == "rep_attainment", ["replication", "entity", "value"]]
    return rows.pivot(index="replication", columns="entity", values="value")


def _by_rep(record: Table) -> Mapping[str, Sequence[float]]:
    found: dict[str, list[float]] = {}
    for rep, attained in zip(record["rep"].tolist(), record["attainment"].tolist(), strict=True):
        found.setdefault(rep, []).append(attained)
    return found
