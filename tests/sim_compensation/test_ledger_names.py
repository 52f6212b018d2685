"""Every entry of the ledger says by its name what it is for: a component, a cap, or the ledger's own."""

from datetime import date

import pytest
from deal_making import FLAT, part, plan_on_deals
from hypothesis import given, settings
from random_deals import books, deal_plans

from sim.compensation.deals import run_deals
from sim.compensation.deals.ledger_names import LEDGER_NAMES

CAP = {"components": ["part"], "over": "ytd", "of": "amount", "max": 1, "excess": "lost"}


@pytest.mark.parametrize("name", sorted(LEDGER_NAMES))
def test_no_component_and_no_cap_has_a_name_of_the_ledger_s_own(name):
    with pytest.raises(ValueError, match=f"component {name}: the ledger has entries of its own"):
        plan_on_deals(part(FLAT, id=name))
    with pytest.raises(ValueError, match=f"cap {name}: the ledger has entries of its own"):
        plan_on_deals(part(FLAT), caps=[CAP | {"id": name}])


def test_a_cap_and_a_component_do_not_share_a_name():
    with pytest.raises(ValueError, match="cap part: a component has this id too"):
        plan_on_deals(part(FLAT), caps=[CAP | {"id": "part"}])


@settings(max_examples=20, deadline=None)
@given(plan=deal_plans(), book=books())
def test_the_ledger_uses_no_other_names(plan, book):
    known = {one.id for one in (*plan.components, *plan.caps)} | LEDGER_NAMES

    assert {entry.component for entry in run_deals(plan, book, date(2027, 3, 31)).payouts} <= known
