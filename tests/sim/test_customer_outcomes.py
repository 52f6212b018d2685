"""What is measured of customers, against counts taken from the log by hand."""

import numpy as np
import pytest
from test_changing_hands import EVERYTHING, SWAPPED, after

from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.outcomes import measure
from sim.streams import child_ids


@pytest.fixture(scope="module")
def run():
    return run_compiled(after(SWAPPED, **EVERYTHING), 0)


@pytest.fixture(scope="module")
def rows(run):
    return {(name, entity): value for name, entity, month, value in measure(run) if month == 0}


@pytest.fixture(scope="module")
def measured(run):
    return run.log.where(run.log.time >= run.world.line.start_hour)


def test_row_12_new_and_existing_customers_add_up_to_bookings(rows):
    new, existing = rows["bookings_new", ""], rows["bookings_existing", ""]

    assert new + existing == pytest.approx(rows["bookings", ""])
    assert 0 < rows["bookings_cross_sell", ""] < existing


def test_retention_counts_those_who_were_there_when_measuring_began(run, rows):
    log, start = run.log, run.world.line.start_hour
    early, late = log.where(log.time < start), log.where(log.time >= start)
    there = len(run.world.customers[0]) + len(early.of(Kind.WON)) - len(early.of(Kind.CHURNED))
    newcomers_left = len(set(late.of(Kind.CHURNED).entity.tolist()) - set(_known(run, early)))

    assert rows["customers_at_start", ""] == there
    stayed = there - (rows["customers_left", ""] - newcomers_left)
    assert rows["retention", ""] == pytest.approx(stayed / there)


def _known(run, early):
    """Return the ids of everybody who was ever a customer before measuring began."""
    return [*run.world.customers[0].tolist(), *child_ids(early.of(Kind.WON).entity, 0).tolist()]


def test_polls_stand_beside_the_truth(rows, measured):
    answers = measured.of(Kind.ANSWERED)

    assert rows["poll_asked", ""] == len(measured.of(Kind.POLLED))
    assert rows["poll_score", ""] == pytest.approx(answers.cents.mean() / 100)
    assert rows["poll_truth", ""] == pytest.approx(measured.of(Kind.POLLED).cents.mean() / 100)
    assert rows["poll_satisfied_share", ""] == pytest.approx(np.mean(answers.cents >= 400))


def test_poll_scores_by_rep_add_up_to_the_whole(rows):
    reps = [entity for name, entity in rows if name == "rep_poll_score"]
    total = sum(rows["rep_poll_score", rep] * rows["rep_poll_answers", rep] for rep in reps)

    assert total == pytest.approx(rows["poll_score", ""] * rows["poll_answers", ""])


def test_offers_referrals_and_travel_are_counted(run, rows, measured):
    assert rows["offers", ""] == len(measured.of(Kind.OFFERED))
    assert rows["offers_sold", ""] == len(measured.of(Kind.ADOPTED))
    assert rows["referrals", ""] == len(measured.of(Kind.REFERRED))
    assert 0 < rows["leads_referred", ""] <= len(run.log.of(Kind.REFERRED))
    assert rows["travel_share", ""] == pytest.approx(run.road_hours.sum() / run.worked_hours.sum())


def test_leads_that_customers_referred_are_leads_of_the_run(run):
    arrived = run.log.of(Kind.ARRIVED).entity

    assert np.isin(arrived, run.world.leads.id).all()
    assert len(run.lead_state) == len(run.world.leads)
