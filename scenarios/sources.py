"""Values with their source, ``{value: …, source: …, grade: …}``: the value for the model, the rest for the report."""

from __future__ import annotations

from typing import get_args

from scenarios.faults import Fault, did_you_mean, shown
from scenarios.library import told
from scenarios.nodes import Fields, Items, Leaf, Node, joined, label
from sim.scenario import Assumption

GRADES: tuple[str, ...] = get_args(Assumption.model_fields["grade"].annotation)
_PARTS = ("value", "source", "grade")


class Unwrapped:
    """A tree of plain values, and what its sourced values rest on."""

    def __init__(self, tree: Fields) -> None:
        self.assumptions: list[Assumption] = []
        self.faults: list[Fault] = []
        self.tree = self._fields(tree, "")

    def _node(self, node: Node, path: str) -> Node:
        match node:
            case Fields() if node.is_sourced:
                self._note(node, path)
                return self._node(node.entries["value"], path)
            case Fields():
                return self._fields(node, path)
            case Items():
                parts = [self._node(item, joined(path, label(item, i))) for i, item in enumerate(node.items)]
                return Items(node.place, parts)
        return node

    def _fields(self, node: Fields, path: str) -> Fields:
        entries = {key: self._node(child, joined(path, key)) for key, child in node.entries.items()}
        return Fields(node.place, entries, node.keys)

    def _note(self, node: Fields, path: str) -> None:
        """Note the assumption that a sourced value is, or what is wrong with it."""
        before = len(self.faults)
        unknown = [key for key in node.entries if key not in _PARTS]
        for key in unknown:
            self._complain(node, path, key, "no such part of a value with its source", _PARTS)
        for part in _PARTS[1:]:
            if part not in node.entries and not unknown:
                message = f"a value with its source has a {part}; this one has none"
                self.faults.append(node.place.fault(path, message))
        source, grade = node.entries.get("source"), node.entries.get("grade")
        if source is not None and not (isinstance(source, Leaf) and (source.text.strip() or source.broken)):
            self.faults.append(source.place.fault(joined(path, "source"), "some text is wanted"))
        if grade is not None and not (isinstance(grade, Leaf) and (grade.text in GRADES or grade.broken)):
            self._complain(node, path, "grade", "no such grade", GRADES)
        if len(self.faults) == before and isinstance(source, Leaf) and isinstance(grade, Leaf):
            self._record(node.entries["value"], path, source, grade)

    def _record(self, value: Node, path: str, source: Leaf, grade: Leaf) -> None:
        if source.broken or grade.broken:
            return
        given = {"source": source.text, "grade": grade.text, "file": told(value.place.file)}
        self.assumptions.append(
            Assumption.model_validate(
                {"path": path, "value": as_text(value), "line": value.place.line} | given
            )
        )

    def _complain(self, node: Fields, path: str, key: str, message: str, known: tuple[str, ...]) -> None:
        child = node.entries[key]
        wrong_value = key in _PARTS and isinstance(child, Leaf)
        got = child.text if wrong_value and isinstance(child, Leaf) else key
        place = child.place if wrong_value else node.keys[key]
        hint = did_you_mean(got, known)
        fault = place.fault(joined(path, key), message, got=shown(got), allowed=", ".join(known), hint=hint)
        self.faults.append(fault)


def as_text(node: Node) -> str:
    """Return a value as it is told in a report."""
    match node:
        case Leaf():
            return node.text if node.value is not None else "none"
        case Items():
            return "[" + ", ".join(as_text(item) for item in node.items) + "]"
        case Fields():
            return "{" + ", ".join(f"{key}: {as_text(child)}" for key, child in node.entries.items()) + "}"
