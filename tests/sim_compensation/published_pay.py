"""
Worked examples of pay that others have published, as facts: what was credited, under which rule, and what was paid.

``status``: ``published`` the source prints the amount, ``published_rate`` it prints the rate, ``derived`` it prints the
rule and the amount is worked out from it, ``published_inconsistent`` it contradicts itself, our reading is in ``note``.
"""

from typing import Any, NamedTuple


class Example(NamedTuple):
    """One published example; amounts are currency, a list has one entry per month."""

    id: str
    publisher: str
    url: str
    status: str
    payout: dict[str, Any]
    credit: list[str]
    paid: list[str]
    window: str = "ytd"
    quota: str = "1000000"
    target: str = "10000"
    cap: dict[str, Any] | None = None
    note: str = ""


def _tiers(*bands: tuple[str, str], knot_rule: str = "marginal", x: str = "credit") -> dict[str, Any]:
    boundary = None if knot_rule == "marginal" else "lower_inclusive"
    listed = [{"starts_at": start, "rate": rate} for start, rate in bands]
    return {"kind": "tiers", "x": x, "knot_rule": knot_rule, "boundary": boundary, "bands": listed}


def _curve(slope: str) -> dict[str, Any]:
    return {
        "kind": "curve",
        "points": [["0.7", 0], [1, 1]],
        "beyond": {"slope": slope},
        "threshold": "hinge",
        "knot_rule": "marginal",
    }


_ORACLE = "Oracle Fusion Incentive Compensation"
_ORACLE_STEPS = (
    "https://docs.oracle.com/en/cloud/saas/sales/facmi/examples-of-calculating-earnings-using-step-rates.html"
)
_ORACLE_SPLIT = "https://docs.oracle.com/en/cloud/saas/sales/facmi/options-for-splitting-attainment-numbers-across-rate-tiers.html"
_ORACLE_24B = "https://docs.oracle.com/en/cloud/saas/readiness/sales/24b/salm-24b/24B-spm-wn-f31649.htm"
_MYTIME = "https://help.mytime.com/hc/en-us/articles/360046956372-Tiered-Commission-by-Revenue-Amount-Above-Earned-Breakdown"
_GHERKIN = "https://gist.github.com/richardlawrence/1138036"
_SPIFF = (
    "https://trailhead.salesforce.com/content/learn/modules/"
    "salesforce-spiff-marginal-payout-rules/use-marginal-payout-rule-functions"
)
_BONUSPAY = "https://bonuspaycalc.com/guides/bonus-payout-curve-explained.html"
_COOKIE = "https://support2.salescookie.com/portal/en/kb/articles/"
_COOKIE_TIERS = _COOKIE + "kb-what-is-the-difference-between-cumulative-and-non-cumulative-tiers"
_COOKIE_YTD = _COOKIE + "kb-recipe-how-to-setup-a-monthly-plan-with-ytd-attainment"
_XACTLY = (
    "https://helpcenter.xactlycorp.com/article/incent-concepts-how-commissions-are-evaluated-for-calculation"
)
_EXCELFORUM = (
    "https://excelforum.com/excel-formulas-and-functions/"
    "861932-vlookup-for-multiple-results-without-duplicates-prev-thread.html"
)

_STEPS = (("0", "0.01"), ("1000", "0.02"), ("3000", "0.03"), ("8000", "0.05"))
_FOUR = (("0", "0.01"), ("10000", "0.02"), ("50000", "0.03"), ("100000", "0.04"))
_CYCLE = _tiers(("0", "0.25"), ("499.99", "0.30"), ("2999.99", "0.40"))
_TEN_TWELVE = _tiers(("0", "0.10"), ("5000", "0.12"))
_UNDER_OVER = (("0", "0.06"), ("1", "0.08"))

