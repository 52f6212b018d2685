"""Who covers what: the alignment as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.plan import ALIGNMENT
from sim.scenario import Scenario
from sim.table import Table

NAMES_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Alignment:
    """
    Every basic unit and the rep who covers it.

    ``rep_of[i]`` is the row in ``reps`` of the rep of ``units[i]``, shape (n_units,).
    """

    units: NDArray[Any]
    reps: NDArray[Any]
    rep_of: NDArray[np.int64]

    @classmethod
    def of(cls, scenario: Scenario) -> Alignment:
        """Return the alignment in force in a scenario."""
        return cls.read(scenario.tables.units["id"], scenario.tables.reps["id"], scenario.plan.alignment)

    @classmethod
    def read(cls, units: NDArray[Any], reps: NDArray[Any], table: Table) -> Alignment:
        """
        Return the alignment that a table gives to these units and reps.

        Raises
        ------
        ValueError
            When a unit has no rep, or the table names a unit or a rep that there is not.

        """
        faults = _strangers("unit", table["unit"], units) + _strangers("rep", table["rep"], reps)
        faults += _uncovered(units, table["unit"])
        if faults:
            raise ValueError("; ".join(faults))
        row_of_unit = {str(unit): row for row, unit in enumerate(units)}
        row_of_rep = {str(rep): row for row, rep in enumerate(reps)}
        rep_of = np.empty(len(units), dtype=np.int64)
        for unit, rep in zip(table["unit"], table["rep"], strict=True):
            rep_of[row_of_unit[str(unit)]] = row_of_rep[str(rep)]
        rep_of.setflags(write=False)
        return cls(units, reps, rep_of)

    def table(self) -> Table:
        """Return the alignment as the table a plan holds."""
        return Table.of(ALIGNMENT, {"unit": self.units.tolist(), "rep": self.reps[self.rep_of].tolist()})

    def by_rep(self, of_unit: ArrayLike) -> NDArray[np.float64]:
        """Return the sum of a value of the units over each rep's territory, shape (n_reps,)."""
        weights = np.asarray(of_unit, dtype=np.float64)
        total: NDArray[np.float64] = np.bincount(self.rep_of, weights, len(self.reps)).astype(np.float64)
        return total

    def unstaffed(self) -> list[str]:
        """Return the reps who cover nothing."""
        count = self.by_rep(np.ones(len(self.units)))
        return [str(rep) for rep in self.reps[count == 0]]


def _strangers(kind: str, named: Sequence[str] | NDArray[Any], known: NDArray[Any]) -> list[str]:
    """Return what to say of names in the table that the world does not have."""
    allowed = {str(name) for name in known}
    wrong = sorted({str(name) for name in named} - allowed)
    if not wrong:
        return []
    near = get_close_matches(wrong[0], sorted(allowed), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return [f"the alignment names {len(wrong)} {kind}s that there are not: {_some(wrong)}{hint}"]


def _uncovered(units: NDArray[Any], named: Sequence[str] | NDArray[Any]) -> list[str]:
    """Return what to say of units that nobody covers."""
    missing = sorted({str(unit) for unit in units} - {str(unit) for unit in named})
    return [f"{len(missing)} basic units have no rep: {_some(missing)}"] if missing else []


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
