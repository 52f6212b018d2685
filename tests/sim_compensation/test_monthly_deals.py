"""Plans on deals paid from monthly sums: to the cent what the reference pays for deals with these sums."""

import subprocess
import sys
from unittest.mock import patch

import numpy as np
import pytest
from deal_making import FLAT, part, plan_on_deals
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from monthly_making import arrays, by_month_on_book, monthly_credit, monthly_plans, on_book
from pay_making import plans, rep_years

from sim.compensation import cells, run_payroll
from sim.compensation.deals.caps import PayCap
from sim.compensation.deals.credit_terms import Crediting
from sim.compensation.deals.linking import Linkage
from sim.compensation.deals.measures import DealMeasure
from sim.compensation.deals.payment_terms import DealDraw, DealPayment
from sim.compensation.deals.plan import DealComponent, DealPlan
from sim.compensation.deals.quota_terms import QuotaRules
from sim.compensation.deals.terms import Stream
from sim.compensation.monthly import rows
from sim.compensation.monthly.deal_months import run_months
from sim.compensation.monthly.deal_plans import needs_deals

SLOWLY = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
QUICKLY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
CLAWBACK = {
    "amount": "full",
    "window_months": None,
    "boundary": "lower_inclusive",
    "limit": "paid_only",
    "tier": "original",
}


def check_every_cell(plan, pay, ends):
    """Check each line, each cap and all that is paid and owed of one person against the reference."""
    for n, one in enumerate(plan.components):
        assert pay.lines[one.id][0].tolist() == [end.lines[n].amount for end in ends], one.id
    for n, cap in enumerate(plan.caps):
        assert pay.lines[cap.id][0].tolist() == [end.caps[n].amount for end in ends]
    assert pay.earned[0].tolist() == [end.earned for end in ends]
    assert pay.paid[0].tolist() == [end.paid for end in ends]
    assert pay.owed[0].tolist() == [end.owed for end in ends]


def compiled(work, *given):
    """What a payroll gives as machine code, however small."""
    with patch.object(cells, "worth_compiling", lambda _: True):
        return work(*given)


def plainly(work, *given):
    """What a payroll gives in plain Python, however large."""
    with patch.object(cells, "worth_compiling", lambda _: False):
        return work(*given)


def cells_of(pay):
    """All that a payroll holds, as lists."""
    lines = {name: line.tolist() for name, line in pay.lines.items()}
    return lines, *(one.tolist() for one in (pay.top_up, pay.forgiven, pay.earned, pay.paid, pay.owed))


@SLOWLY
@given(monthly_plans(), monthly_credit())
def test_the_kernel_pays_every_cell_like_the_exact_reference(plan, year):
    check_every_cell(plan, plainly(run_months, plan, *arrays(*year)), on_book(plan, *year))


