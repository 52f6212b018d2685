"""Rows 8 and 19 of the concepts: every lead in one state, recycled with a cap; stages beside each other."""

from collections import Counter

import numpy as np
import pytest
from worlds import queue, sales_force

from sim.engine.choice import run_once
from sim.engine.laws import check_run
from sim.engine.lead_state import LeadState
from sim.engine.log import Kind

NOTHING_WINS = [{"id": "work", "work_hours": 0.001, "work": "fixed", "advance_share": 0.0}]


def recycling(loops, **pipeline):
    """Return a world in which every lead is lost at once and four in ten of them are kept each time."""
    nurture = {"share": 0.4, "mean_days": 0.01, "loops": loops}
    return queue(
        per_hour=4.0,
        work_hours=0.001,
        months=3,
        pipeline={"stages": NOTHING_WINS, "nurture": nurture, **pipeline},
    )


@pytest.fixture(scope="module")
def recycled():
    return run_once(recycling(3), 0)


def loops_of(run):
    """Return how many leads came back 0, 1, 2, … times."""
    back = Counter(run.log.of(Kind.RECYCLED).entity.tolist())
    counts = np.bincount(list(back.values()), minlength=4)
    counts[0] = len(run.log.of(Kind.ARRIVED)) - len(back)
    return counts


def test_row_8_the_number_of_loops_is_geometric_up_to_the_cap(recycled):
    # A lost lead is kept with 0.4 until it has been back three times: 0.6, 0.24, 0.096 and the rest, 0.064.
    counts, shares = loops_of(recycled), np.array([0.6, 0.24, 0.096, 0.064])
    n = counts.sum()

    assert len(counts) == 4
    for count, share in zip(counts, shares, strict=True):
        assert abs(count / n - share) < 3 * np.sqrt(share * (1 - share) / n)


def test_row_8_no_lead_is_lost_on_the_way(recycled):
    check_run(recycled)
    states = Counter(recycled.lead_state.tolist())

    assert sum(states.values()) == len(recycled.world.leads)
    assert set(states) <= {LeadState.NOT_YET, LeadState.OPEN, LeadState.IN_DATABASE, LeadState.LOST}


def test_row_8_a_personal_pitch_costs_the_rep_its_hours_and_an_automatic_one_none():
    personal = {"share": 0.4, "mean_days": 0.01, "loops": 3, "pitch": "personal", "pitch_hours": 0.05}
    run = run_once(recycling(3, nurture=personal), 0)
    pitched = run.log.of(Kind.BEGUN)
    pitched = pitched.where((pitched.stage == -3) & (pitched.time >= run.world.line.start_hour))
    stages = run.log.of(Kind.BEGUN)
    stages = stages.where((stages.stage == 0) & (stages.time >= run.world.line.start_hour))

    assert run.worked_hours[0] == pytest.approx(0.05 * len(pitched) + 0.001 * len(stages), rel=1e-3)
    assert len(pitched) > 1000


def test_row_8_a_lead_stays_in_the_database_until_its_personal_pitch_is_done():
    personal = {"share": 0.4, "mean_days": 0.01, "loops": 1, "pitch": "personal", "pitch_hours": 0.05}
    log = run_once(recycling(1, nurture=personal), 0).log
    begun = log.where((log.kind == Kind.BEGUN) & (log.stage == -3))
    back = log.of(Kind.RECYCLED)
    came = dict(zip(back.entity.tolist(), back.time.tolist(), strict=True))

    for entity, time in list(zip(begun.entity.tolist(), begun.time.tolist(), strict=True))[:200]:
        assert came[entity] == pytest.approx(time + 0.05)


def test_row_8_rejected_leads_have_their_reasons_in_the_given_shares():
    rule = {
        "share": 0.3,
        "reasons": [
            {"id": "fit", "share": 0.6},
            {"id": "budget", "share": 0.3},
            {"id": "none", "share": 0.1},
        ],
    }
    log = run_once(recycling(0, rejection=rule), 0).log
    rejected, decided = log.of(Kind.REJECTED), log.of(Kind.LOST)
    n = len(decided)

    assert abs(len(rejected) / n - 0.3) < 3 * np.sqrt(0.21 / n)
    assert np.isin(rejected.entity, decided.entity).all()
    for reason, share in enumerate([0.6, 0.3, 0.1]):
        assert abs((rejected.stage == reason).mean() - share) < 3 * np.sqrt(
            share * (1 - share) / len(rejected)
        )


