"""The canonical bytes of a scenario: equal for equal meaning, whatever the order of rows, keys or comments."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.table import Table

if TYPE_CHECKING:
    from sim.scenario import Scenario

SILENT = frozenset({"name", "title", "borders", "assumptions"})
"""Fields of a scenario that no result depends on."""


def canonical(scenario: Scenario) -> bytes:
    """Return the canonical JSON of all that can change a result."""
    fields = {
        name: _plain(getattr(scenario, name)) for name in type(scenario).model_fields if name not in SILENT
    }
    fields["run"] = {name: value for name, value in fields["run"].items() if name != "engine"}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field of any document
    """Return a value as JSON with one spelling: exact decimals normalised, tables column by column in key order."""
    match value:
        case BaseModel():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case Table():
            return {name: _column(value[name].tolist()) for name in sorted(value.columns)}
        case tuple():
            return [_plain(item) for item in value]
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return value


def _column(values: list[Any]) -> list[Any]:
    return [value.isoformat() if isinstance(value, date) else value for value in values]
