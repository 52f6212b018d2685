"""Payouts that are no rate of credit: MBO, pools, quota bonuses, menus of forecasts, awards by rank."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.compensation.payout import Lump, NonNegativeExact
from sim.document import AsTuple, Document, Exact, Id, Money


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
