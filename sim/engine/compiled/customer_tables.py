"""The tables and numbers of what customers do beside ordering: adopting, referring, answering, leaving."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.calendar import HOURS_PER_DAY, HOURS_PER_YEAR
from sim.engine.compiled.state import ADOPTION, NUMBER, REFERRED, WANT, Table, empty
from sim.pipeline import CARE_PRIORITY
from sim.prices import gap_factors, rival_weights

if TYPE_CHECKING:
    from sim.engine.world import World
    from sim.scenario import Scenario

_SOME = 64


def customer_tables(world: World) -> dict[str, Table]:
    """Return the tables, by name; those of what is off are empty."""
    scenario = world.scenario
    adoption, weights = scenario.customers.adoption, rival_weights(scenario)
    rivals = empty(NUMBER, len(weights))
    rivals["value"] = weights
    return {
        "adoption": _adoption(scenario),
        "want": empty(WANT, len(adoption) * (len(world.customers[0]) + _SOME) + _SOME),
        "referred": empty(REFERRED, _SOME),
        "rival": rivals,
    }


def _adoption(scenario: Scenario) -> Table:
    customers = scenario.customers
    families = [family.id for family in scenario.market.families]
    factors = gap_factors(scenario)
    table = empty(ADOPTION, len(customers.adoption))
    for row, rule in enumerate(customers.adoption):
        family, pace = families.index(rule.id), rule.innovation_per_year + rule.imitation_per_year
        table["family"][row], table["potential_share"][row] = family, rule.potential_share
        table["innovation"][row], table["imitation"][row] = rule.innovation_per_year, rule.imitation_per_year
        table["mean_hours"][row] = HOURS_PER_YEAR / pace if pace > 0 else math.inf
        table["offer_hours"][row], table["win_share"][row] = rule.offer_hours, rule.win_share
        own = rule.reorder_mean_days or customers.reorder_mean_days or math.inf
        table["reorder_mean_days"][row] = own * factors[family]
    return table


def customer_rules(world: World) -> dict[str, Any]:
    """Return what the scenario says of customers in single numbers."""
    scenario = world.scenario
    ties = scenario.customers.relationship
    return {
        "inquiries": len(world.leads),
        "n_segments": world.n_segments,
        "handover_hour": math.inf,
        "newcomers": ties.newcomers,
        "half_life_hours": ties.half_life_days * HOURS_PER_DAY,
        "ties_win_odds": ties.win_odds,
        "ties_leave_odds": ties.leave_odds,
        "rival_total": sum(rival_weights(scenario)),
        **_loyalty(scenario),
        **_staying(scenario),
        **_saying(scenario),
    }


def _loyalty(scenario: Scenario) -> dict[str, Any]:
    rule = scenario.customers.loyalty
    if rule is None:
        return {"has_loyalty": False}
    return {
        "has_loyalty": True,
        "loyalty_gain": rule.gain,
        "loyalty_loss": rule.loss,
        "loyalty_holds": rule.holds,
        "good_score": rule.good_score,
    }


def _staying(scenario: Scenario) -> dict[str, Any]:
    """Return how customers leave between orders, and how they are visited."""
    rule, care = scenario.customers.retention, scenario.plan.care
    highest = scenario.customers.relationship.leave_odds
    numbers: dict[str, Any] = {"leaving_mean_hours": math.inf, "visit_mean_hours": math.inf}
    if rule is not None:
        numbers["leaving_mean_hours"] = HOURS_PER_YEAR / (rule.leave_per_year * highest)
        numbers["visit_effect"] = rule.visit_effect
        numbers["visit_holds_hours"] = rule.visit_holds_days * HOURS_PER_DAY
    if care is not None:
        numbers["visit_mean_hours"] = HOURS_PER_YEAR / care.per_year
        numbers["visit_work_hours"] = care.hours
        numbers["visit_priority"] = CARE_PRIORITY if care.first else len(scenario.pipeline.stages) + 1
    return numbers


def _saying(scenario: Scenario) -> dict[str, Any]:
    """Return how customers answer polls and recommend the firm."""
    poll, referral = scenario.customers.poll, scenario.customers.referral
    numbers: dict[str, Any] = {"has_poll": poll is not None, "has_referral": referral is not None}
    if poll is not None:
        numbers |= {
            "asked_share": poll.asked_share,
            "response_share": poll.response_share,
            "response_bias": poll.response_bias,
            "poll_at_score": poll.at_score,
            "answer_bias": poll.answer_bias,
            "poll_noise_sd": poll.noise_sd,
        }
    if referral is not None:
        numbers |= {
            "referral_share": referral.share,
            "refers_from_score": referral.from_score,
            "referral_mean_days": referral.mean_days,
        }
    return numbers
