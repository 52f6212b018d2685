"""Prices of a supply plan against re-solving, relaxations that relax, promotions of the textbook, and hedged plans."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimize.elastic import InfeasibleError
from optimize.supply import (
    Family,
    Promotion,
    Reserve,
    SupplyFacts,
    Workforce,
    credit_weights,
    plan_hedged,
    plan_supply,
    price_list,
    promoted,
    relaxed,
    weigh_options,
    worth_of_sales,
)
from optimize.supply.facts import by_period
from optimize.supply.scarcity import at_prices, unit_worth
from optimize.supply.uncertain import capacity_now

MONTHS = ("Jan", "Feb", "Mar", "Apr")
# Every limit binds somewhere, and no two corners of the plan cost the same.
FULL = SupplyFacts(
    MONTHS,
    (
        Family(
            "pumps",
            (310, 420, 530, 610),
            hours=2.0,
            material=11.0,
            holding=1.3,
            backlog_cost=4.7,
            subcontract=47.0,
            subcontract_limit=(25, 25, 30, 30),
            price=83.0,
            lost_sale=1.0,
            most_units=560.0,
        ),
        Family(
            "valves",
            (205, 190, 330, 280),
            hours=1.1,
            material=7.0,
            holding=0.9,
            regular_limit=240.0,
            overtime_limit=16.0,
            price=41.0,
            lost_sale=0.5,
            closing_stock=12.0,
            opening_stock=20.0,
        ),
    ),
    Workforce(
        7.0,
        wage=1900.0,
        regular_hours=150.0,
        overtime_hours=12.0,
        overtime_cost=21.0,
        hire=800.0,
        lay_off=650.0,
        most=7.5,
    ),
    storage=(70.0, 80.0, 60.0, 90.0),
)


def change(facts, family, **values):
    """Return the facts with fields of one family changed."""
    families = tuple(replace(f, **values) if f.id == family else f for f in facts.families)
    return replace(facts, families=families)


def lifted(series, month, by):
    values = by_period(series, len(MONTHS)).copy()
    values[month] += by
    return tuple(values.tolist())


@pytest.mark.parametrize("solver", ["highs", "cbc"])
@pytest.mark.parametrize("limit", ["regular_limit", "overtime_limit", "subcontract_limit", "most_units"])
def test_the_price_of_a_limit_is_what_one_more_unit_adds_to_profit(limit, solver):
    word = {
        "regular_limit": "capacity",
        "overtime_limit": "overtime capacity",
        "subcontract_limit": "subcontract",
    }
    plan = plan_supply(FULL, solver)
    checked = 0
    for family in FULL.families:
        for month in range(len(MONTHS)):
            price = plan.limit_price[word.get(limit, "suppliers")][family.id][month]
            if np.isfinite(by_period(getattr(family, limit), 4)[month]):
                ends = [
                    plan_supply(
                        change(FULL, family.id, **{limit: lifted(getattr(family, limit), month, e)})
                    ).profit
                    for e in (1e-3, -1e-3)
                ]
                gains = [(ends[0] - plan.profit) / 1e-3, (plan.profit - ends[1]) / 1e-3]
                assert min(gains) - 1e-5 <= price <= max(gains) + 1e-5
                checked += 1
    assert checked >= 4


@pytest.mark.parametrize("month", range(4))
def test_the_prices_of_demand_hours_and_room_are_differences_of_two_solves(month):
    plan, e = plan_supply(FULL), 1e-3
    team = FULL.workforce
    more = {
        plan.unit_price["pumps"][month]: change(
            FULL, "pumps", demand=lifted(FULL.families[0].demand, month, e)
        ),
        -plan.hour_price["regular hours"][month]: replace(
            FULL, workforce=replace(team, extra_hours=lifted(0.0, month, e))
        ),
        -plan.hour_price["overtime"][month]: replace(
            FULL, workforce=replace(team, extra_overtime=lifted(0.0, month, e))
        ),
        -plan.storage_price[month]: replace(FULL, storage=lifted(FULL.storage, month, e)),
    }
    for price, facts in more.items():
        other = plan_supply(facts)
        revenue_kept = e * 83.0 if facts.families[0].demand != FULL.families[0].demand else 0.0
        assert (plan.profit - other.profit + revenue_kept) / e == pytest.approx(price, abs=1e-5)


def test_what_one_more_unit_sold_adds_to_profit_is_margin_less_scarcity():
    single = SupplyFacts(
        ("t",), (Family("a", (100.0,), hours=0, material=4, price=10, lost_sale=0, regular_limit=60.0),)
    )
    slack = change(single, "a", regular_limit=200.0)
    [short], [free] = worth_of_sales(plan_supply(single)), worth_of_sales(plan_supply(slack))
    assert (short.margin, short.scarcity, short.net) == pytest.approx((6, 6, 0))
    assert (free.margin, free.scarcity, free.net) == pytest.approx((6, 0, 6))


def test_credit_weights_keep_the_total_and_take_from_what_is_short():
    worth = worth_of_sales(plan_supply(FULL))
    revenue = {"pumps": 3.0, "valves": 1.0}
    weights = credit_weights(worth, revenue)
    assert sum(weights[name] * revenue[name] for name in revenue) == pytest.approx(4.0)
    rate = {each.family: each.net / each.price for each in worth}
    assert weights["pumps"] * rate["valves"] == pytest.approx(weights["valves"] * rate["pumps"])


def test_without_limits_the_best_price_is_lerners():
    """p = e / (e - 1) material: Lerner (1934); scarcity would be added to the material."""
    free = SupplyFacts(("t",), (Family("a", (100.0,), hours=0, material=5.2, price=10, lost_sale=0),))
    assert price_list(free, {"a": 2.0})["a"] == pytest.approx(1.04, abs=1e-3)


def test_the_price_list_of_a_short_family_satisfies_lerner_with_scarcity():
    short = SupplyFacts(
        ("t",), (Family("a", (100.0,), hours=0, material=5, price=10, lost_sale=0, regular_limit=90.0),)
    )
    ratio = price_list(short, {"a": 2.0})["a"]
    plan = plan_supply(at_prices(short, {"a": ratio}, {"a": 2.0}))
    # At the best price demand is just what can be made: 100 r^-2 = 90.
    assert ratio == pytest.approx((100 / 90) ** 0.5, abs=2e-3)
    assert plan.made("a")[0] == pytest.approx(90.0, rel=5e-3)


@pytest.mark.parametrize(
    ("period", "lift", "demand", "profit"),
    [
        ("Jan", 0.10, (3000, 2400, 2560, 3800, 2200, 2200), 221_485),
        ("Apr", 0.10, (1600, 3000, 3200, 5060, 1760, 1760), 211_283.33),
        ("Jan", 1.00, (4440, 2400, 2560, 3800, 2200, 2200), 242_810),
        ("Apr", 1.00, (1600, 3000, 3200, 8480, 1760, 1760), 247_320),
    ],
)
def test_the_promotions_of_red_tomato(period, lift, demand, profit):
    """Chopra and Meindl: a dollar off lifts the month by 10 % and moves 20 % of the next two months' demand forward."""
    tools = Family(
        "tools",
        (1600, 3000, 3200, 3800, 2200, 2200),
        hours=4,
        material=10,
        holding=2,
        backlog_cost=5,
        subcontract=30,
        price=40.0,
        opening_stock=1000,
        closing_stock=500,
    )
    team = Workforce(
        80, wage=640, regular_hours=160, overtime_hours=10, overtime_cost=6, hire=300, lay_off=500
    )
    facts = SupplyFacts(("Jan", "Feb", "Mar", "Apr", "May", "Jun"), (tools,), team)
    changed = promoted(facts, Promotion("tools", period, 1.0, lift, 0.2))
    assert changed.families[0].demand == pytest.approx(demand)
    for solver in ("highs", "cbc"):
        assert plan_supply(changed, solver).profit == pytest.approx(profit, rel=1e-6)


