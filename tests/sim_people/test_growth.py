"""Skill, ramp, learning, courses, coaching and managers: in closed form, and in the whole simulation."""

import math
from dataclasses import replace

import numpy as np
import pytest
from staffed import STEADY, force, managed, merge
from worlds import queue, sales_force

from sim.documents.development import Coaching, Module, Returns, Style
from sim.documents.roles import COMPETENCIES, SKILLS
from sim.engine.laws import LawBrokenError, check_run
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.people.coaching import allocate, coaching_gain, style_factor, thirds
from sim.people.learning import break_even_months, kept, saturating
from sim.people.ramp import Ramps, capacity_lost, linear_ramp, stretch
from sim.people.skill import match_share, skill_by_cell
from sim.pipeline import chance_to_advance
from sim.table import Table


def log_of(**people):
    return run_reference(managed_by_m(**people), 0).log


def managed_by_m(**people):
    idle = {"development": {"managers": [{"id": "M", "hours_per_month": 0.0}]}}
    return force(reps={"manager": ["M"] * 3}, people=merge(merge(STEADY, idle), people))


def coached(hours=40.0, **coaching):
    rule = {"log_odds": 0.5, "scale_hours": 5.0, **coaching}
    return {"managers": [{"id": "M", "hours_per_month": hours}], "coaching": rule}


# Skill


def test_row_75_a_perfect_match_has_the_highest_win_rate():
    needs, weights = np.array([0.8, 0.4]), np.array([2.0, 1.0])
    levels = np.array([[0.8, 0.4], [1.0, 1.0], [0.4, 0.4], [0.0, 0.0]])

    # The third lacks 2 x 0.4 of 2 x 0.8 + 0.4 = 2.0: a match of 0.6.
    assert match_share(levels, needs, weights) == pytest.approx([1.0, 1.0, 0.6, 0.0])


def test_row_75_the_profile_makes_the_odds_of_a_family():
    competencies = Table.of(
        COMPETENCIES, {"rep": ["R00", "R01"], "competency": ["science", "science"], "level": [1.0, 0.5]}
    )
    profile = {"lowest": 0.4, "needs": [{"competency": "science", "family": "plus", "level": 1.0}]}
    world = force(tables={"competencies": competencies}, people={"profile": profile})

    # Match 1, 0.5 and 0 for family plus; nothing is needed for core.
    assert skill_by_cell(world) == pytest.approx(np.array([[1, 1.0], [1, 0.7], [1, 0.4]]))
    chances = [chance_to_advance(0.5, 1.0, odds) for odds in (1.0, 0.7, 0.4)]
    assert chances == sorted(chances, reverse=True)


def test_the_table_of_skills_goes_by_family_and_segment():
    skills = Table.of(
        SKILLS,
        {
            "rep": ["R00", "R00", "R01"],
            "family": ["plus", "*", "*"],
            "segment": ["*", "b", "a"],
            "skill": [0.5, 2.0, 3.0],
        },
    )
    world = force(units={"segment": ["a", "b"] * 3}, tables={"skills": skills})

    # Cells: (core, a), (core, b), (plus, a), (plus, b).
    assert skill_by_cell(world).tolist() == [[1, 2, 0.5, 1], [3, 1, 3, 1], [1, 1, 1, 1]]


def test_a_rep_who_is_bad_at_a_family_loses_its_leads_and_no_others():
    hopeless = Table.of(SKILLS, {"rep": ["R00", "R01", "R02"], "family": ["plus"] * 3, "skill": [0.01] * 3})
    usual = run_reference(sales_force(people=STEADY), 0).log.of(Kind.WON)
    worse = run_reference(force(tables={"skills": hopeless}, people=STEADY), 0).log.of(Kind.WON)

    assert (worse.family == 1).sum() < 0.3 * (usual.family == 1).sum()
    assert (worse.family == 0).sum() >= 0.9 * (usual.family == 0).sum()


def test_a_skill_for_an_unknown_family_is_named():
    wrong = Table.of(SKILLS, {"rep": ["R00"], "family": ["plsu"], "skill": [0.5]})

    with pytest.raises(ValueError, match="no such product family; did you mean 'plus'"):
        force(tables={"skills": wrong})


# Ramp


def test_row_78_a_straight_ramp_costs_its_triangle():
    assert capacity_lost(linear_ramp(0.2, 6)) == pytest.approx((1 - 0.2) * 6 / 2)
    assert capacity_lost([0.0, 0.5]) == 1.5


