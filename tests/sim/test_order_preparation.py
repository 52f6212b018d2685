"""Orders that are prepared before they reach the plant, and prepared again when an error is found."""

import numpy as np
import pytest
from worlds import queue, sales_force

from sim.calendar import HOURS_PER_DAY
from sim.engine.compiled.run import run_compiled
from sim.engine.laws import check_run
from sim.engine.log import Kind


def prepared(seed=11, **rule):
    """Return a run of a busy desk whose orders are all prepared by a rule; nothing is short."""
    preparation = {"days": 0.5, "work": "exponential", "error_share": 0.3, **rule}
    scenario = queue(
        per_hour=2.0,
        work_hours=0.01,
        fulfilment={"preparation": preparation, "lead_time_days": None},
        run={"seed": seed},
    )
    run = run_compiled(scenario, 0)
    check_run(run)
    return run.log


def rounds(log):
    """Return how often each order that was prepared went through preparation."""
    done = log.of(Kind.PREPARED).entity
    again, times = np.unique(log.of(Kind.REWORKED).entity, return_counts=True)
    found = np.ones(len(done))
    found[np.searchsorted(np.sort(done), again[np.isin(again, done)])] += times[np.isin(again, done)]
    return found


def z_of(log, error_share):
    """Return how many standard errors the mean rounds are from 1 / (1 - p), and the half-width over the target."""
    target, found = 1.0 / (1.0 - error_share), rounds(log)
    error = found.std() / np.sqrt(len(found))
    return (found.mean() - target) / error, 1.96 * error / target


def test_row_54_rework_loops_are_geometric():
    log = prepared()
    z, half_width = z_of(log, 0.3)

    assert half_width < 0.02
    assert abs(z) < 3
    found = rounds(log)
    assert np.mean(found == 1) == pytest.approx(0.7, abs=0.015)
    assert np.mean(found == 2) == pytest.approx(0.21, abs=0.015)


def test_row_54_rounds_that_are_a_twentieth_more_are_found_out():
    assert abs(z_of(prepared(error_share=1 - 0.7 / 1.05), 0.3)[0]) > 3


def test_row_54_fewer_errors_and_shorter_rounds_bring_orders_sooner():
    def days(**rule):
        log = prepared(**rule)
        ordered, shipped = log.of(Kind.ORDERED), log.of(Kind.SHIPPED)
        placed = dict(zip(ordered.entity.tolist(), ordered.time.tolist(), strict=True))
        waits = [t - placed[e] for e, t in zip(shipped.entity.tolist(), shipped.time.tolist(), strict=True)]
        return np.mean(waits) / HOURS_PER_DAY

    usual = days()
    assert usual == pytest.approx(0.5 / 0.7, rel=0.05)  # rounds x days each
    assert days(error_share=0.1) < usual
    assert days(days=0.25) == pytest.approx(
        usual / 2, rel=0.01
    )  # the same luck; the year's last orders are cut off


def test_an_order_that_was_prepared_beyond_its_patience_is_given_up_unless_it_ships_at_once():
    scenario = sales_force(
        fulfilment={"preparation": {"days": 30.0}, "patience_days": 20.0, "cancel_share": 1.0},
        plan={"supply": [{"id": "core", "units_per_month": 60.0}]},
    )
    log = run_compiled(scenario, 0).log
    prepared_at = dict(
        zip(*(getattr(log.of(Kind.PREPARED), c).tolist() for c in ("entity", "time")), strict=True)
    )
    gone = log.of(Kind.CANCELLED)

    assert len(gone) > 0
    assert all(prepared_at[e] == t for e, t in zip(gone.entity.tolist(), gone.time.tolist(), strict=True))
    assert len(log.of(Kind.SHIPPED)) > 0
