"""What management decides: alignment, quotas, pay, supply. The simulation takes a plan, the optimizers return one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.compensation.plan import PayPlan
from sim.document import AsTuple, Document, Money, NonNegative, Real, Share
from sim.documents.competition import Price
from sim.documents.order_to_cash import PriceFloors, Terms
from sim.documents.relations import CareVisits
from sim.documents.supply import SupplyLimit
from sim.table import Column, Table, TableSpec

ALIGNMENT = TableSpec(
    "alignment",
    ("unit",),
    (
        Column("unit", "text", "basic unit"),
        Column("rep", "text", "the rep who covers it"),
    ),
)
QUOTAS = TableSpec(
    "quotas",
    ("rep",),
    (
        Column("rep", "text", "rep"),
        Column("quota", "cents", "bookings quota for the fiscal year [currency]", minimum=0.01),
    ),
)
BASES = TableSpec(
    "bases",
    ("rep",),
    (
        Column("rep", "text", "rep"),
        Column("unit", "text", "basic unit the rep works from under this plan"),
    ),
)
COVERAGE = TableSpec(
    "coverage",
    ("unit", "role"),
    (
        Column("unit", "text", "basic unit"),
        Column("role", "text", "one of people.roles"),
        Column("rep", "text", "the rep who has the role there"),
    ),
)
AlignmentTable = Annotated[Table, ALIGNMENT]
QuotaTable = Annotated[Table, QUOTAS]
BaseTable = Annotated[Table, BASES]
CoverageTable = Annotated[Table, COVERAGE]


class NextYear(Document):
    """
    Quotas of the years that follow: each rep's last one, grown and ratcheted.

    quota x (1 + growth) x (1 + ratchet x (attainment - 1)) for a rep at quota or above, ``ratchet_down`` in its place
    below; to the cent, and never less than a cent.
    """

    growth: Annotated[Real, Field(gt=-1, le=10)] = 0.0
    """Share by which every quota grows a year."""
    ratchet: Share = 0.0
    ratchet_down: Share = 0.0


class TableQuotas(Document):
    """Quotas named rep by rep."""

    method: Literal["table"]
    table: QuotaTable
    next_year: NextYear = NextYear()


class DealtQuotas(Document):
    """
    A total dealt to the reps to the cent, equally or in proportion.

    *potential*: of their territories. *capability*: potential x mean ramp over the first year x win rate by skill.
    """

    method: Literal["potential", "equal", "capability"]
    total: Annotated[Money, Field(gt=0)]
    next_year: NextYear = NextYear()


class Plan(Document):
    """The design of the sales force and of its supply."""

    alignment: AlignmentTable
    coverage: CoverageTable | None = None
    """Who has the roles of ``people.roles`` where; the alignment names the rep of everything else."""
    bases: BaseTable | None = None
    """Where reps work from; a rep who is not listed works from home, one who is listed elsewhere relocates."""
    quotas: Annotated[TableQuotas | DealtQuotas, Field(discriminator="method")]
    pay: PayPlan
    supply: Annotated[tuple[SupplyLimit, ...], AsTuple] = ()
    """Families that are not listed are never short."""
    prices: Annotated[tuple[Price, ...], AsTuple] = ()
    """Families that are not listed are sold at their list price."""
    personal_time: Annotated[NonNegative, Field(le=100)] = 0.0
    """Time that reps take for each stage of a lead beyond the usual, as a share of it (``pipeline.personal``)."""
    care: CareVisits | None = None
    """Visits to customers between orders; null: none."""
    terms: Terms | None = None
    """Terms of payment; null: invoices and cash are not looked at."""
    floors: PriceFloors | None = None
    """Lowest prices; null: reps may give any discount."""