def test_row_78_the_work_that_a_newcomer_does_is_full_speed_less_the_area():
    # One rep, always busy with tasks of 2 hours fixed: 12 months less 6 x 0.8 / 2 = 2.4 months of 730.5 hours.
    world = queue(
        per_hour=1.0,
        work_hours=2.0,
        run={"warmup_days": 0},
        pipeline={"stages": [{"id": "work", "work_hours": 2.0, "work": "fixed", "advance_share": 1.0}]},
        people={"ramp": linear_ramp(0.2, 6)},
    )
    table = force(1, 1, reps={"hired": ["2026-01-01"]}).tables.reps
    world = world.model_copy(update={"tables": world.tables.model_copy(update={"reps": table})})
    run = run_reference(world, 0)

    done = len(run.log.of(Kind.WON))
    assert done == pytest.approx((365 * 24 - 2.4 * 730.5) / 2, rel=0.005)


def test_row_78_the_experienced_ramp_up_faster():
    curves = force(
        people={
            "development": {"ramps": [{"experience": "experienced", "shares": [0.7]}]},
            "ramp": [0.1, 0.5],
        }
    ).people
    ramps = Ramps(curves.development.ramps, curves.ramp, ())
    rows = np.array([ramps.curve_of("", "experienced"), ramps.curve_of("", "new")])

    assert ramps.share(rows, np.zeros(2)).tolist() == [0.7, 0.1]
    assert ramps.share(rows, np.full(2, 31.0)).tolist() == [1.0, 0.5]
    assert ramps.is_done(rows, np.full(2, 31.0)).tolist() == [True, False]


def test_row_79_skipping_all_modules_is_the_longest_ramp():
    modules = [Module(id="firm", months_saved=1.0), Module(id="product", months_saved=2.0)]
    skipped = [module.model_copy(update={"taken": False}) for module in modules]

    assert [stretch(6, each) for each in (skipped, modules[:1], modules)] == [1.0, 6 / 5, 2.0]


def test_onboarding_takes_its_hours_and_no_more():
    # Six hours a day: twenty hours are three days and two hours, of somebody who works all his hours.
    rule = {"hazard": [{"from_month": 0, "monthly": 0.5}]}
    quick = {"applicants_per_month": 300.0, "search_days": 1.0, "notice_days": 0.0}
    steady = {"behaviour": {"kind": "steady", "effort": 1.0}, "leaving": rule, "hiring": quick, "ramp": []}
    plain = run_reference(force(people=steady), 0)
    taught = run_reference(
        force(people=merge(steady, {"development": {"onboarding": [{"id": "x", "hours": 20.0}]}})), 0
    )
    hires = plain.log.of(Kind.HIRED)
    measured = int((hires.time >= plain.world.line.start_hour).sum())

    lost = (plain.available_hours - taught.available_hours).sum()
    assert taught.people.trained_hours.sum() == 20.0 * measured
    assert lost == pytest.approx(
        20.0 * measured, abs=20.0
    )  # those hired in the last days of the warm-up spill over


# Learning and training


def test_learning_by_doing_saturates():
    assert saturating(0.3, 0.0, 500.0) == 0.0
    assert saturating(0.3, 500.0, 500.0) == pytest.approx(0.3 * (1 - math.exp(-1)))


def test_row_76_break_even_by_hand():
    # 3,000 at 1,000 a month that stays: three months. Halving every month, 1,000 + 500 + ... never passes 2,000.
    assert break_even_months(3000.0, 1000.0, None) == 3.0
    assert break_even_months(1500.0, 1000.0, 1.0) == pytest.approx(2.0)
    assert break_even_months(3000.0, 1000.0, 1.0) == math.inf
    assert break_even_months(0.0, 0.0, None) == 0.0
    assert kept(6.0, 6.0) == 0.5


def test_row_76_a_course_costs_its_hours_in_its_month_and_pays_from_the_next_on():
    course = {"id": "closing", "months": [3], "hours": 30.0, "log_odds": 1.0, "cost": 800.0}
    plain = run_reference(force(people=STEADY), 0)
    taught = run_reference(force(people=merge(STEADY, {"development": {"courses": [course]}})), 0)
    february, march = (24.0 * (30 + days) for days in (31, 31 + 28))
    before = plain.log.time < march

    assert (plain.available_hours - taught.available_hours).tolist() == pytest.approx([30.0 * 0.9] * 3)
    assert taught.people.training_cost == 2400.0
    assert taught.log.where(taught.log.time < march).same_as(plain.log.where(before))
    assert february < march


def test_row_76_a_course_of_no_hours_and_no_gain_is_the_baseline():
    course = {"id": "nothing", "months": [3], "hours": 0.0, "log_odds": 0.0}

    assert log_of(development={"courses": [course]}).same_as(log_of())


