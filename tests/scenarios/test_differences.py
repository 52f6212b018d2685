"""What differs between two scenarios, in the words of the business."""

import pytest

import scenarios


def told(tiny, variant, base="base.yaml"):
    (tiny / "v.yaml").write_text(f"extends: base.yaml\n{variant}")
    found = scenarios.differences(scenarios.load(tiny / base), scenarios.load(tiny / "v.yaml"))
    return [one.words for one in found]


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ("market: {leads_per_year: 12000}", "market.leads_per_year: 400 → 12,000 a year"),
        ("run: {seed: 20260101}", "run.seed: 1 → 20260101"),
        ("run: {start: 2027-01-01}", "run.start: 2026-01-01 → 2027-01-01"),
        ("fulfilment: {cancel_share: 0.125}", "fulfilment.cancel_share: 0 % → 12.5 %"),
        ("fulfilment: {patience_days: 45}", "fulfilment.patience_days: none → 45 days"),
        ("people: {behaviour: {kind: steady}}", "people.behaviour: myopic → steady"),
        ("people: {ramp: [0.5, 0.75]}", "people.ramp: none → [50 %, 75 %]"),
        (
            "tables: {skills: [{rep: ann, family: core, skill: 0.5}]}",
            "skills: 1 row; 1 new, 0 gone, 0 changed",
        ),
        ("calendar: {holidays: [2026-01-01]}", "calendar.holidays: none → [2026-01-01]"),
        (
            "market: {families: [{id: core, price: 1250.50}]}",
            "market.families.core.price: 1,000.00 → 1,250.50 USD",
        ),
        ("plan: {pay: {pay: {base: 55000.00}}}", "base pay a year: 60,000.00 → 55,000.00 USD"),
        (
            "plan: {pay: {components: [{id: bookings, cap: null}]}}",
            "cap on the bookings component: 150 % of target pay → none",
        ),
        (
            "plan: {pay: {components: [{id: bookings, cap: {of: amount, max: 90000.00}}]}}",
            "cap on the bookings component: 150 % of target pay → 90,000.00 USD",
        ),
        (
            "plan: {pay: {components: [{id: bookings, payout: {beyond: {slope: 1.150}}}]}}",
            "accelerator of the bookings component, target pay for 1.0 of attainment above the last point: 3 → 1.15",
        ),
        (
            "plan: {pay: {components: [{id: bookings, payout: {points: [[0.6, 0], [1, 1]]}}]}}",
            "payout of the bookings component, share of target pay by attainment: "
            "0 % at 50 %, 100 % at 100 % → 0 % at 60 %, 100 % at 100 %",
        ),
        ("plan: {pay: {credit_at: shipment}}", "a sale is credited at: booking → shipment"),
        ("plan: {supply: []}", "supply of core: 90 units a month → no limit"),
        ("plan: {supply: [{id: core, units_per_month: 1715}]}", "supply of core: 90 → 1,715 a month"),
        (
            "plan: {supply: [{id: core, stock: {room: 40}}]}",
            "stock of core: none → room 40, opening 0, holding_cost 0.00 USD",
        ),
        # 250,000.00 + 199,999.99 in the base; dealt equally 225,000 each.
        ("plan: {bases: [{rep: ann, unit: 01003}]}", "1 rep changes base: ann"),
    ],
)
def test_one_change_is_told_in_one_line(variant, words, tiny):
    assert told(tiny, variant + "\n") == [words]


def test_nothing_is_told_of_what_no_result_depends_on(tiny):
    assert told(tiny, "title: another\nname: other\nmarket: {leads_per_year: 400.0}\n") == []


def test_moved_units_are_counted_with_the_potential_they_carry(tiny):
    # Only 01003 goes, from bob to ann: 1,500 of 1,000 + 2,000.5 + 1,500 + 500 = 5,000.5 are 29.997 %.
    rows = "".join(f"[{{unit: 0100{n}, rep: ann}}, "[n > 1 :] for n in (1, 2, 3)) + "{unit: 01004, rep: bob}]"

    assert told(tiny, f"plan: {{alignment: {rows}}}\n") == [
        "1 basic unit changes hands, 30 % of potential; 2 reps gain or lose some"
    ]


