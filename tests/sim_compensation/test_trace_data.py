"""Every amount of every example is worked out again from what its trace says, and from nothing else."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest
from deal_examples import BASE, DEAL_EXAMPLES
from deal_making import EFFECTIVE, FLAT, booked, on_deals, part, plan_on_deals, selling
from hypothesis import given, settings
from hypothesis import strategies as st
from pay_desk import RUN, pay
from pay_making import plans, rep_years
from published_pay import EXAMPLES
from test_deal_examples import Converted, Folder

from evenfield.pay.trace_data import trace_data
from scenarios.pay_plans import read_plan
from scenarios.pay_tables import read_book
from sim.compensation.deals import Book, Person, StatedQuota, run_deals

BOTH = [*((one.id, one) for one in DEAL_EXAMPLES), *((one.id, Converted(one)) for one in EXAMPLES)]


def rounded(amount, rounding):
    """An exact amount to the places of a plan, a half away from zero or to the even neighbour."""
    size = abs(amount) * 10 ** rounding["places"]
    whole, rest = divmod(size, 1)
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rounding["mode"] == "half_up" or whole % 2))
    return (1 if amount >= 0 else -1) * (whole + bool(up)) / Fraction(10 ** rounding["places"])


def exact(told):
    return Fraction(told)


def slice_pay(part):
    return (exact(part["to"]) - exact(part["from"])) * exact(part["rate"]) * exact(part["of"]) + exact(
        part["at_once"]
    )


def factors(line, order):
    return prod((exact(one["factor"]) for one in line["links"] if one["order"] == order), start=Fraction(1))


def worked_out(line):
    """A line's amount from its trace, as docs/pay-deals.md says."""
    paid = sum(map(slice_pay, line["slices"]), Fraction(0)) * factors(line, "before_cap")
    paid += exact(line["brought"])
    if line["limit"] is not None:
        paid = min(paid, exact(line["limit"]))
    due = exact(line["closed"]) + paid * factors(line, "after_cap")
    if line["rounding"]["of"] == "cumulative":
        return rounded(due, line["rounding"]) - exact(line["posted_before"])
    return rounded(due - exact(line["due_before"]), line["rounding"])


def cap_takes(cap):
    """A cap's entry from its trace; one on each deal leaves what is rounded, where it cuts anything."""
    if "deals" not in cap:
        paid = min(exact(cap["pay"]) + exact(cap["brought"]), exact(cap["limit"]))
        return paid - exact(cap["pay"]) - exact(cap["before"])
    if not cap["deals"]:
        return 0
    left, before = exact(cap["left"]), exact(cap["left_before"])
    if cap["rounding"]["of"] == "period":
        return rounded(left - before, cap["rounding"]) - exact(cap["posted"])
    return rounded(left, cap["rounding"]) - rounded(before, cap["rounding"]) - exact(cap["posted"])


def released(line):
    """What a month releases of a component from its trace: the running total is rounded."""
    before = exact(line["before"])
    now = before + sum((exact(one["amount"]) for one in line["parts"]), Fraction(0))
    return rounded(now, line["rounding"]) - rounded(before, line["rounding"])


def holds(month):
    """Whether all that a month's trace says follows from the rest of it."""
    lines = all(worked_out(line) == exact(line["amount"]) for line in month["lines"])
    shown = all(
        slice_pay(part) == exact(part["amount"]) for line in month["lines"] for part in line["slices"]
    )
    caps = all(cap_takes(cap) == exact(cap["amount"]) for cap in month["caps"])
    ledger = sum(exact(entry["amount"]) for entry in month["entries"]) == exact(month["paid"])
    moved = {name: exact(month[name]) - exact(month[f"{name}_before"]) for name in ("owed", "held")}
    return (
        lines
        and shown
        and caps
        and all(released(line) == exact(line["amount"]) for line in month["releases"])
        and ledger
        and exact(month["paid"]) == exact(month["earned"]) + moved["owed"] - moved["held"]
    )


def months_of(folder):
    tables = {table.stem: table for table in sorted(folder.path.glob("*.csv"))}
    run = run_deals(read_plan(folder.path / "plan.yaml").plan, read_book(**tables))
    return [json.loads(json.dumps(trace_data(run, end))) for end in run.ends]


@pytest.mark.parametrize("example", [one for _, one in BOTH], ids=[name for name, _ in BOTH])
def test_every_amount_of_an_example_follows_from_its_trace(example, tmp_path):
    months = months_of(Folder(tmp_path).write(example))

    assert [month["period"] for month in months if not holds(month)] == []
    assert all(month["lines"] for month in months)


