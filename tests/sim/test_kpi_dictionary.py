"""Row 100 of the concepts: every KPI has words, unit, owner and direction, and its formula holds on ten events."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from cash_desk import cash_world
from worlds import sales_force

from sim.customer_outcomes import customer_rows
from sim.engine.compiled.run import run_compiled
from sim.engine.log import COLUMNS, EventLog, Kind
from sim.kpi import KPIS
from sim.kpi_groups import GROUPS, MORE, kpi, kpis
from sim.lead_outcomes import lead_rows
from sim.outcomes import Measured, kpi_rows
from sim.plant_outcomes import supply_values
from sim.replicate import replicate
from sim.streams import child_id

START = 30 * 24.0  # the warm-up's 30 days
RIVALS = {"rivals": [{"id": "acme", "share": 0.5}]}
EXTRAS = {
    "market": {
        "competition": RIVALS,
        "campaigns": [
            {"kind": "burst", "id": "fair", "source": "fair", "on": "2026-03-02", "inquiries": 0, "cost": 5e3}
        ],
    },
    "pipeline": {
        "routing": {"sla_hours": 10.0},
        "screening": {"cost_per_lead": 7.0},
        "nurture": {"share": 0.3, "loops": 1, "pitch_cost": 3.0},
        "scoring": {
            "signals": [{"id": "visit", "share": 0.5, "points": 1.0}],
            "half_life_days": 9.0,
            "tiers": [1.0],
        },
    },
    "customers": {
        "poll": {},
        "referral": {"share": 0.2},
        "adoption": [{"id": "plus", "potential_share": 0.5, "innovation_per_year": 1.0}],
    },
    "people": {"travel": {"km_per_hour": 80.0, "longest_hours": 8.0, "cost_per_hour": 40.0}},
}

PREPARED = {"fulfilment": {"preparation": {"days": 0.5, "error_share": 0.2}}}


@pytest.fixture(scope="module")
def year():
    """Return a real year, whose events are put aside for those of a table written by hand."""
    return run_compiled(sales_force(6, 3, **EXTRAS), 0)


def log_of(rows):
    """Return events of (hours after the warm-up, kind, entity, rep, family, stage, units, cents), in order of time."""
    columns = {name: np.zeros(len(rows), dtype) for name, dtype in COLUMNS}
    names = ("time", "kind", "entity", "rep", "family", "stage", "units", "cents")
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        columns[name][:] = values
    columns["time"] += START
    return EventLog(**columns)


def told(year, rows, **changes):
    """Return the measures of a run of the whole that consists of these events."""
    log = log_of(rows)
    payroll = SimpleNamespace(
        base=np.full((3, 12), 5_000_00), variable=np.array([[10_000_00], [2_500_50], [0]]), total=None
    )
    run = replace(year, log=log, **changes)
    measured = Measured(run, log, payroll)
    rows = [*kpi_rows(measured), *lead_rows(run, log), *customer_rows(measured)]
    return {name: value for name, entity, _, value in rows if entity == ""}


@pytest.fixture(scope="module")
def sold(year):
    """Ten events of orders: four placed, two shipped, one given up; three reps have quotas of 300,000."""
    order = [
        (1, Kind.ORDERED, 1, 0, 0, -1, 20, 10_000_00),
        (2, Kind.ORDERED, 2, 0, 1, 0, 10, 20_000_00),
        (3, Kind.ORDERED, 3, 1, 0, -1, 8, 4_000_00),
        (4, Kind.SHIPPED, 1, 0, 0, -1, 20, 10_000_00),
        (5, Kind.SHIPPED, 2, 0, 1, -1, 10, 20_000_00),
        (6, Kind.CANCELLED, 3, 1, 0, -1, 8, 4_000_00),
        (7, Kind.ORDERED, 4, 2, 0, -1, 2, 1_000_00),
        (8, Kind.OFFERED, 9, 0, 1, -1, 0, 0),
        (9, Kind.ADOPTED, 9, 0, 1, -1, 0, 0),
        (10, Kind.HIRED, 7, 0, 0, -1, 0, 0),
    ]
    credit = np.zeros_like(year.credit_cents)
    credit[:, 1] = [330_000_00, 300_000_00, 150_000_00]
    hours = {"road_hours": np.array([10.0, 20.0, 30.0]), "worked_hours": np.array([100.0, 200.0, 300.0])}
    return told(year, order, credit_cents=credit, **hours)


def test_row_100_orders_and_pay_on_ten_events_by_hand(sold):
    pay = 3 * 60_000 + 12_500.50
    margin = 10_000 * 0.5 + 20_000 * 0.6
    # Attainment 1.1, 1.0 and 0.5: mean 0.8667, squares 0.0544 + 0.0178 + 0.1344.
    spread = np.sqrt((0.2333333**2 + 0.1333333**2 + 0.3666667**2) / 3)

    assert {name: sold[name] for name in ("bookings", "shipped_revenue", "orders", "orders_cancelled")} == {
        "bookings": 35_000.0,
        "shipped_revenue": 30_000.0,
        "orders": 4.0,
        "orders_cancelled": 1.0,
    }
    assert sold["backlog"] == 35_000 - 30_000 - 4_000
    assert sold["compensation_cost"] == pay
    assert sold["compensation_share"] == pytest.approx(pay / 30_000)
    assert sold["share_at_quota"] == pytest.approx(2 / 3)
    assert sold["attainment_spread"] == pytest.approx(spread, abs=1e-6)
    assert sold["travel_cost"] == 60 * 40.0
    assert sold["travel_share"] == pytest.approx(60 / 600)
    assert (sold["offers_sold"], sold["bookings_cross_sell"]) == (1.0, 20_000.0)
    assert sold["bookings_existing"] == 35_000.0  # nobody was won here: all had bought before
    assert sold["profit_contribution"] == pytest.approx(margin - pay - 60 * 40.0 - 5_000.0)
    assert sold["campaign_cost"] == 5_000.0


def test_row_53_service_on_ten_events_by_hand(year):
    days = 24.0
    log = log_of(
        [
            (0, Kind.ORDERED, 1, 0, 0, -1, 20, 100_00),
            (0, Kind.SHIPPED, 1, 0, 0, -1, 20, 100_00),  # at once
            (1 * days, Kind.ORDERED, 2, 0, 1, -1, 10, 100_00),
            (2 * days, Kind.ORDERED, 3, 1, 0, -1, 30, 100_00),
            (3 * days, Kind.SHIPPED, 2, 0, 1, -1, 10, 100_00),
            (4 * days, Kind.CANCELLED, 3, 1, 0, -1, 30, 100_00),
            (5 * days, Kind.ORDERED, 4, 2, 0, -1, 20, 100_00),
            (20 * days, Kind.DELIVERED, 1, 0, 0, -1, 20, 100_00),  # on the last day: 20 are promised
            (21.5 * days, Kind.DELIVERED, 2, 0, 1, -1, 10, 100_00),  # half a day late
            (22 * days, Kind.ORDERED, 5, 2, 0, -1, 20, 100_00),
        ]
    )
    values = supply_values(replace(year, log=log), log)
    end = year.world.line.end_hour / days - 30

    assert values["fill_rate"] == pytest.approx(20 / 100)
    assert values["on_time_share"] == pytest.approx(1 / 3)
    assert values["backlog_age_days"] == pytest.approx(end - (5 + 22) / 2)
    assert (values["rework_share"], values["supply_cost"]) == (None, 0.0)


def test_row_55_revenue_per_hour_and_cost_of_sales_by_hand(sold):
    pay, travel, campaign = 3 * 60_000 + 12_500.50, 60 * 40.0, 5_000.0

    assert sold["revenue_per_hour"] == pytest.approx(30_000 / 600)
    assert sold["cost_of_sales_share"] == pytest.approx((pay + travel + campaign) / 30_000)


@pytest.fixture(scope="module")
def led(year):
    """Ten events of four leads, of which two are won, and one is taken by a rival."""
    a, b, c, d = year.world.leads.id[np.argsort(year.world.leads.arrival)][-4:].tolist()
    world = replace(year.world, leads=replace(year.world.leads, arrival=arrivals(year, (a, b, c, d))))
    events = [
        (0, Kind.ARRIVED, a, 0, 0, -1, 0, 0),
        (0, Kind.ARRIVED, b, 0, 0, -1, 0, 0),
        (0, Kind.ARRIVED, c, 1, 0, -1, 0, 0),
        (6, Kind.BEGUN, a, 0, 0, 0, 0, 0),
        (18, Kind.BEGUN, b, 0, 0, 0, 0, 0),
        (48, Kind.EXPIRED, c, 1, 0, -1, 0, 0),
        (50, Kind.WON, a, 0, 0, -1, 0, 0),
        (60, Kind.WON, b, 0, 0, -1, 0, 0),
        (70, Kind.LOST, d, 1, 0, -1, 0, 0),
        (70, Kind.TAKEN, d, 1, 0, 0, 0, 0),
    ]
    return told(year, events, world=world)


def arrivals(year, ids):
    """Return the leads' times of arrival, those of the table at its beginning."""
    return np.where(np.isin(year.world.leads.id, ids), START, year.world.leads.arrival)


