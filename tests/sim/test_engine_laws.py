"""What must hold in every world: luck that no plan touches, order that no row touches, nothing lost, nothing made."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import sales_force, table

from sim.documents.supply import SupplyLimit
from sim.engine.laws import LawBrokenError, check_run
from sim.engine.log import EventLog, Kind
from sim.engine.model import run_reference
from sim.plan import ALIGNMENT
from sim.replicate import replicate
from sim.table import Table


@pytest.fixture(scope="module")
def run():
    return run_reference(sales_force(), 0)


def test_everything_in_the_world_happens(run):
    told = {kind for kind in Kind if (run.log.kind == kind).any()}

    assert told == {kind for kind in Kind if kind <= Kind.CHURNED}  # the rest is off unless it is switched on


def test_the_log_is_in_order_of_time_kind_and_entity(run):
    log = run.log
    keys = list(zip(log.time.tolist(), log.kind.tolist(), log.entity.tolist(), strict=True))

    assert keys == sorted(keys)


def test_the_laws_hold(run):
    check_run(run)


def planted(log: EventLog, kind: Kind) -> EventLog:
    """Return the log without its last event of a kind."""
    keep = np.ones(len(log), dtype=bool)
    keep[np.flatnonzero(log.kind == kind)[-1]] = False
    return log.where(keep)


@pytest.mark.parametrize(
    "kind", [Kind.ARRIVED, Kind.SCREENED_OUT, Kind.WON, Kind.LOST, Kind.NURTURED, Kind.ORDERED]
)
def test_one_lost_event_breaks_a_law(run, kind):
    with pytest.raises(LawBrokenError, match="law broken"):
        check_run(replace(run, log=planted(run.log, kind)))


def test_an_order_both_shipped_and_cancelled_breaks_a_law(run):
    log = run.log
    entity = log.entity.copy()
    entity[np.flatnonzero(log.kind == Kind.CANCELLED)[0]] = log.of(Kind.SHIPPED).entity[0]

    with pytest.raises(LawBrokenError, match="both shipped and cancelled"):
        check_run(replace(run, log=replace(log, entity=entity)))


def test_hours_beyond_the_calendar_break_a_law(run):
    with pytest.raises(LawBrokenError, match="hours"):
        check_run(replace(run, worked_hours=run.available_hours + 1))


def test_credit_from_nowhere_breaks_a_law(run):
    with pytest.raises(LawBrokenError, match="credits"):
        check_run(replace(run, credit_cents=run.credit_cents + 1))


def test_the_same_replication_has_the_same_log():
    assert run_reference(sales_force(), 3).log.same_as(run_reference(sales_force(), 3).log)


def test_another_replication_has_another_log(run):
    assert not run.log.same_as(run_reference(sales_force(), 1).log)


def test_doubling_capacity_in_a_slack_world_leaves_the_log_unchanged():
    slack = sales_force(plan={"supply": [{"id": "core", "units_per_month": 1e5}]})
    double = sales_force(plan={"supply": [{"id": "core", "units_per_month": 2e5}]})
    unlimited = sales_force(plan={"supply": []})

    log = run_reference(slack, 0).log

    assert log.same_as(run_reference(double, 0).log)
    assert log.same_as(run_reference(unlimited, 0).log)


def test_scarce_capacity_does_change_the_log(run):
    free = run_reference(sales_force(plan={"supply": []}), 0)

    assert not run.log.same_as(free.log)


def test_what_a_lead_is_does_not_depend_on_the_plan():
    other = sales_force()
    alignment = table(6, 3)["alignment"]
    swapped = Table.of(ALIGNMENT, {"unit": alignment["unit"], "rep": alignment["rep"][::-1]})
    other = other.with_plan(other.plan.model_copy(update={"alignment": swapped, "supply": ()}))

    here, there = run_reference(sales_force(), 0), run_reference(other, 0)

    for name in (
        "id",
        "unit",
        "arrival",
        "source",
        "grade",
        "family",
        "amount_cents",
        "patience",
        "cycle",
    ):
        assert np.array_equal(getattr(here.world.leads, name), getattr(there.world.leads, name))
    assert not here.log.same_as(there.log)


def test_more_leads_elsewhere_leave_a_units_leads_as_they_are():
    # A unit whose own expected number is unchanged keeps its leads when other units are added to the market.
    small = sales_force(1, 1)
    grown = sales_force(2, 1, market={"leads_per_year": 1200.0})
    one, two = run_reference(small, 0).world.leads, run_reference(grown, 0).world.leads

    assert np.array_equal(one.id, two.id[two.unit == 0])
    assert np.array_equal(one.arrival, two.arrival[two.unit == 0])


def test_the_order_of_rows_changes_nothing():
    straight, shuffled = table(6, 3), table(6, 3)
    order = [3, 0, 5, 1, 4, 2]
    for name in ("units", "alignment"):
        spec = shuffled[name].spec
        shuffled[name] = Table.of(spec, {c.name: shuffled[name][c.name][order] for c in spec.columns})
    one = sales_force()
    other = one.model_copy(
        update={
            "tables": one.tables.model_copy(update={"units": shuffled["units"]}),
            "plan": one.plan.model_copy(update={"alignment": shuffled["alignment"]}),
        }
    )

    assert straight["units"].source_row.tolist() != shuffled["units"].source_row.tolist()
    assert one.fingerprint() == other.fingerprint()
    assert run_reference(one, 0).log.same_as(run_reference(other, 0).log)


def test_replications_are_the_same_in_any_company():
    alone, together = replicate(sales_force(), [2]), replicate(sales_force(), [0, 2, 1])

    assert alone.equals(together[together.replication == 2].reset_index(drop=True))


def test_an_order_at_midnight_of_the_first_takes_the_new_months_capacity():
    supply = [{"id": "core", "units_per_month": 0.0, "profile": [1.0] * 12}]
    nothing_ships = run_reference(sales_force(plan={"supply": supply}), 0).log

    shipped = nothing_ships.of(Kind.SHIPPED)
    assert len(shipped) > 0
    assert (shipped.family == 1).all()  # the unlimited family alone


def test_bookings_by_month_and_by_rep_add_up_to_bookings():
    frame = replicate(sales_force(plan={"supply": []}), [0])
    value = frame.set_index("measure").value

    assert value["month_bookings"].sum() == pytest.approx(value["bookings"])
    assert value["rep_credit"].sum() == pytest.approx(value["bookings"])


def test_backlog_by_month_follows_orders_shipments_and_cancellations():
    frame = replicate(sales_force(plan={"supply": [{"id": "core", "units_per_month": 20.0}]}), [0])
    core = frame[(frame.entity == "core") & (frame.month > 0)].pivot(
        index="month", columns="measure", values="value"
    )
    change = core.family_booked_units - core.family_shipped_units - core.family_cancelled_units

    assert core.family_backlog_units.diff().dropna().tolist() == change.iloc[1:].tolist()
    assert (
        core.family_shipped_units.cumsum() <= 20.0 * core.index + core.family_backlog_units.iloc[0] + 20
    ).all()


def test_a_supply_limit_for_an_unknown_family_is_named():
    scenario = sales_force()
    wrong = scenario.plan.model_copy(update={"supply": (SupplyLimit(id="cora", units_per_month=1.0),)})

    with pytest.raises(ValueError, match="no such product family; did you mean 'core'"):
        scenario.with_plan(wrong)
