"""The rules by which a plant shares a month out: known answers, and the same as the optimizer's."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimize.supply.allocation import Claims, allocate
from sim.allocation import ranks, share_out
from sim.planning import in_parts

WANTS = st.lists(st.integers(0, 500), min_size=1, max_size=8)


def shared(rule, supply, wants, priority=(1,) * 8, **claims):
    worth, floors = (claims.get(name, (0.0,) * 8) for name in ("worth", "floors"))
    n = len(wants)
    by = ranks(rule, priority[:n], worth[:n], floors[:n])
    units = [0.0] * n
    share_out(units, [float(want) for want in wants], by.floor, by.rank, 0, n, by.n_classes, supply)
    return units


def test_row_46_fair_share_scales_all_by_the_same_factor():
    assert shared("fair-share", 800.0, [500, 300, 200]) == pytest.approx([400, 240, 160])  # by 0.8


def test_priority_serves_class_by_class_and_the_last_one_fairly():
    assert shared("priority", 800.0, [500, 300, 200], [1, 2, 2]) == pytest.approx([500, 180, 120])


def test_margin_serves_the_most_worth_first_above_the_floors():
    claims = {"worth": (10, 30, 20), "floors": (0.4, 0.0, 0.0)}

    assert shared("margin", 800.0, [500, 300, 200], **claims) == pytest.approx([300, 300, 200])
    assert shared("margin", 400.0, [500, 300, 200], **claims) == pytest.approx([200, 200, 0])


def test_floors_that_need_more_than_there_is_are_scaled_alike():
    assert shared("margin", 120.0, [500, 300], worth=(1, 2), floors=(0.4, 0.2)) == pytest.approx(
        [120 * 200 / 260, 120 * 60 / 260]
    )


def test_max_min_lifts_the_smallest_first():
    assert shared("max-min", 800.0, [500, 100, 400]) == pytest.approx([350, 100, 350])
    assert shared("max-min", 2000.0, [500, 100, 400]) == [500, 100, 400]
    assert shared("max-min", 0.0, [500, 0, 400]) == [0, 0, 0]


@given(
    supply=st.integers(0, 2000),
    wants=WANTS,
    worth=st.lists(st.sampled_from([5.0, 5.5, 9.0]), min_size=8, max_size=8),
    floors=st.lists(st.sampled_from([0.0, 0.1, 0.5]), min_size=8, max_size=8),
)
def test_the_optimizer_shares_out_the_same_by_margin(supply, wants, worth, floors):
    n, wanted = len(wants), np.array(wants, float)
    kept = wanted * np.array(floors[:n])
    assume(kept.sum() <= supply)  # the optimizer refuses floors that need more than there is

    expected = allocate("margin", float(supply), Claims(wanted, np.array(worth[:n]), [1] * n, kept)).units

    assert shared("margin", float(supply), wants, worth=worth, floors=floors) == pytest.approx(
        expected, rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize("rule", ["fair-share", "priority", "max-min"])
@given(supply=st.integers(0, 2000), wants=WANTS, priority=st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_the_optimizer_shares_out_the_same(rule, supply, wants, priority):
    n = len(wants)
    claims = Claims(np.array(wants, float), np.ones(n), priority[:n], np.zeros(n))

    expected = allocate(rule, float(supply), claims).units

    assert shared(rule, float(supply), wants, priority) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("number", range(12))
def test_margin_earns_what_the_linear_program_earns(number):
    luck = np.random.default_rng(number)
    wants, worth, floors = luck.uniform(10, 400, 6), luck.uniform(1, 90, 6), luck.uniform(0, 0.3, 6)
    supply = float(luck.uniform((floors * wants).sum(), 1.2 * wants.sum()))
    claims = Claims(wants, worth, [1] * 6, floors * wants)

    units = shared("margin", supply, wants.tolist(), worth=tuple(worth), floors=tuple(floors))

    assert units == pytest.approx(allocate("margin", supply, claims).units, rel=1e-6, abs=1e-6)


@given(
    supply=st.floats(0, 1e4),
    wants=st.lists(st.floats(0, 1e3), min_size=1, max_size=8),
    rule=st.sampled_from(["fair-share", "priority", "margin", "max-min"]),
    luck=st.integers(0, 99),
)
def test_nobody_gets_more_than_he_wants_and_all_together_all_there_is(supply, wants, rule, luck):
    draw = np.random.default_rng(luck)
    worth, floors, priority = draw.uniform(0, 9, 8), draw.uniform(0, 1, 8), draw.integers(0, 3, 8)
    units = shared(rule, supply, wants, priority.tolist(), worth=worth.tolist(), floors=floors.tolist())
    slack = 1e-9 * (1 + supply + sum(wants))

    assert all(0 <= got <= want + slack for got, want in zip(units, wants, strict=True))
    assert sum(units) == pytest.approx(min(supply, sum(wants)), abs=slack)


@given(units=st.floats(0, 1e6))
def test_parts_of_a_unit_add_up_without_rounding(units):
    part = in_parts(units)

    assert part <= units < part + 1 / 1024
    assert (part + 1.0) - 1.0 == part
