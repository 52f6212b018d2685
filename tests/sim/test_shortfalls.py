"""Leads that do not come: a part of those that come otherwise, and nothing else changes."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_engines import difference
from worlds import sales_force

from sim.calendar import HOURS_PER_DAY
from sim.engine.world import World, prepare
from sim.replicate import replicate


def short(share: float, **words: Any) -> World:
    shortfall = {"id": "drought", "share": share, **words}
    return prepare(sales_force(market={"shortfalls": [shortfall]}), 0)


@settings(max_examples=10, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_shortfall_takes_more_leads_and_leaves_the_others_as_they_are(
    one: float, other: float
) -> None:
    few, many = (short(share).leads for share in sorted((one, other), reverse=True))

    assert np.isin(few.id, many.id).all()
    assert (many.arrival[many.rows_of(few.id)] == few.arrival).all()


def test_a_shortfall_of_nothing_changes_nothing() -> None:
    before, after = sales_force(), sales_force(market={"shortfalls": [{"id": "none", "share": 0.0}]})

    assert replicate(after, [0, 1]).equals(replicate(before, [0, 1]))


def test_a_shortfall_of_all_takes_the_named_leads_and_no_others() -> None:
    whole, left = prepare(sales_force(), 0), short(1.0, months=[2], reps=["R00"])

    lost = whole.leads.rows_of(whole.leads.id[~np.isin(whole.leads.id, left.leads.id)])
    month = whole.line.month[(whole.leads.arrival // HOURS_PER_DAY).astype(int)]
    mine = whole.rep_of_unit[whole.leads.unit] == 0
    assert sorted(lost.tolist()) == np.flatnonzero((month == 2) & mine).tolist()


def test_both_engines_run_a_shortfall_alike() -> None:
    shortfall = {"id": "drought", "share": 0.5, "months": [1]}
    assert difference(sales_force(market={"shortfalls": [shortfall]})) == ""


def test_every_unknown_name_is_told() -> None:
    with pytest.raises(ValueError, match=r"regions.*families.*'core'.*grades.*reps.*'R0"):
        short(0.5, regions=["Atlantis"], families=["cor"], grades=["Z"], reps=["R0"])