def test_an_unknown_family_or_month_is_told_with_the_near_miss():
    with pytest.raises(ValueError, match="did you mean 'pumps'"):
        promoted(FULL, Promotion("pump", "Jan", 1.0, 0.1))
    with pytest.raises(ValueError, match="no such period: 'May'"):
        promoted(FULL, Promotion("pumps", "May", 1.0, 0.1))


def test_options_stand_in_order_of_profit():
    options = {"roomier": replace(FULL, storage=200.0), "dearer": change(FULL, "pumps", material=12.0)}
    found = weigh_options(FULL, options)
    assert [option.name for option in found] == ["roomier", "as it is", "dearer"]
    assert found[0].gain > 0 > found[-1].gain


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 900), min_size=4, max_size=4),
    st.integers(0, 400),
    st.integers(0, 300),
    st.sampled_from([None, 60.0]),
    st.sampled_from([(0.0, 0.0), (80.0, 50.0), (200.0, 300.0)]),
)
def test_relaxing_as_told_makes_any_problem_feasible(demand, closing, limit, storage, bought):
    facts = SupplyFacts(
        MONTHS,
        (
            Family(
                "a", tuple(map(float, demand)), hours=2.0, closing_stock=float(closing), opening_stock=30.0
            ),
            Family(
                "b",
                (100.0, 0.0, 50.0, 90.0),
                hours=1.0,
                most_units=float(limit),
                opening_backlog=40.0,
                subcontract=3.0,
                contract_units=bought[0],
                subcontract_limit=bought[1],
            ),
        ),
        Workforce(
            3.0, wage=1.0, regular_hours=150.0, overtime_hours=10.0, hire=9.0, most=5.0, most_hires=1.0
        ),
        storage=np.inf if storage is None else storage,
    )
    try:
        plan_supply(facts)
    except InfeasibleError as told:
        relaxation = told.relaxation
    else:
        return

    assert relaxation.clashing
    assert plan_supply(relaxed(facts, relaxation)).solution.status == "optimal"


