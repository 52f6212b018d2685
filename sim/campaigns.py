"""Campaigns and brand: what spend brings, and the leads it brings, thinned from a process that no spend touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calendar import DAYS_PER_YEAR, HOURS_PER_DAY, Timeline
from sim.documents.campaigns import Brand, Burst, Campaign, SpendCampaign
from sim.points import rows_by_share
from sim.streams import Streams, child_ids, entity_id, entity_ids

if TYPE_CHECKING:
    from sim.scenario import Market, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ORGANIC = -1
"""Number of the campaign that an organic lead comes from."""


class CampaignLeads(NamedTuple):
    """Leads that organic demand did not bring, arrays of shape (n,); ``source`` is ``ORGANIC`` where it is drawn."""

    id: NDArray[np.uint64]
    unit: Ints
    arrival: Floats
    campaign: Ints
    source: Ints


def responses(spend: float, reach: float, half_spend: float, response_share: float) -> float:
    """
    Return the inquiries that a month's spend brings before any lift by the brand [inquiries a month].

    reach * response_share * spend / (spend + half_spend): more spend always brings more, each bit less than the one
    before, never more than the reach (the saturating form of Michaelis and Menten, without a threshold).
    """
    return reach * response_share * spend / (spend + half_spend)


def stock_after(stock: float, spend: float, half_life_days: float) -> float:
    """
    Return the brand stock a day later: what was there fades by its half-life, the day's spend is added.

    The goodwill stock of Nerlove and Arrow (1962) in steps of a day.
    """
    return float(stock * 0.5 ** (1.0 / half_life_days) + spend)


def lift_of(stock: float, half_stock: float, lift: float) -> float:
    """Return the factor of the brand on responses: 1 without a stock, 1 + lift at most."""
    return 1.0 + lift * stock / (stock + half_stock)


def daily_spend(market: Market, line: Timeline) -> Floats:
    """Return the spend of each campaign on each day of the run, shape (n_campaigns, n_days) [currency]."""
    by_day = np.zeros((len(market.campaigns), line.n_days))
    for number, campaign in enumerate(market.campaigns):
        if isinstance(campaign, SpendCampaign):
            by_day[number] = (np.array(campaign.spend) / line.month_days)[line.fiscal_month]
        elif 0 <= (day := _first_day(campaign, line)) < line.n_days:
            by_day[number, day] = campaign.cost
    return by_day


def brand_stock(market: Market, line: Timeline) -> Floats:
    """Return the brand stock on the morning of each day, before the day's spend, shape (n_days,) [currency]."""
    stock = np.zeros(line.n_days)
    if market.brand is not None:
        spend = daily_spend(market, line).sum(axis=0).tolist()
        now = market.brand.opening
        for day in range(line.n_days):
            stock[day] = now
            now = stock_after(now, spend[day], market.brand.half_life_days)
    return stock


def campaign_rates(market: Market, line: Timeline) -> Iterator[tuple[str, int, int, Floats, float]]:
    """
    Yield name, campaign, source, rate by day and highest rate whatever is spent, of each stream of extra inquiries.

    Rates are in inquiries a day for the whole market, shape (n_days,). The brand's lift on organic demand is a stream
    of its own, so that the organic leads stay as they are.
    """
    brand, stock = market.brand, brand_stock(market, line)
    lift = np.array([lift_of(b, brand.half_stock, brand.lift) for b in stock]) if brand else 1.0
    row = {source.id: number for number, source in enumerate(market.sources)}
    days = line.month_days[line.fiscal_month]
    for number, campaign in enumerate(market.campaigns):
        if isinstance(campaign, SpendCampaign):
            most = campaign.reach * campaign.response_share
            by_month = [
                responses(spend, campaign.reach, campaign.half_spend, campaign.response_share)
                for spend in campaign.spend
            ]
            highest = most / line.month_days.min() * (1.0 + (brand.lift if brand else 0.0))
            rate = np.array(by_month)[line.fiscal_month] / days * lift
            yield f"campaign {campaign.id}", number, row[campaign.source], rate, float(highest)
    if brand and brand.organic_lift > 0:
        organic = market.leads_per_year / DAYS_PER_YEAR * brand.organic_lift
        yield "brand", ORGANIC, ORGANIC, organic * stock / (stock + brand.half_stock), organic


