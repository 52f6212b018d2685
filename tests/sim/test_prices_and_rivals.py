"""Price and competition: rows 38 and 42 of the concepts, in the compiled engine."""

import math

import numpy as np
import pytest
from worlds import queue

from sim.engine.compiled.run import run_compiled
from sim.engine.log import Kind
from sim.outcomes import measure

ELASTICITY = 2.0
RIVALS = {"rivals": [{"id": "acme", "share": 0.5}, {"id": "zeta", "share": 0.2}]}


def shop(of_list=1.0, elasticity=ELASTICITY, per_hour=0.5, **market):
    """Return a desk that wins half of its deals at the list price, with nothing else in the way."""
    return queue(
        per_hour=per_hour,
        work_hours=0.01,
        months=12,
        market={"price_response": {"win_elasticity": elasticity}} | market,
        pipeline={"stages": [{"id": "close", "work_hours": 0.01, "advance_share": 0.5}]},
        plan={"prices": [{"id": "core", "of_list": of_list}, {"id": "plus", "of_list": of_list}]},
    )


def win_share(world, replication):
    log = run_compiled(world, replication).log
    won, lost = len(log.of(Kind.WON)), len(log.of(Kind.LOST))
    return won / (won + lost)


def slopes(cheap, dear, replications, elasticity=ELASTICITY):
    """Return the slope of the log odds of winning on the log of price, by replication, from two prices."""
    found = []
    for replication in replications:
        odds = []
        for price in (cheap, dear):
            share = win_share(shop(price, elasticity, per_hour=4.0), replication)
            odds.append(math.log(share / (1 - share)))
        found.append((odds[1] - odds[0]) / math.log(dear / cheap))
    return np.array(found)


def z_and_half_width(found):
    """Return z of the mean slope against the elasticity, and its half-width over it; t with 9 degrees: 2.262."""
    error = found.std(ddof=1) / math.sqrt(len(found))
    return (found.mean() + ELASTICITY) / error, 2.262 * error / ELASTICITY


def test_row_42_the_elasticity_is_recovered_by_regression():
    # The same leads meet the same luck under both prices, so that few replications tell.
    z, half = z_and_half_width(slopes(0.5, 1.5, range(10)))

    assert abs(z) < 3
    assert half <= 0.02


def test_row_42_an_elasticity_wrong_by_five_percent_is_found_out():
    z, _ = z_and_half_width(slopes(0.5, 1.5, range(10), elasticity=1.05 * ELASTICITY))

    assert abs(z) >= 3


def test_row_42_without_elasticity_price_changes_value_alone():
    list_price, discount = (run_compiled(shop(price, 0.0), 0).log for price in (1.0, 0.8))
    ordered, cheaper = list_price.of(Kind.ORDERED), discount.of(Kind.ORDERED)

    assert ordered.entity.tolist() == cheaper.entity.tolist()
    assert (ordered.cents * 0.8).tolist() == pytest.approx(cheaper.cents.tolist())


def test_row_42_a_discount_costs_margin():
    def profit(of_list):
        values = {row[0]: row[3] for row in measure(run_compiled(shop(of_list, 0.0), 0)) if row[1] == ""}
        return values["profit_contribution"], values["shipped_revenue"]

    (full, revenue), (less, discounted) = profit(1.0), profit(0.8)

    assert discounted == pytest.approx(0.8 * revenue)
    assert full - less == pytest.approx(0.2 * revenue + pay_difference(revenue, discounted))


def pay_difference(revenue, discounted):
    """Return 0: both years are far above the cap of the pay plan."""
    assert min(revenue, discounted) > 2 * 900_000
    return 0.0


def test_row_38_market_shares_add_to_1_and_rivals_take_their_part():
    run = run_compiled(shop(elasticity=0.0, competition=RIVALS), 0)
    rows = {(name, entity): value for name, entity, _, value in measure(run)}
    ours, acme, zeta = rows["market_share", ""], rows["rival_share", "acme"], rows["rival_share", "zeta"]
    taken = run.log.of(Kind.TAKEN)
    lost = len(run.log.of(Kind.LOST))

    assert ours + acme + zeta == pytest.approx(1.0, abs=1e-12)
    assert abs(len(taken) / lost - 0.7) < 3 * math.sqrt(0.21 / lost)
    assert abs((taken.stage == 0).sum() / lost - 0.5) < 3 * math.sqrt(0.25 / lost)


def test_row_38_no_lead_changes_because_somebody_takes_what_we_lose():
    alone, among = run_compiled(shop(), 1).log, run_compiled(shop(competition=RIVALS), 1).log

    assert alone.same_as(among.where(among.kind != Kind.TAKEN))


def test_a_cheaper_rival_costs_deals():
    cheap = {"rivals": [{"id": "acme", "share": 0.5, "price_ratio": 0.5}]}
    theory = 1 / (1 + 0.5 * 0.5**-ELASTICITY + 0.5)  # our odds of 1 over the others' 2.5
    share = win_share(shop(competition=cheap), 0)

    assert share == pytest.approx(theory, abs=3 * math.sqrt(theory * (1 - theory) / 4000))
