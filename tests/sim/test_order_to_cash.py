"""Rows 56 and 58 to 67 of the concepts: each rule from quote to cash by its law, by hand, or by its mean."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from cash_desk import EVERYTHING, cash_world, toy
from hypothesis import given, settings
from hypothesis import strategies as st
from two_engines import difference
from worlds import merge, sales_force

from sim.books import books, reconcile
from sim.calendar import HOURS_PER_DAY, add_months
from sim.customer_file import customer_file, customers_of, owners_of_orders
from sim.engine.cash_laws import cash_faults
from sim.engine.compiled.run import run_compiled
from sim.engine.laws import LawBrokenError, check_run
from sim.engine.log import Kind
from sim.payable import CREDITS
from sim.quoting import ACCEPTED, DECLINED, EXPIRED, answer_to, discounted_cents, floors_cents
from sim.receivables import cents_back, part_of, units_back
from sim.renewals import later_day
from sim.replicate import replicate

NO_LOSS = {"terms": {"write_off_days": 1000.0}}
"""Nobody is given up on within a run."""
EVENTS = ["booking", "shipment", "delivery", "invoice", "cash", "renewal"]


@pytest.fixture(scope="module")
def run():
    return run_compiled(cash_world(), 0)


def without(run, kind, place=0):
    """Return the run without one event of a kind."""
    keep = np.ones(len(run.log), dtype=bool)
    keep[np.flatnonzero(run.log.kind == kind)[place]] = False
    return replace(run, log=run.log.where(keep))


def changed(run, column, kind, value):
    """Return the run with another value in a column of the first event of a kind."""
    values = getattr(run.log, column).copy()
    values[np.flatnonzero(run.log.kind == kind)[0]] = value
    return replace(run, log=replace(run.log, **{column: values}))


def measures(scenario, replications=1):
    frame = replicate(scenario, range(replications))
    return frame[frame.entity == ""].groupby("measure").value.mean()


def test_everything_from_quote_to_cash_comes_about_and_both_engines_tell_it_alike(run):
    there = {kind for kind in Kind if Kind.APPROVAL_ASKED <= kind <= Kind.NOT_RENEWED}

    assert {kind for kind in there if run.log.counts[kind] == 0} == set()
    assert difference(cash_world()) == ""
    check_run(run)


def test_what_is_off_leaves_every_event_as_it_was():
    plain = run_compiled(sales_force(), 0).log
    idle = {
        "discounts": {"share": 0.0, "most": 0.2},
        "contracts": {"share": 0.0, "leave_share": 0.5},
        "payers": [{"id": "all", "share": 1.0}],
    }
    floors = {"families": [{"id": "core", "of_list": 0.9}]}
    same = run_compiled(sales_force(order_to_cash=idle, plan={"floors": floors}), 0).log

    assert same.same_as(plain)


def test_terms_of_payment_alone_change_nothing_but_money():
    plain = run_compiled(sales_force(), 0).log
    with_terms = run_compiled(sales_force(plan={"terms": {"payment_days": 14.0}}), 0).log

    assert with_terms.where(with_terms.kind < Kind.APPROVAL_ASKED).same_as(plain)


def test_row_56_expired_and_declined_quotes_never_become_orders(run):
    log = run.log
    lapsed = log.of(Kind.QUOTE_EXPIRED, Kind.DECLINED).entity
    decided = np.concatenate([log.of(Kind.ORDERED).entity, lapsed])
    valid = cash_world().order_to_cash.quotes.valid_days * HOURS_PER_DAY
    sent = dict(zip(log.of(Kind.QUOTED).entity.tolist(), log.of(Kind.QUOTED).time.tolist(), strict=True))
    expired = log.of(Kind.QUOTE_EXPIRED)

    assert not np.isin(log.of(Kind.ORDERED).entity, lapsed).any()
    assert len(np.unique(decided)) == len(decided)
    assert all(
        t - sent[e] == pytest.approx(valid)
        for t, e in zip(expired.time.tolist(), expired.entity.tolist(), strict=True)
    )
    with pytest.raises(LawBrokenError, match="expired and declined quotes never become orders"):
        check_run(changed(run, "entity", Kind.QUOTE_EXPIRED, log.of(Kind.ORDERED).entity[0]))


def test_row_56_quotes_end_as_often_as_their_rule_says():
    rule = {"valid_days": 5.0, "answer_days": {"log_mean": 1.0, "log_sd": 0.9}, "accepted_share": 0.7}
    log = run_compiled(
        toy(order_to_cash={"quotes": rule}, plan={"terms": None}, market={"leads_per_year": 14_610.0}), 0
    ).log
    in_time = 0.5 * math.erfc(-(math.log(5.0) - 1.0) / 0.9 / math.sqrt(2.0))
    n, ordered = log.counts[Kind.QUOTED], log.counts[Kind.ORDERED]
    target = 0.7 * in_time

    assert abs(ordered / n - target) < 3 * math.sqrt(target * (1 - target) / n)
    assert 3 * math.sqrt(target * (1 - target) / n) < 0.05 * target  # a mistake of 5 % would be found


@given(days=st.floats(0, 100), valid=st.floats(0.1, 100), share=st.floats(0, 1), luck=st.floats(0.001, 0.999))
def test_row_56_an_answer_counts_in_time_only(days, valid, share, luck):
    answer = answer_to(days, valid, share, luck)

    assert (answer == EXPIRED) == (days > valid)
    assert days > valid or answer == (ACCEPTED if luck < share else DECLINED)


def test_row_58_no_more_is_delivered_than_ordered_nor_shipped_than_the_plant_could_make():
    world = sales_force()
    log = run_compiled(world, 0).log
    ordered = dict(
        zip(log.of(Kind.ORDERED).entity.tolist(), log.of(Kind.ORDERED).units.tolist(), strict=True)
    )
    delivered, shipped = log.of(Kind.DELIVERED), log.of(Kind.SHIPPED)
    core = shipped.where(shipped.family == 0)
    months = 1 + core.time // HOURS_PER_DAY // 28  # at least so many months had opened

    assert all(
        ordered[e] == units
        for e, units in zip(delivered.entity.tolist(), delivered.units.tolist(), strict=True)
    )
    assert len(np.unique(delivered.entity)) == len(delivered) <= len(shipped)
    assert (np.cumsum(core.units) <= 130.0 * (months + 1)).all()


def test_row_59_net_is_gross_less_returns_and_the_commission_goes_back():
    returns = {"share": 1.0, "mean_days": 2.0, "part": 1.0}
    pay = {"credit_at": "booking"}
    run = run_compiled(toy(order_to_cash={"returns": returns}, plan={"pay": pay}), 0)
    log = run.log
    back, delivered = log.of(Kind.RETURNED), log.of(Kind.DELIVERED)
    open_yet = np.isin(delivered.entity, back.entity, invert=True)

    assert len(back) > 400
    assert (
        int(run.credit_cents.sum())
        == int(delivered.cents.sum() - back.cents.sum())
        == int(delivered.cents[open_yet].sum())
    )
    assert (
        books(log).owed.sum() == delivered.cents[open_yet].sum() + 0
    )  # nothing was paid: all came back before it was due


def test_row_59_the_clawback_is_the_commission_that_was_paid():
    part = {
        "id": "commission",
        "measure": {"credit": "sales", "window": "ytd", "against": "full_quota"},
        "payout": {"kind": "commission", "rate": "0.10"},
    }
    plan = {"pay": {"pay": {"base": "60000.00", "ote": "60000.00"}, "components": [part]}}
    returns = {"share": 0.2, "mean_days": 40.0, "part": 1.0}
    world = toy(plan=plan, order_to_cash={"returns": returns}, run={"warmup_days": 0})
    as_is, kept = measures(world), measures(toy(plan=plan, run={"warmup_days": 0}))

    assert as_is["returns"] > 10_000
    assert kept["compensation_cost"] - as_is["compensation_cost"] == pytest.approx(0.10 * as_is["returns"])


EXTREMES = {
    "all paid in advance": {"plan": {"terms": {"deposit_share": 1.0}}},
    "no credit at all": {"plan": {"terms": {"credit": {"limit": "0.00"}}}},
    "nobody pays": {"order_to_cash": {"payers": [{"id": "slow", "share": 1.0, "default_share": 1.0}]}},
    "all answered as the quote expires": {
        "order_to_cash": {"quotes": {"valid_days": 1.0, "answer_days": {"log_mean": 0.0, "log_sd": 0.0}}}
    },
    "all comes back, a unit each": {
        "order_to_cash": {"returns": {"share": 1.0, "mean_days": 1.0, "part": 0.001}}
    },
}


@pytest.mark.parametrize("what", sorted(EXTREMES))
def test_extremes_break_no_law_and_are_told_alike(what):
    world = cash_world(**merge({"run": {"months": 2, "warmup_days": 30}}, EXTREMES[what]))

    check_run(run_compiled(world, 0))
    assert difference(world) == ""


@given(units=st.integers(1, 10**6), cents=st.integers(0, 10**11), part=st.floats(0.001, 1.0))
def test_row_59_no_more_comes_back_than_was_delivered(units, cents, part):
    back = units_back(units, part)

    assert 1 <= back <= units
    assert 0 <= cents_back(cents, units, back) <= cents
    assert cents_back(cents, units, units) == cents


def test_row_60_what_is_invoiced_is_what_was_delivered(run):
    found = books(run.log)

    assert (found[Kind.INVOICED] == found[Kind.DELIVERED]).all()
    assert found[Kind.INVOICED].sum() > 0
    with pytest.raises(LawBrokenError, match="invoiced, but not as delivered"):
        check_run(changed(run, "cents", Kind.INVOICED, 1))


def test_row_61_a_reversed_chargeback_nets_to_nothing():
    disputes = {"share": 0.5, "mean_days": 5.0, "settled_days": 10.0, "reversed_share": 1.0}
    pay = {"credit_at": "cash"}
    world = toy(order_to_cash={"disputes": disputes}, plan={"pay": pay})
    run, plain = run_compiled(world, 0), run_compiled(toy(plan={"pay": pay}), 0)
    back, again = run.log.of(Kind.CHARGED_BACK), run.log.of(Kind.REVERSED)
    settled = np.isin(back.entity, again.entity)

    assert len(again) > 200
    assert int(back.cents[settled].sum() - again.cents.sum()) == 0
    assert int(plain.credit_cents.sum() - run.credit_cents.sum()) == int(back.cents[~settled].sum())


def test_row_62_the_customer_file_has_unique_ids_and_every_order_a_customer(run):
    file = customer_file(run)
    known, owner = owners_of_orders(run)
    ordered = run.log.of(Kind.ORDERED)

    assert len(np.unique(file["id"])) == len(file["id"]) == len(customers_of(run)[0])
    assert len(np.unique(ordered.entity)) == len(ordered)
    assert (owner >= 0).all()
    assert np.isin(ordered.entity, known).all()
    assert file["orders"].sum() == len(ordered)
    assert file["ordered"].sum() == ordered.cents.sum()
    units = run.world.scenario.tables.units["id"]
    assert (file["unit"][owner[np.searchsorted(known, ordered.entity)]] == units[ordered.unit]).all()


def test_row_63_no_order_below_its_floor_without_an_approval(run):
    ordered = run.log.of(Kind.ORDERED)
    floor = ordered.units * np.array(floors_cents(run.world.scenario))[ordered.family]
    below = ordered.entity[ordered.cents < floor]

    assert len(below) > 5
    assert np.isin(below, run.log.of(Kind.APPROVED).entity).all()
    assert (ordered.cents == floor).sum() > 5  # refused, and bought at the floor
    with pytest.raises(LawBrokenError, match="no order below the floor without an approval"):
        check_run(changed(run, "entity", Kind.APPROVED, 1))


def test_row_63_reps_who_pull_deals_forward_ask_below_the_floor_as_well():
    rule = {"kind": "forward", "usual": 0.6, "usual_rate": 0.2, "least": 0.4, "most": 1.0}
    floors = {"families": [{"id": "core", "of_list": 1.0}, {"id": "plus", "of_list": 1.0}]}
    log = run_compiled(sales_force(people={"behaviour": rule}, plan={"floors": floors}), 0).log
    ordered = log.of(Kind.ORDERED)

    assert log.counts[Kind.PULLED] > 0
    assert log.counts[Kind.REFUSED] == log.counts[Kind.APPROVAL_ASKED] > 0
    assert (ordered.cents == ordered.units * np.array([50_000, 200_000])[ordered.family]).all()


@given(
    cents=st.integers(0, 10**11), least=st.floats(0, 0.5), more=st.floats(0, 0.4), luck=st.floats(0.01, 0.99)
)
def test_row_63_a_discount_lies_between_its_ends(cents, least, more, luck):
    left = discounted_cents(cents, 1.0, least, least + more, 0.5, luck)

    assert cents * (1 - least - more) - 1 <= left <= cents * (1 - least) + 1
    assert discounted_cents(cents, 0.5, least, least + more, 0.5, luck) == cents


def test_row_64_deposits_lower_what_is_owed_and_are_paid_back_when_nothing_comes():
    terms = {"payment_days": 30.0, "deposit_share": 0.4}
    plan = {"supply": [{"id": "core", "units_per_month": 30.0}], "terms": terms}
    world = toy(fulfilment={"patience_days": 10.0, "cancel_share": 1.0}, plan=plan)
    log = run_compiled(world, 0).log
    found = books(log)
    gone = found[Kind.CANCELLED] > 0

    assert gone.sum() > 20
    assert (found[Kind.DEPOSITED] == part_of(50_000, 0.4)).all()
    assert (found[Kind.REFUNDED][gone] == found[Kind.DEPOSITED][gone]).all()
    assert (found[Kind.PAID][found[Kind.PAID] > 0] == 30_000).all()
    assert reconcile(log) == ()


def test_row_64_the_cash_ledger_is_conserved(run):
    value = measures(cash_world())
    log = run.log.since(run.world.line.start_hour)
    signs = CREDITS["cash"]
    cash = sum(sign * int(log.of(Kind(kind)).cents.sum()) for kind, sign in signs.items())

    assert value["cash_collected"] == pytest.approx(cash / 100)
    frame = replicate(cash_world(), [0]).query("entity == ''").groupby("measure").value
    assert frame.sum()["month_cash_in"] - frame.sum()["month_cash_out"] == pytest.approx(cash / 100)
    assert frame.last()["month_receivables"] == pytest.approx(value["receivables"])


def test_row_65_no_customer_ever_owes_more_than_his_limit(run):
    assert list(cash_faults(run)) == []
    with pytest.raises(LawBrokenError, match="no customer owes more than his limit"):
        check_run(without(run, Kind.CREDIT_HELD))


def test_row_65_orders_on_hold_are_freed_when_enough_was_paid_or_cancelled_in_time(run):
    log, days = run.log, 25.0
    held = dict(
        zip(log.of(Kind.CREDIT_HELD).entity.tolist(), log.of(Kind.CREDIT_HELD).time.tolist(), strict=True)
    )
    freed, gone = log.of(Kind.CREDIT_FREED), log.of(Kind.CANCELLED)
    cancelled = {e: t for e, t in zip(gone.entity.tolist(), gone.time.tolist(), strict=True) if e in held}

    assert len(freed) > 0
    assert all(
        0 < t - held[e] <= days * HOURS_PER_DAY
        for e, t in zip(freed.entity.tolist(), freed.time.tolist(), strict=True)
    )
    assert any(t - held[e] == pytest.approx(days * HOURS_PER_DAY) for e, t in cancelled.items())


def test_row_65_default_loss_is_chance_times_exposure_in_the_mean():
    payers = [
        {"id": "safe", "share": 0.5, "default_share": 0.02},
        {"id": "bad", "share": 0.5, "default_share": 0.3},
    ]
    terms = {"payment_days": 10.0, "write_off_days": 20.0, "deposit_share": 0.25}
    log = run_compiled(
        toy(order_to_cash={"payers": payers}, plan={"terms": terms}, run={"months": 48}), 0
    ).log
    lost, invoiced = log.of(Kind.WRITTEN_OFF), log.of(Kind.INVOICED)
    settled = invoiced.where(invoiced.time < log.time[-1] - 31 * HOURS_PER_DAY)
    n, target = len(settled), 0.5 * 0.02 + 0.5 * 0.3
    share = np.isin(settled.entity, lost.entity).mean()

    assert (lost.cents == 37_500).all()  # exposure at default: 500.00 less the deposit
    assert abs(share - target) < 3 * math.sqrt(target * (1 - target) / n) < 0.25 * target


def test_row_66_days_sales_outstanding_of_fixed_terms_are_the_terms():
    value = measures(toy())

    assert value["dso_days"] == pytest.approx(30.0, rel=1e-9)
    assert value["receivables"] == 30 * 2 * 500.0  # two invoices a day


def test_row_66_late_payers_lengthen_it_by_the_mean_of_their_lateness():
    late = [{"id": "all", "share": 1.0, "late_days": {"log_mean": 2.0, "log_sd": 0.5}}]
    value = measures(toy(order_to_cash={"payers": late}))
    mean = math.exp(2.0 + 0.125)

    assert value["dso_days"] == pytest.approx(30.0 + mean, abs=0.5)


def test_row_67_terms_end_on_the_same_day_of_the_month():
    contracts = {"share": 1.0, "term_months": 3, "leave_share": 0.2}
    run = run_compiled(toy(order_to_cash={"contracts": contracts}, run={"warmup_days": 0}), 0)
    first_day = run.world.line.first_day
    signed, ended = run.log.of(Kind.SIGNED), run.log.of(Kind.RENEWED, Kind.NOT_RENEWED)
    days = ended.time / HOURS_PER_DAY
    began = {(first_day + timedelta(days=int(t // HOURS_PER_DAY))) for t in signed.time}
    due = {add_months(day, 3 * n) for day in began for n in (1, 2, 3, 4)}

    assert len(ended) > 300
    assert (days == np.floor(days)).all()
    assert {first_day + timedelta(days=int(day)) for day in days} <= due
    chance = len(run.log.of(Kind.NOT_RENEWED)) / len(ended)
    assert abs(chance - 0.2) < 3 * math.sqrt(0.16 / len(ended))


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 120))
def test_row_67_days_counted_in_whole_numbers_are_those_of_the_calendar(day, months):
    assert later_day(day.toordinal() - 1, months) == add_months(day, months).toordinal() - 1


def test_row_67_who_is_under_contract_leaves_at_the_end_of_a_term_only():
    contracts = {"share": 1.0, "term_months": 2, "leave_share": 0.3}
    world = cash_world(order_to_cash={**EVERYTHING["order_to_cash"], "contracts": contracts}, plan=NO_LOSS)
    log = run_compiled(world, 0).log
    left = log.of(Kind.CHURNED)
    bound = np.isin(left.time, log.of(Kind.NOT_RENEWED).time)
    never_bought = np.isin(left.time, log.of(Kind.QUOTE_EXPIRED, Kind.DECLINED).time)

    assert bound.sum() == len(log.of(Kind.NOT_RENEWED)) > 10
    assert (bound | never_bought).all()


@pytest.mark.parametrize("event", EVENTS)
def test_credits_are_all_of_what_the_plan_credits(event):
    run = run_compiled(cash_world(plan={"pay": {"credit_at": event}}), 0)

    check_run(run)
    assert int(run.credit_cents.sum()) > 0
    with pytest.raises(LawBrokenError, match="100 %"):
        check_run(replace(run, credit_cents=run.credit_cents + 1))


def test_whatever_the_event_credit_is_the_cash_once_all_is_settled():
    payers = [{"id": "good", "share": 0.7}, {"id": "bad", "share": 0.3, "default_share": 0.3}]
    rules = {"payers": payers, "returns": {"share": 0.3, "mean_days": 8.0, "part": 0.5}}
    disputes = {"share": 0.3, "mean_days": 5.0, "settled_days": 5.0, "reversed_share": 0.5}
    world = cash_world(
        order_to_cash={**rules, "disputes": disputes}, plan={"terms": {"payment_days": 5.0, "credit": None}}
    )
    found = books(run_compiled(world, 0).log)
    settled = (found[Kind.PAID] > 0) | (found[Kind.WRITTEN_OFF] > 0) | (found[Kind.CANCELLED] > 0)

    def credit(event):
        return sum(sign * found[Kind(kind)] for kind, sign in CREDITS[event].items())[settled]

    assert settled.sum() > 100
    assert all(
        (credit(event) == credit("cash")).all() for event in ("booking", "shipment", "delivery", "invoice")
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_laws_hold_whatever_the_luck(replication):
    check_run(run_compiled(cash_world(run={"months": 2}), replication))
