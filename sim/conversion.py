"""How many leads were decided and how many won, by rep, product family and region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.log import EventLog, Kind

if TYPE_CHECKING:
    from sim.scenario import Scenario

Row = tuple[str, str, int, float]
LEVELS = ("rep", "family", "region")
"""What a conversion ratio is looked at by."""
_DECIDED = (Kind.WON, Kind.LOST, Kind.EXPIRED)


def conversion_rows(scenario: Scenario, log: EventLog) -> list[Row]:
    """
    Return, for each rep, family and region, the leads decided (won, lost or given up) and those won.

    The measures are ``rep_decided`` and ``rep_won``, and so on; the ratio won / decided is the conversion ratio.
    """
    decided = log.of(*_DECIDED)
    region_of_unit, regions = _codes(scenario.tables.units["region"].tolist())
    groups: dict[str, tuple[NDArray[np.int64], list[str]]] = {
        "rep": (decided.rep.astype(np.int64), scenario.tables.reps["id"].tolist()),
        "family": (decided.family.astype(np.int64), [family.id for family in scenario.market.families]),
        "region": (region_of_unit[decided.unit], regions),
    }
    rows: list[Row] = []
    for level, (group, names) in groups.items():
        rows += _counted(f"{level}_decided", names, group)
        rows += _counted(f"{level}_won", names, group[decided.kind == Kind.WON])
    return rows


def _counted(measure: str, names: Sequence[str], group: NDArray[np.int64]) -> list[Row]:
    """Return how often each group stands there; what belongs to nobody (-1) is left out."""
    counts = np.bincount(group[group >= 0], minlength=len(names))
    return [(measure, name, 0, float(n)) for name, n in zip(names, counts.tolist(), strict=True) if name]


def _codes(names: list[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Return the place of each name in the list of names that there are."""
    there, code = np.unique(np.array(names), return_inverse=True)
    return code.astype(np.int64), there.tolist()
