"""The gaming audit: nothing under a flat rate, a planted lump found with its clause, and mended."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from judged_worlds import LINEAR, PAY, curve, quarterly_bonus, sales_force, swinging

from evenfield.judgement.audit.audit import Asked, Audit, audit, equal_pay
from evenfield.judgement.audit.clauses import clauses, repriced
from evenfield.judgement.audit.credits import TASK, replicate_credits
from evenfield.judgement.audit.paid import Credits
from evenfield.judgement.audit.schemes import SCHEMES, poorest_leads, schemers
from evenfield.judgement.audit.words import audit_data, audit_lines
from evenfield.study.run import simulate_many
from sim.compensation import run_payroll
from sim.compensation.plan import PayPlan
from sim.scenario import Scenario

MEASURE = {"credit": "sales", "window": "ytd", "against": "full_quota"}


def audited(scenario: Scenario, n: int, **words: Any) -> Audit:
    simulate = functools.partial(simulate_many, replications=n, task=TASK, workers=1)
    return audit(scenario, Asked(n, **words), simulate)


def plan(payout: dict[str, Any], **component: Any) -> PayPlan:
    return PayPlan.model_validate(
        {**PAY, "components": [{"id": "c", "measure": MEASURE, "payout": payout, **component}]}
    )


def paid(pay: PayPlan, attainment: float) -> float:
    credit = np.zeros((1, 12), dtype=np.int64)
    credit[0, 0] = round(attainment * 10_000_000)
    return float(run_payroll(pay, credit, np.array([10_000_000])).variable.sum()) / 100


def test_timing_and_splitting_gain_nothing_under_a_flat_rate() -> None:
    found = audited(swinging(LINEAR, 0.66, n_reps=3), 2)

    gains = {one.scheme.id: one.value for one in found.exploits}
    assert found.clauses == ()
    assert all(gains[name].same for name in ("hold back", "pull forward", "split"))
    assert not any(one.is_found for one in found.exploits)
    assert "No scheme was found" in audit_lines(found)[0]


def test_a_planted_quarterly_lump_is_found_told_and_mended() -> None:
    pulls = tuple(scheme for scheme in SCHEMES if scheme.id == "pull forward")
    found = audited(swinging(quarterly_bonus(), 0.66, n_reps=8), 10, share=0.5, mends=1, schemes=pulls)

    (pull,) = found.exploits
    assert pull.is_found
    assert pull.culprit in {"bonus: lump", "bonus: quarterly window"}
    assert pull.profit.high < 0
    (mend,) = found.mends
    assert mend.after.mean < 0.6 * mend.before.mean
    assert audit_data(found)["schemes"][0]["pays"]


@pytest.mark.parametrize(
    ("given", "name", "at", "without"),
    [
        # 60,000 target pay on a quota of 100,000, all credited in the first month.
        (
            plan({"kind": "commission", "rate": "0.1"}, cap={"of": "amount", "max": "5000.00"}),
            "c: cap",
            1.0,
            10_000,
        ),
        (
            plan({"kind": "lump", "at": "1", "amount": "8000.00", "boundary": "lower_inclusive"}),
            "c: lump",
            0.5,
            4_000,
        ),
        (
            PayPlan.model_validate(curve([["0.5", "0"], ["1", "1"]], "3", "1.5")),
            "bookings: threshold",
            0.5,
            30_000,
        ),
        (
            PayPlan.model_validate(curve([["0.5", "0"], ["1", "1"]], "3", "1.5")),
            "bookings: accelerator",
            1.1,
            72_000,
        ),
        (
            plan(
                {"kind": "steps", "points": [["0.5", "0.5"], ["1", "1"]], "boundary": "lower_inclusive"},
                weight="1",
            ),
            "c: stairs",
            0.75,
            45_000,
        ),
        (
            plan(
                {
                    "kind": "tiers",
                    "x": "attainment",
                    "knot_rule": "whole_trueup",
                    "boundary": "lower_inclusive",
                    "bands": [{"starts_at": "0", "rate": "0.05"}, {"starts_at": "1", "rate": "0.1"}],
                }
            ),
            "c: retroactive tiers",
            1.2,
            7_000,
        ),
    ],
)
def test_a_plan_without_a_clause_pays_by_hand(given: PayPlan, name: str, at: float, without: float) -> None:
    clause = next(one for one in clauses(given) if one.name == name)

    assert paid(clause.without, at) == pytest.approx(without)


def test_a_quarterly_lump_counted_over_the_year_pays_four_at_once() -> None:
    given = PayPlan.model_validate(quarterly_bonus("1000.00"))
    yearly = next(one for one in clauses(given) if one.name.endswith("quarterly window")).without

    assert (paid(given, 1.0), paid(yearly, 1.0)) == (1000.0, 4000.0)


def test_repricing_multiplies_all_variable_pay() -> None:
    rates = [("0", "0.05"), ("1", "0.1")]
    tiers = plan(
        {
            "kind": "tiers",
            "x": "attainment",
            "knot_rule": "marginal",
            "bands": [{"starts_at": start, "rate": rate} for start, rate in rates],
        }
    )
    for given in (tiers, PayPlan.model_validate(quarterly_bonus()), PayPlan.model_validate(LINEAR)):
        assert paid(repriced(given, 0.8), 1.3) == pytest.approx(0.8 * paid(given, 1.3), abs=0.02)


@pytest.fixture(scope="module")
def credits() -> Credits:
    return Credits.read(replicate_credits(sales_force(run={"months": 24}), [0, 1]))


def test_credits_are_read_and_paid_as_the_run_paid_them(credits: Credits) -> None:
    scenario = sales_force(run={"months": 24})
    frame: pd.DataFrame = replicate_credits(scenario, [0, 1])

    told = frame[frame["measure"] == "rep_variable_pay"].sort_values(["replication", "entity"])["value"]
    assert credits.credit.shape == (2, 3, 24)
    assert credits.pay(scenario.plan.pay).ravel() == pytest.approx(told.to_numpy())
    assert (credits.late <= credits.credit + 1e5).all()
    assert credits.new.sum() > 0


def test_a_split_moves_credit_and_makes_none_and_never_pays_less(credits: Credits) -> None:
    pay = sales_force().plan.pay
    split = credits.split(pay)

    assert split.sum(axis=2) == pytest.approx(credits.credit.sum(axis=2))
    assert (credits.pay(pay, split) >= credits.pay(pay)).all()


def test_equal_pay_is_equal_on_the_mean(credits: Credits) -> None:
    pay = sales_force().plan.pay
    without = clauses(pay)[0].without

    same = equal_pay(without, pay, credits)
    assert credits.pay(same).mean() == pytest.approx(credits.pay(pay).mean(), rel=1e-6)
    assert same.pay.ote != pay.pay.ote
    assert isinstance(same.pay.ote, Decimal)


def test_schemers_are_drawn_by_replication_and_the_poorest_leads_are_left() -> None:
    world = sales_force()

    drawn = {schemers(world, 0.3, k) for k in range(8)}
    assert len(drawn) > 1
    assert all(len(who) == 1 for who in drawn)
    # Core is 500 x about 9 units, plus 2,000 x about 3.6: core of grade B, 0.8 x 0.6 of the leads, is worth least.
    ((family, grade, share),) = poorest_leads(world)
    assert (family, grade, round(share, 3)) == ("core", "B", 0.625)


def test_every_scheme_says_how_it_is_done() -> None:
    assert {scheme.how for scheme in SCHEMES} == {"engine", "replay"}


def test_a_flat_commission_pays_who_discounts_and_charging_the_cut_mends_it() -> None:
    payout = {"kind": "commission", "rate": "0.1"}
    pay = {"components": [{"id": "c", "measure": MEASURE, "payout": payout}]}
    market = {"price_response": {"win_elasticity": 12.0}}
    discounts = tuple(scheme for scheme in SCHEMES if scheme.id == "discount")

    found = audited(sales_force(market=market, plan={"pay": pay}), 6, schemes=discounts)
    (exploit,) = found.exploits
    assert exploit.is_found
    assert exploit.culprit == "credit on revenue"
    assert found.mends[0].after.high < exploit.value.low
