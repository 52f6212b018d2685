"""What is refused of people and routing because it says a thing twice, and of rates because no run could end."""

import math

import numpy as np
import pytest
from worlds import sales_force

from sim.agents.behaviour import behaviour_of
from sim.agents.slope import drawn_by
from sim.documents.behaviour import MOST_ATTAINMENT
from sim.prices import price_factor

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


BEYOND = {
    "odds": {"people": {"development": {"learning": {"log_odds": 1e300, "scale_hours": 1.0}}}},
    "talent": {"people": {"hiring": {"applicants_per_month": 1.0, "log_skill_sd": 1e5}}},
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_gain_that_no_number_holds_is_refused(name):
    with pytest.raises(ValueError, match="less than or equal to"):
        sales_force(6, 3, **BEYOND[name])


@pytest.mark.filterwarnings("error")
def test_pay_beyond_all_measure_draws_the_most_effort_and_no_more():
    assert np.isfinite(drawn_by(np.array([-1.0, 0.0, 1.0, 1e300, np.inf]), 10.0)).all()
    assert drawn_by(np.array([0.7]), 0.3) == np.array([0.7]) ** 0.3


@pytest.mark.parametrize("name", ENDLESS)
def test_a_pace_at_which_a_run_would_not_end_is_refused(name):
    with pytest.raises(ValueError, match="less than or equal to"):
        sales_force(6, 3, **ENDLESS[name])


def test_a_price_given_away_under_any_elasticity_is_a_number():
    assert price_factor(1e-9, -1e3) < np.inf
    assert price_factor(0.9, 2.0) == math.exp(2.0 * math.log(0.9))


def test_reps_who_look_ahead_see_no_further_than_a_quota_they_cannot_miss():
    ahead = {"kind": "forward", "usual": 0.6, "usual_rate": 0.05, "least": 0.4, "most": 1.0, "types": 1}
    with pytest.raises(ValueError, match="less than or equal to 100"):
        sales_force(6, 3, people={"behaviour": {**ahead, "full_attainment": 1e9}})
    world = sales_force(6, 3, people={"behaviour": ahead}, run={"months": 1})
    rule = behaviour_of(world)
    tiny = np.full(3, 0.01)
    assert (rule.who(tiny).reach == MOST_ATTAINMENT).all()
    assert (rule.who(np.full(3, 5e5)).reach < MOST_ATTAINMENT).all()
