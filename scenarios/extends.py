"""
A scenario file and the files it extends, as one tree in which every node remembers the file it came from.

Mappings merge deeply, list items merge by ``id``, everything else replaces. A value with its source is one value:
it is replaced whole. So is a mapping that says another ``kind`` or ``method`` than its base: another kind of thing
has other fields. ``name`` and ``title`` are a file's own; a file without a name is called after its file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from scenarios import library
from scenarios.faults import Fault, shown
from scenarios.nodes import Fields, Items, Leaf, Node, id_of
from scenarios.text_files import UnreadableError, require_file
from scenarios.yaml_tree import LARGEST_BYTES, read

_OWN = ("name", "title")
_DECIDES = ("kind", "method")


@dataclass(frozen=True)
class Gathered:
    """A merged tree, ``None`` when a file of it cannot be read; the files, first the one asked for; their faults."""

    tree: Fields | None
    files: tuple[str, ...]
    faults: tuple[Fault, ...]


def gather(file: str, chain: tuple[str, ...] = ()) -> Gathered:
    """Return a file merged over what it extends; ``chain`` is who extends it."""
    tree, faults = read(file)
    if tree is None:
        return Gathered(None, (file,), tuple(faults))
    named = tree.entries.pop("extends", None)
    _own_name(tree, file)
    if named is None:
        return Gathered(tree, (file,), tuple(faults))
    base_file, fault = _base_file(named, (*chain, file))
    if base_file is None:
        return Gathered(None, (file,), (*faults, *fault))
    base = gather(base_file, (*chain, file))
    files, faults = (file, *base.files), [*faults, *base.faults]
    if base.tree is None:
        return Gathered(None, files, tuple(faults))
    for own in _OWN:
        base.tree.entries.pop(own, None)
    merged = _merged_fields(base.tree, tree, faults)
    return Gathered(merged, files, tuple(faults))


def escapes(text: str) -> str:
    """Return why text is not a path beside the file that names it; nothing when it is one."""
    if PurePosixPath(text).is_absolute() or PureWindowsPath(text).drive or text.startswith("~"):
        return "an absolute path; a path is relative to the file that names it"
    if "\\" in text:
        return "a path with a backslash; use /"
    return ""


def _own_name(tree: Fields, file: str) -> None:
    if "name" not in tree.entries:
        tree.entries["name"] = Leaf(tree.place, Path(file).stem, Path(file).stem)


def _base_file(named: Node, chain: tuple[str, ...]) -> tuple[str | None, list[Fault]]:
    """Return the file that ``extends`` names, or the fault in it."""
    if not isinstance(named, Leaf) or not isinstance(named.value, str):
        known = isinstance(named, Leaf) and named.broken
        wanted = "one path, such as today.yaml, or a library name is wanted"
        return None, [] if known else [named.place.fault("extends", wanted)]
    text = named.value
    problem = escapes(text)
    if problem:
        return None, [named.place.fault("extends", problem, got=shown(text))]
    if not text.endswith(library.ENDINGS):
        file = library.by_name(text)
        missing = named.place.fault("extends", "no such scenario", got=shown(text), hint=library.hint(text))
        return file, [] if file else [missing]
    file = os.path.normpath(Path(chain[-1]).parent / text)
    seen = [os.path.realpath(one) for one in chain]
    if os.path.realpath(file) in seen:
        circle = [*chain[seen.index(os.path.realpath(file)) :], file]
        return None, [named.place.fault("extends", f"the files extend each other: {' → '.join(circle)}")]
    try:
        require_file(Path(file), LARGEST_BYTES)
    except UnreadableError as error:
        return None, [named.place.fault("extends", error.message, got=shown(text), hint=error.hint)]
    return file, []


def _merged(base: Node, over: Node, faults: list[Fault]) -> Node:
    if isinstance(base, Fields) and isinstance(over, Fields) and not _is_another(base, over):
        return _merged_fields(base, over, faults)
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


def _merged_fields(base: Fields, over: Fields, faults: list[Fault]) -> Fields:
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
