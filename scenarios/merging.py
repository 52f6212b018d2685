"""
One tree laid over another, each node with the place it came from.

Mappings merge deeply, list items merge by ``id``, everything else replaces. A value with its source is one value:
it is replaced whole. So is a mapping that says another ``kind`` or ``method`` than its base, and a table that names its
file: another kind of thing has other fields.
"""

from __future__ import annotations

from scenarios.faults import Fault, shown
from scenarios.nodes import Fields, Items, Leaf, Node, id_of

_DECIDES = ("kind", "method", "file")


def _merged(base: Node, over: Node, faults: list[Fault]) -> Node:
    if isinstance(base, Fields) and isinstance(over, Fields) and not _is_another(base, over):
        return merged_fields(base, over, faults)
    if isinstance(base, Items) and isinstance(over, Items) and base.items and over.items:
        return _merged_items(base, over, faults)
    return over


def _is_another(base: Fields, over: Fields) -> bool:
    """Return whether ``over`` replaces ``base`` whole."""
    if base.is_sourced or over.is_sourced:
        return True
    for key in _DECIDES:
        one, other = base.entries.get(key), over.entries.get(key)
        if isinstance(one, Leaf) and isinstance(other, Leaf) and one.value != other.value:
            return True
    return False


def merged_fields(base: Fields, over: Fields, faults: list[Fault]) -> Fields:
    """Return a mapping laid over another, and add a fault for each id that stands twice in a list."""
    entries = dict(base.entries)
    for key, node in over.entries.items():
        entries[key] = _merged(entries[key], node, faults) if key in entries else node
    return Fields(over.place, entries, base.keys | over.keys)


def _merged_items(base: Items, over: Items, faults: list[Fault]) -> Items:
    """Return the base's items in their order, each merged with the one of its id, then the new ones."""
    if any(id_of(item) is None for item in (*base.items, *over.items)):
        return over
    merged = _by_id(base, faults)
    for name, item in _by_id(over, faults).items():
        merged[name] = _merged(merged[name], item, faults) if name in merged else item
    return Items(over.place, list(merged.values()))


def _by_id(items: Items, faults: list[Fault]) -> dict[str, Node]:
    """Return the first item of each id, and add a fault for every other."""
    found: dict[str, Node] = {}
    for item in items.items:
        name = str(id_of(item))
        if name in found:
            first = found[name].place.line
            faults.append(
                item.place.fault("", f"the id {shown(name)} stands already in line {first} of this list")
            )
        found.setdefault(name, item)
    return found
