"""What is refused of people and routing because it says a thing twice, and of rates because no run could end."""

import pytest
from worlds import sales_force

COURSE = {"id": "closing", "months": [2], "hours": 4.0, "log_odds": 0.1}
MANAGER = {"id": "M", "hours_per_month": 10.0}
TWICE = {
    "courses": {"people": {"development": {"courses": [COURSE] * 2}}},
    "managers": {"people": {"development": {"managers": [MANAGER] * 2}}},
    "modules": {"people": {"development": {"onboarding": [{"id": "product"}] * 2}}},
    "roles": {"people": {"roles": [{"id": "hunter", "works": "new"}] * 2}},
    "weights": {"pipeline": {"routing": {"kind": "weighted", "weights": [{"id": "R00", "weight": 1.0}] * 2}}},
    "best reps": {"pipeline": {"routing": {"kind": "score_tiered", "best": ["R00", "R00"]}}},
}


@pytest.mark.parametrize("name", TWICE)
def test_an_id_given_twice_is_refused(name):
    with pytest.raises(ValueError, match="each id stands once; twice:"):
        sales_force(6, 3, **TWICE[name])


ADOPTION = {"id": "plus", "potential_share": 0.5, "innovation_per_year": 1e9}
ENDLESS = {
    "applicants": {"people": {"hiring": {"applicants_per_month": 1e300}}},
    "a search": {"people": {"hiring": {"applicants_per_month": 1.0, "search_days": 1e9}}},
    "leaving": {"customers": {"retention": {"leave_per_year": 1e9}}},
    "wanting": {"customers": {"adoption": [ADOPTION]}},
    "visits": {"plan": {"care": {"per_year": 1e6, "hours": 0.0}}},
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_pace_at_which_a_run_would_not_end_is_refused(name):
    with pytest.raises(ValueError, match="less than or equal to"):
        sales_force(6, 3, **ENDLESS[name])