EXAMPLES = [
    Example("WE-002", _ORACLE, _ORACLE_STEPS, "published", _tiers(*_STEPS), ["4500"], ["95.00"]),
    Example(
        "WE-004",
        _ORACLE,
        _ORACLE_SPLIT,
        "published_rate",
        _tiers(*_FOUR, knot_rule="whole"),
        ["5000"],
        ["50.00"],
    ),
    Example(
        "WE-005",
        _ORACLE,
        _ORACLE_SPLIT,
        "published_rate",
        _tiers(*_FOUR, knot_rule="whole"),
        ["15000"],
        ["300.00"],
    ),
    Example("WE-007", _ORACLE, _ORACLE_SPLIT, "published_rate", _tiers(*_FOUR), ["15000"], ["200.00"]),
    Example("WE-008", _ORACLE, _ORACLE_SPLIT, "published_rate", _tiers(*_FOUR), ["60000"], ["1200.00"]),
    Example(
        "WE-010",
        "Oracle Fusion 24B readiness",
        _ORACLE_24B,
        "published",
        _tiers(("0", "0.01"), ("1000", "0.02"), ("5000", "0.03"), ("10000", "0")),
        ["2500"],
        ["40.00"],
    ),
    Example(
        "WE-017",
        "Prowi",
        "https://prowi.io/en/glossary/accelerator",
        "published",
        _tiers(("0", "0.08"), ("150000", "0.12"), ("180000", "0.16")),
        ["195000"],
        ["18000.00"],
    ),
    Example(
        "WE-023",
        "Prowi",
        "https://www.prowi.io/en/glossary/override-commission",
        "published",
        _tiers(("0", "0"), ("225000", "0.03")),
        ["300000"],
        ["2250.00"],
    ),
    Example(
        "WE-026",
        "bonuspaycalc",
        "https://bonuspaycalc.com/guides/commission-tiers-accelerators-caps.html",
        "published",
        _tiers(("0", "0.05"), ("100000", "0.07"), ("250000", "0.09")),
        ["180000"],
        ["10600.00"],
    ),
    Example("WE-028", "bonuspaycalc", _BONUSPAY, "published", _curve("1"), ["850000"], ["5000.00"]),
    Example(
        "WE-029",
        "bonuspaycalc",
        _BONUSPAY,
        "published",
        _curve("2"),
        ["1200000"],
        ["14000.00"],
        cap={"of": "target", "max": 2},
        note="'double the rate' is slope 2, not twice the 3.33 between threshold and target",
    ),
    Example(
        "WE-031, WE-032, WE-034",
        "MyTime",
        _MYTIME,
        "published",
        _CYCLE,
        ["400", "100", "0", "5000"],
        ["100.00", "25.00", "0.00", "1675.00"],
        window="period",
        note="tiers begin anew in each pay cycle; the third cycle is not among the examples and is left empty",
    ),
    Example(
        "WE-035",
        "salestool",
        "https://huggingface.co/salestool/TieredCommissionCalculator",
        "published",
        _tiers(("0", "0.05"), ("10000", "0.07"), ("25000", "0.10")),
        ["30000"],
        ["2050.00"],
    ),
    Example("WE-037", "R. Lawrence (BDD gist)", _GHERKIN, "published", _TEN_TWELVE, ["6000"], ["620.00"]),
    Example("WE-038", "R. Lawrence (BDD gist)", _GHERKIN, "published", _TEN_TWELVE, ["4000"], ["400.00"]),
    Example(
        "WE-040",
        "Salesforce Spiff",
        _SPIFF,
        "published",
        _tiers(("0", "0.04"), ("150000", "0.06"), ("250000", "0.08")),
        ["145000", "20000"],
        ["5800.00", "1100.00"],
        note="the deal of month 2 straddles a tier; month 1 is 145,000 at 4 %",
    ),
    Example(
        "WE-043",
        "ExcelForum",
        _EXCELFORUM,
        "published",
        _tiers(("0", "0.05"), ("100000", "0.06"), ("125000", "0.07")),
        ["150000"],
        ["8250.00"],
        window="quarter",
    ),
    Example(
        "WE-052",
        "SparrowGenie",
        "https://www.sparrowgenie.com/sales-commission-models/capped-commission",
        "published",
        {"kind": "commission", "rate": "0.03"},
        ["400000"],
        ["10000.00"],
        window="period",
        cap={"of": "amount", "max": "10000.00"},
    ),
    Example(
        "WE-053",
        "growthbusinesstemplates",
        "https://www.growthbusinesstemplates.com/glossary/uncapped-commission",
        "published",
        {"kind": "commission", "rate": "0.08"},
        ["10000000"],
        ["800000.00"],
    ),
    Example(
        "WE-076",
        "Xactly Incent",
        _XACTLY,
        "published_inconsistent",
        _tiers(("0", "0.02"), ("0.5", "0.03"), x="attainment"),
        ["74000", "1000"],
        ["1480.00", "20.00"],
        quota="1500000",
        note="the source calls 75,000 of 1,500,000 '50 % of quota'; it is 5 %, and the first tier pays 2 % either way",
    ),
    Example(
        "WE-077",
        "QuotaPath",
        "https://comp.quotapath.com/account-executive/accelerators-decelerators",
        "derived",
        {
            "kind": "tiers",
            "x": "attainment",
            "knot_rule": "marginal",
            "boundary": "upper_inclusive",
            "bands": [
                {"starts_at": "0", "rate": "0.05"},
                {"starts_at": "0.5", "rate": "0.10", "knot_rule": "whole_trueup"},
                {"starts_at": "1", "rate": "0.20"},
            ],
        },
        ["16500", "3500", "14000"],
        ["825.00", "1175.00", "1500.00"],
        quota="33000",
        note="half the rate up to 50 %, passing it re-rates all deals to 10 %, above quota 20 %; the source's 20,000 "
        "of 33,000 is month 2: 2,000.00 in all; month 3 is 13,000 at 10 % and 1,000 at 20 %",
    ),
    Example(
        "WE-079",
        "QuotaPath",
        "https://comp.quotapath.com/account-executive/accelerators-cliff",
        "derived",
        _tiers(("0", "0"), ("0.6", "0.10"), x="attainment", knot_rule="whole_trueup"),
        ["18150"],
        ["0.00"],
        quota="33000",
    ),
    Example(
        "WE-080",
        "Sales Cookie",
        _COOKIE_TIERS,
        "derived",
        _tiers(*_UNDER_OVER, x="attainment", knot_rule="whole_trueup"),
        ["110000"],
        ["8800.00"],
        quota="100000",
    ),
    Example(
        "WE-082",
        "Sales Cookie",
        _COOKIE_YTD,
        "derived",
        _tiers(*_UNDER_OVER, x="attainment", knot_rule="whole_trueup"),
        ["60000", "60000"],
        ["3600.00", "6000.00"],
        quota="100000",
        note="year to date with deductions: February re-rates January",
    ),
    Example(
        "WE-083",
        "Sales Cookie",
        _COOKIE_YTD,
        "derived",
        _tiers(*_UNDER_OVER, x="attainment", knot_rule="whole"),
        ["60000", "60000"],
        ["3600.00", "4800.00"],
        quota="100000",
        note="year to date without deductions: February's rate pays February's credit only",
    ),
]