def test_units_that_a_former_rep_hands_over_are_counted(tiny):
    # In the base ann has 01001 and 01002; before, bob had all.
    rows = ", ".join(f"{{unit: 0100{n}, rep: bob}}" for n in (1, 2, 3, 4))

    assert told(tiny, f"tables: {{former_alignment: [{rows}]}}\n") == [
        "basic units that change hands when measuring begins: 0 → 2"
    ]


def test_quotas_are_compared_by_what_each_rep_gets(tiny):
    # The base: ann 250,000.00 and bob 199,999.99; dealt equally each has 225,000 of 450,000.
    assert told(tiny, "plan: {quotas: {method: equal, total: 450000.00}}\n") == [
        "quotas are set: rep by rep → equally",
        "quotas: sum 450 k → 450 k, 2 reps change, the most bob: 200 k → 225 k",
    ]


def test_reps_whose_values_change_are_named_column_by_column(tiny):
    # The base: ann at 01001 since 2019-05-01, skill 1.1; bob at 01003 since 2025-11-03, skill 0.9.
    reps = "{id: ann, home: 01001, hired: 2019-05-01, skill: 1.1}, {id: bob, home: 01004, hired: 2025-11-03, skill: 1}"

    assert told(tiny, f"tables: {{reps: [{reps}]}}\n") == [
        "1 rep changes base: bob",
        "home of 1 rep changes: bob (01003 → 01004)",
        "skill of 1 rep changes: bob (0.9 → 1.0)",
    ]


def test_reps_and_units_that_come_and_go_are_named(tiny):
    variant = (
        "tables: {reps: [{id: ann, home: 01001, hired: 2019-05-01, skill: 1.1}, {id: cy, home: 01003}]}\n"
        "plan:\n  quotas: {method: equal, total: 449999.99}\n  alignment:\n"
        "    - {unit: 01001, rep: ann}\n    - {unit: 01002, rep: ann}\n"
        "    - {unit: 01003, rep: cy}\n    - {unit: 01004, rep: cy}\n"
    )

    assert told(tiny, variant) == [
        "2 basic units change hands, 40 % of potential; 2 reps gain or lose some",
        "quotas are set: rep by rep → equally",
        "quotas: sum 450 k → 450 k, 1 rep changes, the most ann: 250 k → 225 k",
        "reps: 2 → 2; new: cy; gone: bob",
    ]


def test_a_list_whose_items_change_places_is_told(tiny):
    stages = (
        "pipeline: {stages: {value: [{id: close, work_hours: 4, advance_share: 0.4}, "
        "{id: contact, work_hours: 1, advance_share: 0.5}], source: s, grade: guess}}\n"
    )

    assert told(tiny, stages) == ["pipeline.stages: [contact, close] → [close, contact]"]


def test_the_plan_comes_before_the_world_and_both_ways_say_the_same(tiny):
    (tiny / "v.yaml").write_text("extends: base.yaml\nrun: {seed: 2}\nplan: {supply: []}\n")
    one, other = scenarios.load(tiny / "base.yaml"), scenarios.load(tiny / "v.yaml")

    there, back = scenarios.differences(one, other), scenarios.differences(other, one)

    assert [each.section for each in there] == ["supply", "world"]
    assert [(each.path, each.before, each.after) for each in there] == [
        (each.path, each.after, each.before) for each in back
    ]


@pytest.mark.parametrize("name", list(scenarios.names()))
def test_a_difference_is_told_exactly_when_the_fingerprints_differ(name):
    one, other = scenarios.load_all(["us-field-force/today", name])

    assert bool(scenarios.differences(one, other)) == (one.fingerprint() != other.fingerprint())


def test_quotas_by_capability_are_told_in_words(tiny):
    words = told(tiny, "plan: {quotas: {method: capability, total: 1000000.00}}\n")

    assert words[0] == "quotas are set: rep by rep → by potential, ramp and skill"
