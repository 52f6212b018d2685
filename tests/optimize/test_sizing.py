"""Headcount plans: closed forms, textbook sizes, the chance of hitting a plan, and what is said when there is none."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.program import Effort, Limits
from optimize.sizing import (
    AccountClass,
    Earning,
    Goal,
    InfeasibleError,
    Need,
    Ratio,
    Role,
    SizingFacts,
    break_even_ratio,
    by_breakdown,
    by_increments,
    by_workload,
    plan_headcount,
    plan_surely,
    relaxed,
)
from optimize.sizing.chance import draw_samples

YEAR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SELLER = Role(
    "seller", 10, salary=5000.0, ramp=(0.0, 0.0, 0.0), lead_months=1, hire_cost=6000.0, most_hires=2
)
STRAIGHT = Earning("seller", (0.0, 1000.0), (0.0, 9_000_000.0))


def sellers(**changed):
    return SizingFacts(YEAR, (replace(SELLER, **changed),), (STRAIGHT,))


def test_with_a_step_ramp_and_nobody_leaving_hiring_stops_in_the_month_of_the_closed_form():
    # A hire in month t (from 0) earns 9,000 in months t+3..11 and costs 5,000 in months t..11 and 6,000:
    # 9,000 (9 - t) - 5,000 (12 - t) - 6,000 = 15,000 - 4,000 t, above zero up to t = 3.
    plan = plan_headcount(sellers())

    assert plan.roles["seller"].hired.tolist() == [0, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0]
    assert plan.profit == pytest.approx(10 * 12 * 4000 + 2 * (11_000 + 7_000 + 3_000))
    assert plan.roles["seller"].one_more == pytest.approx(12 * 4000)
    assert plan.gap == pytest.approx(0.0, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 5), st.integers(0, 4), st.floats(0.0, 0.08))
def test_hires_are_those_that_pay_for_themselves(ramp_months, lead, leaving):
    facts = sellers(ramp=(0.0,) * ramp_months, lead_months=lead, leaving=leaving)
    stays = (1 - leaving) ** np.arange(12)

    plan = plan_headcount(facts)

    # each hire on its own: what he earns after the ramp, in the months in which he is still there
    worth = [
        9000 * stays[ramp_months : max(12 - t, ramp_months)].sum() - 5000 * stays[: 12 - t].sum() - 6000
        for t in range(12)
    ]
    wanted = [2 if t >= lead and worth[t] > 1e-6 else 0 for t in range(12)]
    assert plan.roles["seller"].hired.tolist() == wanted
    assert plan.profit == pytest.approx(
        10 * 4000 * stays.sum() + sum(2 * worth[t] for t in range(12) if wanted[t])
    )


def test_a_hire_list_names_when_the_requisition_is_opened():
    plan = plan_headcount(sellers())

    assert [(h.starts, h.requested, h.number) for h in plan.hires] == [
        ("Feb", "Jan", 2),
        ("Mar", "Feb", 2),
        ("Apr", "Mar", 2),
    ]


def test_the_months_add_to_the_programs_own_objective():
    facts = SizingFacts(
        YEAR,
        (replace(SELLER, leaving=0.03, severance=9000.0), Role("engineer", 2, 6000.0, most_hires=1)),
        (
            Earning(
                "seller",
                (0, 8, 16, 30),
                (0, 90_000, 130_000, 150_000),
                season=tuple(np.linspace(0.7, 1.3, 12)),
            ),
        ),
        (Need("engineer", tuple(np.linspace(2, 4, 12)), short=3000.0),),
        (Ratio("engineer", "seller", 5.0),),
    )

    plan = plan_headcount(facts)

    assert plan.profit == pytest.approx(plan.solution.objective, rel=1e-6)
    assert (plan.roles["engineer"].people >= plan.roles["seller"].people / 5.0 - 1e-6).all()
    assert plan.profit <= plan.bound + 1e-6


def test_a_small_plan_is_the_best_of_all_hires_and_layoffs():
    role = Role("seller", 3, 5000.0, (0.3,), 0.05, 1, 4000.0, 2, severance=5000.0)
    facts = SizingFacts(("Jan", "Feb", "Mar"), (role,), (Earning("seller", (0, 2, 6), (0, 16_000, 26_000)),))
    stays, share = 0.95 ** np.arange(3), np.array([0.3, 1.0, 1.0])
    best = -np.inf
    for hired in itertools.product((0,), (0, 1, 2), (0, 1, 2)):
        for gone in itertools.product(range(4), repeat=3):
            left = 3 * stays - np.convolve(gone, stays)[:3]
            if left.min() < -1e-9:
                continue
            effective = left + np.convolve(hired, share * stays)[:3]
            people = left + np.convolve(hired, stays)[:3]
            earned = np.interp(effective, (0, 2, 6), (0, 16_000, 26_000)).sum()
            best = max(best, earned - 5000 * people.sum() - 4000 * sum(hired) - 5000 * sum(gone))

    plan = plan_headcount(facts)

    assert plan.profit == pytest.approx(best)


def test_two_solvers_agree():
    facts = sellers(leaving=0.02, severance=4000.0)

    assert plan_headcount(facts, Effort("cbc")).profit == pytest.approx(plan_headcount(facts).profit)


def test_a_workload_that_must_be_covered_is_covered_from_the_month_that_hiring_allows():
    need = Need("seller", (10.0,) * 4 + (13.0,) * 8)
    facts = replace(sellers(most_hires=4), earnings=(), needs=(need,))

    plan = plan_headcount(facts)

    # three months of ramp: effective in May when started in February, the cheapest month is the last that does
    assert plan.roles["seller"].hired.tolist() == [0, 3] + [0] * 10
    assert plan.roles["seller"].effective.tolist() == [10.0] * 4 + [13.0] * 8


def test_limits_too_small_for_the_need_are_named_and_the_relaxation_is_enough():
    need = Need("seller", (10.0,) * 5 + (16.0,) * 7)
    facts = replace(sellers(), earnings=(), needs=(need,))

    with pytest.raises(
        InfeasibleError, match=r"workload of seller in Jun, hires of seller in Feb.* by 2"
    ) as refused:
        plan_headcount(facts)

    # in post by June: those who start in February and March; 6 are wanted and 2 a month allowed
    relaxation = refused.value.relaxation
    assert sum(relaxation.by.values()) == pytest.approx(2.0)
    assert set(relaxation.by) <= {
        "hires of seller in Feb",
        "hires of seller in Mar",
        "workload of seller in Jun",
    }
    assert plan_headcount(relaxed(facts, relaxation)).roles["seller"].effective[5] >= 16 - 2 - 1e-6


GOOD = np.full((30, 12), 10_000.0) * np.exp(np.random.default_rng(3).normal(0, 0.12, (30, 1)))


ROUGH = Effort(limits=Limits(gap=1e-3))


def chancy(amount, probability, **changed):
    """Return a team that leaves by luck, and a plan to be hit."""
    facts = sellers(ramp=(0.0, 0.5), leaving=0.03, most_hires=3, **changed)
    return replace(facts, earnings=(), goal=Goal("seller", amount, GOOD, probability))


@pytest.mark.parametrize("probability", [0.5, 0.8, 0.95])
def test_the_plan_is_hit_in_the_share_of_samples_that_is_asked_for(probability):
    plan = plan_headcount(chancy(1.25e6, probability), ROUGH, one_more=False)
    fresh = np.full((400, 12), 10_000.0) * np.exp(np.random.default_rng(9).normal(0, 0.12, (400, 1)))

    seen, unseen = plan.chance, plan.out_of_sample(fresh, 400)

    assert seen.share >= probability - 1e-9
    assert unseen.low <= seen.high
    assert unseen.high >= seen.low
    assert unseen.n_samples == 400


def test_a_sure_plan_hits_its_goal_on_luck_it_has_not_seen():
    fresh = np.full((300, 12), 10_000.0) * np.exp(np.random.default_rng(9).normal(0, 0.12, (300, 1)))
    facts = chancy(1.25e6, 0.8)

    sure = plan_surely(facts, fresh, 300, ROUGH)

    assert sure.out_of_sample(fresh, 300).share >= 0.8
    assert sure.profit <= plan_headcount(facts, ROUGH, one_more=False).profit + 1e-6


def test_more_certainty_costs_more():
    profits = [plan_headcount(chancy(1.25e6, p), ROUGH, one_more=False).profit for p in (0.5, 0.95)]

    assert profits[0] > profits[1]


def test_a_chance_plan_is_the_cheapest_of_all_hire_lists():
    role = replace(SELLER, ramp=(0.0, 0.5), leaving=0.03, most_hires=3)
    facts = SizingFacts(YEAR[:4], (role,), goal=Goal("seller", 4.0e5, GOOD[:20, :4], 0.9))

    drawn = draw_samples(facts, facts.goal, range(20))
    stays, best = 0.97 ** np.arange(4), -np.inf
    for hired in itertools.product((0,), range(4), range(4), range(4)):
        if (drawn.sales(np.array(hired), np.zeros(4)) >= 4.0e5).mean() >= 0.9 - 1e-9:
            people = 10 * stays + np.convolve(hired, stays)[:4]
            best = max(best, -5000 * people.sum() - 6000 * sum(hired))
    plan = plan_headcount(facts, one_more=False)
    assert plan.roles["seller"].hired.sum() > 0
    assert plan.profit == pytest.approx(best)


def test_who_leaves_is_the_same_luck_whatever_the_plan():
    facts = chancy(1e6, 0.8)
    one, two = (draw_samples(facts, facts.goal, range(5), most) for most in (3, 6))

    assert one.base.tolist() == two.base.tolist()
    assert draw_samples(facts, facts.goal, [4], 3).brought[0].tolist() == one.brought[4].tolist()


def test_in_the_mean_people_leave_at_the_stated_rate():
    facts = replace(chancy(1e6, 0.8), goal=Goal("seller", 1e6, np.full((1, 12), 10_000.0), 0.8))
    base = draw_samples(facts, facts.goal, range(500)).base

    expected = 10 * 10_000 * (0.97 ** np.arange(12)).sum()
    assert base.mean() == pytest.approx(expected, abs=4 * base.std() / np.sqrt(500))


def test_a_plan_in_the_mean_that_hiring_cannot_reach_is_refused_and_relaxed():
    goal = Goal("seller", 3.0e6, np.full(12, 10_000.0))
    facts = replace(sellers(ramp=()), earnings=(), goal=goal)

    with pytest.raises(InfeasibleError, match=r"plan of seller") as refused:
        plan_headcount(facts)

    plan = plan_headcount(relaxed(facts, refused.value.relaxation))
    assert plan.solution.found


def test_a_chance_beyond_reach_is_refused_with_the_samples_that_must_go():
    with pytest.raises(InfeasibleError, match=r"plan of seller") as refused:
        plan_headcount(chancy(3.0e6, 0.9))

    again = relaxed(chancy(3.0e6, 0.9), refused.value.relaxation)
    assert plan_headcount(again, ROUGH, one_more=False).chance.share >= again.goal.probability - 1e-9


def test_textbook_sizes():
    # Kotler and Keller, Marketing Management: 1,000 x 36 + 2,000 x 12 = 60,000 calls at 1,000 a rep
    assert by_workload([AccountClass(1000, 36), AccountClass(2000, 12)], 1000) == 60
    # Lovely Professional University, DMGT205 Sales Management, 4.8: 9,100 hours at 960 are "more than nine", 10
    assert by_workload([AccountClass(9100, 1)], 960) == 10
    # the same, sales potential method: 100,000 at 10,000 a person
    assert by_breakdown(100_000, 10_000) == 10
    assert by_breakdown(10e6, 250e3, turnover=0.10) == 44
    # the same, incremental method: 11th to 14th earn 50,000, 33,000, 16,000, -1,000: stop at 13
    margin = {10: 0, 11: 100_000, 12: 180_000, 13: 240_000, 14: 280_000}
    cost = {10: 0, 11: 50_000, 12: 97_000, 13: 141_000, 14: 182_000}
    assert by_increments(margin.__getitem__, cost.__getitem__, 10, 14) == 13
    assert break_even_ratio(600e3, 150e3, 0.5) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: SizingFacts((), (SELLER,)), "at least one"),
        (lambda: sellers(leaving=1.0), "leaving: a monthly chance below 1 is wanted, got 1.0"),
        (lambda: sellers(salary=float("nan")), "salary: a number of 0 or more is wanted, got nan"),
        (lambda: sellers(ramp=(0.5, 1.5)), "ramp: shares .* got 1.5"),
        (lambda: sellers(most_hires=(1.0, 2.0)), "most_hires: 12 months are planned, got 2"),
        (lambda: SizingFacts(YEAR, (SELLER, SELLER)), "'seller' stands twice"),
        (lambda: SizingFacts(YEAR, (SELLER,), (replace(STRAIGHT, role="seler"),)), "no role 'seler'"),
        (lambda: SizingFacts(YEAR, (SELLER,), (Earning("seller", (0, 1, 2), (0, 1, 3)),)), "falling slopes"),
        (lambda: replace(sellers(), goal=Goal("seller", 1.0, np.ones(12), 0.5)), "rows of samples"),
        (lambda: replace(sellers(), goal=Goal("seller", 1.0, np.ones((3, 12)), 1.5)), "probability"),
        (lambda: by_workload([], 0.0), "hours_per_rep: a number above 0"),
    ],
)
def test_facts_without_sense_are_refused(make, told):
    with pytest.raises(ValueError, match=told):
        make()
