"""What a YAML file holds, before it means anything: leaves, fields and items that remember their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scenarios.faults import Fault

Value = None | bool | int | Decimal | str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: line and column from 1."""

    file: str
    line: int
    column: int

    def fault(  # noqa: PLR0913 - the parts of a fault
        self, path: str, message: str, *, got: str = "", allowed: str = "", hint: str = "", code: str = ""
    ) -> Fault:
        """Return a fault at this place."""
        return Fault(self.file, self.line, self.column, path, message, got, allowed, hint, code)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value without parts. ``broken`` says that its fault is known, so that nobody complains of it again."""

    place: Place
    value: Value
    text: str
    broken: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """A mapping; ``keys`` are the places of its keys."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def is_sourced(self) -> bool:
        """Whether this is a value with its source, ``{value: …, source: …, grade: …}``."""
        return "value" in self.entries


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


Node = Leaf | Fields | Items


def id_of(node: Node) -> str | None:
    """Return the id of a list's item, ``None`` when it has none."""
    named = node.entries.get("id") if isinstance(node, Fields) else None
    return named.text if isinstance(named, Leaf) and named.value is not None and not named.broken else None


def label(node: Node, position: int) -> str:
    """Return what a list's item is called in a path: its id, or else its position from 0."""
    return id_of(node) or str(position)


def joined(path: str, part: str) -> str:
    """Return a path one step longer."""
    return f"{path}.{part}" if path else part


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Yield each node under this one, itself first, with its path."""
    yield path, node
    if isinstance(node, Fields):
        for key, child in node.entries.items():
            yield from walk(child, joined(path, key))
    elif isinstance(node, Items):
        for position, child in enumerate(node.items):
            yield from walk(child, joined(path, label(child, position)))


def content(node: Node) -> Any:  # noqa: ANN401 - any value of a file
    """Return what a node holds as plain values, lists and mappings."""
    match node:
        case Leaf():
            return node.value
        case Items():
            return [content(item) for item in node.items]
        case Fields():
            return {key: content(child) for key, child in node.entries.items()}
