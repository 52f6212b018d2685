"""Settings without effect are named with their place: every row of the table has an example here."""

import pytest

import scenarios
from scenarios.idle import TABLE, idle_settings

MANAGER = "managers: [{id: M, hours_per_month: 40}]"
NOBODY_LEAVES = "leaving: {hazard: [{from_month: 0, monthly: 0}]}"
SOME_LEAVE = "hazard: [{from_month: 0, monthly: 0.02}]"
PROMOTED = f"development: {{{MANAGER}}}"


def _supply(more):
    return f"plan: {{supply: [{{id: core, units_per_month: 9, {more}}}]}}"


# The setting, and the lines that give it in vain; the word that stands in the line to which the warning points.
EXAMPLES = [
    ("people.development.coaching", "people: {development: {coaching: {log_odds: 0.2, scale_hours: 5}}}"),
    (
        "people.development.coaching.log_odds",
        "people: {development: {coaching: {log_odds: 0, scale_hours: 5}}}",
    ),
    ("people.development.managers.M", f"people: {{development: {{{MANAGER}}}}}"),
    ("people.development.style", "people: {development: {style: {compliance: 0.1, initiative: 0.1}}}"),
    ("people.development.ramps.0", "people: {development: {ramps: [{experience: expert, shares: [0.5]}]}}"),
    (
        "people.development.onboarding.books",
        "people: {development: {onboarding: [{id: books, months_saved: 1}]}}",
    ),
    ("people.ramp", "people: {ramp: [0.5]}\ntables: {reps: old.csv}"),
    ("people.development.learning", "people: {development: {learning: {log_odds: 0, scale_hours: 5}}}"),
    ("people.motivation.morale", "people: {motivation: {morale: {effort: 0.2}}}"),
    ("people.motivation.morale", "people: {motivation: {morale: {climate: 0.2}}}"),
    ("people.motivation.shock", "people: {motivation: {shock: {first_month: 3, size: 1}}}"),
    (
        "people.motivation.shock.first_month",
        "people: {motivation: {morale: {effort: 0.1}, shock: {first_month: 13, size: 1}}}",
    ),
    ("people.motivation.appraisal.warmth", "people: {motivation: {appraisal: {intensity: 1, warmth: 0.5}}}"),
    ("people.motivation.goals.gain", "people: {motivation: {goals: {gain: 0, spread: 0.2}}}"),
    ("people.motivation.deferral", "people: {motivation: {deferral: {months: 3}}}"),
    ("people.leaving.hazard", f"people: {{{NOBODY_LEAVES}}}"),
    ("people.leaving.outside_pay", f"people: {{leaving: {{{SOME_LEAVE}, outside_pay: 90000}}}}"),
    ("people.leaving.morale", f"people: {{leaving: {{{SOME_LEAVE}, morale: 1}}}}"),
    ("people.hiring", "people: {hiring: {applicants_per_month: 5}}"),
    (
        "people.hiring.accuracy",
        f"people: {{leaving: {{{SOME_LEAVE}}}, hiring: {{applicants_per_month: 5, accuracy: 0.5}}}}",
    ),
    (
        "people.hiring.experienced_share",
        f"people: {{leaving: {{{SOME_LEAVE}}}, hiring: {{applicants_per_month: 5, experienced_share: 0.5}}}}",
    ),
    ("people.promotion.month", f"people: {{{PROMOTED}, promotion: {{month: 13, manager: M}}}}"),
    (
        "people.promotion.skill_kept",
        f"people: {{{PROMOTED}, promotion: {{month: 3, manager: M, skill_kept: 1}}}}",
    ),
    ("people.closing", "people: {closing: {longest_days: 30}}"),
    ("people.travel", "people: {travel: {km_per_hour: 60, longest_hours: 4}}"),
    ("plan.quotas.next_year", "plan: {quotas: {next_year: {growth: 0.1}}}"),
    ("pipeline.routing.weights", "pipeline: {routing: {weights: [{id: ann, weight: 2}]}}"),
    ("pipeline.routing.best", "pipeline: {routing: {best: [ann]}}"),
    ("pipeline.routing.best_ranks", "pipeline: {routing: {best_ranks: 2}}"),
    ("pipeline.routing.skill_within", "pipeline: {routing: {skill_within: 0.5}}"),
    ("pipeline.routing.accounts_per_unit", "pipeline: {routing: {accounts_per_unit: 3}}"),
    ("pipeline.nurture.share", "pipeline: {nurture: {share: 0.5}}"),
    ("pipeline.nurture.loops", "pipeline: {nurture: {loops: 2}}"),
    ("pipeline.nurture.pitch_hours", "pipeline: {nurture: {share: 0.5, loops: 1, pitch_hours: 1}}"),
    ("pipeline.rejection.share", "pipeline: {rejection: {share: 0, reasons: [{id: early, share: 1}]}}"),
    ("plan.personal_time", "plan: {personal_time: 0.5}"),
    ("pipeline.stages.close.visits", "pipeline: {stages: [{id: close, visits: 1}]}"),
    ("market.brand", "market: {brand: {half_life_days: 30, half_stock: 1000, opening: 500}}"),
    ("market.brand", "market: {brand: {half_life_days: 30, half_stock: 1000, lift: 0.5}}"),
    (
        "market.campaigns.show",
        "market: {campaigns: [{kind: burst, id: show, source: fair, on: 2026-03-02, inquiries: 0}]}",
    ),
    ("market.seasonality.strength", f"market: {{seasonality: {{index: {[1] * 12}, strength: 0}}}}"),
    ("market.shortfalls.dry.months", "market: {shortfalls: [{id: dry, share: 0.5, months: [2, 99]}]}"),
    ("customers.relationship", "customers: {relationship: {win_odds: 0.5}}"),
    (
        "customers.relationship",
        f"customers: {{relationship: {{half_life_days: 30}}}}\npeople: {{leaving: {{{SOME_LEAVE}}}}}",
    ),
    ("tables.former_alignment", "tables: {former_alignment: data/alignment.csv}"),
    ("plan.care", "plan: {care: {per_year: 4, hours: 1}}"),
    ("customers.loyalty.holds", "customers: {loyalty: {gain: 0.2, loss: 0.2, holds: 0}}"),
    ("customers.care_hours", "customers: {care_hours: 1}"),
    ("customers.referral.share", "customers: {referral: {share: 0}}"),
    ("customers.poll.asked_share", "customers: {poll: {asked_share: 0}}"),
    (
        "customers.adoption.core",
        "customers: {adoption: [{id: core, potential_share: 0.5, innovation_per_year: 0}]}",
    ),
    ("customers.opening", "customers: {opening: 20}"),
    ("fulfilment.cancel_share", "fulfilment: {cancel_share: 0.5}"),
    ("fulfilment.patience_days", "fulfilment: {patience_days: 30}"),
    (
        "plan.supply.core.allocation.claims.ann.priority",
        _supply("allocation: {rule: margin, claims: [{id: ann, priority: 2}]}"),
    ),
    (
        "plan.supply.core.allocation.claims.ann.worth",
        _supply("allocation: {rule: max-min, claims: [{id: ann, worth: 2}]}"),
    ),
    (
        "plan.supply.core.allocation.claims.ann.floor",
        _supply("allocation: {rule: fair-share, claims: [{id: ann, floor: 0.2}]}"),
    ),
    ("plan.supply.core.allocation", _supply("allocation: {rule: fair-share, by: segment}")),
    ("plan.supply.core.planner.overtime_cost", _supply("planner: {most: 2, overtime_cost: 5}")),
    ("plan.supply.core.planner.lead_months", _supply("planner: {most: 2, lead_months: 24}")),
    ("fulfilment.promises", "fulfilment: {promise_days: 9, promises: [{id: a, days: 9}]}"),
    ("order_to_cash.payers", "order_to_cash: {payers: [{id: all, share: 1}]}"),
    ("order_to_cash.returns", "order_to_cash: {returns: {share: 0.1, mean_days: 20}}"),
    ("order_to_cash.returns.share", "order_to_cash: {returns: {share: 0, mean_days: 20}}\nplan: {terms: {}}"),
    ("order_to_cash.disputes", "order_to_cash: {disputes: {share: 0.1, mean_days: 20}}"),
    (
        "order_to_cash.disputes.share",
        "order_to_cash: {disputes: {share: 0, mean_days: 20}}\nplan: {terms: {}}",
    ),
    ("order_to_cash.contracts.share", "order_to_cash: {contracts: {share: 0, leave_share: 0.1}}"),
    ("order_to_cash.discounts", "order_to_cash: {discounts: {share: 0.5, most: 0}}"),
    (
        "order_to_cash.discounts.walk_share",
        "order_to_cash: {discounts: {share: 0.5, most: 0.2, walk_share: 0.3}}",
    ),
    ("plan.floors", "plan: {floors: {families: [{id: core, of_list: 0.9}]}}"),
    ("plan.terms.write_off_days", "plan: {terms: {write_off_days: 60}}"),
]


