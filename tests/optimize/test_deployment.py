"""Effort over products and segments: equal marginal returns, S-shaped curves against a fine grid, closed forms."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.deployment import Adbudg, Use, deploy
from optimize.elastic import InfeasibleError
from optimize.program import Effort

CONCAVE = (
    Use("a", Adbudg(0.2, 2.0, 0.8, 1.0), 100.0, 10.0),
    Use("b", Adbudg(0.0, 1.5, 1.0, 2.0), 200.0, 10.0),
    Use("c", Adbudg(0.5, 1.2, 0.6, 0.5), 150.0, 10.0),
)


def test_the_last_unit_of_effort_earns_the_same_everywhere():
    plan = deploy(CONCAVE, 6.0)

    assert plan.effort.sum() == pytest.approx(6.0, rel=1e-6)
    assert plan.marginal == pytest.approx(np.full(3, plan.marginal[0]), rel=1e-6)
    assert plan.gap < 1e-3


def test_a_product_that_half_is_sold_by_has_a_closed_form():
    # 200 x 1.5 x / (2 + x) - 12 x: 600 / (2 + x)^2 = 12 at x = sqrt(50) - 2
    plan = deploy([CONCAVE[1]], cost=12.0)

    x = np.sqrt(50.0) - 2.0
    assert plan.effort[0] == pytest.approx(x, rel=1e-6)
    assert plan.profit == pytest.approx(300 * x / (2 + x) - 12 * x, rel=1e-9)
    assert plan.bound >= plan.profit


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_s_shaped_curves_are_deployed_as_well_as_on_a_fine_grid(seed):
    rng = np.random.default_rng(seed)
    uses = [
        Use(
            f"p{i}",
            Adbudg(rng.uniform(0, 0.5), rng.uniform(1, 2), rng.uniform(1.5, 4), rng.uniform(0.5, 2)),
            m,
            4.0,
        )
        for i, m in enumerate(rng.uniform(50, 150, 3))
    ]
    effort = rng.uniform(1.0, 6.0)
    steps = np.linspace(0, 4.0, 41)
    worth = np.array([use.margin * use.curve.sales(steps) for use in uses])
    grid = max(
        worth[0, i] + worth[1, j] + worth[2, k]
        for i, j, k in itertools.product(range(41), repeat=3)
        if steps[i] + steps[j] + steps[k] <= effort + 1e-9
    )

    plan = deploy(uses, effort)

    assert plan.profit >= grid - 1e-6
    assert plan.bound >= grid
    assert plan.gap < 5e-3
    assert plan.effort.sum() <= effort * (1 + 1e-9)


def test_little_effort_goes_to_few_products_when_curves_are_s_shaped():
    uses = [Use(f"p{i}", Adbudg(0.0, 1.0, 3.0, 1.0), 100.0, 5.0) for i in range(4)]

    plan = deploy(uses, 1.5)

    # one gets at least what is worth starting, (c - 1)^(1/c) = 2^(1/3); split evenly all would sell next to nothing
    assert (plan.effort > 1e-6).sum() == 1
    assert uses[0].curve.worth_starting == pytest.approx(2 ** (1 / 3))
    assert plan.profit > 2 * sum(100 * uses[0].curve.sales(1.5 / 4) for _ in uses)


def test_effort_that_costs_nothing_is_all_used_and_effort_too_dear_is_not():
    assert deploy(CONCAVE, 5.0).effort.sum() == pytest.approx(5.0)
    assert deploy(CONCAVE[1:2], 5.0, cost=1e6).effort.sum() == pytest.approx(0.0, abs=1e-6)


def test_groups_keep_their_limits_and_equal_returns_hold_within_them():
    uses = [
        Use("a", CONCAVE[0].curve, 100.0, 10.0, groups=("hospitals",)),
        Use("b", CONCAVE[1].curve, 200.0, 10.0, groups=("hospitals",)),
        Use("c", CONCAVE[2].curve, 150.0, 10.0, groups=("doctors",)),
    ]

    plan = deploy(uses, 6.0, limits={"hospitals": 2.0})

    assert plan.effort[:2].sum() == pytest.approx(2.0, rel=1e-6)
    assert plan.effort.sum() == pytest.approx(6.0, rel=1e-6)
    assert plan.marginal[0] == pytest.approx(plan.marginal[1], rel=1e-6)
    assert plan.marginal[2] < plan.marginal[0]


def test_judged_curves_pass_through_the_judgments():
    curve = Adbudg(0.3, 1.9, 1.7, 1.3)
    relative = curve.sales(np.array([0.0, 0.5, 1.5, 1e9])) / curve.sales(1.0)

    found = Adbudg.judged(*relative.tolist())

    assert found.shape == pytest.approx(1.7, rel=1e-6)
    assert found.half == pytest.approx(1.3, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.3, 5.0), st.floats(0.2, 3.0), st.floats(0.01, 4.0))
def test_the_slope_is_the_curves_own(shape, half, x):
    curve, step = Adbudg(0.1, 2.0, shape, half), 1e-6

    slope = (curve.sales(x + step) - curve.sales(x - step)) / (2 * step)

    assert float(curve.marginal(x)) == pytest.approx(float(slope), rel=1e-3, abs=1e-6)


def test_two_solvers_agree():
    uses = [Use(f"p{i}", Adbudg(0.0, 1.0, 2.0 + i, 1.0), 100.0 - i, 3.0) for i in range(3)]

    assert deploy(uses, 3.0, solving=Effort("cbc")).profit == pytest.approx(
        deploy(uses, 3.0).profit, rel=1e-5
    )


def test_least_efforts_that_do_not_fit_are_named():
    uses = [Use("a", CONCAVE[0].curve, 1.0, 5.0, least=3.0), Use("b", CONCAVE[1].curve, 1.0, 5.0, least=3.0)]

    with pytest.raises(InfeasibleError) as refused:
        deploy(uses, 5.0)

    assert set(refused.value.relaxation.clashing) == {"effort", "least of a", "least of b"}
    assert sum(refused.value.relaxation.by.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Adbudg(1.0, 0.5, 1.0, 1.0), "lowest <= highest"),
        (lambda: Adbudg(0.0, 0.5, 0.0, 1.0), "shape and half"),
        (lambda: Adbudg.judged(0.5, 0.4, 1.2, 2.0), "none < half_as_much"),
        (lambda: deploy([]), "one or more"),
        (lambda: deploy(CONCAVE, limits={"hospital": 1.0}), "no use is in the group 'hospital'"),
        (lambda: deploy([*CONCAVE, CONCAVE[0]]), "'a' stands twice"),
        (lambda: deploy([Use("a", CONCAVE[0].curve, -1.0, np.inf)]), "a: 0 <= least <= most"),
    ],
)
def test_what_makes_no_sense_is_refused(make, told):
    with pytest.raises(ValueError, match=told):
        make()
