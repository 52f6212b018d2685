"""
The one door to YAML: text to a tree of places and values, by the core rules of YAML 1.2, every fault at once.

Only null, true, false, whole and decimal numbers are more than text: ``no``, ``12:30``, ``012``, ``0x1F`` and
``2026-01-01`` stay as they are written. A decimal is exact. Tags, anchors and aliases are refused while the
events come in, so nothing is ever built from them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from scenarios.faults import Fault, shown
from scenarios.nodes import Fields, Items, Leaf, Node, Place, Value, joined, label
from scenarios.text_files import UnreadableError, read_text

LARGEST_BYTES = 5_000_000
DEEPEST = 50

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_NUMBER, _LARGEST_POWER = 40, 300
_SAID = (
    (
        "mapping values are not allowed",
        "a ': ' too many on this line, or a wrong indentation; text with ': ' needs quotes",
    ),
    ("unexpected end of stream", "this quote is never closed"),
    ("cannot start any token", "text that starts with this character needs quotes"),
    ("could not find expected ':'", "a key without ': '"),
    ("did not find expected key", "the indentation fits neither the lines above nor a new key"),
    ("expected <block end>", "the indentation fits neither the lines above nor a new key"),
    ("',' or '}'", "this { is never closed, or a comma is missing in it"),
    ("',' or ']'", "this [ is never closed, or a comma is missing in it"),
)


class NotANumberError(ValueError):
    """Plain text that is a number, but none that a scenario can hold."""


def read(file: str) -> tuple[Fields | None, list[Fault]]:
    """Return the mapping that a YAML file holds, ``None`` when it cannot be read, and its faults."""
    try:
        text = read_text(Path(file), LARGEST_BYTES)
    except UnreadableError as error:
        return None, [Fault(file, error.line, 1 if error.line else 0, "", error.message, hint=error.hint)]
    return parse(text, file)


def parse(text: str, file: str) -> tuple[Fields | None, list[Fault]]:
    """Return the mapping that a YAML text holds, ``None`` when it holds none, and its faults."""
    start = Place(file, 1, 1)
    bad = _UNPRINTABLE.search(text)
    if bad:
        return None, [_at(text, bad.start(), file).fault("", f"the character {bad[0]!r} is not text")]
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                return None, builder.faults
    except yaml.YAMLError as error:
        return None, [*builder.faults, _syntax(error, text, file)]
    if builder.root is None:
        return None, [
            start.fault("", "the file is empty", hint="a scenario starts with a line such as 'name: mine'")
        ]
    if not isinstance(builder.root, Fields):
        fault = builder.root.place.fault("", "a scenario is a mapping, lines such as 'name: mine'")
        return None, builder.faults or [fault]
    return builder.root, builder.faults


def resolve(text: str) -> Value:
    """
    Return what plain text means.

    Raises
    ------
    NotANumberError
        For infinity, not-a-number, and numbers longer than 40 characters or beyond 1e300.

    >>> resolve("no"), resolve("12:30"), resolve("012"), resolve("~"), resolve("0.05")
    ('no', '12:30', '012', None, Decimal('0.05'))
    """
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _NOT_FINITE.fullmatch(text):
        raise NotANumberError("a finite number is wanted")
    if not _DECIMAL.fullmatch(text):
        return text
    if len(text) > _LONGEST_NUMBER:
        raise NotANumberError(f"a number of more than {_LONGEST_NUMBER} characters; text needs quotes")
    if _WHOLE.fullmatch(text):
        return int(text)
    number = Decimal(text)
    if number and abs(number.adjusted()) > _LARGEST_POWER:
        raise NotANumberError(f"a number beyond 1e{_LARGEST_POWER}; text needs quotes")
    return number


class _Open:
    """
    A mapping or list that is not closed yet.

    ``key`` is the key whose value comes or is being read; ``waits`` says that it comes next, ``skip`` that it
    is dropped.
    """

    def __init__(self, node: Fields | Items) -> None:
        self.node = node
        self.key = ""
        self.waits = False
        self.skip = False


class _Builder:
    """Builds the tree from events, without recursion, and notes what is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self._open: list[_Open] = []

    def take(self, event: Any) -> bool:  # noqa: ANN401 - events of either loader
        """Take in one event; false when the rest of the file is not worth reading."""
        place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.ScalarEvent():
                self._attach(self._leaf(event, place))
                self._close()
            case yaml.AliasEvent():
                self._refuse(
                    place, f"aliases are refused, *{event.anchor} too; write the value out or use extends"
                )
                self._attach(Leaf(place, None, "", broken=True))
                self._close()
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                return self._enter(event, place)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._close()
            case yaml.DocumentStartEvent() if self.root is not None:
                self._refuse(place, "one document a file; a second one starts here")
                return False
        return True

    def _leaf(self, event: Any, place: Place) -> Leaf:  # noqa: ANN401
        text: str = event.value
        if self._tagged_or_anchored(event, place):
            return Leaf(place, None, text, broken=True)
        if not event.implicit[0]:  # in quotes, or a block of text
            return Leaf(place, text, text)
        try:
            return Leaf(place, resolve(text), text)
        except NotANumberError as error:
            self._refuse(place, str(error), got=text if len(text) < _LONGEST_NUMBER else shown(text))
            return Leaf(place, None, text, broken=True)

    def _enter(self, event: Any, place: Place) -> bool:  # noqa: ANN401
        if len(self._open) >= DEEPEST:
            self.faults.append(place.fault("", f"nested more than {DEEPEST} levels deep"))
            return False
        node = Fields(place) if isinstance(event, yaml.MappingStartEvent) else Items(place)
        refused = self._tagged_or_anchored(event, place)
        self._attach(Leaf(place, None, "", broken=True) if refused else node)
        self._open.append(_Open(node))
        return True

    def _attach(self, node: Node) -> None:
        """Put a node where it belongs: into a list, under its key, or as the next key."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent.node, Items):
            parent.node.items.append(node)
        elif not parent.waits:
            parent.key = node.text if isinstance(node, Leaf) else ""
            parent.waits, parent.skip = True, self._is_refused_key(node, parent.node)
        else:
            if not parent.skip:
                parent.node.entries[parent.key] = node
            parent.waits = False

    def _is_refused_key(self, node: Node, fields: Fields) -> bool:
        """Return whether what follows a key is dropped, and note why; else note the key's place."""
        if not isinstance(node, Leaf) or node.text == "":
            self._refuse(node.place, "a key is a plain name")
        elif node.text == "<<":
            self._refuse(node.place, "merge keys are refused; use extends, or write the values out")
        elif node.text in fields.keys:
            self._refuse(node.place, f"this key stands already in line {fields.keys[node.text].line}")
        elif not node.broken:
            fields.keys[node.text] = node.place
            return False
        return True

    def _close(self) -> None:
        """Forget the key of a value that is complete."""
        if self._open and not self._open[-1].waits:
            self._open[-1].key = ""

    def _tagged_or_anchored(self, event: Any, place: Place) -> bool:  # noqa: ANN401
        if event.tag is not None:
            self._refuse(
                place, "tags are refused; the field says what kind of value it holds", got=shown(event.tag)
            )
        if event.anchor is not None:
            self._refuse(
                place, f"anchors are refused, &{event.anchor} too; write the value out or use extends"
            )
        return event.tag is not None or event.anchor is not None

    def _refuse(self, place: Place, message: str, *, got: str = "") -> None:
        self.faults.append(place.fault(self._path(), message, got=got))

    def _path(self) -> str:
        """Return the path of what is being read."""
        path = ""
        for depth, parent in enumerate(self._open, start=1):
            if isinstance(parent.node, Fields):
                path = joined(path, parent.key) if parent.key else path
            elif depth == len(self._open):
                path = joined(path, str(len(parent.node.items)))
            else:
                path = joined(path, label(parent.node.items[-1], len(parent.node.items) - 1))
        return path


def _at(text: str, position: int, file: str) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, position - before.rfind("\n"))


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Fault:
    """Return a parser's complaint in plain words."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Fault(file, 1, 1, "", f"this is not YAML: {error}")
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    place = Place(file, mark.line + 1, mark.column + 1)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return place.fault("", "a tab in the indentation; use spaces")
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    said = next((told for part, told in _SAID if part in problem), "")
    return place.fault("", said or f"this is not YAML: {' '.join(filter(None, (context, problem)))}")
