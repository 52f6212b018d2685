"""What of a scenario the compiled engine holds: every value it knows, and whatever is left as it is by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from sim.scenario import Scenario

_BROUGHT = ("campaigns", "brand")
_LEADS = ("capture", "scoring", "routing", "contact", "response_curve", "rejection")
HELD: dict[str, frozenset[str]] = {
    "Scenario": frozenset(
        {"market", "pipeline", "customers", "fulfilment", "people", "plan", "order_to_cash"}
    ),
    "Market": frozenset(
        {
            "price_response",
            "competition",
            "shortfalls",
            "leads_per_year",
            "arrivals",
            "seasonality",
            "sources",
            "families",
            *_BROUGHT,
        }
    ),
    "Shortfall": frozenset({"id", "share", "months", "regions", "families", "grades", "reps"}),
    "Seasonality": frozenset({"index", "strength"}),
    "Source": frozenset({"id", "share", "win_ratio", "capture"}),
    "ProductFamily": frozenset({"id", "share", "win_ratio", "price", "margin_share", "order_units"}),
    "LogNormal": frozenset({"log_mean", "log_sd"}),
    "Pipeline": frozenset(
        {"screening", "grades", "patience", "cycle_days", "stages", "nurture", "crm", "personal", *_LEADS}
    ),
    "Screening": frozenset({"valid_share", "sensitivity", "specificity", "cost_per_lead"}),
    "Grade": frozenset({"id", "share", "win_ratio"}),
    "Patience": frozenset({"kind", "mean_days"}),
    "Stage": frozenset({"id", "work_hours", "work", "advance_share", "gap_share", "visits", "beside_next"}),
    "Nurture": frozenset({"share", "mean_days", "loops", "pitch", "pitch_hours", "pitch_cost"}),
    "Personal": frozenset({"log_odds", "scale"}),
    "Crm": frozenset({"admin_share", "logged_share"}),
    "Capture": frozenset({"lost_share", "duplicate_share"}),
    "Scoring": frozenset({"signals", "half_life_days", "tiers", "order"}),
    "Signal": frozenset({"id", "share", "points", "win_ratio"}),
    "Routing": frozenset(
        {"kind", "among", "weights", "best", "best_ranks", "skill_within", "accounts_per_unit"}
        | {"fallback", "sla_hours", "reroute"}
    ),
    "RepWeight": frozenset({"id", "weight"}),
    "Contact": frozenset({"success", "attempts", "attempt_hours", "gap_hours"}),
    "NoResponse": frozenset({"kind"}),
    "ExponentialResponse": frozenset({"kind", "half_life_hours", "acts_on", "source"}),
    "PowerResponse": frozenset({"kind", "scale_hours", "exponent", "acts_on", "source"}),
    "TableResponse": frozenset({"kind", "points", "acts_on", "source"}),
    "Rejection": frozenset({"share", "reasons"}),
    "Reason": frozenset({"id", "share"}),
    "SpendCampaign": frozenset({"kind", "id", "source", "spend", "reach", "half_spend", "response_share"}),
    "Burst": frozenset({"kind", "id", "source", "on", "days", "inquiries", "cost"}),
    "Brand": frozenset({"half_life_days", "half_stock", "lift", "organic_lift", "opening"}),
    "Customers": frozenset(
        {
            *("opening", "reorder_mean_days", "care_hours", "satisfaction", "churn", "loyalty", "retention"),
            *("adoption", "referral", "relationship", "poll"),
        }
    ),
    "Loyalty": frozenset({"good_score", "gain", "loss", "holds"}),
    "Retention": frozenset({"leave_per_year", "visit_effect", "visit_holds_days"}),
    "Adoption": frozenset(
        {
            *(
                "id",
                "potential_share",
                "innovation_per_year",
                "imitation_per_year",
                "offer_hours",
                "win_share",
            ),
            "reorder_mean_days",
        }
    ),
    "Referral": frozenset({"share", "from_score", "mean_days", "source"}),
    "Relationship": frozenset({"win_odds", "leave_odds", "half_life_days", "newcomers"}),
    "Poll": frozenset(
        {
            *("asked_share", "response_share", "response_bias", "at_score", "answer_bias", "noise_sd"),
            "satisfied_from",
        }
    ),
    "PriceResponse": frozenset({"win_elasticity", "repeat_elasticity"}),
    "Competition": frozenset({"rivals"}),
    "Rival": frozenset({"id", "share", "price_ratio"}),
    "Price": frozenset({"id", "of_list"}),
    "CareVisits": frozenset({"per_year", "hours", "first"}),
    "Satisfaction": frozenset(
        {"opening", "memory", "floor", "ceiling", "midpoint_days", "slope_per_day", "never_delivered"}
    ),
    "Churn": frozenset({"share", "at_score", "per_point"}),
    "Fulfilment": frozenset(
        {"promise_days", "promises", "lead_time_days", "patience_days", "cancel_share", "preparation"}
    ),
    "Promise": frozenset({"id", "days", "family", "segment"}),
    "Preparation": frozenset({"days", "work", "error_share"}),
    "Plan": frozenset(
        {"alignment", "bases", "quotas", "pay", "supply", "prices", "care", "personal_time"}
        | {"terms", "floors"}
    ),
    "OrderToCash": frozenset({"quotes", "discounts", "payers", "returns", "disputes", "contracts"}),
    "Quotes": frozenset({"valid_days", "answer_days", "accepted_share"}),
    "Discounts": frozenset({"share", "least", "most", "walk_share"}),
    "Payer": frozenset({"id", "share", "default_share", "late_days"}),
    "ReturnedGoods": frozenset({"share", "mean_days", "part", "resale_share"}),
    "Disputes": frozenset({"share", "mean_days", "settled_days", "reversed_share"}),
    "Contracts": frozenset({"share", "term_months", "leave_share", "at_score", "per_point"}),
    "Terms": frozenset({"payment_days", "deposit_share", "write_off_days", "credit"}),
    "Credit": frozenset({"limit", "hold_days", "classes", "segments"}),
    "ClassLimit": frozenset({"id", "limit"}),
    "SegmentLimit": frozenset({"id", "of_limit"}),
    "PriceFloors": frozenset({"families", "approval"}),
    "Floor": frozenset({"id", "of_list"}),
    "Approval": frozenset({"days", "approved_share"}),
    "SupplyLimit": frozenset(
        {"id", "units_per_month", "profile", "hours_ratio", "allocation", "planner", "stock"}
    ),
    "Allocation": frozenset({"rule", "by", "claims", "forecast", "release_after_days"}),
    "Claim": frozenset({"id", "priority", "worth", "floor"}),
    "Forecast": frozenset({"kind", "days"}),
    "Planner": frozenset(
        {
            *("forecast", "information_lag_days", "lead_months", "least", "most", "step", "backlog_share"),
            *("overtime_share", "overtime_cost", "change_cost", "idle_cost"),
        }
    ),
    "Stock": frozenset({"room", "opening", "holding_cost"}),
    "People": frozenset({"relocation_cost", "closing", "roles"}),
    "Role": frozenset({"id", "works", "families", "stages", "log_odds", "hours"}),
    "Closing": frozenset({"stale_share_per_month", "longest_days", "pull_win_ratio"}),
}
"""
Fields by document. A field that is not here must stand at its default, or the scenario runs on the reference engine.

