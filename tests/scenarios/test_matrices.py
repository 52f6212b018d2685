"""A matrix is one file that stands for many scenarios."""

import pytest

import scenarios

CAP = "plan.pay.components.bookings.cap"


def matrix(folder, text):
    (folder / "grid.yaml").write_text(f"extends: base.yaml\n{text}\n")
    return str(folder / "grid.yaml")


def cells(path):
    return [name.rpartition("/")[2] for name in scenarios.expand([path])]


def test_a_grid_is_every_combination_named_by_its_values(tiny):
    path = matrix(tiny, f"vary: {{grid: {{{CAP}.max: [1.5, 2.0], market.leads_per_year: [300, 400.5]}}}}")

    assert cells(path) == [
        "max-1.5_leads_per_year-300",
        "max-1.5_leads_per_year-400.5",
        "max-2.0_leads_per_year-300",
        "max-2.0_leads_per_year-400.5",
    ]
    scenario = scenarios.load(f"{path}/max-2.0_leads_per_year-300")
    assert (scenario.name, scenario.market.leads_per_year) == ("grid.max-2.0_leads_per_year-300", 300)
    assert scenario.plan.pay.components[0].cap.max == 2
    assert scenario.title == "grid: max 2.0, leads_per_year 300"


def test_a_cell_means_what_a_variant_with_its_values_means(tiny):
    path = matrix(tiny, f"vary: {{grid: {{{CAP}: [null], run.seed: [5]}}}}")
    (tiny / "v.yaml").write_text(
        "extends: base.yaml\nrun: {seed: 5}\nplan: {pay: {components: [{id: bookings, cap: null}]}}\n"
    )

    (name,) = scenarios.expand([path])
    one, other = scenarios.load_all([name, tiny / "v.yaml"])

    assert name.endswith("/cap-none_seed-5")
    assert one.fingerprint() == other.fingerprint()


def test_cells_written_one_by_one_may_set_lists_mappings_tables_and_sources(tiny):
    path = matrix(
        tiny,
        "vary:\n  cells:\n"
        "    - {id: plain, set: {run.seed: 1}}\n"
        "    - id: rich\n      set:\n        people.ramp: [0.5, 0.75]\n"
        f"        {CAP}: {{of: amount, max: 50000.00}}\n"
        "        plan.quotas: {method: equal, total: 400000.00}\n"
        "        plan.alignment: data/alignment.csv\n"
        "        market.leads_per_year: {value: 500, source: a hunch, grade: guess}\n",
    )

    plain, rich = scenarios.load_all(scenarios.expand([path]))

    assert plain.fingerprint() == scenarios.load(tiny / "base.yaml").fingerprint()
    assert (rich.people.ramp, rich.plan.quotas.method, rich.market.leads_per_year) == (
        (0.5, 0.75),
        "equal",
        500,
    )
    assert ("market.leads_per_year", "500") in [(one.path, one.value) for one in rich.assumptions]


def test_equal_last_steps_are_told_apart_by_longer_names(tiny):
    path = matrix(
        tiny, "vary: {grid: {market.sources.web.win_ratio: [1], market.sources.fair.win_ratio: [2]}}"
    )

    assert cells(path) == ["web-win_ratio-1_fair-win_ratio-2"]


def test_an_id_with_dots_in_it_is_found_on_a_path(tiny):
    text = (tiny / "base.yaml").read_text().replace("id: contact", "id: v1.2.contact")
    (tiny / "base.yaml").write_text(text)

    scenario = scenarios.load(
        matrix(tiny, "vary: {grid: {pipeline.stages.v1.2.contact.work_hours: [7]}}") + "/work_hours-7"
    )

    assert scenario.pipeline.stages[0].work_hours == 7


def test_a_wrong_value_of_a_cell_is_refused_at_its_own_line(tiny):
    path = matrix(tiny, "vary:\n  grid:\n    run.months:\n      - 12\n      - twelve")

    with pytest.raises(scenarios.ScenarioError) as refused:
        scenarios.load(f"{path}/months-twelve")

    (fault,) = refused.value.faults
    assert (fault.line, fault.path) == (6, "run.months")
    assert scenarios.load(f"{path}/months-12").run.months == 12


def test_a_cell_can_be_extended_and_a_matrix_extends_as_its_plain_self(tiny):
    matrix(tiny, "run: {months: 6}\nvary: {grid: {run.seed: [5, 6]}}")
    (tiny / "cell.yaml").write_text("extends: grid.yaml/seed-6\n")
    (tiny / "plain.yaml").write_text("extends: grid.yaml\n")

    cell, plain = scenarios.load_all([tiny / "cell.yaml", tiny / "plain.yaml"])

    assert (cell.name, cell.run.seed, cell.run.months) == ("cell", 6, 6)
    assert (plain.name, plain.run.seed, plain.run.months) == ("plain", 1, 6)


def test_titles_are_listed_cell_by_cell(tiny):
    path = matrix(tiny, "title: Seeds\nvary: {grid: {run.seed: [5, 6]}}")

    assert scenarios.titles([path]) == {f"{path}/seed-5": "Seeds: seed 5", f"{path}/seed-6": "Seeds: seed 6"}


def test_what_is_no_matrix_or_cannot_be_read_expands_to_itself(tiny):
    given = [str(tiny / "base.yaml"), "no-such", str(tiny / "none.yaml"), matrix(tiny, "vary: 7")]

    assert scenarios.expand(given) == given


def test_later_bases_win_over_earlier_ones(tiny):
    (tiny / "seeds.yaml").write_text("run: {seed: 5, months: 3}\n")
    (tiny / "months.yaml").write_text("run: {months: 6}\n")
    (tiny / "v.yaml").write_text(
        "extends: [base.yaml, seeds.yaml, months.yaml]\nmarket: {leads_per_year: 7}\n"
    )

    scenario = scenarios.load(tiny / "v.yaml")

    assert (scenario.name, scenario.run.seed, scenario.run.months) == ("v", 5, 6)
    assert scenario.market.leads_per_year == 7


def test_bases_that_share_bases_are_refused_before_they_multiply(tiny):
    (tiny / "b0.yaml").write_text("extends: base.yaml\n")
    for n in range(1, 12):
        (tiny / f"b{n}.yaml").write_text(f"extends: [b{n - 1}.yaml, b{n - 1}.yaml]\n")

    with pytest.raises(scenarios.ScenarioError, match="more than 64 files"):
        scenarios.load(tiny / "b11.yaml")
    assert scenarios.load(tiny / "b3.yaml").run.seed == 1


def test_a_cell_is_shown_in_full_and_is_a_base_for_a_new_scenario_elsewhere(tiny):
    path = f"{matrix(tiny, 'vary: {grid: {run.seed: [5, 6]}}')}/seed-6"
    (tiny / "sub").mkdir()

    lines = scenarios.resolved_lines(scenarios.read(path))
    (tiny / "full.yaml").write_text(scenarios.resolved_text(lines))
    new = scenarios.write_skeleton(tiny / "sub" / "mine.yaml", path, scenarios.read(path))

    cell, full, mine = scenarios.load_all([path, tiny / "full.yaml", new])
    assert cell.fingerprint() == full.fingerprint() == mine.fingerprint()
    assert "extends: ../grid.yaml/seed-6\n" in new.read_text()
    assert any(line.path == "run.seed" and line.origin.endswith("grid.yaml:2") for line in lines)
