"""
A scenario file and the files it extends, as one tree in which every node remembers the file it came from.

Of several bases a later one is laid over the earlier ones, and the file itself over all. ``name``, ``title`` and
``vary`` are a file's own; a file without a name is called after its file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from scenarios import library
from scenarios.faults import Fault, shown
from scenarios.matrices import with_cell
from scenarios.merging import merged_fields
from scenarios.nodes import Fields, Items, Leaf, Node
from scenarios.text_files import UnreadableError, require_file
from scenarios.yaml_tree import LARGEST_BYTES, read

MOST_FILES = 64
_OWN = ("name", "title")
_WANTED = "one path, such as today.yaml, a library name, or a list of them is wanted"


@dataclass(frozen=True)
class Gathered:
    """
    A merged tree, ``None`` when a file of it cannot be read.

    ``files`` are those it was read from, first the one asked for; ``vary`` is the matrix that file holds, if any.
    """

    tree: Fields | None
    files: tuple[str, ...]
    faults: tuple[Fault, ...]
    vary: Node | None = None


def gather(file: str) -> Gathered:
    """Return a file merged over what it extends."""
    return _Gatherer().gather(file, ())


def escapes(text: str) -> str:
    """Return why text is not a path beside the file that names it; nothing when it is one."""
    if PurePosixPath(text).is_absolute() or PureWindowsPath(text).drive or text.startswith("~"):
        return "an absolute path; a path is relative to the file that names it"
    if "\\" in text:
        return "a path with a backslash; use /"
    return ""


class _Gatherer:
    """Reads one scenario's files; counts them, because bases that share bases multiply."""

    def __init__(self) -> None:
        self._read = 0

    def gather(self, file: str, chain: tuple[str, ...]) -> Gathered:
        """Return a file merged over what it extends; ``chain`` is who extends it."""
        self._read += 1
        tree, faults = read(file)
        if tree is None:
            return Gathered(None, (file,), tuple(faults))
        named, vary = tree.entries.pop("extends", None), tree.entries.pop("vary", None)
        _own_name(tree, file)
        bases = [self._base(leaf, (*chain, file)) for leaf in _names_of(named, faults)]
        files = (file, *(name for base in bases for name in base.files))
        faults += [fault for base in bases for fault in base.faults]
        if any(base.tree is None for base in bases) or (named is not None and not bases):
            return Gathered(None, files, tuple(faults))
        merged = _laid_over([base.tree for base in bases if base.tree], tree, faults)
        return Gathered(merged, files, tuple(faults), vary)

    def _base(self, leaf: Leaf, chain: tuple[str, ...]) -> Gathered:
        """Return what one entry of ``extends`` means, without what is only its own."""
        if self._read >= MOST_FILES:
            return _refused(leaf, f"more than {MOST_FILES} files extend each other")
        named, cell = library.split(str(leaf.value))
        file, fault = _base_file(leaf, named, chain)
        if file is None:
            return Gathered(None, (), tuple(fault))
        base = self.gather(file, chain)
        if cell and base.tree is not None:
            tree, faults = with_cell(base.tree, base.vary, cell, leaf.place)
            base = Gathered(tree, base.files, (*base.faults, *faults))
        if base.tree is not None:
            for own in _OWN:
                base.tree.entries.pop(own, None)
        return base


def _laid_over(bases: Sequence[Fields], tree: Fields, faults: list[Fault]) -> Fields:
    if not bases:
        return tree
    merged, *others = bases
    for over in (*others, tree):
        merged = merged_fields(merged, over, faults)
    return merged


def _own_name(tree: Fields, file: str) -> None:
    if "name" not in tree.entries:
        tree.entries["name"] = Leaf(tree.place, Path(file).stem, Path(file).stem)


def _names_of(named: Node | None, faults: list[Fault]) -> list[Leaf]:
    """Return the entries of ``extends``, and add a fault for what is none."""
    if named is None:
        return []
    entries = named.items if isinstance(named, Items) else [named]
    good = [one for one in entries if isinstance(one, Leaf) and isinstance(one.value, str)]
    wrong = [one for one in entries if one not in good and not (isinstance(one, Leaf) and one.broken)]
    faults += [one.place.fault("extends", _WANTED) for one in wrong]
    if not entries:
        faults.append(named.place.fault("extends", _WANTED, got="an empty list"))
    return good if len(good) == len(entries) else []


def _refused(leaf: Leaf, message: str, hint: str = "") -> Gathered:
    return Gathered(None, (), (leaf.place.fault("extends", message, got=shown(str(leaf.value)), hint=hint),))


def _base_file(leaf: Leaf, text: str, chain: tuple[str, ...]) -> tuple[str | None, Sequence[Fault]]:
    """Return the file that ``extends`` names, or the fault in it."""
    problem = escapes(text)
    if problem:
        return None, _refused(leaf, problem).faults
    if not text.endswith(library.ENDINGS):
        file = library.by_name(text)
        return file, () if file else _refused(leaf, "no such scenario", library.hint(text)).faults
    file = os.path.normpath(Path(chain[-1]).parent / text)
    seen = [os.path.realpath(one) for one in chain]
    if os.path.realpath(file) in seen:
        circle = [*chain[seen.index(os.path.realpath(file)) :], file]
        message = f"the files extend each other: {' → '.join(circle)}"
        return None, [leaf.place.fault("extends", message)]
    try:
        require_file(Path(file), LARGEST_BYTES)
    except UnreadableError as error:
        return None, _refused(leaf, error.message, error.hint).faults
    return file, ()
