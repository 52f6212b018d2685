"""Payouts that need units, single deals or readings: per unit, unit and amount tiers, rate tables, matrices."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.deals.awards import Gonik, Mbo, Pool, QuotaBonus, Rank
from sim.compensation.payout import Boundary, NonNegativeExact, Rate, increasing
from sim.document import AsTuple, Document, Exact, Id, Money

DealAxis = Literal["amount", "units", "margin_share", "margin_on_cost"]
"""What a deal is looked up by; ``margin_share`` is margin / amount, ``margin_on_cost`` margin / (amount - margin)."""


class PerUnit(Document):
    """So much money for every unit of the measure: a fixed SPIF."""

    kind: Literal["per_unit"]
    amount: Money


class PersonalRate(Document):
    """
    A flat commission at everybody's own rate: the reading named ``of`` whose period holds the month, a share of credit.

    The month's rate is that of all credit of the window so far; without a reading nothing is paid.
    """

    kind: Literal["personal_rate"]
    of: Id


class UnitBand(Document):
    """A tier of units: where it starts and what each unit in it pays [currency]. It ends where the next starts."""

    starts_at: NonNegativeExact
    amount: Money


class UnitTiers(Document):
    """
    Money per unit by tier of units: ``marginal`` pays each unit in its tier, ``whole_trueup`` all at the tier reached.

    A unit belongs to the tier that contains all of it: with a tier from 3 on, the fourth unit is the first in it.
    """

    kind: Literal["unit_tiers"]
    knot_rule: Literal["marginal", "whole_trueup"]
    bands: Annotated[tuple[UnitBand, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> UnitTiers:
        if self.bands[0].starts_at != 0:
            raise ValueError(f"the first tier starts at 0, this one at {self.bands[0].starts_at:f}")
        increasing("starts_at", [band.starts_at for band in self.bands])
        return self


class AmountBand(Document):
    """A tier that earns ``amount`` [currency] in all, pro rata from ``starts_at`` to ``ends_at`` of credit."""

    starts_at: NonNegativeExact
    ends_at: NonNegativeExact
    amount: Money


class AmountTiers(Document):
    """Tiers that each earn an amount, interpolated inside the tier; credit above the last earns nothing more."""

    kind: Literal["amount_tiers"]
    bands: Annotated[tuple[AmountBand, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> AmountTiers:
        for band in self.bands:
            increasing("a tier's two ends", [band.starts_at, band.ends_at])
        for before, after in pairwise(self.bands):
            if after.starts_at != before.ends_at:
                what = "overlap" if after.starts_at < before.ends_at else "leave a gap"
                raise ValueError(
                    f"tiers {what}: one ends at {before.ends_at:f}, the next starts at {after.starts_at:f}"
                )
        return self


class RateBand(Document):
    """One row of a rate table: from which value on, and the share of credit it pays."""

    starts_at: Exact
    rate: Rate


class RateTable(Document):
    """A rate for the whole of each deal, looked up by the deal itself; nothing below the first band."""

    kind: Literal["rate_table"]
    x: DealAxis
    boundary: Boundary
    bands: Annotated[tuple[RateBand, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> RateTable:
        increasing("starts_at", [band.starts_at for band in self.bands])
        return self


class Axis(Document):
    """
    One side of a matrix: what is looked up, and the breaks.

    A deal's own ``amount``, ``units``, ``margin_share`` or ``margin_on_cost``; the component's ``attainment``; or a
    ``reading`` from the measures table, whose name is ``of``.
    """

    x: Literal["amount", "units", "margin_share", "margin_on_cost", "attainment", "reading"]
    of: Id | None = None
    breaks: Annotated[tuple[Exact, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Axis:
        increasing("breaks", list(self.breaks))
        if (self.x == "reading") != (self.of is not None):
            raise ValueError("a reading needs its name in of, and nothing else has one")
        return self

    @property
    def is_of_deal(self) -> bool:
        """Whether the axis is looked up deal by deal."""
        return self.x not in {"attainment", "reading"}


class Matrix(Document):
    """
    Pay by two measures.

    ``lookup``: ``step_floor`` takes the cell of the highest breaks reached (nothing below the first), ``step_ceil``
    reads breaks as "up to" (above the last it is the last), ``bilinear`` interpolates and holds the edges.
    ``pays`` is what a cell is a share of.
    """

    kind: Literal["matrix"]
    rows: Axis
    cols: Axis
    cells: Annotated[tuple[Annotated[tuple[NonNegativeExact, ...], AsTuple], ...], AsTuple]
    lookup: Literal["step_floor", "step_ceil", "bilinear"]
    pays: Literal["share_of_target", "share_of_base", "rate"]

    @model_validator(mode="after")
    def _sound(self) -> Matrix:
        wanted = [len(self.cols.breaks)] * len(self.rows.breaks)
        if [len(row) for row in self.cells] != wanted:
            raise ValueError(
                f"cells must be {len(wanted)} rows of {len(self.cols.breaks)}, one for each pair of breaks"
            )
        if self.rows.is_of_deal != self.cols.is_of_deal:
            raise ValueError("one side looks at single deals, the other does not; both must")
        if self.rows.is_of_deal and self.pays != "rate":
            raise ValueError("a matrix over single deals pays a rate of each")
        return self


class Own(Document):
    """A component of your own by its name, see :mod:`sim.compensation.deals.own`, with the words it asks for."""

    kind: Literal["own"]
    name: Id
    words: dict[str, Exact] = Field(default_factory=dict)


DealPayout = (
    Own
    | PerUnit
    | PersonalRate
    | QuotaBonus
    | UnitTiers
    | AmountTiers
    | RateTable
    | Matrix
    | Mbo
    | Pool
    | Gonik
    | Rank
)
