"""Leaving, vacancies, hiring and promotion: in closed form, and in the whole simulation."""

import math

import numpy as np
import pytest
from staffed import EVERYTHING, STEADY, force, managed, merge
from worlds import sales_force

from sim.documents.turnover import Hiring, Leaving
from sim.engine.laws import check_run
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.people.hiring import applicants, best_of, fill, selection_intensity
from sim.people.leaving import base_hazard, deciles, monthly_hazard, survival, with_causes
from sim.people.measures import base_while_staffed
from sim.people.promotion import best_seller, manager_skill
from sim.replicate import replicate
from sim.streams import Streams

NEVER = {"hazard": [{"from_month": 0, "monthly": 0.0}]}
QUICK = {"applicants_per_month": 30.0, "search_days": 10.0, "notice_days": 5.0}


def measures(scenario, replication=0):
    frame = replicate(scenario, [replication])
    return frame[(frame.month == 0) & (frame.entity == "")].set_index("measure").value


@pytest.fixture(scope="module")
def everything():
    return run_reference(managed(run={"months": 18}), 0)


def test_people_leave_are_hired_and_promoted(everything):
    told = set(everything.log.kind.tolist())

    assert {Kind.LEFT, Kind.HIRED, Kind.PROMOTED} <= told
    check_run(everything)


def test_nobody_who_leaves_is_the_same_person_as_who_comes(everything):
    log = everything.log
    gone, came = log.of(Kind.LEFT, Kind.PROMOTED).entity, log.of(Kind.HIRED).entity

    assert len(np.unique(gone)) == len(gone)
    assert len(np.unique(came)) == len(came)


def test_a_vacant_position_begins_no_work(everything):
    log, line = everything.log, everything.world.line
    for gone, row in zip(
        log.of(Kind.LEFT, Kind.PROMOTED).time, log.of(Kind.LEFT, Kind.PROMOTED).rep, strict=True
    ):
        back = log.of(Kind.HIRED).where(log.of(Kind.HIRED).rep == row).time
        until = min([t for t in back.tolist() if t > gone], default=line.end_hour)
        begun = log.of(Kind.BEGUN).time[log.of(Kind.BEGUN).rep == row]
        assert not ((begun > gone) & (begun < until)).any()


def test_zero_hazard_is_the_baseline_bit_for_bit():
    assert run_reference(sales_force(people={"leaving": NEVER, "hiring": QUICK}), 0).log.same_as(
        run_reference(sales_force(), 0).log
    )


def test_what_a_lead_is_does_not_depend_on_who_leaves(everything):
    other = run_reference(force(run={"months": 18}), 0)

    assert np.array_equal(everything.world.leads.id, other.world.leads.id)
    assert np.array_equal(everything.world.leads.arrival, other.world.leads.arrival)


def test_row_97_survival_at_a_constant_rate_is_exponential():
    monthly = monthly_hazard(0.6)

    assert survival(monthly, 12) == pytest.approx(math.exp(-0.6))


AT_ONCE = {"applicants_per_month": 120.0, "search_days": 1.0, "notice_days": 0.0}
POSITIONS, MONTHS_ENDED, RUNS = 250, 35, 5


def times_of_leaving(wrong=1.0):
    """Return (months from the start, whether the first holder) of all leavers at 2.4 a year; vacancies last a day."""
    rule = {"hazard": [{"from_month": 0, "monthly": monthly_hazard(wrong * 2.4)}]}
    world = sales_force(
        POSITIONS,
        POSITIONS,
        run={"warmup_days": 0, "months": MONTHS_ENDED + 1},
        calendar={"weekdays": ["mon"]},
        market={"leads_per_year": 1.0},
        customers={"opening": 0.0},
        people=merge(STEADY, {"leaving": rule, "hiring": AT_ONCE}),
    )
    logs = [run_reference(world, r).log.of(Kind.LEFT) for r in range(RUNS)]
    months = np.concatenate([np.rint(log.time / 24 / 30.4375) for log in logs])
    first = np.concatenate(
        [np.isin(np.arange(len(log)), np.unique(log.rep, return_index=True)[1]) for log in logs]
    )
    return months, first


def z_of_leaving(months):
    """Return z of the share that leaves at a month's end against 1 - exp(-2.4 / 12), and its half-width over it."""
    at_risk, chance = POSITIONS * MONTHS_ENDED * RUNS, monthly_hazard(2.4)
    error = math.sqrt(chance * (1.0 - chance) / at_risk)
    return (len(months) / at_risk - chance) / error, 1.96 * error / chance


@pytest.fixture(scope="module")
def leavers():
    return times_of_leaving()


def test_row_97_the_simulated_rate_of_leaving_is_the_closed_form(leavers):
    z, relative_half_width = z_of_leaving(leavers[0])

    assert abs(z) < 3
    assert relative_half_width <= 0.02


def test_row_97_a_rate_wrong_by_five_percent_is_found_out():
    z, _ = z_of_leaving(times_of_leaving(wrong=1.05)[0])

    assert abs(z) >= 3