STAGES = [
    {"id": "offer", "work_hours": 0.5, "work": "fixed", "advance_share": 0.8, "gap_share": 0.5},
    {"id": "sample", "work_hours": 0.5, "work": "fixed", "advance_share": 0.5, "gap_share": 0.3},
    {"id": "close", "work_hours": 0.5, "work": "fixed", "advance_share": 0.9, "gap_share": 0.2},
]


def process(beside, stages=STAGES):
    """Return a world of three stages with 100 hours of thinking, the first beside the second or not."""
    first = {**stages[0], "beside_next": True} if beside else stages[0]
    return queue(
        per_hour=0.02,
        work_hours=0.5,
        pipeline={
            "stages": [first, *stages[1:]],
            "cycle_days": {"log_mean": np.log(100 / 24), "log_sd": 0.0},
        },
    )


def cycle_times(log):
    won = log.of(Kind.WON)
    came = dict(zip(log.of(Kind.ARRIVED).entity.tolist(), log.of(Kind.ARRIVED).time.tolist(), strict=True))
    return np.array([t - came[e] for e, t in zip(won.entity.tolist(), won.time.tolist(), strict=True)])


def test_row_19_stages_beside_each_other_take_the_longer_answer_only():
    # One after the other: 3 x 0.5 h of work and 100 h of answers. Beside: 0.5 + max(50, 0.5 + 30) + 0.5 + 20.
    one, other = run_once(process(beside=False), 0).log, run_once(process(beside=True), 0).log

    assert np.median(cycle_times(one)) == pytest.approx(101.5, abs=0.01)
    assert np.median(cycle_times(other)) == pytest.approx(71.0, abs=0.01)


def test_row_19_stages_beside_each_other_win_the_same_leads():
    # Whoever says no to the first stage says no when both are answered: the same luck, the same wins, later losses.
    one, other = run_once(process(beside=False), 0), run_once(process(beside=True), 0)
    both = (one.lead_state > 1) & (other.lead_state > 1)

    assert np.array_equal(one.lead_state[both], other.lead_state[both])


def test_row_19_a_step_less_takes_its_share_of_the_time():
    shorter = [{**STAGES[0], "gap_share": 0.6}, {**STAGES[2], "gap_share": 0.4}]
    log = run_once(process(beside=False, stages=shorter), 0).log

    assert np.median(cycle_times(log)) == pytest.approx(101.0, abs=0.01)


def test_row_19_littles_law_holds_on_every_stage():
    # L is counted at 20,000 evenly spaced moments, W from each lead's own times: two separate roads.
    run = run_once(sales_force(pipeline={"nurture": {"loops": 0}}), 0)
    log, line = run.log, run.world.line
    moments = np.linspace(line.start_hour, line.end_hour, 20_000)
    for stage in range(5):
        enters = (
            log.of(Kind.ARRIVED)
            if stage == 0
            else log.where((log.kind == Kind.ADVANCED) & (log.stage == stage - 1))
        )
        ends = (log.kind == Kind.ADVANCED) & (log.stage == stage) | np.isin(
            log.kind, (Kind.WON, Kind.LOST, Kind.EXPIRED, Kind.SCREENED_OUT)
        )
        left = dict(zip(log.entity[ends].tolist()[::-1], log.time[ends].tolist()[::-1], strict=True))
        came = dict(zip(enters.entity.tolist(), enters.time.tolist(), strict=True))
        stays = [(t, min(left.get(e, np.inf), line.end_hour)) for e, t in came.items()]
        begins, finishes = np.sort([b for b, _ in stays]), np.sort([f for _, f in stays])
        level = np.searchsorted(begins, moments, side="right") - np.searchsorted(
            finishes, moments, side="right"
        )
        inside = sum(max(f - max(b, line.start_hour), 0.0) for b, f in stays)

        assert level.mean() == pytest.approx(inside / (line.end_hour - line.start_hour), rel=0.02)
