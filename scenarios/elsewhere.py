"""Where a field that stands at the wrong level belongs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel

from scenarios.nodes import joined
from scenarios.schema import fields
from sim.scenario import Scenario

_MOST_PLACES = 3


def belongs(field: str, at: str) -> str:
    """
    Return the places that have a field of this name, said to whoever wrote it at another; nothing when none has.

    Examples
    --------
    >>> belongs("leads_per_year", "leads_per_year")
    "it belongs to market: 'market.leads_per_year'"
    >>> belongs("colour", "colour")
    ''
    """
    places = [place for place in _places().get(field, ()) if joined(place, field) != at]
    if not 0 < len(places) <= _MOST_PLACES:
        return ""
    full = " or ".join(repr(joined(place, field)) for place in places)
    return f"it belongs to {' or '.join(places)}: {full}"


@lru_cache
def _places() -> dict[str, tuple[str, ...]]:
    """Return the documents that have a field, by the field's name, nearest to the root first."""
    found: dict[str, list[str]] = {}
    for place, name in sorted(_walk("", Scenario, frozenset()), key=lambda entry: entry[0].count(".")):
        if place and place not in found.setdefault(name, []):
            found[name].append(place)
    return {name: tuple(places) for name, places in found.items()}


def _walk(place: str, model: type[BaseModel], above: frozenset[type[BaseModel]]) -> Iterator[tuple[str, str]]:
    """Yield (place, field) of a document and of all that it holds outside of lists."""
    for name, shape in fields(model).items():
        yield place, name
        for inner in shape.models:
            if inner not in above:
                yield from _walk(joined(place, name), inner, above | {model})
