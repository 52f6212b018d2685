"""Rows 57 and 68 to 70 of the concepts: order lines and credit, replays, reconciliation, attendance and payroll."""

from dataclasses import replace

import numpy as np
import pytest
from cash_desk import cash_world
from worlds import merge, sales_force

from sim.books import reconcile
from sim.compensation.plan import PayPlan
from sim.compensation.years import run_payroll_by_year
from sim.engine.compiled.run import run_compiled
from sim.engine.log import COLUMNS, Kind
from sim.outcomes import measure
from sim.replicate import replicate


@pytest.fixture(scope="module")
def run():
    return run_compiled(cash_world(run={"months": 3}), 0)


def test_row_57_every_order_is_credited_to_one_rep_in_full(run):
    ordered, gone = run.log.of(Kind.ORDERED), run.log.of(Kind.CANCELLED, Kind.RETURNED, Kind.WRITTEN_OFF)
    back, again = run.log.of(Kind.CHARGED_BACK), run.log.of(Kind.REVERSED)
    by_rep = [
        int(
            sum(
                sign * part.cents[part.rep == rep].sum()
                for sign, part in ((1, ordered), (-1, gone), (-1, back), (1, again))
            )
        )
        for rep in range(3)
    ]

    assert run.credit_cents.sum(axis=1).tolist() == by_rep


def test_row_68_the_same_key_gives_the_same_bytes():
    first, again = (run_compiled(cash_world(run={"months": 2}), 5) for _ in range(2))
    frames = [replicate(cash_world(run={"months": 2}), [5]) for _ in range(2)]

    assert all(
        getattr(first.log, name).tobytes() == getattr(again.log, name).tobytes() for name, _ in COLUMNS
    )
    assert frames[0].equals(frames[1])


STEADY = {"behaviour": {"kind": "steady"}}
PLANTED = {
    "an invoice too high": (Kind.INVOICED, "cents", 1, "invoiced, but not as delivered"),
    "a payment that is short": (Kind.PAID, "cents", -1, "settled, but not as invoiced"),
    "a delivery of less": (Kind.DELIVERED, "cents", -100, "delivered, but not as shipped"),
    "a shipment of more": (Kind.SHIPPED, "cents", 100, "shipped or cancelled, but not as ordered"),
    "a deposit of more": (Kind.DEPOSITED, "cents", 10**9, "paid more than invoiced"),
    "a chargeback of more": (Kind.CHARGED_BACK, "cents", 5, "charged back more than paid"),
    "a return of more": (Kind.RETURNED, "cents", 10**9, "returned more than delivered"),
}


@pytest.mark.parametrize("what", sorted(PLANTED))
def test_row_69_a_planted_mismatch_is_found_at_its_order(run, what):
    kind, column, more, words = PLANTED[what]
    place = int(np.flatnonzero(run.log.kind == kind)[0])
    values = getattr(run.log, column).copy()
    values[place] += more

    found = reconcile(replace(run.log, **{column: values}))

    assert reconcile(run.log) == ()
    assert {fault.order for fault in found} == {int(run.log.entity[place])}
    assert words in {fault.wrong for fault in found}


def test_row_69_an_event_of_an_order_that_was_never_placed_is_found(run):
    entity = run.log.entity.copy()
    entity[np.flatnonzero(run.log.kind == Kind.SHIPPED)[0]] = 42

    found = reconcile(replace(run.log, entity=entity))

    assert (42, "was never placed") in {(fault.order, fault.wrong) for fault in found}


def test_row_69_the_measure_counts_the_orders_that_do_not_reconcile(run, monkeypatch):
    monkeypatch.setattr("sim.outcomes.check_run", lambda run: None)
    cents = run.log.cents.copy()
    cents[np.flatnonzero(run.log.kind == Kind.INVOICED)[:3]] += 1

    values = {
        row[0]: row[3] for row in measure(replace(run, log=replace(run.log, cents=cents))) if row[1] == ""
    }

    assert values["unreconciled_orders"] == 3.0


def test_row_70_nobody_works_on_days_he_is_not_there_and_hours_are_those_of_the_calendar():
    holidays = {"holidays": ["2026-01-01", "2026-01-02"]}
    run = run_compiled(sales_force(run={"months": 1, "warmup_days": 0}, calendar=holidays, people=STEADY), 0)
    begun = run.log.of(Kind.BEGUN)

    assert (begun.time >= 4 * 24 + 9.0).all()  # 1 and 2 January are holidays, 3 and 4 a weekend
    assert (run.available_hours == 20 * 6.0).all()  # 22 weekdays of six hours, less the holidays
    assert (run.worked_hours <= run.available_hours + 1e-9).all()


@pytest.mark.parametrize("kind", ["recoverable", "non_recoverable"])
def test_row_70_payroll_is_base_and_payouts_and_draws_less_recoveries_to_the_cent(kind):
    draw = {"id": "d", "kind": kind, "amount": "2500.00", "from_month": 1, "to_month": 6}
    draw |= {"recover_from_month": 3, "recovery_floor": "zero"} if kind == "recoverable" else {}
    scenario = sales_force()
    plan = merge(scenario.plan.pay.model_dump(), {"payment": {"draws": [draw]}})
    run = run_compiled(sales_force(plan={"pay": plan}), 0)
    roll = run_payroll_by_year(
        PayPlan.model_validate(plan), np.ascontiguousarray(run.credit_cents[:, 1:]), run.quota_cents
    )
    payouts = sum(roll.lines.values())
    owed = np.diff(roll.balance, prepend=0, axis=1)  # drawn in advance, less recovered

    assert (roll.base + roll.variable == roll.base + payouts + roll.top_up + owed).all()
    assert (roll.base.sum(axis=1) == 60_000_00).all()
    assert roll.balance.any() if kind == "recoverable" else roll.top_up.any()
