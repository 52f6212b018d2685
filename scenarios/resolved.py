"""A scenario written out in full: every value that holds, the defaults too, each with the place it comes from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scenarios import library
from scenarios.nodes import Fields, Items, Leaf, Node, Place, content, joined, label
from scenarios.reading import Reading, require
from scenarios.schema import fields
from scenarios.table_fields import Folder
from scenarios.wording import SILENT
from scenarios.writing import row_texts, spelled
from sim.table import Table

_INDENT = "  "
_FIRST = frozenset({"id", "name", "kind", "method"})


@dataclass(frozen=True)
class Line:
    """
    One line of a resolved scenario.

    ``text`` is the line without indentation, ``place`` where its value stands (``None``: nowhere, it is the default);
    ``value`` is the value as JSON knows it, when the line has one, with the ``source`` and ``grade`` it has.
    """

    depth: int
    text: str
    path: str = ""
    place: Place | None = None
    has_value: bool = False
    value: Any = None
    source: str = ""
    grade: str = ""

    @property
    def origin(self) -> str:
        """File and line of the value; ``default`` when no file gives it."""
        return f"{library.told(self.place.file)}:{self.place.line}" if self.place else "default"


def resolved_lines(reading: Reading, *, inline: bool = False) -> list[Line]:
    """
    Return a scenario as the lines of a file that holds all of it and extends nothing.

    Parameters
    ----------
    reading
        The scenario, as :func:`scenarios.reading.read` returns it.
    inline
        Whether the rows of tables are written out; else a table is a path, seen from the scenario's folder.

    Raises
    ------
    ScenarioError
        When the scenario has faults.
    """
    scenario = require(reading)
    if reading.tree is None or reading.tables is None:
        raise ValueError("a scenario that was read has a tree and tables")
    return list(_Resolver(reading.tables.folder, inline).document(reading.tree, scenario, 0, ""))


def resolved_text(lines: list[Line], *, plain: bool = False) -> str:
    """Return the lines as YAML, each value with ``# file:line`` behind it unless ``plain``."""
    told = [
        _INDENT * line.depth
        + line.text
        + (f"  # {line.origin}" if line.has_value and not plain else "")
        + "\n"
        for line in lines
    ]
    return "".join(told)


class _Resolver:
    """Walks a document and the tree it was read from side by side."""

    def __init__(self, folder: Folder, inline: bool) -> None:
        self._folder = folder
        self._inline = inline

    def document(self, node: Fields | None, given: BaseModel, depth: int, path: str) -> Iterator[Line]:
        """Yield the lines of a document, field by field in the order of its schema."""
        shapes = fields(type(given))
        for name in sorted(shapes.keys() - SILENT, key=_place_of(shapes)):
            shape = shapes[name]
            value = getattr(given, name)
            child = node.entries.get(name) if node else None
            where = joined(path, name)
            if name == "borders" and not path:
                yield from self._borders(child, depth)
            elif shape.spec is not None:
                yield from self._table(name, child, value, depth, where)
            elif isinstance(value, BaseModel) and not _is_sourced(child):
                yield Line(depth, f"{name}:", where)
                yield from self.document(
                    child if isinstance(child, Fields) else None, value, depth + 1, where
                )
            elif _is_list_of_documents(value) and not _is_sourced(child):
                yield Line(depth, f"{name}:", where)
                yield from self._items(child, value, depth + 1, where)
            else:
                yield _value(name, child, value, depth, where)

    def _items(
        self, node: Node | None, given: tuple[BaseModel, ...], depth: int, path: str
    ) -> Iterator[Line]:
        """Yield the lines of a list of documents, the first of each with its dash."""
        nodes: list[Node | None] = [*node.items] if isinstance(node, Items) else [None] * len(given)
        for number, (child, value) in enumerate(zip(nodes, given, strict=True)):
            where = joined(path, label(child, number) if child else str(number))
            if not isinstance(child, Fields) or child.is_sourced:
                yield replace(_value("", child, value, depth, where), text=f"- {_spelled(child, value)}")
                continue
            first, *others = self.document(child, value, depth + 1, where)
            yield replace(first, depth=depth, text=f"- {first.text}")
            yield from others

    def _table(
        self, name: str, node: Node | None, table: Table | None, depth: int, path: str
    ) -> Iterator[Line]:
        """Yield a table as the path of its file, or as its rows."""
        file = _path_of(node)
        if table is None:
            yield _value(name, node, None, depth, path)
        elif file is not None and not self._inline:
            yield self._reference(name, node, file, depth, path)
        else:
            place = _inner(node).place if node else None
            yield Line(depth, f"{name}:", path, place, has_value=True, value=f"{len(table)} rows")
            yield from (Line(depth + 1, f"- {row}", path) for row in row_texts(table))

    def _borders(self, node: Node | None, depth: int) -> Iterator[Line]:
        file = _path_of(node)
        yield (
            self._reference("borders", node, file, depth, "borders")
            if file is not None
            else _value("borders", node, None, depth, "borders")
        )

    def _reference(self, name: str, node: Node | None, leaf: Leaf, depth: int, path: str) -> Line:
        """Return a line that names a file as it is reached from the scenario's folder."""
        reached = self._reached(leaf)
        line = _value(name, node, reached, depth, path)
        moved = _with_file(node, leaf, reached) if node else None
        return replace(line, text=f"{name}: {_spelled(moved, reached)}", value=reached)

    def _reached(self, leaf: Leaf) -> str:
        """Return the path of a file as the resolved scenario names it."""
        file = self._folder.resolve(leaf)
        if library.is_shipped(str(file)):
            return library.MARK + library.told(str(file))
        return Path(os.path.relpath(os.path.realpath(file), self._folder.root(leaf.place.file))).as_posix()