def test_row_97_those_who_began_survive_exponentially(leavers):
    months, first = leavers
    n = POSITIONS * RUNS
    for month in (3, 6, 12):
        share = math.exp(-2.4 * month / 12)
        still = 1.0 - (months[first] <= month).sum() / n
        assert abs(still - share) < 3 * math.sqrt(share * (1 - share) / n)


def test_a_hazard_by_tenure_and_decile_is_read_from_its_cell():
    rule = Leaving.model_validate(EVERYTHING["leaving"])

    hazard = base_hazard(rule, np.array([0, 5, 6, 40]), np.array([0, 9, 0, 9]))

    assert hazard.tolist() == [0.1, 0.1, 0.2, 0.0]


def test_deciles_keep_equals_together_whatever_their_order():
    zeros_and_more = np.array([0.0, 5.0, 0.0, 0.0, 9.0, 0.0, 7.0, 0.0, 8.0, 6.0])

    assert deciles(zeros_and_more).tolist() == [2, 5, 2, 2, 9, 2, 7, 2, 8, 6]


def test_causes_multiply_the_odds():
    # Odds of 0.2 are 1/4; doubled 1/2: a chance of 1/3.
    assert with_causes(np.array([0.2, 0.0, 1.0]), np.full(3, math.log(2))) == pytest.approx([1 / 3, 0, 1])


def test_low_pay_against_the_outside_option_makes_more_leave():
    def leavers(outside):
        rule = {"hazard": [{"from_month": 0, "monthly": 0.1}], "pay": 3.0, "outside_pay": outside}
        return sum(measures(sales_force(people={"leaving": rule}), r)["leavers"] for r in range(3))

    assert leavers(300_000.0) > leavers(60_000.0)


def test_base_pay_is_paid_for_the_days_somebody_is_there():
    # 5,000.00 a month; 10 of 31 days are 1,612.903..., all days are the whole.
    paid = base_while_staffed(np.array([[500_000, 500_000]]), np.array([[10, 30]]), np.array([31, 30]))

    assert paid.tolist() == [[161_290, 500_000]]


def test_headcount_and_vacancy_add_up_and_cost_goes_into_profit():
    values = measures(managed())
    months = 12 * 3

    assert values["headcount"] * 12 + values["vacancy_months"] == pytest.approx(months, abs=0.1)
    assert values["hiring_cost"] > 0
    assert values["hires"] <= values["leavers"] + values["promotions"]


RULE = Hiring(
    applicants_per_month=20.0,
    search_days=30.4375,
    notice_days=10.0,
    accuracy=0.5,
    log_skill_sd=0.3,
    cost_per_vacancy=1000.0,
    cost_per_applicant=10.0,
)


def test_row_73_the_best_of_n_is_the_known_intensity():
    # Expected largest of n standard normals: 1/sqrt(pi) for 2, 1.5 / sqrt(pi) for 3; 1.53875 for 10 (Tippett's table).
    assert best_of(2) == pytest.approx(1 / math.sqrt(math.pi), abs=1e-6)
    assert best_of(3) == pytest.approx(1.5 / math.sqrt(math.pi), abs=1e-6)
    assert best_of(10) == pytest.approx(1.53875, abs=1e-4)


def test_row_73_the_selection_ratio_gives_the_tabled_intensity():
    # 20 % selected: 1.400; 50 %: 0.798 (any table of selection intensities).
    assert selection_intensity(0.2) == pytest.approx(1.400, abs=5e-4)
    assert selection_intensity(0.5) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-9)


ACCURACY = 0.9


def z_of_selection(accuracy, n_hires):
    """Return z of the mean log skill of hires against i * r * sd at r = 0.9, and the half-width over the target."""
    rule = RULE.model_copy(update={"accuracy": accuracy})
    streams = Streams(5, 0)
    hires = [fill(rule, streams, vacancy) for vacancy in range(1, n_hires + 1)]
    gains = np.array([math.log(hire.skill) for hire in hires])
    target = np.mean([best_of(hire.applicants) for hire in hires]) * ACCURACY * 0.3
    half = 1.96 * gains.std(ddof=1) / math.sqrt(len(gains))
    return (gains.mean() - target) / (half / 1.96), half / target


def test_row_73_the_gain_of_selection_is_intensity_times_accuracy_times_spread():
    z, relative_half_width = z_of_selection(ACCURACY, 1_700)

    assert abs(z) < 3
    assert relative_half_width <= 0.02


def test_row_73_an_accuracy_wrong_by_five_percent_is_found_out():
    z, _ = z_of_selection(0.95 * ACCURACY, 1_000)

    assert z <= -3


