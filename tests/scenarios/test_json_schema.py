"""Editors see the same language as the reader."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

import scenarios
from scenarios.json_schema import json_schema, json_schema_text
from scenarios.library import LIBRARY
from scenarios.nodes import content
from scenarios.yaml_tree import read

HERE = Path(__file__).parent
SHIPPED = sorted(LIBRARY.glob("*/*.yaml"))


def as_json(file):
    tree, faults = read(str(file))
    return None if tree is None or faults else plain(content(tree))


def plain(value):
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return float(value) if isinstance(value, Decimal) else value


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def test_the_committed_schema_is_the_one_of_the_documents():
    committed = (LIBRARY.parent / "schema.json").read_text(encoding="utf-8")

    assert committed == json_schema_text(), "make it again: evenfield schema --out scenarios/schema.json"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_file_names_the_schema_in_its_first_line(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]

    key, _, named = first.partition("$schema=")
    assert key == "# yaml-language-server: "
    assert (file.parent / named).resolve() == LIBRARY.parent / "schema.json"


def test_every_reference_in_the_schema_leads_somewhere():
    schema = json_schema()
    text = json.dumps(schema)

    named = {part.partition('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}
    assert named <= schema["$defs"].keys()
    assert {"Table-units", "Table-alignment", "Component", "WithSource"} <= named
    assert not any(f'"{word}": ' in text for word in ("gt", "ge", "lt", "le"))


@pytest.mark.parametrize("file", [*SHIPPED, HERE / "tiny" / "base.yaml"], ids=lambda file: file.stem)
def test_the_schema_takes_every_shipped_file(file, validator):
    assert [error.message for error in validator.iter_errors(as_json(file))] == []


@pytest.mark.parametrize("name", list(scenarios.names()))
def test_the_schema_takes_every_scenario_in_full(name, tmp_path, validator):
    (tmp_path / "full.yaml").write_text(
        scenarios.resolved_text(scenarios.resolved_lines(scenarios.read(name)))
    )

    assert [error.message for error in validator.iter_errors(as_json(tmp_path / "full.yaml"))] == []


def test_the_schema_takes_tables_written_out(tiny, validator):
    lines = scenarios.resolved_lines(scenarios.read(tiny / "base.yaml"), inline=True)
    (tiny / "full.yaml").write_text(scenarios.resolved_text(lines))

    assert [error.message for error in validator.iter_errors(as_json(tiny / "full.yaml"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "run: {monts: 3}",
        "run: {months: 0}",
        "run: {months: twelve}",
        "market: {leads_per_year: {value: 3, source: s}}",
        "market: {leads_per_year: {value: x, source: s, grade: guess}}",
        "people: {behaviour: {kind: lazy}}",
        "plan: {pay: {components: [{id: a, cap: {of: target, maximum: 2}}]}}",
        "plan: {alignment: alignment.xls}",
        "plan: {alignment: {file: a.csv, delimiter: ':'}}",
        "plan: {alignment: [{unit: u, boss: b}]}",
        "vary: {grids: {run.seed: [1]}}",
        "vary: {grid: {rum.seed: [1]}}",
        "vary: {grid: {run.seed: 1}}",
        "extends: []",
        "title: 7",
    ],
)
def test_the_schema_sees_what_is_wrong_in_one_place(text, tmp_path, validator):
    (tmp_path / "v.yaml").write_text(("" if text.startswith("extends") else "extends: base.yaml\n") + text)

    assert not validator.is_valid(as_json(tmp_path / "v.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        "plan: {alignment: {file: a.csv, delimiter: tab, decimal: ','}}",
        "plan: {alignment: {value: a.xlsx, source: CRM, grade: fact}}",
        "plan: {bases: null, pay: {components: [{id: a, cap: null, weight: '0.5'}]}}",
        "people: {ramp: [0.5, {value: 0.6, source: s, grade: fact}]}",
        "vary: {cells: [{id: a, set: {plan.pay.components.a.cap: null}}]}",
        "vary: {grid: {market.leads_per_year: [1, 2]}}",
        "people: {behaviour: {usual: 0.5}}",
    ],
)
def test_the_schema_takes_what_the_reader_takes(text, tmp_path, validator):
    (tmp_path / "v.yaml").write_text("extends: [base.yaml, us-field-force/today]\n" + text)

    assert [error.message for error in validator.iter_errors(as_json(tmp_path / "v.yaml"))] == []
