"""Plans of months turned into plans on deals, and deals for them."""

import json
from datetime import date
from decimal import Decimal

from pay_making import component, plan_of

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
        draw.update({"counts_from": "plan_start", "paid": "in_arrears"} | lent)
    return DealPlan.model_validate(json.loads(json.dumps(words | changes)))


def booked(cents, deal_id="D", day=date(2026, 1, 15), **more):
    return DealEvent(f"{deal_id}{day.month}", "ann", "booking", day, Decimal(cents) / 100, **more)


MEASURE = {"credit": "sales", "window": "ytd", "against": "full_quota"}
END = date(2026, 12, 31)
FLAT = {"kind": "commission", "rate": "0.1"}


def part(payout, **changes):
    """A component of that payout, on the year's sales unless said."""
    return {"id": "part", "measure": MEASURE, "payout": payout} | changes


def plan_on_deals(*parts, **changes):
    """A plan without target pay."""
    base = plan_of(component(TIERS), pay={"base": "0", "ote": "0"})
    return on_deals(base, components=list(parts), **changes)


def sold(person, amount, day=date(2026, 1, 15)):
    return DealEvent(f"{person}{day}", person, "booking", day, Decimal(amount))


def selling(*amounts, person="ann"):
    """A sale of ann's in the middle of each month, the first in January 2026."""
    days = [date(2026 + at // 12, at % 12 + 1, 15) for at in range(len(amounts))]
    return tuple(sold(person, amount, day) for amount, day in zip(amounts, days, strict=True) if amount)


def paid(run, person="ann"):
    """What a person is paid each month [currency], which must be whole."""
    return [end.paid // 100 for end in run.of_person(person)]


def total(run, person):
    """All that a person is paid [cents]."""
    return sum(end.paid for end in run.of_person(person))
