"""What is refused of customers, prices, former territories and tours, in words."""

import pytest
from worlds import sales_force, table

from sim.plan import ALIGNMENT
from sim.table import Table

ADOPTION = {"potential_share": 0.5, "innovation_per_year": 0.1}
TOURS = {"km_per_hour": 80.0, "longest_hours": 8.0, "tours": {"stops": 4.0}}
UNITS = table(6, 3)["alignment"]["unit"].tolist()

REFUSED = {
    "an unknown family to adopt": (
        {"customers": {"adoption": [{"id": "plas", **ADOPTION}]}},
        "no such product family; did you mean 'plus'",
    ),
    "a family to adopt twice": (
        {"customers": {"adoption": [{"id": "plus", **ADOPTION}] * 2}},
        "this family stands here already",
    ),
    "an unknown family to price": (
        {"plan": {"prices": [{"id": "care", "of_list": 1.0}]}},
        "did you mean 'core'",
    ),
    "a price of nothing": ({"plan": {"prices": [{"id": "core", "of_list": 0.0}]}}, "greater than 0"),
    "an unknown source of referrals": (
        {"customers": {"referral": {"share": 0.1, "source": "fare"}}},
        "no such source; did you mean 'fair'",
    ),
    "a rival twice": (
        {"market": {"competition": {"rivals": [{"id": "a", "share": 0.1}] * 2}}},
        "each id stands once; twice: a",
    ),
    "rivals who take more than all": (
        {"market": {"competition": {"rivals": [{"id": "a", "share": 0.7}, {"id": "b", "share": 0.4}]}}},
        "add to at most 1, they add to 1.1",
    ),
    "tours where nothing has an area": ({"people": {"travel": TOURS}}, "the column area_km2 of tables.units"),
    "loyalty beyond all": (
        {"customers": {"loyalty": {"gain": 1.5, "loss": 0, "holds": 1}}},
        "less than or equal to 1",
    ),
    "a relationship that never was": ({"customers": {"relationship": {"win_odds": 0.0}}}, "greater than 0"),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_makes_no_sense_is_refused_in_words(what):
    changes, words = REFUSED[what]

    with pytest.raises(ValueError, match=words):
        sales_force(6, 3, **changes)


def test_a_former_alignment_covers_every_unit_with_reps_that_there_are():
    former = Table.of(ALIGNMENT, {"unit": UNITS[1:], "rep": ["R00", "R09", "R00", "R00", "R00"]})

    with pytest.raises(ValueError, match="no such rep") as refusal:
        sales_force(6, 3, tables={"former_alignment": former})
    assert "tables.former_alignment: this basic unit has no rep (got u00)" in str(refusal.value)


def test_a_referral_source_of_great_leads_must_still_leave_chances_below_one():
    sources = [{"id": "web", "share": 1.0}, {"id": "friends", "share": 0.0, "win_ratio": 40.0}]
    referral = {"share": 0.1, "source": "friends"}

    sales_force(6, 3, market={"sources": sources})
    with pytest.raises(ValueError, match="at most 1"):
        sales_force(6, 3, market={"sources": sources}, customers={"referral": referral})
