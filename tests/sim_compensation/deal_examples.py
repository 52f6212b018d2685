"""
Pay that publishers print, as plans and deals: each is written in full where it differs from BASE.

``paid`` is what each person is paid in each month that pays; statuses are as in published_pay.
"""

from dataclasses import dataclass

BASE = """
id: example
effective: {starts: 2026-01-01, until: 2028-01-01, fiscal_year_starts_in: 1}
pay: {base: 0, ote: 0}
credit_at: booking
returns: period_of_return
rounding: {at: payout_line, places: 2, mode: half_up, of: cumulative}
payment: {negative_carry: carry_forward}
"""
DEALS = "deal_id,person,event,date,amount"


@dataclass(frozen=True)
class DealExample:
    id: str
    publisher: str
    url: str
    status: str
    plan: str
    deals: str
    paid: dict
    quotas: str = ""
    people: str = ""
    measures: str = ""
    note: str = ""


def bookings(*rows, heading=DEALS):
    """Deals D1, D2, …: person, day, amount of each."""
    lines = [
        f"D{i},{person},booking,2026-{day},{amount}" for i, (person, day, amount) in enumerate(rows, start=1)
    ]
    return "\n".join([heading, *lines])


def months(person, *amounts):
    """One booking in the middle of each month."""
    return bookings(*[(person, f"{month:02d}-15", amount) for month, amount in enumerate(amounts, start=1)])


def paid(person, *amounts):
    return {(person, f"2026-{month:02d}"): amount for month, amount in enumerate(amounts, start=1)}


def _commission(rate, window="period"):
    return f"""
components:
  - id: commission
    measure: {{credit: sales, window: {window}, against: full_quota}}
    payout: {{kind: commission, rate: {rate}}}
"""


def _curve(window, weight_of="weight: 1"):
    return f"""
components:
  - id: quota
    {weight_of}
    measure: {{credit: sales, window: {window}, against: full_quota}}
    payout: {{kind: curve, points: [[0, 0], [1, 1]], beyond: {{slope: 1}}, threshold: hinge, knot_rule: marginal}}
"""


def _draw(amount, paid="in_arrears"):
    return (
        _commission(1)
        + f"""
payment:
  negative_carry: carry_forward
  draws:
    - {{id: draw, kind: recoverable, amount: {amount}, from_month: 1, to_month: null, counts_from: plan_start,
       paid: {paid}, recover_from_month: 1, recovery_floor: draw, recovery_rate: 1, resets: never, on_exit: collect}}
"""
    )


def _split(when, *shares):
    each = ", ".join(f"{{person: {who}, credit: {share}, quota_credit: {share}}}" for who, share in shares)
    return (
        _commission("0.1")
        + f"""
streams: [{{id: sales, of: amount, whose: own, via: [direct, split]}}]
crediting:
  rules:
    - {{kind: split, id: shared, when: {when}, must_sum_to: 1, shares: [{each}]}}
"""
    )


_RELEASE = """
payment:
  negative_carry: pay_back
  release: [{event: booking, share: 0.5}, {event: cash, share: 0.5}]
"""
_SPIF_DAYS = "during: {starts: 2026-03-01, until: 2026-04-01}"
_PROWI = "https://prowi.io/en/glossary/"
_BENTEGA = "https://bentega.io/what-is-a-spif"
_MASTERS = "https://seanmmasters.com/2019/11/03/sales-compensation-ramp-goals-for-new-hires/"
_PRORATED = "pay: {base: 75000.00, ote: 150000.00}\nquota: {proration: {count: inclusive}}" + _curve("ytd")
_ROS = """
pay: {base: 0, ote: 100.00}
components:
  - id: matrix
    weight: 1
    measure: {credit: sales, window: ytd, against: full_quota}
    payout:
      kind: matrix
      rows: {x: reading, of: ros, breaks: [0.01, 0.02, 0.03, 0.04, 0.05]}
      cols: {x: reading, of: revenue, breaks: [100000, 200000, 300000, 400000, 500000]}
      lookup: bilinear
      pays: share_of_target
      cells:
        - [0.5, 0.625, 0.75, 0.875, 1]
        - [0.625, 0.781, 0.938, 1.094, 1.25]
        - [0.75, 0.875, 1, 1.25, 1.5]
        - [0.875, 1.094, 1.313, 1.531, 1.75]
        - [1, 1.25, 1.5, 1.75, 2]
"""

