"""Sixty made-up reps, and the alignment that they have today: dealt by number of counties, not by potential."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pandas as pd

from sim.streams import Streams, entity_id

N_REPS = 60
SKILL_LOG_SD = 0.15
"""Spread of the made-up skills (standard deviation of the logarithm)."""
N_NEW = 6
"""Reps hired within the last year, who are still ramping."""
_TOGETHER = {"DC": "MD"}
"""Regions that share their reps with another."""
_FIRST_YEAR, _YEARS = date(2008, 1, 7), 15
_LAST_YEAR, _MONTHS = date(2025, 1, 6), 7
_LUCK = Streams(seed=20260101, replication=0)


def deal(counties: Mapping[str, int], n_reps: int = N_REPS) -> dict[str, int]:
    """
    Return how many reps each state gets, in proportion to its number of counties.

    Each state gets the whole part of its share, but at least one; what is left goes one each to the largest remainders
    (share less reps given; a tie goes to the state first in the alphabet).

    Raises
    ------
    ValueError
        When there are fewer reps than the whole parts and the ones come to.
    """
    total = sum(counties.values())
    share = {state: n_reps * number / total for state, number in counties.items()}
    given = {state: max(1, int(part)) for state, part in share.items()}
    left = n_reps - sum(given.values())
    if left < 0:
        raise ValueError(f"{n_reps} reps are too few for {len(given)} states, {-left} more are wanted")
    for state in sorted(given, key=lambda its: (given[its] - share[its], its))[:left]:
        given[state] += 1
    return given


def alignment(units: pd.DataFrame) -> pd.DataFrame:
    """
    Return today's alignment, columns ``unit, rep``.

    A state with k reps is cut from west to east, by the longitude of the centres, into k runs of equally many counties
    (the first runs take one more when they don't divide). Reps are numbered R01, R02, … by state and then eastwards.
    """
    state = units["region"].replace(_TOGETHER)
    reps = deal({str(name): int(number) for name, number in state.value_counts().items()})
    rows, number = [], 0
    for name in sorted(reps):
        eastwards = units[state == name].sort_values(["lng", "id"])["id"].to_numpy()
        for run in np.array_split(eastwards, reps[name]):
            number += 1
            rows += [(unit, f"R{number:02d}") for unit in run]
    return pd.DataFrame(rows, columns=["unit", "rep"]).sort_values("unit").reset_index(drop=True)


def reps(units: pd.DataFrame, aligned: pd.DataFrame) -> pd.DataFrame:
    """Return the reps, columns ``id, home, hired, skill``; home is the county with most potential that a rep covers."""
    whole = aligned.merge(units, left_on="unit", right_on="id").sort_values(["rep", "potential", "unit"])
    home = whole.groupby("rep")["unit"].last()
    draws = {rep: [_LUCK.uniform(purpose, entity_id(rep)) for purpose in _PURPOSES] for rep in home.index}
    newest = sorted(draws, key=lambda rep: draws[rep][0])[:N_NEW]
    return pd.DataFrame(
        {
            "id": home.index,
            "home": home.to_numpy(),
            "hired": [_hired(draws[rep][1], new=rep in newest).isoformat() for rep in home.index],
            "skill": [
                round(float(np.exp(SKILL_LOG_SD * NormalDist().inv_cdf(draws[rep][2]))), 3)
                for rep in home.index
            ],
        }
    )


_PURPOSES = ("made-up order of hiring", "made-up day of hiring", "made-up skill")


def _hired(draw: float, *, new: bool) -> date:
    """Return a made-up first working day, a Monday, within the last year or years ago."""
    first, weeks = (_LAST_YEAR, int(_MONTHS * 52 / 12)) if new else (_FIRST_YEAR, _YEARS * 52)
    return first + timedelta(weeks=int(draw * weeks))
