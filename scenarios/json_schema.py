"""The JSON Schema of scenario files, for editors, made from the documents themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from scenarios.dialects import DECIMALS, DELIMITERS, ENCODINGS, THOUSANDS
from scenarios.schema import Shape, fields
from scenarios.sources import GRADES
from scenarios.tables import ENDINGS
from scenarios.wording import SILENT
from sim.scenario import Scenario
from sim.table import TableSpec

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_CELL: Schema = {"type": ["string", "number", "null"]}
_OPEN = {"extends", "vary"}
_BOUNDS = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum"}


class _Documents(GenerateJsonSchema):
    """Pydantic's own schema of the documents; tables are put in afterwards, by those who know their columns."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:
        """Return a schema that takes anything, in the place of a table."""
        return {}

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Return any of the choices: a variant leaves out the word that tells them apart."""
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return {"anyOf" if key == "oneOf" else key: value for key, value in made.items()}


def json_schema() -> Schema:
    """
    Return the JSON Schema (2020-12) of a scenario file.

    It takes what the reader takes: a value with its source wherever a value may stand, tables as paths or rows, parts
    of documents in a file that extends another. What needs more than one place to see (sums of shares, references
    between tables) is left to ``evenfield check``.
    """
    made = Scenario.model_json_schema(schema_generator=_Documents, mode="validation")
    made = _in_its_words(made)
    definitions: Schema = made.pop("$defs") | _shared()
    documents = {model.__name__: model for model in _documents()}
    for name, model in documents.items():
        if name in definitions:
            definitions[name] = _document(definitions[name], model)
    root = _document(made, Scenario)
    needed = [name for name in made["required"] if name != "name"]
    root["properties"] |= {"extends": _extends(), "vary": _vary(root["properties"])}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Evenfield scenario",
        **{key: value for key, value in root.items() if key not in {"title", "required"}},
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": needed},
        "$defs": {name: definitions[name] for name in sorted(definitions.keys() - {"Assumption"})},
    }


def json_schema_text() -> str:
    """Return the JSON Schema as the text of its file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _documents() -> set[type[BaseModel]]:
    """Return every document that a scenario is made of."""
    found: set[type[BaseModel]] = set()
    todo: list[type[BaseModel]] = [Scenario]
    while todo:
        model = todo.pop()
        found.add(model)
        shapes = list(fields(model).values())
        shapes += [part for shape in shapes for part in shape.parts]
        todo += [one for shape in shapes for one in shape.models if one not in found]
    return found


def _document(schema: Schema, model: type[BaseModel]) -> Schema:
    """Return a document's schema as files write it: sourced values, tables, nothing required of a part."""
    shapes = fields(model)
    properties = {
        name: _property(one, shapes[name])
        for name, one in schema["properties"].items()
        if not (model is Scenario and name in SILENT)
    }
    kept = {key: value for key, value in schema.items() if key not in {"properties", "required", "title"}}
    return kept | {"properties": properties}


def _property(schema: Schema, shape: Shape) -> Schema:
    """Return a field's schema: itself, or itself with a source."""
    told = {key: schema[key] for key in ("description", "default") if key in schema}
    bare = {key: value for key, value in schema.items() if key not in {"title", "description", "default"}}
    if shape.spec is not None:
        nothing = [{"type": "null"}] if schema.get("default", ...) is None else []
        bare = {"anyOf": [{"$ref": f"#/$defs/Table-{shape.spec.name}"}, *nothing]}
    return told | {"anyOf": [_items(bare), _sourced(bare)]}


def _items(schema: Schema) -> Schema:
    """Return the schema of a list whose items may each have a source; any other schema as it is."""
    if "items" in schema and "$ref" not in schema["items"]:
        return schema | {"items": {"anyOf": [schema["items"], _sourced(schema["items"])]}}
    return schema


def _sourced(schema: Schema) -> Schema:
    """Return the schema of a value with its source."""
    return {"allOf": [{"$ref": "#/$defs/WithSource"}, {"properties": {"value": schema}}]}


def _shared() -> dict[str, Schema]:
    """Return what is the same wherever it stands: the parts of a value with its source, and tables by name."""
    source = {"type": "string", "minLength": 1, "description": "where the value comes from"}
    parts = {"value": {}, "source": source, "grade": {"enum": [*GRADES]}}
    with_source = {
        "type": "object",
        "properties": parts,
        "required": list(parts),
        "additionalProperties": False,
    }
    shapes = [shape for model in _documents() for shape in fields(model).values()]
    tables = {f"Table-{shape.spec.name}": _table(shape.spec) for shape in shapes if shape.spec}
    return {"WithSource": with_source, **tables}


def _table(spec: TableSpec) -> Schema:
    """Return what may stand for a table: a path, a path and how the file is written, or rows."""
    path = {"type": "string", "pattern": "\\.(" + "|".join(ending[1:] for ending in ENDINGS) + ")$"}
    stated: Mapping[str, Schema] = {
        "file": path,
        "delimiter": {"enum": [*DELIMITERS, "tab"]},
        "encoding": {"enum": [*ENCODINGS]},
        "decimal": {"enum": [*DECIMALS]},
        "thousands": {"enum": [*THOUSANDS]},
        "sheet": _TEXT,
    }
    columns = {column.name: {**_CELL, "description": column.meaning} for column in spec.columns}
    row = {"type": "object", "properties": columns, "additionalProperties": False}
    written = {"type": "object", "properties": stated, "required": ["file"], "additionalProperties": False}
    return {"anyOf": [path, written, {"type": "array", "items": row}]}


def _in_its_words(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema in which the bounds of exact numbers and of tuples have the names JSON Schema knows."""
    if isinstance(schema, list):
        return [_in_its_words(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    words = _BOUNDS | ({"minLength": "minItems"} if schema.get("type") == "array" else {})
    return {words.get(key, key): _in_its_words(value) for key, value in schema.items()}


def _extends() -> Schema:
    return {
        "description": "The scenario this one changes, or several of which a later one wins: paths or library names.",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}],
    }


def _vary(known: Mapping[str, Any]) -> Schema:
    """Return the schema of a matrix; paths begin with a field of a scenario."""
    starts = "|".join(name for name in known if name not in {"name", "title", *_OPEN})
    paths = {"propertyNames": {"pattern": f"^({starts})(\\.|$)"}}
    grid = {"type": "object", **paths, "additionalProperties": {"type": "array", "minItems": 1}}
    cell = {
        "type": "object",
        "properties": {"id": _TEXT, "set": {"type": "object", **paths}},
        "required": ["id", "set"],
        "additionalProperties": False,
    }
    return {
        "description": "Many scenarios in one file: a grid of values by path, or a list of cells.",
        "type": "object",
        "properties": {"grid": grid, "cells": {"type": "array", "items": cell, "minItems": 1}},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
