"""Plans for the pay tests: one to change a word of, and random ones."""

from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from sim.compensation import PayPlan

CURVE = {
    "kind": "curve",
    "points": [["0.5", 0], [1, 1]],
    "beyond": {"slope": "1.5"},
    "threshold": "hinge",
    "knot_rule": "marginal",
}
YTD = {"credit": "sales", "window": "ytd", "against": "full_quota"}
STEPS = {"kind": "steps", "points": [["0.9", "0.5"], [1, 1], ["1.1", "1.3"]], "boundary": "lower_inclusive"}
WEIGHTS = (["1"], ["0.5", "0.5"], ["0.7", "0.3"], ["0.8", "0.15", "0.05"])


def component(payout=CURVE, **changes):
    """A component; a curve has the whole target incentive unless said."""
    weight = {"weight": 1} if payout["kind"] in {"curve", "steps"} else {}
    return {"id": "sales", "measure": YTD, "payout": payout} | weight | changes


def plan_of(*components, **changes):
    """A plan of 80,000 base and 160,000 on target."""
    words = {
        "id": "field-2026",
        "pay": {"base": "80000.00", "ote": "160000.00"},
        "credit_at": "booking",
        "returns": "period_of_return",
        "rounding": {"at": "payout_line", "places": 2, "mode": "half_up", "of": "cumulative"},
        "components": list(components),
        "payment": {"negative_carry": "carry_forward"},
    }
    return PayPlan.model_validate(words | changes)


def cents(*amounts):
    """One rep's amounts [currency] as int64 cents, shape (1, n)."""
    return np.array([[int(Decimal(amount) * 100) for amount in amounts]], dtype=np.int64)


def _hundredths(low, high):
    return st.integers(low, high).map(lambda n: Decimal(n) / 100)


@st.composite
def curves(draw):
    xs = sorted({*draw(st.lists(_hundredths(0, 250), max_size=4, unique=True)), Decimal(1)})
    ys = sorted(draw(st.lists(_hundredths(0, 400), min_size=len(xs), max_size=len(xs))))
    return CURVE | {
        "points": [list(point) for point in zip(xs, ys, strict=True)],
        "threshold": "hinge" if ys[0] == 0 else "cliff",
        "beyond": {"slope": draw(_hundredths(0, 300))},
        "pays_at_quota": ys[xs.index(1)],
    }


@st.composite
def steps(draw):
    """A staircase without a step at quota itself, so that what it pays there does not hang on the border."""
    xs = sorted(
        draw(st.lists(_hundredths(0, 250).filter(lambda x: x != 1), min_size=1, max_size=4, unique=True))
    )
    ys = sorted(draw(st.lists(_hundredths(0, 400), min_size=len(xs), max_size=len(xs))))
    points = [list(point) for point in zip(xs, ys, strict=True)]
    at_quota = max([y for x, y in points if x < 1], default=Decimal(0))
    boundary = draw(st.sampled_from(["lower_inclusive", "upper_inclusive"]))
    return {"kind": "steps", "points": points, "boundary": boundary, "pays_at_quota": at_quota}


@st.composite
def tiers(draw, knot_rules=("marginal", "whole", "whole_trueup")):
    x, knot_rule = draw(st.sampled_from(["credit", "attainment"])), draw(st.sampled_from(knot_rules))
    scale = 1 if x == "attainment" else 500_000
    starts = [0, *sorted(draw(st.lists(_hundredths(1, 200), max_size=4, unique=True)))]
    bands = [{"starts_at": start * scale, "rate": draw(_hundredths(0, 20))} for start in starts]
    if len(knot_rules) > 1 and knot_rule != "whole":
        for band in bands:
            band["knot_rule"] = draw(st.sampled_from([None, "marginal", "whole_trueup"]))
    jumps = any((band.get("knot_rule") or knot_rule) != "marginal" for band in bands)
    boundary = draw(st.sampled_from(["lower_inclusive", "upper_inclusive"])) if jumps else None
    return {"kind": "tiers", "x": x, "knot_rule": knot_rule, "bands": bands, "boundary": boundary}


FLAT = {"kind": "commission", "rate": "0.05"}


def commissions():
    return st.builds(lambda rate: {"kind": "commission", "rate": rate}, _hundredths(0, 30))


def rounding(of=("cumulative", "period")):
    return st.fixed_dictionaries(
        {
            "at": st.just("payout_line"),
            "places": st.integers(0, 2),
            "mode": st.sampled_from(["half_up", "half_even"]),
            "of": st.sampled_from(of),
        }
    )


