"""The KPI dictionary: what each number means, its unit, and which direction is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Kpi:
    """
    A key performance indicator of one replication.

    ``unit`` is money (currency), share (0 to 1), days (calendar) or ratio; ``good`` is the direction that is better.
    """

    id: str
    title: str
    unit: Literal["money", "share", "days", "ratio"]
    good: Literal["higher", "lower"]
    meaning: str


KPIS: tuple[Kpi, ...] = (
    Kpi("bookings", "Bookings", "money", "higher", "value of orders placed in the measured months"),
    Kpi(
        "shipped_revenue",
        "Shipped revenue",
        "money",
        "higher",
        "value of orders shipped in the measured months",
    ),
    Kpi("compensation_cost", "Compensation cost", "money", "lower", "base and variable pay of all reps"),
    Kpi(
        "compensation_share", "Compensation share", "share", "lower", "compensation cost over shipped revenue"
    ),
    Kpi(
        "profit_contribution",
        "Profit contribution",
        "money",
        "higher",
        "margin on shipped revenue less the cost of pay, travel, relocation, leads, hiring and training",
    ),
    Kpi("share_at_quota", "Reps at quota", "share", "higher", "share of reps with attainment of 1.0 or more"),
    Kpi(
        "attainment_spread",
        "Spread of attainment",
        "ratio",
        "lower",
        "standard deviation of attainment over reps",
    ),
    Kpi(
        "lead_wait_days",
        "Wait of a new lead",
        "days",
        "lower",
        "mean calendar days from a valid lead's arrival until it is contacted or gives up",
    ),
    Kpi("win_rate", "Win rate", "share", "higher", "leads won over leads that were won, lost, or gave up"),
    Kpi("backlog", "Backlog", "money", "lower", "value of orders booked and not yet shipped at the end"),
)


def kpi(name: str) -> Kpi:
    """Return the KPI of that id; LookupError when there is none."""
    for entry in KPIS:
        if entry.id == name:
            return entry
    raise LookupError(f"no KPI {name!r}; there are {', '.join(entry.id for entry in KPIS)}")
