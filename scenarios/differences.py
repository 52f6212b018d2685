"""What differs between two scenarios: changed values field by field, and tables in what they mean to the business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from scenarios.difference_wording import in_words
from scenarios.nodes import joined
from scenarios.table_differences import TABLES
from sim.compensation.plan import AmountCap, TargetCap
from sim.fingerprint import SILENT
from sim.scenario import Scenario
from sim.table import Table

_WHOLE = (TargetCap, AmountCap)
"""Documents that are told as one value."""
_SECTIONS = (
    ("plan.alignment", "territories"),
    ("plan.bases", "territories"),
    ("plan.quotas", "quotas"),
    ("plan.pay", "pay"),
    ("plan.supply", "supply"),
)
SECTIONS = ("territories", "quotas", "pay", "supply", "world")


@dataclass(frozen=True)
class Difference:
    """
    One thing that differs.

    ``section`` is one of :data:`SECTIONS`; ``path`` the field as in a file; ``before`` and ``after`` are its values,
    for a table what :mod:`scenarios.table_differences` counts; ``words`` says it in a line.
    """

    section: str
    path: str
    before: Any
    after: Any
    words: str


def differences(before: Scenario, after: Scenario) -> list[Difference]:
    """
    Return all that differs and can change a result, the plan first; nothing when the fingerprints are equal.

    A unit of value is a field; items of a list are the same when they have one id.
    """
    found = [*_tables(before, after), *_values(before, after)]
    return sorted(found, key=lambda one: SECTIONS.index(one.section))


def _tables(before: Scenario, after: Scenario) -> Iterator[Difference]:
    for path, compare in TABLES.items():
        for told in compare(before, after):
            yield Difference(_section(path), path, told.before, told.after, told.words)


def _values(before: Scenario, after: Scenario) -> Iterator[Difference]:
    for path, one, other in _changes("", before, after):
        words = in_words(path, one, other, after.currency)
        yield Difference(_section(path), path, one, other, words)


def _section(path: str) -> str:
    return next((name for start, name in _SECTIONS if path.startswith(start)), "world")


def _changes(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - any field
    """Yield the path and both values of each field that differs; tables are somebody else's."""
    if isinstance(before, Table) or isinstance(after, Table) or path in TABLES:
        return
    if _is_document(before) and type(before) is type(after):
        for name in type(before).model_fields:
            if path or name not in SILENT:
                yield from _changes(joined(path, name), getattr(before, name), getattr(after, name))
    elif _has_ids(before) and _has_ids(after) and (before or after):
        yield from _items(path, before, after)
    elif before != after:
        yield path, before, after


def _items(path: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs between two lists whose items have ids."""
    ones, others = ({item.id: item for item in items} for items in (before, after))
    for name in dict.fromkeys([*ones, *others]):
        yield from _changes(joined(path, name), ones.get(name), others.get(name))
    order, other_order = ([name for name in ids if name in ones and name in others] for ids in (ones, others))
    if order != other_order:
        yield path, tuple(order), tuple(other_order)


def _is_document(value: object) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, _WHOLE)


def _has_ids(value: object) -> bool:
    return isinstance(value, tuple) and all(hasattr(item, "id") for item in value)