@QUICKLY
@given(monthly_plans(seasonal=False), monthly_credit(months=12), st.data())
def test_quotas_by_month_pay_like_the_same_quotas_stated_by_month(plan, year, data):
    _, credit = year
    months = -(-(12 + len(credit)) // 12) * 12
    quotas = st.tuples(st.sampled_from([0, 5_000_000, 7_500_000]), st.integers(0, 20_000_000))
    quota = data.draw(st.lists(quotas, min_size=months, max_size=months))
    first = (plan.effective.starts.month - plan.effective.fiscal_year_starts_in) % 12
    quota = quota[: -(-(first + len(credit)) // 12) * 12]

    check_every_cell(plan, run_months(plan, *arrays(quota, credit)), by_month_on_book(plan, quota, credit))


@QUICKLY
@given(monthly_plans(), st.lists(monthly_credit(months=13), min_size=1, max_size=5))
def test_machine_code_pays_like_plain_python(plan, years):
    months = min(len(credit) for _, credit in years)
    credit = np.array([credit[:months] for _, credit in years], dtype=np.int64)
    quota = np.array([quota for quota, _ in years], dtype=np.int64)
    plain = plainly(run_months, plan, credit, quota)
    fast = compiled(run_months, plan, credit, quota)

    assert cells_of(fast) == cells_of(plain)
    assert fast.beyond_int64 == plain.beyond_int64


@QUICKLY
@given(plans(), rep_years(), st.integers(1, 1000))
def test_machine_code_is_left_before_64_bits_are(plan, year, times):
    quota, credit = (np.array([one]) * times for one in year)
    plain, fast = plainly(run_payroll, plan, credit, quota), compiled(run_payroll, plan, credit, quota)

    assert fast.variable.tolist() == plain.variable.tolist()
    assert fast.arithmetic == plain.arithmetic


@QUICKLY
@given(monthly_plans(), st.lists(monthly_credit(months=6), min_size=2, max_size=4), st.randoms())
def test_the_order_of_people_and_the_number_of_threads_decide_nothing(plan, years, shuffled):
    months = min(len(credit) for _, credit in years)
    order = list(range(len(years)))
    shuffled.shuffle(order)
    credit = np.array([credit[:months] for _, credit in years], dtype=np.int64)
    quota = np.array([quota for quota, _ in years], dtype=np.int64)
    with patch.object(cells, "_WORTH_A_THREAD", 1), patch.object(cells, "_processors", lambda: 3):
        anew = compiled(run_months, plan, credit[order], quota[order])

    assert anew.paid.tolist() == run_months(plan, credit, quota).paid[order].tolist()


@QUICKLY
@given(monthly_plans(), monthly_credit(), st.integers(0, 10**7))
def test_paid_is_earned_and_what_came_to_be_owed(plan, year, owed):
    pay = run_months(plan, *arrays(*year), owed=np.array([owed]))

    assert (pay.paid.cumsum() == pay.earned.cumsum() + pay.owed[0] - owed).all()
    assert (sum(pay.lines.values()) + pay.top_up + pay.forgiven == pay.earned).all()


def test_no_machine_code_is_loaded_before_it_pays():
    # A small payroll, and every command that only looks at plans, would wait half a second for nothing.
    code = "import sys, sim.compensation.deals, sim.compensation.monthly.deal_months; print('numba' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "False\n"
    )


def test_many_small_payrolls_are_worth_machine_code_as_one_large_one_is():
    with patch.object(cells, "_asked", [0]), patch.dict(sys.modules, {"numba": None}):
        worth = [cells.worth_compiling(20_000) for _ in range(3)]

    assert worth == [False, True, True]


def half_down(numerator, denominator, half_even):
    """A rounding that is off by one on every tie."""
    del half_even
    return -(-(2 * numerator - denominator) // (2 * denominator))


def test_a_rounding_that_is_off_by_one_is_caught():
    # 10 % of 5 cents is half a cent.
    plan = plan_on_deals(part(FLAT))
    year = [120_000], [(5,)]
    check_every_cell(plan, plainly(run_months, plan, *arrays(*year)), on_book(plan, *year))

    with patch.object(rows, "rounded", half_down), pytest.raises(AssertionError):
        check_every_cell(plan, plainly(run_months, plan, *arrays(*year)), on_book(plan, *year))


WORDS = {
    DealPlan: "id effective pay credit_at returns currency rounding streams quota crediting switching components "
    "links caps payment opening",
    DealComponent: "id weight measure payout cap during",
    DealMeasure: "credit window against rolling_months",
    DealPayment: "negative_carry draws release clawback",
    DealDraw: "id kind amount from_month to_month recover_from_month recovery_floor counts_from paid recovery_rate "
    "resets on_exit",
    QuotaRules: "seasonality ramp proration relief",
    Crediting: "rules windfall caps",
    PayCap: "id components over of max excess",
    Linkage: "id kind component measure opens_at boundary while_closed",
    Stream: "id of column event products via whose",
}


@pytest.mark.parametrize("document", WORDS, ids=lambda document: document.__name__)
def test_every_word_of_a_plan_is_one_that_the_kernel_holds_or_names(document):
    """A new word fails here, until the kernel holds it or needs_deals names it."""
    assert list(document.model_fields) == WORDS[document].split()


NEEDS = [
    (
        {
            "components": [
                part(FLAT, measure={"credit": "sales", "window": "per_deal", "against": "full_quota"})
            ]
        },
        "per_deal",
    ),
    (
        {"components": [part({"kind": "personal_rate", "of": "rate"})]},
        "personal_rate looks at deals, readings",
    ),
    (
        {"components": [part(FLAT, during={"starts": "2026-02-10", "until": "2026-03-01"})]},
        "is not whole months",
    ),
    ({"returns": "clawback", "payment": {"negative_carry": "pay_back", "clawback": CLAWBACK}}, "clawback"),
    (
        {"payment": {"negative_carry": "pay_back", "release": [{"event": "cash", "share": 1}]}},
        "release in parts",
    ),
    ({"quota": {"proration": {"count": "inclusive"}}}, "target pay by each one's days"),
    (
        {"opening": [{"person": "ann", "owed": 5, "credit": 0, "measure": "sales"}]},
        "what single people bring along",
    ),
]


@pytest.mark.parametrize(("words", "why"), NEEDS, ids=[why for _, why in NEEDS])
def test_what_needs_more_than_monthly_sums_is_said_and_refused(words, why):
    plan = plan_on_deals(
        *words.get("components", [part(FLAT)]), **{k: v for k, v in words.items() if k != "components"}
    )

    assert why in "; ".join(needs_deals(plan))
    with pytest.raises(ValueError, match="needs more than monthly sums, run_deals works it out exactly"):
        run_months(plan, *arrays([1], [(1,)]))


@pytest.mark.parametrize(
    ("credit", "quota", "why"),
    [
        (np.zeros((1, 12)), np.ones((1, 1), np.int64), "int64 hundredths, got float64"),
        (
            np.zeros((1, 12, 2), np.int64),
            np.ones((1, 1), np.int64),
            r"shape \(n_people, n_months, 1\) for streams sales",
        ),
        (
            np.zeros((1, 13), np.int64),
            np.ones((1, 12, 1), np.int64),
            r"quota has shape \(1, 24, 1\), got \(1, 12, 1\)",
        ),
        (np.zeros((1, 12), np.int64), -np.ones((1, 1), np.int64), "not below zero, got -1"),
    ],
)
def test_arrays_that_do_not_fit_the_plan_are_refused(credit, quota, why):
    with pytest.raises(ValueError, match=why):
        run_months(plan_on_deals(part(FLAT)), credit, quota)