def _place_of(shapes: Iterable[str]) -> Callable[[str], tuple[bool, int]]:
    """Return where a field stands in its document: what says which thing it is comes first."""
    order = [*shapes]
    return lambda name: (name not in _FIRST, order.index(name))


def _value(name: str, node: Node | None, given: object, depth: int, path: str) -> Line:
    """Return the line of one value, as the file spells it or else as the model holds it."""
    source, grade = (_told(node, part) for part in ("source", "grade"))
    place = _inner(node).place if node else None
    text = f"{name}: {_spelled(node, given)}"
    return Line(depth, text, path, place, has_value=True, value=as_json(given), source=source, grade=grade)


def _is_sourced(node: Node | None) -> bool:
    return isinstance(node, Fields) and node.is_sourced


def _inner(node: Node) -> Node:
    """Return the value of a value with its source, any other node itself."""
    return node.entries["value"] if isinstance(node, Fields) and node.is_sourced else node


def _told(node: Node | None, part: str) -> str:
    found = node.entries.get(part) if isinstance(node, Fields) and node.is_sourced else None
    return found.text if isinstance(found, Leaf) else ""


def _is_list_of_documents(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


def _path_of(node: Node | None) -> Leaf | None:
    """Return the leaf that names a table's file, ``None`` when its rows stand here or there is none."""
    if isinstance(node, Fields):
        named = node.entries.get("value") or node.entries.get("file")
        return _path_of(named)
    return node if isinstance(node, Leaf) and isinstance(node.value, str) else None


def _with_file(node: Node, leaf: Leaf, file: str) -> Node:
    """Return a node in which another file stands in the place of a leaf."""
    if node is leaf:
        return Leaf(leaf.place, file, file)
    if isinstance(node, Fields):
        entries = {key: _with_file(child, leaf, file) for key, child in node.entries.items()}
        return Fields(node.place, entries, node.keys)
    return node


def _spelled(node: Node | None, given: object) -> str:
    """Return a value in one line: as it stands in the files, or when it does not, as the model holds it."""
    return spelled(_plain(given) if node is None else content(node))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field of any document
    """Return a value of the model as a file can hold it."""
    match value:
        case BaseModel():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def as_json(value: Any) -> Any:  # noqa: ANN401
    """Return a value of the model as JSON knows it."""
    match value:
        case BaseModel() | tuple() if not isinstance(value, str):
            plain = _plain(value)
            return (
                {k: as_json(v) for k, v in plain.items()}
                if isinstance(plain, dict)
                else [*map(as_json, plain)]
            )
        case list():
            return [as_json(item) for item in value]
        case dict():
            return {key: as_json(item) for key, item in value.items()}
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case _:
            return value
