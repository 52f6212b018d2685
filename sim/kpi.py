"""The KPI dictionary: what each number means, how it is worked out, its unit, who answers for it, and what is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["money", "share", "days", "ratio", "count", "hours"]
Group = Literal["main", "leads", "customers", "people", "deals", "supply", "cash"]
Owner = Literal[
    "sales management", "sales operations", "finance", "marketing", "customer service", "HR", "supply"
]


@dataclass(frozen=True)
class Kpi:
    """
    A key performance indicator of one replication, over its measured months.

    ``unit`` is money (currency), share (0 to 1), days (calendar), ratio (a plain number), count, or hours; ``good`` is
    the direction that is better; ``owner`` answers for it; ``group`` is what it is shown with: *main* always, the
    others when they are asked for. A KPI of something that a scenario does not have has no value.
    """

    id: str
    title: str
    unit: Unit
    good: Literal["higher", "lower"]
    meaning: str
    formula: str
    owner: Owner
    group: Group = "main"


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "bookings",
        "Bookings",
        "money",
        "higher",
        "value of orders placed in the measured months",
        "sum of the value of orders placed",
        "sales management",
    ),
    Kpi(
        "shipped_revenue",
        "Shipped revenue",
        "money",
        "higher",
        "value of orders shipped in the measured months",
        "sum of the value of orders shipped",
        "finance",
    ),
    Kpi(
        "compensation_cost",
        "Compensation cost",
        "money",
        "lower",
        "base and variable pay of all reps",
        "base pay for days with somebody there + variable pay",
        "sales operations",
    ),
    Kpi(
        "compensation_share",
        "Compensation share",
        "share",
        "lower",
        "compensation cost over shipped revenue",
        "compensation_cost / shipped_revenue",
        "finance",
    ),
    Kpi(
        "profit_contribution",
        "Profit contribution",
        "money",
        "higher",
        "margin on shipped revenue less the cost of pay, travel, relocation, leads, hiring, training and supply plans",
        "sum of margin share x value shipped - compensation_cost - travel_cost - relocation cost - cost of campaigns, "
        "screening and nurturing - price cuts - cost of hiring, training and spot bonuses - supply_cost - cost of "
        "returns, bad debts and lost disputes",
        "finance",
    ),
    Kpi(
        "share_at_quota",
        "Reps at quota",
        "share",
        "higher",
        "share of reps with attainment of 1.0 or more",
        "reps with credit / quota >= 1 / reps",
        "sales management",
    ),
    Kpi(
        "attainment_spread",
        "Spread of attainment",
        "ratio",
        "lower",
        "standard deviation of attainment over reps",
        "sqrt(mean of (credit / quota - its mean)^2)",
        "sales operations",
    ),
    Kpi(
        "lead_wait_days",
        "Wait of a new lead",
        "days",
        "lower",
        "mean calendar days from a valid lead's arrival until it is contacted or gives up",
        "mean of (first contact or giving up - arrival) / 24 h",
        "sales operations",
    ),
    Kpi(
        "win_rate",
        "Win rate",
        "share",
        "higher",
        "leads won over leads that were won, lost, or gave up",
        "won / (won + lost + expired)",
        "sales management",
    ),
    Kpi(
        "backlog",
        "Backlog",
        "money",
        "lower",
        "value of orders booked and not yet shipped at the end",
        "value ordered - shipped - cancelled, from the first day of the warm-up",
        "supply",
    ),
)
"""What every table shows."""
