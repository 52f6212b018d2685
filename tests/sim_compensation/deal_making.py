"""Plans of months turned into plans on deals, and deals for them."""

import json
from datetime import date
from decimal import Decimal

from sim.compensation.deals import DealEvent, DealPlan

EFFECTIVE = {"starts": "2026-01-01", "until": "2027-01-01", "fiscal_year_starts_in": 1}
TIERS = {
    "kind": "tiers",
    "x": "credit",
    "knot_rule": "marginal",
    "bands": [{"starts_at": 0, "rate": "0.05"}, {"starts_at": 1000, "rate": "0.08"}],
}


def on_deals(plan, **changes):
    """A plan of months as a plan on deals: the same words and when it is in force."""
    words = plan.model_dump(mode="json") | {"effective": EFFECTIVE} | changes
    return DealPlan.model_validate(json.loads(json.dumps(words)))


def booked(cents, deal_id="D", day=date(2026, 1, 15), **more):
    return DealEvent(f"{deal_id}{day.month}", "ann", "booking", day, Decimal(cents) / 100, **more)
