"""Random plans on deals that need only monthly sums, random months for them, and the same months as deals."""

from datetime import date
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st
from pay_making import WEIGHTS, caps, commissions, curves, rounding, seasons, steps, tiers

from sim.compensation.deals import Book, DealEvent, DealPlan, StatedQuota, run_deals

BOUNDARIES = st.sampled_from(["lower_inclusive", "upper_inclusive"])
EXCESSES = ("lost", "carried_in_year", "carried")
STREAMS = [
    {"id": "sales", "of": "amount", "whose": "own", "via": ["direct"]},
    {"id": "units", "of": "units", "whose": "own", "via": ["direct"]},
]


def hundredths(low, high):
    return st.integers(low, high).map(lambda n: Decimal(n) / 100)


@st.composite
def windows(draw):
    window = draw(st.sampled_from(["period", "quarter", "ytd", "rolling"]))
    months = {"rolling_months": draw(st.integers(2, 12))} if window == "rolling" else {}
    against = draw(st.sampled_from(["full_quota", "quota_to_date"]))
    stream = draw(st.sampled_from(["sales", "units"]))
    return {"credit": stream, "window": window, "against": against} | months


def bonuses():
    return st.fixed_dictionaries(
        {
            "kind": st.just("lump"),
            "at": hundredths(1, 200),
            "amount": hundredths(0, 999_999),
            "boundary": BOUNDARIES,
            "if_short": st.sampled_from(["nothing", "pro_rata"]),
        }
    )


@st.composite
def by_units(draw):
    """Money per unit, flat or in tiers, and tiers that earn an amount."""
    kind = draw(st.sampled_from(["per_unit", "unit_tiers", "amount_tiers"]))
    if kind == "per_unit":
        return {"kind": kind, "amount": draw(hundredths(0, 20_000))}
    starts = sorted(draw(st.lists(hundredths(1, 50_000), min_size=1, max_size=3, unique=True)))
    amounts = [draw(hundredths(0, 20_000)) for _ in range(4)]
    if kind == "amount_tiers":
        spans = zip([Decimal(0), *starts], starts, amounts, strict=False)
        return {
            "kind": kind,
            "bands": [{"starts_at": a, "ends_at": b, "amount": cents} for a, b, cents in spans],
        }
    bands = [{"starts_at": a, "amount": b} for a, b in zip([0, *starts], amounts, strict=False)]
    return {"kind": kind, "knot_rule": draw(st.sampled_from(["marginal", "whole_trueup"])), "bands": bands}


@st.composite
def links(draw, component):
    """A gate, a multiplier, or a linkage of a component."""
    kind = draw(st.sampled_from(["gate", "multiplier", "linkage"]))
    words = {
        "kind": kind,
        "component": component["id"],
        "measure": draw(windows()),
        "boundary": draw(BOUNDARIES),
    }
    if kind == "linkage":
        return words | {
            "opens_at": draw(hundredths(0, 150)),
            "while_closed": {"of": "amount", "max": draw(hundredths(0, 5_000_000))},
        }
    words["order"] = draw(st.sampled_from(["before_cap", "after_cap"]))
    if kind == "gate":
        return words | {"opens_at": draw(hundredths(0, 150)), "while_closed": draw(hundredths(0, 99))}
    xs = sorted(draw(st.lists(hundredths(0, 200), min_size=1, max_size=3, unique=True)))
    return words | {"below": draw(hundredths(0, 200)), "points": [[x, draw(hundredths(0, 200))] for x in xs]}


@st.composite
def plan_caps(draw, components):
    """Up to two caps on components together, the second over all that the first holds."""
    found = []
    for n, some in enumerate([components[:1], components][: draw(st.integers(0, 2))]):
        over = draw(st.sampled_from(["period", "quarter", "ytd"]))
        of = draw(st.sampled_from(["amount", "target"])) if "weight" in some[0] else "amount"
        most = hundredths(1, 300) if of == "target" else hundredths(1, 5_000_000)
        excess = draw(st.sampled_from([one for one in EXCESSES if (over, one) != ("ytd", "carried_in_year")]))
        words = {"id": f"cap{n}", "components": [one["id"] for one in some], "over": over, "of": of}
        found.append(words | {"max": draw(most), "excess": excess})
    return found


@st.composite
def payments(draw):
    if not draw(st.booleans()):
        return {"negative_carry": draw(st.sampled_from(["carry_forward", "pay_back"]))}
    lent = {
        "recover_from_month": draw(st.integers(1, 10)),
        "recovery_floor": draw(st.sampled_from(["draw", "zero"])),
        "recovery_rate": draw(hundredths(1, 100)),
        "resets": draw(st.sampled_from(["never", "each_quarter", "each_year"])),
        "on_exit": "collect",
    }
    kind = draw(st.sampled_from(["recoverable", "non_recoverable"]))
    first = draw(st.integers(1, 4))
    words = {
        "id": "draw",
        "kind": kind,
        "amount": draw(hundredths(0, 900_000)),
        "from_month": first,
        "to_month": draw(st.none() | st.integers(first, 15)),
        "counts_from": "plan_start",
        "paid": draw(st.sampled_from(["in_advance", "in_arrears"])),
    }
    draws = [words | (lent if kind == "recoverable" else {})]
    return {"negative_carry": "carry_forward", "draws": draws}


