"""The numbers of the shipped scenarios: facts as measured, sums, and a source for everything."""

import json
from math import prod, sqrt
from pathlib import Path
from statistics import NormalDist

import pytest
import yaml

import scenarios

HERE = Path(scenarios.__file__).parent / "library" / "us-field-force"
VARIANTS = ("balanced", "uncapped", "tight-supply")

# Facts fitted to the Olist marketing funnel (5,345 leads, 336 wins, as of 2018-03-31; Kaggle, CC BY-NC-SA 4.0): share
# of leads by origin, and percent won within 30 days of a first contact in January or February 2018.
OLIST_SOURCES = {
    "organic-search": (0.2999, 9.4),
    "paid-search": (0.1961, 11.0),
    "unknown": (0.1519, 15.0),
    "social": (0.1414, 2.8),
    "email": (0.0653, 2.3),
    "direct": (0.0647, 12.2),
    "referral": (0.0348, 5.3),
    "other": (0.0211 + 0.0165 + 0.0082, 100 * 2 / 96),
}
# Structure, and names of days: these need no source.
UNSOURCED = {"run", "calendar.holidays", "plan.pay.rounding", "plan.pay.components.bookings.weight"}


@pytest.fixture(scope="module")
def world():
    return {name: scenarios.load(f"us-field-force/{name}") for name in ("today", *VARIANTS)}


@pytest.fixture(scope="module")
def today(world):
    return world["today"]


def numbers(node, path=""):
    """Yield (dotted path, number, whether a source stands beside it) for every number of a raw YAML tree."""
    if isinstance(node, dict) and "source" in node:
        yield from ((path, number, True) for _, number, _ in numbers(node["value"], path))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from numbers(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for item in node:
            name = item.get("id", "") if isinstance(item, dict) else ""
            yield from numbers(item, f"{path}.{name}".rstrip("."))
    elif not isinstance(node, str | bool | None):
        yield path, node, False


@pytest.mark.parametrize("name", ["today", *VARIANTS, "planned-supply"])
def test_every_number_has_a_source_unless_it_is_structure(name):
    found = list(numbers(yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))))
    bare = {path for path, _, sourced in found if not sourced}

    assert found
    assert {path for path in bare if not any(path.startswith(known) for known in UNSOURCED)} == set()


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_a_few_lines(name):
    lines = (HERE / f"{name}.yaml").read_text(encoding="utf-8").splitlines()

    assert "extends: today.yaml" in lines
    assert len(lines) <= 20


def test_what_is_a_guess_says_so(today):
    grades = {entry.grade for entry in today.assumptions}

    assert grades == {"fact", "vendor", "choice", "guess"}
    assert all(len(entry.source) > 5 for entry in today.assumptions)


def test_lead_sources_are_olists(today):
    share = {source.id: source.share for source in today.market.sources}

    assert share == pytest.approx({name: part for name, (part, _) in OLIST_SOURCES.items()}, abs=1.5e-4)


def test_a_source_wins_as_much_more_than_the_mix_as_olists_did(today):
    mean = sum(share * percent for share, percent in OLIST_SOURCES.values())
    ratio = {source.id: source.win_ratio for source in today.market.sources}

    assert mean == pytest.approx(8.87, abs=0.005)
    assert ratio == pytest.approx({name: won / mean for name, (_, won) in OLIST_SOURCES.items()}, rel=0.01)


def test_the_mean_lead_wins_the_mean_share(today):
    assert sum(s.share * s.win_ratio for s in today.market.sources) == pytest.approx(1, abs=1e-4)
    assert sum(g.share * g.win_ratio for g in today.pipeline.grades) == pytest.approx(1, abs=1e-12)


def test_a_lead_in_a_slack_world_is_won_as_often_as_at_olist(today):
    screening = today.pipeline.screening
    funnel = prod(stage.advance_share for stage in today.pipeline.stages)

    assert screening.valid_share * screening.sensitivity * funnel == pytest.approx(0.089, abs=5e-5)


def test_customers_take_as_long_as_at_olist(today):
    assert (today.pipeline.cycle_days.log_mean, today.pipeline.cycle_days.log_sd) == (2.319, 1.102)


def test_reviews_follow_olists_sigmoid(today):
    # Fitted to 6,839 Olist orders with a review.
    rule = today.customers.satisfaction

    assert (rule.floor, rule.ceiling, rule.midpoint_days, rule.slope_per_day) == (1.70, 4.30, 3.0, 0.69)
    assert rule.never_delivered == 1.83