CLASHES = {
    "a contract above what suppliers can provide": (
        {"subcontract": 3.0, "contract_units": 80.0, "subcontract_limit": 50.0},
        {},
        {"contract of a in Jan", "subcontract of a in Jan"},
    ),
    "more stock than room": ({"opening_stock": 900.0}, {"storage": 100.0}, {"storage of Jan"}),
    "hires that cannot make what is to be made": (
        {"closing_stock": 1200.0},
        {"workforce": Workforce(1.0, wage=1.0, regular_hours=150.0, hire=9.0, most_hires=0.5)},
        {"closing stock of a", "hires of Jan"},
    ),
    "more people than there may be": (
        {},
        {"workforce": Workforce(3.0, wage=1.0, regular_hours=150.0, hire=9.0, most=1.0)},
        {"headcount of Jan"},
    ),
}


@pytest.mark.parametrize("what", CLASHES)
def test_clashing_limits_are_named_and_relaxing_as_told_is_enough(what):
    of_family, others, named = CLASHES[what]
    family = Family("a", (100.0, 90.0, 120.0, 80.0), hours=1.0, **of_family)
    team = Workforce(3.0, wage=1.0, regular_hours=150.0)
    facts = replace(SupplyFacts(MONTHS, (family,), team), **others)

    with pytest.raises(InfeasibleError) as told:
        plan_supply(facts)

    clashing = told.value.relaxation.clashing
    assert named <= set(clashing)
    assert not [row for row in clashing if row.startswith(("people of", "turned away")) or "no more" in row]
    assert plan_supply(relaxed(facts, told.value.relaxation)).solution.status == "optimal"


