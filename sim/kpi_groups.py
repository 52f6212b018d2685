"""KPIs beside the main ones, by what they are about; shown when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sim.kpi import KPIS, Group, Kpi
from sim.kpi_cash import CASH

_lead = partial(Kpi, owner="marketing", group="leads")
_customer = partial(Kpi, owner="customer service", group="customers")
_people = partial(Kpi, owner="HR", group="people")
_deal = partial(Kpi, owner="sales operations", group="deals")
_supply = partial(Kpi, owner="supply", group="supply")

MORE: tuple[Kpi, ...] = (
    _lead("leads", "Inquiries", "count", "higher", "people who inquired", "inquiries"),
    _lead(
        "leads_lost_in_form", "Lost in the form", "count", "lower", "abandoned inquiries", "lost in the form"
    ),
    _lead("leads_won", "Leads won", "count", "higher", "leads that became customers", "won"),
    _lead("leads_lost", "Leads lost", "count", "lower", "leads that ended without an order", "lost for good"),
    _lead(
        "leads_expired",
        "Leads that gave up",
        "count",
        "lower",
        "leads nobody called in time",
        "expired for good",
    ),
    _lead("leads_rejected", "Leads rejected", "count", "lower", "leads that reps sent back", "rejections"),
    _lead("leads_rerouted", "Leads passed on", "count", "lower", "leads not begun in time", "re-routings"),
    _lead(
        "sla_breach_share",
        "Promise broken",
        "share",
        "lower",
        "leads not begun within the promised time, of those begun or given up",
        "waits over pipeline.routing.sla_hours / waits",
    ),
    _lead("campaign_cost", "Campaigns", "money", "lower", "spend on campaigns and bursts", "spend"),
    _lead(
        "screening_cost",
        "Screening",
        "money",
        "lower",
        "cost of screening",
        "captured inquiries x pipeline.screening.cost_per_lead",
    ),
    _lead(
        "nurture_cost",
        "Nurturing",
        "money",
        "lower",
        "cost of winning leads back",
        "leads that came back x pipeline.nurture.pitch_cost",
    ),
    _lead(
        "score_auc",
        "Discrimination of ranks",
        "ratio",
        "higher",
        "how well ranks at the inquiry tell won from lost leads: 0.5 by chance, 1 always",
        "share of pairs (won, lost) in which the won one ranks first, ties half",
    ),
    _lead(
        "score_brier",
        "Error of ranks",
        "ratio",
        "lower",
        "how far the win rates of the ranks are off the outcomes",
        "mean of (win rate of the rank - 1 if won)^2",
    ),
    _customer("orders", "Orders", "count", "higher", "orders placed", "orders"),
    _customer("orders_cancelled", "Cancelled orders", "count", "lower", "orders cancelled", "cancellations"),
    _customer(
        "customers",
        "Customers",
        "count",
        "higher",
        "customers at the end",
        "opening customers + won - left, from the first day of the warm-up",
    ),
    _customer(
        "customers_left", "Customers left", "count", "lower", "customers who left", "customers who left"
    ),
    _customer(
        "retention",
        "Retention",
        "share",
        "higher",
        "customers at the start of the measured months who are still there at the end",
        "1 - those who left / those at the start",
    ),
    _customer(
        "bookings_existing",
        "Bookings, existing",
        "money",
        "higher",
        "value of orders of those who had bought before",
        "bookings - first orders of new customers",
    ),
    _customer("offers_sold", "Cross-sales", "count", "higher", "further families sold", "offers taken"),
    _customer(
        "bookings_cross_sell",
        "Bookings, cross-sales",
        "money",
        "higher",
        "value of orders of further families",
        "sum of the value of orders of adopted families",
    ),
    _customer("referrals", "Referrals", "count", "higher", "recommendations", "recommendations"),
    _customer(
        "leads_referred",
        "Referred leads",
        "count",
        "higher",
        "inquiries that were recommended",
        "inquiries referred",
    ),
    _customer("poll_score", "Poll", "ratio", "higher", "mean answer, 1 to 5", "sum of answers / answers"),
    _customer(
        "poll_satisfied_share",
        "Satisfied in the poll",
        "share",
        "higher",
        "answers of customers.poll.satisfied_from or more",
        "such answers / answers",
    ),
    _customer(
        "market_share",
        "Market share",
        "share",
        "higher",
        "deals that we won of those that anybody won",
        "won / (won + taken by rivals)",
    ),
    _people("headcount", "Headcount", "ratio", "higher", "reps at work in the mean", "staffed days / days"),
    _people(
        "vacancy_months",
        "Vacancy",
        "ratio",
        "lower",
        "rep-months without anybody",
        "sum of (1 - staffed share)",
    ),
    _people("leavers", "Leavers", "count", "lower", "reps who left", "departures"),
    _people(
        "hiring_cost",
        "Hiring",
        "money",
        "lower",
        "cost of filling positions",
        "vacancies + applicants, each x cost",
    ),
    _people(
        "training_cost",
        "Training",
        "money",
        "lower",
        "cost of courses",
        "participants x cost of their course",
    ),
    _people(
        "spot_bonus_cost",
        "Spot bonuses",
        "money",
        "lower",
        "bonuses outside the pay plan",
        "sum of spot bonuses",
    ),
    _people(
        "training_hours", "Hours in training", "hours", "lower", "selling hours that courses take", "hours"
    ),
    _people(
        "coaching_hours", "Hours of coaching", "hours", "higher", "hours of managers for their reps", "hours"
    ),
    _people(
        "mean_morale",
        "Morale",
        "ratio",
        "higher",
        "mean morale over reps at the end, 0 is neutral",
        "sum of morale / reps",
    ),
    _people("relocations", "Relocations", "count", "lower", "reps whose base is not their home", "such reps"),
    _people(
        "travel_cost", "Travel", "money", "lower", "cost of hours on the road", "road hours x cost_per_hour"
    ),
    _people(
        "travel_share",
        "Time on the road",
        "share",
        "lower",
        "road hours of all worked",
        "road / worked hours",
    ),
    _deal("deals_held", "Deals held back", "count", "lower", "deals kept for a later month", "deals held"),
    _deal(
        "deals_stale", "Deals gone stale", "count", "lower", "deals lost while held back", "deals gone stale"
    ),
    _deal("deals_pulled", "Deals pulled", "count", "lower", "deals closed before their time", "deals pulled"),
    _deal(
        "price_cuts",
        "Price cuts",
        "money",
        "lower",
        "given up on pulled deals",
        "sum of cuts on deals won early",
    ),
    _supply(
        "fill_rate",
        "Fill rate",
        "share",
        "higher",
        "units that did not wait for capacity",
        "units shipped when they reached the plant / units that reached it",
    ),
    _supply(
        "on_time_share",
        "On time",
        "share",
        "higher",
        "orders that came by the day they were promised, of those delivered or cancelled",
        "delivered by acceptance + promised days / (delivered + cancelled)",
    ),
    _supply(
        "backlog_age_days",
        "Age of the backlog",
        "days",
        "lower",
        "mean age of the orders that wait at the end",
        "mean of (end - placed) / 24 h over orders neither shipped nor cancelled",
    ),
    _supply(
        "rework_share",
        "Rework",
        "share",
        "lower",
        "rounds of preparation that end with an error",
        "errors / (errors + orders prepared)",
    ),
    _supply(
        "supply_cost",
        "Cost of supply plans",
        "money",
        "lower",
        "overtime, changes of capacity, idle capacity and stock",
        "units made in overtime x overtime_cost + |capacity - that of the month before| x change_cost + units lost x "
        "idle_cost + units in store at each month's end x holding_cost",
    ),
    _supply(
        "revenue_per_hour",
        "Revenue per hour",
        "money",
        "higher",
        "shipped revenue over the hours that reps worked",
        "shipped_revenue / hours worked",
        owner="sales operations",
    ),
    _supply(
        "cost_of_sales_share",
        "Cost of sales",
        "share",
        "lower",
        "all costs that the profit contribution takes off, over shipped revenue",
        "(margin shipped - profit_contribution) / shipped_revenue",
        owner="finance",
    ),
    *CASH,
)
"""What a table shows when its group is asked for."""
GROUPS: tuple[Group, ...] = ("leads", "customers", "people", "deals", "supply", "cash")
"""Groups beside the main KPIs."""


def kpis(groups: Sequence[str] = ()) -> tuple[Kpi, ...]:
    """
    Return the main KPIs and those of further groups, in the order of the dictionary; "all" is every group.

    Raises
    ------
    LookupError
        When there is no such group.
    """
    unknown = [name for name in groups if name not in {*GROUPS, "all"}]
    if unknown:
        raise LookupError(f"no KPIs of {', '.join(map(repr, unknown))}; there are {', '.join(GROUPS)}, all")
    return (*KPIS, *(entry for entry in MORE if entry.group in groups or "all" in groups))


def kpi(name: str) -> Kpi:
    """Return the KPI of that id; LookupError when there is none."""
    for entry in (*KPIS, *MORE):
        if entry.id == name:
            return entry
    raise LookupError(f"no KPI {name!r}; there are {', '.join(entry.id for entry in (*KPIS, *MORE))}")
