import os
import pickle
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import scenarios
from scenarios.nodes import Fields, Items
from scenarios.schema import Shape, fields
from scenarios.yaml_tree import parse
from sim.scenario import Scenario
from sim.table import Table


def faults(path):
    with pytest.raises(scenarios.ScenarioError) as refused:
        scenarios.load(path)
    return refused.value.faults


def variant(folder, text):
    (folder / "v.yaml").write_text("extends: base.yaml\n" + text)
    return folder / "v.yaml"


def test_every_shipped_scenario_loads_and_has_a_title():
    shipped = scenarios.names()

    assert "us-field-force/today" in shipped
    assert all(shipped.values())
    assert [scenarios.load(name).title for name in shipped] == list(shipped.values())


def test_values_arrive_as_the_model_wants_them(tiny):
    scenario = scenarios.load(tiny / "base.yaml")

    assert scenario.market.families[0].price == Decimal("1000.00")
    assert scenario.tables.units["id"].tolist() == ["01001", "01002", "01003", "01004"]
    assert scenario.plan.quotas.table["quota"].tolist() == [25_000_000, 19_999_999]


def test_a_value_with_its_source_is_an_assumption_with_its_place(tiny):
    first, second = scenarios.load(tiny / "base.yaml").assumptions

    assert (first.path, first.value, first.source, first.grade, first.line) == (
        "market.leads_per_year",
        "400",
        "a round number",
        "choice",
        11,
    )
    assert first.file.endswith("base.yaml")
    assert second.path == "pipeline.stages.contact.work_hours"


def test_a_replaced_value_takes_its_source_with_it(tiny):
    path = variant(tiny, "market: {leads_per_year: 500}\n")

    assert [found.path for found in scenarios.load(path).assumptions] == [
        "pipeline.stages.contact.work_hours"
    ]


def test_a_list_with_its_source_is_told_in_one_line(tiny):
    path = variant(tiny, "people: {ramp: {value: [0.5, 0.75], source: the panel, grade: fact}}\n")

    scenario = scenarios.load(path)

    assert scenario.people.ramp == (0.5, 0.75)
    assert "[0.5, 0.75]" in [found.value for found in scenario.assumptions]


def test_no_document_has_a_field_called_value():
    """Else a document with it would be taken for a value with its source."""
    seen, todo = set(), [Scenario]
    while todo:
        model = todo.pop()
        seen.add(model)
        shapes = list(fields(model).values())
        shapes += [part for shape in shapes for part in shape.parts]
        todo += [m for shape in shapes for m in shape.models if m not in seen]

    assert len(seen) > 20
    assert [model for model in seen if "value" in fields(model) and model.__name__ != "Assumption"] == []


def test_every_table_of_the_model_is_found_from_its_annotation():
    found, todo = set(), [("", Shape(models=(Scenario,)))]
    while todo:
        path, shape = todo.pop()
        found |= {path} if shape.spec else set()
        todo += [(f"{path}.{name}", s) for m in shape.models for name, s in fields(m).items()]

    assert {".tables.units", ".tables.neighbours", ".tables.reps"} <= found
    assert {".plan.alignment", ".plan.quotas.table"} <= found


def test_rows_may_stand_in_the_scenario_itself(tiny):
    path = variant(
        tiny,
        "plan:\n  alignment:\n"
        + "".join(f"    - {{unit: 0100{n}, rep: ann}}\n" for n in (4, 3, 2))
        + "    - {unit: 01001, rep: bob}\n",
    )

    alignment = scenarios.load(path).plan.alignment

    assert alignment["unit"].tolist() == ["01001", "01002", "01003", "01004"]
    assert alignment["rep"].tolist() == ["bob", "ann", "ann", "ann"]