def test_row_100_leads_on_ten_events_by_hand(led):
    # Waits of 6, 18 and 48 hours; two of the three are over the ten that were promised.
    assert led["lead_wait_days"] == pytest.approx(72 / 3 / 24)
    assert led["sla_breach_share"] == pytest.approx(2 / 3)
    assert led["win_rate"] == 2 / 4
    assert led["market_share"] == pytest.approx(2 / 3)
    assert [led[name] for name in ("leads", "leads_won", "leads_lost", "leads_expired")] == [3, 2, 1, 1]
    assert led["screening_cost"] == 3 * 7.0
    assert 0.0 <= led["score_auc"] <= 1.0
    assert led["customers"] == len(np.unique(led["customers"])) * led["customers_at_start"] + 2


@pytest.fixture(scope="module")
def served(year):
    """Ten events of customers: three of those at the start leave, two are asked, two answer, one recommends."""
    ids = year.world.customers[0].tolist()
    referred = child_id(5, 1)
    events = [
        (1, Kind.CHURNED, ids[0], -1, 0, -1, 0, 0),
        (2, Kind.CHURNED, ids[1], -1, 0, -1, 0, 0),
        (3, Kind.CHURNED, ids[2], -1, 0, -1, 0, 0),
        (4, Kind.POLLED, 5, 0, 0, -1, 0, 4_50),
        (5, Kind.ANSWERED, 5, 0, 0, -1, 0, 4_40),
        (6, Kind.POLLED, 6, 0, 0, -1, 0, 3_00),
        (7, Kind.ANSWERED, 6, 0, 0, -1, 0, 2_60),
        (8, Kind.REFERRED, referred, 0, 0, -1, 0, 0),
        (9, Kind.ARRIVED, referred, 0, 0, -1, 0, 0),
        (9, Kind.LOST_IN_FORM, referred, 0, 0, -1, 0, 0),
    ]
    return told(year, events), len(ids)