@st.composite
def components(draw):
    """Curves and steps with weights, then whatever else pays on monthly sums; each word drawn."""
    found = [{"payout": draw(curves() | steps()), "weight": w} for w in draw(st.sampled_from(WEIGHTS))]
    others = tiers() | commissions() | bonuses() | by_units()
    found += [{"payout": payout} for payout in draw(st.lists(others, max_size=3))]
    for n, words in enumerate(found):
        measure = draw(windows())
        if words["payout"].get("knot_rule") == "whole":
            measure = measure | {"window": "quarter", "rolling_months": None}
        words |= {"id": f"c{n}", "measure": measure, "cap": draw(caps(words["payout"]))}
        if words["cap"] is not None:
            may = {"rolling": ("lost",), "ytd": ("lost", "carried")}.get(measure["window"], EXCESSES)
            words["cap"] |= {"excess": draw(st.sampled_from(may))}
        if draw(st.booleans()):
            starts = draw(st.integers(2, 8))
            words["during"] = {"starts": f"2026-0{starts}-01", "until": f"2026-0{starts + 1}-01"}
    return found


@st.composite
def monthly_plans(draw, *, seasonal=True):
    """A plan on deals that needs only monthly sums, from some month of some fiscal year."""
    parts = draw(components())
    words = {
        "id": "months",
        "pay": {"base": 0, "ote": draw(hundredths(1, 9_000_000))},
        "effective": {
            "starts": f"2026-0{draw(st.integers(1, 4))}-01",
            "until": "2029-01-01",
            "fiscal_year_starts_in": draw(st.sampled_from([1, 2, 7])),
        },
        "credit_at": "booking",
        "returns": "period_of_return",
        "rounding": draw(rounding()),
        "quota": {"seasonality": draw(seasons()) if seasonal else None},
        "streams": STREAMS,
        "components": parts,
        "links": [draw(links(one)) | {"id": f"l{n}"} for n, one in enumerate(parts) if draw(st.booleans())],
        "caps": draw(plan_caps(parts)),
        "payment": draw(payments()),
    }
    return DealPlan.model_validate(words)


@st.composite
def monthly_credit(draw, months=14):
    """Quotas of sales and units, and what one person is credited month by month, some of it on a knot [hundredths]."""
    quota = [draw(st.integers(10_000, 90_000_000) | st.sampled_from([0, 1_200_000_00])) for _ in STREAMS]
    on_knot = st.integers(0, 200).map(lambda n: quota[0] * n // 100)
    credit = st.tuples(st.integers(-30_000_000, 90_000_000) | on_knot, st.integers(-10_000, 90_000_000))
    return quota, draw(st.lists(credit, min_size=1, max_size=months))


def on_book(plan, quota, credit):
    """What the reference pays one person for a deal a month with these sums, against quotas of the years."""
    first = _first_year(plan)
    stated = [
        _stated(name, str(year), cents)
        for year in range(first, first + 3)
        for name, cents in zip(plan.stream_ids, quota, strict=True)
    ]
    return _run(plan, credit, stated)


def by_month_on_book(plan, quota, credit):
    """The same against quotas of each month from the first of the fiscal year on."""
    first = _first_year(plan) * 12 + plan.effective.fiscal_year_starts_in - 1
    stated = [
        _stated(name, f"{month // 12}-{month % 12 + 1:02d}", cents)
        for month, row in enumerate(quota, start=first)
        for name, cents in zip(plan.stream_ids, row, strict=True)
    ]
    return _run(plan, credit, stated)


def _first_year(plan):
    """The fiscal year that the plan starts in."""
    starts = plan.effective.starts
    return starts.year - (starts.month < plan.effective.fiscal_year_starts_in)


def _stated(name, period, cents):
    return StatedQuota("ann", name, period, Decimal(cents) / 100)


def _run(plan, credit, quotas):
    start = plan.effective.starts.month - 1
    days = [date(2026 + at // 12, at % 12 + 1, 15) for at in range(start, start + len(credit))]
    events = [
        DealEvent(f"D{day}", "ann", "booking", day, Decimal(row[0]) / 100, units=Decimal(row[-1]) / 100)
        for day, row in zip(days, credit, strict=True)
    ]
    return run_deals(plan, Book(tuple(events), tuple(quotas)), days[-1]).of_person("ann")


def arrays(quota, credit):
    """Credit and quota of one person as the kernel takes them."""
    return np.array([credit], dtype=np.int64), np.array([quota], dtype=np.int64)