@settings(max_examples=25, deadline=None)
@given(plan=plans(), rep=rep_years())
def test_every_amount_of_any_plan_follows_from_its_trace(plan, rep):
    quota, credit = rep
    days = [date(2026 + month // 12, month % 12 + 1, 15) for month in range(len(credit))]
    events = [
        replace(booked(cents, day=day), deal_id=f"D{day}") for day, cents in zip(days, credit, strict=True)
    ]
    book = Book(tuple(events), (StatedQuota("ann", "sales", "2026", Decimal(quota) / 100),))

    run = run_deals(on_deals(plan, effective=EFFECTIVE | {"until": "2029-01-01"}), book, days[-1])

    assert all(holds(trace_data(run, end)) for end in run.ends)


def test_months_follow_each_other(tmp_path):
    example = next(one for one in DEAL_EXAMPLES if one.id == "WE-013")
    months = months_of(Folder(tmp_path).write(example))

    assert [month["owed_before"] for month in months[1:]] == [month["owed"] for month in months[:-1]]


@settings(max_examples=30, deadline=None)
@given(wrong=st.sampled_from(["closed", "posted_before", "brought"]), by=st.integers(1, 10**6))
def test_a_trace_that_says_something_else_does_not_hold(wrong, by):
    line = {
        "slices": [{"from": "0", "to": "10000", "rate": "1/10", "of": "1/100", "at_once": "0"}],
        "links": [], "brought": "0", "limit": None, "closed": "0", "posted_before": "0", "due_before": "0",
        "rounding": {"places": 2, "mode": "half_up", "of": "cumulative"},
    }  # fmt: skip

    assert worked_out(line) == 10
    assert worked_out(line | {wrong: str(Fraction(by, 100))}) != 10


def test_the_trace_names_the_rule(desk):
    line = json.loads(pay("why", *RUN, "--person", "ann", "--period", "2026-02", "--json").stdout)[0][
        "lines"
    ][0]

    assert line["rule"] == {
        "plan": "example",
        "kind": "tiers",
        "credit": "sales",
        "window": "ytd",
        "against": "full_quota",
        "order_of_evaluation": "1",
    }
    assert "id: example" in BASE


@pytest.mark.parametrize("of", ["cumulative", "period"])
def test_what_a_cap_on_each_deal_takes_follows_from_its_trace(of):
    limit = {"id": "limit", "components": ["sales", "care"], "over": "deal", "of": "amount", "max": 900}
    parts = [part(FLAT | {"rate": rate}, id=name) for name, rate in (("sales", "0.0333"), ("care", "0.0071"))]
    terms = plan_on_deals(*parts, caps=[limit | {"excess": "lost"}])
    terms = terms.model_copy(update={"rounding": terms.rounding.model_copy(update={"of": of})})
    amounts = ("54363.85", "1234.56", "77777.77", "-20000.01", "44444.44")

    run = run_deals(terms, Book(selling(*amounts), (), (Person("ann"),)))

    months = [trace_data(run, end) for end in run.ends]
    assert [month["period"] for month in months if not holds(month)] == []
    assert [len(month["caps"][0]["deals"]) for month in months] == [1, 0, 1, 0, 1]


def test_what_is_released_is_told_by_deal_and_day():
    release = [{"event": "booking", "share": "0.5"}, {"event": "cash", "share": "0.3"}]
    payment = {"negative_carry": "carry_forward", "release": [*release, {"after_days": 60, "share": "0.2"}]}
    terms = plan_on_deals(part(FLAT), payment=payment)
    booking = replace(booked(1000_01), deal_id="D", day=date(2026, 1, 10))
    cash = [
        replace(booking, event="cash", day=day, amount=Decimal("500.005"))
        for day in (date(2026, 2, 10), date(2026, 3, 2))
    ]

    run = run_deals(terms, Book((booking, *cash), (), (Person("ann"),)))

    # Of 100.001: half, 15 % with each half of the cash, and a fifth after sixty days.
    months = [trace_data(run, end) for end in run.ends]
    parts = [[(one["day"][5:], one["amount"]) for one in month["releases"][0]["parts"]] for month in months]
    assert parts[0] == [("01-10", str(Fraction("50.0005")))]
    assert parts[1] == [("02-10", str(Fraction("15.00015")))]
    assert parts[2] == [("03-02", str(Fraction("15.00015"))), ("03-11", str(Fraction("20.0002")))]
    assert [month["paid"] for month in months] == ["50.00", "15.00", "35.00"]
    assert all(map(holds, months))
