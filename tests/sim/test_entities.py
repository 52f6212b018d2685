"""Ids compared by sorting: the same as numpy's sets, and the waiting orders of a log."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import sales_force

from sim.engine.entities import all_differ, among
from sim.engine.log import Kind
from sim.engine.model import run_reference

ENTITIES = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=30).map(
    lambda ids: np.array(ids, dtype=np.uint64)
)


@given(ENTITIES, ENTITIES)
def test_ids_are_among_others_as_sets_have_it(entity, others):
    np.testing.assert_array_equal(among(entity, others), np.isin(entity, others))


@given(ENTITIES)
def test_ids_all_differ_when_a_set_of_them_is_as_large(entity):
    assert all_differ(entity) == (len(set(entity.tolist())) == len(entity))


@pytest.mark.parametrize("hour", [0.0, 24.0 * 60])
def test_the_orders_that_wait_are_those_neither_shipped_nor_cancelled(hour):
    log = run_reference(sales_force(), 0).log.since(hour)
    ended = set(log.of(Kind.SHIPPED, Kind.CANCELLED).entity.tolist())
    ordered = log.of(Kind.ORDERED)
    expected = [row for row, entity in enumerate(ordered.entity.tolist()) if entity not in ended]

    assert len(expected) > 0
    assert log.waiting.same_as(ordered.where(np.isin(np.arange(len(ordered)), expected)))