def test_what_clashes_is_told_in_the_fewest_limits():
    """900 in stock and 390 wanted: room for 100 is too little in every month, and nothing else is in the way."""
    family = Family("a", (100.0, 90.0, 120.0, 80.0), hours=1.0, subcontract=9.0, opening_stock=900.0)
    with pytest.raises(InfeasibleError) as told:
        plan_supply(SupplyFacts(MONTHS, (family,), storage=100.0))

    assert told.value.relaxation.clashing == tuple(f"storage of {month}" for month in MONTHS)
    assert told.value.relaxation.by == pytest.approx(
        dict(zip((f"storage of {month}" for month in MONTHS), (700.0, 610.0, 490.0, 410.0), strict=True))
    )


def test_what_must_be_bought_has_a_price():
    with pytest.raises(ValueError, match=r"a\.contract_units: what must be bought has a price"):
        SupplyFacts(MONTHS, (Family("a", (1.0, 1.0, 1.0, 1.0), hours=0.0, contract_units=5.0),))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 900), min_size=8, max_size=8), st.floats(0, 100))
def test_units_are_conserved_and_limits_kept_in_every_period(demand, stock):
    facts = change(FULL, "pumps", demand=tuple(demand[:4]), opening_stock=stock)
    facts = change(facts, "valves", demand=tuple(demand[4:]))
    facts = replace(change(facts, "valves", closing_stock=0.0), storage=200.0)
    plan = plan_supply(facts)
    for family in facts.families:
        flow = plan.flows[family.id]
        kept = np.concatenate([[family.opening_stock], flow["stock"] - flow["backlog"]])
        np.testing.assert_allclose(
            np.diff(kept), plan.made(family.id) + flow["lost"] - np.array(family.demand), atol=1e-6
        )
        assert (flow["lost"] <= np.array(family.demand) + 1e-6).all()
    assert (sum(plan.flows[f]["stock"] for f in plan.flows) <= 200.0 + 1e-6).all()


def test_one_family_in_one_period_is_the_two_stage_program_there_was():
    demand = np.random.default_rng(3).gamma(5.0, 20.0, 41)
    facts = SupplyFacts(("t",), (Family("a", (0.0,), hours=0, price=10.0, lost_sale=0.0, regular_limit=0.0),))
    found = plan_hedged(facts, {"a": demand[:, None]}, {"a": Reserve(4.0)})
    other = capacity_now(demand[:, None], np.array([10.0]), np.array([1.0]), 4.0)
    assert found.reserved["a"] == pytest.approx(other.hours)
    assert found.profit == pytest.approx(other.profit)
    assert found.value_of_information == pytest.approx(other.value_of_information)
    assert found.value_of_stochastic == pytest.approx(other.value_of_stochastic)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_a_hedged_plan_earns_what_its_program_says_and_no_less_than_the_mean_plan(solver):
    draw = np.random.default_rng(5)
    samples = {"pumps": draw.normal(470, 90, (9, 4)).clip(0), "valves": draw.normal(250, 60, (9, 4)).clip(0)}
    facts = change(change(FULL, "valves", closing_stock=0.0), "pumps", most_units=np.inf)
    found = plan_hedged(facts, samples, {"valves": Reserve(3.0, most=80.0)}, solver)
    assert found.profit == pytest.approx(-found.solution.objective, rel=1e-7)
    assert found.value_of_stochastic >= -1e-6
    assert found.value_of_information >= -1e-6
    assert (found.regret >= -1e-6).all()


def test_samples_that_do_not_fit_are_told_all_at_once():
    facts = change(FULL, "pumps", lost_sale=None)
    with pytest.raises(ValueError, match="valves") as told:
        plan_hedged(facts, {"pumps": np.ones((3, 2))}, {"pipes": Reserve(1.0)})
    assert len(str(told.value).splitlines()) == 4


def test_worth_of_basic_units_leaves_out_what_cannot_be_shipped():
    worth = unit_worth(
        np.array([2.0, 3.0]), np.array([1.0, 2.0]), np.array([1.0, 4.0]), np.array([5.0, -1.0])
    )
    np.testing.assert_allclose(worth, [10.0, 30.0])
