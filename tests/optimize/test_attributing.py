"""Shapley values: known answers, the laws they are defined by, and designs taken apart."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_worlds import grid

from optimize.attribution import attribute, subsets
from optimize.design import Draft, between
from optimize.design.draft import Charges
from optimize.design.headcount import with_reps
from optimize.design.parts import TOGETHER, composed, parts_of
from optimize.quota.table import quota_table
from sim.plan import ALIGNMENT, DealtQuotas, TableQuotas
from sim.quota import quotas_cents
from sim.scenario import REPS
from sim.table import Table

ABC = ("a", "b", "c")
WORTH = arrays(np.float64, 4, elements=st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))
GAMES = st.fixed_dictionaries(dict.fromkeys(subsets(ABC), WORTH))


def test_an_airport_shares_each_further_metre_among_those_who_need_it():
    # Littlechild and Owen 1973: cost of a runway is that of the largest; 1, 2, 4 give 1/3, 1/3 + 1/2, 1/3 + 1/2 + 2.
    need = {"a": 1.0, "b": 2.0, "c": 4.0}
    values = {some: np.full(2, max((need[one] for one in some), default=0.0)) for some in subsets(ABC)}

    told = attribute(values, ABC)

    assert told.shares[:, 0] == pytest.approx([1 / 3, 5 / 6, 17 / 6])
    assert [one.mean for one in told.alone] == [1.0, 2.0, 4.0]
    assert [one.mean for one in told.last] == [0.0, 0.0, 2.0]


@given(values=GAMES)
@settings(max_examples=25)
def test_shares_add_up_to_the_whole_in_every_replication(values):
    told = attribute(values, ABC)

    whole = values[frozenset(ABC)] - values[frozenset()]
    assert np.allclose(told.shares.sum(axis=0), whole, atol=1e-6)
    *parts, last = [int(cell.split()[0].replace(",", "")) for _, cell in told.cells()]
    assert sum(parts) == last  # also as they are printed


@given(values=GAMES)
@settings(max_examples=25)
def test_parts_that_always_add_the_same_share_alike(values):
    # b takes a's place everywhere: whatever a subset is worth with a and without b, it is worth with b and without a.
    alike = {some: values[frozenset("a" if one == "b" else one for one in some)] if "a" not in some else values[some]
             for some in values}  # fmt: skip

    told = attribute(alike, ABC)

    assert np.allclose(told.shares[0], told.shares[1], atol=1e-6)


@given(values=GAMES)
@settings(max_examples=25)
def test_a_part_that_never_adds_anything_gets_nothing(values):
    idle = {some: values[some - {"c"}] for some in values}

    assert np.allclose(attribute(idle, ABC).shares[2], 0.0, atol=1e-6)


@given(one=GAMES, other=GAMES)
@settings(max_examples=25)
def test_shares_of_two_games_played_at_once_are_the_sum_of_their_shares(one, other):
    both = {some: one[some] + other[some] for some in one}

    told = attribute(both, ABC).shares

    assert np.allclose(told, attribute(one, ABC).shares + attribute(other, ABC).shares, atol=1e-5)


def test_a_missing_subset_is_named():
    with pytest.raises(ValueError, match="missing \\['b'\\]"):
        attribute({some: np.zeros(2) for some in subsets("ab") if some != {"b"}}, "ab")


WORLD = grid(4, 4, 2)


def table_of(world, cents):
    quotas = TableQuotas(method="table", table=quota_table(["r000", "r001"], cents))
    return world.with_plan(world.plan.model_copy(update={"quotas": quotas}))


def on_other_map(world):
    """Give the first unit to the other rep."""
    units, reps = (world.plan.alignment[name].tolist() for name in ("unit", "rep"))
    reps[0] = "r001" if reps[0] == "r000" else "r000"
    alignment = Table.of(ALIGNMENT, {"unit": units, "rep": reps})
    return world.with_plan(world.plan.model_copy(update={"alignment": alignment}))


def test_a_map_with_its_quotas_dealt_by_potential_is_one_part():
    before = table_of(WORLD, [100_01, 200_02])
    moved = on_other_map(before)
    quotas = DealtQuotas(method="potential", total=Decimal("300.03"))

    assert parts_of(before, moved.with_plan(moved.plan.model_copy(update={"quotas": quotas}))) == (
        "territory",
    )


def test_quotas_on_the_other_map_keep_their_total_to_the_cent():
    before = table_of(WORLD, [100_01, 200_02])
    after = table_of(on_other_map(before), [250_00, 170_07])

    drafts = composed(Draft(before), Draft(after))

    assert parts_of(before, after) == ("territory", "quota")
    totals = {some: int(quotas_cents(draft.scenario).sum()) for some, draft in drafts.items()}
    assert totals == {
        frozenset(): 300_03,
        frozenset({"territory"}): 300_03,
        frozenset({"quota"}): 420_07,
        frozenset({"territory", "quota"}): 420_07,
    }
    only_quota = drafts[frozenset({"quota"})].scenario
    # 420.07 in the proportions of 100.01 to 200.02: 140.02 and 280.05.
    assert quotas_cents(only_quota).tolist() == [140_02, 280_05]
    assert only_quota.plan.alignment is before.plan.alignment


def test_other_reps_and_their_map_are_one_part_and_bring_what_they_cost():
    reps = Table.of(REPS, {"id": ["r000", "r001", "new"], "home": ["u0000", "u0015", "u0003"]})
    hired = with_reps(WORLD, reps)
    pay = hired.plan.pay.model_copy(update={"credit_at": "shipment"})
    after = Draft(hired.with_plan(hired.plan.model_copy(update={"pay": pay})), Charges({"hiring": 5.0}))

    drafts = composed(Draft(WORLD), after)

    assert set(drafts) == set(subsets((TOGETHER, "pay")))
    assert drafts[frozenset({TOGETHER})].charges.once == {"hiring": 5.0}
    assert not drafts[frozenset({"pay"})].charges.once
    assert len(drafts[frozenset({"pay"})].scenario.tables.reps) == 2


def test_two_worlds_are_no_two_plans():
    other = WORLD.model_copy(update={"run": WORLD.run.model_copy(update={"months": 3})})

    with pytest.raises(ValueError, match="their worlds differ"):
        between(Draft(WORLD), Draft(other), None, range(2))


def test_the_same_plan_has_no_parts():
    assert between(Draft(WORLD), Draft(WORLD), None, range(2)) is None