def test_eight_percent_of_unhindered_orders_are_late(today):
    # Olist: lead time lognormal(2.301, 0.679), 8.0 % late.
    lead_time = today.fulfilment.lead_time_days
    late = 1 - NormalDist(lead_time.log_mean, lead_time.log_sd).cdf(3.258097)  # ln 26

    assert (lead_time.log_mean, lead_time.log_sd) == (2.301, 0.679)
    assert today.fulfilment.promise_days == 26
    assert late == pytest.approx(0.080, abs=0.001)


def test_the_season_ends_in_the_insurers_spike(today):
    # Insurance sales panel: March 2.62 (2016) and 3.18 (2017) times the mean month, April 0.31 and 0.61.
    index = today.market.seasonality.index

    assert index[11] == pytest.approx((2.62 + 3.18) / 2, rel=0.01)
    assert index[0] == pytest.approx((0.31 + 0.61) / 2, rel=0.01)
    assert all(0.5 <= month <= 1.2 for month in index[1:11])


def test_new_reps_ramp_as_the_insurers_did(today):
    # By month of tenure over 24 months and more: 0: .03, 1: .11, 2: .30, 3: .49, 4: .50, 5: .55, 6: .65, 12: .81.
    ramp = today.people.ramp

    assert ramp[:7] == (0.03, 0.11, 0.30, 0.49, 0.50, 0.55, 0.65)
    assert ramp[12] == 0.81
    assert len(ramp) == 24
    assert ramp[9] == pytest.approx((0.65 + 0.81) / 2, abs=5e-4)  # half way from 6 to 12
    assert ramp[18] == pytest.approx((0.81 + 1.00) / 2, abs=5e-4)  # half way from 12 to 24


def test_pay_at_quota_is_half_fixed_and_half_variable(today):
    pay = today.plan.pay

    assert pay.pay.base == pay.pay.target_incentive
    assert pay.components[0].payout.points[0][0] == pytest.approx(0.5)
    assert pay.components[0].cap.max == 1.5


def test_a_year_has_eleven_federal_holidays(today):
    # 2026: New Year, King, Washington, Memorial, Juneteenth, Independence (Saturday, so Friday 3 July), Labor,
    # Columbus, Veterans, Thanksgiving, Christmas.
    assert sum(day.year == 2026 for day in today.calendar.holidays) == 11
    assert all(day.weekday() < 5 for day in today.calendar.holidays)


def test_equipment_is_fifteen_percent_short_in_tight_supply(world):
    # Today's capacity is 1.25 of mean demand, so demand is capacity / 1.25; rounding to tens of units is allowed.
    slack, tight = (
        {s.id: s.units_per_month for s in world[name].plan.supply} for name in ("today", "tight-supply")
    )

    assert tight["equipment"] == pytest.approx(0.85 * slack["equipment"] / 1.25, rel=0.005)
    assert {**tight, "equipment": 0} == {**slack, "equipment": 0}
    assert all(sum(limit.profile) == pytest.approx(12) for limit in world["today"].plan.supply)


def test_the_cap_is_all_that_uncapped_changes_but_the_slope(world):
    capped, free = (json.loads(world[name].plan.pay.model_dump_json()) for name in ("today", "uncapped"))
    component, changed = capped["components"][0], free["components"][0]

    assert changed["cap"] is None
    assert 0 < float(changed["payout"]["beyond"]["slope"]) < float(component["payout"]["beyond"]["slope"])
    changed["cap"], changed["payout"]["beyond"] = component["cap"], component["payout"]["beyond"]
    assert free == capped


def test_balanced_deals_the_same_total_of_quotas(world):
    cents = int(world["today"].plan.quotas.table["quota"].sum())

    assert world["balanced"].plan.quotas.total * 100 == cents


def test_the_variants_live_in_the_same_world(world):
    bare = {
        name: scenario.model_copy(update={"plan": world["today"].plan}) for name, scenario in world.items()
    }

    assert len({scenario.fingerprint() for scenario in bare.values()}) == 1
    assert len({scenario.fingerprint() for scenario in world.values()}) == 4


def test_the_season_of_capacity_is_near_that_of_leads(today):
    # Half strength is the square root; orders again follow the season with a lag, so that only the shape agrees.
    leads = [sqrt(month) for month in today.market.seasonality.index]
    mean = sum(leads) / 12

    assert today.plan.supply[0].profile == pytest.approx([month / mean for month in leads], abs=0.16)
