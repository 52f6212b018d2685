"""The laws that hold on every run, whatever the scenario: checked after each replication, a breach is an error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compensation.payroll import Payroll
from sim.engine.cash_laws import cash_faults
from sim.engine.entities import all_differ, among
from sim.engine.lead_state import LeadState
from sim.engine.log import EventLog, Kind
from sim.engine.plant_laws import check_plants
from sim.engine.run import Run
from sim.payable import CREDITS
from sim.plan import TableQuotas
from sim.streams import child_ids

_ROUNDING_HOURS = 1e-3


class LawBrokenError(RuntimeError):
    """A conservation law does not hold: the engine is wrong, and its numbers must not be used."""


def check_run(run: Run) -> None:
    """Raise LawBrokenError unless leads, customers, orders, hours and quotas of a replication are conserved."""
    _leads(run)
    _customers(run)
    _orders(run.log, len(run.world.scenario.market.families))
    check_plants(run, _demand)
    _hours(run)
    _quotas(run)
    _credits(run)
    _people(run)
    for fault in cash_faults(run):
        _demand(False, fault)


def check_pay(payroll: Payroll) -> None:
    """Raise LawBrokenError unless all that was paid was earned or is still owed."""
    paid = payroll.variable.sum(axis=1)
    earned = payroll.earned.sum(axis=1)
    _demand(
        bool((paid == earned + payroll.balance[:, -1]).all()),
        "sum of pay paid = sum earned + closing balance",
    )


def _demand(holds: bool, law: str) -> None:
    if not holds:
        raise LawBrokenError(f"law broken: {law}")


def _leads(run: Run) -> None:
    """Check that every lead is in exactly one state, and that the log tells the same story as the states."""
    log, state = run.log, run.lead_state
    told = log.counts
    final = {
        LeadState.SCREENED_OUT: told[Kind.SCREENED_OUT],
        LeadState.WON: told[Kind.WON],
        LeadState.LOST: told[Kind.LOST],
        LeadState.EXPIRED: told[Kind.EXPIRED],
        LeadState.IN_DATABASE: told[Kind.NURTURED] - told[Kind.RECYCLED],
        LeadState.LOST_IN_FORM: told[Kind.LOST_IN_FORM],
        LeadState.MERGED: told[Kind.MERGED],
        LeadState.HELD: told[Kind.HELD] - told[Kind.RELEASED] - told[Kind.STALE],
    }
    for where, count in final.items():
        _demand(int((state == where).sum()) == count, f"leads {where.name.lower()} as often as told")
    inside = int((state == LeadState.OPEN).sum())
    _demand(
        told[Kind.ARRIVED] == inside + sum(final.values()),
        "arrived = lost in the form + merged + screened out + open + held + kept + closed leads",
    )
    arrived = log.of(Kind.ARRIVED).entity
    _demand(all_differ(arrived), "a lead arrives once")


def _customers(run: Run) -> None:
    """Check that customers come and go once, and that what they tell has a cause."""
    log = run.log
    came = np.concatenate([run.world.customers[0], child_ids(log.of(Kind.WON).entity, 0)])
    causes: dict[Kind, tuple[tuple[Kind, ...] | NDArray[np.uint64], str]] = {
        Kind.REFERRED: (
            child_ids(log.of(Kind.ORDERED).entity, 0),
            "who is referred has an order behind him, once",
        ),
        Kind.CHURNED: (came, "who leaves was a customer, once"),
        Kind.ADOPTED: ((Kind.OFFERED,), "what is adopted was offered, once"),
        Kind.POLLED: ((Kind.ORDERED,), "who is polled ordered, once an order"),
        Kind.ANSWERED: ((Kind.POLLED,), "who answers was asked, once"),
        Kind.TAKEN: ((Kind.LOST, Kind.EXPIRED), "a rival takes what we lost, once"),
    }
    for kind, (cause, law) in causes.items():
        entity = log.of(kind).entity
        if len(entity):
            behind = log.of(*cause).entity if isinstance(cause, tuple) else cause
            _demand(all_differ(entity) and bool(among(entity, behind).all()), law)


def _orders(log: EventLog, n_families: int) -> None:
    """Check bookings = shipped + backlog + cancelled for every family, in units, money and orders."""
    ordered, shipped, cancelled = log.of(Kind.ORDERED), log.of(Kind.SHIPPED), log.of(Kind.CANCELLED)
    backlog = log.waiting
    _demand(not among(cancelled.entity, shipped.entity).any(), "no order is both shipped and cancelled")
    for family in range(n_families):
        mine, left, *gone = (part.family == family for part in (ordered, backlog, shipped, cancelled))
        for what in ("units", "cents"):
            booked, waits = getattr(ordered, what)[mine].sum(), getattr(backlog, what)[left].sum()
            ended = sum(
                getattr(part, what)[theirs].sum()
                for part, theirs in zip((shipped, cancelled), gone, strict=True)
            )
            _demand(int(booked) == int(waits + ended), f"bookings = shipped + backlog + cancelled ({what})")


def _hours(run: Run) -> None:
    """Check that nobody works more hours than he has."""
    _demand(
        bool((run.worked_hours <= run.available_hours + _ROUNDING_HOURS).all()),
        "hours worked <= hours available",
    )


def _quotas(run: Run) -> None:
    """Check that the reps' quotas add up to the total that was dealt, to the cent."""
    quotas = run.world.scenario.plan.quotas
    if not isinstance(quotas, TableQuotas):
        total = int(quotas.total * 100)
        _demand(int(run.world.quota_cents.sum()) == total, "quotas add up to their total")


def _credits(run: Run) -> None:
    """Check that every event that credits is credited in full, once, to one rep, and what takes credit back, too."""
    signs = CREDITS[run.world.scenario.plan.pay.credit_at]
    owed = sum(sign * int(run.log.of(Kind(kind)).cents.sum()) for kind, sign in signs.items())
    _demand(int(run.credit_cents.sum()) == owed, "credits are 100 % of the orders")


def _people(run: Run) -> None:
    """Check that coaching hours are conserved, and that positions are left and taken in turn."""
    people, log = run.people, run.log.of(Kind.LEFT, Kind.PROMOTED, Kind.HIRED)
    given, got = float(people.given_hours.sum()), float(people.coached_hours.sum())
    _demand(abs(given - got) <= _ROUNDING_HOURS, "hours coached = hours that managers gave")
    _demand(
        bool((people.given_hours <= people.budget_hours + _ROUNDING_HOURS).all()),
        "hours that managers gave <= hours they had",
    )
    vacancies = np.zeros(len(people.vacant), dtype=np.int64)
    for row, comes in zip(log.rep.tolist(), (log.kind == Kind.HIRED).tolist(), strict=True):
        vacancies[row] += -1 if comes else 1
        _demand(0 <= vacancies[row] <= 1, "a position is left and taken in turn")
    _demand(bool((vacancies == people.vacant).all()), "left - hired = vacant positions")