def test_row_100_customers_on_ten_events_by_hand(served):
    values, n = served

    assert values["customers"] == n - 3
    assert values["customers_left"] == 3
    assert values["retention"] == pytest.approx(1 - 3 / n)
    assert values["poll_score"] == pytest.approx((4.4 + 2.6) / 2)
    assert values["poll_satisfied_share"] == 1 / 2
    assert (values["referrals"], values["leads_referred"], values["leads_lost_in_form"]) == (1, 1, 1)


def test_row_100_every_kpi_says_what_it_is_and_whose():
    every = (*KPIS, *MORE)

    assert len({entry.id for entry in every}) == len(every)
    assert all(entry.title and entry.meaning and entry.formula and entry.owner for entry in every)
    assert max(len(entry.title) for entry in every) <= 24  # or the comparison is wider than a terminal
    assert {entry.group for entry in MORE} == set(GROUPS)


def test_row_100_every_kpi_is_measured_somewhere():
    rule = {"kind": "forward", "usual": 0.6, "usual_rate": 0.2, "least": 0.4, "most": 1.0}
    worlds = [sales_force(6, 3, **EXTRAS), sales_force(people={"behaviour": rule}, **PREPARED), cash_world()]
    measured = {name for world in worlds for name in replicate(world, [0]).measure}

    assert {entry.id for entry in kpis(["all"])} - measured == set()


def test_groups_add_to_the_main_kpis_in_one_order():
    assert kpis() == KPIS
    assert [entry.id for entry in kpis(["people"])][: len(KPIS)] == [entry.id for entry in KPIS]
    assert set(kpis(["all"])) == set(kpis(GROUPS))
    assert kpi("retention").group == "customers"
    with pytest.raises(
        LookupError,
        match="no KPIs of 'persons'; there are leads, customers, people, deals, supply, cash, all",
    ):
        kpis(["persons"])
    with pytest.raises(LookupError, match="no KPI 'bookins'"):
        kpi("bookins")
