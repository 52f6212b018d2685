"""Hunters, farmers, specialists and supporters: every account covered once in each role, nothing lost between them."""

import numpy as np
import pytest
from staffed import STEADY, force, merge

from sim.engine.laws import check_run
from sim.engine.log import Kind
from sim.engine.model import run_reference
from sim.people.coverage import OWN, coverage
from sim.plan import COVERAGE
from sim.replicate import replicate
from sim.table import Table

UNITS = [f"u{i:02d}" for i in range(6)]
# R00, R01, R02 own two units each; with five reps R03 and R04 have a role only.


def covered(roles, reps_by_role, **changes):
    """Return a force whose first three reps own the units, and others with roles all over the six units."""
    rows = [(unit, role, rep) for role, rep in reps_by_role.items() for unit in UNITS]
    table = Table.of(COVERAGE, dict(zip(("unit", "role", "rep"), zip(*rows, strict=True), strict=True)))
    plan = {
        "coverage": table,
        "supply": [],
        "alignment": force(6, 3).plan.alignment,
        "quotas": {"method": "equal", "total": "900000.00"},
    }
    n_reps = 3 + len(reps_by_role)
    return force(6, n_reps, people=merge(STEADY, {"roles": roles}), plan=plan, **changes)


FARMER = {"id": "farmer", "works": "existing"}
SPECIALIST = {"id": "plus-specialist", "works": "new", "families": ["plus"]}
OVERLAY = {"id": "demo", "works": "support", "stages": ["demonstrate"], "log_odds": 1.0, "hours": 2.0}


@pytest.fixture(scope="module")
def team():
    return run_reference(covered([FARMER, SPECIALIST], {"farmer": "R03", "plus-specialist": "R04"}), 0)


def test_row_72_every_account_is_covered_once_in_each_role(team):
    roles = coverage(team.world.scenario)

    assert (roles.carer == 3).all()
    assert (roles.seller[0] == OWN).all()
    assert (roles.seller[1] == 4).all()


def test_row_72_a_unit_without_a_role_is_named():
    table = Table.of(COVERAGE, {"unit": UNITS[:5], "role": ["farmer"] * 5, "rep": ["R02"] * 5})

    with pytest.raises(ValueError, match="nobody has the role 'farmer' in this basic unit"):
        force(people=merge(STEADY, {"roles": [FARMER]}), plan={"coverage": table})


def test_row_72_a_unit_twice_in_a_role_is_refused():
    with pytest.raises(ValueError, match="already stands in row 1"):
        Table.of(COVERAGE, {"unit": ["u00", "u00"], "role": ["a", "a"], "rep": ["R00", "R01"]})


def test_the_laws_hold_with_roles(team):
    check_run(team)


def test_specialists_take_the_leads_of_their_family_and_no_others(team):
    won = team.log.of(Kind.WON)

    assert (won.rep[won.family == 1] == 4).all()
    assert (won.rep[won.family == 0] < 3).all()
    assert (won.family == 1).any()


def test_farmers_serve_every_repeat_order_and_hunters_none(team):
    wanted = team.log.of(Kind.WANTED)

    assert len(wanted) > 0
    assert (wanted.rep == 3).all()


def test_the_first_order_is_the_hunters_and_the_next_the_farmers(team):
    frame = replicate(team.world.scenario, [0])
    value = frame[frame.month == 0].set_index(["measure", "entity"]).value

    farmed = value["rep_credit", "R03"]
    assert farmed == pytest.approx(value["bookings_existing_customers", ""] - cancelled(team, 3), abs=0.01)


def cancelled(run, rep):
    log = run.log.of(Kind.CANCELLED)
    inside = log.time >= run.world.line.start_hour
    return log.cents[inside & (log.rep == rep)].sum() / 100


def test_row_12_new_and_existing_customers_add_up_to_bookings(team):
    value = replicate(team.world.scenario, [0]).set_index("measure").value

    parts = value["bookings_new_customers"] + value["bookings_existing_customers"]
    assert parts == pytest.approx(value["bookings"], abs=0.005)
    assert value["bookings_new_customers"] > 0 < value["bookings_existing_customers"]


def test_a_world_of_new_customers_only_has_no_existing_revenue():
    world = force(customers={"opening": 0.0, "reorder_mean_days": None})
    value = replicate(world, [0]).set_index("measure").value

    assert value["bookings_existing_customers"] == 0.0


def test_a_rep_who_has_each_role_in_his_own_units_changes_nothing():
    own = force().plan.alignment
    table = Table.of(COVERAGE, {"unit": own["unit"], "role": ["farmer"] * 6, "rep": own["rep"]})
    alone = force(people=merge(STEADY, {"roles": [FARMER]}), plan={"coverage": table})

    assert run_reference(alone, 0).log.same_as(run_reference(force(people=STEADY), 0).log)


def test_an_overlay_helps_in_its_stage_within_its_hours():
    run = run_reference(covered([OVERLAY], {"demo": "R03"}, tables={}), 0)
    plain = run_reference(covered([{**OVERLAY, "log_odds": 0.0}], {"demo": "R03"}), 0)

    # Expected demand: 600 leads x 0.9 x 0.95 x 0.7 x 0.6 reach the stage, two hours each.
    assert run.people.support_hours.sum() == pytest.approx(600 * 0.9 * 0.95 * 0.7 * 0.6 * 2.0)
    assert rate_of_stage(run.log, 2) > 1.1 * rate_of_stage(plain.log, 2)
    assert rate_of_stage(run.log, 0) == pytest.approx(rate_of_stage(plain.log, 0), rel=0.1)


def rate_of_stage(log, stage):
    begun = ((log.kind == Kind.BEGUN) & (log.stage == stage)).sum()
    return ((log.kind == Kind.ADVANCED) & (log.stage == stage)).sum() / begun


def test_an_overlay_stretched_thin_helps_with_a_share():
    busy = {**OVERLAY, "hours": 200.0}
    run = run_reference(covered([busy], {"demo": "R03"}), 0)
    hours = run.available_hours[3] / 0.9

    assert run.people.support_hours[3] == pytest.approx(hours, rel=1e-6)


def test_an_overlay_of_no_gain_is_the_baseline():
    idle = covered([{**OVERLAY, "log_odds": 0.0}], {"demo": "R03"})
    plan = idle.plan.model_copy(update={"coverage": None})
    people = idle.people.model_copy(update={"roles": ()})
    plain = idle.model_copy(update={"plan": plan, "people": people})

    assert run_reference(idle, 0).log.same_as(run_reference(plain, 0).log)
    assert np.isfinite(run_reference(idle, 0).credit_cents).all()
