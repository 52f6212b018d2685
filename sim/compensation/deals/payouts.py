"""Payouts that need deals, readings or other people: per unit, rate tables, matrices, MBO, pools, Gonik, rank."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.payout import Boundary, Lump, NonNegativeExact, Rate, increasing
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


class Score(Document):
    """One objective: the name of its reading, 0 to 1, and its weight."""

    id: Id
    weight: Annotated[Exact, Field(gt=0, le=1)]


class Mbo(Document):
    """
    Management by objectives: ``amount`` [currency a window] times the weighted scores.

    A score is the last reading of the window; one that is missing counts 0.
    """

    kind: Literal["mbo"]
    amount: Money
    scores: Annotated[tuple[Score, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self) -> Mbo:
        total = sum(score.weight for score in self.scores)
        if total != 1:
            raise ValueError(f"the scores' weights must add to 1, they add to {total:f}")
        return self


class Pool(Document):
    """
    A fixed sum [currency a window] shared by everybody in the plan with positive credit.

    ``shared``: ``by_credit`` in proportion to it, ``equally`` the same to each.
    """

    kind: Literal["pool"]
    amount: Money
    shared: Literal["by_credit", "equally"]


class QuotaBonus(Lump):
    """
    A bonus for each window in which attainment reaches ``at``.

    ``if_short``: below it ``nothing`` is paid, or ``pro_rata`` the amount times attainment over ``at``.
    """

    if_short: Literal["nothing", "pro_rata"]

    @model_validator(mode="after")
    def _sound(self) -> QuotaBonus:
        if self.if_short == "pro_rata" and not self.at:
            raise ValueError("nothing is short of attainment 0: say if_short: nothing")
        return self


class OfBoth(Document):
    """Shares of target pay: so much per 1.0 of forecast and so much per 1.0 of result, both over objective."""

    forecast: Exact
    result: Exact


class Gonik(Document):
    """
    Pay by result A and by the forecast F that the rep names, both over objective, in shares of target pay.

    ``exact`` x F is paid where A = F, ``over`` where A > F, ``under`` where A < F, never below 0. Gonik's own menu
    (1978, Harvard Business Review 56(3), "Tie Salesmen's Bonuses to Their Forecasts") is 120 F, 60 (A + F) and
    60 (3 A - F) percent: ``exact: 1.2``, ``over: {forecast: 0.6, result: 0.6}``, ``under: {forecast: -0.6, result:
    1.8}``. The three must agree where A = F. ``forecast`` is the name of the reading, in the unit of the quota;
    ``counts`` whether the first or the last one named in a window is the rep's word.
    """

    kind: Literal["gonik"]
    forecast: Id
    counts: Literal["first", "last"]
    exact: NonNegativeExact
    over: OfBoth
    under: OfBoth

    @model_validator(mode="after")
    def _sound(self) -> Gonik:
        for name, case in (("over", self.over), ("under", self.under)):
            at_forecast = case.forecast + case.result
            if at_forecast != self.exact:
                raise ValueError(
                    f"where the result is the forecast, {name} pays {at_forecast:f} of it and exact {self.exact:f}; "
                    "they must agree, or a cent of sales decides"
                )
        return self


class Rank(Document):
    """
    An award for the best of the plan by attainment in each window, such as a President's club.

    ``top_share`` of the people in the plan win who reach ``min_attainment``, at least one place; ``places`` says how
    a part of a place is rounded. ``ties``: ``all_win`` or ``none_wins`` where the last place is shared. ``amount`` is
    paid, ``non_cash_value`` only stated.
    """

    kind: Literal["rank"]
    top_share: Annotated[Exact, Field(gt=0, le=1)]
    places: Literal["rounded_down", "rounded_up"]
    min_attainment: NonNegativeExact
    ties: Literal["all_win", "none_wins"]
    amount: Money
    non_cash_value: Money


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