def test_inline_rows_merge_by_id_and_leave_out_what_has_a_default(tiny):
    (tiny / "rows.yaml").write_text(
        "extends: base.yaml\ntables: {reps: [{id: ann, home: 01001, skill: 2}, {id: bob, home: 01002}]}\n"
    )
    (tiny / "v.yaml").write_text("extends: rows.yaml\ntables: {reps: [{id: bob, hired: 2020-01-01}]}\n")

    reps = scenarios.load(tiny / "v.yaml").tables.reps

    assert (reps["home"].tolist(), reps["skill"].tolist()) == (["01001", "01002"], [2.0, 1.0])
    assert [str(day) for day in reps["hired"]] == ["1900-01-01", "2020-01-01"]


def test_misfits_of_a_parquet_table_come_with_file_and_row(tiny):
    rows = {"unit": ["01004", "01001", "01002", "01003"], "rep": ["bob", "ann", "anne", "bob"]}
    pq.write_table(pa.table(rows), tiny / "data" / "a.parquet")

    (fault,) = faults(variant(tiny, "plan: {alignment: data/a.parquet}\n"))

    # Rows are sorted by unit when read; row 3 is the file's.
    assert (fault.file, fault.row, fault.code) == (str(tiny / "data" / "a.parquet"), 3, "T021")
    assert str(fault).endswith("row 3, rep: no such rep; did you mean 'ann'? (got anne) [T021]")


def test_nothing_is_said_twice_and_nothing_follows_from_a_fault_told(tiny):
    path = variant(tiny, "people:\n  behaviour: {kind: &k myopic}\nplan: {quotas: {table: no.csv}}\n")

    assert [fault.path for fault in faults(path)] == ["people.behaviour.kind", "plan.quotas.table"]


def test_the_error_survives_the_way_home_from_a_worker(tiny):
    (fault,) = faults(variant(tiny, "run: {months: 0}\n"))

    assert pickle.loads(pickle.dumps(scenarios.ScenarioError([fault]))).faults == (fault,)


def test_a_thousand_faults_are_all_kept_and_fifty_are_shown():
    error = scenarios.ScenarioError(
        [scenarios.Fault("a.csv", path="x", message="no", row=n) for n in range(1, 1001)]
    )

    assert len(error.faults) == 1000
    assert str(error).splitlines()[-2:] == ["a.csv:row 50, x: no", "… and 950 more"]


@pytest.mark.parametrize(
    "text",
    [
        "/etc/hostname.csv",
        "../base.csv",
        "data/../../x.csv",
        "C:/x.csv",
        "~/x.csv",
        "'data\\reps.csv'",
        '"a\\0b.csv"',
    ],
)
def test_a_path_that_leads_out_is_refused(text, tiny):
    (fault,) = faults(variant(tiny, f"tables: {{reps: {text}}}\n"))

    assert (fault.path, fault.line) == ("tables.reps", 2)