def read(folder, text):
    (folder / "old.csv").write_text("id,home,hired\nann,01001,1995-05-01\nbob,01003,1995-11-03\n")
    (folder / "mine.yaml").write_text(f"extends: base.yaml\nname: mine\n{text}\n")
    return scenarios.read(folder / "mine.yaml")


@pytest.mark.parametrize(
    ("path", "text"), EXAMPLES, ids=[f"{i}-{path}" for i, (path, _) in enumerate(EXAMPLES)]
)
def test_a_setting_given_in_vain_is_named_with_its_line(tiny, path, text):
    reading = read(tiny, text)
    assert reading.faults == ()

    told = {one.path: one for one in idle_settings(reading)}

    assert path in told
    assert told[path].file.endswith("mine.yaml")
    assert told[path].line == 3
    assert "this changes nothing: " in told[path].message


def test_every_row_of_the_table_has_its_example():
    assert len(EXAMPLES) == len(TABLE)
    for row in TABLE:
        start, _, end = row.path.partition("{}")
        assert any(path.startswith(start) and path.endswith(end) for path, _ in EXAMPLES), row.path


def test_a_scenario_whose_settings_all_count_has_no_warning(tiny):
    hired = f"people: {{leaving: {{{SOME_LEAVE}}}, hiring: {{applicants_per_month: 5}}}}"

    assert idle_settings(scenarios.read(tiny / "base.yaml")) == ()
    assert idle_settings(read(tiny, hired)) == ()


def test_a_scenario_with_faults_has_none_either(tiny):
    assert idle_settings(read(tiny, "people: {closing: {longest_days: -1}}")) == ()


@pytest.mark.parametrize("name", scenarios.names())
def test_no_shipped_scenario_has_a_setting_without_effect(name):
    assert [str(one) for one in idle_settings(scenarios.read(name))] == []