def test_a_course_raises_the_win_rate():
    course = {"id": "closing", "months": [1], "hours": 0.0, "log_odds": 1.0}

    assert (log_of(development={"courses": [course]}).kind == Kind.WON).sum() > (
        log_of().kind == Kind.WON
    ).sum()


# Coaching and managers


def test_row_77_no_hours_no_gain():
    assert log_of(development=coached(hours=0.0)).same_as(log_of())


def test_row_77_coaching_raises_the_closing_rate():
    def rate(log):
        return (log.kind == Kind.WON).sum() / np.isin(log.kind, (Kind.WON, Kind.LOST)).sum()

    assert rate(log_of(development=coached(log_odds=1.0))) > 1.2 * rate(log_of())


def test_row_77_a_wider_span_leaves_less_for_each():
    narrow, wide = allocate(40.0, np.zeros(4), "uniform"), allocate(40.0, np.zeros(10), "uniform")

    assert narrow.sum() == wide.sum() == 40.0
    assert (narrow[0], wide[0]) == (10.0, 4.0)


def test_row_99_the_managers_hours_are_conserved():
    run = run_reference(managed(run={"months": 12}), 0)

    assert run.people.coached_hours.sum() == pytest.approx(run.people.given_hours.sum())
    assert (run.people.given_hours <= run.people.budget_hours + 1e-9).all()
    with pytest.raises(LawBrokenError, match="coached"):
        check_run(replace(run, people=replace(run.people, coached_hours=run.people.coached_hours * 1.05)))


def test_row_99_coaching_takes_the_reps_time_as_well():
    run, plain = (run_reference(managed_by_m(development=d), 0) for d in (coached(hours=30.0), {}))

    # 30 hours a month over three reps are 10 of each, twelve times; at an effort of 0.9.
    assert run.people.coached_hours.tolist() == pytest.approx([120.0] * 3)
    assert (plain.available_hours - run.available_hours).tolist() == pytest.approx([120.0 * 0.9] * 3)


def test_row_99_nobody_is_coached_more_hours_than_his_month_has():
    run = run_reference(managed_by_m(development=coached(hours=5000.0)), 0)
    line = run.world.line
    hours = (line.working & (line.month > 0)).sum() * line.full_hours

    assert run.people.coached_hours.tolist() == pytest.approx([hours] * 3)
    assert (run.worked_hours == 0).all()
    check_run(run)


def test_courses_that_do_not_fit_into_a_month_are_refused():
    course = {"id": "all-day", "months": [3], "hours": 130.0, "log_odds": 0.1}

    with pytest.raises(ValueError, match="fiscal month 3 take more than the 120 selling hours"):
        managed_by_m(development={"courses": [course]})


def test_thirds_keep_equals_together():
    assert thirds(np.array([5.0, 1.0, 9.0])).tolist() == [1, 0, 2]
    assert thirds(np.zeros(3)).tolist() == [1, 1, 1]


@pytest.mark.parametrize("policy", ["uniform", "weak", "middle", "strong"])
def test_row_89_every_policy_gives_away_all_hours(policy):
    assert allocate(60.0, np.arange(7.0), policy).sum() == pytest.approx(60.0)


def test_row_89_the_middle_pays_when_its_returns_are_highest():
    planted = Coaching(log_odds=0.3, scale_hours=10.0, returns=Returns(weak=0.2, middle=2.0, strong=0.2))
    result = np.arange(9.0)

    def total(policy):
        return coaching_gain(planted, allocate(90.0, result, policy), thirds(result), 1.0).sum()

    assert total("middle") > total("uniform") > max(total("weak"), total("strong"))


def test_row_89_alike_returns_favour_coaching_everybody():
    alike = Coaching(log_odds=0.3, scale_hours=10.0)
    result = np.arange(9.0)

    gains = [
        coaching_gain(alike, allocate(90.0, result, policy), thirds(result), 1.0).sum()
        for policy in ("uniform", "weak", "middle", "strong")
    ]
    assert max(gains) == gains[0]


def test_row_90_a_style_makes_no_difference_when_both_ways_work_alike():
    def log(style):
        managers = [{"id": "M", "hours_per_month": 0.0, "style": style}]
        return log_of(development={"managers": managers, "style": {"compliance": 0.05, "initiative": 0.05}})

    assert log(0.0).same_as(log(1.0))


def test_row_90_authority_helps_newcomers_and_mentors_those_who_can():
    rule = Style(compliance=0.1, initiative=0.3)

    assert style_factor(rule, np.array([0.0, 1.0]), np.full(2, 0.1)) == pytest.approx([1.1, 1.03])
    assert style_factor(rule, np.array([0.0, 1.0]), np.full(2, 1.0)) == pytest.approx([1.1, 1.3])
