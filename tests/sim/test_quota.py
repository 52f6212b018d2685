import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import sales_force

from sim.quota import deal, quotas_cents


def test_a_hundred_over_three_is_34_33_33():
    assert deal(100, [1, 1, 1]).tolist() == [34, 33, 33]


def test_the_largest_remainder_gets_the_cent():
    # Shares 1.6, 3.2, 5.2 of 10: whole parts 1, 3, 5; the cent left goes to the remainder 0.6.
    assert deal(10, [16, 32, 52]).tolist() == [2, 3, 5]


@given(total=st.integers(0, 10**13), weights=st.lists(st.floats(0, 1e9), min_size=1, max_size=60).filter(any))
def test_parts_add_up_and_are_within_one_of_their_share(total, weights):
    parts = deal(total, weights)

    assert parts.sum() == total
    assert (np.abs(parts - total * np.array(weights) / sum(weights)) <= 1 + 1e-9 * total).all()


def test_nothing_to_go_by_is_an_error():
    with pytest.raises(ValueError, match="above zero"):
        deal(10, [0.0, 0.0])


def test_quotas_by_potential_follow_the_territories():
    world = sales_force(6, 2, plan={"quotas": {"method": "potential", "total": "1000.01"}})

    assert quotas_cents(world).tolist() == [50001, 50000]
