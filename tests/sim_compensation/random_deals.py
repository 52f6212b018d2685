"""Random plans on deals that use many mechanisms at once, and random histories for them."""

from datetime import date, timedelta
from decimal import Decimal

from deal_making import MEASURE, part, plan_on_deals
from hypothesis import strategies as st

from sim.compensation.deals import Book, DealEvent, Person, StatedQuota

WINDOWS = ("period", "quarter", "ytd")
TIERS = {
    "kind": "tiers",
    "x": "credit",
    "knot_rule": "marginal",
    "bands": [
        {"starts_at": 0, "rate": "0.05"},
        {"starts_at": 1000, "rate": "0.085"},
        {"starts_at": 3000, "rate": "0.03"},
    ],
}
CURVE = {
    "kind": "curve",
    "points": [["0.4", 0], [1, 1]],
    "beyond": {"slope": "1.7"},
    "threshold": "hinge",
    "knot_rule": "marginal",
}
SPIF = {"kind": "per_unit", "amount": "0.07"}
PEOPLE = ("ann", "bob", "mia")
WHOLE_YEAR = {"starts": "2026-01-01", "until": "2027-01-01", "fiscal_year_starts_in": 1}


def _maybe(strategy):
    return st.none() | strategy


@st.composite
def caps(draw, components):
    over = draw(st.sampled_from(["deal", *WINDOWS]))
    excess = ["lost"] if over == "deal" else ["lost", "carried"]
    return {
        "id": f"limit-{components[0]}-{len(components)}",
        "components": components,
        "over": over,
        "of": "amount",
        "max": draw(st.integers(1, 300)),
        "excess": draw(st.sampled_from(excess)),
    }


def _credit_caps():
    return st.fixed_dictionaries(
        {
            "id": st.just("credit"),
            "stream": st.just("sales"),
            "over": st.sampled_from(["deal", *WINDOWS]),
            "of": st.just("amount"),
            "max": st.integers(200, 4000),
            "excess": st.just("lost"),
            "applies_to": st.sampled_from(
                ["commission_credit", "quota_credit", "commission_and_quota_credit"]
            ),
        }
    )


def _draws():
    return st.fixed_dictionaries(
        {
            "id": st.just("draw"),
            "kind": st.just("recoverable"),
            "amount": st.integers(1, 200),
            "counts_from": st.sampled_from(["hire", "plan_start"]),
            "paid": st.sampled_from(["in_advance", "in_arrears"]),
            "from_month": st.integers(1, 3),
            "to_month": st.none() | st.integers(3, 9),
            "recover_from_month": st.integers(1, 6),
            "recovery_floor": st.sampled_from(["draw", "zero"]),
            "recovery_rate": st.sampled_from(["0.5", "1"]),
            "resets": st.sampled_from(["never", "each_quarter", "each_year"]),
            "on_exit": st.sampled_from(["forgive", "collect", "net_against_pay"]),
        }
    )


def _clawbacks():
    return st.fixed_dictionaries(
        {
            "amount": st.sampled_from(["full", "pro_rata"]),
            "window_months": st.integers(1, 12),
            "boundary": st.sampled_from(["lower_inclusive", "upper_inclusive"]),
            "limit": st.sampled_from(["paid_only", "earned"]),
            "tier": st.sampled_from(["original", "current"]),
        }
    )


RELEASE = [
    {"event": "booking", "share": "0.3"},
    {"event": "cash", "share": "0.5"},
    {"after_days": 40, "share": "0.2"},
]


@st.composite
def deal_plans(draw, payouts=(TIERS, CURVE)):
    """A plan of a main component and a SPIF with caps, draws, release and clawback as they come."""
    payout = draw(st.sampled_from(payouts))
    window = draw(st.sampled_from(WINDOWS))
    limit = {
        "of": "amount",
        "max": draw(st.integers(5, 400)),
        "excess": draw(st.sampled_from(["lost", "carried"])),
    }
    main = part(payout, measure=MEASURE | {"window": window}, cap=draw(_maybe(st.just(limit))))
    if payout is CURVE:
        main["weight"] = 1
    spif = part(SPIF, id="spif", measure=MEASURE | {"credit": "units"})
    chosen = [draw(_maybe(caps(["spif"]))), draw(_maybe(caps(["part", "spif"])))]
    limits = sorted((one for one in chosen if one), key=lambda one: one["over"] != "deal")
    if len(limits) == 2 and limits[0]["components"] == ["part", "spif"]:
        limits = limits[:1]
    claws = draw(_maybe(_clawbacks()))
    draws = draw(_maybe(_draws()))
    payment = {
        "negative_carry": "carry_forward" if draws else draw(st.sampled_from(["carry_forward", "pay_back"]))
    }
    payment |= {"draws": [draws]} if draws else {}
    payment |= {"release": RELEASE} if draw(st.booleans()) else {}
    payment |= {"clawback": claws} if claws else {}
    rule = {"kind": "rollup", "id": "boss", "levels": "manager", "credit": "0.5", "quota_credit": 1}
    ways = ["direct", "rollup"]
    credit_cap = draw(_maybe(_credit_caps()))
    return plan_on_deals(
        main,
        spif,
        pay={"base": 0, "ote": 1200},
        effective=WHOLE_YEAR,
        streams=[
            {"id": "sales", "of": "amount", "whose": "own", "via": ways},
            {"id": "units", "of": "units", "whose": "own", "via": ["direct"]},
        ],
        crediting={"rules": [rule], "caps": [credit_cap] if credit_cap else []},
        caps=limits,
        returns="clawback" if claws else "period_of_return",
        payment=payment,
    )


DAYS = st.integers(0, 364).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@st.composite
def books(draw):
    """Deals of two reps with cash and losses, a manager, quotas, and perhaps somebody who leaves."""
    events = []
    for at in range(draw(st.integers(1, 6))):
        who, day = draw(st.sampled_from(PEOPLE[:2])), draw(DAYS)
        amount = Decimal(draw(st.integers(0, 300_000))) / 100
        units = Decimal(draw(st.integers(0, 20)))
        events.append(DealEvent(f"D{at}", who, "booking", day, amount, units=units))
        for name in draw(st.lists(st.sampled_from(["cash", "return", "cancel"]), max_size=2)):
            later = min(day + timedelta(days=draw(st.integers(0, 200))), date(2026, 12, 31))
            part_of = amount * draw(st.integers(1, 2)) / 2
            lost = name != "cash"
            events.append(
                DealEvent(f"{name}{at}", who, name, later, part_of, refers_to=f"D{at}")
                if lost
                else DealEvent(f"D{at}", who, name, later, part_of)
            )
    leaves = draw(_maybe(DAYS))
    people = (Person("ann", manager="mia", leave_date=leaves), Person("bob", manager="mia"), Person("mia"))
    quotas = tuple(StatedQuota(who, "sales", "2026", Decimal(5000)) for who in PEOPLE)
    return Book(tuple(events), quotas, people)
