import pytest

import scenarios
from scenarios.extends import gather
from scenarios.nodes import walk


def merged(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    gathered = gather(str(tmp_path / f"{next(reversed(files))}.yaml"))
    assert not gathered.faults
    return {path: node.text for path, node in walk(gathered.tree) if hasattr(node, "text")}


def test_mappings_merge_deeply(tmp_path):
    got = merged(tmp_path, base="a: {b: {c: 1, d: 2}}", over="extends: base.yaml\na: {b: {d: 3}}")

    assert got == {"a.b.c": "1", "a.b.d": "3", "name": "over"}


def test_list_items_merge_by_id_and_new_ones_come_last(tmp_path):
    got = merged(
        tmp_path,
        base="s: [{id: x, n: 1, m: 1}, {id: y, n: 2}]",
        over="extends: base.yaml\ns: [{id: z, n: 4}, {id: x, n: 3}]",
    )

    assert {key: got[key] for key in got if key.endswith((".n", ".m"))} == {
        "s.x.n": "3",
        "s.x.m": "1",
        "s.y.n": "2",
        "s.z.n": "4",
    }
    assert [key for key in got if key.endswith(".id")] == ["s.x.id", "s.y.id", "s.z.id"]


@pytest.mark.parametrize(
    ("base", "over"),
    [
        ("a: [1, 2, 3]", "a: [4]"),
        ("a: [{id: x}]", "a: []"),
        ("a: [{id: x}]", "a: [{n: 1}]"),
        ("a: {b: 1}", "a: null"),
        ("a: [{id: x}]", "a: null"),
        ("a: null", "a: {b: 1}"),
        ("a: {b: 1}", "a: [1]"),
        ("a: data/a.csv", "a: [{id: x}]"),
        ("a: {kind: fixed, mean_days: 5}", "a: {kind: none}"),
        ("a: {method: equal, total: 5}", "a: {method: table, table: t.csv}"),
        ("a: {value: {b: 1, c: 2}, source: s, grade: fact}", "a: {value: {b: 2}, source: t, grade: guess}"),
        ("a: {value: 1, source: s, grade: fact}", "a: {b: 2}"),
        ("a: {b: 2}", "a: {value: 1, source: s, grade: fact}"),
    ],
)
def test_everything_else_replaces(base, over, tmp_path):
    alone = merged(tmp_path, over=over)

    assert merged(tmp_path, base=base, over=f"extends: base.yaml\n{over}") == alone


def test_the_same_kind_said_again_still_merges(tmp_path):
    got = merged(tmp_path, base="a: {kind: fixed, n: 5}", over="extends: base.yaml\na: {kind: fixed, m: 6}")

    assert got == {"a.kind": "fixed", "a.n": "5", "a.m": "6", "name": "over"}


def test_a_chain_of_three_keeps_the_last_word_and_every_place(tmp_path):
    files = {
        "one": "a: 1\nb: 1\nc: 1",
        "two": "extends: one.yaml\nb: 2\nc: 2",
        "three": "extends: two.yaml\nc: 3",
    }
    assert merged(tmp_path, **files) == {"a": "1", "b": "2", "c": "3", "name": "three"}

    places = {path: node.place for path, node in walk(gather(str(tmp_path / "three.yaml")).tree)}

    assert [(places[key].file[len(str(tmp_path)) + 1 :], places[key].line) for key in "abc"] == [
        ("one.yaml", 1),
        ("two.yaml", 2),
        ("three.yaml", 2),
    ]


def test_name_and_title_are_a_files_own(tiny):
    (tiny / "faster.yaml").write_text("extends: base.yaml\n")

    scenario = scenarios.load(tiny / "faster.yaml")

    assert (scenario.name, scenario.title) == ("faster", "")


def test_a_variant_means_what_its_values_mean_written_out(tiny):
    full = (
        (tiny / "base.yaml")
        .read_text()
        .replace("weight: 1\n", "weight: 1\n", 1)
        .replace("cap: {of: target, max: 1.5}", "cap: null")
    )
    (tiny / "full.yaml").write_text(full)
    (tiny / "uncapped.yaml").write_text(
        "extends: base.yaml\nplan: {pay: {components: [{id: bookings, cap: null}]}}\n"
    )

    variant = scenarios.load(tiny / "uncapped.yaml")

    assert variant.plan.pay.components[0].cap is None
    assert variant.fingerprint() == scenarios.load(tiny / "full.yaml").fingerprint()
    assert variant.fingerprint() != scenarios.load(tiny / "base.yaml").fingerprint()


def test_a_shipped_scenario_can_be_extended_by_its_name(tmp_path):
    (tmp_path / "mine.yaml").write_text("extends: us-field-force/today\nrun: {seed: 7}\n")

    mine, today = scenarios.load(tmp_path / "mine.yaml"), scenarios.load("us-field-force/today")

    assert (mine.run.seed, len(mine.tables.units), mine.borders) == (
        7,
        len(today.tables.units),
        today.borders,
    )


def test_the_tables_of_a_base_are_beside_the_base(tiny):
    (tiny / "variants").mkdir()
    (tiny / "variants" / "v.yaml").write_text("extends: ../base.yaml\nrun: {seed: 2}\n")

    assert len(scenarios.load(tiny / "variants" / "v.yaml").tables.units) == 4


def test_faults_of_base_and_variant_come_together(tiny):
    (tiny / "bad.yaml").write_text((tiny / "base.yaml").read_text().replace("floor: 1", "floor: low"))
    (tiny / "v.yaml").write_text("extends: bad.yaml\nrun: {month: 3}\n")

    with pytest.raises(scenarios.ScenarioError) as refused:
        scenarios.load(tiny / "v.yaml")

    assert [(fault.file.rpartition("/")[2], fault.path) for fault in refused.value.faults] == [
        ("bad.yaml", "customers.satisfaction.floor"),
        ("v.yaml", "run.month"),
    ]
