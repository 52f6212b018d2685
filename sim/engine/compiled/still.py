"""Runs in which nobody decides anything from day to day: one call of a kernel carries the whole of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.calendar import MONTHS_PER_YEAR
from sim.documents.behaviour import Steady
from sim.documents.people import People
from sim.engine.boundary import SalesDays
from sim.engine.compiled.draws import FastStreams
from sim.engine.compiled.flow import CompiledFlow
from sim.engine.log import Recorder
from sim.engine.once import once_per_scenario
from sim.engine.run import Run
from sim.engine.world import prepare
from sim.people.standing import PeopleResult, Standing

if TYPE_CHECKING:
    from sim.engine.world import World
    from sim.scenario import Scenario

Floats = NDArray[np.float64]
_BY_ITSELF = frozenset({"behaviour", "ramp", "travel", "relocation_cost"})
"""What a scenario may say of its people without anybody changing by what happens in the run."""


@dataclass(frozen=True)
class Stillness:
    """
    All that reps bring to a run, the same in every replication.

    ``effort`` (-1: a day off) and ``speed`` have shape (n_days, n_reps), ``mean_effort`` (n_reps,); ``opens_month`` is
    the fiscal month that a day opens, -1 when it opens none.
    """

    effort: Floats
    speed: Floats
    opens_month: NDArray[np.int64]
    mean_effort: Floats
    standing: Standing
    people: PeopleResult
    quota_cents: NDArray[np.int64]


@once_per_scenario
def is_still(scenario: Scenario) -> bool:
    """Return whether neither luck nor what is sold changes what reps do: steady reps who neither come, go nor learn."""
    people = scenario.people
    as_usual = all(
        getattr(people, name) == field.get_default(call_default_factory=True)
        for name, field in People.model_fields.items()
        if name not in _BY_ITSELF
    )
    hired = scenario.tables.reps["hired"]
    there = bool((hired <= np.datetime64(scenario.run.start) - scenario.run.warmup_days).all())
    next_year = scenario.plan.quotas.next_year
    quotas_stay = scenario.run.months <= MONTHS_PER_YEAR or next_year.ratchet == next_year.ratchet_down == 0.0
    return (
        isinstance(people.behaviour, Steady)
        and as_usual
        and there
        and quotas_stay
        and scenario.tables.former_alignment is None
        and scenario.customers.referral is None
    )


def run_still(scenario: Scenario, replication: int) -> Run:
    """Return one replication of a scenario that is still."""
    still = stillness(scenario)
    world = prepare(scenario, replication, FastStreams)
    accounts = Accounts(scenario, still)
    flow = CompiledFlow(world, accounts, Recorder())
    flow.run_days(still.effort, still.speed, still.opens_month)
    worked, available, road = flow.hours()
    return Run(
        replace(world, leads=flow.known_leads()),
        flow.log(),
        accounts.credit_cents,
        worked,
        available,
        road,
        still.mean_effort.copy(),
        flow.lead_state(),
        still.people,
        still.quota_cents,
        flow.books(),
    )


class Accounts:
    """What a flow writes to and reads of a model, without the model: credit, and who stands where."""

    def __init__(self, scenario: Scenario, still: Stillness) -> None:
        n_reps = len(still.mean_effort)
        self.credit_cents = np.zeros((n_reps, scenario.run.months + 1), dtype=np.int64)
        self.year_credit, self.quarter_credit, self.month_credit = np.zeros((3, n_reps))
        self.people = self
        self.standing = still.standing


class _Rehearsal:
    """A flow in which nothing happens: it notes what reps bring to each day."""

    def __init__(self, world: World, model: SalesDays, record: Recorder) -> None:
        self._model = model
        shape = world.line.n_days, len(world.skill)
        self.effort, self.speed = np.full(shape, -1.0), np.ones(shape)

    def begin_all(self, effort: Floats, speed: Floats) -> None:
        """Note the reps' day."""
        self.effort[self._model.day], self.speed[self._model.day] = effort, speed

    def leave_out(self, *_: object) -> None:
        """Do nothing."""

    staff = decide = hand_over = open_month = run_day = leave_out


@once_per_scenario
def stillness(scenario: Scenario) -> Stillness:
    """Return what reps bring to every replication: let them go through all days without a market."""
    quiet = scenario.model_copy(
        update={
            "market": scenario.market.model_copy(update={"leads_per_year": 1e-9, "campaigns": ()}),
            "customers": scenario.customers.model_copy(update={"opening": 0.0}),
        }
    )
    model = SalesDays(quiet, 0, cast("Any", _Rehearsal), FastStreams)
    standing, line = model.people.standing, model.world.line
    for _ in range(line.n_days):
        model.step()
    opens_month = np.full(line.n_days, -1, dtype=np.int64)
    for day, fiscal_month in line.month_starts():
        opens_month[day] = fiscal_month
    working_days = int((line.working & (line.month > 0)).sum())
    quotas = np.stack(model.quota_cents, axis=1)
    flow: Any = model.flow
    return Stillness(
        flow.effort,
        flow.speed,
        opens_month,
        model.effort_sum / max(working_days, 1),
        standing,
        model.people.result(),
        quotas,
    )
