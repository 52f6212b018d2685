"""
Every worked example with an input changed, and what it then pays, worked out by hand.

``edits`` are replaced in the example's own tables or plan; ``paid`` is what each person is then paid in each month. The
sums are written out, and know nothing of the engine: ``at(1000, 2)`` is 2 % of 1,000.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class Changed(NamedTuple):
    """An example of deals with texts replaced in ``plan``, ``deals``, ``quotas``, ``people`` or ``measures``."""

    id: str
    edits: list[tuple[str, str, str]]
    paid: dict
    why: str = ""


class ChangedMonths(NamedTuple):
    """An example of months with other fields."""

    id: str
    fields: dict
    paid: list
    why: str = ""


def at(amount, percent):
    return Decimal(str(amount)) * Decimal(str(percent)) / 100


def money(amount):
    return f"{Decimal(amount).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):.2f}"


def months(person, *amounts):
    return {(person, f"2026-{month:02d}"): money(amount) for month, amount in enumerate(amounts, start=1)}


def month(period, amount, person="ann"):
    return {(person, period): money(amount)}


D = Decimal
CHANGED_MONTHS = [
    ChangedMonths("WE-002", {"credit": ["9000"]}, [at(1000, 1) + at(2000, 2) + at(5000, 3) + at(1000, 5)]),
    ChangedMonths("WE-004", {"credit": ["10000"]}, [at(10000, 2)], "a tier owns its start"),
    ChangedMonths("WE-005", {"credit": ["50000"]}, [at(50000, 3)]),
    ChangedMonths("WE-007", {"credit": ["12000"]}, [at(10000, 1) + at(2000, 2)]),
    ChangedMonths(
        "WE-008", {"credit": ["120000"]}, [at(10000, 1) + at(40000, 2) + at(50000, 3) + at(20000, 4)]
    ),
    ChangedMonths(
        "WE-010",
        {"credit": ["12000"]},
        [at(1000, 1) + at(4000, 2) + at(5000, 3) + at(2000, 0)],
        "the last tier pays nothing",
    ),
    ChangedMonths("WE-017", {"credit": ["170000"]}, [at(150000, 8) + at(20000, 12)]),
    ChangedMonths("WE-023", {"credit": ["225001"]}, [at(1, 3)], "the first unit above the threshold"),
    ChangedMonths("WE-026", {"credit": ["300000"]}, [at(100000, 5) + at(150000, 7) + at(50000, 9)]),
    ChangedMonths("WE-028", {"credit": ["910000"]}, [10000 * (D("0.91") - D("0.7")) / (1 - D("0.7"))]),
    ChangedMonths(
        "WE-029", {"credit": ["1600000"]}, [min(10000 * (1 + 2 * D("0.6")), 2 * 10000)], "22,000, capped"
    ),
    ChangedMonths(
        "WE-031, WE-032, WE-034",
        {"credit": ["600", "100", "0", "499.99"]},
        # 155.0005, 25 and 124.9975: cents are those of the running totals 155.0005, 180.0005 and 304.998.
        [D("155.00"), D("25.00"), 0, D("305.00") - D("180.00")],
    ),
    ChangedMonths("WE-035", {"credit": ["20000"]}, [at(10000, 5) + at(10000, 7)]),
    ChangedMonths("WE-037", {"credit": ["7500"]}, [at(5000, 10) + at(2500, 12)]),
    ChangedMonths("WE-038", {"credit": ["5000"]}, [at(5000, 10)]),
    ChangedMonths(
        "WE-040",
        {"credit": ["145000", "120000"]},
        [at(145000, 4), at(5000, 4) + at(100000, 6) + at(15000, 8)],
        "one deal over two tiers",
    ),
    ChangedMonths("WE-043", {"credit": ["110000"]}, [at(100000, 5) + at(10000, 6)]),
    ChangedMonths("WE-052", {"credit": ["300000"]}, [at(300000, 3)], "below the cap"),
    ChangedMonths("WE-053", {"credit": ["12345.67"]}, [at("12345.67", 8)]),
    ChangedMonths(
        "WE-076",
        {"credit": ["74000", "2000"], "quota": "150000"},
        [at(74000, 2), at(1000, 2) + at(1000, 3)],
        "of 150,000 the 75,000 would be the 50 % that the source calls it, and the second tier begin there",
    ),
    ChangedMonths(
        "WE-077",
        {"credit": ["16500", "3500", "20000"]},
        [at(16500, 5), at(20000, 10) - at(16500, 5), at(13000, 10) + at(7000, 20)],
    ),
    ChangedMonths(
        "WE-079", {"credit": ["19800"]}, [at(19800, 10)], "60 % of 33,000, which reaches the cliff"
    ),
    ChangedMonths("WE-080", {"credit": ["99999.99"]}, [at("99999.99", 6)], "a cent below quota"),
    ChangedMonths("WE-082", {"credit": ["60000", "39999.99"]}, [at(60000, 6), D("6000.00") - at(60000, 6)]),
    ChangedMonths(
        "WE-083",
        {"credit": ["60000", "30000", "30000"]},
        [at(60000, 6), at(30000, 6), at(30000, 8)],
        "the third month passes quota, and only its own credit is paid at 8 %",
    ),
]

_OPENING = {
    "january": at(17000 - 500, 5),
    "february": at(19500, 5) + at(17000, 4),
    "march": at(19500, 5) + at(20000, 4) + at(22000, 3),
}
CHANGED = [
    Changed(
        "WE-001",
        [("deals", ",4500", ",9000")],
        months(
            "ann",
            at(200, 1)
            + at(300, 1)
            + (at(1000, 1) + at(500, 2))
            + (at(1000, 1) + at(200, 2))
            + (at(1000, 1) + at(1000, 2))
            + (at(1000, 1) + at(2000, 2) + at(5000, 3) + at(1000, 5)),
        ),
    ),
    Changed(
        "WE-011", [("quotas", "36000", "24000")], months("ann", D(100) * 3000 / 2000, D(100) * 2000 / 2000)
    ),
    Changed(
        "WE-013",
        [("plan", "amount: 2000", "amount: 1800")],
        months("ann", 2750, 3000, 1800, 2375 - (1800 - 1500), 3000, 2750),
        "April has 575 above the draw, enough for the 300 owed",
    ),
    Changed(
        "WE-014", [("deals", ",3000", ",2000")], months("ann", 1500, 1500), "500 of the 1,000 are recovered"
    ),
    Changed(
        "WE-016", [("deals", ",6000", ",3000")], months("ann", 4000), "the advance, and a cheque of nothing"
    ),
    Changed(
        "WE-019",
        [("plan", "0.6", "0.7"), ("plan", "0.4", "0.3")],
        months("ann", at(100000, 7)) | months("bob", at(100000, 3)),
    ),
    Changed(
        "WE-020",
        [("deals", "80000", "90000")],
        months("ann", at(90000, 10) * 6 / 10) | months("bob", at(90000, 10) * 4 / 10),
    ),
    Changed(
        "WE-022",
        [("plan", "rate: 0.03", "rate: 0.025")],
        months("mia", *[at(sales, "2.5") for sales in (75000, 60000, 67500, 52500, 45000)]),
    ),
    Changed(
        "WE-025",
        [("deals", "12500", "25000")],
        months("ann", 0, D(100) * 25000 / (50000 * D("0.25")), 100, 100, 100),
    ),
    Changed(
        "WE-041",
        [("plan", "credit: 1000", "credit: 2000")],
        months(
            "ann",
            _OPENING["january"] - 100,
            _OPENING["february"] - _OPENING["january"],
            _OPENING["march"] - _OPENING["february"],
        ),
        "17,000, 37,000 and 62,000 so far; what was paid before, and the 100 brought along, once, come off",
    ),
    Changed(
        "WE-044",
        [("deals", "200000", "300000")],
        month("2026-02", at(50000, 5))
        | month("2026-05", at(75000, 5))
        | month("2026-08", at(300000, 5) + at(25000, 1) + at(175000, 2)),
        "425,000 of the year's 400,000 open the gate",
    ),
    Changed(
        "WE-046", [("measures", "eps-level,2026,3", "eps-level,2026,1")], month("2026-12", at(100000, 12 + 8))
    ),
    Changed(
        "WE-047",
        [("deals", "160,16", "160,30")],
        months("ann", at(160, 14)),
        "18.75 % is in the row up to 20 %",
    ),
    Changed(
        "WE-049",
        [("deals", "150,50", "150,40")],
        months("ann", at(40, 20)),
        "40 on a cost of 110 is 36 %, the second band",
    ),
    Changed(
        "WE-050",
        [("measures", "275000", "250000")],
        months("ann", 100 * ((D("0.625") + D("0.75")) / 2 + (D("0.781") + D("0.938")) / 2) / 2),
        "halfway between four cells",
    ),
    Changed(
        "WE-055",
        [("deals", "10000", "20000")],
        month("2026-01", at(20000, 10) / 2) | month("2026-03", -at(20000, 10) / 2),
    ),
    Changed(
        "WE-056",
        [("deals", "2027-03-10", "2026-12-10")],
        month("2026-01", at(10000, 10)) | month("2026-12", -at(10000, 10)),
        "eleven months after all of it comes back",
    ),
    Changed(
        "WE-058",
        [("plan", "after_days: 90", "after_days: 20")],
        month("2026-01", at(10000, 7)) | month("2026-02", at(10000, 3)),
        "15 January and 20 days is 4 February",
    ),
    Changed("WE-059", [("deals", "900,X,3", "900,X,5")], month("2026-03", (5 + 1) * 250)),
    Changed(
        "WE-061",
        [
            (
                "deals",
                "D5,ann,booking,2026-03-05,1000",
                "\n".join(f"D{n},ann,booking,2026-03-0{n},1000" for n in (5, 6, 7)),
            )
        ],
        month("2026-03", 3 * 250 + 3 * 400 + 1 * 600),
    ),
    Changed("WE-062", [("plan", "rate: 0.02", "rate: 0.035")], month("2026-03", at(50000, "3.5"))),
    Changed(
        "WE-064",
        [("quotas", "800000", "400000")],
        month("2026-12", D("469041.10") / 400000 * 75000),
        "quota and target pay have the same 214 / 365, which cancel out",
    ),
    Changed(
        "WE-065",
        [("people", "2026-06-01", "2026-07-01"), ("plan", "beyond: {slope: 1}", "beyond: {slope: 0}")],
        month("2026-12", D(75000) * 184 / 365),
        "184 days of target pay, of which more than the prorated quota earns no more",
    ),
    Changed(
        "WE-067",
        [("plan", "rate: 0.1", "rate: 0.08"), ("deals", "2026-02-10,5000", "2026-02-10,2500")],
        months("ann", at(10000, 8) / 2, at(10000, 8) / 2 * 2500 / 10000, at(10000, 8) / 2 * 5000 / 10000),
        "half of the commission times the part collected, our reading",
    ),
    Changed("WE-068", [("deals", ",606,", ",1247.15,")], month("2026-02", at(12, 5))),
    Changed(
        "WE-070",
        [("plan", "amount: 4800.00", "amount: 5000.00")],
        months("ann", 5000, 5000, 5000) | month("2026-12", D(57600) * 975000 / 1200000),
    ),
    Changed("WE-071", [("deals", "2026-01-31", "2026-02-01")], month("2026-02", at(1000, 10) * D("1.30"))),
    Changed(
        "WE-073",
        [("deals", "20000", "25000")],
        months("ann", at(25000, 10)) | months("mia", at(at(25000, 10), 10)),
    ),
    Changed(
        "WE-074",
        [("plan", "shares: [0.75]", "shares: [0.5]")],
        months("ann", D(100) * 75000 / (100000 * D("0.5"))),
    ),
]
