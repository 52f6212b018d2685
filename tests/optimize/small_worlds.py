"""Small worlds for territory programs: a scenario made of a few arrays, every other setting plain."""

from datetime import date
from decimal import Decimal

import numpy as np

from sim.compensation.plan import PayLevel, Payment, PayPlan, Rounding
from sim.document import Document
from sim.plan import ALIGNMENT, DealtQuotas, Plan
from sim.scenario import (
    NEIGHBOURS,
    REPS,
    UNITS,
    Churn,
    Customers,
    Fulfilment,
    Grade,
    LogNormal,
    Market,
    Patience,
    People,
    Pipeline,
    ProductFamily,
    Run,
    Satisfaction,
    Scenario,
    Source,
    Stage,
    Steady,
    Tables,
    Travel,
    WorkingCalendar,
)
from sim.table import Table

TRAVEL = Travel(km_per_hour=80.0, road_factor=1.25, longest_hours=8.0, cost_per_hour=30.0)


def stages() -> tuple[Stage, ...]:
    first = Stage(id="meet", work_hours=2.0, advance_share=0.5, visits=1.0)
    return (first, Stage(id="close", work_hours=4.0, advance_share=0.4, visits=2.0))


def pay_plan() -> PayPlan:
    return PayPlan(
        id="salary",
        pay=PayLevel(base=Decimal("60000.00"), ote=Decimal("60000.00")),
        credit_at="booking",
        returns="period_of_return",
        rounding=Rounding(at="payout_line", places=2, mode="half_up", of="cumulative"),
        components=(),
        payment=Payment(negative_carry="carry_forward"),
    )


def _rest() -> dict[str, Document]:
    smile = Satisfaction(floor=1.7, ceiling=4.3, midpoint_days=3.0, slope_per_day=0.7, never_delivered=1.8)
    return {
        "run": Run(start=date(2026, 1, 1)),
        "calendar": WorkingCalendar(kind="business"),
        "customers": Customers(satisfaction=smile, churn=Churn(share=0.1, at_score=3.0, per_point=0.5)),
        "fulfilment": Fulfilment(promise_days=5.0),
        "pipeline": Pipeline(
            grades=(Grade(id="a", share=1.0),), patience=Patience(kind="none"), stages=stages()
        ),
    }


def world(potential, lng, lat, homes, present, **changed):
    """Return a scenario of these units; homes and present are unit and rep numbers; `borders` are pairs of units."""
    borders = changed.pop("borders", None)
    travel, leads = changed.pop("travel", TRAVEL), changed.pop("leads", 1000.0)
    ids = [f"u{i:04d}" for i in range(len(potential))]
    reps = [f"r{j:03d}" for j in range(len(homes))]
    neighbours = None
    if borders is not None:
        one, other = zip(*borders, strict=True)
        neighbours = Table.of(
            NEIGHBOURS, {"unit": [ids[i] for i in one], "neighbour": [ids[i] for i in other]}
        )
    units = {"id": ids, "potential": list(potential), "lng": list(lng), "lat": list(lat)}
    family = ProductFamily(
        id="core",
        share=1.0,
        price=Decimal("100.00"),
        margin_share=0.5,
        order_units=LogNormal(log_mean=1.0, log_sd=0.5),
    )
    return Scenario(
        name="small",
        tables=Tables(
            units=Table.of(UNITS, units),
            neighbours=neighbours,
            reps=Table.of(REPS, {"id": reps, "home": [ids[i] for i in homes]}),
        ),
        market=Market(leads_per_year=leads, sources=(Source(id="web", share=1.0),), families=(family,)),
        people=People(behaviour=Steady(kind="steady"), travel=travel),
        plan=Plan(
            alignment=Table.of(ALIGNMENT, {"unit": ids, "rep": [reps[j] for j in present]}),
            quotas=DealtQuotas(method="equal", total=Decimal("1000000.00")),
            pay=pay_plan(),
        ),
        **(_rest() | changed),
    )


def grid(rows, columns, n_reps, seed=0, homes=None):
    """Return a scenario on a grid of units a tenth of a degree apart, dealt in stripes today."""
    rng = np.random.default_rng(seed)
    n = rows * columns
    lng, lat = np.tile(np.arange(columns) * 0.1, rows), np.repeat(np.arange(rows) * 0.1, columns)
    right = [(i, i + 1) for i in range(n) if (i + 1) % columns]
    down = [(i, i + columns) for i in range(n - columns)]
    present = np.arange(n) * n_reps // n
    places = [int(np.flatnonzero(present == j)[0]) for j in range(n_reps)] if homes is None else homes
    return world(rng.integers(5, 15, n).astype(float), lng, lat, places, present, borders=right + down)