Whoever ports a feature adds its fields here; a new field needs no entry to be refused.
"""
AT_THE_DAY_BOUNDARY = frozenset(
    {
        "behaviour",
        *("pay", "quotas", "alignment", "bases", "coverage"),
        *("ramp", "travel", "profile", "development", "motivation", "leaving", "hiring", "promotion"),
    }
)
"""Fields that only Python reads, before the run or between two days: whatever stands there works in both engines."""
OUTSIDE = frozenset({"name", "title", "currency", "run", "calendar", "tables", "borders", "assumptions"})
"""Fields of a scenario that make the world before the run, or that no engine reads."""


def unsupported(scenario: Scenario) -> tuple[str, ...]:
    """Return the dotted names of what a scenario asks for and the compiled engine does not hold yet; mostly none."""
    return tuple(_unknown(scenario, ""))


def _unknown(document: BaseModel, path: str) -> Iterator[str]:
    """Yield the fields of a document, and of those within it, that are neither held nor at their default."""
    held = HELD.get(type(document).__name__, frozenset())
    for name, field in type(document).model_fields.items():
        value, where = getattr(document, name), f"{path}{name}"
        if name in AT_THE_DAY_BOUNDARY or (not path and name in OUTSIDE):
            continue
        if name not in held:
            if field.is_required() or value != field.get_default(call_default_factory=True):
                yield where
        elif isinstance(value, BaseModel):
            yield from _unknown(value, f"{where}.")
        elif isinstance(value, tuple):
            for entry in value:
                if isinstance(entry, BaseModel):
                    yield from _unknown(entry, f"{where}.")
