"""A new scenario to start from: it extends another one, and the most used settings stand in it as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scenarios import library
from scenarios.faults import Fault, ScenarioError
from scenarios.nodes import Fields, Items, Node, content, id_of
from scenarios.reading import Reading, require
from scenarios.sources import Unwrapped
from scenarios.writing import reference, spelled
from sim.document import Id

_SETTINGS = (
    ("run.seed", "another seed is another year of luck"),
    ("run.months", "fiscal months simulated"),
    ("market.leads_per_year", "leads a year"),
    ("customers.reorder_mean_days", "mean gap between a delivery and the next order [calendar days]"),
    ("people.behaviour.elasticity", "how strongly effort follows marginal pay"),
    ("people.travel.cost_per_hour", "currency for an hour on the road"),
    ("plan.quotas.total", "what all reps have to sell in a fiscal year [currency]"),
    ("plan.pay.pay.base", "base pay [currency/year]"),
    ("plan.pay.pay.ote", "on-target earnings [currency/year], base included"),
    ("plan.pay.components.*.cap", "null is no cap; max 1.5 is 150 % of target pay"),
    ("plan.pay.components.*.payout.beyond.slope", "target pay for 1.0 of attainment above the last point"),
    ("plan.supply.*.units_per_month", "capacity; supply: [] is no limit"),
)
_HEADER = """\
# {name}: what differs from {base}, and nothing else.
# `evenfield show {name}.yaml` shows every value, `evenfield diff {base} {name}.yaml` what differs.
# To change a setting, take away its "# " and that of every line above that it stands under.
"""
_THERE = "this file is there already and stays as it is"
SCHEMA_NAME = "evenfield.schema.json"
"""The JSON Schema that editors find beside a scenario, when it is there."""


def write_skeleton(
    path: str | Path, base: str | Path, reading: Reading, sheets: Mapping[str, str] = MappingProxyType({})
) -> Path:
    """
    Write a scenario that extends another and changes nothing yet, and return its path.

    Parameters
    ----------
    path
        The file to write; it ends in ``.yaml``.
    base
        Library name or file of the scenario that is extended.
    reading
        That scenario, as :func:`scenarios.reading.read` returns it.
    sheets
        Excel files by the dotted path of the table that their sheet of its name holds, such as ``tables.units``.

    Raises
    ------
    ScenarioError
        When the file is there already, its name is none a scenario can have, or the base has faults.
    """
    scenario = require(reading)
    file = Path(path)
    problem = _problem(file)
    if reading.tree is None or problem:
        raise ScenarioError([Fault(str(path), message=problem)])
    lines = [
        *(
            [f"# yaml-language-server: $schema={SCHEMA_NAME}"]
            if file.with_name(SCHEMA_NAME).is_file()
            else []
        ),
        *_HEADER.format(name=file.stem, base=base).splitlines(),
        f"extends: {spelled(reference(base, file))}",
        f"name: {spelled(file.stem)}",
        f"title: {spelled(f'{scenario.title or scenario.name}, changed')}",
        *_settings([*_chosen(Unwrapped(reading.tree).tree, _asked(), 0)], sheets),
    ]
    try:
        # "x" looks and makes in one step: what appears meanwhile is not overwritten either.
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise ScenarioError([Fault(str(path), message=_THERE)]) from None
    return file


def _settings(chosen: list[str], sheets: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of settings as comments, and before each part the tables that stand in sheets, as they are."""
    parts: dict[str, list[str]] = {}
    for path, file in sheets.items():
        part, _, table = path.partition(".")
        parts.setdefault(part, []).append(f"  {table}: {{file: {spelled(file)}, sheet: {table}}}")
    for part in [part for part in parts if f"{part}:" not in chosen]:
        yield from [f"{part}:", *parts[part]]
    for line in chosen:
        yield from [line, *parts[line[:-1]]] if line[:-1] in parts else [f"# {line}"]


def _problem(file: Path) -> str:
    """Return why a scenario cannot be written to this file, nothing when it can."""
    if file.suffix not in library.ENDINGS:
        return "a scenario file ends in .yaml"
    if not file.parent.is_dir():
        return "there is no such folder to write to"
    if file.exists():
        return _THERE
    try:
        TypeAdapter(Id).validate_python(file.stem)
    except ValidationError:
        return "a scenario's name is letters, digits, dot, dash and underscore, a letter or digit first"
    return ""


def _asked() -> dict[str, Any]:
    """Return the settings to show as a tree of their steps, each leaf what the setting means."""
    tree: dict[str, Any] = {}
    for path, meaning in _SETTINGS:
        *steps, last = path.split(".")
        at = tree
        for step in steps:
            at = at.setdefault(step, {})
        at[last] = meaning
    return tree


def _chosen(node: Node, asked: dict[str, Any], depth: int) -> Iterator[str]:
    """Yield the lines of those settings that the scenario has."""
    indent = "  " * depth
    for step, wanted in asked.items():
        if step == "*":
            yield from _items(node, wanted, depth)
            continue
        child = node.entries.get(step) if isinstance(node, Fields) else None
        if child is None:
            continue
        if isinstance(wanted, str):
            yield f"{indent}{step}: {spelled(content(child))}  # {wanted}"
            continue
        lines = [*_chosen(child, wanted, depth + 1)]
        yield from [f"{indent}{step}:", *lines] if lines else []


def _items(node: Node, asked: dict[str, Any], depth: int) -> Iterator[str]:
    """Yield the lines of the items of a list that have such settings, each with its id to find it by."""
    for item in node.items if isinstance(node, Items) else []:
        lines = [*_chosen(item, asked, depth + 1)]
        if lines and id_of(item) is not None:
            yield f"{'  ' * depth}- id: {spelled(id_of(item))}"
            yield from lines
