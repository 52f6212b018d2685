"""The nouns of a world: :class:`Scenario` is the world plus the plan in force, and the only schema there is."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.document import AsTuple, Day, Document, Id, Money, NonNegative, Positive, Real, Share
from sim.plan import Plan
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
    ),
)


class Run(Document):
    """What is simulated: ``months`` fiscal months from ``start``, after a warm-up that is cut off."""

    start: Day
    months: Annotated[int, Field(ge=1, le=120)] = 12
    warmup_days: Annotated[int, Field(ge=0, le=3660)] = 0
    seed: Annotated[int, Field(ge=0)] = 1


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class WorkingCalendar(Document):
    """The hours in which reps work. Customers live in calendar time."""

    kind: Literal["business", "always_open"]
    weekdays: Annotated[tuple[Weekday, ...], AsTuple] = ("mon", "tue", "wed", "thu", "fri")
    opens_at_hour: Annotated[NonNegative, Field(lt=24)] = 9.0
    selling_hours_per_day: Annotated[Positive, Field(le=24)] = 8.0
    holidays: Annotated[tuple[Day, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _a_day_ends(self) -> WorkingCalendar:
        if self.kind == "business" and self.opens_at_hour + self.selling_hours_per_day > 24:  # noqa: PLR2004
            raise ValueError("opens_at_hour + selling_hours_per_day must not pass midnight (24)")
        return self


class LogNormal(Document):
    """A lognormal quantity: ``log_mean`` and ``log_sd`` of its natural logarithm; the unit is the field's."""

    log_mean: Real
    log_sd: NonNegative


class Seasonality(Document):
    """Twelve relative intensities by fiscal month; ``strength`` is the power they are raised to (0 switches off)."""

    index: Annotated[tuple[Positive, ...], AsTuple, Field(min_length=12, max_length=12)]
    strength: NonNegative = 1.0


class Source(Document):
    """A lead source: its share of leads and its win rate relative to the mean source."""

    id: Id
    share: Share
    win_ratio: NonNegative = 1.0


class Grade(Document):
    """A fit grade given at screening, best first: share of leads, and win rate relative to the mean grade."""

    id: Id
    share: Share
    win_ratio: NonNegative = 1.0


class ProductFamily(Document):
    """What is sold: price per unit, margin, and the size of an order (lognormal, rounded up to whole units)."""

    id: Id
    share: Share
    price: Money
    margin_share: Share
    order_units: LogNormal


def _ids_and_shares(items: tuple[Source, ...] | tuple[Grade, ...] | tuple[ProductFamily, ...]) -> None:
    ids = [item.id for item in items]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"each id stands once; twice: {', '.join(twice)}")
    total = sum(item.share for item in items)
    if abs(total - 1.0) > 1e-6:  # noqa: PLR2004
        raise ValueError(f"the shares must add to 1, they add to {total:.6g}")