DEAL_EXAMPLES = [
    DealExample(
        "WE-001",
        "Oracle Fusion Incentive Compensation",
        "https://docs.oracle.com/en/cloud/saas/sales/facmi/examples-of-calculating-earnings-using-step-rates.html",
        "published",
        """
components:
  - id: steps
    measure: {credit: sales, window: per_deal, against: full_quota}
    payout:
      kind: tiers
      x: credit
      knot_rule: marginal
      bands: [{starts_at: 0, rate: 0.01}, {starts_at: 1000, rate: 0.02}, {starts_at: 3000, rate: 0.03},
              {starts_at: 8000, rate: 0.05}]
""",
        bookings(*[("ann", "01-10", amount) for amount in (200, 300, 1500, 1200, 2000, 4500)]),
        paid("ann", "164.00"),
        note="each transaction begins at the first tier",
    ),
    DealExample(
        "WE-011",
        "Oracle Fusion Incentive Compensation",
        "https://docs.oracle.com/cd/G44591_01/trans/F77870-09/"
        "examples-of-calculating-attainment-by-grouped-transactions.html",
        "published",
        "pay: {base: 0, ote: 1200.00}\nrounding: {of: period}" + _curve("period"),
        months("ann", 3000, 2000),
        paid("ann", "100.00", "66.67"),
        quotas="person,measure,period,amount\nann,sales,2026,36000",
        note="100 a month at target, so that pay is attainment in percent",
    ),
    DealExample(
        "WE-013",
        "Siebel Incentive Compensation 7.5",
        "https://docs.oracle.com/cd/E05553_01/books/InCompAdm/InCompAdmPlanDesign8.html",
        "published",
        _draw(2000),
        months("ann", 2750, 3000, 1500, 2375, 3000, 2750),
        paid("ann", "2750.00", "3000.00", "2000.00", "2000.00", "2875.00", "2750.00"),
    ),
    DealExample(
        "WE-014",
        "Xactly",
        "https://www.xactlycorp.com/blog/non-recoverable-draw/",
        "published",
        _draw(1500),
        months("ann", 500, 3000),
        paid("ann", "1500.00", "2000.00"),
    ),
    DealExample(
        "WE-016",
        "Visdum",
        "https://visdum.com/blog/recoverable-and-non-recoverable-draw",
        "published",
        _draw(4000, "in_advance"),
        months("ann", 6000),
        paid("ann", "6000.00"),
        note="4,000 when the month begins, a cheque of 2,000 when it ends",
    ),
    DealExample(
        "WE-019",
        "Prowi",
        _PROWI + "split-commission",
        "published",
        _split("{persons: [ann]}", ("ann", "0.6"), ("bob", "0.4")),
        months("ann", 100000),
        paid("ann", "6000.00") | paid("bob", "4000.00"),
        people="person\nann\nbob",
    ),
    DealExample(
        "WE-020",
        "Prowi",
        _PROWI + "split-commission",
        "published",
        _split("{deals: [D1]}", ("ann", "0.6"), ("bob", "0.4")),
        months("ann", 80000),
        paid("ann", "4800.00") | paid("bob", "3200.00"),
        people="person\nann\nbob",
    ),
    DealExample(
        "WE-022",
        "Prowi",
        "https://www.prowi.io/en/glossary/override-commission",
        "published",
        """
streams: [{id: team, of: amount, whose: own, via: [rollup]}]
crediting: {rules: [{kind: rollup, id: override, levels: manager, credit: 1, quota_credit: 1}]}
components:
  - id: override
    measure: {credit: team, window: period, against: full_quota}
    payout: {kind: commission, rate: 0.03}
""",
        bookings(
            ("a", "01-05", 75000),
            ("b", "02-05", 60000),
            ("c", "03-05", 67500),
            ("d", "04-05", 52500),
            ("e", "05-05", 45000),
        ),
        paid("mia", "2250.00", "1800.00", "2025.00", "1575.00", "1350.00"),
        people="person,manager\nmia,\na,mia\nb,mia\nc,mia\nd,mia\ne,mia",
        note="one month for each member of the team, 9,000 in all",
    ),
    DealExample(
        "WE-025",
        "Prowi",
        _PROWI + "ramp-period",
        "published",
        """
pay: {base: 0, ote: 1200.00}
quota: {ramp: {counts_from: hire, shares: [0, 0.25, 0.5, 0.75], target_pay: full}}
"""
        + _curve("period"),
        months("ann", 0, 12500, 25000, 37500, 50000),
        paid("ann", "0.00", "100.00", "100.00", "100.00", "100.00"),
        quotas="person,measure,period,amount\nann,sales,2026,600000",
        people="person,hire_date\nann,2026-01-01",
        note="target pay is 100 a month: it is earned by exactly 25, 50, 75 and 100 % of 50,000",
    ),
    DealExample(
        "WE-041",
        "Oracle JD Edwards (percentage rent: same arithmetic)",
        "https://docs.oracle.com/en/applications/jd-edwards/asset-lifecycle/9.2/eoarf/"
        "computation-method-2-cumulative-multiple-breakpoints.html",
        "published",
        """
opening: [{person: ann, measure: sales, credit: 1000, owed: 100}]
components:
  - id: rent
    measure: {credit: sales, window: ytd, against: full_quota}
    payout:
      kind: tiers
      x: credit
      knot_rule: marginal
      bands: [{starts_at: 0, rate: 0}, {starts_at: 500, rate: 0.05}, {starts_at: 20000, rate: 0.04},
              {starts_at: 40000, rate: 0.03}]
""",
        months("ann", 15000, 20000, 25000),
        paid("ann", "675.00", "840.00", "790.00"),
        note="1,000 brought along count as credit; a recapture of 100 comes off what the year owes, once: 775 - 100, "
        "1,615 - 100 - 675, 2,405 - 100 - 1,515; 100 a period would be 740 and 690, not the printed 840 and 790",
    ),
    DealExample(
        "WE-044",
        "ExcelForum",
        "https://excelforum.com/excel-formulas-and-functions/"
        "861932-vlookup-for-multiple-results-without-duplicates-prev-thread.html",
        "derived",
        """
components:
  - id: base-rate
    measure: {credit: sales, window: quarter, against: full_quota}
    payout: {kind: commission, rate: 0.05}
  - id: accelerator
    measure: {credit: sales, window: quarter, against: full_quota}
    payout:
      kind: tiers
      x: credit
      knot_rule: marginal
      bands: [{starts_at: 0, rate: 0}, {starts_at: 100000, rate: 0.01}, {starts_at: 125000, rate: 0.02}]
links:
  - id: year-first
    kind: gate
    component: accelerator
    measure: {credit: sales, window: ytd, against: full_quota}
    opens_at: 1
    boundary: upper_inclusive
    while_closed: 0
    order: after_cap
""",
        bookings(("ann", "02-01", 50000), ("ann", "05-01", 75000), ("ann", "08-01", 200000)),
        {("ann", "2026-02"): "2500.00", ("ann", "2026-05"): "3750.00", ("ann", "2026-08"): "10000.00"},
        quotas="person,measure,period,amount\nann,sales,2026,400000",
        note="325,000 of the year's 400,000: the third quarter pays no accelerator",
    ),
    DealExample(
        "WE-046",
        "SEC EX-10.15",
        "https://www.sec.gov/Archives/edgar/data/924717/000120677405002012/d18261_ex10-15.htm",
        "published",
        """
pay: {base: 100000.00, ote: 100000.00}
components:
  - id: company
    measure: {credit: sales, window: ytd, against: full_quota}
    payout:
      kind: matrix
      rows: {x: reading, of: eps-level, breaks: [1, 2, 3]}
      cols: {x: reading, of: revenue-level, breaks: [1, 2, 3]}
      lookup: step_floor
      pays: share_of_base
      cells: [[0.09, 0.12, 0.18], [0.12, 0.21, 0.24], [0.18, 0.24, 0.30]]
  - id: own-goals
    measure: {credit: sales, window: ytd, against: full_quota}
    payout: {kind: mbo, amount: 8000.00, scores: [{id: goals, weight: 1}]}
""",
        bookings(("ann", "01-10", 1)),
        {("ann", "2026-12"): "32000.00"},
        measures="person,measure,period,value\nann,eps-level,2026,3\nann,revenue-level,2026,2\nann,goals,2026,1",
        note="24 % and 8 % of base pay, 32 % in all",
    ),
    DealExample(
        "WE-047",
        "NECS entree",
        "http://www.necs.com/eV4SQL_KB/sfm_commtab_commgrid.html",
        "published",
        """
components:
  - id: grid
    measure: {credit: sales, window: per_deal, against: full_quota}
    payout:
      kind: matrix
      rows: {x: margin_share, breaks: [0.15, 0.20, 9.99]}
      cols: {x: amount, breaks: [50, 100, 125, 150, 200, 9999]}
      lookup: step_ceil
      pays: rate
      cells: [[0.09, 0.10, 0.11, 0.12, 0.13, 0.14], [0.10, 0.11, 0.12, 0.13, 0.14, 0.15],
              [0.11, 0.12, 0.13, 0.14, 0.15, 0.16]]
""",
        DEALS + ",margin\nD1,ann,booking,2026-01-10,160,16",
        paid("ann", "20.80"),
        note="160 at 10 % gross profit falls in the column up to 200: 13 %",
    ),
    DealExample(
        "WE-049",
        "eHow",
        "http://www.ehow.com/how_12080272_calculate-tiered-gross-margin-commission.html",
        "published",
        """
streams: [{id: margin, of: margin, whose: own}]
components:
  - id: margin
    measure: {credit: margin, window: per_deal, against: full_quota}
    payout:
      kind: rate_table
      x: margin_on_cost
      boundary: lower_inclusive
      bands: [{starts_at: 0, rate: 0.15}, {starts_at: 0.3, rate: 0.20}, {starts_at: 0.5, rate: 0.25}]
""",
        DEALS + ",margin\nD1,ann,booking,2026-01-10,150,50",
        paid("ann", "12.50"),
        note="looked up by margin on cost, 50 / 100, and paid on margin; the lower bands are ours",
    ),
    DealExample(
        "WE-050",
        "office-forums",
        "https://www.office-forums.com/threads/matrix-calculations.1124791/",
        "derived",
        _ROS,
        bookings(("ann", "01-10", 1)),
        paid("ann", "80.88"),
        measures="person,measure,period,value\nann,ros,2026-01,0.015\nann,revenue,2026-01,275000",
    ),
    DealExample(
        "WE-055",
        "Centify",
        "https://getcentify.featurebase.app/help/articles/3446029-what-are-clawbacks-and-how-to-manage-them",
        "derived",
        "returns: clawback"
        + _commission("0.1")
        + _RELEASE
        + "  clawback: {amount: full, window_months: null, boundary: lower_inclusive,\n"
        + "             limit: paid_only, tier: original}",
        DEALS + ",refers_to\nD1,ann,booking,2026-01-10,10000,\nC1,ann,cancel,2026-03-10,,D1\n"
        "D1,ann,cash,2026-05-10,10000,",
        {("ann", "2026-01"): "500.00", ("ann", "2026-03"): "-500.00"},
        note="what was paid comes back, what was not is cancelled, though cash comes later",
    ),
    DealExample(
        "WE-056",
        "Flip360",
        "https://flip360.pages.dev/me/learn/understanding-clawback",
        "derived",
        "returns: clawback"
        + _commission("0.1")
        + """
payment:
  negative_carry: pay_back
  clawback:
    amount: schedule
    window_months: null
    boundary: lower_inclusive
    limit: paid_only
    tier: original
    schedule: [{starts_at_month: 0, share: 1}, {starts_at_month: 12, share: 0.5}, {starts_at_month: 18, share: 0}]
""",
        DEALS + ",refers_to\nD1,ann,booking,2026-01-10,10000,\nC1,ann,cancel,2027-03-10,,D1",
        {("ann", "2026-01"): "1000.00", ("ann", "2027-03"): "-500.00"},
        note="14 months after: half",
    ),
    DealExample(
        "WE-058",
        "Zepys",
        "https://staging.zepys.com/learn/how-to-handle-refunds-and-clawbacks-with-agents",
        "published_rate",
        _commission("0.1")
        + """
payment:
  negative_carry: carry_forward
  release: [{event: booking, share: 0.7}, {after_days: 90, share: 0.3}]
""",
        months("ann", 10000),
        {("ann", "2026-01"): "700.00", ("ann", "2026-04"): "300.00"},
        note="15 January and 90 days is 15 April",
    ),
    DealExample(
        "WE-059",
        "Bentega",
        _BENTEGA,
        "published",
        f"""
streams: [{{id: sold-units, of: units, whose: own, products: [X]}}]
components:
  - id: spif
    {_SPIF_DAYS}
    measure: {{credit: sold-units, window: ytd, against: full_quota}}
    payout: {{kind: per_unit, amount: 250.00}}
""",
        DEALS + ",product,units\nD1,ann,booking,2026-03-10,900,X,3\nD2,ann,booking,2026-03-31,300,X,1\n"
        "D3,ann,booking,2026-04-01,300,X,1\nD4,ann,booking,2026-03-02,500,Y,1",
        {("ann", "2026-03"): "1000.00"},
        note="4 x 250; what is sold in April or of another product does not count",
    ),
    DealExample(
        "WE-061",
        "Bentega",
        _BENTEGA,
        "derived",
        f"""
streams: [{{id: won, of: deals, whose: own}}]
components:
  - id: spif
    {_SPIF_DAYS}
    measure: {{credit: won, window: ytd, against: full_quota}}
    payout:
      kind: unit_tiers
      knot_rule: marginal
      bands: [{{starts_at: 0, amount: 250.00}}, {{starts_at: 3, amount: 400.00}}, {{starts_at: 6, amount: 600.00}}]
""",
        bookings(*[("ann", f"03-0{day}", 1000) for day in range(1, 6)]),
        {("ann", "2026-03"): "1550.00"},
        note="3 x 250 + 2 x 400; retroactive it would be 5 x 400",
    ),
    DealExample(
        "WE-062",
        "Bentega",
        _BENTEGA,
        "published",
        f"""
components:
  - id: spif
    {_SPIF_DAYS}
    measure: {{credit: sales, window: ytd, against: full_quota}}
    payout: {{kind: commission, rate: 0.02}}
""",
        bookings(("ann", "03-15", 50000), ("ann", "04-15", 50000)),
        {("ann", "2026-03"): "1000.00"},
    ),
    DealExample(
        "WE-064, WE-065",
        "S. Masters",
        _MASTERS,
        "published_rounded",
        _PRORATED,
        bookings(("ann", "12-15", "469041.10")),
        {("ann", "2026-12"): "43972.60"},
        quotas="person,measure,period,amount\nann,sales,2026,800000",
        people="person,hire_date\nann,2026-06-01",
        note="214 of 365 days: the prorated quota earns the prorated target pay, 75,000 x 214 / 365",
    ),
    DealExample(
        "WE-067",
        "Oracle community",
        "https://community.oracle.com/CustomerConnect/discussion/701407/"
        "how-to-pay-50-50-on-order-on-payment-collection",
        "published",
        _commission("0.1") + _RELEASE,
        DEALS + "\nD1,ann,booking,2026-01-10,10000\nD1,ann,cash,2026-02-10,5000\nD1,ann,cash,2026-03-10,5000",
        paid("ann", "500.00", "250.00", "250.00"),
        note="the printed formula, .5 x 1,000 x 500 x .1, multiplies money by money; its answers are half of "
        "1,000 times the part collected, which is our reading",
    ),
    DealExample(
        "WE-068",
        "PrivateBackOffice",
        "https://privatebackoffice.com/knowledge-base/article/percentage-of-invoice-percentage",
        "published_formula",
        """
streams: [{id: own-line, of: amount, whose: own, products: [ours]}]
components:
  - id: commission
    measure: {credit: own-line, window: ytd, against: full_quota}
    payout: {kind: commission, rate: 0.05}
payment:
  negative_carry: carry_forward
  release: [{event: cash, share: 1}]
""",
        DEALS + ",product\nI1,ann,booking,2026-01-10,12,ours\nI1,ann,booking,2026-01-10,1235.15,others\n"
        "I1,ann,cash,2026-02-10,606,",
        {("ann", "2026-02"): "0.29"},
        note="a line of 12 in an invoice of 1,247.15, of which 606 is paid",
    ),
    DealExample(
        "WE-070",
        "MedSales Network",
        "https://www.medsalesnetwork.global/tools/offer-comparison",
        "published",
        "pay: {base: 96000.00, ote: 153600.00}"
        + _curve("ytd")
        + """
payment:
  negative_carry: carry_forward
  draws: [{id: ramp, kind: non_recoverable, amount: 4800.00, from_month: 1, to_month: 3, counts_from: plan_start,
           paid: in_arrears}]
""",
        bookings(
            ("ann", "01-10", 75000),
            ("ann", "02-10", 75000),
            ("ann", "03-10", 75000),
            ("ann", "12-10", 975000),
        ),
        paid("ann", "4800.00", "4800.00", "4800.00") | {("ann", "2026-12"): "46800.00"},
        quotas="person,measure,period,amount\nann,sales,2026,1200000",
        note="three top-ups of 1,200: 61,200 of variable pay and 96,000 of base are 157,200; the months are ours",
    ),
    DealExample(
        "WE-071",
        "iDynamics",
        "https://docs.idynamics.es/en/commissions/settlements/currency.html",
        "published",
        _commission("0.1")
        + """
currency:
  plan: USD
  rate_date: event
  payout: plan
  rates: [{currency: GBP, starts: 2026-01-01, rate: 1.22}, {currency: GBP, starts: 2026-02-01, rate: 1.30}]
""",
        DEALS + ",currency\nD1,ann,booking,2026-01-31,1000,GBP",
        paid("ann", "122.00"),
    ),
    DealExample(
        "WE-073",
        "pages corpus",
        "(unnamed page on hierarchy overrides)",
        "published",
        """
streams: [{id: reports, of: reports_pay, whose: own}]
components:
  - id: commission
    measure: {credit: sales, window: period, against: full_quota}
    payout: {kind: commission, rate: 0.1}
  - id: override
    measure: {credit: reports, window: period, against: full_quota}
    payout: {kind: commission, rate: 0.1}
""",
        bookings(("ann", "01-10", 20000)),
        paid("ann", "2000.00") | paid("mia", "200.00"),
        people="person,manager\nann,mia\nmia,",
    ),
    DealExample(
        "WE-074",
        "codingace",
        "https://codingace.net/crmp/sales_attainment.html",
        "published",
        """
pay: {base: 0, ote: 1200.00}
quota: {ramp: {counts_from: plan_start, shares: [0.75], target_pay: full}}
"""
        + _curve("period"),
        bookings(("ann", "01-10", 75000)),
        paid("ann", "100.00"),
        quotas="person,measure,period,amount\nann,sales,2026-01,100000",
        note="75,000 is all of a quota of 100,000 ramped at 0.75; target pay is 100 a month",
    ),
]