def test_row_74_false_accepts_and_rejects_are_those_of_the_normal_pair():
    # Both cut at 0, correlation r: P(score > 0 and talent < 0) = 1/4 - asin(r) / (2 pi) (Sheppard 1899).
    coming = applicants(RULE.model_copy(update={"accuracy": 0.6}), Streams(3, 0), 9)
    people = [next(coming) for _ in range(4000)]
    share = 0.25 - math.asin(0.6) / (2 * math.pi)
    error = 3 * math.sqrt(share * (1 - share) / 4000)

    assert np.mean([p.score > 0 > p.talent for p in people]) == pytest.approx(share, abs=error)
    assert np.mean([p.score < 0 < p.talent for p in people]) == pytest.approx(share, abs=error)


def test_a_search_that_finds_nobody_fit_begins_anew():
    picky = RULE.model_copy(update={"least_score": 2.0})
    hire, usual = fill(picky, Streams(1, 0), 4), fill(RULE, Streams(1, 0), 4)

    assert usual.days == pytest.approx(30.4375 + 10.0)
    assert hire.days > usual.days
    assert hire.cost == 1000.0 + 10.0 * hire.applicants


def test_the_same_people_apply_whatever_the_rule_of_choice():
    sharp, blind = RULE.model_copy(update={"accuracy": 1.0}), RULE.model_copy(update={"accuracy": 0.0})
    one, other = applicants(sharp, Streams(2, 1), 7), applicants(blind, Streams(2, 1), 7)

    assert [(a.key, a.day, a.talent) for a, _ in zip(one, range(20), strict=False)] == [
        (a.key, a.day, a.talent) for a, _ in zip(other, range(20), strict=False)
    ]


def test_row_96_removing_the_best_seller_costs_exactly_his_sales_without_coaching():
    manager = {"managers": [{"id": "M", "hours_per_month": 100.0}]}
    usual = force(
        reps={"manager": ["M"] * 3}, people=merge(STEADY, {"development": manager}), plan={"supply": []}
    )
    people = merge(STEADY, {"development": manager})
    lost = force(
        reps={"manager": ["M"] * 3},
        people=merge(people, {"promotion": {"month": 7, "manager": "M", "refilled": False}}),
        plan={"supply": []},
    )
    before, after = run_reference(usual, 0), run_reference(lost, 0)
    best = int(np.argmax(before.credit_cents[:, 1:7].sum(axis=1)))
    others = np.arange(3) != best

    assert after.log.of(Kind.PROMOTED).rep.tolist() == [best]
    assert np.array_equal(before.credit_cents[others], after.credit_cents[others])
    assert np.array_equal(before.credit_cents[best, :7], after.credit_cents[best, :7])
    assert after.credit_cents[best, 7:].sum() < before.credit_cents[best, 7:].sum()


def test_a_vacant_position_s_leads_go_to_the_fallback_when_the_routing_names_one():
    people = merge(STEADY, {"development": {"managers": [{"id": "M", "hours_per_month": 0.0}]}})
    people = merge(people, {"promotion": {"month": 4, "manager": "M", "refilled": False}})

    def run(**pipeline):
        return run_reference(force(reps={"manager": ["M"] * 3}, people=people, pipeline=pipeline), 0)

    waiting = run()
    gone = waiting.log.of(Kind.PROMOTED)
    fallback = (int(gone.rep[0]) + 1) % 3
    log = run(routing={"fallback": f"R{fallback:02d}"}).log
    theirs = np.flatnonzero(waiting.world.rep_of_unit == gone.rep[0])
    after = log.where(
        (log.time > gone.time[0] + 24 * 7) & np.isin(log.unit, theirs) & (log.kind == Kind.BEGUN)
    )

    assert set(after.rep[after.stage == 0].tolist()) == {fallback}
    begun = waiting.log.of(Kind.BEGUN)
    assert not ((begun.time > gone.time[0]) & np.isin(begun.unit, theirs)).any()


def test_the_best_seller_is_among_those_who_are_there():
    assert best_seller(np.array([5.0, 9.0, 7.0]), np.array([True, False, True])) == 2
    assert best_seller(np.array([5.0]), np.array([False])) is None
    assert manager_skill(2.0, 0.0) == 1.0
    assert manager_skill(2.0, 1.0) == pytest.approx(2.0)


def test_an_open_lead_suffers_when_its_rep_has_gone():
    def wins(odds):
        rule = {"hazard": [{"from_month": 0, "monthly": 0.25}], "handover_odds": odds}
        world = sales_force(people=merge(STEADY, {"leaving": rule, "hiring": QUICK}), plan={"supply": []})
        return sum(measures(world, r)["leads_won"] for r in range(4))

    assert wins(0.0) < wins(1.0)


def test_a_manager_nobody_has_is_named():
    with pytest.raises(ValueError, match="no such manager; did you mean 'Maria'"):
        force(
            reps={"manager": ["Mari", "", "Maria"]},
            people={"development": {"managers": [{"id": "Maria", "hours_per_month": 10.0}]}},
        )


def test_hazards_begin_at_the_first_day_and_go_up():
    with pytest.raises(ValueError, match="begins with from_month 0"):
        Leaving.model_validate({"hazard": [{"from_month": 3, "monthly": 0.1}]})
