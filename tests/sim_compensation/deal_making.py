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


LENT = {"recovery_rate": 1, "resets": "never", "on_exit": "net_against_pay"}


def on_deals(plan, **changes):
    """A plan of months as a plan on deals: the same words, when it is in force, and what only deals decide."""
    words = plan.model_dump(mode="json") | {"effective": EFFECTIVE}
    for part in words["components"]:
        if part["cap"] is not None:
            part["cap"]["excess"] = "lost"
        if part["payout"]["kind"] == "lump":
            part["payout"]["if_short"] = "nothing"
    for draw in words["payment"]["draws"]:
        lent = LENT if draw["kind"] == "recoverable" else {}
        draw |= {"counts_from": "plan_start", "paid": "in_arrears"} | lent
    return DealPlan.model_validate(json.loads(json.dumps(words | changes)))


def booked(cents, deal_id="D", day=date(2026, 1, 15), **more):
    return DealEvent(f"{deal_id}{day.month}", "ann", "booking", day, Decimal(cents) / 100, **more)
