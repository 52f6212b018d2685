"""What is said of leads, customers and prices and changes nothing without something else."""

from __future__ import annotations

from scenarios.idle_row import Idle
from sim.documents.relations import Relationship
from sim.scenario import Scenario


def _orders_again(s: Scenario) -> bool:
    own = any(rule.reorder_mean_days is not None for rule in s.customers.adoption)
    return s.customers.reorder_mean_days is not None or own


def _routes(s: Scenario, *kinds: str) -> bool:
    return s.pipeline.routing.kind in kinds


def _changes_hands(s: Scenario) -> bool:
    moved = s.tables.former_alignment is not None and s.run.warmup_days > 0
    return moved or s.people.leaving is not None or s.people.promotion is not None


def _visits_keep(s: Scenario) -> bool:
    rule = s.customers.retention
    return rule is not None and rule.visit_effect > 0


_LEADS = (
    Idle(
        "pipeline.routing.weights",
        "routing kind weighted goes by them",
        lambda s: bool(s.pipeline.routing.weights) and not _routes(s, "weighted"),
    ),
    Idle(
        "pipeline.routing.best",
        "routing kind score_tiered goes by it",
        lambda s: bool(s.pipeline.routing.best) and not _routes(s, "score_tiered"),
    ),
    Idle(
        "pipeline.routing.best_ranks",
        "routing kind score_tiered goes by it",
        lambda s: s.pipeline.routing.best_ranks != 1 and not _routes(s, "score_tiered"),
    ),
    Idle(
        "pipeline.routing.skill_within",
        "routing kind skill goes by it",
        lambda s: s.pipeline.routing.skill_within != 1.0 and not _routes(s, "skill"),
    ),
    Idle(
        "pipeline.routing.accounts_per_unit",
        "routing kind owner goes by it",
        lambda s: s.pipeline.routing.accounts_per_unit != 1 and not _routes(s, "owner"),
    ),
    Idle(
        "pipeline.nurture.share",
        "nurture.loops is 0, so nobody comes back",
        lambda s: s.pipeline.nurture.share > 0 and s.pipeline.nurture.loops == 0,
    ),
    Idle(
        "pipeline.nurture.loops",
        "nurture.share is 0, so nobody is kept",
        lambda s: s.pipeline.nurture.loops > 0 and s.pipeline.nurture.share == 0,
    ),
    Idle(
        "pipeline.nurture.pitch_hours",
        "an automatic pitch takes no hours; say nurture.pitch: personal",
        lambda s: s.pipeline.nurture.pitch_hours > 0 and s.pipeline.nurture.pitch == "automatic",
    ),
    Idle(
        "pipeline.rejection.share",
        "a share of 0 rejects nobody",
        lambda s: s.pipeline.rejection is not None and s.pipeline.rejection.share == 0,
    ),
    Idle(
        "plan.personal_time",
        "it only costs: pipeline.personal does not say what it brings",
        lambda s: s.plan.personal_time > 0 and s.pipeline.personal is None,
    ),
    Idle(
        "pipeline.stages.{}.visits",
        "there is no people.travel, so a visit is no journey",
        lambda s: [stage.id for stage in s.pipeline.stages if stage.visits and s.people.travel is None],
    ),
    Idle(
        "market.brand",
        "lift and organic_lift are 0",
        lambda s: s.market.brand is not None and not (s.market.brand.lift or s.market.brand.organic_lift),
    ),
    Idle(
        "market.brand",
        "there is nothing to remember: no campaign spends anything, and opening is 0",
        lambda s: (
            s.market.brand is not None
            and s.market.brand.opening == 0
            and not any(any(c.spend) if c.kind == "spend" else c.cost for c in s.market.campaigns)
        ),
    ),
    Idle(
        "market.campaigns.{}",
        "it neither spends nor brings anything",
        lambda s: [
            c.id
            for c in s.market.campaigns
            if not (any(c.spend) if c.kind == "spend" else c.inquiries or c.cost)
        ],
    ),
    Idle(
        "market.seasonality.strength",
        "a strength of 0 is no season",
        lambda s: s.market.seasonality is not None and s.market.seasonality.strength == 0,
    ),
    Idle(
        "market.shortfalls.{}.months",
        "the run ends before some of them",
        lambda s: [one.id for one in s.market.shortfalls if one.months and max(one.months) > s.run.months],
    ),
)
_CUSTOMERS = (
    Idle(
        "customers.relationship",
        "nobody loses his rep: no tables.former_alignment with a warm-up, no people.leaving, no people.promotion",
        lambda s: s.customers.relationship != Relationship() and not _changes_hands(s),
    ),
    Idle(
        "customers.relationship",
        "win_odds and leave_odds of 1 cost nothing",
        lambda s: (
            s.customers.relationship != Relationship()
            and s.customers.relationship.win_odds == s.customers.relationship.leave_odds == 1.0
        ),
    ),
    Idle(
        "tables.former_alignment",
        "the warm-up runs under it, and run.warmup_days is 0",
        lambda s: s.tables.former_alignment is not None and s.run.warmup_days == 0,
    ),
    Idle(
        "plan.care",
        "visits only cost: customers.retention.visit_effect keeps nobody",
        lambda s: s.plan.care is not None and not _visits_keep(s),
    ),
    Idle(
        "customers.loyalty.holds",
        "loyalty that holds nobody changes nothing",
        lambda s: s.customers.loyalty is not None and s.customers.loyalty.holds == 0,
    ),
    Idle(
        "customers.care_hours",
        "nobody orders again: customers.reorder_mean_days",
        lambda s: s.customers.care_hours > 0 and not _orders_again(s),
    ),
    Idle(
        "customers.referral.share",
        "a share of 0 refers nobody",
        lambda s: s.customers.referral is not None and s.customers.referral.share == 0,
    ),
    Idle(
        "customers.poll.asked_share",
        "a share of 0 asks nobody",
        lambda s: s.customers.poll is not None and s.customers.poll.asked_share == 0,
    ),
    Idle(
        "customers.adoption.{}",
        "nobody comes to want it: potential_share or both rates are 0",
        lambda s: [
            rule.id
            for rule in s.customers.adoption
            if not rule.potential_share or not (rule.innovation_per_year + rule.imitation_per_year)
        ],
    ),
    Idle(
        "customers.opening",
        "they neither order nor leave nor want more: reorder_mean_days, retention, adoption",
        lambda s: (
            s.customers.opening > 0
            and not _orders_again(s)
            and s.customers.retention is None
            and not s.customers.adoption
        ),
    ),
    Idle(
        "fulfilment.cancel_share",
        "nobody cancels: fulfilment.patience_days",
        lambda s: s.fulfilment.cancel_share > 0 and s.fulfilment.patience_days is None,
    ),
    Idle(
        "fulfilment.patience_days",
        "nobody cancels: fulfilment.cancel_share is 0",
        lambda s: s.fulfilment.patience_days is not None and s.fulfilment.cancel_share == 0,
    ),
)


SELLING = (*_LEADS, *_CUSTOMERS)