class Market(Document):
    """Where leads come from. Arrivals and what a lead is never depend on the plan."""

    leads_per_year: Positive
    arrivals: Literal["poisson", "regular"] = "poisson"
    seasonality: Seasonality | None = None
    sources: Annotated[tuple[Source, ...], AsTuple, Field(min_length=1)]
    families: Annotated[tuple[ProductFamily, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _shares(self) -> Market:
        _ids_and_shares(self.sources)
        _ids_and_shares(self.families)
        return self


class Screening(Document):
    """The filter at the door: share of inquiries that are valid, and how well the filter tells."""

    valid_share: Share = 1.0
    sensitivity: Share = 1.0
    """Share of valid leads that pass."""
    specificity: Share = 1.0
    """Share of invalid leads that are stopped; one that passes costs a contact and is then found out."""


class Patience(Document):
    """How long a new lead waits for the first contact, in calendar days, before it is lost to the desk."""

    kind: Literal["none", "fixed", "exponential"]
    mean_days: Positive = 1.0


class Stage(Document):
    """
    A stage of the pipeline.

    ``work_hours`` is the mean of the rep's time in it, ``advance_share`` the share that goes on (the last stage: wins),
    ``gap_share`` the share of the customer's own cycle time that passes after it before the next stage (after the last:
    before the answer), ``visits`` how many journeys to the customer it takes.
    """

    id: Id
    work_hours: Positive
    work: Literal["fixed", "exponential"] = "exponential"
    advance_share: Share
    gap_share: Share = 0.0
    visits: NonNegative = 0.0


class Nurture(Document):
    """Share of lost leads kept in the database, the calendar days until they come back, and how often they may."""

    share: Share = 0.0
    mean_days: Positive = 90.0
    loops: Annotated[int, Field(ge=0, le=5)] = 0


class Pipeline(Document):
    """From new lead to won or lost. ``cycle_days`` is the customer's own time over all stages [calendar days]."""

    screening: Screening = Screening()
    grades: Annotated[tuple[Grade, ...], AsTuple, Field(min_length=1)]
    patience: Patience
    cycle_days: LogNormal | None = None
    stages: Annotated[tuple[Stage, ...], AsTuple, Field(min_length=1, max_length=12)]
    nurture: Nurture = Nurture()

    @model_validator(mode="after")
    def _adds_up(self) -> Pipeline:
        _ids_and_shares(self.grades)
        total = sum(stage.gap_share for stage in self.stages)
        if self.cycle_days is not None and abs(total - 1.0) > 1e-6:  # noqa: PLR2004
            raise ValueError(f"the stages' gap_share must add to 1, they add to {total:.6g}")
        return self


class Satisfaction(Document):
    """
    Review score (1 to 5) after a delivery, a sigmoid of the days late against the promise.

    score = floor + (ceiling - floor) / (1 + exp(slope_per_day * (days_late - midpoint_days))); ``memory`` is
    the weight of the score so far in the new satisfaction; ``never_delivered`` is the score of a cancelled order.
    """

    opening: Real = 4.0
    memory: Share = 0.5
    floor: Real
    ceiling: Real
    midpoint_days: Real
    slope_per_day: NonNegative
    never_delivered: Real


class Churn(Document):
    """Chance to leave after an order: ``share`` at ``at_score``, odds times exp(-per_point) for each point above."""

    share: Share
    at_score: Real
    per_point: NonNegative


class Customers(Document):
    """Those who bought: they order again after a gap [calendar days], are satisfied, or leave."""

    opening: NonNegative = 0.0
    """Expected number of customers at the start of the warm-up, spread by potential."""
    reorder_mean_days: Positive | None = None
    """Mean gap between an order's delivery and the next demand; null: nobody orders again."""
    care_hours: NonNegative = 0.0
    """Rep's hours for one repeat order."""
    satisfaction: Satisfaction
    churn: Churn


class Fulfilment(Document):
    """From order to delivery. Whole orders; a family's monthly capacity is used in order of promise date."""

    promise_days: NonNegative
    lead_time_days: LogNormal | None = None
    """Transport after shipping [calendar days]; null: delivered when shipped."""
    patience_days: Positive | None = None
    """An order not shipped this many days after it was placed may be cancelled; null: nobody cancels."""
    cancel_share: Share = 0.0


class Travel(Document):
    """Time on the road: great-circle distance times ``road_factor`` at ``km_per_hour``, there and back, capped."""

    km_per_hour: Positive
    road_factor: Annotated[Positive, Field(ge=1)] = 1.3
    longest_hours: NonNegative
    cost_per_hour: NonNegative = 0.0
    """Currency per hour on the road."""


class Steady(Document):
    """Reps whose effort never changes."""

    kind: Literal["steady"]
    effort: Share = 1.0


class Myopic(Document):
    """
    Reps who work for this period's marginal pay.

    effort = usual * (marginal pay / pay rate at quota) ** elasticity, kept between ``least`` and ``most``.
    """

    kind: Literal["myopic"]
    usual: Share
    elasticity: NonNegative
    least: Share
    most: Share

    @model_validator(mode="after")
    def _ordered(self) -> Myopic:
        if not self.least <= self.usual <= self.most:
            raise ValueError("least <= usual <= most is wanted")
        return self


class People(Document):
    """How reps work: behaviour, ramp (share of full speed by month of tenure, then 1), travel, other cost."""

    behaviour: Annotated[Steady | Myopic, Field(discriminator="kind")]
    ramp: Annotated[tuple[Share, ...], AsTuple] = ()
    travel: Travel | None = None
    relocation_cost: NonNegative = 0.0
    """Currency for each rep whose base under the plan is not his home, charged once."""


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
