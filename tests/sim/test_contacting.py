"""Row 7 of the concepts: attempts to reach a lead, and what its wait for the first contact costs."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import queue, sales_force

from sim.contact import EXPONENTIAL, POWER, attempt_chance, response_factor, table_factor
from sim.engine.choice import run_once
from sim.engine.contacting import CONTACT_STAGE
from sim.engine.log import Kind

# Success exactly at call k over those with at least k calls, from 31,647 contacts of a bank (Moro, Cortez and Rita
# 2014, bank marketing data, UCI; CC BY 4.0).
BANK_CALLS = [0.022, 0.024, 0.019, 0.021, 0.012, 0.016, 0.011, 0.010, 0.011, 0.009]


def calls(attempts=10, **pipeline):
    """Return a world in which nobody waits and every lead that is reached is won."""
    contact = {"success": BANK_CALLS, "attempts": attempts, "attempt_hours": 0.001, "gap_hours": 2.0}
    stages = [{"id": "work", "work_hours": 0.001, "work": "fixed", "advance_share": 1.0}]
    return queue(
        per_hour=2.0, work_hours=0.001, months=2, pipeline={"contact": contact, "stages": stages, **pipeline}
    )


@pytest.fixture(scope="module")
def called():
    return run_once(calls(), 0)


def test_row_7_attempts_never_pass_the_most_allowed(called):
    begun = called.log.of(Kind.BEGUN)
    counts = Counter(begun.entity[begun.stage == CONTACT_STAGE].tolist())

    assert max(counts.values()) == 10


def test_row_7_success_by_attempt_is_that_of_the_data(called):
    begun = called.log.of(Kind.BEGUN)
    made = np.bincount(
        list(Counter(begun.entity[begun.stage == CONTACT_STAGE].tolist()).values()), minlength=11
    )
    failed = np.bincount(called.log.of(Kind.ATTEMPTED).stage, minlength=10)
    for k, share in enumerate(BANK_CALLS):
        tried = made[k + 1 :].sum()
        assert abs((1 - failed[k] / tried) - share) < 3.5 * np.sqrt(share * (1 - share) / tried) + 1 / tried


def test_row_7_leads_reached_are_one_less_the_product_of_failures(called):
    log = called.log
    won, lost = len(log.of(Kind.WON)), len(log.of(Kind.LOST))
    reached = 1 - np.prod(1 - np.array(BANK_CALLS))  # 0.1444

    assert abs(won / (won + lost) - reached) < 3 * np.sqrt(reached * (1 - reached) / (won + lost))


def test_more_attempts_allowed_leave_the_earlier_ones_as_they_are():
    three, ten = (run_once(calls(n), 0).log for n in (3, 10))

    assert np.isin(three.of(Kind.WON).entity, ten.of(Kind.WON).entity).all()


def test_attempts_lie_the_gap_apart_and_in_the_reps_hours():
    # Regular leads at noon of each day, open 9 to 15; an attempt takes 0.1 h, the next is due 20 hours later at 8:06,
    # and begins at 9:00 of the next working day.
    contact = {"success": [0.0], "attempts": 2, "attempt_hours": 0.1, "gap_hours": 20.0}
    world = queue(
        per_hour=1 / 24,
        work_hours=0.1,
        months=1,
        calendar={"kind": "business", "selling_hours_per_day": 6.0},
        run={"warmup_days": 0},
        market={"arrivals": "regular", "leads_per_year": 365.25},
        pipeline={"contact": contact},
    )
    begun = run_once(world, 0).log.of(Kind.BEGUN)
    first = begun.time[begun.entity == begun.entity[0]]

    assert first.tolist() == pytest.approx([12.0, 24 + 9.0])


POINTS = [(0.0, 1.0), (1.0, 0.6), (24.0, 0.1)]


def test_row_7_the_curve_is_exact_at_its_points_and_flat_beyond():
    waits, factors = zip(*POINTS, strict=True)

    assert [table_factor(waits, factors, wait) for wait in waits] == list(factors)
    assert table_factor(waits, factors, 0.5) == pytest.approx(0.8)
    assert table_factor(waits, factors, 1000.0) == 0.1


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0.01, 1e3), st.floats(0, 5))
def test_waiting_longer_never_helps(wait, more, scale, exponent):
    for kind in (EXPONENTIAL, POWER):
        assert response_factor(kind, scale, exponent, wait + more) <= response_factor(
            kind, scale, exponent, wait
        )
        assert response_factor(kind, scale, exponent, 0.0) == 1.0


def test_half_lives_and_powers_by_hand():
    assert response_factor(EXPONENTIAL, 5.7, 0.0, 5.7) == pytest.approx(0.5)
    assert response_factor(POWER, 2.0, 1.5, 6.0) == pytest.approx(4**-1.5)


def test_the_last_success_share_holds_for_all_later_attempts():
    assert [attempt_chance((0.5, 0.2), k) for k in range(4)] == [0.5, 0.2, 0.2, 0.2]


@pytest.mark.parametrize("acts_on", ["contact", "qualification"])
def test_a_curve_of_ones_is_no_curve(acts_on):
    contact = {"success": [0.6, 0.4], "attempts": 3, "attempt_hours": 0.2}
    curve = {"kind": "table", "points": [(0.0, 1.0), (9.0, 1.0)], "acts_on": acts_on, "source": "a test"}
    plain = run_once(sales_force(pipeline={"contact": contact}), 0)
    curved = run_once(sales_force(pipeline={"contact": contact, "response_curve": curve}), 0)

    assert curved.log.same_as(plain.log)


def test_a_curve_without_a_source_is_refused():
    with pytest.raises(ValueError, match="source"):
        sales_force(pipeline={"response_curve": {"kind": "exponential", "half_life_hours": 1.0}})


def test_a_curve_on_contact_without_attempts_is_refused():
    curve = {"kind": "exponential", "half_life_hours": 1.0, "acts_on": "contact", "source": "x"}
    with pytest.raises(ValueError, match=r"wants pipeline\.contact"):
        sales_force(pipeline={"response_curve": curve})
