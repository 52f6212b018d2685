"""The compiled flow behind the same small interface as :class:`sim.engine.flow.SimpyFlow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim import referrals
from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled import days, tables
from sim.engine.compiled.compact import CompactLog
from sim.engine.compiled.events import CHUNK_ROWS
from sim.engine.compiled.plant_tables import books_of
from sim.engine.compiled.role_tables import sellers_of
from sim.engine.compiled.state import Table, empty, grown, place
from sim.engine.log import EventLog

if TYPE_CHECKING:
    from sim.agents.behaviour import Decision
    from sim.engine.boundary import SalesDays
    from sim.engine.compiled.still import Accounts
    from sim.engine.log import Recorder
    from sim.engine.world import World
    from sim.market import Leads
    from sim.people.standing import Standing

Cents = NDArray[np.int64]
Floats = NDArray[np.float64]
_GROWTH = 1.6
_NO_MONTH = np.full(1, -1)
_COUNTED = (
    "room",
    "lines",
    "backlog",
    "customers",
    "orders",
    "wants",
    "referred",
    "chunks",
    "soon",
    "following_end",
    "tasks",
)
"""Numbers of the state by which tables grow; read by name, because a record in Python takes its time over each."""


class CompiledFlow:
    """Every lead, customer and order of one replication, at exact event times, in compiled code."""

    def __init__(self, world: World, model: SalesDays | Accounts, record: Recorder) -> None:
        self.world, self.record = world, record
        self._tables = tables.tables(world, model)
        self._state = tables.state(world, model, self._tables)
        self._odds: object = model.people.standing.odds
        self._standing: Standing | None = None
        self._pieces: list[Any] = []
        self._leads = [world.leads]
        self._reserves: dict[str, Table] = {}
        self._deals: tuple[NDArray[np.float64], ...] = ()
        self._n_reps = len(world.skill)
        self._effort: list[float] | Floats = [-1.0] * self._n_reps
        self._speed: list[float] | Floats = [1.0] * self._n_reps
        self._times_deals = bool(self._state[0].times_deals)
        self._has_bills, self._has_debtors = bool(self._state[0].has_bills), bool(self._state[0].has_debtors)
        self._selling_share = 1.0 - world.scenario.pipeline.crm.admin_share
        days.open_flow(self._state, *world.customers)

    def staff(self, standing: Standing) -> None:
        """Take in who holds each position from this midnight on, and how well they sell."""
        before = self._standing
        if standing is before:
            return
        self._standing = standing
        if standing.odds is not self._odds:
            self._odds = standing.odds
            self._replace("odds", np.ascontiguousarray(standing.odds))
        if before is not None and all(
            np.array_equal(getattr(before, name), getattr(standing, name)) for name in ("person", "present")
        ):
            return
        self._tables["desk"]["person"], self._tables["desk"]["present"] = standing.person, standing.present
        tie, now = self._tables["tie"], (int(self._state[0].day) + 1) * HOURS_PER_DAY
        left = tie["person"] != standing.person
        tie["gone"][left], tie["came"][left] = now, np.inf
        tie["came"][standing.present & (tie["came"] > now)] = now
        tie["person"] = standing.person

    def hand_over(self) -> None:
        """Put the plan's alignment in force in place of the former one."""
        unit, lead = self._tables["unit"], self._tables["lead"]
        now = (int(self._state[0].day) + 1) * HOURS_PER_DAY
        moved = unit["rep"] != self.world.rep_of_unit
        unit["handed_over"][moved] = now
        unit["former_rep"], unit["former_hours"] = unit["rep"], unit["visit_hours"]
        unit["rep"], unit["visit_hours"] = self.world.rep_of_unit, self.world.visit_hours
        self._state["handover_hour"] = now
        if not self._state[0].is_routed:
            theirs = moved[lead["unit"]]
            family, there = lead["family"][theirs], lead["unit"][theirs]
            lead["rep"][theirs] = sellers_of(self.world, family, there, unit["rep"][there])

    def _admit_referred(self) -> None:
        """Find out what those are who were referred the day before, and let them come at their time."""
        n, first = int(self._state["referred"][0]), len(self._tables["lead"])
        if n == 0:
            return
        expected = self._tables["referred"][:n]
        columns = (expected[name].tolist() for name in ("arrival", "id", "unit"))
        leads = referrals.referred_leads(self.world, sorted(zip(*columns, strict=True)))
        self._leads.append(leads)
        rep = sellers_of(self.world, leads.family, leads.unit, self._tables["unit"]["rep"][leads.unit])
        for name, rows in tables.tables_of(leads, self.world, rep).items():
            each = len(rows) // n  # rows for a lead: none where what they are for is off
            if each:
                self._append(name, first * each, rows)
        self._state["referred"] = 0
        self._make_room(more=n)
        days.admit(self._state, first)

    def _append(self, name: str, used: int, rows: Table) -> None:
        """Put rows after those of a table that are used; there is a reserve, so that not all is copied every day."""
        reserve = self._reserves.get(name, self._tables[name])
        if used + len(rows) > len(reserve):
            reserve = self._reserves[name] = grown(reserve[:used], int(_GROWTH * (used + len(rows))))
        reserve[used : used + len(rows)] = rows
        self._replace(name, reserve[: used + len(rows)])

    def open_month(self, fiscal_month: int) -> None:
        """Begin a month: fresh capacity for the plant."""
        self._make_room()
        days.open_month(self._state, int(self._state[0].day) + 1)

    def begin_day(self, rep: int, day: int, effort: float, speed: float) -> None:
        """Open a rep's working day: the share of the selling hours he works, and how fast (1: full speed)."""
        self._effort[rep], self._speed[rep] = effort * self._selling_share, speed

    def begin_all(self, effort: Floats, speed: Floats) -> None:
        """Open the working day of all reps; arrays of shape (n_reps,)."""
        self._effort, self._speed = effort * self._selling_share, speed

    def decide(self, decision: Decision) -> None:
        """Take in what reps decided for the day about their deals; their hours come with :meth:`begin_day`."""
        if self._times_deals:
            self._deals = tuple(decision.shares(name) for name in ("hold", "pull", "discount"))

    def deals_at_their_end(self) -> tuple[Cents, Cents, Cents]:
        """Return the value of each rep's deals that are held, were pulled, and are within reach [cents]."""
        n_reps = len(self.world.skill)
        held, pulled, in_reach = (np.empty(n_reps, dtype=np.int64) for _ in range(3))
        midnight = (int(self._state[0].day) + 1) * HOURS_PER_DAY
        days.count_deals(self._state, midnight, held, pulled, in_reach)
        return held, pulled, in_reach

    def run_day(self, day: int) -> None:
        """Let one day pass."""
        effort, speed = np.array(self._effort), np.array(self._speed)
        if self._deals or self._state["referred"][0]:
            self._make_room(day)
            days.begin_day(self._state, day, effort, speed)
            self._admit_referred()
            self._time_deals(day)
        self._run_days(day, effort[None, :], speed[None, :], _NO_MONTH)
        self._effort, self._speed = [-1.0] * self._n_reps, [1.0] * self._n_reps

    def run_days(self, effort: Floats, speed: Floats, opens_month: NDArray[np.int64]) -> None:
        """Let all days pass, for reps who decide nothing from day to day; shapes as in :func:`days.run_days`."""
        self._run_days(0, effort * self._selling_share, speed, opens_month)

    def _run_days(self, first: int, effort: Floats, speed: Floats, opens_month: NDArray[np.int64]) -> None:
        while days.run_days(self._state, first, effort, speed, opens_month) == days.FULL:
            self._make_room(min(int(self._state[0].day) + 1, self.world.line.n_days - 1))
        self._check_hours()

    def _check_hours(self) -> None:
        broken = int(self._state["broken"][0])
        if broken >= 0:
            raise RuntimeError(f"law broken: rep {broken} worked more hours than his day had")

    def _time_deals(self, day: int) -> None:
        """Do what reps decided about their deals; every one of them may bring an event about today."""
        if self._deals:
            desk = self._tables["desk"]
            self._make_room(more=int(desk["held"].sum() + desk["in_reach"].sum()))
            days.time_deals(self._state, *(np.ascontiguousarray(share) for share in self._deals))
            self._deals = ()

    def log(self) -> EventLog:
        """Return what happened, in order of (time, kind, entity)."""
        pieces = [*self._pieces, self._tables["line"][: self._state[0].lines]]
        return EventLog.made_from(CompactLog(pieces, self._tables, self.known_leads(), self.record.log()))

    def hours(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the reps' worked, available and road hours of the measured months, each of shape (n_reps,)."""
        desk = self._tables["desk"]
        return desk["worked"].copy(), desk["available"].copy(), desk["road"].copy()

    def books(self) -> Floats:
        """Return the plants' books, shape (n_families, n_months, n_columns), columns as in :mod:`sim.supply`."""
        days.close_books(self._state)
        return books_of(self._tables["book"], len(self._tables["family"]))

    def known_leads(self) -> Leads:
        """Return all leads of the run: those that the market brought, and then those that customers referred."""
        if len(self._leads) > 1:
            self._leads = [referrals.joined(*self._leads)]
        return self._leads[0]

    def lead_state(self) -> NDArray[np.int64]:
        """Return the state of every lead."""
        return self._tables["lead"]["state"].astype(np.int64)

    def _make_room(self, day: int | None = None, more: int = 0) -> None:
        """Replace the tables that are nearly full by larger ones; for the events of a day when one is given."""
        line, told = self._tables["line"], {name: int(self._state[name][0]) for name in _COUNTED}
        room = told["room"]
        if told["lines"] + room > len(line):
            self._pieces.append(line[: told["lines"]])
            self._replace("line", empty(line.dtype, tables.PIECE))
            self._state["lines"] = 0
        waiting = 0 if day is None else self._tables["day"]["events"][day] + told["backlog"]
        wanted = {
            "customer": told["customers"],
            "order": told["orders"],
            "want": told["wants"],
            "referred": told["referred"],
            "chunk": told["chunks"] + told["backlog"] + more,
            "soon": told["soon"] + more,
            "following": told["following_end"] + more,
            "due": waiting,
            "slot": waiting,
            "task": told["tasks"],
        }
        for name, used in wanted.items():
            if used + room > len(self._tables[name]):
                self._replace(name, grown(self._tables[name], int(_GROWTH * used) + 64 * room))
        self._keep_up("event", len(self._tables["chunk"]) * CHUNK_ROWS)
        self._keep_up("bond", len(self._tables["customer"]))
        if self._has_bills:
            self._keep_up("bill", len(self._tables["order"]))
        if self._has_debtors:
            self._keep_up("debtor", len(self._tables["customer"]))

    def _keep_up(self, name: str, rows: int) -> None:
        """Let a table grow with the one that it goes with."""
        if rows > len(self._tables[name]):
            self._replace(name, grown(self._tables[name], rows))

    def _replace(self, name: str, table: Table) -> None:
        """Put another table in a table's place."""
        self._tables[name] = table
        place(self._state, name, table)
