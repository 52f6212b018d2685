"""The nouns of a world: :class:`Scenario` is the world plus the plan in force, and the only schema there is."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import Document, Id
from sim.documents.behaviour import Myopic, Steady
from sim.documents.customers import Churn, Customers, Fulfilment, Satisfaction
from sim.documents.market import LogNormal, Market, ProductFamily, Seasonality, Source
from sim.documents.order_to_cash import OrderToCash
from sim.documents.people import People, Travel
from sim.documents.pipeline import Grade, Nurture, Patience, Pipeline, Screening, Stage
from sim.documents.roles import CompetencyTable, SkillTable
from sim.documents.time import Run, WorkingCalendar
from sim.plan import AlignmentTable, Plan
from sim.table import Column, Table, TableSpec

UNITS = TableSpec(
    "units",
    ("id",),
    (
        Column("id", "text", "stable name of the basic unit, such as a county's FIPS code"),
        Column("name", "text", "name for people", default=""),
        Column("region", "text", "state or region", default=""),
        Column(
            "potential",
            "real",
            "share of the market's leads goes by this, any scale (people employed)",
            minimum=0.0,
        ),
        Column(
            "lng", "real", "longitude of the centre [degrees]", minimum=-180.0, maximum=180.0, default=0.0
        ),
        Column("lat", "real", "latitude of the centre [degrees]", minimum=-90.0, maximum=90.0, default=0.0),
        Column("area_km2", "real", "area [square km]", minimum=0.0, default=0.0),
        Column(
            "win_ratio",
            "real",
            "win rate of the unit's leads relative to the mean unit",
            minimum=0.0,
            default=1.0,
        ),
        Column("segment", "text", "customer segment, what skills and needs may go by", default=""),
    ),
)
NEIGHBOURS = TableSpec(
    "neighbours",
    ("unit", "neighbour"),
    (
        Column("unit", "text", "a basic unit"),
        Column("neighbour", "text", "a basic unit that borders on it; one row a pair is enough"),
    ),
)
REPS = TableSpec(
    "reps",
    ("id",),
    (
        Column("id", "text", "stable name of the rep"),
        Column("home", "text", "basic unit the rep lives in"),
        Column("hired", "day", "first working day; decides the ramp", default="1900-01-01"),
        Column(
            "skill",
            "real",
            "factor on the odds of winning a stage, 1 is average",
            minimum=0.01,
            maximum=100.0,
            default=1.0,
        ),
        Column("role", "text", "role of the position, what ramps, courses and peers go by", default=""),
        Column("experience", "text", "experience of who holds it, what ramps go by", default=""),
        Column("manager", "text", "id of the manager of the position, one of people's", default=""),
    ),
)


class Assumption(Document):
    """Where a value of the scenario comes from, kept from the file to the report."""

    path: str
    value: str
    source: str
    grade: Literal["fact", "published", "vendor", "choice", "guess"]
    file: str = ""
    line: int = 0


UnitTable = Annotated[Table, UNITS]
NeighbourTable = Annotated[Table, NEIGHBOURS]
RepTable = Annotated[Table, REPS]


class Tables(Document):
    """The world's tables."""

    units: UnitTable
    neighbours: NeighbourTable | None = None
    reps: RepTable
    skills: SkillTable | None = None
    """Where a rep is better or worse than his own skill says."""
    competencies: CompetencyTable | None = None
    former_alignment: AlignmentTable | None = None
    """Who covered each basic unit before this plan: the warm-up runs under it; null: the plan was always in force."""


class Scenario(Document):
    """The world plus the plan in force."""

    name: Id
    title: str = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    run: Run
    calendar: WorkingCalendar
    tables: Tables
    borders: str | None = None
    """File of the units' outlines; for maps only, the simulation never reads it."""
    market: Market
    pipeline: Pipeline
    customers: Customers
    fulfilment: Fulfilment
    order_to_cash: OrderToCash = OrderToCash()
    people: People
    plan: Plan
    assumptions: tuple[Assumption, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Scenario:
        from sim.integrity import check  # noqa: PLC0415 - integrity reads scenarios, so it comes second

        check(self)
        return self

    def with_plan(self, plan: Plan, name: str | None = None) -> Scenario:
        """Return this world under another plan; only the plan is checked against the world, not the world again."""
        from sim.integrity import check  # noqa: PLC0415

        changed = self.model_copy(update={"plan": plan, "name": name or self.name})
        check(changed)
        return changed

    def fingerprint(self) -> str:
        """Return the sha256 of everything that can change a result, whatever the order of rows, keys or comments."""
        from sim.fingerprint import canonical  # noqa: PLC0415

        return hashlib.sha256(canonical(self)).hexdigest()


__all__ = [
    "NEIGHBOURS",
    "REPS",
    "UNITS",
    "Assumption",
    "Churn",
    "Customers",
    "Fulfilment",
    "Grade",
    "LogNormal",
    "Market",
    "Myopic",
    "Nurture",
    "Patience",
    "People",
    "Pipeline",
    "ProductFamily",
    "Run",
    "Satisfaction",
    "Scenario",
    "Screening",
    "Seasonality",
    "Source",
    "Stage",
    "Steady",
    "Tables",
    "Travel",
    "WorkingCalendar",
]