def draw_campaign_leads(scenario: Scenario, line: Timeline, streams: Streams, share: Floats) -> CampaignLeads:
    """
    Return the leads that campaigns, bursts and the brand bring; ``share`` is each basic unit's, shape (n_units,).

    Each stream is a Poisson process at its highest rate in each unit; a point stays when its own luck is below the
    rate at its time over the highest. So lead (unit, n) is the same lead under any spend that lets it in.
    """
    market = scenario.market
    units = scenario.tables.units["id"].tolist()
    parts = [
        _thinned(name, (number, source), (rate, highest), units, share, line, streams)
        for name, number, source, rate, highest in campaign_rates(market, line)
        if highest > 0
    ]
    row = {source.id: number for number, source in enumerate(market.sources)}
    parts += [
        _burst(campaign, (number, row[campaign.source]), share, line, streams)
        for number, campaign in enumerate(market.campaigns)
        if isinstance(campaign, Burst)
    ]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return CampaignLeads(none.astype(np.uint64), none, none.astype(np.float64), none, none)
    return CampaignLeads(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def highest_campaign_leads(market: Market, years: float) -> list[tuple[Campaign, float, float]]:
    """
    Return how many points each campaign's process holds in so many years, before it is thinned.

    A campaign, its reach (a burst's inquiries), and the points.
    """
    lift = 1.0 + (market.brand.lift if market.brand else 0.0)
    return [
        (c, float(c.inquiries), float(c.inquiries))
        if c.kind == "burst"
        else (c, c.reach, c.reach * c.response_share * 13 * years * lift)
        for c in market.campaigns
    ]


def _thinned(  # noqa: PLR0913, PLR0917 - a stream, its marks, and where it runs
    name: str,
    marks: tuple[int, int],
    rates: tuple[Floats, float],
    units: list[str],
    share: Floats,
    line: Timeline,
    streams: Streams,
) -> CampaignLeads:
    rate, highest = rates
    names = entity_ids(units, f"{name} in ")
    per_hour = highest / HOURS_PER_DAY * share
    unit, ordinal, position = streams.points("campaign arrival", names, per_hour * line.end_hour)
    arrival = position / per_hour[unit]
    ids = child_ids(names[unit], ordinal)
    day = np.minimum((arrival // HOURS_PER_DAY).astype(np.int64), line.n_days - 1)
    stays = streams.uniforms("campaign thinning", ids) * highest < rate[day]
    n = int(stays.sum())
    return CampaignLeads(ids[stays], unit[stays], arrival[stays], np.full(n, marks[0]), np.full(n, marks[1]))


def _burst(
    burst: Burst, marks: tuple[int, int], share: Floats, line: Timeline, streams: Streams
) -> CampaignLeads:
    """Return the leads of a burst whose first day lies in the run; those after the last day of the run are cut off."""
    first = _first_day(burst, line)
    n = burst.inquiries if 0 <= first < line.n_days else 0
    ordinal = np.arange(n)
    parent = np.full(n, entity_id(f"burst {burst.id}"), dtype=np.uint64)
    ids = child_ids(parent, ordinal) if n else parent
    when, where = streams.pairs("burst", ids)
    arrival = (first + when * burst.days) * HOURS_PER_DAY
    inside = arrival < line.end_hour
    unit = rows_by_share(where, share)
    n = int(inside.sum())
    return CampaignLeads(
        ids[inside], unit[inside], arrival[inside], np.full(n, marks[0]), np.full(n, marks[1])
    )


def _first_day(burst: Burst, line: Timeline) -> int:
    return (burst.on - line.first_day).days


__all__ = [
    "ORGANIC",
    "Brand",
    "CampaignLeads",
    "brand_stock",
    "campaign_rates",
    "daily_spend",
    "draw_campaign_leads",
    "highest_campaign_leads",
    "lift_of",
    "responses",
    "stock_after",
]
