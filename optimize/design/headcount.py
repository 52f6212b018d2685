"""
The same world with other reps: who goes leaves his units to neighbours, who comes gets half of a territory.

What a headcount lever needs to simulate its plans, and a territory lever to start from; territories that are whole stay
whole. Each basic unit takes its share of its rep's quota along, so that the total stays the same to the cent.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimize.program import Ints
from optimize.quota.table import quota_table
from sim.plan import ALIGNMENT, TableQuotas
from sim.quota import deal, quotas_cents
from sim.scenario import Scenario
from sim.table import Table
from sim.territory.alignment import Alignment
from sim.territory.contiguity import Adjacency, pieces, with_crossings
from sim.territory.travel import distance_km

_GONE = -1


def with_reps(scenario: Scenario, reps: Table) -> Scenario:
    """
    Return a scenario with other reps, everything else as little changed as can be; itself when they are the same.

    Raises
    ------
    ValueError
        When nobody stays, or a newcomer's territory has no second unit to give him.
    """
    now, then = [[str(rep) for rep in table["id"]] for table in (scenario.tables.reps, reps)]
    if now == then:
        return scenario
    if not set(now) & set(then):
        raise ValueError("nobody stays: a sales force of newcomers is another world")
    row = {rep: place for place, rep in enumerate(then)}
    before = Alignment.of(scenario)
    rep_of = np.array([row.get(now[r], _GONE) for r in before.rep_of], dtype=np.int64)
    ground = _Ground(scenario)
    ground.leave(rep_of)
    for rep in then:
        if rep not in now:
            home = scenario.tables.units.index()[str(reps["home"][row[rep]])]
            ground.carve(rep_of, row[rep], home)
    units = [str(unit) for unit in before.units]
    changes: dict[str, Any] = {
        "alignment": Table.of(ALIGNMENT, {"unit": units, "rep": [then[r] for r in rep_of]}),
        "bases": _of_those_left(scenario.plan.bases, row),
    }
    if isinstance(scenario.plan.quotas, TableQuotas):
        cents = _carried(scenario, before.rep_of, rep_of, len(then))
        changes["quotas"] = scenario.plan.quotas.model_copy(
            update={"table": quota_table(then, cents.tolist())}
        )
    tables = scenario.tables.model_copy(
        update={
            "reps": reps,
            "skills": _of_those_left(scenario.tables.skills, row),
            "competencies": _of_those_left(scenario.tables.competencies, row),
            "former_alignment": None,
        }
    )
    plan = scenario.plan.model_copy(update=changes)
    return scenario.model_copy(update={"tables": tables}).with_plan(plan)


def _carried(scenario: Scenario, before: Ints, after: Ints, n_reps: int) -> Ints:
    """Return the quotas when each unit takes its share along [cents], shape (n_reps,); their sum stays as it is."""
    potential, quota = scenario.tables.units["potential"], quotas_cents(scenario)
    whole = np.bincount(before, weights=potential, minlength=len(quota))
    share = np.where(whole[before] > 0, potential / np.where(whole > 0, whole, 1.0)[before], 0.0)
    # A territory without potential leaves its quota with its first unit.
    for rep in np.flatnonzero(whole <= 0):
        share[np.flatnonzero(before == rep)[:1]] = 1.0
    weights = np.bincount(after, weights=share * quota[before], minlength=n_reps)
    return np.maximum(deal(int(quota.sum()), weights.astype(np.float64)), 1)


def _of_those_left(table: Table | None, row: dict[str, int]) -> Table | None:
    """Return the rows of a table of those who are there."""
    if table is None:
        return None
    stays = np.array([str(rep) in row for rep in table["rep"]], dtype=np.bool_)
    if stays.all():
        return table
    if not stays.any():
        return None
    return Table.of(table.spec, {name: column[stays].tolist() for name, column in table.columns.items()})


class _Ground:
    """Where units lie, what they hold, and what borders on what; without borders everything does."""

    def __init__(self, scenario: Scenario) -> None:
        units = scenario.tables.units
        self.lng, self.lat, self.potential = units["lng"], units["lat"], units["potential"]
        graph = Adjacency.of(scenario.tables)
        self.graph = None if graph is None else with_crossings(graph, self.lng, self.lat)[0]

    def leave(self, rep_of: Ints) -> None:
        """Give the units of those gone to the neighbour with least potential, one by one from the border inwards."""
        load = np.bincount(
            rep_of[rep_of >= 0], weights=self.potential[rep_of >= 0], minlength=int(rep_of.max()) + 1
        )
        while (rep_of == _GONE).any():
            unit, rep = min(
                (
                    (unit, rep)
                    for unit in np.flatnonzero(rep_of == _GONE).tolist()
                    for rep in self._around(unit, rep_of)
                ),
                key=lambda pair: (load[pair[1]], pair[0], pair[1]),
            )
            rep_of[unit] = rep
            load[rep] += self.potential[unit]

    def carve(self, rep_of: Ints, newcomer: int, home: int) -> None:
        """Give a newcomer about half of the potential of the territory that his home lies in, grown around it."""
        owner = rep_of[home]
        mine = np.flatnonzero(rep_of == owner)
        if len(mine) < 2:  # noqa: PLR2004 - one each
            raise ValueError("the territory of a newcomer's home is one basic unit, which cannot be split")
        km = distance_km(self.lng[mine], self.lat[mine], self.lng[home], self.lat[home])
        half, taken = float(self.potential[mine].sum()) / 2, {home}
        order = mine[np.argsort(km, kind="stable")].tolist()
        while len(taken) < len(mine) - 1 and self.potential[list(taken)].sum() < half:
            near = next((u for u in order if u not in taken and self._touches(u, taken)), None)
            if near is None:
                break
            taken.add(near)
        rep_of[list(taken)] = newcomer
        self._rejoin(rep_of, owner, newcomer)

    def _rejoin(self, rep_of: Ints, owner: int, newcomer: int) -> None:
        """Give the newcomer the pieces that he cut off, all but the largest."""
        if self.graph is None:
            return
        left = np.flatnonzero(rep_of == owner)
        piece = _pieces(self.graph, left)
        size = np.bincount(piece, weights=self.potential[left])
        rep_of[left[piece != int(np.argmax(size))]] = newcomer

    def _around(self, unit: int, rep_of: Ints) -> list[int]:
        """Return the reps around a unit; without borders the nearest one."""
        if self.graph is not None:
            return sorted({int(rep) for rep in rep_of[self.graph.of_unit(unit)] if rep >= 0})
        others = np.flatnonzero(rep_of >= 0)
        km = distance_km(self.lng[others], self.lat[others], self.lng[unit], self.lat[unit])
        return [int(rep_of[others[int(np.argmin(km))]])]

    def _touches(self, unit: int, taken: set[int]) -> bool:
        return self.graph is None or bool(taken & set(self.graph.of_unit(unit).tolist()))


def _pieces(graph: Adjacency, units: Ints) -> Ints:
    """Return the number of the piece of each of some units, shape (n_units,)."""
    return pieces(graph.part(units), np.zeros(len(units), dtype=np.int64))
