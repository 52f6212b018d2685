"""The trace as plain data, from which each amount can be worked out again; docs/pay-deals.md says how."""

from __future__ import annotations

from fractions import Fraction

from evenfield.pay.rules import rule_of
from sim.compensation.deals import DealRun, Entry, MonthEnd
from sim.compensation.deals.base import BASE
from sim.compensation.deals.capping import CapLine
from sim.compensation.deals.deal_capping import DealCapLine
from sim.compensation.deals.months import told
from sim.compensation.deals.plain import amount
from sim.compensation.deals.releasing import ReleaseLine
from sim.compensation.plan import Rounding
from sim.compensation.slices import Slice
from sim.compensation.trace import Line


def trace_data(run: DealRun, end: MonthEnd) -> dict[str, object]:
    """Return a month's trace; exact numbers are text such as 1/3 in units of currency, amounts have two decimals."""
    held_before = next((one.held for one in reversed(run.of_person(end.person)) if one.month < end.month), 0)
    # What was owed when the plan began is in no month; the ledger's law tells it.
    owed_before = end.owed - (end.paid - end.earned) - (end.held - held_before)
    base = run.base.get(end.person, {}).get(end.month, 0)
    return {
        "person": end.person,
        "period": told(end.month),
        "paid": amount(end.paid),
        "base": amount(base),
        "earned": amount(end.earned),
        "owed_before": amount(owed_before),
        "owed": amount(end.owed),
        "held_before": amount(held_before),
        "held": amount(end.held),
        "lines": [_line(line) | {"rule": rule_of(run, end, line)} for line in end.lines],
        "caps": [_cap(cap) for cap in end.caps],
        "releases": [_release(line) for line in end.releases],
        "entries": [
            {"component": entry.component, "deal_id": entry.deal_id, "amount": amount(entry.cents)}
            for entry in end.entries
        ],
        "abroad": _abroad(run, end, base),
    }


def _abroad(run: DealRun, end: MonthEnd, base: int) -> dict[str, object] | None:
    """Return base and entries in the currency the person is paid in, each at one rate; None where it is the plan's."""
    if run.currency_of(end.person) == run.own_currency:
        return None
    day, rate = run.payout_rate(end.person, end.month)
    return {
        "currency": run.currency_of(end.person),
        "day": str(day),
        "rate": str(rate),
        "base": amount(run.in_payout_currency(Entry(end.person, end.month, BASE, base))),
        "entries": [amount(run.in_payout_currency(entry)) for entry in end.entries],
    }


def _line(line: Line) -> dict[str, object]:
    due_before, posted_before = line.before
    return {
        "component": line.component,
        "amount": amount(line.amount),
        "credit": {"new": str(Fraction(line.credit[0]) / 100), "window": str(Fraction(line.credit[1]) / 100)},
        "quota": str(line.in_play.quota / 100),
        "target_pay": str(line.in_play.target / 100),
        "attainment": _told(line.attainment),
        "slices": [_slice(part) for part in line.slices],
        "brought": str(Fraction(getattr(line, "brought", 0)) / 100),
        "links": [
            {
                "id": one.link,
                "attainment": _told(one.attainment),
                "factor": str(one.factor),
                "order": one.order,
            }
            for one in line.factors
        ],
        "limit": None if line.limit is None else str(line.limit / 100),
        "cap_takes": str(line.cut_off / 100),
        "closed": str(line.closed / 100),
        "due_before": str(due_before / 100),
        "posted_before": amount(posted_before),
        "due": str(line.due / 100),
        "rounding": _rounding(line.rounding) | {"added": str(line.rounding_delta / 100)},
    }


def _rounding(rounding: Rounding) -> dict[str, object]:
    return {"places": rounding.places, "mode": rounding.mode, "of": rounding.of}


def _slice(part: Slice) -> dict[str, str]:
    """Return a slice: (to - from) x rate x of, and what is paid at once, are its amount."""
    return {
        "from": str(part.start),
        "to": str(part.end),
        "rate": str(part.rate),
        "of": str(part.of / 100),
        "at_once": str(part.jump * part.of / 100),
        "amount": str(part.amount / 100),
    }


def _cap(cap: CapLine | DealCapLine) -> dict[str, object]:
    if isinstance(cap, DealCapLine):
        return {
            "cap": cap.cap,
            "limit": amount(cap.limit),
            "left_before": str(cap.left[0] / 100),
            "left": str(cap.left[1] / 100),
            "posted": amount(cap.posted),
            "rounding": _rounding(cap.rounding),
            "deals": [
                {"deal_id": one.deal_id, "pay": str(one.pay / 100), "amount": amount(one.cents)}
                for one in cap.deals
            ],
            "amount": amount(cap.amount),
        }
    return {
        "cap": cap.cap,
        "pay": amount(cap.pay),
        "brought": amount(cap.brought),
        "limit": amount(cap.limit),
        "before": amount(cap.before),
        "amount": amount(cap.amount),
    }


def _release(line: ReleaseLine) -> dict[str, object]:
    return {
        "component": line.component,
        "before": str(line.before / 100),
        "parts": [
            {"deal_id": deal_id, "day": str(day), "amount": str(cents / 100)}
            for deal_id, day, cents in line.parts
        ],
        "rounding": _rounding(line.rounding),
        "amount": amount(line.amount),
    }


def _told(ratio: Fraction | None) -> str | None:
    return None if ratio is None else str(ratio)