def test_a_link_that_leads_out_is_refused(tiny, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "reps.csv"
    outside.write_text((tiny / "data" / "reps.csv").read_text())
    (tiny / "linked.csv").symlink_to(outside)

    (fault,) = faults(variant(tiny, "tables: {reps: linked.csv}\n"))

    assert fault.message == "this file lies outside the scenario's folder"


def test_a_link_within_the_folder_is_followed(tiny):
    (tiny / "linked.csv").symlink_to(tiny / "data" / "reps.csv")

    assert len(scenarios.load(variant(tiny, "tables: {reps: linked.csv}\n")).tables.reps) == 2


@pytest.mark.parametrize("text", ["tables: {reps: round.csv}\n", "borders: round.csv\n"])
def test_links_in_a_circle_are_refused(text, tiny):
    (tiny / "round.csv").symlink_to(tiny / "round.csv")

    (fault,) = faults(variant(tiny, text))

    assert fault.message == "the symbolic links go round in a circle"


def test_a_pipe_is_refused_and_not_waited_for(tiny):
    os.mkfifo(tiny / "pipe.csv")

    (fault,) = faults(variant(tiny, "tables: {reps: pipe.csv}\n"))

    assert fault.message == "this is not a regular file"


def test_borders_become_the_path_of_a_file_that_is_there_and_its_columns_are_read(tiny):
    points = {"arc": pa.array([1, 1], pa.int32()), "left": ["01001", "01001"], "right": ["", ""]}
    degrees = {name: pa.array([1.5, 2.5], pa.float32()) for name in ("lng", "lat")}
    pq.write_table(pa.table(points | degrees), tiny / "data" / "borders.parquet")

    scenario = scenarios.load(variant(tiny, "borders: data/borders.parquet\n"))
    columns = scenarios.read_borders(scenario.borders)

    assert scenario.borders == str(tiny / "data" / "borders.parquet")
    assert {name: column.tolist() for name, column in columns.items()} == {
        "arc": [1, 1],
        "left": ["01001", "01001"],
        "right": ["", ""],
        "lng": [1.5, 2.5],
        "lat": [1.5, 2.5],
    }


def test_borders_without_a_column_or_of_another_kind_are_refused(tiny):
    pq.write_table(pa.table({"arc": [1], "left": [""], "lng": [1.0], "lat": [1.0]}), tiny / "short.parquet")

    with pytest.raises(scenarios.ScenarioError, match="right: the column is missing"):
        scenarios.read_borders(tiny / "short.parquet")
    with pytest.raises(scenarios.ScenarioError, match="no Parquet file"):
        scenarios.read_borders(tiny / "base.yaml")
    with pytest.raises(scenarios.ScenarioError, match="no such file"):
        scenarios.read_borders(tiny / "none.parquet")


def rewritten(node, luck):
    """Return a tree as text in another layout: keys shuffled, all in one flow style with comments and blanks."""
    blank = luck.choice([" ", "  ", "\n    ", " # a comment, with {brackets\n  "])
    match node:
        case Fields():
            entries = list(node.entries.items())
            luck.shuffle(entries)
            return (
                "{"
                + f",{blank}".join(f'"{key}": {rewritten(child, luck)}' for key, child in entries)
                + blank
                + "}"
            )
        case Items():
            return "[" + f",{blank}".join(rewritten(item, luck) for item in node.items) + blank + "]"
    quoted = isinstance(node.value, str) and luck.random() < 0.5
    return "'" + node.text.replace("'", "''") + "'" if quoted else node.text


@pytest.mark.parametrize("seed", range(5))
def test_layout_comments_and_the_order_of_keys_and_rows_never_change_the_meaning(seed, tiny):
    before = scenarios.load(tiny / "base.yaml")
    luck = random.Random(seed)
    tree, _ = parse((tiny / "base.yaml").read_text(), "base.yaml")
    (tiny / "other.yaml").write_text(rewritten(tree, luck))
    for file in (tiny / "data").glob("*.csv"):
        heading, *rows = file.read_text().splitlines()
        luck.shuffle(rows)
        file.write_text("\r\n".join([heading, *rows]))

    after = scenarios.load(tiny / "other.yaml")

    assert after.fingerprint() == before.fingerprint()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/units.csv", "2000.5", "2000.6"),
        ("data/quotas.csv", "199999.99", "200000.00"),
        ("data/reps.csv", "2025-11-03", "2025-11-04"),
        ("base.yaml", "advance_share: 0.4", "advance_share: 0.41"),
    ],
)
def test_a_changed_cell_or_value_changes_the_meaning(file, old, new, tiny):
    before = scenarios.load(tiny / "base.yaml").fingerprint()
    (tiny / file).write_text((tiny / file).read_text().replace(old, new))

    assert scenarios.load(tiny / "base.yaml").fingerprint() != before


def test_all_spellings_of_a_number_mean_the_same(tiny):
    first = scenarios.load(variant(tiny, "run: {seed: 7}\nmarket: {leads_per_year: 500}\n")).fingerprint()
    second = scenarios.load(
        variant(tiny, "run: {seed: +7}\nmarket: {leads_per_year: 5.00e2}\n")
    ).fingerprint()

    assert first == second


def test_tables_are_what_the_model_holds(tiny):
    assert isinstance(scenarios.load(str(tiny / "base.yaml")).tables.reps, Table)
