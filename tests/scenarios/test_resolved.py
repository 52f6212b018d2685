"""A resolved scenario is a scenario: it loads to the same meaning, and says where each value comes from."""

import pytest

import scenarios


def shown(path, *, inline=False, plain=False):
    return scenarios.resolved_text(scenarios.resolved_lines(scenarios.read(path), inline=inline), plain=plain)


def rests_on(scenario):
    return sorted((one.path, one.value, one.source, one.grade) for one in scenario.assumptions)


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("name", list(scenarios.names()))
def test_a_shipped_scenario_in_full_loads_anywhere_to_the_same_meaning(name, inline, tmp_path):
    (tmp_path / "full.yaml").write_text(shown(name, inline=inline))

    full, original = scenarios.load(tmp_path / "full.yaml"), scenarios.load(name)

    assert full.fingerprint() == original.fingerprint()
    assert (full.name, full.title, full.borders) == (original.name, original.title, original.borders)
    assert rests_on(full) == rests_on(original)


@pytest.mark.parametrize(
    "variant",
    [
        "run: {seed: 7}\n",
        "plan: {pay: {components: [{id: bookings, cap: null}]}, supply: []}\n",
        "tables: {reps: {value: data/reps.csv, source: the CRM, grade: fact}}\n",
        "tables: {reps: [{id: ann, home: 01001}, {id: bob, home: '01002', hired: 2020-02-29, skill: 0.1}]}\n",
        "plan: {quotas: {method: equal, total: 480000.10}}\n",
        "people: {behaviour: {kind: steady}, ramp: {value: [0.5, 0.75], source: '12: no', grade: guess}}\n",
        "market: {families: {value: [{id: core, share: 1, price: 1.00, margin_share: 1, "
        "order_units: {log_mean: 0, log_sd: 0}}], source: s, grade: fact}}\n",
        "title: 'no # comment: \"quoted\" ~ ä'\n",
    ],
)
@pytest.mark.parametrize("plain", [False, True])
def test_a_variant_in_full_loads_beside_it_to_the_same_meaning(variant, plain, tiny):
    (tiny / "v.yaml").write_text("extends: base.yaml\n" + variant)
    (tiny / "full.yaml").write_text(shown(tiny / "v.yaml", plain=plain))

    full, original = scenarios.load(tiny / "full.yaml"), scenarios.load(tiny / "v.yaml")

    assert full.fingerprint() == original.fingerprint()
    assert (full.title, full.assumptions != ()) == (original.title, original.assumptions != ())


def test_a_table_of_a_base_in_another_folder_is_named_from_the_folder_of_both(tiny):
    (tiny / "variants").mkdir()
    (tiny / "variants" / "v.yaml").write_text("extends: ../base.yaml\n")

    text = shown(tiny / "variants" / "v.yaml")
    (tiny / "full.yaml").write_text(text)

    assert "  reps: data/reps.csv" in text
    assert (
        scenarios.load(tiny / "full.yaml").fingerprint() == scenarios.load(tiny / "base.yaml").fingerprint()
    )


def test_each_value_says_its_file_and_line_and_a_default_says_so(tiny, monkeypatch):
    monkeypatch.chdir(tiny)
    (tiny / "v.yaml").write_text("extends: base.yaml\n\nrun: {seed: 7}\n")

    lines = shown("v.yaml").splitlines()

    assert "  seed: 7  # v.yaml:3" in lines
    assert "  start: 2026-01-01  # base.yaml:4" in lines
    assert "  warmup_days: 0  # default" in lines
    assert "  leads_per_year: {value: 400, source: a round number, grade: choice}  # base.yaml:11" in lines


def test_plain_has_no_comments(tiny):
    assert "#" not in shown(tiny / "base.yaml", plain=True)


def test_a_faulty_scenario_is_not_shown(tiny):
    (tiny / "v.yaml").write_text("extends: base.yaml\nrun: {seed: x}\n")

    with pytest.raises(scenarios.ScenarioError, match=r"run\.seed"):
        shown(tiny / "v.yaml")


def test_a_library_file_may_be_named_from_anywhere_but_nothing_above_it(tiny):
    (tiny / "v.yaml").write_text(
        'extends: base.yaml\nborders: "library:us-field-force/data/borders.parquet"\n'
    )
    (tiny / "out.yaml").write_text('extends: base.yaml\nborders: "library:../schema.py"\n')

    assert scenarios.load(tiny / "v.yaml").borders.endswith("us-field-force/data/borders.parquet")
    with pytest.raises(scenarios.ScenarioError, match="outside the scenario's folder"):
        scenarios.load(tiny / "out.yaml")
