"""A supply review as plain data, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evenfield.comparison.paired import PairedDifference
from evenfield.comparison.values import finite
from evenfield.supply.planner import Seen
from evenfield.supply.review import Review
from evenfield.supply.trials import Trial
from evenfield.supply.words import notes
from optimize.supply.assortment import Range


def as_data(found: Review) -> dict[str, Any]:
    """Return the review as plain values; a number that does not exist is ``None``."""
    plan = found.plan
    return {
        "scenario": found.scenario.name,
        "currency": found.scenario.currency,
        "replications": found.replications,
        "notes": notes(found),
        "plan": {name: _plan_data(each) for name, each in (("own", plan), ("with_relief", found.relieved))},
        "capacity": [{**asdict(one), "simulated": _told(one.simulated)} for one in found.capacity],
        "worth": [{**asdict(one), "net": one.net} for one in found.worth],
        "planners": [_seen_data(one) for one in found.seen],
        "ranges": [_range_data(one) for one in found.ranges],
        "credit_weights": dict(found.weights),
        "pointed_pay": [{**asdict(one), "change": _told(one.change)} for one in found.pointed],
        "price_lists": {"with_scarcity": dict(found.price_lists[0]), "by_margin": dict(found.price_lists[1])},
        "reactions": [{"family": one.family, "elasticity": _told(one.elasticity)} for one in found.reactions],
        "demand": [asdict(one) for one in found.fans if one.level != "family x month x territory"],
        "accuracy": [{**asdict(one), "bias": _told(one.bias)} for one in found.accuracy],
        "ceilings": [finite({**asdict(one), "over": one.over}) for one in found.ceilings],
        "reps": [{**asdict(one), "lost": _told(one.lost)} for one in found.reps],
        "allocation": {
            name: {
                "rule": found.wishes.rule,
                "price": one.price,
                "units": dict(zip(found.demand.reps, one.units.tolist(), strict=True)),
            }
            for name, one in found.allocations.items()
        },
        "hedged": {
            "reserved": dict(found.hedged.reserved),
            "expected_profit": found.hedged.profit,
            "mean_regret": float(found.hedged.regret.mean()),
            "value_of_information": found.hedged.value_of_information,
            "value_of_stochastic": found.hedged.value_of_stochastic,
        },
        "options": [_trial_data(trial) for trial in found.trials],
        "scarcity_design_over_margin_design": _told(found.design),
    }


def _plan_data(plan: Any) -> dict[str, Any]:  # noqa: ANN401 - a SupplyPlan
    return {
        "profit": plan.profit,
        "revenue": plan.revenue,
        "cost": plan.cost,
        "months": list(plan.facts.periods),
        "flows": {name: {k: v.tolist() for k, v in flow.items()} for name, flow in plan.flows.items()},
        "price_of_a_unit_of_demand": {name: v.tolist() for name, v in plan.unit_price.items()},
        "price_of_capacity": {name: v.tolist() for name, v in plan.limit_price["capacity"].items()},
        "price_of_an_hour": {name: v.tolist() for name, v in plan.hour_price.items()},
    }


def _seen_data(one: Seen) -> dict[str, Any]:
    by_month = ("booked", "expected", "usual", "capacity", "price", "true_price")
    return {
        "family": one.family,
        "information_lag_days": one.planner.information_lag_days,
        "lead_months": one.planner.lead_months,
        "bias": _told(one.bias),
        "wmape": one.wmape,
        **{name: getattr(one, name).tolist() for name in by_month},
    }


def _range_data(one: Range) -> dict[str, Any]:
    told = {"families": list(one.families), "profit": one.profit, "served": one.served}
    return told | {"gives_up_next": one.dropped or None}


def _trial_data(trial: Trial) -> dict[str, Any]:
    return {
        "option": trial.name,
        "what": trial.words,
        "verdict": trial.judgement.verdict,
        "more_replications": trial.judgement.more,
        "extra_cost": trial.extra_cost,
        "served": trial.served,
        "at_quota": trial.at_quota,
        **{name: _told(getattr(trial, name)) for name in ("profit", "shipped", "pay", "backlog")},
    }


def _told(given: PairedDifference | None) -> dict[str, object] | None:
    return None if given is None else finite(asdict(given))