def measures(windows=("period", "quarter", "ytd")):
    return st.fixed_dictionaries(
        {
            "credit": st.just("sales"),
            "window": st.sampled_from(windows),
            "against": st.sampled_from(["full_quota", "quota_to_date"]),
        }
    )


@st.composite
def caps(draw, payout):
    if draw(st.booleans()):
        return None
    if "pays_at_quota" in payout and draw(st.booleans()):
        return {"of": "target", "max": max(payout["pays_at_quota"], Decimal(1)) + draw(_hundredths(0, 100))}
    return {"of": "amount", "max": draw(_hundredths(0, 20_000_000))}


def seasons():
    """Even, or twelve sizes of which some are zero and one is not."""
    sizes = st.lists(_hundredths(0, 300), min_size=12, max_size=12).map(
        lambda found: [*found[:11], found[11] + 1]
    )
    return st.none() | sizes


@st.composite
def lumps(draw):
    boundary = draw(st.sampled_from(["lower_inclusive", "upper_inclusive"]))
    return {
        "kind": "lump",
        "at": draw(_hundredths(0, 200)),
        "amount": draw(_hundredths(0, 999_999)),
        "boundary": boundary,
    }


@st.composite
def links(draw, of, windows):
    """A gate or a multiplier of a component."""
    kind = draw(st.sampled_from(["gate", "multiplier"]))
    words = {
        "kind": kind,
        "component": of,
        "measure": draw(measures(windows)),
        "boundary": draw(st.sampled_from(["lower_inclusive", "upper_inclusive"])),
        "order": draw(st.sampled_from(["before_cap", "after_cap"])),
    }
    if kind == "gate":
        return words | {"opens_at": draw(_hundredths(0, 150)), "while_closed": draw(_hundredths(0, 99))}
    xs = sorted(draw(st.lists(_hundredths(0, 200), min_size=1, max_size=3, unique=True)))
    return words | {
        "below": draw(_hundredths(0, 200)),
        "points": [[x, draw(_hundredths(0, 200))] for x in xs],
    }


@st.composite
def payments(draw):
    """Negative carry, and up to two draws one after the other."""
    months = sorted(draw(st.lists(st.integers(1, 16), max_size=4, unique=True)))
    draws = []
    for n, (first, last) in enumerate(zip(months[::2], months[1::2], strict=False)):
        words = {
            "id": f"d{n}",
            "amount": draw(_hundredths(0, 900_000)),
            "from_month": first,
            "to_month": last,
        }
        recovery = {
            "recover_from_month": draw(st.integers(1, 18)),
            "recovery_floor": draw(st.sampled_from(["draw", "zero"])),
        }
        lent = draw(st.booleans())
        draws.append(words | ({"kind": "recoverable"} | recovery if lent else {"kind": "non_recoverable"}))
    carries = ["carry_forward"] if draws else ["carry_forward", "pay_back"]
    return {"negative_carry": draw(st.sampled_from(carries)), "draws": draws}


@st.composite
def plans(draw, payouts=None, windows=("period", "quarter", "ytd"), of=("cumulative", "period"), linked=True):
    """A plan of up to three curves or steps and up to two commissions, every word drawn."""
    components = [
        component(draw(curves() | steps()), weight=weight) for weight in draw(st.sampled_from(WEIGHTS))
    ]
    payouts = tiers() | commissions() | lumps() if payouts is None else payouts
    components += [component(payout) for payout in draw(st.lists(payouts, max_size=2))]
    for n, words in enumerate(components):
        words |= {"id": f"c{n}", "measure": draw(measures(windows)), "cap": draw(caps(words["payout"]))}
    gates = [draw(links(words["id"], windows)) for words in components if linked and draw(st.booleans())]
    base, incentive = draw(_hundredths(0, 9_000_000)), draw(_hundredths(1, 9_000_000))
    return plan_of(
        *components,
        pay={"base": base, "ote": base + incentive},
        rounding=draw(rounding(of)),
        quota={"seasonality": draw(seasons())},
        links=[words | {"id": f"l{n}"} for n, words in enumerate(gates)],
        payment=draw(payments()),
    )


QUOTA = st.integers(10_000, 90_000_000) | st.sampled_from([1_200_000_00, 7 * 10**13])
"""A rep's quota [cents/year]; the largest leaves int64."""


@st.composite
def rep_years(draw, months=14):
    """A quota and credits by month, cancellations among them and some exactly on a knot of attainment [cents]."""
    quota = draw(QUOTA)
    on_knot = st.integers(0, 200).map(lambda n: quota * n // 100)
    credit = st.integers(-30_000_000, 90_000_000) | on_knot
    return quota, draw(st.lists(credit, min_size=1, max_size=months))
